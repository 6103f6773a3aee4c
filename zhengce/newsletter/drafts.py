"""A draft of what a document does at a glance: who issued what, and its heaviest figures, limits and aims as bullets.

Each line is bound to a Chinese sentence that stands in the document today, with its place; one without is dropped. The
figures and what the rules have in English come from the rules; the other sentences from what the configured model made
of them, where its numbers are those of the Chinese. Nobody has read a draft: it is printed with a mark until somebody
accepts it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from parsers.position import Position
from storage.documents import queries
from storage.translations.texts import Text
from zhengce.brief import items
from zhengce.brief.extracts import Quote
from zhengce.brief.items import Item
from zhengce.checking.quotations import Place, find_each
from zhengce.documents.targets import is_step_of_a_level
from zhengce.english.figures import lost_and_added
from zhengce.english.statements import aim_bullet, bound_bullet, target_bullet
from zhengce.english.texts import english_target, shown_text
from zhengce.english.titles.shown import MARK
from zhengce.newsletter.statements import line_statement, story_statement

MOST = 3
"""Bullets of a kind that are printed; an editor adds others."""
MOST_FURTHER = 9


@dataclass(frozen=True, slots=True)
class DraftLine:
    """An English line, and the Chinese sentence that it says."""

    text: str
    chinese: str
    place: str
    """title; paragraph 3; attachment 1, page 6, paragraph 2."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document does, as a machine says it."""

    story: DraftLine
    """Who issued what, as a sentence."""
    line: DraftLine
    """The same for a section of lines."""
    bullets: tuple[DraftLine, ...] = ()
    further: tuple[DraftLine, ...] = ()
    """Bullets that are not printed unless an editor adds them."""

    @property
    def lines(self) -> tuple[DraftLine, ...]:
        """Every line."""
        return (self.story, self.line, *self.bullets, *self.further)


def marked(text: str) -> str:
    """A line as it is printed that nobody accepted."""
    return f"{text} {MARK}"


def unmarked(line: str) -> str:
    """A line without its mark."""
    return line.removesuffix(MARK).rstrip()


def drafts(connection: Connection, ids: Sequence[int]) -> dict[int, Draft]:
    """The drafts of documents by id."""
    bodies = queries.bodies(connection, ids)
    return {item.id: _draft(connection, item, bodies[item.id]) for item in items.load(connection, ids)}


def _draft(connection: Connection, item: Item, body: str) -> Draft:
    kinds = [list(kind) for kind in (_figures(item), _limits(item), _aims(item))]
    whole = replace(item, record=replace(item.record, body=body))
    places = find_each(connection, whole, (chinese for kind in kinds for _, chinese in kind))
    bound = [_bound(kind, places) for kind in kinds]
    further = [draft_line for kind in bound for draft_line in kind[MOST:]]
    return Draft(
        DraftLine(story_statement(item), item.record.title, "title"),
        DraftLine(line_statement(item), item.record.title, "title"),
        tuple(draft_line for kind in bound for draft_line in kind[:MOST]),
        tuple(further[:MOST_FURTHER]),
    )


def _bound(pairs: Sequence[tuple[str, str]], places: Mapping[str, Place]) -> list[DraftLine]:
    """English lines with the place of their Chinese, each once, those without Chinese words first."""
    found: dict[str, DraftLine] = {}
    for english, chinese in pairs:
        if chinese in places:
            found.setdefault(english, DraftLine(english, chinese, _written(places[chinese])))
    return sorted(found.values(), key=lambda one: "“" in one.text)


def _written(place: Place) -> str:
    if place.part not in ("body", "attachment"):
        return "title"
    return str(Position(attachment=place.attachment or None, page=place.first.page, paragraph=place.first.number))


def _figures(item: Item) -> Iterator[tuple[str, str]]:
    """The targets with their words, one of each indicator, those with a baseline first."""
    targets, seen = item.record.targets, set[str]()
    for target in sorted(targets, key=lambda one: one.baseline is None):
        if is_step_of_a_level(target, targets) or target.indicator in seen:
            continue
        plain = english_target(target, item.texts)
        by_model = None if plain["indicator_en"] else _by_model(item, target.words)
        if bullet := by_model or target_bullet(plain):
            seen.add(target.indicator)
            yield bullet, target.words


def _limits(item: Item) -> Iterator[tuple[str, str]]:
    """The bounds that no target is read from."""
    known = {target.words for target in item.record.targets}
    for quote in item.limits:
        if quote.kind == "limit" and quote.text not in known:
            yield from _said(item, quote, bound_bullet)


def _aims(item: Item) -> Iterator[tuple[str, str]]:
    """What the document is for, and what it sets out to do or asks of firms; the rules know some of the first alone."""
    known = {target.words for target in item.record.targets}
    for quote in item.opening:
        yield from _said(item, quote, aim_bullet)
    for quote in (*item.aims, *item.limits):
        if quote.kind != "limit" and "\t" not in quote.text and quote.text not in known:
            yield from _said(item, quote, lambda _: None)


def _said(item: Item, quote: Quote, by_rules: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    """A sentence in English by the model, else by the rules."""
    if english := _by_model(item, quote.text) or by_rules(quote.text):
        yield english, quote.text


def _by_model(item: Item, chinese: str) -> str | None:
    """The English of a sentence that is held, where its numbers are those of the Chinese."""
    text = shown_text(Text("sentence", chinese), item.texts)
    return text.text if text and not any(lost_and_added(chinese, text.text)) else None
