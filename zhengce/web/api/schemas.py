"""The JSON that the API answers with, for OpenAPI and for the programs that read it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any, get_type_hints

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema, create_model
from pydantic.dataclasses import dataclass

from parsers.fields import FIELDS, PARTS
from parsers.grammar.articles.model import Unit
from parsers.moments import format_moment
from parsers.record import Citation, IssuingBody, PolicyDocument, Relation, Stage, Target
from storage.documents.writing.revisions import Revision
from storage.relations.life import Event, Life
from storage.relations.status import Standing, Status
from zhengce.documents.targets import OF_DOCUMENT
from zhengce.documents.view import RECORD, SUMMARY
from zhengce.english.titles.shown import ORIGIN
from zhengce.search.ranking import FoundBy
from zhengce.search.snippets import Passage
from zhengce.web.api.captures import ArchivedAnswer

Moment = Annotated[
    datetime,
    PlainSerializer(format_moment, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A moment as every output writes it."""

Number = int | float
"""A number as the record writes it: whole ones without a point."""

EnglishOrigin = Annotated[str, Field(pattern=ORIGIN)]
"""Who made an English text: `editor` for this document, `accepted` by an editor for the text wherever it stands;
`rules`, `model:NAME` or `local:NAME` is a machine, read by no person."""


def shape(of: type, names: str) -> Any:
    """The base of a model: these fields of a dataclass, moments as every output writes them."""
    kinds = get_type_hints(of)
    written = {datetime: Moment, datetime | None: Moment | None}
    fields: dict[str, Any] = {name: (written.get(kinds[name], kinds[name]), ...) for name in names.split()}
    return create_model(of.__name__, **fields)


_TYPES: Mapping[str, Any] = {
    "text": str, "day": date, "time": datetime, "moment": Moment, "flag": bool, "number": int, "real": Number,
    "words": list[str],
}  # fmt: skip
_OF_A_UNIT = "path level number sub number_as_printed heading attachment page paragraph start end why text"
_ALWAYS = ("id", "first_seen_at")
"""Fields of the database that have a value in every document."""


def _of_parts(field: str, name: str, doc: str, **other: Any) -> Any:
    """The model of an item of a list, or of an object, from `parsers/parts.csv`; `other`: types that say more."""
    values: dict[str, Any] = {}
    for part in PARTS[field]:
        kind = other.get(part.name) or _TYPES[part.type]
        if part.absent == "left out":
            values[part.name] = kind | None, Field(default=None, exclude_if=lambda value: value is None)
        elif part.absent != "key":
            values[part.name] = (kind | None if part.absent else kind), ...
    return create_model(name, __doc__=doc, __module__=__name__, **values)


def _list_of(kind: Any) -> Any:
    return list.__class_getitem__(kind)


_ATTACHMENT = _of_parts("attachments", "AttachmentShape", "附件.")
_LINK = _of_parts("links", "LinkShape", "An address that an editor keeps with a document.")
_EVIDENCE = _of_parts("evidence", "EvidenceShape", "Why a field has its value.")

TargetShape = _of_parts(
    *("targets", "TargetShape", "One figure that a document commits itself to, with the English of its indicator."),
    value=Number | str,
    indicator_en_origin=EnglishOrigin,
    **{name: get_type_hints(Target)[name] for name in ("kind", "comparator", "direction", "nature")},
)

_KINDS: Mapping[str, Any] = {
    "stage": Stage, "status": Status | None, "title_en_origin": EnglishOrigin | None,
    "issuing_bodies": list[IssuingBody], "cites": list[Citation], "targets": _list_of(TargetShape),
    "relations": list[Relation], "attachments": _list_of(_ATTACHMENT), "links": _list_of(_LINK),
    "evidence": dict.__class_getitem__((str, _EVIDENCE)),
}  # fmt: skip
"""Fields whose type says more than the catalogue."""


def _of_fields(names: Iterable[str]) -> dict[str, Any]:
    """The fields of a model of a document, from `parsers/fields.csv`."""
    absent = {field.name for field in fields(PolicyDocument) if field.default is None}
    always = {field.name for field in fields(PolicyDocument)} - absent | {*_ALWAYS}
    found = {}
    for name in names:
        kind = _KINDS.get(name) or _TYPES[FIELDS[name].type]
        is_whole = name in _KINDS or name in always or FIELDS[name].type == "words"
        found[name] = (kind if is_whole else kind | None, ...)
    return found


Summary: Any = create_model("Summary", __doc__="A document in a list.", __module__=__name__, **_of_fields(SUMMARY))


_TargetItem: Any = create_model("_TargetItem", __base__=TargetShape, document_id=(int, ...), **_of_fields(OF_DOCUMENT))


class TargetItem(_TargetItem):  # type: ignore[misc]
    """A target and the document that sets it."""

    article: str | None
    """The path of the article in which the words stand: art-12."""
    article_name: str | None
    """第十二条."""


class TargetsAnswer(BaseModel):
    """A page of targets: equal indicators side by side, by year and by the day of their documents."""

    total: int
    items: list[TargetItem]
    next_offset: int | None
    """Give it as `offset` for the page that follows; null on the last one."""


