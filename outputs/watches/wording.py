"""What a digest says of a document, in English or Chinese: headings, events, and facts as pairs of label and words."""

from collections.abc import Mapping, Sequence

from configuration.watches import EventKind, Language
from outputs import chinese
from outputs.brief import facts, facts_zh, items
from outputs.brief.extracts import Quote
from outputs.brief.items import Item
from outputs.english import vocabulary
from outputs.english.targets import line_of
from outputs.watches.digest import Digest, Entry
from parsers.moments import CHINA
from parsers.record import plain_target
from storage.changes import Change

HEADINGS: Mapping[Language, Mapping[EventKind, str]] = {
    "en": {
        "new": "New",
        "revised": "Revised",
        "withdrawn": "Withdrawn or put back",
        "files": "Attached files read",
        "targets": "With targets",
        "repealed": "Repealed or replaced",
        "became_final": "Drafts that became final",
        "comments_due": "Comments due soon",
    },
    "zh": {
        "new": "新发布",
        "revised": "有修改",
        "withdrawn": "撤下或恢复",
        "files": "附件已读取",
        "targets": "含量化目标",
        "repealed": "已废止或被替代",
        "became_final": "征求意见稿已正式印发",
        "comments_due": "征求意见即将截止",
    },
}

QUOTES: Mapping[Language, tuple[str, str, str]] = {
    "en": ("What it does", "Aims", "Limits"),
    "zh": ("主要内容", "目标", "限制性要求"),
}
TARGETS: Mapping[Language, str] = {"en": "Targets", "zh": "量化目标"}

MOST_TARGETS = 10

MOST_QUOTES = (3, facts.MOST_AIMS, facts.MOST_LIMITS)
"""Quotations of each of these kinds that a digest prints of one document."""


def subject(digest: Digest) -> str:
    """[drafts] New: TITLE, of one document; [drafts] 3 new · 1 revised, of several."""
    heads = HEADINGS[digest.watch.language]
    parts = digest.by_kind()
    if len(digest.entries) == 1:
        entry = digest.entries[0]
        said = f"{heads[entry.kinds[0]]}: {entry.item.record.title}"
        return f"[{digest.watch.name}] {said if digest.watch.language == 'en' else said.replace(': ', '：', 1)}"
    if digest.watch.language == "zh":
        return f"[{digest.watch.name}] {'，'.join(f'{heads[kind]}{len(of_it)}件' for kind, of_it in parts.items())}"
    return f"[{digest.watch.name}] {' · '.join(f'{len(of_it)} {heads[kind].lower()}' for kind, of_it in parts.items())}"


def summary(digest: Digest) -> str:
    """How many documents, and of which changes."""
    numbers = sorted(digest.changes)
    day = digest.made_at.astimezone(CHINA).date()
    if digest.watch.language == "zh":
        span = f"，变更 {_span(numbers)}" if numbers else ""
        return f"{chinese.day(day)}，共{len(digest.entries)}件文件{span}。"
    span = f", {'change' if len(numbers) == 1 else 'changes'} {_span(numbers)}" if numbers else ""
    return f"{vocabulary.day(day)}: {vocabulary.counted(len(digest.entries), 'document')}{span}."


def footer(digest: Digest) -> str:
    """Why the reader has this message, and its id."""
    if digest.watch.language == "zh":
        return f"来自 zhengce 的检索订阅“{digest.watch.name}”（zhengce.toml）。引文均为原文。消息 {digest.id}"
    said = f"Saved search {digest.watch.name} of zhengce.toml. Quotations are the documents' own words."
    return f"{said} Message {digest.id}"


def pairs(entry: Entry, language: Language) -> list[tuple[str, str]]:
    """What happened, and what is known of the document."""
    label = "What happened" if language == "en" else "变动"
    happened = [(label, words) for words in events(entry, language)]
    return [*happened, *((facts if language == "en" else facts_zh).facts(entry.item))]


def links(item: Item, base: str | None, language: Language) -> list[tuple[str, str, str | None]]:
    """(label, words, address): the page, the archived copy, the document in `zhengce serve`."""
    link, archived, page = ("Link", "Archived", "Document") if language == "en" else ("原文", "存档", "详情")
    found: list[tuple[str, str, str | None]] = [(link, item.record.url, item.record.url)]
    if copy := item.archived:
        words = facts.archived(item) or ""
        address = items.archive_url(base, copy.id)
        found.append((archived, address or words, address))
    if address := items.document_url(base, item.id):
        found.append((page, address, address))
    return found


def quotes(item: Item, language: Language) -> list[tuple[str, Sequence[Quote], int]]:
    """(heading, quotations that are printed, how many are left out), without empty ones."""
    kinds = zip(QUOTES[language], (item.opening, item.aims, item.limits), MOST_QUOTES, strict=True)
    return [(heading, of_it[:most], max(0, len(of_it) - most)) for heading, of_it, most in kinds if of_it]


def targets(item: Item, language: Language) -> tuple[list[str], int]:
    """The targets that are printed, a line each, and how many are left out.

    5G用户普及率: from 15% (2020) to 56% by 2025 · 5G用户普及率：15% (2020) → 56%（2025年）
    """
    plain = [plain_target(target) for target in item.record.targets]
    found = [line_of(target) if language == "en" else facts_zh.line_of(target) for target in plain]
    return found[:MOST_TARGETS], max(0, len(found) - MOST_TARGETS)


def place(quote: Quote, language: Language) -> str:
    """¶ 3, or attachment 1, page 2, ¶ 3; 附件1第2页第3段."""
    if language == "en":
        return quote.shown_place
    return facts_zh.place(quote)


def left_out(number: int, language: Language) -> str:
    """Where a digest prints not all quotations."""
    return f"{number} more." if language == "en" else f"另有{number}条。"


def events(entry: Entry, language: Language) -> list[str]:
    """What happened to a document; nothing for one that is new and no more."""
    found = [_event(change, language) for change in entry.changes if change.kind != "new"]
    due = entry.item.record.comments_due_on
    if "comments_due" in entry.kinds and due:
        found.append(
            f"comments can be sent until {vocabulary.day(due)}" if language == "en" else f"{chinese.day(due)}截止"
        )
    return found


def _event(change: Change, language: Language) -> str:
    day = change.changed_at.astimezone(CHINA).date()
    named = sorted(change.fields or ())
    if language == "zh":
        what = {"revised": "修改", "withdrawn": "撤下", "returned": "恢复", "read": "读取附件", "related": "效力变动"}
        fields = f"：{'、'.join(chinese.FIELDS.get(name, name) for name in named)}" if named else ""
        return f"{chinese.day(day)}发现{what.get(change.kind, change.kind)}{fields}{_status(change, '：')}"
    if change.kind == "read":
        return f"an attached file was read on {vocabulary.day(day)}"
    if change.kind == "related":
        return f"changed by another document, as found on {vocabulary.day(day)}{_status(change, ': ')}"
    return facts.event(change)


def _status(change: Change, mark: str) -> str:
    status = (change.fields or {}).get("status")
    return f"{mark}{status.get('old') or '?'} → {status.get('new') or '?'}" if status else ""


def _span(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"
