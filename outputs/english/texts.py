"""English of texts, in whatever documents they stand: what is shown of indicators and sentences, and machines' own."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs.english.indicators import english_indicator
from outputs.english.titles.shown import ShownText, machine_title, origin_of, reviewed_text
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.schema import documents
from storage.translations.queries import find_accepted, find_translations
from storage.translations.texts import Text

CANDIDATES = 20
"""Documents whose titles may hold a name that are looked at."""


def shown_texts(connection: Connection, texts: Iterable[Text]) -> dict[str, ShownText]:
    """Chinese -> its English, of indicators and sentences: an accepted one, else that of the rules, which have
    indicators alone and are certain or silent, else a model's. Those without are left out.

    One query for all of them, and one for what editors accepted.
    """
    by_key = {text.key: text for text in texts}
    found = _made(connection, by_key) | {key: rules for key, text in by_key.items() if (rules := _by_rules(text))}
    found |= {key: ShownText(one.english, "accepted") for key, one in find_accepted(connection, by_key).items()}
    return {by_key[key].chinese: shown for key, shown in found.items()}


def machine_english(connection: Connection, text: Text) -> ShownText | None:
    """What a machine made of a text: what would be shown had no person accepted anything."""
    if text.kind != "name":
        return _by_rules(text) or _made(connection, [text.key]).get(text.key)
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


def _by_rules(text: Text) -> ShownText | None:
    english = english_indicator(text.chinese) if text.kind == "indicator" else None
    return ShownText(english, "rules") if english else None


def _made(connection: Connection, keys: Iterable[str]) -> dict[str, ShownText]:
    """What models made of texts, by key; one behind an address before one in a folder."""
    made = [one for one in find_translations(connection, keys) if one.english]
    return {
        one.key: ShownText(one.english or "", origin_of(one))
        for origin in ("local", "model")
        for one in made
        if one.origin == origin
    }
