"""What is printed of a document, as pairs of an English label and its words: the same in briefs and feeds."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from outputs import documents
from outputs.brief import GROUPS, Brief, GroupKey, Line
from outputs.brief.items import Item
from outputs.brief.related import Other
from outputs.english import vocabulary
from outputs.english.targets import line_of
from parsers.addresses import same_page
from parsers.moments import CHINA
from parsers.record import IssuingBody, plain_target
from storage.changes import Change

MOST_TARGETS = 12
MOST_AIMS = 10
MOST_LIMITS = 5
"""Quotations printed of one document; the JSON has them all."""

COUNTED: Mapping[GroupKey, tuple[str, str]] = {
    "new": ("new document", "new documents"),
    "drafts": ("draft for comment", "drafts for comment"),
}
"""Groups whose name changes with their number: one, several."""

EVENTS = {"revised": "edited", "withdrawn": "taken off its site", "returned": "put back on its site"}


def facts(item: Item) -> list[tuple[str, str]]:
    """What is known of a document, in the order in which an editor reads it; what is not known is left out."""
    record = item.record
    kind = record.document_type
    pairs = [
        (_carries(item), record.issued_title),
        ("Issued by", bodies(item)),
        ("Number", record.document_number),
        ("Type", _both(kind, vocabulary.document_type(kind))),
        ("Stage", stage(item)),
        ("Written", vocabulary.day(record.written_on) if record.written_on else None),
        ("Published", published(item)),
        ("In force from", vocabulary.day(record.effective_on) if record.effective_on else None),
        ("In force until", vocabulary.day(record.repealed_on) if record.repealed_on else None),
        ("Topic", _both(record.topic, vocabulary.topic(record.topic))),
        ("Withdrawn", f"on no site any more since {china_day(item.gone_at)}" if item.gone_at else None),
    ]
    return [(label, words) for label, words in pairs if words]


def figures(item: Item) -> list[tuple[str, str | None]]:
    """5G用户普及率: from 15% (2020) to 56% by 2025, and where that stands, of each target."""
    return [(line_of(plain_target(target)), target.place) for target in item.record.targets]


def bodies(item: Item) -> str:
    """国家发展改革委 · National Development and Reform Commission (NDRC); one after the other, in order."""
    return _bodies(item.record.issuing_bodies, item.record.issuing_bodies_complete)


@lru_cache(maxsize=4096)
def _bodies(bodies: tuple[IssuingBody, ...], is_complete: bool) -> str:
    named = [_both(documents.body_name(body), vocabulary.body(body), " · ") for body in bodies]
    if named and not is_complete:
        named.append("and others, whom the page does not name")
    return "; ".join(name for name in named if name)


def stage(item: Item) -> str:
    """The stage in English, of a draft with the last day for comments."""
    name = vocabulary.STAGES[item.record.stage]
    if item.record.stage != "draft":
        return name
    due = item.record.comments_due_on
    return f"{name}, until {vocabulary.day(due)}" if due else f"{name} (no deadline found)"


def published(item: Item) -> str:
    """The day of publication, and what stands in its place where no page prints one."""
    record = item.record
    if record.published_on:
        return vocabulary.day(record.published_on)
    first_seen = china_day(item.first_seen_at)
    if record.written_on:
        return f"no day printed; placed here by the day of writing (first seen {first_seen})"
    return f"no day printed; first seen {first_seen}"


def elsewhere(item: Item) -> list[tuple[str, str]]:
    """The other addresses where the document stands: (words, address)."""
    found = []
    for page in item.pages:
        if same_page(page.url, item.record.url):
            continue
        words = vocabulary.site(page.source)
        if page.published_on and page.published_on != item.record.published_on:
            words += f", published there {vocabulary.day(page.published_on)}"
        if page.gone_at:
            words += f", gone since {china_day(page.gone_at)}"
        found.append((words, page.url))
    return found


def weight(item: Item) -> str:
    """76 = 50 issued at the centre: SC + 20 issues a document that sets a plan: 规划 (Plan)."""
    parts = [f"{reason.points:+d} {reason.text}" for reason in item.reasons]
    return f"{item.weight} ({'; '.join(parts)})" if parts else str(item.weight)


def archived(item: Item) -> str | None:
    """Where the archived copy is: file, offset, digest and the moment of capture."""
    copy = item.archived
    if copy is None:
        return None
    return f"{copy.file} at {copy.offset}, {copy.digest}, captured {documents.moment(copy.fetched_at)}"


def event(change: Change) -> str:
    """edited on November 24, 2026: body, title."""
    words = f"{EVENTS.get(change.kind, change.kind)}, as a crawl found on {china_day(change.changed_at)}"
    return f"{words}: {', '.join(sorted(change.fields))}" if change.fields else words


def events(line: Line, brief: Brief) -> list[str]:
    """What happened to a document in the period."""
    found = [*([because(line.by)] if line.by else []), *(event(change) for change in line.events)]
    ends = line.item.record.repealed_on
    if ends and brief.date_from <= ends <= brief.date_to:
        found.append(f"ceases to have effect on {vocabulary.day(ends)}")
    return found


def because(by: Other) -> str:
    """repealed from August 1, 2022 by 《…》 (document 2): “…”."""
    name = f"《{by.title}》 (document {by.id})"
    when = vocabulary.day(by.day) if by.day else None
    if by.how == "became_final":
        days = f", {vocabulary.counted(by.days, 'day')} after it was put out" if by.days is not None else ""
        return f"became {name}{f', published {when}' if when else ''}{days}"
    return f"{by.how}{f' from {when}' if when else ''} by {name}{f': “{by.words}”' if by.words else ''}"


def headline(brief: Brief) -> str:
    """Policy brief, October 28, 2021 to November 23, 2021."""
    return f"Policy brief, {vocabulary.day(brief.date_from)} to {vocabulary.day(brief.date_to)}"


def summary(brief: Brief) -> str:
    """What was asked for, how many documents each group has, shown or not, what is left out, the database's state."""
    counts = [counted(brief, key) for key in brief.groups if brief.total(key)]
    words = "; ".join(counts) if counts else "No document in this period"
    if brief.left_out:
        words += "".join(f"; left out: {vocabulary.counted(count, name)}" for name, count in brief.left_out.items())
    if asked := brief.asked():
        shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in asked.items()}
        words = f"Of {'; '.join(f'{name}: {value}' for name, value in shown.items())}. {words}"
    return f"{words}. State of the database: change {brief.as_of}."


