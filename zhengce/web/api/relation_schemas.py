"""The JSON of targets and of what documents do to one another, for OpenAPI and programs."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.dataclasses import dataclass

from parsers.record import IssuingBody, Stage, Target
from storage.relations.life import Event, Life
from storage.relations.status import Status
from zhengce.english.titles.shown import ORIGIN

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


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetItem(TargetShape):
    """A target and the document that sets it."""

    document_id: int
    title: str
    title_en: str | None
    title_en_origin: EnglishOrigin | None
    issuing_bodies: list[IssuingBody]
    issuing_bodies_en: str | None
    document_number: str | None
    stage: Stage
    status: Status | None
    written_on: date | None
    published_on: date | None
    url: str
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
