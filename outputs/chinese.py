"""Words and days for readers of Chinese: what a stage and a field are called, how a day is written."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from parsers.grammar.agencies import AGENCIES
from parsers.moments import CHINA

STAGES: Mapping[str, str] = {"draft": "征求意见", "final": "正式", "interpretation": "解读", "news": "新闻"}

STATUSES: Mapping[str, str] = {
    "draft": "征求意见",
    "not_yet_in_force": "尚未施行",
    "in_force": "现行有效",
    "expired": "已失效",
    "repealed": "已废止",
    "replaced": "已被替代",
}

SITES = {"state_council": "中国政府网"}
"""Sources whose site has a name of its own; any other is called as its body is."""

FIELDS = {
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

PROBLEMS: Mapping[str, str] = {
    "never ran": "从未抓取",
    "challenge": "网站要求验证",
    "blocked": "网站拒绝访问",
    "TLS failed": "TLS 连接失败",
    "no answer": "网站无应答",
    "killed": "抓取被中断",
    "stopped": "抓取中途停止",
    "empty listing": "列表为空",
    "rows without dates": "列表行没有日期",
    "new template": "网页模板已变",
    "rows passed over": "有列表行未识别",
    "field lost": "缺少要素",
    "unreadable": "网页不能读取",
    "few rows": "列表行过少",
    "silent": "久无新文件",
    "late": "抓取逾期",
    "behind": "落后于列表",
    "missed": "有遗漏",
    "slow": "抓取缓慢",
    "cut answer": "应答不完整",
    "dead link": "链接失效",
    "forbidden": "robots.txt 或网站禁止访问",
    "not stored": "未能保存",
    "not recorded": "录制档案中没有",
    "failed": "抓取失败",
    "pages failing": "有网页抓取失败",
    "files failing": "有附件抓取失败",
    "files unreadable": "有附件不能读取",
    "not told": "通知未能发出",
}
"""What is wrong with a source, and why a crawl of it stopped."""


def day(value: date) -> str:
    """2021年11月16日."""
    return f"{value.year}年{value.month}月{value.day}日"


def china_day(value: datetime) -> str:
    """The day in China of a moment."""
    return day(value.astimezone(CHINA).date())


def place(said: str) -> str:
    """Where words stand: `attachment 1, page 12` as 附件1，第12页."""
    if said == "title":
        return "标题"
    said = re.sub("attachment ([0-9]+)", r"附件\1", re.sub("page ([0-9]+)", r"第\1页", said))
    return re.sub("paragraph ([0-9]+)", r"第\1段", said).replace(", ", "，")


def site(source: str) -> str:
    """A source by name: 中国政府网, 工业和信息化部."""
    return SITES.get(source) or (AGENCIES[source].zh_short if source in AGENCIES else source)
