"""What is printed of a document in briefs, feeds, mails and pages, in English or Chinese: labels with their words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from parsers.addresses import same_page
from parsers.position import Position
from parsers.record import IssuingBody, Target
from storage.changes import Change
from zhengce.brief.extracts import Quote
from zhengce.brief.gathering import Brief, GroupKey, Line
from zhengce.brief.items import Item
from zhengce.brief.related import Other
from zhengce.documents import life
from zhengce.documents import view as documents
from zhengce.documents.life import DayAhead
from zhengce.documents.phrases import china_day, counted, day, phrase, phrase_or, position, site
from zhengce.documents.targets import figure, is_step_of_a_level
from zhengce.english import vocabulary
from zhengce.english.targets import line_of
from zhengce.english.texts import english_target
from zhengce.settings.watches import Language

MOST = {"opening": 3, "figures": 12, "aims": 10, "limits": 5}
"""Figures and quotations of each kind that are printed of one document, in this order; the JSON has them all."""


def facts(item: Item, language: Language = "en") -> list[tuple[str, str]]:
    """What is known of a document beside its row, as an editor reads it; what is not known is left out."""
    record = item.record
    kind, topic = record.document_type, record.topic
    if language == "en":
        kind, topic = _both(kind, vocabulary.document_type(kind)), _both(topic, vocabulary.topic(topic))
    gone = phrase("withdrawn", language, day=china_day(item.gone_at, language)) if item.gone_at else None
    pairs = [
        (_carries(item), record.issued_title),
        ("issued_by", bodies(item, language)),
        ("type", kind),
        ("written", _day(record.written_on, language)),
        ("published", None if record.published_on else published(item, language)),
        ("effective", _day(record.effective_on, language)),
        ("repealed", _day(record.repealed_on, language)),
        ("topic", topic),
        ("withdrawn", gone),
    ]
    return [(phrase(f"fact.{key}", language), words) for key, words in pairs if words]


def figures(item: Item, language: Language = "en") -> list[tuple[str, str | None]]:
    """The line of each target, and where it stands; none of a step that the line of a level says already."""
    targets = item.record.targets
    return [
        (target_line(target, item, language), position(target.place, language) if target.place else None)
        for target in targets
        if not is_step_of_a_level(target, targets)
    ]


def aims(item: Item) -> list[Quote]:
    """The sentences that set a figure; of a table only rows that no target was read from."""
    rows = {target.place for target in item.record.targets}
    return [
        quote
        for quote in item.aims
        if "\t" not in quote.text or str(replace(_page_of(quote), paragraph=quote.paragraph)) not in rows
    ]


def _page_of(quote: Quote) -> Position:
    return Position.parse(quote.place) or Position()


def target_line(target: Target, item: Item, language: Language) -> str:
    """5G user penetration (5G用户普及率): from 15% (2020) to 56% by 2025 · 5G用户普及率：15% (2020) → 56%（2025年）."""
    plain = english_target(target, item.texts)
    if language == "en":
        return line_of(plain)
    return f"{target.indicator}：{figure(plain)}{f'（{target.year}年）' if target.year else ''}"


def bodies(item: Item, language: Language = "en") -> str:
    """国家发展改革委 · National Development and Reform Commission (NDRC); … · 国家发展改革委、商务部 等."""
    return _bodies(item.record.issuing_bodies, item.record.issuing_bodies_complete, language)


@lru_cache(maxsize=4096)
def _bodies(bodies: tuple[IssuingBody, ...], is_complete: bool, language: Language) -> str:
    others = [] if is_complete or not bodies else [phrase("bodies.others", language)]
    if language == "zh":
        return " ".join(["、".join(documents.body_name(body) for body in bodies), *others])
    named = (_both(documents.body_name(body), vocabulary.body(body), " · ") for body in bodies)
    return "; ".join([*(name for name in named if name), *others])


def stage(item: Item, language: Language = "en") -> str:
    """The stage, of a draft with the last day for comments."""
    name = phrase(f"stage.{item.record.stage}", language)
    if item.record.stage != "draft":
        return name
    due = item.record.comments_due_on
    if due is None:
        return phrase("due.unknown", language, stage=name)
    return phrase("due.until", language, stage=name, day=day(due, language))


def published(item: Item, language: Language = "en") -> str:
    """The day of publication, and what stands in its place where no page prints one."""
    record = item.record
    if record.published_on:
        return day(record.published_on, language)
    key = "published.by_writing" if record.written_on else "published.first_seen"
    return phrase(key, language, day=china_day(item.first_seen_at, language))


def short_day(value: date, language: Language = "en") -> str:
    """Nov 16, 2021 · 2021年11月16日."""
    if language == "zh":
        return day(value, language)
    return f"{vocabulary.MONTHS[value.month - 1][:3]} {value.day}, {value.year}"


def elsewhere(item: Item, language: Language = "en") -> list[tuple[str, str]]:
    """The other addresses where the document stands: (words, address)."""
    found = []
    for page in item.pages:
        if same_page(page.url, item.record.url):
            continue
        words = site(page.source, language)
        if page.published_on and page.published_on != item.record.published_on:
            words += phrase("elsewhere.published", language, day=day(page.published_on, language))
        if page.gone_at:
            words += phrase("elsewhere.gone", language, day=china_day(page.gone_at, language))
        found.append((words, page.url))
    return found


def weight(item: Item, language: Language = "en") -> str:
    """76 (+50 issued at the centre: SC; +20 issues a document that sets a plan: 规划 (Plan); …)."""
    parts = [f"{reason.points:+d} {reason.text.of(language)}" for reason in item.reasons]
    if not parts:
        return str(item.weight)
    return phrase("weight", language, weight=item.weight, reasons=("; " if language == "en" else "；").join(parts))


def archived(item: Item, language: Language = "en") -> str | None:
    """Where the archived copy is: file, offset, digest and the moment of capture."""
    copy = item.archived
    if copy is None:
        return None
    moment = documents.moment(copy.fetched_at)
    return phrase("archived", language, file=copy.file, offset=copy.offset, digest=copy.digest, moment=moment)


def place(quote: Quote, language: Language = "en") -> str:
    """attachment 1, page 2, ¶ 3 · 附件1第2页第3段."""
    if language == "en":
        return quote.shown_place
    return position(str(replace(_page_of(quote), paragraph=quote.paragraph)), language).replace("，", "")


def event(change: Change, language: Language = "en") -> str:
    """edited, as a crawl found on November 24, 2026: body, title."""
    found_on = china_day(change.changed_at, language)
    key = f"event.{change.kind}"
    if phrase_or(key, language, "") == "":
        words = phrase("event.other", language, kind=change.kind, day=found_on)
    else:
        words = phrase(key, language, day=found_on)
    return with_fields(words, change, language)


def with_fields(words: str, change: Change, language: Language) -> str:
    """What happened, with the fields that changed."""
    names = [phrase_or(f"field.{name}", language, name) for name in sorted(change.fields or ())]
    if not names:
        return words
    return phrase("event.fields", language, event=words, fields=(", " if language == "en" else "、").join(names))


def events(line: Line, brief: Brief, language: Language = "en") -> list[str]:
    """What happened to a document in the period."""
    found = [*([because(line.by, language)] if line.by else []), *(event(change, language) for change in line.events)]
    found += life.lines(line.done, language)
    return found + _on_days(line, brief, language, ("expires", "suspension_ends"))


def because(by: Other, language: Language = "en") -> str:
    """repealed from August 1, 2022 by 《…》 (document 2): “…”."""
    name = phrase("name", language, title=by.title, id=by.id)
    when = _day(by.day, language)
    if by.how == "became_final":
        words = phrase("because.final", language, name=name)
        words += phrase("because.final_published", language, day=when) if when else ""
        if by.days is None:
            return words
        return words + phrase("because.final_days", language, days=counted("days", language, by.days))
    key = f"because.{by.how}" + ("_from" if when else "")
    words = phrase(key, language, name=name, **({"day": when} if when else {}))
    return phrase("because.words", language, event=words, words=by.words) if by.words else words


def headline(brief: Brief, language: Language = "en") -> str:
    """Policy brief, October 28, 2021 to November 23, 2021."""
    return phrase("headline", language, first=day(brief.date_from, language), last=day(brief.date_to, language))


def summary(brief: Brief, language: Language = "en") -> str:
    """The filters in use, how many documents each group has, shown or not, what is left out, the database's state."""
    words = phrase("summary", language, counts=counts(brief, language), change=brief.as_of)
    shown = {
        name: ", ".join(value) if isinstance(value, list) else value for name, value in brief.query_filters().items()
    }
    if not shown or language == "zh":
        return words
    return f"Of {'; '.join(f'{name}: {value}' for name, value in shown.items())}. {words}"


