"""Tables of crawling: pages, files and what was fetched of them, runs, and who does what when."""

import sqlalchemy as sa

from storage.schema.columns import Moment, metadata

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),  # as addresses are compared; `entry` has it as printed
    sa.Column("source", sa.Text, nullable=False, comment="the crawl that found it"),
    sa.Column("document_id", sa.ForeignKey("documents.id"), index=True, comment="null until the page was read once"),
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
    sa.Column("record", sa.Text, comment="JSON: what the page says; null until it was read once"),
    sa.Column("number_key", sa.Text, index=True),
    sa.Column("title_key", sa.Text),
    sa.Column("issued_key", sa.Text),
    sa.Column("text_key", sa.Text),
    sa.Column("instrument_key", sa.Text, index=True, comment="equal for a draft and the document that it became"),
    sa.Column("written_on", sa.Date, comment="as its record says: which pages under one key may be one document"),
    sa.Column("address_key", sa.Text, index=True, comment="of url: without scheme, www. and the slash at the end"),
    sa.Column("stem_key", sa.Text, comment="of the title alone, where title_key may hold a body and a day too"),
    sa.Column("issued_stem_key", sa.Text, comment="of the issued title, without the issuers in front of 关于"),
    sa.Index(None, "source", "due_at"),
    sa.Index(None, "source", "published_on", "document_id"),
    sa.Index(None, "title_key", "written_on", "published_on"),
    sa.Index(None, "issued_key", "written_on", "published_on"),
    sa.Index(None, "text_key", "written_on", "published_on"),
    sa.Index(None, "stem_key"),
    sa.Index(None, "issued_stem_key"),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),  # as addresses are compared; `printed_url` is requested
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
    sa.Column("skip_reason", sa.Text, comment="why it is not fetched: the host of another body, a type switched off"),
    sa.Column("skipped_for_good", sa.Boolean, comment="it is not fetched whatever is set: too large"),
    sa.Column("failures", sa.Integer, nullable=False, default=0, comment="in a row, since the last good answer"),
    sa.Column("failed_at", Moment),
    sa.Column("failed_why", sa.Text),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("media_type", sa.Text, comment="by its content"),
    sa.Column("bytes", sa.BigInteger),
    sa.Column("sha256", sa.Text, index=True, comment="of the file; null until it was fetched"),
    sa.Column("state", sa.Text, comment="ok, partial, scan, garbled, encrypted, unsupported, failed"),
    sa.Column("reason", sa.Text, comment="why the state is not ok"),
    sa.Column("extractor", sa.Text, comment="the reader of its text, with its version"),
    sa.Column("pages", sa.Integer, comment="pages, sheets or members that have text"),
    sa.Column("record", sa.Text, comment="JSON: what its own head, sign-off and text say"),
    sa.Index(None, "source", "due_at"),
)

captures = sa.Table(
    "captures",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("page_id", sa.ForeignKey("pages.id", ondelete="CASCADE"), comment="null for an attached file"),
    sa.Column("file_id", sa.ForeignKey("files.id", ondelete="CASCADE"), comment="null for a page"),
    sa.Column(
        "url", sa.Text, nullable=False, comment="the address that answered; differs from the page's after a redirect"
    ),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("media_type", sa.Text),
    sa.Column("digest", sa.Text, nullable=False, index=True, comment="sha256: of the body as served"),
    sa.Column("file", sa.Text, nullable=False, comment="WARC file in the archive folder"),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("page_id", "file", "offset"),
    sa.UniqueConstraint("file_id", "file", "offset"),
)

attachment_texts = sa.Table(
    "attachment_texts",
    metadata,
    sa.Column("file_id", sa.ForeignKey("files.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("page", sa.Integer, primary_key=True, autoincrement=False, comment="page, sheet or member, from 1"),
    sa.Column("name", sa.Text, comment="of the sheet, or of the member of an archive"),
    sa.Column("text", sa.Text, nullable=False, comment="a paragraph a line; cells of a table are parted by tabs"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("since", sa.Date, comment="the crawl was to stop at this day"),
    sa.Column("full", sa.Boolean, nullable=False, comment="the crawl was to walk every listing page"),
    sa.Column("recording", sa.Text, comment="what the recording that answered says of itself; null: the sites did"),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("reason", sa.Text, comment="why it ended, for people; null while it runs or when it was killed"),
    sa.Column("stop", sa.Text, comment="the same for programs: finished, paused, refused, silent, storage …"),
    sa.Column("retry_after", sa.Integer, comment="seconds that the site demands to wait, where that ended it"),
    sa.Column("requests", sa.Integer, nullable=False, default=0),
    sa.Column("listings", sa.Integer, nullable=False, default=0),
    sa.Column("fetched", sa.Integer, nullable=False, default=0),
    sa.Column("new", sa.Integer, nullable=False, default=0),
    sa.Column("revised", sa.Integer, nullable=False, default=0),
    sa.Column("unchanged", sa.Integer, nullable=False, default=0),
    sa.Column("failed", sa.Integer, nullable=False, default=0),
    sa.Column("files", sa.Integer, nullable=False, default=0, comment="attached files fetched"),
    sa.Column("statuses", sa.JSON(none_as_null=True), comment="answers by HTTP status"),
    sa.Column(
        "columns", sa.JSON(none_as_null=True), comment="by column: what the spider wants to know of it next time"
    ),
    sa.Column("messages", sa.JSON(none_as_null=True), comment="what went wrong, a line each"),
    sa.Index(None, "source", "started_at"),
    sa.Index(None, "recording"),
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
    sa.Column("problems", sa.JSON(none_as_null=True), nullable=False, comment="as reported last: [kind, column] each"),
    sa.Column("notified_at", Moment, nullable=False),
)

schedule = sa.Table(
    "schedule",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, comment="crawls in a row that broke down"),
    sa.Column("failed_at", Moment),
    sa.Column("failed_why", sa.Text),
)
