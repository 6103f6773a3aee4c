"""The brief as Markdown: headings, facts as lists, the document's own words as quotations."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote

from outputs.brief import facts, items
from outputs.brief.extracts import Quote
from outputs.brief.gathering import GROUPS, Brief, Line
from outputs.brief.items import Item
from outputs.english.texts import sentence_in_english
from outputs.english.titles.shown import printed_title
from outputs.links import web_address

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
        title, holds = GROUPS[key]
        yield [f"## {title} ({brief.total(key)})", "", f"*{holds}*", ""]
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
    return [
        f"### {number}. {escape(item.record.title)}",
        "",
        *((f"**{escape(title_en)}**", "") if (title_en := printed_title(item)) else ()),
        *[f"- {label}: {escape(words)}" for label, words in facts.facts(item)],
        *[f"- In this period: {escape(words)}" for words in facts.events(line, brief)],
        f"- Link: {link(item.record.url)}",
        *_archived(item, base),
        *[f"- Also on {escape(words)}: {link(url)}" for words, url in facts.elsewhere(item)],
        f"- Weight: {escape(facts.weight(item))}",
        f"- Document: {item.id}",
        "",
        *_figures(item),
        *_quotes(item, "What it does", item.opening, len(item.opening)),
        *_quotes(item, "Aims", facts.aims(item), facts.MOST_AIMS),
        *_quotes(item, "Limits and demands", item.limits, facts.MOST_LIMITS),
    ]


def _reference(number: int, line: Line, brief: Brief) -> list[str]:
    """A line for a document that stands whole in a group above."""
    title, _ = GROUPS[line.whole_in]
    events = facts.entry_into_force(line, brief) + facts.events(line, brief)
    name = escape(line.item.record.title)
    return [f"{number}. {name} — {escape('; '.join(events))} (see “{title}”, document {line.item.id})", ""]


def _archived(item: Item, base: str | None) -> Iterator[str]:
    if (copy := item.archived) and (words := facts.archived(item)):
        url = items.archive_url(base, copy.id)
        yield f"- Archived: {escape(words)}" + (f" {link(url)}" if url else "")


def _figures(item: Item) -> Iterator[str]:
    figures = facts.figures(item)
    if not figures:
        return
    yield "Figures:"
    yield ""
    for words, place in figures[: facts.MOST_TARGETS]:
        yield f"- {escape(words)}" + (f" ({place})" if place else "")
    if len(figures) > facts.MOST_TARGETS:
        yield f"- {len(figures) - facts.MOST_TARGETS} more in the JSON."
    yield ""


def _quotes(item: Item, title: str, quotes: Sequence[Quote], most: int) -> Iterator[str]:
    if not quotes:
        return
    yield f"{title}:"
    yield ""
    for one in quotes[:most]:
        if one.context:
            yield f"> *{escape(one.context)}*  "
        yield f"> {escape(one.text)} ({one.shown_place})"
        if english := sentence_in_english(one.text, item.texts):
            yield ">"
            yield f"> {escape(english)}"
        yield ""
    if len(quotes) > most:
        yield f"{len(quotes) - most} more in the JSON."
        yield ""
