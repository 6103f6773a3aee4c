"""Tables of documents: what they say, what was and is known of them, and what they do to one another."""

from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from typing import Any

import sqlalchemy as sa

from parsers.fields import FIELDS, FieldType
from parsers.record import PolicyDocument
from storage.schema.columns import Moment, PrintedTime, document, metadata, other_document

_TYPES: Mapping[FieldType, sa.types.TypeEngine[Any]] = {
    # Compared by code points on both databases; `lower` means the letters A to Z.
    "text": sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
    "day": sa.Date(),
    "time": PrintedTime(),
    "moment": Moment(),
    "flag": sa.Boolean(),
}
"""Type of a field -> that of its column; fields of other types are tables of their own."""


_INDEXED = ("document_number", "written_on", "published_on", "effective_on", "comments_due_on", "repealed_on")


def _record_columns() -> Iterator[sa.Column[Any]]:
    """The columns of the fields of the record, which are null where the field has no value."""
    defaults = {field.name: field.default for field in dataclass_fields(PolicyDocument)}
    for name, field in FIELDS.items():
        if name in defaults and field.type in _TYPES:
            may_lack, is_indexed = defaults[name] is None, name in _INDEXED
            yield sa.Column(name, _TYPES[field.type], nullable=may_lack, index=is_indexed, comment=field.description)


documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *_record_columns(),
    sa.Column("first_seen_at", Moment, nullable=False),
    sa.Column("revised_at", Moment),
    sa.Column("gone_at", Moment, comment="set while no page holds it any more"),
    sa.Column("ended_on", sa.Date, index=True, comment="the first day on which another document has ended it"),
    other_document("ended_by", "that document"),
    sa.Column("ended_as", sa.Text, comment="repealed, replaced, stopped"),
    sa.Column("extended_until", sa.Date, comment="the last day in force that another document gives it"),
    other_document("extended_by", "the document that extends it"),
    sa.Column("postponed_to", sa.Date, comment="the first day in force that another document gives it"),
    other_document("postponed_by", "the document that postpones it"),
    other_document("final_id", "of a draft: the document that it became"),
    sa.Column("number_prefix", sa.Text, index=True, comment="what stands before the year of document_number: 工信部规"),
    sa.Column("serial", sa.Integer, comment="the running number of document_number, by value"),
    sa.Column("serial_year", sa.Integer, comment="the year of document_number"),
    sa.Column("address_key", sa.Text, index=True, comment="of url: without scheme, www. and the slash at the end"),
    sa.Index(None, "serial", "serial_year"),
    sa.Index(None, "extended_until"),
    sa.Index(None, "postponed_to"),
    sqlite_autoincrement=True,  # no other document gets an id that was given, not even after a merge removed the row
)

issuing_bodies = sa.Table(
    "issuing_bodies",
    metadata,
    document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, comment="order of printing, from 0"),
    sa.Column("agency_id", sa.Text, comment="agencies.id; null for a body that we do not know"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text),
    sa.Column("abbreviation", sa.Text),
    sa.Column("unit", sa.Text),
    sa.Column("as_printed", sa.Text, nullable=False),
    sa.Index(None, "agency_id", "document_id"),
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
    sa.Column(
        "called", sa.Text, comment="in English lists: the abbreviation, or a name where hardly anybody knows that"
    ),
    sa.Column("prefixes", sa.Text, nullable=False, comment="of document numbers, joined by |"),
    sa.Column("valid_from", sa.Text, comment="a day, like 2018-03-01"),
    sa.Column("valid_to", sa.Text),
    sa.Column("successor", sa.Text, comment="ids of the bodies that took over, joined by |"),
)

judgements = sa.Table(
    "judgements",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Addresses and not documents: those change their ids when they are merged and parted, pages do not.
    sa.Column("one_url", sa.Text, nullable=False, comment="the page whose address sorts first"),
    sa.Column("other_url", sa.Text, nullable=False, index=True),
    sa.Column("judgement", sa.Text, nullable=False, comment="positive: one document; negative: two"),
    sa.Column("judged_at", Moment, nullable=False),
    sa.UniqueConstraint("one_url", "other_url"),
    sqlite_autoincrement=True,  # the greater id is the later word
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

redirects = sa.Table(
    "redirects",
    metadata,
    sa.Column("former_id", sa.Integer, primary_key=True, autoincrement=False, comment="the id of a merged document"),
    document(nullable=False, index=True, comment="the document that it is now, never itself a merged one"),
    sa.Column("merged_at", Moment, nullable=False, comment="when it was merged (UTC)"),
)

attachments = sa.Table(
    "attachments",
    metadata,
    document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, comment="as the link says"),
    sa.Column("file_id", sa.ForeignKey("files.id"), index=True, comment="what is known of the file itself"),
    sa.Column("carries", sa.Text, comment="title of the document that the file holds"),
)

