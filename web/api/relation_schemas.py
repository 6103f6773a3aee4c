"""The JSON of targets, of what documents do to one another, and of number series, for OpenAPI and programs."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.dataclasses import dataclass

from outputs.english.titles.shown import ORIGIN
from parsers.record import Target
from storage.relations.life import Event
from storage.relations.status import Standing

Number = int | float
"""A number as the record writes it: whole ones without a point."""

EnglishOrigin = Annotated[str, Field(pattern=ORIGIN)]
"""Who made an English text: `editor` for this document, `accepted` by an editor for the text wherever it stands;
`rules`, `model:NAME` or `local:NAME` is a machine, read by no person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetShape(Target):
    """One figure that a document commits itself to, with the English of its indicator."""

    value: Number | str
    upper: Number | None
    baseline: Number | None
    amount: Number | None
    indicator_en: str | None
    indicator_en_origin: EnglishOrigin | None


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
