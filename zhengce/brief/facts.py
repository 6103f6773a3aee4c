"""What is printed of a document in briefs, feeds, mails and pages: labels with their words."""

from collections.abc import Collection, Sequence
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
from zhengce.brief.weighing import Other
from zhengce.documents import life
from zhengce.documents import view as documents
from zhengce.documents.life import DayAhead
from zhengce.documents.phrases import china_day, counted, phrase, phrase_or, short_day, site
from zhengce.documents.targets import is_step_of_a_level
from zhengce.english import vocabulary
from zhengce.english.targets import line_of
from zhengce.english.texts import english_target

MOST = {"opening": 3, "figures": 12, "aims": 10, "limits": 5}
"""Figures and quotations of each kind that are printed of one document, in this order; the JSON has them all."""


def facts(item: Item) -> list[tuple[str, str]]:
    """What is known of a document beside its row, as an editor reads it; what is not known is left out."""
    record = item.record
    kind, topic = record.document_type, record.topic
    kind, topic = _both(kind, vocabulary.document_type(kind)), _both(topic, vocabulary.topic(topic))
    gone = phrase("withdrawn", day=china_day(item.gone_at)) if item.gone_at else None
    pairs = [
        (_carries(item), record.issued_title),
        ("issued_by", bodies(item)),
        ("type", kind),
        ("written", _day(record.written_on)),
        ("published", None if record.published_on else published(item)),
        ("effective", _day(record.effective_on)),
        ("repealed", _day(record.repealed_on)),
        ("topic", topic),
        ("withdrawn", gone),
    ]
    return [(phrase(f"fact.{key}"), words) for key, words in pairs if words]


def days_in_force(item: Item) -> list[str]:
    """In force from: Jan 1, 2025: the days that a short row says beside that of publication."""
    days = (("effective", item.record.effective_on), ("repealed", item.record.repealed_on))
    return [f"{phrase(f'fact.{key}')}: {short_day(day)}" for key, day in days if day]


def figures(item: Item) -> tuple[list[tuple[str, list[tuple[str, str | None]]]], set[str]]:
    """The sentences that set figures, each with the line of every target and where it stands, and the words of all.

    None of a step that the line of a level says already. A row of a table is its own sentence.
    """
    targets = item.record.targets
    quotes = [quote.text for quote in item.aims]
    found: dict[str, list[tuple[str, str | None]]] = {}
    for target in targets:
        sentence = next((text for text in quotes if target.words and target.words in text), target.words)
        if not is_step_of_a_level(target, targets):
            found.setdefault(sentence, []).append((target_line(target, item), target.place or None))
    return list(found.items()), {*found}


def aims(item: Item, said: Collection[str] = ()) -> list[Quote]:
    """The sentences that set a figure and are not said with it; of a table only rows without a target."""
    rows = {target.place for target in item.record.targets}
    return [
        quote
        for quote in item.aims
        if quote.text not in said
        and ("\t" not in quote.text or str(replace(_page_of(quote), paragraph=quote.paragraph)) not in rows)
    ]


def _page_of(quote: Quote) -> Position:
    return Position.parse(quote.place) or Position()


def target_line(target: Target, item: Item) -> str:
    """5G user penetration (5G用户普及率): from 15% (2020) to 56% by 2025."""
    return line_of(english_target(target, item.texts))


def bodies(item: Item) -> str:
    """国家发展改革委 · National Development and Reform Commission (NDRC); …."""
    return _bodies(item.record.issuing_bodies, item.record.issuing_bodies_complete)


@lru_cache(maxsize=4096)
def _bodies(bodies: tuple[IssuingBody, ...], is_complete: bool) -> str:
    others = [] if is_complete or not bodies else [phrase("bodies.others")]
    named = (_both(documents.body_name(body), vocabulary.body(body), " · ") for body in bodies)
    return "; ".join([*(name for name in named if name), *others])


def stage(item: Item) -> str:
    """The stage, of a draft with the last day for comments."""
    name = phrase(f"stage.{item.record.stage}")
    if item.record.stage != "draft":
        return name
    due = item.record.comments_due_on
    if due is None:
        return phrase("due.unknown", stage=name)
    return phrase("due.until", stage=name, day=short_day(due))


def published(item: Item) -> str:
    """The day of publication, and what stands in its place where no page prints one."""
    record = item.record
    if record.published_on:
        return short_day(record.published_on)
    key = "published.by_writing" if record.written_on else "published.first_seen"
    return phrase(key, day=china_day(item.first_seen_at))


