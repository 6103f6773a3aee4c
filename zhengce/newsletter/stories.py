"""An issue as blocks: title, day and introduction, then its sections: stories with their facts, lines as a list."""

from collections.abc import Iterator

from zhengce.english import vocabulary
from zhengce.newsletter.blocks import Block, heading, paragraph
from zhengce.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources
from zhengce.newsletter.rich_text import Span, Spans, paragraphs, plain


def blocks_of(newsletter: Newsletter) -> Iterator[Block]:
    """The blocks of an issue in the order of print."""
    issue = newsletter.issue
    if issue.title:
        yield heading(issue.title, 1)
    if issue.day:
        yield paragraph(Span(vocabulary.day(issue.day)))
    yield from (Block("paragraph", [found]) for found in paragraphs(issue.introduction))
    for part in newsletter.printed:
        yield heading(part.section.title, 2)
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


def _story(number: int, entry: Entry) -> Iterator[Block]:
    yield heading(f"{number}. {entry.heading}", 3)
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
