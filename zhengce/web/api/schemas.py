"""The JSON that the API answers with, for OpenAPI and for the programs that read it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema, create_model

from parsers.fields import FIELDS, FieldType
from parsers.moments import format_moment
from parsers.record import Citation, IssuingBody, PolicyDocument, Relation, Stage
from storage.relations.status import Standing, Status
from zhengce.search.beside import FoundBy
from zhengce.search.snippets import Passage
from zhengce.web.api.relation_schemas import EnglishOrigin, EventShape, TargetShape

Moment = Annotated[
    datetime,
    PlainSerializer(format_moment, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A moment as every output writes it."""


class Summary(BaseModel):
    """A document in a list, with the fields of `zhengce.documents.view.SUMMARY`."""

    id: int
    title: str
    title_en: str | None
    """An editor's English title; else a machine's, of which `title_en_origin` says so."""
    title_en_origin: EnglishOrigin | None
    issued_title: str | None
    issuing_bodies: list[IssuingBody]
    issuing_bodies_en: str | None
    """Abbreviations joined by ", "."""
    issuing_bodies_complete: bool
    document_number: str | None
    document_type: str | None
    stage: Stage
    written_on: date | None
    published_on: date | None
    effective_on: date | None
    comments_due_on: date | None
    topic: str | None
    source: str
    url: str
    first_seen_at: Moment
    revised_at: Moment | None
    gone_at: Moment | None
    keywords: list[str]
    tags: list[str]
    """An editor's tags."""
    status: Status | None
    """Today in China; null where nothing says it."""
    repealed_on: date | None
    """The day from which another document ends it; where none does, the last day in force that it prints."""


class Hit(Summary):
    """A document that was found, with the passages as texts and, with the words marked, as pieces."""

    passages: list[str]
    passage_places: list[str | None]
    """Where each passage stands: attachment 1, page 12; note: an editor's; null for the document's own text."""
    passage_articles: list[str | None]
    """The path of the article of the body in which each begins: art-12; null elsewhere."""
    place: str | None
    """Give it as `after` to go on behind this document; null for one of `in_notes`."""
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
    """English words that the glossary does not know; searched for as written unless they are left out."""
    left_out: list[str]
    """English words that were left out, as no document has them together with the others."""
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
    in_notes: list[Hit]
    """On the first page: documents that are no hits and whose editor's note has the words."""
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
    left_out: list[str]
    """The filters whose values could not be counted in time; most often empty."""


def where_known() -> Any:
    """A field that is left out where nothing is known of it, as in the record."""
    return Field(default=None, exclude_if=lambda value: value is None)


class EvidenceShape(BaseModel):
    """Why a field has its value."""

    rule: str
    text: str
    place: str | None = where_known()
    """Where the words stand, if not on the page: attachment 1, page 2."""


class AttachmentShape(BaseModel):
    """附件."""

    title: str
    url: str
    media_type: str | None
    carries: str | None = where_known()
    """Title of the document that the file holds."""
    sha256: str | None = where_known()
    """Of the file as served; null until it was fetched."""
    state: str | None = where_known()
    """ok, partial, scan, garbled, encrypted, unsupported or failed; null until it was fetched."""
    pages: int | None = where_known()
    gone_at: Moment | None = where_known()


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


class Capture(BaseModel):
    """An answer that is in the archive."""

    id: int
    url: str
    fetched_at: Moment
    status: int
    media_type: str | None
    digest: str


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


class JudgementShape(BaseModel):
    """A person's word on two pages, one of them the document's: positive, one document; negative, two."""

    judgement: str
    one_url: str
    other_url: str
    judged_at: Moment


class RevisionShape(BaseModel):
    """One step in the history of a document: what changed, from and to."""

    number: int
    kind: str
    revised_at: Moment
    page_url: str
    fields: dict[str, dict[str, Any]]


class LinkShape(BaseModel):
    """An address that an editor keeps with a document."""

    url: str
    title: str | None


class PickShape(BaseModel):
    """A document's place in an editor's newsletter, and what is written for it."""

    kind: str
    """top, worth_noting, own."""
    position: int
    """Among those of its kind, from 1."""
    line: str | None
    summary: str | None
    figures: str | None
    """A bullet a line; null: the targets of the document."""
    comment: str | None


_TYPES: Mapping[FieldType, Any] = {"text": str, "day": date, "time": datetime, "moment": Moment, "flag": bool}


def _rest_of_record() -> Iterator[tuple[str, Any]]:
    """The fields of the record with a single value that a list leaves out, each with its type."""
    defaults = {field.name: field.default for field in fields(PolicyDocument)}
    for name, field in FIELDS.items():
        kind = _TYPES.get(field.type)
        if kind and name in defaults and name not in Summary.model_fields:
            yield name, (kind | None if defaults[name] is None else kind, ...)


_Record: Any = create_model("_Record", __base__=Summary, **dict(_rest_of_record()))


class DocumentAnswer(_Record):  # type: ignore[misc]
    """A document whole: all fields of the record, and what the database knows of it."""

    permalink: str | None
    """The stable address by body, year and number, below the address of this server: /doc/miit/2021/工信部规-164."""
    note: str | None
    """An editor's note."""
    links: list[LinkShape]
    """An editor's links: coverage, translations."""
    pick: PickShape | None
    """Null where no editor picked it."""
    attachments: list[AttachmentShape]
    evidence: dict[str, EvidenceShape]
    evidence_pages: dict[str, str]
    """Field -> the address of the page whose value won."""
    targets: list[TargetShape]
    relations: list[Relation]
    related: list[EventShape]
    """What this document does to others and others to it, by kind, held or not."""
    standing: Standing
    """Today in China."""
    life: list[EventShape]
    """In short, of the document that this one is or is about: draft, final, interpretation, amendment, repeal."""
    life_of: int
    """That document."""
    ended_by: int | None
    """The document that repealed or replaced it."""
    final_id: int | None
    """Of a draft: the document that it became."""
    cites: list[Citation]
    cited_documents: list[CitedShape]
    cited_by: list[RelatedShape]
    pages: list[PageShape]
    judgements: list[JudgementShape]
    revisions: list[RevisionShape]


Step = Literal["day", "month", "quarter", "year", "decade", "century"]


class Refusal(BaseModel):
    """Why a request was refused."""

    detail: str
