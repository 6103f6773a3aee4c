"""A brief, and one document of it, as the blocks that a feed and a message of a watch print, too."""

from collections.abc import Iterator, Sequence

from zhengce.brief import facts, parts
from zhengce.brief.gathering import Brief, Line
from zhengce.brief.items import Item
from zhengce.brief.parts import Part, Words
from zhengce.documents.links import web_address
from zhengce.documents.phrases import phrase
from zhengce.newsletter.blocks import Block, heading, paragraph
from zhengce.newsletter.rich_text import Span, Spans, plain

_FIRST = ("opening", "figures")
"""Parts of a document that stand before the details."""


def blocks_of(brief: Brief, base: str | None = None) -> Iterator[Block]:
    """The brief; `base`: where `zhengce serve` answers, for links to the documents and their archived copies."""
    yield heading(facts.headline(brief), 1)
    yield paragraph(Span(facts.summary(brief), is_soft=True))
    for key, members in brief.groups.items():
        if not members:
            continue
        group = brief.group_head(key)
        yield heading(f"{group['title']} ({brief.total(key)})", 2, key)
        yield paragraph(Span(str(group["holds"]), italic=True))
        for number, line in enumerate(members, 1):
            happened = [*facts.entry_into_force(line, brief), *facts.events(line, brief)]
            if line.whole_in == key:
                yield from document(line.item, happened, base, number)
            else:
                yield _reference(number, line, happened)
        if hidden := facts.not_shown(brief, key):
            yield paragraph(Span(hidden, italic=True))


def document(item: Item, happened: Sequence[str] = (), base: str | None = None, number: int = 0) -> Iterator[Block]:
    """A document: its titles where it has a number in a list, its row, what happened to it, and the details."""
    row = parts.row(item)
    if number:
        first, *others = row.titles()
        title = Span(first, url=web_address(item.record.url), is_chinese=row.title_en is None)
        yield Block("heading", [(Span(f"{number}. "), title)], 3, f"document-{item.id}")
        yield from (paragraph(Span(other, is_soft=True, is_chinese=True)) for other in others)
    yield paragraph(Span(" · ".join(row.facts()), is_soft=True))
    if happened:
        yield Block("paragraph", [plain(f"{phrase('label.happened')}: {words}") for words in happened])
    every = parts.parts(item)
    yield from (block for part in every if part.key in _FIRST for block in _part(part))
    if number:
        yield Block("fold", [plain(phrase("label.details"))])
    yield from (block for part in every if part.key not in _FIRST for block in _part(part))
    yield Block("list", [*(plain(f"{label}: {words}") for label, words in facts.facts(item)), *_links(item, base)])
    if number:
        yield Block("end")


def sentences(item: Item) -> Iterator[Block]:
    """What a document says: figures and quotations, each with its place."""
    for part in parts.parts(item):
        yield from _part(part)


def _part(part: Part) -> Iterator[Block]:
    yield heading(part.heading, 4)
    yield from _words(part)
    if part.left_out:
        yield paragraph(Span(phrase("more", count=part.left_out), is_soft=True))


def _words(part: Part) -> Iterator[Block]:
    figures: list[Spans] = []
    for words in part.words:
        place = (Span(f" ({words.place})", is_soft=True),) if words.place else ()
        if not words.is_quoted:
            figures.append((Span(words.text), *place))
            continue
        if figures:
            yield Block("list", figures)
            figures = []
        yield _quote(words, place)
    if figures:
        yield Block("list", figures)


def _quote(words: Words, place: Spans) -> Block:
    context = [(Span(words.context, italic=True, is_chinese=True),)] if words.context else []
    english = [(Span(words.english, is_soft=True),)] if words.english else []
    return Block("quote", [*context, *english, (Span(words.text, is_chinese=True), *place)])


def _links(item: Item, base: str | None) -> Iterator[Spans]:
    for label, words, url in parts.addresses(item):
        yield (Span(f"{label}: "), *((Span(f"{words} "),) if words != url else ()), Span(url, url=url))
    yield from ((Span(f"{label}: "), Span(url, url=url)) for label, url in parts.own_pages(item, base))


def _reference(number: int, line: Line, happened: Sequence[str]) -> Block:
    """A line for a document that stands whole in a group above."""
    row = parts.row(line.item)
    title = Span(row.titles()[0], url=f"#document-{line.item.id}", is_chinese=row.title_en is None)
    group = phrase(f"group.{line.whole_in}")
    return paragraph(
        Span(f"{number}. "), title, Span(f" — {'; '.join(happened)} (see “{group}”, document {line.item.id})")
    )