evidence = sa.Table(
    "evidence",
    metadata,
    document(primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("page_url", sa.Text, nullable=False, comment="the page or file whose value won"),
    sa.Column("place", sa.Text, comment="where the words stand, if not on a page: attachment 1, page 2"),
)

citations = sa.Table(
    "citations",
    metadata,
    document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("document_number", sa.Text, index=True),
    sa.Column("title", sa.Text),
    sa.Column("title_key", sa.Text, index=True, comment="a short digest of the title for comparing"),
    other_document("cited_id", "the held document that is meant; null where none is known to be it"),
)

targets = sa.Table(
    "targets",
    metadata,
    document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, comment="order of printing, from 0"),
    sa.Column("indicator", sa.Text, nullable=False, index=True, comment="as printed"),
    sa.Column("baseline", sa.Float, comment="in the same unit"),
    sa.Column("baseline_year", sa.Integer),
    sa.Column("value", sa.Float, comment="the number before its unit; the lower end of a range"),
    sa.Column("upper", sa.Float, comment="the upper end of a range"),
    sa.Column("value_as_printed", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False, comment="as printed"),
    sa.Column("amount", sa.Float, comment="the value in base_unit"),
    sa.Column("base_unit", sa.Text),
    sa.Column("year", sa.Integer, index=True, comment="null where none is printed"),
    sa.Column("comparator", sa.Text, nullable=False, comment="=, >=, <=, ~"),
    sa.Column("kind", sa.Text, nullable=False, comment="level, change, growth_rate, count"),
    sa.Column("direction", sa.Text, comment="increase, decrease: of a change or growth rate"),
    sa.Column("nature", sa.Text, comment="约束性, 预期性"),
    sa.Column("words", sa.Text, nullable=False, comment="the sentence or row, as printed"),
    sa.Column("place", sa.Text, comment="attachment 1, page 6, paragraph 2"),
    sa.Column("indicator_en", sa.Text, comment="of english_indicators"),
)

relations = sa.Table(
    "relations",
    metadata,
    document(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, comment="order of printing, from 0"),
    sa.Column(
        "kind",
        sa.Text,
        nullable=False,
        comment="issues, forwards, approves, draft_of, interprets, amends, repeals, replaces, based_on, corrects, "
        "suspends, resumes, extends, continues, ends_early, removes_from, postpones",
    ),
    sa.Column("title", sa.Text, comment="of the other document"),
    sa.Column("document_number", sa.Text, index=True, comment="of the other document"),
    sa.Column("date", sa.Date, comment="the day from which it holds"),
    sa.Column("date_rule", sa.Text, comment="the words by which the day was computed"),
    sa.Column("part", sa.Text, comment="what of the other document it concerns; null for the whole"),
    sa.Column("words", sa.Text, nullable=False, comment="the sentence, as printed"),
    sa.Column("place", sa.Text),
    sa.Column(
        "until", sa.Date, comment="the last day of what holds for a time; of what is postponed, the new first day"
    ),
    sa.Column("duration", sa.Text, comment="the time that it holds, where no last day is printed: 90天"),
    sa.Column("title_key", sa.Text, index=True),
    other_document("related_id", "the held document that is meant; null where none is known to be it"),
    sa.Index(None, "date"),
)

suspensions = sa.Table(
    "suspensions",
    metadata,
    document(primary_key=True),
    sa.Column("suspended_on", sa.Date, primary_key=True, comment="the first day on which others suspend it"),
    sa.Column("suspended_until", sa.Date, comment="the last such day; null where none is known"),
    other_document("suspended_by", "the document that gives that day"),
    sa.Column("part", sa.Text, primary_key=True, comment="what of it, as printed; empty for the whole"),
)

units = sa.Table(
    "units",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, comment="ascending in the order of printing"),
    document(index=True, comment="whose body it stands in; null where it stands in a file"),
    sa.Column("file_id", sa.ForeignKey("files.id", ondelete="CASCADE"), comment="the attached file that it stands in"),
    sa.Column("path", sa.Text, nullable=False, comment="its address in the text: art-12/para-2/item-3"),
    sa.Column(
        "level",
        sa.Text,
        nullable=False,
        comment="part, chapter, section, article, paragraph, item, point, section1 to section4, appendix, uncut",
    ),
    sa.Column("number", sa.Integer, comment="null for what bears none"),
    sa.Column("sub", sa.Integer, nullable=False, comment="of 第十条之一: 1; else 0"),
    sa.Column("number_as_printed", sa.Text, nullable=False),
    sa.Column("heading", sa.Text),
    sa.Column("page", sa.Integer, comment="of the file, where it begins"),
    sa.Column("paragraph", sa.Integer, nullable=False, comment="in the body or on the page, where it begins"),
    sa.Column("start_at", sa.Integer, nullable=False, comment="characters before its number in the text"),
    sa.Column("text_at", sa.Integer, nullable=False, comment="characters before its words"),
    sa.Column("end_at", sa.Integer, nullable=False, comment="characters before what follows it"),
    sa.Column("why", sa.Text, comment="why it is not cut further"),
    sa.Index(None, "file_id"),
)

vectors = sa.Table(
    "vectors",
    metadata,
    document(primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False, index=True, comment="ascending in the order of storing"),
    sa.Column("recipe", sa.Text, nullable=False, comment="the weights and the projection that made it"),
    sa.Column("revision", sa.Integer, nullable=False, comment="the newest of the document then; 0: none"),
    sa.Column("vector", sa.LargeBinary, nullable=False, comment="of the title: 128 numbers, a byte each"),
)

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False, comment="without gaps, in order of commit"),
    sa.Column(
        "kind", sa.Text, nullable=False, comment="new, revised, merged, withdrawn, returned, reparsed, read, related"
    ),
    # No foreign key: a change outlives a document that was found to be another one.
    sa.Column("document_id", sa.Integer, nullable=False, index=True),
    sa.Column("changed_at", Moment, nullable=False, index=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False, comment="the page that brought it"),
    sa.Column("fields", sa.JSON(none_as_null=True), comment='{field: {"old": …, "new": …}}'),
    sa.Column(
        "other_id",
        sa.Integer,
        comment="merged: the document that was found to be this one; new: the one it left; related: what did it",
    ),
    sa.Index(None, "other_id"),
    sa.Index(None, "kind", "number"),
)
