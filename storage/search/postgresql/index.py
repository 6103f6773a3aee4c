"""The search index of a PostgreSQL database: tables of folded texts, and GIN indexes over the characters of them, each
character by itself and with the one or two that follow it.

`search_texts` (of documents) and `search_pages` (of attached files) are written by triggers, in the transaction that
writes what they copy. What else changes of a document leaves its texts as they are, and so the keys in the indexes. No
extension is needed.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.search.expression import FOLDED_FROM, FOLDED_TO

_WIDE = FOLDED_FROM[26:]

INDEXES = ("search_texts_keys", "search_titles_keys", "search_pages_keys")
"""Those that hold keys."""

LONGEST_KEY = 3
"""Characters of the longest key. A piece of text that is no longer needs no look at the text."""

CHARACTER_BITS = 21
"""Bits of a character in a key: three have room in a bigint, so that every key stands for one text."""

DAY = "coalesce(coalesce({row}published_on, {row}written_on) - DATE '0001-01-01' + 1, 0)"
"""The day of a document as a number, 1 for the first one of the year 1, 0 for none: as in the place of a hit."""

STATEMENTS = (
    # The costs make the planner use the index and to look at texts last.
    # lower() with the collation C knows ASCII only, as our fold does; few texts hold wide letters, so most are spared
    # the rest.
    f"""
    CREATE FUNCTION search_text(title text, issued_title text, body text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    DECLARE found text := lower((title || E'\\n' || coalesce(issued_title, '') || E'\\n' || body) COLLATE "C");
    BEGIN
        IF found ~ '[{_WIDE}]' THEN
            found := translate(found, '{_WIDE}', '{FOLDED_TO[26:]}');
        END IF;
        RETURN found;
    END $$
    """,
    # A key is one to three characters, the last in the lowest bits. A key may be given twice: the index sorts them.
    """
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
    END $$
    """,
    # A whole title, or issued title, is a key below 0: 60 bits of its MD5.
    """
    CREATE FUNCTION search_lines(titles text) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
    BEGIN
        RETURN array(
            SELECT -1 - CAST(CAST('x' || left(md5(line), 15) AS bit(60)) AS bigint)
            FROM unnest(string_to_array(titles, E'\\n')) AS line WHERE line <> ''
        );
    END $$
    """,
    """
    CREATE TABLE search_texts (
        document_id integer NOT NULL CONSTRAINT pk_search_texts PRIMARY KEY
            CONSTRAINT fk_search_texts_document_id_documents REFERENCES documents (id) ON DELETE CASCADE,
        day integer NOT NULL,
        stage text NOT NULL,
        titles text NOT NULL,
        text text NOT NULL
    )
    """,
    """
    CREATE TABLE search_pages (
        file_id integer NOT NULL,
        page integer NOT NULL,
        text text NOT NULL,
        CONSTRAINT pk_search_pages PRIMARY KEY (file_id, page),
        CONSTRAINT fk_search_pages_file_id_attachment_texts FOREIGN KEY (file_id, page)
            REFERENCES attachment_texts (file_id, page) ON DELETE CASCADE
    )
    """,
    # Packed texts would have to be unpacked to be looked through, which takes as long as to look.
    "ALTER TABLE search_texts ALTER text SET STORAGE EXTERNAL",
    "ALTER TABLE search_pages ALTER text SET STORAGE EXTERNAL",
    "CREATE INDEX search_texts_days ON search_texts (day, document_id)",
    "CREATE INDEX search_texts_keys ON search_texts USING gin (search_keys(text))",
    "CREATE INDEX search_titles_keys ON search_texts USING gin ((search_keys(titles) || search_lines(titles)))",
    "CREATE INDEX search_owners ON attachments (file_id, document_id)",
    "CREATE INDEX search_pages_keys ON search_pages USING gin (search_keys(text))",
    # Statistics would be made of the keys of 30,000 texts each time that a tenth has changed, a millisecond each, and
    # let the planner prefer to make the keys of every text where a key is frequent.
    "ALTER INDEX search_texts_keys ALTER COLUMN 1 SET STATISTICS 0",
    "ALTER INDEX search_titles_keys ALTER COLUMN 1 SET STATISTICS 0",
    "ALTER INDEX search_pages_keys ALTER COLUMN 1 SET STATISTICS 0",
    f"""
    CREATE FUNCTION search_keep_document() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND (OLD.title, OLD.issued_title, OLD.body)
            IS NOT DISTINCT FROM (NEW.title, NEW.issued_title, NEW.body)
        THEN
            UPDATE search_texts SET day = {DAY.format(row="NEW.")}, stage = NEW.stage WHERE document_id = NEW.id;
        ELSE
            INSERT INTO search_texts (document_id, day, stage, titles, text) VALUES (
                NEW.id, {DAY.format(row="NEW.")}, NEW.stage,
                search_text(NEW.title, NEW.issued_title, ''), search_text(NEW.title, NEW.issued_title, NEW.body)
            ) ON CONFLICT (document_id) DO UPDATE SET
                day = excluded.day, stage = excluded.stage, titles = excluded.titles, text = excluded.text;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION search_keep_page() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO search_pages (file_id, page, text)
        VALUES (NEW.file_id, NEW.page, search_text(NEW.text, NULL, ''))
        ON CONFLICT (file_id, page) DO UPDATE SET text = excluded.text;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER search_insert AFTER INSERT ON documents FOR EACH ROW EXECUTE FUNCTION search_keep_document()",
    """
    CREATE TRIGGER search_update AFTER UPDATE OF title, issued_title, body, published_on, written_on, stage ON documents
    FOR EACH ROW WHEN (
        (OLD.title, OLD.issued_title, OLD.published_on, OLD.written_on, OLD.stage, OLD.body) IS DISTINCT FROM
        (NEW.title, NEW.issued_title, NEW.published_on, NEW.written_on, NEW.stage, NEW.body)
    ) EXECUTE FUNCTION search_keep_document()
    """,
    """
    CREATE TRIGGER search_page_insert AFTER INSERT ON attachment_texts
    FOR EACH ROW EXECUTE FUNCTION search_keep_page()
    """,
    """
    CREATE TRIGGER search_page_update AFTER UPDATE OF text ON attachment_texts
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION search_keep_page()
    """,
)
"""The statements that make it."""

