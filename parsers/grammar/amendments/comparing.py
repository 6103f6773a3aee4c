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
    return tuple(
        _state(
            number,
            given.get(number),
            printed.get(number),
            number in amended.touched,
            unread.get(number, unread.get(None)),
        )
        for number in sorted(given.keys() | printed.keys())
    )


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
    unread: str | None,
) -> ArticleState:
    """`unread`: why an operation that names the article, or may, was not applied; None where all were."""
    state: State
    if ours is None or theirs is None:
        missing = "published text" if theirs is None else "amended text"
        state, why = "disputed", f"the {missing} has no {printed_number(*number)}"
    elif (one := compact(ours.text)) == (other := compact(theirs.text)):
        return ArticleState(*number, "equal")
    elif difference := differs_but(one, other):
        return ArticleState(*number, "equal_but", difference, ours.text, theirs.text)
    elif is_touched:
        state, why = "disputed", "the operations give other words"
    else:
        state, why = "silent", "no operation names it"
    if unread:
        state, why = "unread", unread
    return ArticleState(*number, state, why, ours.text if ours else None, theirs.text if theirs else None)


def differs_but(one: str, other: str) -> str | None:
    """In what two texts differ alone: punctuation, or numbers of references; None where their words differ."""
    if _SIGNS.sub("", one) == _SIGNS.sub("", other):
        return "punctuation"
    if _SIGNS.sub("", _REFERENCE.sub("", one)) == _SIGNS.sub("", _REFERENCE.sub("", other)):
        return "numbers of references"
    return None
