-- The costs make the planner use the index and to look at texts last.
-- lower() with the collation C knows ASCII only, as our fold does; few texts hold wide letters, so most are spared
-- the rest.
CREATE FUNCTION search_text(title text, issued_title text, body text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
DECLARE found text := lower((title || E'\n' || coalesce(issued_title, '') || E'\n' || body) COLLATE "C");
BEGIN
    IF found ~ '[{wide}]' THEN
        found := translate(found, '{wide}', '{narrow}');
    END IF;
    RETURN found;
END $$;

-- A key is one to three characters, the last in the lowest bits. A key may be given twice: the index sorts them.
CREATE FUNCTION search_keys(folded text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
DECLARE codes bigint[] := array(SELECT ascii(letter)::bigint FROM unnest(string_to_array(folded, NULL)) AS letter);
BEGIN
    RETURN (
        SELECT coalesce(array_agg(a), '{}')
            || array_agg((a << 21) | b) FILTER (WHERE b IS NOT NULL)
            || array_agg((((a << 21) | b) << 21) | c) FILTER (WHERE c IS NOT NULL)
        FROM unnest(codes, codes[2:], codes[3:]) AS three(a, b, c)
    );
END $$;

-- A whole title, or issued title, is a key below 0: 60 bits of its MD5.
CREATE FUNCTION search_lines(titles text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
BEGIN
    RETURN array(
        SELECT -1 - CAST(CAST('x' || left(md5(line), 15) AS bit(60)) AS bigint)
        FROM unnest(string_to_array(titles, E'\n')) AS line WHERE line <> ''
    );
END $$;

CREATE TABLE search_texts (
    document_id integer NOT NULL CONSTRAINT pk_search_texts PRIMARY KEY
        CONSTRAINT fk_search_texts_document_id_documents REFERENCES documents (id) ON DELETE CASCADE,
    day integer NOT NULL,
    stage text NOT NULL,
    titles text NOT NULL,
    text text NOT NULL
);

CREATE TABLE search_pages (
    file_id integer NOT NULL,
    page integer NOT NULL,
    text text NOT NULL,
    CONSTRAINT pk_search_pages PRIMARY KEY (file_id, page),
    CONSTRAINT fk_search_pages_file_id_attachment_texts FOREIGN KEY (file_id, page)
        REFERENCES attachment_texts (file_id, page) ON DELETE CASCADE
);

-- Packed texts would have to be unpacked to be looked through, which takes as long as to look.
ALTER TABLE search_texts ALTER text SET STORAGE EXTERNAL;

ALTER TABLE search_pages ALTER text SET STORAGE EXTERNAL;

CREATE INDEX search_texts_days ON search_texts (day, document_id);

CREATE INDEX search_texts_keys ON search_texts USING gin (search_keys(text));

CREATE INDEX search_titles_keys ON search_texts USING gin ((search_keys(titles) || search_lines(titles)));

CREATE INDEX search_owners ON attachments (file_id, document_id);

CREATE INDEX search_pages_keys ON search_pages USING gin (search_keys(text));

-- Statistics would be made of the keys of 30,000 texts each time that a tenth has changed, a millisecond each, and
-- let the planner prefer to make the keys of every text where a key is frequent.
ALTER INDEX search_texts_keys ALTER COLUMN 1 SET STATISTICS 0;

ALTER INDEX search_titles_keys ALTER COLUMN 1 SET STATISTICS 0;

ALTER INDEX search_pages_keys ALTER COLUMN 1 SET STATISTICS 0;

CREATE FUNCTION search_keep_document() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.title, OLD.issued_title, OLD.body)
        IS NOT DISTINCT FROM (NEW.title, NEW.issued_title, NEW.body)
    THEN
        UPDATE search_texts SET day = {new_day}, stage = NEW.stage WHERE document_id = NEW.id;
    ELSE
        INSERT INTO search_texts (document_id, day, stage, titles, text) VALUES (
            NEW.id, {new_day}, NEW.stage,
            search_text(NEW.title, NEW.issued_title, ''), search_text(NEW.title, NEW.issued_title, NEW.body)
        ) ON CONFLICT (document_id) DO UPDATE SET
            day = excluded.day, stage = excluded.stage, titles = excluded.titles, text = excluded.text;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION search_keep_page() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO search_pages (file_id, page, text)
    VALUES (NEW.file_id, NEW.page, search_text(NEW.text, NULL, ''))
    ON CONFLICT (file_id, page) DO UPDATE SET text = excluded.text;
    RETURN NULL;
END $$;

CREATE TRIGGER search_insert AFTER INSERT ON documents FOR EACH ROW EXECUTE FUNCTION search_keep_document();

CREATE TRIGGER search_update AFTER UPDATE OF title, issued_title, body, published_on, written_on, stage ON documents
FOR EACH ROW WHEN (
    (OLD.title, OLD.issued_title, OLD.published_on, OLD.written_on, OLD.stage, OLD.body) IS DISTINCT FROM
    (NEW.title, NEW.issued_title, NEW.published_on, NEW.written_on, NEW.stage, NEW.body)
) EXECUTE FUNCTION search_keep_document();

CREATE TRIGGER search_page_insert AFTER INSERT ON attachment_texts
FOR EACH ROW EXECUTE FUNCTION search_keep_page();

CREATE TRIGGER search_page_update AFTER UPDATE OF text ON attachment_texts
FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION search_keep_page();
