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


def blocks_of(brief: Brief, base: str | None = None, *, is_full: bool = True) -> Iterator[Block]:
    """The brief; `base`: where `zhengce serve` answers, for links to the documents and their archived copies.

    `is_full`: with every sentence, fact and link of a document, not what is known of it in English alone.
    """
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
                yield from document(line.item, happened, base, number, is_full=is_full)
            else:
                yield _reference(number, line, happened)
        if hidden := facts.not_shown(brief, key):
            yield paragraph(Span(hidden, italic=True))


def document(
    item: Item, happened: Sequence[str] = (), base: str | None = None, number: int = 0, *, is_full: bool = True
) -> Iterator[Block]:
    """A document: its titles where it has a number in a list, its row, what happened to it and what it says in
    English, each with its place; then, where all is asked for, the sentences, facts and links."""
    row = parts.row(item)
    if number:
        first, *others = row.titles()
        title = Span(first, url=web_address(item.record.url), is_chinese=row.title_en is None)
        yield Block("heading", [(Span(f"{number}. "), title)], 3, f"document-{item.id}")
        yield from (paragraph(Span(other, is_soft=True, is_chinese=True)) for other in others)
    page = () if is_full else (Span(" · "), Span("page", url=web_address(item.record.url)))
    yield paragraph(Span(" · ".join(row.facts()), is_soft=True), *page)
    if happened:
        yield Block("paragraph", [plain(f"{phrase('label.happened')}: {words}") for words in happened])
    every = parts.parts(item)
    if not is_full and (days := facts.days_in_force(item)):
        yield Block("paragraph", [plain(words) for words in days])
    if said := [line for part in every for line in _said(part)]:
        yield Block("list", said)
    if not is_full:
        return
    if number:
        yield Block("fold", [plain(phrase("label.details"))])
    for part in every:
        if quotes := [words for words in part.words if words.is_quoted]:
            yield heading(part.heading, 4)
            yield from map(_quote, quotes)
    yield Block("list", [*(plain(f"{label}: {words}") for label, words in facts.facts(item)), *_links(item, base)])
    if number:
        yield Block("end")


def sentences(item: Item) -> Iterator[Block]:
    """What a document says: figures and quotations, each with its place."""
    for part in parts.parts(item):
        yield heading(part.heading, 4)
        if said := list(_said(part)):
            yield Block("list", said)
        yield from (_quote(words) for words in part.words if words.is_quoted)


def _said(part: Part) -> Iterator[Spans]:
    """The figures and the English of the sentences, each once; how many more there are."""
    known = set[str]()
    for words in part.words:
        english = words.english if words.is_quoted and part.key != "figures" else None
        line = english if words.is_quoted else words.text
        if line and line not in known:
            known.add(line)
            yield (Span(line), *_place(words))
    if part.left_out:
        yield (Span(phrase("more", count=part.left_out), is_soft=True),)


def _place(words: Words) -> Spans:
    return (Span(f" ({words.place})", is_soft=True),) if words.place else ()


def _quote(words: Words) -> Block:
    """A sentence below what is known of it in English."""
    context = [(Span(words.context, italic=True, is_chinese=True),)] if words.context else []
    english = words.english or parts.known_terms(words.text)
    above = [(Span(english, is_soft=True),)] if english else []
    return Block("quote", [*above, *context, (Span(words.text, is_chinese=True), *_place(words))])


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
