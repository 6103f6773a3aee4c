"""The history of an article, its text on a day, and two texts by their articles, as every output gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy.engine import Connection

from parsers.grammar.amendments.comparing import differs_but
from parsers.grammar.amendments.rule import printed_number
from parsers.grammar.articles.aligning import Pair, align
from parsers.grammar.articles.model import Unit
from parsers.text import compact
from storage.articles.history import ArticleChange, Number, Source, Version
from storage.articles.instruments import read_versions
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.documents.units import name_of

_COMPARED = (("article",), ("section1", "section2"))
"""Levels by which texts are compared: articles, or else numbered sections."""


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """An article in every held version of its instrument, the oldest first."""

    entries: tuple[dict[str, Any], ...]

    def on(self, day: date) -> tuple[dict[str, Any] | None, str | None]:
        """The entry that holds on a day, and why there is none, or why it is not certain."""
        dated = [(date.fromisoformat(one["since"]), one) for one in self.entries if one["since"]]
        before = [one for since, one in dated if since <= day]
        if not before:
            first = f"; the first held one is of {dated[0][0]}" if dated else ""
            return None, f"no text of {day} is held{first}"
        entry = before[-1]
        if entry["kind"] == "removed":
            return (
                None,
                f"it was removed on {entry['since']} by document {(entry['decided_by'] or entry)['document_id']}",
            )
        if entry["text"] is None:
            return None, f"the text since {entry['since']} is not held: {entry['gap']}"
        following = next((one for since, one in dated if since > day), None)
        if following and following["missing_since"] and following["missing_since"] <= day.isoformat():
            return None, f"the text of {day} is not held: it was amended on {following['missing_since']}"
        return entry, following["gap"] if following else None


def history_of(connection: Connection, document_id: int, number: Number) -> ArticleHistory:
    """The history of the article that has this number in a document; empty where no version has it."""
    versions = read_versions(connection, document_id)
    at = _place_of(versions, document_id, number)
    if at is None:
        return ArticleHistory(())
    numbers: dict[int, Number | None] = {at: number}
    for index in range(at, 0, -1):
        own = numbers[index]
        change = versions[index].changes.get(own) if own else None
        numbers[index - 1] = change.was if change else own if versions[index].changes == {} else None
    for index in range(at + 1, len(versions)):
        before = numbers[index - 1]
        moved = (new for new, change in versions[index].changes.items() if change.was == before)
        numbers[index] = next(moved, None) if versions[index].changes else before
    entries: list[dict[str, Any]] = []
    for index, version in enumerate(versions):
        own, previous = numbers[index], numbers.get(index - 1)
        if own is not None or previous in version.removed:
            following = next((one.since for one in versions[index + 1 :] if one.since), None)
            entries.append(_entry(version, own, previous, following, is_first=not entries))
    return ArticleHistory(tuple(entries))


def _place_of(versions: Sequence[Version], document_id: int, number: Number) -> int | None:
    """The version that a document prints or makes, else the newest, if it has the article."""
    own = [index for index, one in enumerate(versions) if one.source.document_id == document_id]
    own += [index for index, one in enumerate(versions) if one.decision and one.decision.document_id == document_id]
    return next(
        (index for index in [*own, len(versions) - 1] if index >= 0 and number in versions[index].articles), None
    )


def _entry(
    version: Version, number: Number | None, before: Number | None, following: date | None, *, is_first: bool
) -> dict[str, Any]:
    change: ArticleChange | None = version.changes.get(number) if number else version.removed.get(before or (0, 0))
    shown = number or before or (0, 0)
    return {
        **_named(version.source),
        "since": version.since.isoformat() if version.since else None,
        "until": (following - timedelta(days=1)).isoformat() if following and version.since else None,
        "basis": version.basis,
        "article": f"art-{shown[0]}" + (f"-{shown[1]}" if shown[1] else ""),
        "article_name": printed_number(*shown),
        "text": version.articles.get(number) if number else None,
        "kind": change.kind if change else "first" if is_first else None,
        **_decided(change),
        "decided_by": _named(version.decision) if version.decision else None,
        "gap": version.gap,
        "missing_since": version.missing_since.isoformat() if version.missing_since else None,
    }


def _decided(change: ArticleChange | None) -> dict[str, Any]:
    """How what a decision says of an article stands to its new text, and the words of the decision."""
    state = change.state if change else None
    found = {name: getattr(state, name, None) for name in ("state", "why", "computed")}
    return found | {"words": list(change.words) if change else []}


def _named(source: Source) -> dict[str, Any]:
    return {"document_id": source.document_id, "title": source.title, "document_number": source.document_number}


def compare_articles(connection: Connection, old: StoredDocument, new: StoredDocument) -> list[dict[str, Any]]:
    """Two documents by their articles; see `compare_units`."""
    before, after = (units_of(connection, one.id, one.record.body) for one in (old, new))
    return compare_units(before, after, version_between(connection, old.id, new.id))


def version_between(connection: Connection, old_id: int, new_id: int) -> Version | None:
    """The version of an instrument that one document prints or makes, where another prints the version before it."""
    for before, version in pairwise(read_versions(connection, new_id)):
        makers = {one.document_id for one in (version.source, version.decision) if one}
        if before.source.document_id == old_id and new_id in makers:
            return version
    return None


def compare_units(old: Sequence[Unit], new: Sequence[Unit], version: Version | None = None) -> list[dict[str, Any]]:
    """Two texts by their articles, or their numbered sections: a draft and what it became, an old text and the new.

    Each row has `kind` (same, changed, added, removed) and the article on each side with its name and words; of a
    changed one `differs_in`, where that is punctuation or numbers of references alone; where the new text is a
    `version` of which the decision is held, `state`, `why`, `words` of the decision, and `computed`. No rows where one
    of the texts has no numbers, or its numbering breaks.
    """
    for levels in _COMPARED:
        sides = [_of_levels(units, levels) for units in (old, new)]
        if all(sides) and not any(unit.level == "uncut" for unit in (*old, *new)):
            given = [[((unit.number, unit.sub, unit.level), unit.text) for unit in side] for side in sides]
            return [_row(sides, pair, version) for pair in align(*given)]
    return []


def _row(sides: Sequence[Sequence[Unit]], pair: Pair, version: Version | None) -> dict[str, Any]:
    old = sides[0][pair.old] if pair.old is not None else None
    new = sides[1][pair.new] if pair.new is not None else None
    both = (old, new) if old and new else None
    change = None
    if version and new:
        change = version.changes.get((new.number or 0, new.sub))
    elif version and old:
        change = version.removed.get((old.number or 0, old.sub))
    return {
        "kind": pair.kind,
        "is_renumbered": bool(both and len({name_of(unit, "zh") for unit in both}) > 1),
        "differs_in": differs_but(*(compact(unit.text) for unit in both)) if both and pair.kind == "changed" else None,
        **_decided(change),
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
