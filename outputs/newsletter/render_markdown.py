"""The newsletter as Markdown."""

from collections.abc import Iterator
from urllib.parse import quote

from outputs.brief.render_markdown import escape
from outputs.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources


def render(newsletter: Newsletter) -> str:
    """Top entries with their blocks, then a line for each document worth noting."""
    lines: list[str] = []
    for number, entry in enumerate(newsletter.top, 1):
        lines += _top(number, entry)
    if newsletter.worth_noting:
        lines += ["## Worth noting", "", *map(_line, newsletter.worth_noting)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _top(number: int, entry: Entry) -> Iterator[str]:
    yield f"## {number}. {escape(entry.pick.line or entry.title_en or entry.title)}"
    yield ""
    if entry.pick.summary:
        yield from _paragraphs("At a glance", entry.pick.summary)
    if entry.figures:
        yield from (f"- {escape(figure)}" for figure in entry.figures)
        yield ""
    if entry.pick.comment:
        yield from _paragraphs("Comment", entry.pick.comment)
    block = [f"Policy name: {escape(policy_name(entry))} ({_link('Link', entry.url)})", *map(escape, facts(entry))]
    yield "  \n".join(block)
    yield ""


def _paragraphs(label: str, text: str) -> Iterator[str]:
    for place, paragraph in enumerate(line for line in text.split("\n") if line.strip()):
        yield (f"**{label}:** " if place == 0 else "") + escape(paragraph)
        yield ""


def _line(entry: Entry) -> str:
    behind = "; ".join(_link(words, url) + mark for words, url, mark in sources(entry))
    return f"- {escape(dated_line(entry))} ({behind})"


def _link(words: str, url: str | None) -> str:
    if url is None:
        return escape(words)
    return f"[{escape(words)}](<{quote(url, safe=':/?#@!$&()*+,;=%~[]-._' + chr(39))}>)"
