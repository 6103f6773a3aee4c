"""Compares an amended rule with the text that was published: each article ends in one of five states.

The published text is the text; where it differs from what the operations give, both wordings are shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from parsers.grammar.amendments.applying import Amended
from parsers.grammar.amendments.model import Address, Refused
from parsers.grammar.amendments.rule import Article, printed_number, read_rule
from parsers.text import compact

State = Literal["equal", "equal_but", "silent", "disputed", "unread"]
_SIGNS = re.compile(r"[\W_]+")
# 本办法第九条 · 第（三）项: numbers of references move with the articles
_REFERENCE = re.compile(
    r"第[（(]?[一二三四五六七八九十百零〇\d]+[)）]?(?=[编章节条款项目])(?:[编章节条款项目](?:之[一二三四五六七八九十]+)?)?|[（(][一二三四五六七八九十]+[)）]"
)


@dataclass(frozen=True, slots=True)
class ArticleState:
    """How an article that the operations give stands to the published one."""

    article: int
    sub: int
    state: State
    why: str | None = None
    computed: str | None = None
    """Its words as the operations give them, where they differ."""
    published: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The state for JSON."""
        return {name: getattr(self, name) for name in ArticleState.__slots__}


def compare(amended: Amended, published: str) -> tuple[ArticleState, ...]:
    """The state of each article of the published text, and of each that only the operations give.

    `silent`: the published article differs and no operation names it; `disputed`: an operation names it, and the result
    differs; `unread`: an operation that names it, or may, was not applied. Empty where the text has no articles.
    """
    given = {one.new or (one.number, one.sub): one for one in amended.nodes if isinstance(one, Article)}
    printed = {(one.number, one.sub): one for one in read_rule(published) if isinstance(one, Article)}
    if not printed:
        return ()
    unread = _unread(amended.refused)
    states = []
    for number in sorted(given.keys() | printed.keys()):
        ours, theirs = given.get(number), printed.get(number)
        states.append(_state(number, ours, theirs, number in amended.touched, unread))
    return tuple(states)


def _unread(refused: Sequence[Refused]) -> dict[tuple[int, int] | None, str]:
    """Why the operations that name an article were not applied; None for one that names no article."""
    found: dict[tuple[int, int] | None, str] = {}
    for one in refused:
        operation = one.operation
        for at in (operation.was, operation.at, operation.to, *operation.sources, *operation.places):
            if at and at.article is not None:
                found.setdefault((at.article, at.sub), one.why)
        if operation.op == "unread" and operation.at == Address():
            found.setdefault(None, one.why)
    return found


def _state(
    number: tuple[int, int],
    ours: Article | None,
    theirs: Article | None,
    is_touched: bool,
    unread: dict[tuple[int, int] | None, str],
) -> ArticleState:
    if ours is None or theirs is None:
        missing = "published text" if theirs is None else "amended text"
        reason = unread.get(number) or unread.get(None) or f"the {missing} has no {printed_number(*number)}"
        state: State = "unread" if number in unread or None in unread else "disputed"
        return ArticleState(*number, state, reason, ours.text if ours else None, theirs.text if theirs else None)
    one, other = compact(ours.text), compact(theirs.text)
    if one == other:
        return ArticleState(*number, "equal")
    if (why := differs_but(one, other)) is not None:
        return ArticleState(*number, "equal_but", why, ours.text, theirs.text)
    if number in unread or None in unread:
        return ArticleState(*number, "unread", unread.get(number) or unread.get(None), ours.text, theirs.text)
    if is_touched:
        return ArticleState(*number, "disputed", "the operations give other words", ours.text, theirs.text)
    return ArticleState(*number, "silent", "no operation names it", ours.text, theirs.text)


def differs_but(one: str, other: str) -> str | None:
    """In what two texts differ alone: punctuation, or numbers of references; None where their words differ."""
    if _SIGNS.sub("", one) == _SIGNS.sub("", other):
        return "punctuation"
    if _SIGNS.sub("", _REFERENCE.sub("", one)) == _SIGNS.sub("", _REFERENCE.sub("", other)):
        return "numbers of references"
    return None
