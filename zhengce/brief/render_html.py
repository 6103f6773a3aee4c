"""The brief as one HTML page without scripts, and one document of it as the content of a feed's entry."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from zhengce.brief import facts, parts
from zhengce.brief.gathering import Brief, Line
from zhengce.brief.items import Item
from zhengce.brief.parts import Part, Row
from zhengce.documents.links import web_address
from zhengce.documents.phrases import phrase

STYLE = "\n" + files(__package__).joinpath("brief.css").read_text(encoding="utf-8")

# What neither HTML nor XML may hold: control characters but tab, newline and return, surrogates, non-characters.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def pieces(brief: Brief, base: str | None = None) -> Iterator[str]:
    """The page; `base`: where `zhengce serve` answers, for links to the documents and their archived copies."""
    title = facts.headline(brief)
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        f"<h1>{text(title)}</h1>",
        f'<p class="soft">{text(facts.summary(brief))}</p>',
    )
    yield from (f"{part}\n" for part in head)
    for key, members in brief.groups.items():
        if not members:
            continue
        group = brief.group_head(key)
        yield f'<section id="{key}">\n<h2>{group["title"]} ({brief.total(key)})</h2>\n'
        yield f'<p class="soft">{text(group["holds"])}</p>\n'
        for number, line in enumerate(members, 1):
            if line.whole_in == key:
                happened = [*facts.entry_into_force(line, brief), *facts.events(line, brief)]
                yield f"{article(number, line.item, happened, base)}\n"
            else:
                yield f"{_reference(number, line, brief)}\n"
        if hidden := facts.not_shown(brief, key):
            yield f'<p class="soft">{text(hidden)}</p>\n'
        yield "</section>\n"
    yield "</body>\n</html>\n"


def article(number: int, item: Item, happened: Sequence[str], base: str | None = None) -> str:
    """A document as a row, with its details folded; `happened`: sentences beside the facts."""
    row = parts.row(item)
    return "\n".join(
        (
            f'<article id="document-{item.id}">\n<p class="soft">{text(" · ".join(row.facts()))}</p>',
            *_titles(number, row, item.record.url),
            *([f'<p class="soft">{text("; ".join(happened))}</p>'] if happened else []),
            *([figures(row)] if row.figures else []),
            f"<details><summary>{phrase('label.details')}</summary>",
            f"{details(item, base)}</details>\n</article>",
        )
    )


def content(item: Item, base: str | None = None, happened: Sequence[str] = ()) -> str:
    """A document as the content of a feed's entry; `happened`: what other documents did to it."""
    row = parts.row(item)
    shown = [*(f"<p>{text(one)}</p>" for one in happened), *([figures(row)] if row.figures else [])]
    return "\n".join([f"<p>{text(' · '.join(row.facts()))}</p>", *shown, details(item, base)])


def details(item: Item, base: str | None = None) -> str:
    """The details of a document: quotations, figures, facts; sources last."""
    return "\n".join([sentences(item), *_facts(item), *_sources(item, base)])


def sentences(item: Item) -> str:
    """What a document says: quotations and figures, each with its place."""
    return "\n".join(line for part in parts.parts(item) for line in _part(part))


def figures(row: Row) -> str:
    """The figures of a row."""
    shown = (
        f"<span{_chinese(one.language == 'zh')}>{text(one.name)}"
        f"{f' <b>{text(one.value)}</b>' if one.value else ''}{f' {mark}' if mark else ''}</span>"
        for one, mark in row.marked_figures()
    )
    return f'<p class="figures">{" ".join(shown)}</p>'


def text(value: str) -> str:
    """Text as HTML shows it; characters that HTML and XML may not hold are left out."""
    return escape(clean(value))


def clean(value: str) -> str:
    """Text without the characters that neither HTML nor XML may hold."""
    return _NEVER.sub("", value)


def anchor(url: str, words: str | None = None) -> str:
    """A link, if it leads to the web; else the address as text: an address of a crawled page is not to be trusted."""
    address = web_address(url)
    if address is None:
        return text(url)
    return f'<a href="{text(address)}" rel="noreferrer">{text(words or url)}</a>'


def _titles(number: int, row: Row, url: str) -> Iterator[str]:
    """The title in the reader's language as a heading that leads to the document, the other one below it."""
    first, *second = row.titles()
    is_chinese = row.title_en is None
    yield f"<h3{_chinese(is_chinese)}>{number}. {anchor(url, first)}</h3>"
    yield from (f'<p class="zh"{_chinese(not is_chinese)}>{text(title)}</p>' for title in second)


def _chinese(is_chinese: bool) -> str:
    return ' lang="zh-Hans"' if is_chinese else ' lang="en"'


def _reference(number: int, line: Line, brief: Brief) -> str:
    events = facts.entry_into_force(line, brief) + facts.events(line, brief)
    row = parts.row(line.item)
    title = f'<a href="#document-{line.item.id}"{_chinese(not row.title_en)}>{text(row.titles()[0])}</a>'
    return f'<p>{number}. {title} <span class="soft">{text("; ".join(events))} (above)</span></p>'


def _facts(item: Item) -> Iterator[str]:
    yield "<dl>"
    for label, words in facts.facts(item):
        yield f"<dt>{label}</dt><dd>{text(words)}</dd>"
    for label, words, url in parts.addresses(item):
        yield f"<dt>{text(label)}</dt><dd>{anchor(url, urlsplit(url).netloc if words == url else words)}</dd>"
    yield "</dl>"


def _sources(item: Item, base: str | None) -> Iterator[str]:
    """One link to the archived copy, whose page has its digest and place; these, where nothing serves the archive."""
    sources, copy = phrase("label.sources"), parts.archived_copy(item, base)
    if copy:
        yield f'<p><a href="{text(copy)}">{sources}</a></p>'
    elif words := facts.archived(item):
        yield f"<details><summary>{sources}</summary><p>{text(words)}</p></details>"


def _part(part: Part) -> Iterator[str]:
    yield f"<h4>{part.heading}</h4>"
    if not part.is_quoted:
        yield "<ul>"
    for one in part.words:
        place = f" <small>{text(one.place)}</small>" if one.place else ""
        if part.is_quoted:
            context = f'<span class="context">{text(one.context)}</span>' if one.context else ""
            english = f'<span class="english" lang="en">{text(one.english)}</span>' if one.english else ""
            yield f'<blockquote lang="zh-Hans">{context}{text(one.text)}{place}{english}</blockquote>'
        else:
            yield f"<li>{text(one.text)}{place}</li>"
    if not part.is_quoted:
        yield "</ul>"
    if part.left_out:
        yield f'<p class="soft">{phrase("more", count=part.left_out)}</p>'