def elsewhere(item: Item) -> list[tuple[str, str]]:
    """The other addresses where the document stands: (words, address)."""
    found = []
    for page in item.pages:
        if same_page(page.url, item.record.url):
            continue
        words = site(page.source)
        if page.published_on and page.published_on != item.record.published_on:
            words += phrase("elsewhere.published", day=short_day(page.published_on))
        if page.gone_at:
            words += phrase("elsewhere.gone", day=china_day(page.gone_at))
        found.append((words, page.url))
    return found


def event(change: Change) -> str:
    """edited, as a crawl found on Nov 24, 2026: body, title."""
    words = phrase(f"event.{change.kind}", day=china_day(change.changed_at))
    names = [phrase_or(f"field.{name}", name) for name in sorted(change.fields or ())]
    if not names or change.kind in ("read", "related"):
        return words
    return phrase("event.fields", event=words, fields=", ".join(names))


def events(line: Line, brief: Brief) -> list[str]:
    """What happened to a document in the period."""
    found = [*([because(line.by)] if line.by else []), *(event(change) for change in line.events)]
    found += life.lines(line.done)
    return found + _on_days(line, brief, ("expires", "suspension_ends"))


def because(by: Other) -> str:
    """repealed from Aug 1, 2022 by 《…》 (document 2): “…”."""
    name = phrase("name", title=by.title, id=by.id)
    when = _day(by.day)
    if by.how == "became_final":
        words = phrase("because.final", name=name)
        words += phrase("because.final_published", day=when) if when else ""
        if by.days is None:
            return words
        return words + phrase("because.final_days", days=counted("days", by.days))
    key = f"because.{by.how}" + ("_from" if when else "")
    words = phrase(key, name=name, **({"day": when} if when else {}))
    return phrase("because.words", event=words, words=by.words) if by.words else words


def headline(brief: Brief) -> str:
    """Policy brief, Oct 28, 2021 to Nov 23, 2021."""
    return phrase("headline", first=short_day(brief.date_from), last=short_day(brief.date_to))


def summary(brief: Brief) -> str:
    """The filters in use, how many documents each group has, shown or not, and what is left out."""
    words = f"{counts(brief)}."
    shown = {
        name: ", ".join(value) if isinstance(value, list) else value for name, value in brief.query_filters().items()
    }
    if not shown:
        return words
    return f"Of {'; '.join(f'{name}: {value}' for name, value in shown.items())}. {words}"


def counts(brief: Brief) -> str:
    """How many documents each group has, and what is left out."""
    found = [count_of(brief, key) for key in brief.groups if brief.total(key)]
    words = "; ".join(found) or phrase("summary.none")
    return words + "".join(
        phrase("summary.left_out", count=vocabulary.counted(count, name)) for name, count in brief.left_out.items()
    )


def count_of(brief: Brief, key: GroupKey) -> str:
    """9 new documents, 8 of them not shown."""
    words = counted(f"count.{key}", brief.total(key))
    hidden = brief.not_shown.get(key, 0)
    return phrase("counted.hidden", counted=words, hidden=hidden) if hidden else words


def not_shown(brief: Brief, key: GroupKey) -> str | None:
    """What stands below a group of which a limit leaves documents out."""
    hidden = brief.not_shown.get(key, 0)
    return counted("not_shown", hidden) if hidden else None


def entry_into_force(line: Line, brief: Brief) -> list[str]:
    """In force from …, where that day is in the period."""
    return _on_days(line, brief, ("takes_effect",))


def _on_days(line: Line, brief: Brief, kinds: Sequence[DayAhead]) -> list[str]:
    days = life.days_ahead(line.item, brief.date_from, brief.date_to)
    return [phrase(f"life.ahead.{kind}", day=short_day(on)) for kind, on in days if kind in kinds]


def _carries(item: Item) -> str:
    """What a document does with the one that its title names."""
    if item.record.stage == "draft":
        return "draft"
    return "approves" if item.record.document_type == "批复" else "issues"


def _day(value: date | None) -> str | None:
    return short_day(value) if value else None


def _both(chinese: str | None, english_name: str | None, between: str | None = None) -> str | None:
    if not chinese or not english_name:
        return chinese
    return f"{chinese}{between}{english_name}" if between else f"{chinese} ({english_name})"
