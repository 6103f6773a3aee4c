"""English of texts, in whatever documents they stand: what is shown of indicators and sentences, and machines' own."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs.english.indicators import english_indicator
from outputs.english.titles.shown import ShownText, machine_title, origin_of, reviewed_text
from parsers.record import Target, plain_target
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.schema import documents
from storage.translations.queries import HeldText, find_texts
from storage.translations.texts import Text

CANDIDATES = 20
"""Documents whose titles may hold a name that are looked at."""


TARGET_FIELDS = ("indicator", "indicator_en", "indicator_en_origin", *Target.__slots__[1:])
"""Of `english_target`."""


def shown_text(text: Text, held: Mapping[Text, HeldText]) -> ShownText | None:
    """The English of an indicator or a sentence: an accepted one, else a machine's. `held`: of this and other texts."""
    found = held.get(text)
    if found and found.accepted:
        return ShownText(found.accepted.english, "accepted")
    return _by_machine(text, held)


def english_target(target: Target, held: Mapping[Text, HeldText]) -> dict[str, Any]:
    """A target as JSON knows it, with the English of its indicator and the origin of that behind the indicator."""
    shown = shown_text(Text("indicator", target.indicator), held)
    english = {"indicator_en": shown.text if shown else None, "indicator_en_origin": shown.origin if shown else None}
    return {"indicator": target.indicator} | english | plain_target(target)


def machine_english(connection: Connection, text: Text) -> ShownText | None:
    """What a machine made of a text: what would be shown had no person accepted anything."""
    if text.kind != "name":
        return _by_machine(text, find_texts(connection, [text]))
    for document in documents_of(connection, text):
        if machine := machine_title(document):
            of_text, english = reviewed_text(document, machine.text)
            if of_text.key == text.key:
                return ShownText(english, machine.origin)
            if text.key == Text("name", document.record.title).key:
                return machine
    return None


def documents_of(connection: Connection, text: Text) -> Iterator[StoredDocument]:
    """Documents that have a name, or a title, the newest first; some of many."""
    columns = (documents.c.issued_title, documents.c.subject, documents.c.title)
    holds = sa.or_(*(column.contains(text.chinese, autoescape=True) for column in columns))
    query = sa.select(documents.c.id).where(holds).order_by(documents.c.id.desc()).limit(CANDIDATES)
    for document in queries.stored(connection, connection.execute(query).scalars().all(), with_body=False):
        if text.key in (document.english.name.key, Text("name", document.record.title).key):
            yield document


def _by_machine(text: Text, held: Mapping[Text, HeldText]) -> ShownText | None:
    """The rules have indicators alone, certain ones or none."""
    rules = english_indicator(text.chinese) if text.kind == "indicator" else None
    if rules:
        return ShownText(rules, "rules")
    made = held[text].made if text in held else None
    return ShownText(made.english, origin_of(made)) if made and made.english else None