class Hit(Summary):  # type: ignore[misc]
    """A document that was found, with the passages as texts and, with the words marked, as pieces."""

    passages: list[str]
    passage_places: list[str | None]
    """Where each passage stands: attachment 1, page 12; null for the document's own text."""
    passage_articles: list[str | None]
    """The path of the article of the body in which each begins: art-12; null elsewhere."""
    place: str | None
    """Give it as `after` to go on behind this document; null beside the hits."""
    found_by: FoundBy
    """`words`: a hit. With near=1, beside the hits: `some_words` of an English query are in the title; `meaning`: near
    in meaning. These are in no count."""
    title_pieces: Passage
    passage_pieces: list[Passage]


class TermShape(BaseModel):
    """English words of a query, and the Chinese phrases that they mean: any of these."""

    english: str
    chinese: list[str]


class TranslationShape(BaseModel):
    """How the English words of a query were looked for."""

    searched_for: str
    """The query in Chinese; as `q` it finds the same."""
    terms: list[TermShape]
    without_term: list[str]
    """English words that the glossary does not know; searched for as written."""
    corrected: dict[str, str]
    """Words with a wrong letter, and what they were read as."""


class SearchAnswer(BaseModel):
    """A page of results."""

    query: str | None
    translation: TranslationShape | None
    """Null where the query has no English words."""
    taken_apart: dict[str, list[str]]
    """Runs that stand nowhere as they were written, and the words they were taken apart into."""
    total: int
    items: list[Hit]
    next: str | None
    """Give it as `after` for the page that follows; null on the last one."""
    news_left_out: int
    """News items that stage=news finds where nothing else is found."""


class FacetValue(BaseModel):
    """One value of a filter and how many documents have it."""

    value: str
    label: str
    label_en: str
    count: int


class FacetsAnswer(BaseModel):
    """The counts of every filter."""

    total: int
    facets: dict[str, list[FacetValue]]


class AttachmentText(BaseModel):
    """A piece of the text of an attached file."""

    document_id: int
    attachment: int
    """Its number in the document, from 1."""
    title: str
    url: str
    media_type: str | None
    state: str | None
    reason: str | None
    """Why the state is not ok."""
    pages: list[int]
    """Pages, sheets or members that have text."""
    page: int | None
    """The one that `text` is of; null where none has text."""
    name: str | None
    """Of the sheet or member."""
    offset: int
    """Characters of the page before `text`."""
    text: str
    next_page: int | None
    """What to ask for next, with `next_offset`; null at the end."""
    next_offset: int


@dataclass(frozen=True, slots=True)
class EventShape(Event):
    """One step in the life of a document, with the article and the English of its words."""

    article: str | None = None
    """The path of the article in which the words stand: art-12."""
    article_name: str | None = None
    """第十二条."""
    words_en: str | None = None
    words_en_origin: EnglishOrigin | None = None


@dataclass(frozen=True, slots=True)
class LifeAnswer(Life):
    """The life of a document: of a draft that of its final, of an interpretation that of what it explains."""

    events: tuple[EventShape, ...]


class UnitShape(shape(Unit, _OF_A_UNIT)):  # type: ignore[misc]
    """A unit of a text, with its place and its words."""

    name: str
    """第十二条第二款."""
    name_en: str
    """article 12, paragraph 2."""


class UnitsAnswer(BaseModel):
    """The units of a document in the order of printing."""

    document_id: int
    items: list[UnitShape]


class RelatedShape(BaseModel):
    """A document that cites this one or is cited by it."""

    id: int
    title: str
    document_number: str | None
    written_on: date | None
    published_on: date | None


class CitedShape(RelatedShape):
    """A document that is held and that this one cites; `position`: of the citation in `cites`, from 0."""

    position: int


class Capture(shape(ArchivedAnswer, "id url fetched_at status media_type digest")):  # type: ignore[misc]
    """An answer that is in the archive."""


class PageShape(BaseModel):
    """An address where the document stands or stood, with its archived answers, the newest first."""

    url: str
    source: str
    published_on: date | None
    first_seen_at: Moment
    checked_at: Moment | None
    gone_at: Moment | None
    gone_why: str | None
    captures: list[Capture]


class RevisionShape(shape(Revision, "number kind revised_at page_url fields")):  # type: ignore[misc]
    """One step in the history of a document: what changed, from and to."""


_Record: Any = create_model("_Record", __base__=Summary, **_of_fields(name for name in RECORD if name not in SUMMARY))


class DocumentAnswer(_Record):  # type: ignore[misc]
    """A document whole: all fields of the record, and what the database knows of it."""

    evidence_pages: dict[str, str]
    """Field -> the address of the page whose value won."""
    related: list[EventShape]
    """What this document does to others and others to it, by kind, held or not."""
    standing: Standing
    """Today in China."""
    life: list[EventShape]
    """In short, of the document that this one is or is about: draft, final, interpretation, amendment, repeal."""
    life_of: int
    """That document."""
    cited_documents: list[CitedShape]
    cited_by: list[RelatedShape]
    pages: list[PageShape]
    revisions: list[RevisionShape]


class Refusal(BaseModel):
    """Why a request was refused."""

    detail: str
