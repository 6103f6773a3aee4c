"""The held versions of an instrument, and what became of each article from one to the next.

A version is the text that a document prints, or where none is held the text that the operations of a decision give.
What was published is the text; what the operations give is shown beside it. Over a gap (a version or decision that is
not held) nothing is computed: the texts stand side by side.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from parsers.grammar.amendments.addresses import read_addresses
from parsers.grammar.amendments.applying import Amended, amend
from parsers.grammar.amendments.comparing import ArticleState, compare
from parsers.grammar.amendments.model import Address, Operation
from parsers.grammar.amendments.reading import Decision, read_decision
from parsers.grammar.amendments.rule import Article
from parsers.grammar.articles.aligning import ChangeKind, align
from parsers.grammar.articles.cutting import cut_text
from parsers.text import compact, read_days
from storage.resolution.normalization import number_form

Number = tuple[int, int]
"""Of an article: (10, 1) of 第十条之一."""

Basis = Literal["published", "computed", "unknown"]

_LEAST_AGREEING = 0.5
"""Share of articles that end as computed, below which a decision is taken to amend a version that is not held."""
_HEAD = 3000
# 根据2016年9月2日《样例部关于修改…的决定》第一次修正
_AMENDED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:(?!\d{4}年\d{1,2}月\d{1,2}日)[^。\n]){0,200}?(?:修正|修订)")
_NAMED = re.compile(r"第[^第条，。；]{1,8}条(?:之[一二三四五六七八九十]{1,3})?")


@dataclass(frozen=True, slots=True)
class Source:
    """A held document that prints a text of the instrument, or a decision that amends it."""

    document_id: int
    title: str
    document_number: str | None
    day: date | None
    """From which its text, or what it decides, holds."""
    days: frozenset[date]
    """All days by which others may name it: written, published, in force."""
    text: str
    """Of the rule, or of the decision with all that its page prints."""
    names: str | None = None
    """Of a decision: the number of the document that it says it amends."""
    title_amended: str | None = None
    """The title of that, where the decision amends several."""


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article of a version, and what it was in the version before."""

    number: Number
    was: Number | None
    kind: ChangeKind
    state: ArticleState | None = None
    """How what the decision says stands to what was published; None where nothing was computed."""
    words: tuple[str, ...] = ()
    """What the decision says of it."""


@dataclass(slots=True)
class Version:
    """A text of the instrument from a day on."""

    source: Source
    since: date | None
    basis: Basis
    """`unknown`: a decision whose result is neither held nor certain."""
    text: str
    """Of the rule; empty where it is unknown."""
    articles: dict[Number, str]
    decision: Source | None = None
    gap: str | None = None
    """Why nothing was computed from the version before."""
    missing_since: date | None = None
    """The first day of an amendment between it and the version before that is not held."""
    changes: dict[Number, ArticleChange] = field(default_factory=dict)
    removed: dict[Number, ArticleChange] = field(default_factory=dict)
    """Articles of the version before that are no more, by their numbers there."""


def amendment_days(text: str) -> list[date]:
    """The days of the amendments that the head of a rule lists, in order."""
    first = text.find("第一条")
    head = text[: first if 0 <= first < _HEAD else _HEAD]
    return [day for match in _AMENDED.finditer(head) for _, _, day in list(read_days(match[0]))[:1]]


def articles_of(text: str) -> dict[Number, str]:
    """The words of the articles of a rule; none where it is no single one."""
    units = cut_text(text)
    if any(unit.path.startswith("doc-") for unit in units):
        return {}
    return {(unit.number or 0, unit.sub): unit.text for unit in units if unit.level == "article"}


def versions_of(texts: Sequence[Source], decisions: Sequence[Source]) -> list[Version]:
    """The versions of an instrument from the held texts and decisions, the oldest first; those without a day last."""
    left = list(texts)
    steps: list[tuple[date | None, Source | None, Source | None]] = []
    for one in decisions:
        printed = _printed_by(one) or _reprinted(one, left)
        if printed in left:
            left.remove(printed)
        steps.append((one.day, one, printed))
    for text in left:
        amended = amendment_days(text.text)
        steps.append((amended[-1] if amended else text.day, None, text))
    numbers = {number_form(one.document_number) for one in (*texts, *decisions)}
    steps.sort(key=lambda step: (step[0] or date.max, step[1] is not None))
    found: list[Version] = []
    for since, decision, printed in steps:
        before = found[-1] if found else None
        made = _decided(decision, printed, before, numbers) if decision else _issued(since, printed, before)
        if made and not (before and decision is None and before.since == since and before.articles == made.articles):
            found.append(made)
    return found


def _printed_by(decision: Source) -> Source | None:
    """The rule that a decision publishes anew behind its own text."""
    text = decision.text[read_decision(decision.text).end :]
    if len(articles_of(text)) < 2:
        return None
    return Source(decision.document_id, decision.title, decision.document_number, decision.day, decision.days, text)


def _reprinted(decision: Source, texts: Sequence[Source]) -> Source | None:
    """The text whose head ends with this decision."""
    for one in texts:
        amended = amendment_days(one.text)
        if amended and amended[-1] in decision.days:
            return one
    return None


