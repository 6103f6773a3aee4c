"""English of texts, in whatever documents they stand: what is shown of indicators and sentences, and machines' own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.fields import PARTS
from parsers.record import Target, plain
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.schema import documents
from storage.translations.queries import HeldText, find_texts
from storage.translations.texts import Text
from zhengce.brief.extracts import sentences
from zhengce.english.indicators import english_indicator
from zhengce.english.statements import statement
from zhengce.english.titles.shown import ShownText, machine_title, origin_of, reviewed_text

CANDIDATES = 20
"""Documents whose titles may hold a name that are looked at."""


TARGET_FIELDS = tuple(part.name for part in PARTS["targets"])
"""Of `english_target`."""


def shown_text(text: Text, held: Mapping[Text, HeldText]) -> ShownText | None:
    """The English of an indicator or a sentence: an accepted one, else a machine's. `held`: of this and other texts."""
    held_text = held.get(text)
    if held_text and held_text.accepted:
        return ShownText(held_text.accepted.english, "accepted")
    return _by_machine(text, held)


def sentence_in_english(sentence: str | None, held: Mapping[Text, HeldText]) -> str | None:
    """The English of a sentence as it is printed, marked where a machine made it."""
    text = shown_text(Text("sentence", sentence), held) if sentence else None
    return text.printed if text else None


def quotation_in_english(sentence: str, held: Mapping[Text, HeldText]) -> str | None:
    """The English line of a quotation as it is printed: of the sentence, else what the rules know of it."""
    if english := sentence_in_english(sentence, held):
        return english
    known = statement(sentence)
    return ShownText(known, "rules").printed if known else None


def paragraphs_in_english(connection: Connection, paragraphs: Sequence[str]) -> list[str | None]:
    """The English of paragraphs as it is printed: of the whole, else of those of its sentences of which it is held."""
    parts = [list(dict.fromkeys((paragraph.strip(), *sentences(paragraph)))) for paragraph in paragraphs]
    texts = find_texts(connection, [Text("sentence", part) for several in parts for part in several if part])
    if not texts:
        return [None] * len(paragraphs)
    return [_joined([sentence_in_english(part, texts) for part in several]) for several in parts]


def _joined(parts: Sequence[str | None]) -> str | None:
    """Of the whole (the first), else of its sentences, with … for those of which no English is held."""
    whole, *rest = parts or [None]
    if whole or not any(rest):
        return whole
    return re.sub(r"(?:… )+…|(?:… ){2,}", "… ", " ".join(part or "…" for part in rest)).strip()


def english_target(target: Target, held: Mapping[Text, HeldText]) -> dict[str, Any]:
    """A target as JSON knows it, with the English of its indicator and the origin of that behind the indicator."""
    text = shown_text(Text("indicator", target.indicator), held)
    english = {"indicator_en": text.text if text else None, "indicator_en_origin": text.origin if text else None}
    values: dict[str, Any] = plain(target)
    return {"indicator": target.indicator} | english | values


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
    translation = held[text].made if text in held else None
    return ShownText(translation.english, origin_of(translation)) if translation and translation.english else None
