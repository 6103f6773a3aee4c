"""Targets, relations between documents, and what they make of a document's status."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TODAY = {"sqlite": "date('now', '+8 hours')", "postgresql": "(now() AT TIME ZONE 'Asia/Shanghai')::date"}

NAMES = {
    "sqlite": "SELECT group_concat({of}) FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id "
    "ORDER BY i.position) AS b",
    "postgresql": "SELECT string_agg({of} ORDER BY b.position) FROM issuing_bodies AS b WHERE b.document_id = d.id",
}

POLICIES = """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       ({names}) AS issuing_bodies,
       ({abbreviations}) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete,
       (SELECT count(*) FROM attachments AS a WHERE a.document_id = d.id) AS attachments{later}
FROM documents AS d
WHERE d.stage <> 'news'
"""
LATER = """,
       CASE WHEN d.stage = 'draft' THEN 'draft' WHEN d.stage <> 'final' THEN NULL
            WHEN d.ended_on <= {today} THEN d.ended_as WHEN d.repealed_on < {today} THEN 'expired'
            WHEN d.validity IN ('repealed', 'expired') THEN d.validity
            WHEN d.effective_on > {today} THEN 'not_yet_in_force'
            WHEN d.effective_on <= {today} OR d.validity IN ('in_force', 'amended') THEN 'in_force'
       END AS status,
       coalesce(d.ended_on, d.repealed_on) AS repealed_on,
       (SELECT count(*) FROM targets AS t WHERE t.document_id = d.id) AS targets"""

COMMENTS = {
    "kind": (
        "'new, revised, merged, withdrawn, returned, reparsed, read{more}'",
        ", related",
    ),
    "other_id": (
        "'merged: the document that was found to be this one; new: the one it left{more}'",
        "; related: what did it",
    ),
}


KEYS = ("title_key", "issued_key", "text_key")


def _view(later: str) -> None:
    dialect = op.get_bind().dialect.name
    names, english = NAMES[dialect], "coalesce(b.abbreviation, b.name_en, b.name)"
    more = later.format(today=TODAY[dialect])
    op.execute(
        POLICIES.format(
            names=names.format(of="b.name, '、'"), abbreviations=names.format(of=f"{english}, ', '"), later=more
        )
    )


def _comment(*, related: bool) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column, (comment, more) in COMMENTS.items():
            op.execute(f"COMMENT ON COLUMN changes.{column} IS {comment.format(more=more if related else '')}")


def upgrade() -> None:
    op.create_table(
        "targets",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="order of printing, from 0"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="as printed"),
        sa.Column("baseline", sa.Float(), comment="in the same unit"),
        sa.Column("baseline_year", sa.Integer()),
        sa.Column("value", sa.Float(), comment="the number before its unit; null where it is no single number, as 3-5"),
        sa.Column("value_as_printed", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False, comment="as printed"),
        sa.Column("amount", sa.Float(), comment="the value in base_unit"),
        sa.Column("base_unit", sa.Text()),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("comparator", sa.Text(), nullable=False, comment="=, >=, <=, ~"),
        sa.Column("kind", sa.Text(), nullable=False, comment="level, change, growth_rate, count"),
        sa.Column("direction", sa.Text(), comment="increase, decrease: of a change or growth rate"),
        sa.Column("nature", sa.Text(), comment="约束性, 预期性"),
        sa.Column("words", sa.Text(), nullable=False, comment="the sentence or row, as printed"),
        sa.Column("place", sa.Text(), comment="attachment 1, page 6, paragraph 2"),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_targets"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_targets_document_id_documents", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_targets_indicator", "targets", ["indicator"])
    op.create_index("ix_targets_year", "targets", ["year"])
    op.create_table(
        "relations",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="order of printing, from 0"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="issues, forwards, approves, draft_of, interprets, amends, repeals, replaces, based_on, corrects",
        ),
        sa.Column("title", sa.Text(), comment="of the other document"),
        sa.Column("document_number", sa.Text(), comment="of the other document"),
        sa.Column("date", sa.Date(), comment="the day from which it holds"),
        sa.Column("date_rule", sa.Text(), comment="the words by which the day was computed"),
        sa.Column("part", sa.Text(), comment="what of the other document it concerns; null for the whole"),
        sa.Column("words", sa.Text(), nullable=False, comment="the sentence, as printed"),
        sa.Column("place", sa.Text()),
        sa.Column("title_key", sa.Text()),
        sa.Column(
            "related_id", sa.Integer(), comment="the held document that is meant; null where none is known to be it"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_relations"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_relations_document_id_documents", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_relations_document_number", "relations", ["document_number"])
    op.create_index("ix_relations_title_key", "relations", ["title_key"])
    op.create_index("ix_relations_related_id", "relations", ["related_id"])
    validity = "as its site says: in_force, amended, repealed, expired, not_yet_in_force"
    op.add_column("documents", sa.Column("validity", sa.Text(), comment=validity))
    ended_on = "the first day on which another document has ended it"
    op.add_column("documents", sa.Column("ended_on", sa.Date(), comment=ended_on))
    op.add_column("documents", sa.Column("ended_by", sa.Integer(), comment="that document"))
    op.add_column("documents", sa.Column("ended_as", sa.Text(), comment="repealed, replaced"))
    final_id = "of a draft: the document that it became"
    op.add_column("documents", sa.Column("final_id", sa.Integer(), comment=final_id))
    op.create_index("ix_documents_ended_by", "documents", ["ended_by"])
    written_on = "as its record says: which pages under one key may be one document"
    op.add_column("pages", sa.Column("written_on", sa.Date(), comment=written_on))
    instrument_key = "equal for a draft and the document that it became"
    op.add_column("pages", sa.Column("instrument_key", sa.Text(), comment=instrument_key))
    op.create_index("ix_pages_instrument_key", "pages", ["instrument_key"])
    for key in KEYS:
        op.drop_index(f"ix_pages_{key}", "pages")
        op.create_index(f"ix_pages_{key}_written_on_published_on", "pages", [key, "written_on", "published_on"])
    op.execute("DROP VIEW policies")
    _view(LATER)
    _comment(related=True)


def downgrade() -> None:
    _comment(related=False)
    op.execute("DROP VIEW policies")
    op.execute("DELETE FROM changes WHERE kind = 'related'")
    for key in KEYS:
        op.drop_index(f"ix_pages_{key}_written_on_published_on", "pages")
        op.create_index(f"ix_pages_{key}", "pages", [key])
    op.drop_index("ix_pages_instrument_key", "pages")
    op.drop_column("pages", "instrument_key")
    op.drop_column("pages", "written_on")
    op.drop_index("ix_documents_ended_by", "documents")
    for column in ("final_id", "ended_as", "ended_by", "ended_on", "validity"):
        op.drop_column("documents", column)
    op.drop_table("relations")
    op.drop_table("targets")
    _view("")
