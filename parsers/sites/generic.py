"""Pages of ministries without a module of their own, read by what all government sites share.

Three things are the same everywhere: the page labels of 政府网站发展指引 (国办发〔2017〕47号: ArticleTitle, PubDate),
the labels of the disclosure block (发文机关, 发文字号, 成文日期 …, as table, `dl`, form rows, 【】 or running line),
and a body in one of a few containers. NFRA answers in JSON. Read on saved pages of MOFCOM and MOST and on notes about
MOF, CSRC, SASAC, PBOC, NFRA, SAMR, MEE and NEA; what a page of theirs does not show is left out, not guessed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import lxml.html
from lxml import etree

from parsers.errors import Challenge
from parsers.extraction import Field, Finding, Notice, Place, gathered
from parsers.page import Page, html_tree
from parsers.record import Attachment, Stage
from parsers.sites.common import DOCUMENT_TITLE, answer_of, unknown
from parsers.sites.error_pages import refuse_error_page
from parsers.sites.rows import read_listing
from parsers.text import (
    ById,
    compact,
    files,
    label_key,
    metas,
    of_class,
    one_line,
    paragraphs,
    paragraphs_down_to,
    text_of,
)
from parsers.websites import source_of

__all__ = ["LABELS", "labelled", "read_listing", "read_notice"]

_SPELLINGS: Mapping[Field, str] = {
    "title": "标题 名称 文件名称 信息名称 公文名称 公文标题 文件标题 信息标题",
    "issuing_bodies": "发文机关 发文机构 发文单位 发文部门 制发机关 制发单位 制定机关 公布机关 颁布单位",
    "document_number": "发文字号 文号 文件编号 发布文号 公文字号 文件字号 文件文号 文件号 发文号",
    "written_on": "成文日期 成文时间 发文日期 发文时间 生成日期 制发日期 签发日期 签署日期 印发日期",
    "published_on": "发布日期 发布时间 公开日期 公开时间 公布日期 公布时间 信息公开日期",
    "document_type": "公文种类 文种",
    "index_number": "索引号 信息索引 信息索引号 公开索引号",
    "topic": "主题分类",
    "effective_on": "施行日期 施行时间 实施日期 实施时间 生效日期 生效时间 执行日期",
    "repealed_on": "废止日期 废止时间 失效日期 失效时间",
    "comments_due_on": "截止日期 截止时间 征集截止日期 征集截止时间 意见征集截止日期 意见反馈截止日期 反馈截止时间",
}
_NO_FINDINGS = (
    "发布机构 发布单位 发布机关 发布部门 所属机构 主办单位 承办单位 责任部门 公开主体 信息来源 文章来源 来源 作者 "
    "公文类型 信息类别 体裁分类 服务对象 主题词 关键词 关键字 内容概述 机构分类 行业分类 分类 所属主题 所属栏目 "
    "有效性 有效期 时效性 效力状态 公开方式 公开范围 公开类别 公开程序 更新时间 更新日期 责任编辑 浏览次数 字体 "
    "主题信息"
)
LABELS: Mapping[str, Field | None] = {
    **{label: field for field, labels in _SPELLINGS.items() for label in labels.split()},
    **dict.fromkeys(_NO_FINDINGS.split()),
}
"""Labels of disclosure blocks -> field. None: known, and no finding: 发布机构 and 发布单位 are often a department,
有效性 says whether and not until when."""

_PLACES = {"发布时间": Place.LINE, "公开时间": Place.LINE, "印发日期": Place.LINE}
"""Where a label stands when not in the block: under the heading, or, of 印发日期, in the line of printing, which is the
day of signing only where nothing else says it."""

JSON_FIELDS: Mapping[str, Field] = {
    "docSubtitle": "title",
    "docTitle": "title",
    "documentNo": "document_number",
    "indexNo": "index_number",
    "publishDate": "published_on",
}
"""Fields of NFRA's `DocInfo/SelectByDocId`. docTitle has line breaks; builddate is not the day of signing; docSource
and agencyTypeName are departments."""

METAS = ("ArticleTitle", "ColumnName", "ColumnType", "PubDate", "publishdate", "firstpublishedtime")
"""Page labels of 政府网站发展指引, and what some sites have for them. ContentSource and author are never issuers."""

UNSOUND_DATES = frozenset({"csrc", "most"})
"""Sites whose PubDate is no publication date: mass re-publication (CSRC, 2025-10-25) and build times (MOST)."""

BODY_IDS = ("Zoom", "zoom", "UCAP-CONTENT", "con_con", "detailContent", "BodyLabel")
BODY_CLASSES = (
    ("TRS_Editor", "TRS_UEDITOR", "trs_editor_view"),
    (
        "article_con",
        "zsy_comain",
        "content_body_box",
        "Three_xilan_07",
        "zt_xilan_07",
        "my_conboxzw",
        "article-content",
    ),
    ("detail-news", "pages_content", "content-body", "wide"),
)
"""Containers of the text: by id, by the attribute ergodic="article" of jpaas, by class, sure ones first."""

WRAPPER_CLASSES = ("content", "article")
"""Classes of the text's container on some sites and on others of the whole page's, with its navigation and heading."""

SURE_HEADINGS = frozenset(
    ("art-title", "article_title", "xxgk_title", "zsy_cotitle", "title_con", "title_wide", "main-title")
)
HEADINGS = frozenset(("title", "tit"))
"""Classes of headings; between the sure ones and the others come h1, h2 and h3."""

COLUMN_STAGES: tuple[tuple[re.Pattern[str], Stage], ...] = (
    (re.compile(r"解读|图解|一图读懂|答记者问"), "interpretation"),
    (re.compile(r"征求意见|意见征集|意见征求|征集调查|公开征求"), "draft"),
    (re.compile(r"新闻|要闻|动态|活动|会议|媒体|领导"), "news"),
)
"""What the metas ColumnName and ColumnType say of a page's stage."""

