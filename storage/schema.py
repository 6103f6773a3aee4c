"""The tables: documents, pages, captures, revisions, changes and crawls, with the names that users script.

Both databases have the same. Days are dates of China, moments are UTC to the second. Whoever changes a table, the view
or an index writes a migration, which imports nothing of this file (a test compares what the two make).
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC, to the second: timestamptz on PostgreSQL, `2021-11-16T02:30:00Z` on SQLite; aware in Python."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            stored = "%(year)04d-%(month)02d-%(day)02dT%(hour)02d:%(minute)02d:%(second)02dZ"
            read = r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z"
            moment = sqlite.DATETIME(storage_format=stored, regexp=read)  # type: ignore[no-untyped-call]
            return dialect.type_descriptor(moment)
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value.astimezone(UTC).replace(microsecond=0)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _document(**options: Any) -> sa.Column[int]:
    return sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), **options)


documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("issued_title", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("document_type", sa.Text),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("document_number", sa.Text),
    sa.Column("document_number_as_printed", sa.Text),
    sa.Column("issuing_bodies_complete", sa.Boolean, nullable=False),
    sa.Column("written_on", sa.Date),
    sa.Column("published_on", sa.Date),
    sa.Column("published_at", sa.Text, comment="ISO 8601 with +08:00, only where the page prints a time"),
    sa.Column("effective_on", sa.Date),
    sa.Column("repealed_on", sa.Date),
    sa.Column("comments_due_on", sa.Date),
    sa.Column("index_number", sa.Text),
    sa.Column("topic", sa.Text),
    sa.Column("addressed_to", sa.Text),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("fetched_at", Moment),
    sa.Column("parser_version", sa.Text, nullable=False),
    sa.Column("first_seen_at", Moment, nullable=False),
    sa.Column("revised_at", Moment),
    sa.Column("gone_at", Moment, comment="set while no page holds it any more"),
    sa.Index(None, "published_on"),
    sa.Index(None, "written_on"),
    sa.Index(None, "document_number"),
    sqlite_autoincrement=True,  # no other document gets an id that was given, not even after a merge removed the row
)

issuing_bodies = sa.Table(
    "issuing_bodies",
    metadata,
    _document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, comment="order of printing, from 0"),
    sa.Column("agency_id", sa.Text, comment="agencies.id; null for a body that we do not know"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text),
    sa.Column("abbreviation", sa.Text),
    sa.Column("unit", sa.Text),
    sa.Column("as_printed", sa.Text, nullable=False),
    sa.Index(None, "agency_id"),
)

agencies = sa.Table(
    "agencies",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name_full", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False, comment="short Chinese name"),
    sa.Column("aliases", sa.Text, nullable=False, comment="joined by |"),
    sa.Column("name_en", sa.Text),
    sa.Column("abbreviation", sa.Text),
    sa.Column("prefixes", sa.Text, nullable=False, comment="of document numbers, joined by |"),
    sa.Column("valid_from", sa.Text),
    sa.Column("valid_to", sa.Text),
    sa.Column("successor", sa.Text),
)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),  # as addresses are compared; `entry` has it as printed
    sa.Column("source", sa.Text, nullable=False, comment="the crawl that found it"),
    sa.Column("document_id", sa.ForeignKey("documents.id"), comment="null until the page was read once"),
    sa.Column("first_seen_at", Moment, nullable=False),
    sa.Column("checked_at", Moment, comment="last answer that was read, or confirmed by 304"),
    sa.Column("changed_at", Moment, comment="last answer that differed from the one before"),
    sa.Column("due_at", Moment, nullable=False, comment="when the next crawl looks at it again"),
    sa.Column("published_on", sa.Date, comment="as the page or its listing says: sets how often it is looked at"),
    sa.Column("gone_at", Moment),
    sa.Column("gone_why", sa.Text),
    sa.Column("returned_at", Moment),
    sa.Column("failures", sa.Integer, nullable=False, default=0, comment="in a row, since the last good answer"),
    sa.Column("failed_at", Moment),
    sa.Column("failed_why", sa.Text),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("listed", sa.Text, comment="JSON: the [title, day] pairs under which listings showed it, newest last"),
    sa.Column("entry", sa.Text, comment="JSON: the listing row that led here last"),
    sa.Column("digest", sa.Text, comment="of the record that the page gave"),
    sa.Column("record", sa.Text, comment="JSON: the page's own record; null while the document has no other page"),
    sa.Column("number_key", sa.Text),
    sa.Column("title_key", sa.Text),
    sa.Column("issued_key", sa.Text),
    sa.Column("text_key", sa.Text),
    sa.Index(None, "document_id"),
    sa.Index(None, "source", "due_at"),
    sa.Index(None, "number_key"),
    sa.Index(None, "title_key"),
    sa.Index(None, "issued_key"),
    sa.Index(None, "text_key"),
)

judgements = sa.Table(
    "judgements",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Addresses and not documents: those change their ids when they are merged and parted, pages do not.
    sa.Column("one_url", sa.Text, nullable=False, comment="the page whose address sorts first"),
    sa.Column("other_url", sa.Text, nullable=False),
    sa.Column("judgement", sa.Text, nullable=False, comment="positive: one document; negative: two"),
    sa.Column("judged_at", Moment, nullable=False),
    sa.UniqueConstraint("one_url", "other_url"),
    sa.Index(None, "other_url"),
    sqlite_autoincrement=True,  # the greater id is the later word
)

captures = sa.Table(
    "captures",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("page_id", sa.ForeignKey("pages.id", ondelete="CASCADE"), nullable=False),
    sa.Column(
        "url", sa.Text, nullable=False, comment="the address that answered; differs from the page's after a redirect"
    ),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("media_type", sa.Text),
    sa.Column("digest", sa.Text, nullable=False, comment="sha256: of the body as served"),
    sa.Column("file", sa.Text, nullable=False, comment="WARC file in the archive folder"),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("page_id", "file", "offset"),
    sa.Index(None, "digest"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # No foreign key: what a document was stays known after it was found to be another one.
    sa.Column("document_id", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False, comment="1 is the first change of the document"),
    sa.Column("kind", sa.Text, nullable=False, comment="crawled, reparsed, merged, judged"),
    sa.Column("revised_at", Moment, nullable=False),
    sa.Column("page_url", sa.Text, nullable=False, comment="the page that brought it"),
    sa.Column("fields", sa.JSON(none_as_null=True), nullable=False, comment='{field: {"old": …, "new": …}}'),
    sa.UniqueConstraint("document_id", "number"),
)

attachments = sa.Table(
    "attachments",
    metadata,
    _document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, comment="as the link says"),
    sa.Column("file_id", sa.ForeignKey("files.id"), comment="what is known of the file itself"),
    sa.Column("carries", sa.Text, comment="title of the document that the file holds"),
    sa.Index(None, "file_id"),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),  # as addresses are compared; `printed_url` is asked for
    sa.Column("printed_url", sa.Text, nullable=False, comment="as the page links to it"),
    sa.Column("page_url", sa.Text, nullable=False, comment="the page that links to it; the Referer of its request"),
    sa.Column("source", sa.Text, nullable=False, comment="the crawl that fetches it"),
    sa.Column("first_seen_at", Moment, nullable=False),
    sa.Column("published_on", sa.Date, comment="of the page: sets how often the file is looked at"),
    sa.Column("checked_at", Moment, comment="last answer that was read, or confirmed by 304"),
    sa.Column("changed_at", Moment, comment="last answer with another content than the one before"),
    sa.Column("due_at", Moment, nullable=False, comment="when the next crawl fetches it, or looks at it again"),
    sa.Column("gone_at", Moment),
    sa.Column("gone_why", sa.Text),
    sa.Column("returned_at", Moment),
    sa.Column("left_why", sa.Text, comment="why it is not fetched: another body's host, a type that is switched off"),
    sa.Column("failures", sa.Integer, nullable=False, default=0, comment="in a row, since the last good answer"),
    sa.Column("failed_at", Moment),
    sa.Column("failed_why", sa.Text),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("media_type", sa.Text, comment="by its content"),
    sa.Column("bytes", sa.BigInteger),
    sa.Column("sha256", sa.Text, comment="of the file; null until it was fetched"),
    sa.Column("state", sa.Text, comment="ok, partial, scan, garbled, encrypted, unsupported, failed"),
    sa.Column("reason", sa.Text, comment="why the state is not ok"),
    sa.Column("extractor", sa.Text, comment="the reader of its text, with its version"),
    sa.Column("origin", sa.Text, comment="text, or ocr: read from pictures"),
    sa.Column("pages", sa.Integer, comment="pages, sheets or members that have text"),
    sa.Column("record", sa.Text, comment="JSON: what its own head, sign-off and text say"),
    sa.Column("twin_of", sa.ForeignKey("files.id"), comment="the file that has the same text in another format"),
    sa.Index(None, "source", "due_at"),
    sa.Index(None, "sha256"),
)

file_captures = sa.Table(
    "file_captures",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("file_id", sa.ForeignKey("files.id", ondelete="CASCADE"), nullable=False),
    sa.Column("url", sa.Text, nullable=False, comment="the address that answered"),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("media_type", sa.Text, comment="as the server says"),
    sa.Column("digest", sa.Text, nullable=False, comment="sha256: of the body as served"),
    sa.Column("file", sa.Text, nullable=False, comment="WARC file in the archive folder"),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("file_id", "file", "offset"),
    sa.Index(None, "digest"),
)

attachment_texts = sa.Table(
    "attachment_texts",
    metadata,
    sa.Column("file_id", sa.ForeignKey("files.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("page", sa.Integer, primary_key=True, autoincrement=False, comment="page, sheet or member, from 1"),
    sa.Column("name", sa.Text, comment="of the sheet, or of the member of an archive"),
    sa.Column("text", sa.Text, nullable=False, comment="a paragraph a line; cells of a table are parted by tabs"),
)

evidence = sa.Table(
    "evidence",
    metadata,
    _document(primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("page_url", sa.Text, nullable=False, comment="the page or file whose value won"),
    sa.Column("place", sa.Text, comment="where the words stand, if not on a page: attachment 1, page 2"),
)

citations = sa.Table(
    "citations",
    metadata,
    _document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("document_number", sa.Text),
    sa.Column("title", sa.Text),
    sa.Index(None, "document_number"),
)

annotations = sa.Table(
    "annotations",
    metadata,
    # No foreign key: it outlives a document that was found to be another one, and is there when that is undone.
    sa.Column("document_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title_en", sa.Text, nullable=False, comment="an editor's own English title"),
    sa.Column("annotated_at", Moment, nullable=False),
)

keywords = sa.Table(
    "keywords",
    metadata,
    _document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, comment="the weightiest first, from 0"),
    sa.Column("word", sa.Text, nullable=False),
    sa.Column("weight", sa.Float, nullable=False, comment="share of the document times rarity in all documents"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Index(None, "word"),
)

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False, comment="without gaps, in order of commit"),
    sa.Column("kind", sa.Text, nullable=False, comment="new, revised, merged, withdrawn, returned, reparsed, read"),
    # No foreign key: a change outlives a document that was found to be another one.
    sa.Column("document_id", sa.Integer, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False, comment="the page that brought it"),
    sa.Column("fields", sa.JSON(none_as_null=True), comment='{field: {"old": …, "new": …}}'),
    sa.Column(
        "other_id", sa.Integer, comment="merged: the document that was found to be this one; new: the one it left"
    ),
    sa.Index(None, "document_id"),
    sa.Index(None, "other_id"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("since", sa.Date, comment="the crawl was to stop at this day"),
    sa.Column("full", sa.Boolean, nullable=False, comment="the crawl was to walk every listing page"),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("reason", sa.Text, comment="why it ended; null while it runs or when it was killed"),
    sa.Column("requests", sa.Integer, nullable=False, default=0),
    sa.Column("listings", sa.Integer, nullable=False, default=0),
    sa.Column("fetched", sa.Integer, nullable=False, default=0),
    sa.Column("new", sa.Integer, nullable=False, default=0),
    sa.Column("revised", sa.Integer, nullable=False, default=0),
    sa.Column("unchanged", sa.Integer, nullable=False, default=0),
    sa.Column("failed", sa.Integer, nullable=False, default=0),
    sa.Column("files", sa.Integer, nullable=False, default=0, server_default="0", comment="attached files fetched"),
    sa.Column("statuses", sa.JSON(none_as_null=True), comment="answers by HTTP status"),
    sa.Column(
        "columns", sa.JSON(none_as_null=True), comment="by column: what the spider wants to know of it next time"
    ),
    sa.Column("filled", sa.JSON(none_as_null=True), comment="by field: share of documents that have it"),
    sa.Column("messages", sa.JSON(none_as_null=True), comment="what went wrong, a line each"),
    sa.Index(None, "source", "started_at"),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.Text, primary_key=True, comment="what is done by one at a time: crawl:miit"),
    sa.Column("holder", sa.Text, nullable=False, comment="host, process and a random part"),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("beat_at", Moment, nullable=False),
)

health = sa.Table(
    "health",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("problems", sa.JSON(none_as_null=True), nullable=False, comment="as told last: [kind, column] each"),
    sa.Column("told_at", Moment, nullable=False),
)

schedule = sa.Table(
    "schedule",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("every", sa.Integer, nullable=False, comment="seconds from one crawl by the workers to the next"),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, comment="crawls in a row that broke down"),
    sa.Column("failed_at", Moment),
    sa.Column("failed_why", sa.Text),
)