def counts(brief: Brief, language: Language = "en") -> str:
    """How many documents each group has, and what is left out."""
    found = [count_of(brief, key, language) for key in brief.groups if brief.total(key)]
    words = ("; " if language == "en" else "；").join(found) or phrase("summary.none", language)
    return words + "".join(
        phrase("summary.left_out", language, count=_left_out(count, name, language))
        for name, count in brief.left_out.items()
    )


def count_of(brief: Brief, key: GroupKey, language: Language = "en") -> str:
    """9 new documents, 8 of them not shown."""
    words = counted(f"count.{key}", language, brief.total(key))
    hidden = brief.not_shown.get(key, 0)
    return phrase("counted.hidden", language, counted=words, hidden=hidden) if hidden else words


def not_shown(brief: Brief, key: GroupKey, language: Language = "en") -> str | None:
    """What stands below a group of which a limit leaves documents out."""
    hidden = brief.not_shown.get(key, 0)
    return counted("not_shown", language, hidden) if hidden else None


def entry_into_force(line: Line, brief: Brief, language: Language = "en") -> list[str]:
    """In force from …, where that day is in the period."""
    return _on_days(line, brief, language, ("takes_effect",))


def _on_days(line: Line, brief: Brief, language: Language, kinds: Sequence[DayAhead]) -> list[str]:
    days = life.days_ahead(line.item, brief.date_from, brief.date_to)
    return [phrase(f"life.ahead.{kind}", language, day=day(on, language)) for kind, on in days if kind in kinds]


def _carries(item: Item) -> str:
    """What a document does with the one that its title names."""
    if item.record.stage == "draft":
        return "draft"
    return "approves" if item.record.document_type == "批复" else "issues"


def _left_out(count: int, name: str, language: Language) -> str:
    if language == "en":
        return vocabulary.counted(count, name)
    return f"{phrase_or(f'stage.{name}', language, name)}{count}份"


def _day(value: date | None, language: Language) -> str | None:
    return day(value, language) if value else None


def _both(chinese: str | None, english_name: str | None, between: str | None = None) -> str | None:
    if not chinese or not english_name:
        return chinese
    return f"{chinese}{between}{english_name}" if between else f"{chinese} ({english_name})"