DOCUMENT_COLUMNS = re.compile(r"规范性文件|规章|法规|政策文件|政策发布|通知|公告|[命法]令|文件库")
"""Columns that hold documents by their name, whatever the type that the site files them under."""

_BY_ID = etree.XPath(f"id('{' '.join(BODY_IDS)}')")  # by the tree's own index: a hundred times quicker than //*[@id]
_BY_ATTRIBUTE = etree.XPath("/descendant::div[@ergodic='article']")
_IS_CONTAINER = "[self::div or self::td or self::section or self::article]"
_BY_CLASS = tuple(etree.XPath(of_class(*group) + _IS_CONTAINER) for group in BODY_CLASSES)
_WRAPPERS = etree.XPath(of_class(*WRAPPER_CLASSES) + _IS_CONTAINER)
_OF_THE_PAGE = etree.XPath("boolean(descendant::h1 or descendant::nav or descendant::footer or descendant::form)")
_HEADING_IDS = ById("con_title", "ti")
_TITLED = etree.XPath(
    "(/descendant::*/@class[contains(., 'tit')])[position() <= 1000]/parent::*[not(self::a or self::span)]"
)
# 【发布文号】商务部公告2025年第54号 · 发布时间：2025-03-03 · 文章来源：产权局　发布时间：2025-03-03
_INLINE = re.compile(r"(?<![\u4e00-\u9fff])(?:【\s*)?([\u4e00-\u9fff]{2,9})\s*[】:：]")
_PADDED = re.compile(r"(?:[\u4e00-\u9fff][\s\u3000]+){1,3}[\u4e00-\u9fff]\s*[】:：]")
_LABEL_END = re.compile("[】:：]")
# 2025-09-26 alone on its line, or with a time at the end of a line: 政策发布 > 2025-09-26 16:56
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_BARE_DAY = re.compile(rf"(?:(?:日期|时间)\s*[:：]\s*)?({_DAY})(?=$|\s*(?:来源|访问次数|浏览|字体|字号)).*")
_DAY_AND_TIME = re.compile(
    rf"(?:.*[\s>])?(?:(?:日期|时间)\s*[:：]\s*)?({_DAY}\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?:$|\s*(?:来源|访问次数|浏览|字体|字号).*)"
)
_ROW = re.compile(r"[^\t：:]{2,8}[：:]\t")  # 所属机构：, a label that the table does not hold, among others
# 国家税务总局公告2026年第3号 on a line under the heading; · 海关总署公告2010年第83号 2010-12-24 全文有效
_NUMBER_LINE = re.compile(
    r"([\u4e00-\u9fff \u3000、]{2,60}"
    r"(?:[〔\[（(【﹝]\s?\d{4}\s?[〕\]）)】﹞]\s?第?|(?:令|公告|通告)\s?(?:\d{4}\s?年)?\s?第)\s?\d{1,5}\s?号)"
    r"(?:\s+(?:\d{4}\s?[-/.年]\S{2,10}|\S{0,4}(?:有效|失效|废止|修改)\S{0,4}|[\u4e00-\u9fff]{2,6}[:：]\s?\S{1,20})){0,3}"
)
_YEAR_OR_SERIAL = re.compile(r"\d{4}|\d\s?号")  # one of them is in every line with a day or a number
_SHORTEST_TITLE = 8
_TITLE_END = re.compile(
    r"\s*[-_－—|]{1,2}\s*(?:中华人民共和国|国家|中国|国务院)?[\u4e00-\u9fff]{2,24}(?:门户网站|网站|官网)?\s*$"
)
_LONGEST_LABEL = 40  # with all the blanks that a label is padded with


