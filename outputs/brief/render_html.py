"""The brief as one HTML page without scripts, and one document of it as the content of a feed's entry."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from configuration.watches import Language
from outputs.brief import facts, items
from outputs.brief.extracts import Quote
from outputs.brief.gathering import GROUPS, Brief, Line
from outputs.brief.items import Item
from outputs.english.texts import sentence_in_english
from outputs.english.titles.shown import printed_title
from outputs.links import web_address
from outputs.phrases import phrase

STYLE = """
:root { color-scheme: light dark; --line: #d8d8d8; --soft: #666; --mark: #8a1c1c; }
@media (prefers-color-scheme: dark) { :root { --line: #444; --soft: #aaa; --mark: #f0a0a0; } }
body { font: 16px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: .3rem; }
h2 { margin-top: 3rem; border-bottom: 2px solid var(--mark); padding-bottom: .2rem; }
h3 { font-size: 1.12rem; margin: 0 0 .2rem; }
article { border-top: 1px solid var(--line); padding: 1.2rem 0; }
h2 + p + article { border-top: 0; }
.soft, .soft a { color: var(--soft); font-size: .9rem; }
.title-en { font-weight: 600; margin: 0 0 .4rem; }
dl { display: grid; grid-template-columns: 7.5rem 1fr; gap: .1rem .8rem; margin: .6rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
h4 { margin: .9rem 0 .2rem; font-size: .95rem; color: var(--mark); }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
li small, blockquote small { color: var(--soft); white-space: nowrap; }
blockquote .context, blockquote .english { display: block; color: var(--soft); font-size: .9rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { article { break-inside: avoid; } }
"""

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
        name, holds = GROUPS[key]
        yield f'<section id="{key}">\n<h2>{name} ({brief.total(key)})</h2>\n<p class="soft">{text(holds)}</p>\n'
        for number, line in enumerate(members, 1):
            whole = line.whole_in == key
            parts = _whole(number, line, brief, base) if whole else _reference(number, line, brief)
            yield from (f"{part}\n" for part in parts)
        if hidden := facts.not_shown(brief, key):
            yield f'<p class="soft">{text(hidden)}</p>\n'
        yield "</section>\n"
    yield "</body>\n</html>\n"


def content(item: Item, base: str | None = None, language: Language = "en") -> str:
    """A document as the content of a feed's entry: facts, links and quotations."""
    return "\n".join([*_facts(item, facts.facts(item, language), base, language=language), *_words(item, language)])


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


def _whole(number: int, line: Line, brief: Brief, base: str | None) -> Iterator[str]:
    item = line.item
    happened = [(phrase("label.happened", "en"), words) for words in facts.events(line, brief)]
    yield f'<article id="document-{item.id}">\n<h3 lang="zh-Hans">{number}. {text(item.record.title)}</h3>'
    if title_en := printed_title(item):
        yield f'<p class="title-en">{text(title_en)}</p>'
    yield from _facts(item, [*facts.facts(item), *happened], base, (phrase("label.weight", "en"), facts.weight(item)))
    yield from _words(item)
    yield "</article>"


def _reference(number: int, line: Line, brief: Brief) -> Iterator[str]:
    record = line.item.record
    events = facts.entry_into_force(line, brief) + facts.events(line, brief)
    title = f'<a href="#document-{line.item.id}" lang="zh-Hans">{text(record.title)}</a>'
    yield f'<p>{number}. {title} <span class="soft">{text("; ".join(events))} (above)</span></p>'


def _facts(
    item: Item,
    pairs: Sequence[tuple[str, str]],
    base: str | None,
    *more: tuple[str, str],
    language: Language = "en",
) -> Iterator[str]:
    yield "<dl>"
    for label, words in pairs:
        yield f"<dt>{label}</dt><dd>{text(words)}</dd>"
    yield f"<dt>{phrase('label.link', language)}</dt><dd>{anchor(item.record.url)}</dd>"
    if (copy := item.archived) and (words := facts.archived(item, language) or ""):
        url = items.archive_url(base, copy.id)
        link = anchor(url, phrase("label.copy", language)) + " · " if url else ""
        yield f"<dt>{phrase('label.archived', language)}</dt><dd>{link}{text(words)}</dd>"
    if url := items.document_url(base, item.id):
        yield f"<dt>{phrase('label.document', language)}</dt><dd>{anchor(url, str(item.id))}</dd>"
    for words, url in facts.elsewhere(item, language):
        yield f"<dt>{phrase('label.elsewhere', language)}</dt><dd>{text(words)}: {anchor(url)}</dd>"
    for label, words in more:
        yield f"<dt>{label}</dt><dd>{text(words)}</dd>"
    yield "</dl>"


def _words(item: Item, language: Language = "en") -> Iterator[str]:
    yield from _figures(item, language)
    yield from _quotes(item, "opening", item.opening, len(item.opening), language)
    yield from _quotes(item, "aims", facts.aims(item), facts.MOST_AIMS, language)
    yield from _quotes(item, "limits", item.limits, facts.MOST_LIMITS, language)


def _figures(item: Item, language: Language) -> Iterator[str]:
    figures = facts.figures(item, language)
    if not figures:
        return
    yield f"<h4>{phrase('label.figures', language)}</h4>\n<ul>"
    for words, place in figures[: facts.MOST_TARGETS]:
        where = f" <small>{text(place)}</small>" if place else ""
        yield f"<li>{text(words)}{where}</li>"
    yield "</ul>"
    if len(figures) > facts.MOST_TARGETS:
        yield f'<p class="soft">{_more(len(figures) - facts.MOST_TARGETS, language)}</p>'


def _quotes(item: Item, kind: str, quotes: Sequence[Quote], most: int, language: Language) -> Iterator[str]:
    if not quotes:
        return
    yield f"<h4>{phrase(f'label.{kind}', language)}</h4>"
    for one in quotes[:most]:
        context = f'<span class="context">{text(one.context)}</span>' if one.context else ""
        place = f"<small>{facts.place(one, language)}</small>"
        words = sentence_in_english(one.text, item.texts)
        english = f'<span class="english" lang="en">{text(words)}</span>' if words else ""
        yield f'<blockquote lang="zh-Hans">{context}{text(one.text)} {place}{english}</blockquote>'
    if len(quotes) > most:
        yield f'<p class="soft">{_more(len(quotes) - most, language)}</p>'


def _more(count: int, language: Language) -> str:
    return phrase("more_in_json", language, count=count)
