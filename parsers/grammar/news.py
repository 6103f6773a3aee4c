"""Pages that stand among documents and are none: figures of a period, and press texts that report on a document."""

from collections.abc import Sequence

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.title import TitleReading
from parsers.text import compact

LONGEST_REPORT = 4_000
"""Characters. A news item about a document is shorter than most documents."""

# 国家互联网信息办公室、公安部联合公布《…办法》: a headline, not the title of a 公文
_HEADLINE = lazy_regex(r"[^《》]{2,120}?(?:印发|发布|公布|出台)\s?《.{2,200}》(?:[（(][^（）()]{1,30}[)）])?")
# 近日，…联合公布《…》 · 7月30日，…在京发布
_REPORTS = lazy_regex(r"近日|日前|今日|(?:^|[，。])\d{1,2}月\d{1,2}日，")
# 通知要求，各地要… · 《通知》强调，… · 意见指出
_QUOTES = lazy_regex("(?:通知|意见|方案|办法|文件|公告)》?(?:指出|强调|要求|明确|提出|规定)[，：]")
_OPENING = 400
_PRINTS_IT = lazy_regex(r"全文|如下|详见|见附件|附件[:：]|第一条|现予公布")

_MONTHS = r"(?:\d{1,2}(?:月(?:份)?)?[-—–~～至、])?\d{1,2}月(?:份|末|底)?"
_PERIOD = rf"(?:\d{{4}}年(?:度)?)?(?:(?:前|第)?[一二三四1-4]季度|[上下]半年|{_MONTHS})"
_FIGURES = r"情况|数据|月报|季报|快报|月度报告|统计表|主要[^《》]{0,4}指标|运行指标"
_MEASURED = r"统计|收支|运行|销售|发行|余额|产量|进出口|收入|支出|投资|生产|消费|价格|指标|完成"

FIGURES = lazy_regex(
    rf"[^《》]*(?:{_PERIOD}[^《》]*(?:{_FIGURES})|\d{{4}}年(?:度)?[^《》]*(?:{_MEASURED})[^《》]{{0,6}}(?:{_FIGURES})"
    r"|统计(?:[月季快]报|数据))(?:[（(][^（）()]*[）)])?"
    rf"|[^《》]*情况[（(]{_PERIOD}[）)]"
)
"""2026年5月地方政府债券发行和债务余额情况 · 2025年1-9月全国国有企业经济运行情况 · 2024年全国财政收支情况 · 统计月报."""

_SPEAKS = lazy_regex("关于|通报|公告|通知|意见|方案|规划|工作|落实|检查|整改|建设")
"""Words of documents and of reports on work: 2025年上半年法治政府建设情况 is no table."""


def are_figures(title: TitleReading) -> bool:
    """Whether a title names the figures of a period and no document, as 统计管理办法 and 关于印发…制度的通知 do."""
    if title.document_type or title.issued_title or _SPEAKS.search(title.title):
        return False
    return FIGURES.fullmatch(title.title) is not None


def reports_only(title: TitleReading, body: Sequence[str]) -> bool:
    """Whether a headline (八部门联合公布《…办法》) stands over a text that only reports on the document."""
    issued = title.issued_title
    if not issued or not body or not _HEADLINE.fullmatch(title.title):
        return False
    opening = "".join(body[:3])
    if sum(map(len, body)) > LONGEST_REPORT or _PRINTS_IT.search(opening):
        return False
    printed = {compact(line).strip("《》") for line in body}
    return compact(issued) not in printed and bool(_REPORTS.search(opening[:400]))


def reports_on_another(body: Sequence[str]) -> bool:
    """Whether a text tells of a document in the words of the press: 日前，…印发通知，要求…, 通知强调，…."""
    text = "".join(body)
    return bool(_REPORTS.search(text[:_OPENING]) and len(text) <= LONGEST_REPORT) or bool(_QUOTES.search(text))