def read_notice(page: Page) -> Notice:
    """Findings of a notice page of any government site. Raises Challenge, or UnknownTemplate without title or text."""
    answer = answer_of(page)
    if answer is not None:
        return _json_notice(page, answer)
    refuse_error_page(page)
    labels, body = metas(page, *METAS), _body(page.root)
    if body is None and page.is_challenge:
        raise Challenge(f"{page.url}: a script challenge in place of the page")
    source = source_of(page.url)
    above, text = paragraphs_down_to(body, page.root) if body is not None else (paragraphs(page.root), ())
    block, text = _block_in(text)
    facts = gathered(_findings(page, body, labels, source, (*above, *block)))
    if "title" not in facts:
        raise unknown(page, "a title by label, heading or meta")
    attachments = files([body], page) if body is not None else ()
    attachments = attachments or _files_below(body, page)
    if not text and not attachments and (body is None or next(body.iter("img", "iframe", "embed"), None) is None):
        raise unknown(page, "a container of text, or files")
    if all(compact(line) in map(compact, (file.title for file in attachments)) for line in text):
        text = ()  # nothing but links to files: PBOC's old documents are a PDF each
    stage = _column_stage(labels, facts["title"])
    return Notice(source, page.url, facts, text, attachments, stage, fetched_at=page.fetched_at)


def _column_stage(labels: Mapping[str, str], titles: Sequence[Finding]) -> Stage | None:
    """What the column says: by its name, then by its type (PBOC's 规范性文件 is of type 工作动态).

    A 公文 that stands among news is none for that.
    """
    name = labels.get("ColumnName", "")
    for column in (name, *([] if DOCUMENT_COLUMNS.search(name) else [labels.get("ColumnType", "")])):
        stage = next((stage for pattern, stage in COLUMN_STAGES if pattern.search(column)), None)
        if stage:
            return None if stage == "news" and DOCUMENT_TITLE.search(titles[0].text) else stage
    return None


