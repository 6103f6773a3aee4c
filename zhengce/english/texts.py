"""English of texts, in whatever documents they stand: what is shown of indicators and sentences, and machines' own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from parsers.fields import PARTS
from parsers.record import Target, plain
from storage.translations.queries import HeldText, find_texts
from storage.translations.texts import Text
from zhengce.brief.extracts import sentences
from zhengce.english.indicators import english_indicator
from zhengce.english.statements import statement
from zhengce.english.titles.shown import ShownText, origin_of

TARGET_FIELDS = tuple(part.name for part in PARTS["targets"])
"""Of `english_target`."""


def shown_text(text: Text, held: Mapping[Text, HeldText]) -> ShownText | None:
    """The English of an indicator or a sentence: an accepted one, else a machine's. `held`: of this and other texts.

    The rules have indicators alone, certain ones or none.
    """
    own = held.get(text)
    if own and own.accepted:
        return ShownText(own.accepted.english, "accepted")
    if rules := english_indicator(text.chinese) if text.kind == "indicator" else None:
        return ShownText(rules, "rules")
    return ShownText(own.made.english, origin_of(own.made)) if own and own.made and own.made.english else None


def sentence_in_english(sentence: str | None, held: Mapping[Text, HeldText]) -> str | None:
    """The English of a sentence as it is printed, marked where a machine made it."""
    text = shown_text(Text("sentence", sentence), held) if sentence else None
    return text.printed if text else None


def quotation_in_english(sentence: str, held: Mapping[Text, HeldText]) -> str | None:
    """The English line of a quotation as it is printed: of the sentence, else what the rules know of it."""
    english = sentence_in_english(sentence, held)
    return english or (ShownText(known, "rules").printed if (known := statement(sentence)) else None)


def paragraphs_in_english(connection: Connection, paragraphs: Sequence[str]) -> list[str | None]:
    """The English of paragraphs as it is printed: of the whole, else of those of its sentences of which it is held."""
    parts = [list(dict.fromkeys((paragraph.strip(), *sentences(paragraph)))) for paragraph in paragraphs]
    texts = find_texts(connection, [Text("sentence", part) for several in parts for part in several if part])
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
