"""A brief, and one document of it, as the blocks that a feed and a message of a watch print, too."""

import json
from collections.abc import Iterator, Sequence

from storage.changes import Change
from zhengce.brief import parts
from zhengce.brief.gathering import Brief, GroupKey, Line, Other
from zhengce.brief.items import Item
from zhengce.brief.parts import Part, Words
from zhengce.documents import life
from zhengce.documents.life import DayAhead
from zhengce.documents.links import web_address
from zhengce.documents.phrases import china_day, counted, phrase, phrase_or, short_day
from zhengce.english import vocabulary
from zhengce.newsletter import render_html, render_markdown
from zhengce.newsletter.blocks import Block, heading, paragraph
from zhengce.newsletter.rich_text import Span, Spans, plain
from zhengce.tables.sanitize import escaped, printable

FORMATS = ("markdown", "html", "json")


def render(brief: Brief, form: str, base: str | None = None, *, is_full: bool = True) -> str:
    """The brief in one of FORMATS. `base`: where `zhengce serve` answers, for links to documents and archived copies.

    `is_full`: with every sentence, fact and link of a document, not what is known of it in English alone.
    """
    if form == "json":
        return escaped(json.dumps(brief.to_dict(base), ensure_ascii=False, separators=(",", ":"))) + "\n"
    blocks = blocks_of(brief, base, is_full=is_full)
    pieces = render_html.pieces(headline(brief), blocks) if form == "html" else render_markdown.pieces(blocks)
    return printable("".join(pieces))


def blocks_of(brief: Brief, base: str | None = None, *, is_full: bool = True) -> Iterator[Block]:
    """The brief, as `render` has it."""
    yield heading(headline(brief), 1)
    yield paragraph(Span(summary(brief), is_soft=True))
    for key, members in brief.groups.items():
        if not members:
            continue
        group = brief.group_head(key)
        yield heading(f"{group['title']} ({brief.total(key)})", 2, key)
        yield paragraph(Span(str(group["holds"]), italic=True))
        for number, line in enumerate(members, 1):
            happened = events(line, brief)
            if line.whole_in == key:
                yield from document(line.item, happened, base, number, is_full=is_full)
            else:
                yield _reference(number, line, happened)
        if hidden := not_shown(brief, key):
            yield paragraph(Span(hidden, italic=True))


def _reference(number: int, line: Line, happened: Sequence[str]) -> Block:
    """A line for a document that stands whole in a group above."""
    row, group = parts.row(line.item), phrase(f"group.{line.whole_in}")
    title = Span(row.titles()[0], url=f"#document-{line.item.id}", is_chinese=row.title_en is None)
    words = Span(f" — {'; '.join(happened)} (see “{group}”, document {line.item.id})")
    return paragraph(Span(f"{number}. "), title, words)


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
    if not is_full and (days := parts.days_in_force(item)):
        yield Block("paragraph", [plain(f"{label}: {day}") for label, day in days])
    every = parts.parts(item)
    if said := [line for part in every for line in _said(part)]:
        yield Block("list", said)
    if is_full:
        details = _details(item, every, base)
        yield from ((Block("fold", [plain(phrase("label.details"))]), *details, Block("end")) if number else details)


def _said(part: Part) -> Iterator[Spans]:
    """The figures and the English of the sentences, each once; how many more there are."""
    known = set[str]()
    for words in part.words:
        line = words.text if not words.is_quoted else words.english if part.key != "figures" else None
        if line and line not in known:
            known.add(line)
            yield (Span(line), *_place(words))
    if part.left_out:
        yield (Span(phrase("more", count=part.left_out), is_soft=True),)


def _details(item: Item, every: Sequence[Part], base: str | None) -> Iterator[Block]:
    """The sentences below what is known of them in English, the facts and the links."""
    for part in every:
        if quotes := [words for words in part.words if words.is_quoted]:
            yield heading(part.heading, 4)
        for words in quotes:
            context = [(Span(words.context, italic=True, is_chinese=True),)] if words.context else []
            english = words.english or parts.known_terms(words.text)
            above = [(Span(english, is_soft=True),)] if english else []
            yield Block("quote", [*above, *context, (Span(words.text, is_chinese=True), *_place(words))])
    links = [*parts.addresses(item), *((label, "", url) for label, url in parts.own_pages(item, base))]
    addresses = ((Span(f"{label}: {words}{' ' if words else ''}"), Span(url, url=url)) for label, words, url in links)
    yield Block("list", [*(plain(f"{label}: {words}") for label, words in parts.facts(item)), *addresses])


def _place(words: Words) -> Spans:
    return (Span(f" ({words.place})", is_soft=True),) if words.place else ()


# What happened, and how many there are


def event(change: Change) -> str:
    """edited, as a crawl found on Nov 24, 2026: body, title."""
    words = phrase(f"event.{change.kind}", day=china_day(change.changed_at))
    names = [phrase_or(f"field.{name}", name) for name in sorted(change.fields or ())]
    if not names or change.kind in ("read", "related"):
        return words
    return phrase("event.fields", event=words, fields=", ".join(names))


def events(line: Line, brief: Brief) -> list[str]:
    """What happens to a document in the period: on its days, by other documents, by edits."""
    days = [*life.days_ahead(line.item, brief.date_from, brief.date_to)]

    def on_days(*kinds: DayAhead) -> list[str]:
        return [phrase(f"life.ahead.{kind}", day=short_day(on)) for kind, on in days if kind in kinds]

    found = [*on_days("takes_effect"), *([_because(line.by)] if line.by else []), *map(event, line.events)]
    return [*found, *life.lines(line.done), *on_days("expires", "suspension_ends")]


def _because(by: Other) -> str:
    """repealed from Aug 1, 2022 by 《…》 (document 2): “…”."""
    name, when = phrase("name", title=by.title, id=by.id), {"day": short_day(by.day)} if by.day else {}
    if by.how == "became_final":
        words = phrase("because.final", name=name) + (phrase("because.final_published", **when) if when else "")
        return words + ("" if by.days is None else phrase("because.final_days", days=counted("days", by.days)))
    words = phrase(f"because.{by.how}{'_from' if when else ''}", name=name, **when)
    return phrase("because.words", event=words, words=by.words) if by.words else words


def headline(brief: Brief) -> str:
    """Policy brief, Oct 28, 2021 to Nov 23, 2021."""
    return phrase("headline", first=short_day(brief.date_from), last=short_day(brief.date_to))


def summary(brief: Brief) -> str:
    """The filters in use, how many documents each group has, shown or not, and what is left out."""
    filters = brief.query_filters().items()
    shown = [f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in filters]
    return (f"Of {'; '.join(shown)}. " if shown else "") + f"{counts(brief)}."


def counts(brief: Brief) -> str:
    """9 new documents, 8 of them not shown; 1 draft for comment; left out: 1 interpretation."""
    found = []
    for key in brief.groups:
        words, hidden = counted(f"count.{key}", brief.total(key)), brief.not_shown.get(key, 0)
        if brief.total(key):
            found.append(phrase("counted.hidden", counted=words, hidden=hidden) if hidden else words)
    left_out = (vocabulary.counted(count, name) for name, count in brief.left_out.items())
    left = "".join(phrase("summary.left_out", count=words) for words in left_out)
    return ("; ".join(found) or phrase("summary.none")) + left


def not_shown(brief: Brief, key: GroupKey) -> str | None:
    """What stands below a group of which a limit leaves documents out."""
    hidden = brief.not_shown.get(key, 0)
    return counted("not_shown", hidden) if hidden else None