def _findings(
    page: Page,
    body: lxml.html.HtmlElement | None,
    labels: Mapping[str, str],
    source: str,
    lines: Sequence[str],
) -> Iterator[tuple[Field, Finding]]:
    """What the page says of its text: `lines` are those above it, where labels and dates stand."""
    yield from labelled(lines)
    heading = _heading(page.root, body, labels)
    if heading:
        yield "title", Finding(heading, Place.HEADING, "heading")
    for before, line in pairwise(("", *lines)):
        if len(line) > 80 or not _YEAR_OR_SERIAL.search(line) or label_key(before[:_LONGEST_LABEL]) in LABELS:
            continue
        printed = _BARE_DAY.fullmatch(line) or _DAY_AND_TIME.fullmatch(line)
        if printed:
            yield "published_on", Finding(printed[1], Place.LINE, "date line")
        elif number := _NUMBER_LINE.fullmatch(line):
            yield "document_number", Finding(number[1], Place.LINE, "number line")
    if "ArticleTitle" in labels:
        yield "title", Finding(labels["ArticleTitle"], Place.META, "ArticleTitle")
    for name in ("PubDate", "publishdate", "firstpublishedtime"):
        if name in labels and source not in UNSOUND_DATES:
            yield "published_on", Finding(labels[name], Place.META, name)
    title = one_line(page.root.findtext(".//title") or "")
    if title:
        yield "title", Finding(_without_site(title), Place.META, "title")


def _without_site(title: str) -> str:
    """A `<title>` without column and site: …的通知_政策发布_国家数据局, …－国务院国有资产监督管理委员会."""
    head, bar, _ = title.partition("_")
    if bar and len(head.strip()) >= _SHORTEST_TITLE:
        return head.strip()
    return _TITLE_END.sub("", title) or title


