"""A document as every form of a brief, a feed and a mail prints it: a row, and the details below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from parsers.record import Target
from zhengce.brief import facts, items
from zhengce.brief.extracts import LIMIT, Quote
from zhengce.brief.items import Item
from zhengce.documents.phrases import phrase, short_day
from zhengce.documents.targets import figure, is_step_of_a_level
from zhengce.english import vocabulary
from zhengce.english.targets import bound_of, figure_of
from zhengce.english.terms import terms_of
from zhengce.english.texts import english_target, quotation_in_english
from zhengce.english.titles.shown import LEAD, MARK, ShownText, shown_title

MOST_FIGURES = 3
"""In a row."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a row: what is measured, and its value."""

    name: str
    value: str
    language: Literal["zh", "en"]
    """Of the name."""
    is_machine: bool = False
    """True where a machine made the name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document in one line."""

    day: date | None
    shown_day: str
    body: str
    """What the first one is called, and how many more there are: MIIT + 2."""
    title_en: ShownText | None
    title: str
    number: str | None
    stage: str | None
    """Of a draft with the last day for comments; None of what is final."""
    figures: tuple[Figure, ...]

    def titles(self) -> list[str]:
        """The English title, if there is one, then the Chinese one, each on one line; a machine's marked."""
        chinese = " ".join(self.title.split())
        english = self.title_en.printed if self.title_en else None
        return [title for title in (english, chinese) if title]

    def facts(self) -> list[str]:
        """Day, body, number (where the title does not have it) and stage."""
        return [words for words in (self.shown_day, self.body, self.number, self.stage) if words]

    def marked_figures(self) -> list[tuple[Figure, str]]:
        """Each figure with the mark behind it: one, behind the last name that a machine made, is for all of these."""
        last = max((place for place, one in enumerate(self.figures) if one.is_machine), default=None)
        return [(one, MARK if place == last else "") for place, one in enumerate(self.figures)]


@dataclass(frozen=True, slots=True)
class Words:
    """A figure or a quotation among the details."""

    text: str
    place: str | None
    context: str | None = None
    english: str | None = None
    """Of a quotation, marked where a machine made it."""
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What a document does, its figures, its aims or its limits."""

    key: str
    heading: str
    words: tuple[Words, ...]
    left_out: int


def row(item: Item) -> Row:
    """The document in one line."""
    record = item.record
    return Row(
        record.day,
        short_day(record.day) if record.day else phrase("row.undated"),
        _lead_body(item),
        shown_title(item),
        record.title,
        None if record.document_number and record.document_number in record.title else record.document_number,
        None if record.stage == "final" else facts.stage(item),
        tuple(_row_figures(item)),
    )


def parts(item: Item) -> list[Part]:
    """What it does, its figures with their sentences, aims, limits and demands; none of which there is nothing."""
    figures, said = facts.figures(item)
    quoted = {"opening": item.opening, "aims": facts.aims(item, said), "limits": item.limits}
    every: dict[str, Sequence[Words]] = {
        key: [_quoted(quote, item) for quote in quotes if key == "aims" or quote.text not in said]
        for key, quotes in quoted.items()
    }
    sentences = {quote.text: quote for quote in item.aims}
    every["figures"] = [
        words
        for sentence, lines in figures
        for words in (
            *(Words(line, place) for line, place in lines),
            *((_quoted(sentences[sentence], item),) if sentence in sentences and "\t" not in sentence else ()),
        )
    ]
    return [
        Part(key, phrase(f"label.{key}"), *_cut(every[key], most)) for key, most in facts.MOST.items() if every[key]
    ]


def _cut(words: Sequence[Words], most: int) -> tuple[tuple[Words, ...], int]:
    """So many figures or quotations, sentences of figures not counted, and how many are left out."""
    counted = [place for place, one in enumerate(words) if not one.is_quoted] or list(range(len(words)))
    end = counted[most] if len(counted) > most else len(words)
    return tuple(words[:end]), max(0, len(counted) - most)


def addresses(item: Item) -> list[tuple[str, str, str]]:
    """(label, words, address) of the page and of the others that have the document."""
    found = [(phrase("label.link"), item.record.url, item.record.url)]
    return [*found, *((phrase("label.elsewhere"), *one) for one in facts.elsewhere(item))]


def own_pages(item: Item, base: str | None) -> list[tuple[str, str]]:
    """(label, address) of the document and of its archived copy in `zhengce serve`; without it the document's id."""
    both = (
        ("label.document", items.document_url(base, item.id) or str(item.id)),
        ("label.copy", items.archive_url(base, item.archived.id) if item.archived else None),
    )
    return [(phrase(label), url) for label, url in both if url]


def known_terms(sentence: str) -> str | None:
    """Known words: intellectual property · royalties: the terms of a sentence of which no more is known in English."""
    words = [term.forms[0] for term in terms_of(sentence) if term.is_telling]
    return f"{LEAD}{' · '.join(words)} {MARK}" if words else None


def _quoted(quote: Quote, item: Item) -> Words:
    english = quotation_in_english(quote.text, item.texts)
    return Words(quote.text, quote.shown_place, quote.context, english, is_quoted=True)


def _lead_body(item: Item) -> str:
    bodies, more = item.record.issuing_bodies, len(item.record.issuing_bodies) - 1
    if not bodies:
        return ""
    lead = bodies[0]
    is_more = more or not item.record.issuing_bodies_complete
    return vocabulary.called(lead) + (f" + {more or '…'}" if is_more else "")


def _row_figures(item: Item) -> list[Figure]:
    """The first figures, of each indicator one; those of which the words are English first, then those with
    a baseline."""
    targets = item.record.targets
    found: dict[str, tuple[bool, bool, Figure]] = {}
    for target in targets:
        if target.indicator not in found and not is_step_of_a_level(target, targets):
            one = _row_figure(target, item)
            found[target.indicator] = (one.language != "en", target.baseline is None, one)
    chosen = [one for *_, one in sorted(found.values(), key=lambda each: each[:2])] or _row_limits(item)
    return chosen[:MOST_FIGURES]


def _row_limits(item: Item) -> list[Figure]:
    """The bounds that a document without targets sets: in English, or their words and their figure."""
    found: dict[Figure, None] = {}
    for quote in item.limits:
        match = LIMIT.search(quote.text) if quote.kind == "limit" else None
        if english := quotation_in_english(quote.text, item.texts) if match else None:
            found[Figure("", english.removesuffix(MARK).rstrip(), "en", english.endswith(MARK))] = None
        elif match and (value := bound_of(match[0])):
            found[Figure(match[0], value, "zh")] = None
    return list(found)


def _row_figure(target: Target, item: Item) -> Figure:
    plain = english_target(target, item.texts)
    value = figure_of(plain)
    if value is None:
        return Figure(target.indicator, figure(plain), "zh")
    if target.kind == "growth_rate":
        value += phrase("row.a_year")
    if target.year:
        value += phrase("row.by", year=target.year)
    name, origin = plain["indicator_en"], plain["indicator_en_origin"]
    if not name:
        return Figure(target.indicator, value, "zh")
    return Figure(name, value, "en", ShownText(name, origin).is_machine)
