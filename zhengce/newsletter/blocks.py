"""The newsletter as a row of blocks, in the order of print: what Markdown, HTML and Word have in common."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from zhengce.english import vocabulary
from zhengce.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources
from zhengce.newsletter.rich_text import Span, Spans, paragraphs, plain


class Block(NamedTuple):
    """A heading of a level, a paragraph with its lines, or a list with its items."""

    kind: Literal["heading", "paragraph", "list"]
    lines: Sequence[Spans]
    """Of a heading one."""
    level: int = 0
    """Of a heading, from 1."""


def blocks(newsletter: Newsletter) -> Iterator[Block]:
    """Title, day and introduction, then the sections: stories with their facts, lines as a list."""
    issue = newsletter.issue
    if issue.title:
        yield _heading(issue.title, 1)
    if issue.day:
        yield Block("paragraph", [plain(vocabulary.day(issue.day))])
    yield from (Block("paragraph", [found]) for found in paragraphs(issue.introduction))
    for part in newsletter.printed:
        yield _heading(part.section.title, 2)
        if part.kind == "top":
            for number, entry in enumerate(part.entries, 1):
                yield from _story(number, entry)
        else:
            yield Block("list", [line_with_sources(entry) for entry in part.entries])


def line_with_sources(entry: Entry) -> Spans:
    """November 3: NDRC releases … (NDRC notice (CN); Reuters (EN)): the line of a section that is not of stories."""
    behind: list[Span] = []
    for words, url, mark in sources(entry):
        behind += [Span("; " if behind else " ("), Span(words, url=url), Span(mark)]
    return (*dated_line(entry), *behind, *([Span(")")] if behind else []))


def _heading(words: str, level: int) -> Block:
    return Block("heading", [plain(words)], level)


def _story(number: int, entry: Entry) -> Iterator[Block]:
    yield _heading(f"{number}. {entry.heading}", 3)
    yield from _labelled("At a glance", entry.summary)
    if entry.figures:
        yield Block("list", [plain(figure) for figure in entry.figures])
    yield from _labelled("Comment", entry.written.comment)
    if entry.title:
        name = (Span(f"Policy name: {policy_name(entry)} ("), Span("Link", url=entry.url), Span(")"))
        yield Block("paragraph", [name, *map(plain, facts(entry))])


def _labelled(label: str, text: str | None) -> Iterator[Block]:
    for place, found in enumerate(paragraphs(text)):
        yield Block("paragraph", [found if place else (Span(f"{label}:", bold=True), Span(" "), *found)])
