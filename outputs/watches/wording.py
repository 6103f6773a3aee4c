"""What a digest says of a document, in English or Chinese: headings, events, and facts as pairs of label and words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from outputs import documents as view
from outputs import english
from outputs.brief import facts, items
from outputs.brief.extracts import Quote
from outputs.brief.items import Item
from outputs.english_targets import line_of
from outputs.targets import figure
from outputs.watches.digest import Digest, Entry
from parsers.moments import CHINA
from parsers.record import Stage, plain_target
from storage.changes import Change
from watch_settings import EventKind, Language

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

STAGES_ZH: Mapping[Stage, str] = {"draft": "征求意见", "final": "正式文件", "interpretation": "解读", "news": "新闻"}

FIELDS_ZH = {
    "title": "标题",
    "issued_title": "所印发文件",
    "issuing_bodies": "发文机关",
    "document_number": "文号",
    "document_type": "文种",
    "stage": "阶段",
    "written_on": "成文日期",
    "published_on": "发布日期",
    "published_at": "发布时间",
    "effective_on": "施行日期",
    "repealed_on": "失效日期",
    "comments_due_on": "意见截止日期",
    "topic": "主题",
    "body": "正文",
    "attachments": "附件",
    "attachment_texts": "附件文本",
    "citations": "引用文件",
    "cites": "引用文件",
    "targets": "量化目标",
    "status": "效力",
    "ended_on": "废止日期",
    "ended_by": "废止依据",
    "final_id": "正式文件",
}

QUOTES: Mapping[Language, tuple[str, str, str]] = {
    "en": ("What it does", "Aims", "Limits"),
    "zh": ("主要内容", "目标", "限制性要求"),
}
TARGETS: Mapping[Language, str] = {"en": "Targets", "zh": "量化目标"}

MOST_TARGETS = 10

MOST_QUOTES = (3, facts.MOST_AIMS, facts.MOST_LIMITS)
"""Quotations of each of these kinds that a digest prints of one document."""

_ATTACHMENT = re.compile(r"attachment (\d+), page (\d+)")


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
        return f"{_day_zh(day)}，共{len(digest.entries)}件文件{span}。"
    span = f", {'change' if len(numbers) == 1 else 'changes'} {_span(numbers)}" if numbers else ""
    return f"{english.day(day)}: {english.counted(len(digest.entries), 'document')}{span}."


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
    return [*happened, *(facts.facts(entry.item) if language == "en" else _facts_zh(entry.item))]


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
    found = [
        line_of(target) if language == "en" else f"{target['indicator']}：{figure(target)}（{target['year']}年）"
        for target in plain
    ]
    return found[:MOST_TARGETS], max(0, len(found) - MOST_TARGETS)


def place(quote: Quote, language: Language) -> str:
    """¶ 3, or attachment 1, page 2, ¶ 3; 附件1第2页第3段."""
    if language == "en":
        return quote.shown_place
    named = _ATTACHMENT.fullmatch(quote.place or "")
    return f"{f'附件{named[1]}第{named[2]}页' if named else ''}第{quote.paragraph}段"


def left_out(number: int, language: Language) -> str:
    """Where a digest prints not all quotations."""
    return f"{number} more." if language == "en" else f"另有{number}条。"


def events(entry: Entry, language: Language) -> list[str]:
    """What happened to a document; nothing for one that is new and no more."""
    found = [_event(change, language) for change in entry.changes if change.kind != "new"]
    due = entry.item.record.comments_due_on
    if "comments_due" in entry.kinds and due:
        found.append(f"comments can be sent until {english.day(due)}" if language == "en" else f"{_day_zh(due)}截止")
    return found


def _event(change: Change, language: Language) -> str:
    day = change.changed_at.astimezone(CHINA).date()
    named = sorted(change.fields or ())
    if language == "zh":
        what = {"revised": "修改", "withdrawn": "撤下", "returned": "恢复", "read": "读取附件", "related": "效力变动"}
        fields = f"：{'、'.join(FIELDS_ZH.get(name, name) for name in named)}" if named else ""
        return f"{_day_zh(day)}发现{what.get(change.kind, change.kind)}{fields}{_status(change, '：')}"
    if change.kind == "read":
        return f"an attached file was read on {english.day(day)}"
    if change.kind == "related":
        return f"changed by another document, as found on {english.day(day)}{_status(change, ': ')}"
    return facts.event(change)


def _status(change: Change, mark: str) -> str:
    status = (change.fields or {}).get("status")
    return f"{mark}{status.get('old') or '?'} → {status.get('new') or '?'}" if status else ""


def _facts_zh(item: Item) -> list[tuple[str, str]]:
    record = item.record
    carries = "征求意见稿" if record.stage == "draft" else "批复事项" if record.document_type == "批复" else "印发"
    bodies = "、".join(view.body_name(body) for body in record.issuing_bodies)
    stage = STAGES_ZH[record.stage]
    if record.stage == "draft":
        due = record.comments_due_on
        stage += f"，截至{_day_zh(due)}" if due else "（未见截止日期）"
    seen = _day_zh(item.first_seen_at.astimezone(CHINA).date())
    found = [
        (carries, record.issued_title),
        ("发文机关", f"{bodies} 等" if bodies and not record.issuing_bodies_complete else bodies),
        ("文号", record.document_number),
        ("文种", record.document_type),
        ("阶段", stage),
        ("成文日期", _day_zh(record.written_on) if record.written_on else None),
        ("发布日期", _day_zh(record.published_on) if record.published_on else f"网页未标明（{seen}首次发现）"),
        ("施行日期", _day_zh(record.effective_on) if record.effective_on else None),
        ("失效日期", _day_zh(record.repealed_on) if record.repealed_on else None),
        ("主题", record.topic),
        ("撤下", f"{_day_zh(item.gone_at.astimezone(CHINA).date())}起各网站均已撤下" if item.gone_at else None),
    ]
    return [(label, words) for label, words in found if words]


def _day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _span(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"
