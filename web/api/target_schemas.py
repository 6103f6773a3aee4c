"""The JSON of the targets of all documents."""

from datetime import date
from typing import Literal

from pydantic import BaseModel
from pydantic.dataclasses import dataclass

from parsers.record import IssuingBody
from storage.relations.status import Status
from web.api.relation_schemas import EnglishOrigin, TargetShape


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
    stage: Literal["draft", "final", "interpretation", "news"]
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
