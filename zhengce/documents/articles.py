"""Two texts by their articles, as every output gives them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from parsers.grammar.articles.aligning import Pair, align, differs_only_in
from parsers.grammar.articles.model import Unit
from parsers.text import compact
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.documents.units import name_of

MOST_COMPARED = 2_000
"""Articles of a text: equal ones of two texts are aligned in the square of their number."""

_COMPARED = (("article",), ("section1", "section2"))
"""Levels by which texts are compared: articles, or else numbered sections."""


def compare_articles(connection: Connection, old: StoredDocument, new: StoredDocument) -> list[dict[str, Any]]:
    """Two documents by their articles; see `compare_units`."""
    return compare_units(*(units_of(connection, document.id, document.record.body) for document in (old, new)))


def compare_units(old: Sequence[Unit], new: Sequence[Unit]) -> list[dict[str, Any]]:
    """Two texts by their articles, or their numbered sections: a draft and what it became, an old text and the new.

    Each row has `kind` (same, changed, added, removed) and the article on each side with its name and words; of a
    changed one `differs_in`, where that is punctuation or numbers of references alone. No rows where one of the texts
    has no numbers, or more than MOST_COMPARED, or its numbering breaks.
    """
    for levels in _COMPARED:
        sides = [_of_levels(units, levels) for units in (old, new)]
        if (
            max(map(len, sides)) <= MOST_COMPARED
            and all(sides)
            and not any(unit.level == "uncut" for unit in (*old, *new))
        ):
            numbered = [[((unit.number, unit.sub, unit.level), unit.text) for unit in side] for side in sides]
            return [_row(sides, pair) for pair in align(*numbered)]
    return []


def _row(sides: Sequence[Sequence[Unit]], pair: Pair) -> dict[str, Any]:
    old = sides[0][pair.old] if pair.old is not None else None
    new = sides[1][pair.new] if pair.new is not None else None
    both = (old, new) if old and new else ()
    is_changed = pair.kind == "changed" and both
    return {
        "kind": pair.kind,
        "is_renumbered": len({name_of(unit, "zh") for unit in both}) > 1,
        "differs_in": differs_only_in(*(compact(unit.text) for unit in both)) if is_changed else None,
        "old": _side(old),
        "new": _side(new),
    }


def _of_levels(units: Sequence[Unit], levels: Sequence[str]) -> list[Unit]:
    """The units of these levels in the body, or else in the first file that has two."""
    for attachment in sorted({unit.attachment for unit in units}):
        found = [unit for unit in units if unit.attachment == attachment and unit.level in levels]
        if len(found) >= 2:
            return found
    return []


def _side(unit: Unit | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    names = {"article_name": name_of(unit, "zh"), "article_name_en": name_of(unit, "en")}
    place = {"article": unit.path, "number": unit.number, "sub": unit.sub}
    return {**place, **names, "heading": unit.heading, "text": unit.text}