def _issued(since: date | None, text: Source | None, before: Version | None) -> Version | None:
    """A text for which no decision is held."""
    articles = articles_of(text.text) if text else {}
    if text is None or len(articles) < 2:
        return None
    made = Version(text, since, "published", text.text, articles)
    if before:
        known = amendment_days(before.text)
        if missing := [day for day in amendment_days(text.text) if day not in known]:
            made.missing_since = missing[0]
            made.gap = f"not held: the decision of {', '.join(map(str, missing))}"
        _put_beside(made, before)
    return made


def _decided(
    decision: Source, printed: Source | None, before: Version | None, numbers: Collection[str | None]
) -> Version:
    articles = articles_of(printed.text) if printed else {}
    basis: Basis = "published" if articles else "unknown"
    text = printed.text if printed and articles else ""
    made = Version(printed or decision, decision.day, basis, text, articles, decision)
    if before is None or not before.articles:
        made.gap = "the text that it amends is not held"
        return made
    made.gap = _gap(made, decision, before, numbers)
    if made.gap is None:
        _compute(made, decision, printed, before)
    if made.gap is not None and articles:
        _put_beside(made, before)
    return made


def _gap(made: Version, decision: Source, before: Version, numbers: Collection[str | None]) -> str | None:
    """Why a decision does not amend the held version before it."""
    listed = amendment_days(made.text)
    known = amendment_days(before.text)
    between = [day for day in listed[:-1] if day not in known and before.since and day > before.since]
    if between:
        made.missing_since = between[0]
        return f"not held: the version of {', '.join(map(str, between))}"
    if decision.names and None not in numbers and number_form(decision.names) not in numbers:
        return f"it amends {decision.names}, which is not held"
    return None


def _put_beside(made: Version, before: Version) -> None:
    """Notes what differs from the version before, without a decision that says so."""
    old, new = list(before.articles.items()), list(made.articles.items())
    for pair in align(old, new):
        if pair.new is None:
            assert pair.old is not None
            made.removed[old[pair.old][0]] = ArticleChange(old[pair.old][0], old[pair.old][0], "removed")
        else:
            was = old[pair.old][0] if pair.old is not None else None
            made.changes[new[pair.new][0]] = ArticleChange(new[pair.new][0], was, pair.kind)


def _compute(made: Version, decision: Source, printed: Source | None, before: Version) -> None:
    """Applies a decision to the version before, and notes how each article ends."""
    read = read_decision(decision.text)
    if not read.operations:
        made.gap = "its operations are not read"
        return
    amended = amend(before.text, read, decision.title_amended)
    states = {(one.article, one.sub): one for one in compare(amended, printed.text)} if printed else {}
    agreeing = sum(one.state in ("equal", "equal_but") for one in states.values())
    if amended.text is None or (states and agreeing < _LEAST_AGREEING * len(states)):
        made.gap = "what it says does not fit the held text before it: a version between them may be missing"
        return
    nodes = {one.new or (one.number, one.sub): one for one in amended.nodes if isinstance(one, Article)}
    if not printed:
        made.basis, made.text = "computed", amended.text
        made.articles = {number: node.text for number, node in sorted(nodes.items())}
        states = _unread_states(amended)
    matched = set()
    for number, text in made.articles.items():
        node = nodes.get(number)
        was = (node.number, node.sub) if node and not node.is_new else None
        matched.add(was)
        same = was is not None and compact(before.articles.get(was, "")) == compact(text)
        kind: ChangeKind = "added" if was is None else "same" if same else "changed"
        words = _words(read, was, number) if kind != "same" or was != number else ()
        made.changes[number] = ArticleChange(number, was, kind, states.get(number), words)
    for number in before.articles.keys() - matched:
        made.removed[number] = ArticleChange(number, number, "removed", None, _words(read, number, None))


def _unread_states(amended: Amended) -> dict[Number, ArticleState]:
    """The articles of a computed version that an operation names which was not applied; all, where it names none."""
    found: dict[Number, ArticleState] = {}
    every = {one.new or (one.number, one.sub) for one in amended.nodes if isinstance(one, Article)}
    for one in amended.refused:
        named = _numbers([at for side in _addresses(one.operation) for at in side])
        if not named:
            listed = [read_addresses(words, 0, Address()) for words in _NAMED.findall(one.operation.words)]
            named = _numbers([at for addresses in listed if addresses for at in addresses.found])
        found |= {number: ArticleState(*number, "unread", one.why) for number in named or every}
    return found


def _words(read: Decision, was: Number | None, number: Number | None) -> tuple[str, ...]:
    """The words of a decision that name an article by its old or its new number, or the whole rule."""
    found = []
    for one in read.operations:
        old, new = _addresses(one)
        names_whole = not old and not new and one.at.is_whole and one.op.endswith("_words")
        if was in _numbers(old) or number in _numbers(new) or names_whole:
            found.append(one.words)
    return tuple(dict.fromkeys(found))


def _addresses(one: Operation) -> tuple[list[Address], list[Address]]:
    """The addresses that an operation names in the old text, and those in the new one."""
    if one.op == "insert" and one.unit == "article":
        return [], list(one.places)
    old = [one.was or one.at, *one.sources]
    return [at for at in old if at.article is not None], [one.to] if one.to else []


def _numbers(addresses: Sequence[Address]) -> set[Number]:
    return {(at.article, at.sub) for at in addresses if at.article is not None}
