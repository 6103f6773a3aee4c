"""What is printed of a document on pages and in messages in Chinese: the counterpart of `facts`."""

import re
from collections.abc import Mapping
from typing import Any

from outputs import chinese, documents
from outputs.brief import Brief, GroupKey, Line
from outputs.brief.extracts import Quote
from outputs.brief.items import Item
from outputs.brief.related import Other
from outputs.targets import figure
from parsers.addresses import same_page
from parsers.record import plain_target
from storage.changes import Change

GROUPS: Mapping[GroupKey, str] = {
    "new": "新文件",
    "drafts": "征求意见",
    "entering_into_force": "本期施行",
    "repealed_or_replaced": "本期废止或替代",
    "became_final": "本期定稿的征求意见稿",
    "revised_or_withdrawn": "本期修订或撤下",
    "just_after": "稍后转载",
    "undated": "无日期",
}

EVENTS = {"revised": "有修改", "withdrawn": "已撤下", "returned": "已恢复"}
ENDS = {"repealed": "废止", "replaced": "替代"}

_ATTACHMENT = re.compile(r"attachment (\d+), page (\d+)")


def facts(item: Item) -> list[tuple[str, str]]:
    """What is known of a document, in the order in which an editor reads it; what is not known is left out."""
    record = item.record
    carries = "征求意见稿" if record.stage == "draft" else "批复事项" if record.document_type == "批复" else "印发"
    found = [
        (carries, record.issued_title),
        ("发文机关", bodies(item)),
        ("文号", record.document_number),
        ("文种", record.document_type),
        ("阶段", stage(item)),
        ("成文日期", chinese.day(record.written_on) if record.written_on else None),
        ("发布日期", published(item)),
        ("施行日期", chinese.day(record.effective_on) if record.effective_on else None),
        ("失效日期", chinese.day(record.repealed_on) if record.repealed_on else None),
        ("主题", record.topic),
        ("撤下", f"{chinese.china_day(item.gone_at)}起各网站均已撤下" if item.gone_at else None),
    ]
    return [(label, words) for label, words in found if words]


def bodies(item: Item) -> str:
    """工业和信息化部、国家发展改革委 等."""
    named = "、".join(documents.body_name(body) for body in item.record.issuing_bodies)
    return f"{named} 等" if named and not item.record.issuing_bodies_complete else named


def stage(item: Item) -> str:
    """The stage, of a draft with the last day for comments."""
    name = chinese.STAGES[item.record.stage]
    if item.record.stage != "draft":
        return name
    due = item.record.comments_due_on
    return f"{name}，截至{chinese.day(due)}" if due else f"{name}（未见截止日期）"


def published(item: Item) -> str:
    """The day of publication, or when the document was first seen."""
    if item.record.published_on:
        return chinese.day(item.record.published_on)
    return f"网页未标明（{chinese.china_day(item.first_seen_at)}首次发现）"


def figures(item: Item) -> list[tuple[str, str | None]]:
    """5G用户普及率：15% (2020) → 56%（2025年）, and where that stands, of each target."""
    found = item.record.targets
    return [(line_of(plain_target(one)), chinese.place(one.place) if one.place else None) for one in found]


def line_of(target: Mapping[str, Any]) -> str:
    """5G用户普及率：15% (2020) → 56%（2025年）."""
    year = f"（{target['year']}年）" if target["year"] else ""
    return f"{target['indicator']}：{figure(target)}{year}"


def place(quote: Quote) -> str:
    """第3段, 附件1第2页第3段."""
    named = _ATTACHMENT.fullmatch(quote.place or "")
    return f"{f'附件{named[1]}第{named[2]}页' if named else ''}第{quote.paragraph}段"


def elsewhere(item: Item) -> list[tuple[str, str]]:
    """The other addresses where the document stands: (words, address)."""
    found = []
    for page in item.pages:
        if same_page(page.url, item.record.url):
            continue
        words = chinese.site(page.source)
        if page.published_on and page.published_on != item.record.published_on:
            words += f"，{chinese.day(page.published_on)}发布"
        if page.gone_at:
            words += f"，{chinese.china_day(page.gone_at)}起已撤下"
        found.append((words, page.url))
    return found


def archived(item: Item) -> str | None:
    """Where the archived copy is: file, offset, digest and the moment of capture."""
    copy = item.archived
    if copy is None:
        return None
    return f"{copy.file}，位置 {copy.offset}，{copy.digest}，抓取于 {documents.moment(copy.fetched_at)}"


def weight(item: Item) -> str:
    """70（+50 中央发布：国务院；+20 印发的文件为规划：规划）."""
    parts = [f"{reason.points:+d} {reason.text.zh}" for reason in item.reasons]
    return f"{item.weight}（{'；'.join(parts)}）" if parts else str(item.weight)


def events(line: Line, brief: Brief) -> list[str]:
    """What happened to a document in the period."""
    found = [*([because(line.by)] if line.by else []), *(event(change) for change in line.events)]
    ends = line.item.record.repealed_on
    if ends and brief.date_from <= ends <= brief.date_to:
        found.append(f"{chinese.day(ends)}失效")
    return found


def event(change: Change) -> str:
    """2026年11月24日抓取时发现有修改：正文、标题."""
    words = f"{chinese.china_day(change.changed_at)}抓取时发现{EVENTS.get(change.kind, change.kind)}"
    named = "、".join(chinese.FIELDS.get(name, name) for name in sorted(change.fields or ()))
    return f"{words}：{named}" if named else words


def because(by: Other) -> str:
    """自2022年8月1日起被《…》（文件2）废止：“…”."""
    name = f"《{by.title}》（文件{by.id}）"
    if by.how == "became_final":
        published_on = f"，{chinese.day(by.day)}发布" if by.day else ""
        return f"已定稿为{name}{published_on}" + (f"，距征求意见{by.days}天" if by.days is not None else "")
    since = f"自{chinese.day(by.day)}起" if by.day else ""
    return f"{since}被{name}{ENDS.get(by.how, by.how)}" + (f"：“{by.words}”" if by.words else "")


def entry_into_force(line: Line, brief: Brief) -> list[str]:
    """2021年12月1日起施行, where that day is in the period."""
    on = line.item.record.effective_on
    return [f"{chinese.day(on)}起施行"] if on and brief.date_from <= on <= brief.date_to else []


def summary(brief: Brief) -> str:
    """How many documents each group has, shown or not, what is left out, and the state of the database."""
    counts = [_counted(brief, key) for key in brief.groups if brief.total(key)]
    words = "；".join(counts) if counts else "这段时期没有文件"
    left_out = "".join(f"；未列入：{chinese.STAGES.get(name, name)}{count}份" for name, count in brief.left_out.items())
    return f"{words}{left_out}。数据库状态：变更 {brief.as_of}。"


def _counted(brief: Brief, key: GroupKey) -> str:
    hidden = brief.not_shown.get(key, 0)
    return f"{GROUPS[key]}{brief.total(key)}份" + (f"（其中{hidden}份未列出）" if hidden else "")


def not_shown(brief: Brief, key: GroupKey) -> str | None:
    """What stands below a group of which a limit leaves documents out."""
    hidden = brief.not_shown.get(key, 0)
    return f"本组另有{hidden}份文件未列出。" if hidden else None
