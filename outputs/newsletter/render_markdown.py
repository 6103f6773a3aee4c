"""The newsletter as Markdown."""

from collections.abc import Iterator
from urllib.parse import quote

from outputs.brief.render_markdown import escape
from outputs.english import vocabulary
from outputs.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources
from outputs.newsletter.rich_text import Span, Spans, paragraphs


def render(newsletter: Newsletter) -> str:
    """Title, day and introduction, then the sections: stories with their blocks, lines as a list."""
    issue = newsletter.issue
    lines = [f"# {escape(issue.title)}", ""] if issue.title else []
    if issue.day:
        lines += [vocabulary.day(issue.day), ""]
    for paragraph in paragraphs(issue.introduction):
        lines += [_text(paragraph), ""]
    for part in newsletter.printed:
        lines += [f"## {escape(part.section.title)}", ""]
        if part.kind == "top":
            for number, entry in enumerate(part.entries, 1):
                lines += _story(number, entry)
        else:
            lines += [*map(_line, part.entries), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _story(number: int, entry: Entry) -> Iterator[str]:
    yield f"### {number}. {escape(entry.heading)}"
    yield ""
    yield from _paragraphs("At a glance", entry.summary)
    if entry.figures:
        yield from (f"- {escape(figure)}" for figure in entry.figures)
        yield ""
    yield from _paragraphs("Comment", entry.written.comment)
    if entry.title:
        block = [f"Policy name: {escape(policy_name(entry))} ({_link('Link', entry.url)})", *map(escape, facts(entry))]
        yield "  \n".join(block)
        yield ""


def _paragraphs(label: str, text: str | None) -> Iterator[str]:
    for place, paragraph in enumerate(paragraphs(text)):
        yield (f"**{label}:** " if place == 0 else "") + _text(paragraph)
        yield ""


def _line(entry: Entry) -> str:
    behind = "; ".join(_link(words, url) + mark for words, url, mark in sources(entry))
    return f"- {_text(dated_line(entry))}" + (f" ({behind})" if behind else "")


def _text(found: Spans) -> str:
    return "".join(map(_span, found))


def _span(span: Span) -> str:
    """A piece of a text; the blanks at its ends stand outside its marks, where Markdown wants them."""
    words = span.text.strip()
    before, _, behind = span.text.partition(words) if words else (span.text, "", "")
    marks = "**" * span.bold + "*" * span.italic if words else ""
    return f"{before}{marks}{_link(words, span.url) if words else ''}{marks[::-1]}{behind}"


def _link(words: str, url: str | None) -> str:
    if url is None:
        return escape(words)
    return f"[{escape(words)}](<{quote(url, safe=':/?#@!$&()*+,;=%~[]-._' + chr(39))}>)"
