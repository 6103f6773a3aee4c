"""Targets and the steps of lives, as JSON."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.engine import Connection

from parsers.position import Position
from storage.articles.addresses import UnitFinder
from storage.documents import queries
from storage.documents import targets as held_targets
from storage.relations.life import Event
from storage.translations.queries import find_texts
from storage.translations.texts import Text
from zhengce.documents.targets import as_row
from zhengce.documents.units import article_fields
from zhengce.english.indicators import indicator_filter
from zhengce.english.texts import shown_text
from zhengce.web.api import relation_schemas as s
from zhengce.web.api.parameters import TargetParams
from zhengce.web.api.routes import answers, resource

router = resource()


@answers(router, "/targets", "targets", {})
def targets(connection: Connection, params: Annotated[TargetParams, Query()]) -> s.TargetsAnswer:
    """Quantified targets of the documents that pass the filters, equal indicators side by side."""
    is_meant = indicator_filter(params.indicator) if params.indicator else None
    places = held_targets.places(connection, params.filters(), is_meant, params.year)
    end = params.offset + params.limit
    items = [s.TargetItem(**as_row(target)) for target in held_targets.read(connection, places[params.offset : end])]
    return s.TargetsAnswer(total=len(places), items=items, next_offset=end if end < len(places) else None)


def events(connection: Connection, found: Iterable[Event]) -> list[s.EventShape]:
    """Events as the API has them, their words with the English that is held of them."""
    found = list(found)
    texts = find_texts(connection, [Text("sentence", event.words) for event in found if event.words])
    bodies = queries.bodies(connection, list({event.said_by for event in found if event.said_by and event.place}))
    finders = {number: UnitFinder(connection, number, body) for number, body in bodies.items()}
    answers = []
    for event in found:
        more: dict[str, Any] = {}
        if event.words and event.said_by in finders:
            more |= article_fields(finders[event.said_by].at(event.place, event.words))
        if event.words and (english := shown_text(Text("sentence", event.words), texts)):
            more |= {"words_en": english.text, "words_en_origin": english.origin}
        answers.append(s.EventShape(**{name: getattr(event, name) for name in Event.__slots__}, **more))
    return answers


def address_of_place(place: str | None, document_id: int) -> str | None:
    """The address at which words can be read: `attachment 1, page 6, paragraph 2` of a document; None of any other."""
    position = Position.parse(place)
    if position is None or position.paragraph is None:
        return None
    if position.attachment is None:
        return f"/documents/{document_id}#p{position.paragraph}"
    at_page = f"?page={position.page}" if position.page else ""
    return f"/documents/{document_id}/attachments/{position.attachment}{at_page}#p{position.paragraph}"