TEXTS = f"""
    SELECT id AS document_id, {DAY.format(row="")} AS day, stage,
        search_text(title, issued_title, '') AS titles, search_text(title, issued_title, body) AS text
    FROM documents
"""
"""What `search_texts` holds. `titles` are two lines."""

PAGES = "SELECT file_id, page, search_text(text, NULL, '') AS text FROM attachment_texts"
"""What `search_pages` holds."""


_END = (
    "SELECT max({key}) FROM (SELECT DISTINCT {key} FROM {owner} WHERE {key} > :last ORDER BY {key} LIMIT :most) AS next"
)
# Rows are locked, so that nothing older is written than what another transaction has just written.
_AMONG = "WHERE {key} > :last AND {key} <= :end"
_end = {
    "documents": sa.text(_END.format(key="id", owner="documents")),
    "attachment_texts": sa.text(_END.format(key="file_id", owner="attachment_texts")),
}
_fill = {
    "documents": sa.text(
        f"""
        INSERT INTO search_texts (document_id, day, stage, titles, text)
        {TEXTS} {_AMONG.format(key="id")} FOR SHARE
        ON CONFLICT (document_id) DO UPDATE SET
            day = excluded.day, stage = excluded.stage, titles = excluded.titles, text = excluded.text
        WHERE (search_texts.day, search_texts.stage, search_texts.titles, search_texts.text)
            IS DISTINCT FROM (excluded.day, excluded.stage, excluded.titles, excluded.text)
        """
    ),
    "attachment_texts": sa.text(
        f"""
        INSERT INTO search_pages (file_id, page, text)
        {PAGES} {_AMONG.format(key="file_id")} FOR SHARE
        ON CONFLICT (file_id, page) DO UPDATE SET text = excluded.text
        WHERE search_pages.text IS DISTINCT FROM excluded.text
        """
    ),
}


def fill_documents_after(connection: Connection, last: int, most: int) -> int | None:
    """Adds or corrects the texts of the next documents after an id; gives the last id, None where none is left."""
    return _fill_after(connection, "documents", last, most)


def fill_files_after(connection: Connection, last: int, most: int) -> int | None:
    """The same of the pages of attached files, by the ids of the files."""
    return _fill_after(connection, "attachment_texts", last, most)


def _fill_after(connection: Connection, table: str, last: int, most: int) -> int | None:
    end: int | None = connection.execute(_end[table], {"last": last, "most": most}).scalar()
    if end is not None:
        connection.execute(_fill[table], {"last": last, "end": end})
    return end


def size(connection: Connection) -> int:
    """Bytes of its tables and indexes."""
    query = "SELECT pg_total_relation_size('search_texts') + pg_total_relation_size('search_pages')"
    return int(connection.execute(sa.text(query)).scalar_one())
