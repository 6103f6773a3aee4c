"""The brief as Markdown: a heading, a line of facts, the document's own words as quotations, the other facts last."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from zhengce.brief import facts, parts
from zhengce.brief.gathering import Brief, Line
from zhengce.brief.parts import Part
from zhengce.documents.links import web_address
from zhengce.documents.phrases import phrase

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def pieces(brief: Brief, base: str | None = None) -> Iterator[str]:
    """The brief; `base`: where `zhengce serve` answers, for links to the archived copies."""
    ends = 0
    for block in _blocks(brief, base):
        text = "\n".join(block)
        shown = text.rstrip("\n")
        yield "\n" * ends + shown
        ends = len(text) - len(shown) + 1
    yield "\n"


def _blocks(brief: Brief, base: str | None) -> Iterator[list[str]]:
    """Its lines: what stands at the head, at the head of a group, of a document."""
    yield [f"# {facts.headline(brief)}", "", escape(facts.summary(brief)), ""]
    for key, members in brief.groups.items():
        if not members:
            continue
        head = brief.group_head(key)
        yield [f"## {head['title']} ({brief.total(key)})", "", f"*{head['holds']}*", ""]
        for number, line in enumerate(members, 1):
            whole = line.whole_in == key
            yield _whole(number, line, brief, base) if whole else _reference(number, line, brief)
        if hidden := facts.not_shown(brief, key):
            yield [f"*{escape(hidden)}*", ""]


@lru_cache(maxsize=4096)
def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    line = " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", line) if _SPECIAL.search(line) else line


def link(url: str) -> str:
    """An address as Markdown shows and follows it; as text alone where it does not lead to the web."""
    address = web_address(url)
    if address is None:
        return escape(url)
    return f"<{quote(address, safe=':/?#@!$&()*+,;=%~[]-._' + chr(39))}>"


def _whole(number: int, line: Line, brief: Brief, base: str | None) -> list[str]:
    item = line.item
    row = parts.row(item)
    happened = [*facts.entry_into_force(line, brief), *facts.events(line, brief)]
    return [
        f"### {number}. {escape(row.titles()[0])}",
        "",
        *(line for title in row.titles()[1:] for line in (escape(title), "")),
        escape(" · ".join(row.facts())),
        "",
        *((f"**{escape(row.figure_line())}**", "") if row.figures else ()),
        *((f"In this period: {escape('; '.join(happened))}", "") if happened else ()),
        *[written for part in parts.parts(item) for written in _part(part)],
        *[f"- {label}: {escape(words)}" for label, words in facts.facts(item)],
        *[
            f"- {label}{f' {escape(words)}' if words != url else ''}: {link(url)}"
            for label, words, url in parts.addresses(item)
        ],
        f"- Weight: {escape(facts.weight(item))}",
        *[f"- {label}: {link(url)}" for label, url in parts.own_pages(item, base)],
        "",
    ]


def _reference(number: int, line: Line, brief: Brief) -> list[str]:
    """A line for a document that stands whole in a group above."""
    title = phrase(f"group.{line.whole_in}")
    events = facts.entry_into_force(line, brief) + facts.events(line, brief)
    row = parts.row(line.item)
    name = escape(row.titles()[0])
    return [f"{number}. {name} — {escape('; '.join(events))} (see “{title}”, document {line.item.id})", ""]


def _part(part: Part) -> Iterator[str]:
    yield f"{part.heading}:"
    yield ""
    for one in part.words:
        place = f" ({one.place})" if one.place else ""
        if not part.is_quoted:
            yield f"- {escape(one.text)}{place}"
            continue
        if one.context:
            yield f"> *{escape(one.context)}*  "
        yield f"> {escape(one.text)}{place}"
        if one.english:
            yield ">"
            yield f"> {escape(one.english)}"
        yield ""
    if not part.is_quoted:
        yield ""
    if part.left_out:
        yield phrase("more", count=part.left_out)
        yield ""
