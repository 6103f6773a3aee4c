"""The JSON of targets, of what documents do to one another, and of number series, for OpenAPI and programs."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from outputs.english.titles.shown import ORIGIN
from parsers.record import Comparator, TargetKind
from storage.relations.life import Event
from storage.relations.status import Standing

Number = int | float
"""A number as the record writes it: whole ones without a point."""

EnglishOrigin = Annotated[str, Field(pattern=ORIGIN)]
"""Who made an English text: `editor` for this document, `accepted` by an editor for the text wherever it stands;
`rules`, `model:NAME` or `local:NAME` is a machine, read by no person."""


class TargetShape(BaseModel):
    """One figure that a document commits itself to, for a year to come where it names one."""

    indicator: str
    """As printed."""
    indicator_en: str | None
    indicator_en_origin: EnglishOrigin | None
    value: Number | str
    """The number before its unit: 3.7 of 3.7万亿元, the lower end of a range; as printed where it is no number."""
    value_as_printed: str
    unit: str
    year: int | None
    """Null where none is printed."""
    kind: TargetKind
    comparator: Comparator
    upper: Number | None
    """The upper end of a range."""
    baseline: Number | None
    baseline_year: int | None
    amount: Number | None
    """The value in `base_unit`."""
    base_unit: str | None
    direction: Literal["increase", "decrease"] | None
    nature: Literal["约束性", "预期性"] | None
    words: str
    """The sentence or row, as printed."""
    place: str | None
    """paragraph 3; attachment 1, page 6, paragraph 2."""


@dataclass(frozen=True, slots=True)
class EventShape(Event):
    """One step in the life of a document, with the article and the English of its words."""

    article: str | None = None
    """The path of the article in which the words stand: art-12."""
    article_name: str | None = None
    """第十二条."""
    words_en: str | None = None
    words_en_origin: EnglishOrigin | None = None


class LifeAnswer(BaseModel):
    """The life of a document."""

    document_id: int
    """The document whose life it is: of a draft its final, of an interpretation what it explains."""
    title: str
    document_number: str | None
    on: date
    standing: Standing
    events: list[EventShape]
    """By day; events without a day come first."""


class SeriesShape(BaseModel):
    """The held numbers of one series in one year."""

    prefix: str
    """工信部规, or the issuer and the kind: 工业和信息化部公告."""
    year: int | None
    """Null for orders that are counted through without a year."""
    body: str | None
    """Id of the body that leads most of its documents."""
    body_name: str | None
    held: int
    lowest: int
    highest: int
    missing_count: int
    missing: list[tuple[int, int]]
    """Ranges (first, last) of numbers up to the highest held one that are not held."""
    closed: str | None
    """Why the site of the body cannot be crawled."""


class SeriesAnswer(BaseModel):
    """Number series, by prefix, the newest year first."""

    series: list[SeriesShape]
