"""The view `policies`, from which analysts start, and the indexes of `documents` that lists and facets walk along.

Statements and not tables: SQLAlchemy has no word for a view, and Alembic compares no index over an expression.
"""

from storage.relations.status import in_view

SEARCH_INDEXES = (
    "CREATE INDEX search_days ON documents (coalesce(published_on, written_on) DESC{nulls}, id DESC)",
    "CREATE INDEX search_facts ON documents (stage, source, document_type, topic, published_on, written_on)",
    "CREATE INDEX search_statuses ON documents "
    "(stage, validity, ended_on, ended_as, extended_until, repealed_on, postponed_to, effective_on)",
)
"""More indexes on `documents`; `search_indexes` fills in what a database needs.

A list of the newest walks along the first. The others count documents by their facts without reading their texts. The
tables and indexes of full-text search, whose names begin with `search_`, too, stand in `storage.search.fts5` and
`storage.search.postgresql`.
"""


def search_indexes(dialect: str) -> tuple[str, ...]:
    """The statements that make SEARCH_INDEXES on `sqlite` or `postgresql`."""
    nulls = "" if dialect == "sqlite" else " NULLS LAST"
    return tuple(statement.format(nulls=nulls) for statement in SEARCH_INDEXES)


POLICIES = """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       CAST((SELECT {names} FROM {bodies}) AS TEXT) AS issuing_bodies,
       CAST((SELECT {abbreviations} FROM {bodies}) AS TEXT) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete,
       CAST(coalesce(n.value, e.title_en) AS TEXT) AS title_en,
       CAST(CASE WHEN n.value IS NULL THEN e.title_en_origin ELSE 'editor' END AS TEXT) AS title_en_origin,
       CAST((SELECT count(*) FROM attachments AS a WHERE a.document_id = d.id) AS BIGINT) AS attachments,
       {status},
       CAST(coalesce(d.ended_on, d.extended_until, d.repealed_on) AS {day}) AS repealed_on,
       CAST((SELECT count(*) FROM targets AS t WHERE t.document_id = d.id) AS BIGINT) AS targets
FROM documents AS d
LEFT JOIN annotations AS n ON n.document_id = d.id AND n.kind = 'title_en'
LEFT JOIN english_titles AS e ON e.document_id = d.id
WHERE d.stage <> 'news'
"""
"""The view `policies`; `policies_view` fills in how a database joins texts in order, and today.

What is computed is cast: on SQLite it would be a column without a type, which other programs call unknown.
"""


def policies_view(dialect: str) -> str:
    """The statement that makes the view `policies` on `sqlite` or `postgresql`.

    SQLite 3.40 has no ORDER BY inside group_concat: it joins rows in the order in which a subquery gives them.
    """
    english = "coalesce(g.called, b.abbreviation, b.name_en, b.name)"
    status = in_view(dialect)
    if dialect == "sqlite":
        return POLICIES.format(
            names="group_concat(b.name, '、')",
            abbreviations=f"group_concat({english}, ', ')",
            bodies="(SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b "
            "LEFT JOIN agencies AS g ON g.id = b.agency_id",
            status=status,
            day="TEXT",  # as SQLite stores it; a DATE would be a number to it
        )
    return POLICIES.format(
        names="string_agg(b.name, '、' ORDER BY b.position)",
        abbreviations=f"string_agg({english}, ', ' ORDER BY b.position)",
        bodies="issuing_bodies AS b LEFT JOIN agencies AS g ON g.id = b.agency_id WHERE b.document_id = d.id",
        status=status,
        day="DATE",
    )