def _block_in(text: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rows of a disclosure block that stand at the top of the text's own container, and the text without them."""
    rows: list[str] = []
    rest: list[str] = []
    for place, line in enumerate(text):
        if len(line) <= 400 and (_is_label(line.split("\t")[0]) or _is_label(line) or (rows and _ROW.match(line))):
            rows.append(line)
        elif rows or place >= 3:
            break
        else:
            rest.append(line)
    if len(rows) < 2 and not any(re.search(_DAY, row) for row in rows):
        return (), tuple(text)  # 名称：… alone may be the text's own
    return tuple(rows), (*rest, *text[len(rows) + len(rest) :])


def labelled(lines: Iterable[str]) -> Iterator[tuple[Field, Finding]]:
    """Labels and values in lines as `paragraphs` gives them: a table row's cells by tab, `dt` and `dd` on two lines.

    A label's value is the next cell, the rest of its line, or the next line; never another label.
    """
    pieces = [piece.strip() for line in lines for piece in line.split("\t")]
    for index, piece in enumerate(pieces):
        if len(piece) > 400:
            continue
        key = label_key(piece) if len(piece) <= _LONGEST_LABEL else ""
        if key in LABELS:
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            yield from _finding(key, "" if _is_label(following) else following)
        else:
            piece = _closed_up(piece)
            marks = [mark for mark in _INLINE.finditer(piece) if mark[1] in LABELS] if _LABEL_END.search(piece) else []
            ends = (*(mark.start() for mark in marks[1:]), len(piece))
            for mark, end in zip(marks, ends, strict=False):
                yield from _finding(mark[1], piece[mark.end() : end])


def _is_label(text: str) -> bool:
    if len(text) <= _LONGEST_LABEL and label_key(text) in LABELS:
        return True
    begins = _INLINE.match(_closed_up(text))
    return begins is not None and begins[1] in LABELS


def _closed_up(text: str) -> str:
    """A text whose first label is padded, with that closed: `索 引 号：11100000…` as `索引号：11100000…`."""
    padded = _PADDED.match(text)
    return f"{label_key(padded[0])}：{text[padded.end() :]}" if padded else text


def _finding(key: str, value: str) -> Iterator[tuple[Field, Finding]]:
    field, value = LABELS[key], one_line(value)
    if field and value and len(value) <= 300:
        yield field, Finding(value, _PLACES.get(key, Place.TABLE), key)


def _body(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The container of the text: the first known one that holds any, else the parent of most of the paragraphs."""
    known = chain(_BY_ID(root), _BY_ATTRIBUTE(root), chain.from_iterable(find(root) for find in _BY_CLASS))
    if (body := next(filter(_holds_text, known), None)) is not None:
        return body
    wrappers = [element for element in _WRAPPERS(root) if _holds_text(element)]
    if (body := next((element for element in wrappers if not _OF_THE_PAGE(element)), None)) is not None:
        return body
    weights: dict[lxml.html.HtmlElement, int] = {}
    for paragraph in root.iter("p"):
        parent = paragraph.getparent()
        weights[parent] = weights.get(parent, 0) + len("".join(paragraph.itertext()))
    return max(weights, key=lambda parent: weights[parent], default=next(iter(wrappers), None))


def _holds_text(element: lxml.html.HtmlElement) -> bool:
    return any(text.strip() for text in element.itertext()) or element.find(".//img") is not None


def _heading(root: lxml.html.HtmlElement, body: lxml.html.HtmlElement | None, labels: Mapping[str, str]) -> str | None:
    """The printed heading: an element made for it, outside the text, that says what `<title>` or ArticleTitle say."""
    named = label_key(labels.get("ArticleTitle", "") + (root.findtext(".//title") or ""))
    within: str | None = None
    for element in _headings(root):
        text = one_line(" ".join(_title_texts(element)))
        if not text or len(text) > 300 or label_key(text)[:12] not in named:
            continue
        if body not in element.iterancestors():
            return _unbroken(text, root, labels) if next(element.iter("br"), None) is not None else text
        if len(text) >= _SHORTEST_TITLE and label_key(text) in named:
            within = within or text
    return within


def _unbroken(heading: str, root: lxml.html.HtmlElement, labels: Mapping[str, str]) -> str:
    """A heading broken over lines as ArticleTitle or `<title>` spell it: only they know which break is a blank."""
    spellings = (labels.get("ArticleTitle", ""), _without_site(one_line(root.findtext(".//title") or "")))
    return next((spelling for spelling in spellings if compact(spelling) == compact(heading)), heading)


def _headings(root: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """What may be the heading, the likeliest first."""
    yield from _HEADING_IDS(root)
    titled = _TITLED(root)
    yield from (element for element in titled if not SURE_HEADINGS.isdisjoint(element.get("class").split()))
    for tag in ("h1", "h2", "h3"):
        yield from root.iter(tag)
    classed = [(element, frozenset(element.get("class").split())) for element in titled]
    yield from (element for element, classes in classed if classes & HEADINGS)
    yield from (element for element, classes in classed if not classes & (SURE_HEADINGS | HEADINGS))


def _title_texts(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Texts of a heading up to a paragraph inside it: SASAC puts source and date into the same element."""
    yield element.text or ""
    for child in element:
        if child.tag == "p":
            return
        if isinstance(child.tag, str):
            yield text_of(child)
        yield child.tail or ""


def _files_below(body: lxml.html.HtmlElement | None, page: Page) -> tuple[Attachment, ...]:
    """Files in the blocks that follow the text (相关附件), up to two levels out."""
    node = body
    for _ in range(2):
        if node is None or node.getparent() is None:
            return ()
        found = files((sibling for sibling in node.itersiblings() if isinstance(sibling.tag, str)), page)
        if found:
            return found
        node = node.getparent()
    return ()


def _json_notice(page: Page, answer: Any) -> Notice:
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not any(data.get(name) for name in ("docSubtitle", "docTitle")):
        raise unknown(page, "JSON with data.docTitle")
    facts = gathered(
        (field, Finding(one_line(str(data.get(name) or "")), Place.API, name)) for name, field in JSON_FIELDS.items()
    )
    content = html_tree(str(data.get("docClob") or ""))
    attachments = files([content], page)
    return Notice(source_of(page.url), page.url, facts, paragraphs(content), attachments, fetched_at=page.fetched_at)
