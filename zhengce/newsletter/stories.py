"""An issue as blocks: title, day and introduction, then its sections: stories with their facts, lines as a list."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from storage.editing.issues import Kind
from zhengce.english import vocabulary
from zhengce.english.titles.shown import MARK
from zhengce.newsletter import render_html, render_markdown
from zhengce.newsletter.blocks import Block, heading, paragraph
from zhengce.newsletter.issue import Entry, Newsletter
from zhengce.newsletter.rich_text import Span, Spans, paragraphs, plain
from zhengce.tables.whole_file import import_library

COMMENT = "Comment"
"""What stands before a comment where the issue has no words of its own."""


MEDIA_TYPES: Mapping[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Ending of a file -> media type."""


def write_newsletter(newsletter: Newsletter, ending: str, template: Path | None = None) -> bytes:
    """The newsletter as a file of this ending; of Word in the styles of a template.

    Raises ExportError where python-docx is not installed (docx).
    """
    title, blocks = newsletter.issue.title or "Newsletter", blocks_of(newsletter)
    if ending == "docx":
        import_library("docx")
        from zhengce.newsletter import render_docx

        return render_docx.render(title, blocks, template)
    return "".join(render_markdown.pieces(blocks) if ending == "md" else render_html.pieces(title, blocks)).encode()


def blocks_of(newsletter: Newsletter) -> Iterator[Block]:
    """The blocks of an issue in the order of print."""
    issue = newsletter.issue
    if issue.title:
        yield heading(issue.title, 1)
    if issue.day:
        yield paragraph(Span(vocabulary.day(issue.day)))
    yield from (Block("paragraph", [spans]) for spans in paragraphs(issue.introduction))
    for part in newsletter.printed:
        yield heading(part.section.title, 2)
        yield from blocks_of_entries(part.kind, part.entries, issue.comment_label)


def blocks_of_entries(kind: Kind, entries: Sequence[Entry], comment_label: str | None = None) -> Iterator[Block]:
    """The entries of a section: a story each, or a list of lines, which begins anew below a sub-heading."""
    lines: list[Spans] = []
    for number, entry in enumerate(entries, 1):
        if entry.written.subheading:
            if lines:
                yield Block("list", lines)
            lines = []
            yield heading(entry.written.subheading, 3)
        if kind == "top":
            yield from _story(number, entry, comment_label or COMMENT)
        else:
            lines.append(line_with_sources(entry))
    if lines:
        yield Block("list", lines)


def count_marks(kind: Kind, entry: Entry) -> int:
    """How many passages of a machine that nobody accepted an entry prints."""
    lines = (line for block in blocks_of_entries(kind, [entry]) for line in block.lines)
    return sum(span.text.count(MARK) for line in lines for span in line)


def line_with_sources(entry: Entry) -> Spans:
    """November 3: NDRC releases … (NDRC notice (CN); Reuters (EN)): the line of a section that is not of stories."""
    behind: list[Span] = []
    for words, url, mark in _sources(entry):
        behind += [Span("; " if behind else " ("), Span(words, url=url), Span(mark)]
    day = plain(f"{entry.day:%B} {entry.day.day}: ") if entry.day else ()
    return (*day, *entry.line, *behind, *([Span(")")] if behind else []))


def _sources(entry: Entry) -> Iterator[tuple[str, str | None, str]]:
    """What stands in brackets behind a line: (words, address, language mark), the document itself first.

    The language of a link is known by the letters of its title, unless that says it; one without a title is named by
    its host, unmarked. A free entry has none: its links stand in its text.
    """
    if entry.title:
        yield entry.notice, entry.url, " (CN)"
    for link in entry.links:
        words = link.title or link.url.split("/")[2]
        is_chinese = any("\u4e00" <= char <= "\u9fff" for char in words)
        says_it = not link.title or words.endswith(("(EN)", "(CN)"))
        yield words, link.url, "" if says_it else " (CN)" if is_chinese else " (EN)"


def _story(number: int, entry: Entry, comment_label: str) -> Iterator[Block]:
    yield heading(f"{number}. {entry.heading}", 3)
    yield from _labelled("At a glance", entry.summary)
    if entry.figures:
        yield Block("list", [plain(figure) for figure in entry.figures])
    yield from (Block("paragraph", [spans]) for spans in paragraphs(entry.closing))
    if entry.picture:
        yield Block("picture", [plain(f"Targets: {entry.heading}")], svg=entry.picture)
    yield from _labelled(comment_label, entry.written.comment)
    if entry.title:
        lines: list[Spans] = [(Span(f"Policy name: {entry.policy_name} ("), Span("Link", url=entry.url), Span(")"))]
        if entry.bodies:
            label = "Issuing body" if len(entry.bodies) == 1 else "Issuing bodies"
            lines.append(plain(f"{label}: {', '.join(entry.bodies)}"))
        if entry.day:
            lines.append(plain(f"Date: {vocabulary.day(entry.day)}"))
        yield Block("paragraph", lines)


def _labelled(label: str, text: str | None) -> Iterator[Block]:
    for place, found in enumerate(paragraphs(text)):
        yield Block("paragraph", [found if place else (Span(f"{label}:", bold=True), Span(" "), *found)])