def counted(brief: Brief, key: GroupKey) -> str:
    """9 new documents, 8 of them not shown."""
    total, hidden = brief.total(key), brief.not_shown.get(key, 0)
    named = vocabulary.counted(total, *COUNTED[key]) if key in COUNTED else f"{total} {GROUPS[key][0].lower()}"
    return named + (f", {hidden} of them not shown" if hidden else "")


def not_shown(brief: Brief, key: GroupKey) -> str | None:
    """What stands below a group of which a limit leaves documents out."""
    hidden = brief.not_shown.get(key, 0)
    return f"{vocabulary.counted(hidden, 'more document')} of this group not shown (--limit)." if hidden else None


def entry_into_force(line: Line, brief: Brief) -> list[str]:
    """In force from …, where that day is in the period."""
    day = line.item.record.effective_on
    return [f"in force from {vocabulary.day(day)}"] if day and brief.date_from <= day <= brief.date_to else []


def _carries(item: Item) -> str:
    """What a document does with the one that its title names."""
    if item.record.stage == "draft":
        return "Draft"
    return "Approves" if item.record.document_type == "批复" else "Issues"


def china_day(value: datetime) -> str:
    """The day in China of a moment."""
    return vocabulary.day(value.astimezone(CHINA).date())


def _both(chinese: str | None, english_name: str | None, between: str | None = None) -> str | None:
    if not chinese or not english_name:
        return chinese
    return f"{chinese}{between}{english_name}" if between else f"{chinese} ({english_name})"
