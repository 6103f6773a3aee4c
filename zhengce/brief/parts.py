"""A document as every form of a brief, a feed and a mail prints it: a row, and what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from parsers.addresses import same_page
from parsers.position import Position
from parsers.record import Target
from zhengce.brief import items
from zhengce.brief.extracts import Quote
from zhengce.brief.items import Item
from zhengce.documents import view as documents
from zhengce.documents.phrases import china_day, phrase, short_day, site
from zhengce.documents.targets import figure, is_step_of_a_level
from zhengce.english import vocabulary
from zhengce.english.glossary.spelling import words_of
from zhengce.english.targets import figure_of, line_of
from zhengce.english.terms import terms_of
from zhengce.english.texts import english_target, quotation_in_english
from zhengce.english.titles.shown import LEAD, MARK, ShownText, shown_title

MOST = {"opening": 3, "figures": 12, "aims": 10, "limits": 5}
"""Figures and quotations of each kind that are printed of one document, in this order; the JSON has them all."""
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
        english = self.title_en.printed if self.title_en else None
        return [title for title in (english, " ".join(self.title.split())) if title]

    def facts(self) -> list[str]:
        """Day, body, number (where the title does not have it) and stage."""
        return [words for words in (self.shown_day, self.body, self.number, self.stage) if words]

    def marked_figures(self) -> list[tuple[Figure, str]]:
        """Each figure with the mark behind it: one, behind the last name that a machine made, is for all of these."""
        last = max((place for place, one in enumerate(self.figures) if one.is_machine), default=None)
        return [(one, MARK if place == last else "") for place, one in enumerate(self.figures)]


@dataclass(frozen=True, slots=True)
class Words:
    """A figure, or a sentence of the document."""

    text: str
    place: str | None
    context: str | None = None
    english: str | None = None
    """Of a sentence, marked where a machine made it."""
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
    number, bodies, lead = record.document_number, record.issuing_bodies, ""
    if bodies:
        more = "" if record.issuing_bodies_complete else "…"
        lead = vocabulary.called(bodies[0]) + (f" + {len(bodies) - 1 or more}" if bodies[1:] or more else "")
    return Row(
        record.day,
        short_day(record.day) if record.day else phrase("row.undated"),
        lead,
        shown_title(item),
        record.title,
        None if number and number in record.title else number,
        None if record.stage == "final" else _stage(item),
        tuple(_row_figures(item)),
    )


def _stage(item: Item) -> str:
    """The stage, of a draft with the last day for comments."""
    name, due = phrase(f"stage.{item.record.stage}"), item.record.comments_due_on
    if item.record.stage != "draft":
        return name
    return phrase("due.until", stage=name, day=short_day(due)) if due else phrase("due.unknown", stage=name)


def _row_figures(item: Item) -> list[Figure]:
    """The first figures, of each indicator one; those of which the words are English first, then those with
    a baseline; of a document without targets the bounds that are known in English."""
    targets = item.record.targets
    found: dict[str, tuple[bool, bool, Figure]] = {}
    for target in targets:
        if target.indicator not in found and not is_step_of_a_level(target, targets):
            one = _row_figure(target, item)
            found[target.indicator] = (one.language != "en", target.baseline is None, one)
    limits = [] if found else [quote.text for quote in item.limits if quote.kind == "limit"]
    bounds = filter(None, (quotation_in_english(text, item.texts) for text in limits))
    every = [one for *_, one in sorted(found.values(), key=lambda each: each[:2])]
    every += dict.fromkeys(Figure("", text.removesuffix(MARK).rstrip(), "en", text.endswith(MARK)) for text in bounds)
    return every[:MOST_FIGURES]


def _row_figure(target: Target, item: Item) -> Figure:
    plain = english_target(target, item.texts)
    value = figure_of(plain)
    if value is None:
        return Figure(target.indicator, figure(plain), "zh")
    value += phrase("row.a_year") if target.kind == "growth_rate" else ""
    value += phrase("row.by", year=target.year) if target.year else ""
    if name := plain["indicator_en"]:
        return Figure(name, value, "en", ShownText(name, plain["indicator_en_origin"]).is_machine)
    return Figure(target.indicator, value, "zh")


def parts(item: Item) -> list[Part]:
    """What it does, its figures with their sentences, aims, limits and demands; none of which there is nothing."""
    figures = _figures(item)
    quoted = {key: [_quoted(quote, item) for quote in quotes] for key, quotes in _quotations(item, figures).items()}
    sentences = {quote.text: _quoted(quote, item) for quote in item.aims if "\t" not in quote.text}
    quoted["figures"] = [
        words
        for sentence, lines in figures.items()
        for words in (*lines, *((sentences[sentence],) if sentence in sentences else ()))
    ]
    return [Part(key, phrase(f"label.{key}"), *_cut(quoted[key], most)) for key, most in MOST.items() if quoted[key]]


def _figures(item: Item) -> dict[str, list[Words]]:
    """The sentences that set figures, each with the line of every target and where it stands.

    None of a step that the line of a level says already. A row of a table is its own sentence.
    """
    targets, found = item.record.targets, dict[str, list[Words]]()
    for target in targets:
        sentence = next((one.text for one in item.aims if target.words and target.words in one.text), target.words)
        if not is_step_of_a_level(target, targets):
            line = line_of(english_target(target, item.texts))  # 5G user penetration (5G用户普及率): from 15% (2020) …
            found.setdefault(sentence, []).append(Words(line, target.place or None))
    return found


def _quotations(item: Item, figures: dict[str, list[Words]]) -> dict[str, list[Quote]]:
    """The sentences that are not said with a figure; of a table only rows without a target."""
    rows = {target.place for target in item.record.targets}

    def is_read(quote: Quote) -> bool:
        page = Position.parse(quote.place) or Position()
        return "\t" in quote.text and str(replace(page, paragraph=quote.paragraph)) in rows

    every = {"opening": item.opening, "aims": item.aims, "limits": item.limits}
    return {
        key: [quote for quote in quotes if quote.text not in figures and not (key == "aims" and is_read(quote))]
        for key, quotes in every.items()
    }


def _quoted(quote: Quote, item: Item) -> Words:
    english = quotation_in_english(quote.text, item.texts)
    return Words(quote.text, quote.shown_place, quote.context, english, is_quoted=True)


def _cut(words: Sequence[Words], most: int) -> tuple[tuple[Words, ...], int]:
    """So many figures or quotations, sentences of figures not counted, and how many are left out."""
    counted = [place for place, one in enumerate(words) if not one.is_quoted] or list(range(len(words)))
    end = counted[most] if len(counted) > most else len(words)
    return tuple(words[:end]), max(0, len(counted) - most)


def known_terms(sentence: str) -> str | None:
    """Known words: intellectual property · royalties: the terms of a sentence of which no more is known in English.

    Common words of two characters have many senses and say little.
    """
    terms = [term for term in terms_of(sentence) if term.kind != "general"]
    terms = [term for term in terms if term.kind != "word" or len(term.chinese) > 2]
    words = {words_of(term.forms[0]): term.forms[0] for term in reversed(terms)}  # one of scenario and scenarios
    return f"{LEAD}{' · '.join(reversed(words.values()))} {MARK}" if words else None


def days_in_force(item: Item) -> list[tuple[str, str]]:
    """In force from: Jan 1, 2025; in force until."""
    days = {"effective": item.record.effective_on, "repealed": item.record.repealed_on}
    return [(phrase(f"fact.{key}"), short_day(day)) for key, day in days.items() if day]


def facts(item: Item) -> Iterator[tuple[str, str]]:
    """What is known of a document beside its row, as labels with their words; what is not known is left out."""
    record = item.record
    carries = "draft" if record.stage == "draft" else "approves" if record.document_type == "批复" else "issues"
    yield from _known(carries, record.issued_title)
    bodies = [_both(documents.body_name(body), vocabulary.body(body), " · ") for body in record.issuing_bodies]
    others = [phrase("bodies.others")] if bodies and not record.issuing_bodies_complete else []
    yield from _known("issued_by", "; ".join(filter(None, [*bodies, *others])))
    yield from _known("type", _both(record.document_type, vocabulary.document_type(record.document_type)))
    yield from _known("written", short_day(record.written_on) if record.written_on else None)
    if not record.published_on:  # what stands in the place of the day
        key = "published.by_writing" if record.written_on else "published.first_seen"
        yield from _known("published", phrase(key, day=china_day(item.first_seen_at)))
    yield from days_in_force(item)
    yield from _known("topic", _both(record.topic, vocabulary.topic(record.topic)))
    if item.gone_at:
        yield from _known("withdrawn", phrase("withdrawn", day=china_day(item.gone_at)))


def _known(key: str, words: str | None) -> Iterator[tuple[str, str]]:
    if words:
        yield phrase(f"fact.{key}"), words


def _both(chinese: str | None, english: str | None, between: str = "") -> str | None:
    if not chinese or not english:
        return chinese
    return f"{chinese}{between}{english}" if between else f"{chinese} ({english})"


def addresses(item: Item) -> Iterator[tuple[str, str, str]]:
    """(label, words, address) of the page and of the others that have the document."""
    yield phrase("label.link"), "", item.record.url
    for page in item.pages:
        if not same_page(page.url, item.record.url):
            gone = phrase("elsewhere.gone", day=china_day(page.gone_at)) if page.gone_at else ""
            yield phrase("label.elsewhere"), site(page.source) + gone, page.url


def own_pages(item: Item, base: str | None) -> list[tuple[str, str]]:
    """(label, address) of the document and of its archived copy in `zhengce serve`; without it the document's id."""
    copy = items.archive_url(base, item.archived.id) if item.archived else None
    both = {"label.document": items.document_url(base, item.id) or str(item.id), "label.copy": copy}
    return [(phrase(label), url) for label, url in both.items() if url]
