"""Pages of ministries without a module of their own, read by what all government sites share.

These are the metas of 政府网站发展指引 (国办发〔2017〕47号: ArticleTitle, PubDate), the labels of the disclosure block
(发文机关, 发文字号, 成文日期 …, as table, `dl`, form rows, 【】 or running line), and a few containers of the text.
Written after pages of MOFCOM and MOST and notes on MOF, CSRC, SASAC, PBOC, SAMR, MEE, NEA.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

import lxml.html
from lxml import etree

from parsers.extraction import Field, Finding, Notice, Place, gather_facts
from parsers.grammar.labels import LABELS, Label, labels_of
from parsers.markup.attachments import files
from parsers.markup.paragraphs import SILENT, paragraphs, paragraphs_down_to, text_of
from parsers.markup.selection import css, metas
from parsers.page import Page
from parsers.platforms.common import DOCUMENT_TITLE, answer_of, refuse_challenge, unknown_template
from parsers.record import Attachment, Stage
from parsers.registry.websites import source_of
from parsers.sites.error_pages import refuse_error_page
from parsers.sites.rows import read_listing
from parsers.text import compact, label_key, one_line

__all__ = ["read_labels", "read_listing", "read_notice"]

METAS = ("ArticleTitle", "ColumnName", "ColumnType", "PubDate", "publishdate", "firstpublishedtime")
"""Metas of 政府网站发展指引 and what some sites use for them. ContentSource and author never name the issuer."""

UNRELIABLE_DATES = frozenset({"csrc", "most"})
"""Sites whose PubDate is not a publication date: mass re-publication (CSRC, 2025-10-25), build times (MOST)."""

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
"""Containers of the text: by id, by the attribute ergodic="article" of jpaas, by class; the most certain first."""

SHOWN = ("img", "iframe", "embed", "object", "video")
"""What may stand in place of a text."""

WRAPPER_CLASSES = ("content", "article")
"""Classes of the text's container on some sites, on others of the whole page with navigation and heading."""

SURE_HEADINGS = frozenset(
    ("art-title", "article_title", "xxgk_title", "zsy_cotitle", "title_con", "title_wide", "main-title")
)
HEADINGS = frozenset(("title", "tit"))
"""Classes of headings, tried after the sure ones and h1, h2 and h3."""

COLUMN_STAGES: tuple[tuple[re.Pattern[str], Stage], ...] = (
    (re.compile(r"解读|图解|一图读懂|答记者问"), "interpretation"),
    (re.compile(r"征求意见|意见征集|意见征求|征集调查|公开征求"), "draft"),
    (
        re.compile(
            r"新闻|要闻|动态|活动|会议|媒体|领导|(?:经济|投资|工业|产业)运行|运行监测|(?:统计|数据)(?:数据|发布|信息)"
        ),
        "news",
    ),
)
"""Stages by the metas ColumnName and ColumnType."""

BOTH = re.compile(r"(?:政策|文件|法规|规章)(?:[及和与、]|以及)[^，。]{0,6}解读")
"""相关政策及解读: a column of documents and of what explains them says nothing of either."""

DOCUMENT_COLUMNS = re.compile(r"规范性文件|规章|法规|政策文件|政策发布|通知|公告|[命法]令|文件库")
"""Columns of documents by their name, whatever type the site gives them."""

_BY_ID = css(f":is(#{', #'.join(BODY_IDS)})")
_BY_ATTRIBUTE = css("div[ergodic=article]")
_CONTAINERS = ":is(div, td, section, article)"
_BY_CLASS = tuple(css(f"{_CONTAINERS}:is(.{', .'.join(group)})") for group in BODY_CLASSES)
_WRAPPERS = css(f"{_CONTAINERS}:is(.{', .'.join(WRAPPER_CLASSES)})")
_OF_THE_PAGE = etree.XPath("boolean(descendant::h1 or descendant::nav or descendant::footer or descendant::form)")
_HEADING_IDS = css("#con_title, #ti")
_TITLED = css("[class*=tit]:not(a):not(span)")
# 【发布文号】商务部公告2025年第54号 · 发布时间：2025-03-03 · 文章来源：产权局　发布时间：2025-03-03
_INLINE = re.compile(r"(?<![\u4e00-\u9fff])(?:【\s*)?([\u4e00-\u9fff]{2,9})\s*[】:：]")
_PADDED = re.compile(r"[\u4e00-\u9fff]{1,4}(?:[\s\u3000]+[\u4e00-\u9fff]{1,4}){1,3}\s*[】:：]")
_LABEL_END = re.compile("[】:：]")
# 2025-09-26 alone on its line, or with a time at the end of a line: 政策发布 > 2025-09-26 16:56
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_BARE_DAY = re.compile(rf"(?:(?:日期|时间)\s*[:：]\s*)?({_DAY})(?=$|\s*(?:来源|访问次数|浏览|字体|字号)).*")
_DAY_AND_TIME = re.compile(
    rf"(?:.*[\s>])?(?:(?:日期|时间)\s*[:：]\s*)?({_DAY}\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?:$|\s*(?:来源|访问次数|浏览|字体|字号).*)"
)
_ROW = re.compile(r"[^\t：:]{2,8}[：:]\t")  # a label that is not in the table: 所属机构：
# 国家税务总局公告2026年第3号 on a line under the heading; · 海关总署公告2010年第83号 2010-12-24 全文有效
_NUMBER_LINE = re.compile(
    r"([\u4e00-\u9fff \u3000、]{2,60}"
    r"(?:[〔\[（(【﹝]\s?\d{4}\s?[〕\]）)】﹞]\s?第?|(?:令|公告|通告)\s?(?:\d{4}\s?年)?\s?第)\s?\d{1,5}\s?号)"
    r"(?:\s+(?:\d{4}\s?[-/.年]\S{2,10}|\S{0,4}(?:有效|失效|废止|修改)\S{0,4}|[\u4e00-\u9fff]{2,6}[:：]\s?\S{1,20})){0,3}"
)
_YEAR_OR_SERIAL = re.compile(r"\d{4}|\d\s?号")  # in every line with a day or a number
_SHORTEST_TITLE = 8
_MOST_HEADINGS = 1000
_MOST_IN_HEADING = 20_000  # elements and characters, blanks among them
_TITLE_END = re.compile(
    r"\s*[-_－—|]{1,2}\s*(?:中华人民共和国|国家|中国|国务院)?[\u4e00-\u9fff]{2,24}(?:门户网站|网站|官网)?\s*$"
)
_LONGEST_LABEL = 40  # including padding


def read_notice(
    page: Page,
    container: lxml.html.HtmlElement | None = None,
    marked: Iterable[tuple[Field, Finding]] = (),
    *,
    may_be_emptied: bool = False,
) -> Notice:
    """Findings of a notice page of any government site. Raises Challenge, or UnknownTemplate without title or text.

    `container` is that of the text, where the site's own module knows it; `marked` what that module finds, which stands
    before what all sites share; `may_be_emptied`: a container without text is a notice that was taken down so.
    """
    if answer_of(page) is not None:
        raise unknown_template(page, "a page: a site that answers in JSON has a reader of its own")
    refuse_error_page(page)
    labels, body = metas(page, *METAS), _body(page.root) if container is None else container
    if body is None:
        refuse_challenge(page)
    source = source_of(page.url)
    above, text = paragraphs_down_to(body, page.root) if body is not None else (paragraphs(page.root), ())
    block, text = _split_block(text)
    own = [(name, finding) for name, finding in marked if finding.text]
    known = {(name, finding.place, finding.text) for name, finding in own}
    has_heading = any((name, place) == ("title", Place.HEADING) for name, place, _ in known)
    shared = (
        (name, finding)
        for name, finding in _findings(page, body, labels, source, (*above, *block))
        if (name, finding.place, finding.text) not in known
        and not (has_heading and (name, finding.place) == ("title", Place.HEADING))
    )
    facts = gather_facts((*own, *shared))
    if "title" not in facts:
        raise unknown_template(page, "a title by label, heading or meta")
    attachments = files([body], page) if body is not None else ()
    attachments = attachments or _files_below(body, page)
    is_empty = not text and not attachments and (body is None or next(body.iter(*SHOWN), None) is None)
    if is_empty and not may_be_emptied:
        raise unknown_template(page, "a container of text, or files")
    if all(compact(line) in map(compact, (file.title for file in attachments)) for line in text):
        text = ()  # only links to files: each of PBOC's old documents is a PDF
    stage = _column_stage(labels, facts["title"])
    return Notice(source, page.url, facts, text, attachments, stage, fetched_at=page.fetched_at)


def _column_stage(labels: Mapping[str, str], titles: Sequence[Finding]) -> Stage | None:
    """The stage by the column's name, then by its type (PBOC's 规范性文件 has the type 工作动态).

    A 公文 in a column of news stays a document.
    """
    name = labels.get("ColumnName", "")
    for column in (name, *([] if DOCUMENT_COLUMNS.search(name) else [labels.get("ColumnType", "")])):
        stage = next(
            (stage for pattern, stage in COLUMN_STAGES if pattern.search(column) and not BOTH.search(column)), None
        )
        if stage:
            return None if stage == "news" and DOCUMENT_TITLE.search(titles[0].text) else stage
    return None


def _findings(
    page: Page, body: lxml.html.HtmlElement | None, labels: Mapping[str, str], source: str, lines: Sequence[str]
) -> Iterator[tuple[Field, Finding]]:
    """The findings of a page. `lines` are those above its text, where labels and dates stand."""
    heading = _heading(page, body, labels)
    for field, finding in read_labels(lines, source):
        if field == "title" or finding.text != heading:  # which an empty cell before it does not have for its value
            yield field, finding
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
        if name in labels and source not in UNRELIABLE_DATES:
            yield "published_on", Finding(labels[name], Place.META, name)
    if title := page.title:  # behind the printed heading it names column and site
        named = heading if heading and title.startswith(heading) else _without_site(title)
        yield "title", Finding(named, Place.META, "title")


def _without_site(title: str) -> str:
    """A `<title>` without column and site: …的通知_政策发布_国家数据局, 【…的通知】-国家发展和改革委员会."""
    head, bar, _ = title.partition("_")
    if bar and len(head.strip()) >= _SHORTEST_TITLE:
        return head.strip()
    named = _TITLE_END.sub("", title) or title
    return named[1:-1] if named.startswith("【") and named.find("】") == len(named) - 1 else named


def _split_block(text: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rows of a disclosure block at the top of the text's container, and the text without them."""
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
        return (), tuple(text)  # a lone 名称：… may belong to the text
    return tuple(rows), (*rest, *text[len(rows) + len(rest) :])


def read_labels(lines: Iterable[str], site: str = "") -> Iterator[tuple[Field, Finding]]:
    """Labels and values in lines of `paragraphs`: cells of a table row by tab, `dt` and `dd` on two lines.

    A label's value is the next cell, the rest of its line or the next line; never another label. A label means what it
    means on this site.
    """
    labels = labels_of(site)
    pieces = [piece.strip() for line in lines for piece in line.split("\t")]
    for index, piece in enumerate(pieces):
        if len(piece) > 400:
            continue
        key = label_key(piece) if len(piece) <= _LONGEST_LABEL else ""
        if key in LABELS:
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            yield from _label_finding(key, labels[key], "" if _is_label(following) else following)
        else:
            piece = _close_label(piece)
            marks = [mark for mark in _INLINE.finditer(piece) if mark[1] in LABELS] if _LABEL_END.search(piece) else []
            ends = (*(mark.start() for mark in marks[1:]), len(piece))
            for mark, end in zip(marks, ends, strict=False):
                yield from _label_finding(mark[1], labels[mark[1]], piece[mark.end() : end])


def _is_label(text: str) -> bool:
    if len(text) <= _LONGEST_LABEL and label_key(text) in LABELS:
        return True
    begins = _INLINE.match(_close_label(text))
    return begins is not None and begins[1] in LABELS


def _close_label(text: str) -> str:
    """A text without blanks inside its first label: `索 引 号：11100000…` becomes `索引号：11100000…`."""
    padded = _PADDED.match(text)
    key = label_key(padded[0]) if padded else ""
    return f"{key}：{text[padded.end() :]}" if padded and key in LABELS else text


def _label_finding(key: str, label: Label, value: str) -> Iterator[tuple[Field, Finding]]:
    value = one_line(value)
    if label.field and value and len(value) <= 300:
        yield label.field, Finding(value, label.place, key)


def _body(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The container of the text: the first known one with text, else the parent of most of the paragraphs' text."""
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


def _heading(page: Page, body: lxml.html.HtmlElement | None, labels: Mapping[str, str]) -> str | None:
    """The printed heading: a heading element outside of the text whose words are in `<title>` or ArticleTitle."""
    named = label_key(labels.get("ArticleTitle", "") + page.title)
    within: str | None = None
    for element in _headings(page.root):
        text = one_line(" ".join(_title_texts(element))) if not _is_container(element) else ""
        if not text or len(text) > 300 or label_key(text)[:12] not in named:
            continue
        if body not in element.iterancestors():
            return _join_heading(text, page, labels) if next(element.iter("br"), None) is not None else text
        if len(text) >= _SHORTEST_TITLE and label_key(text) in named:
            within = within or text
    return within


def _join_heading(heading: str, page: Page, labels: Mapping[str, str]) -> str:
    """A heading broken over lines as ArticleTitle or `<title>` print it: they show which break is a blank."""
    spellings = (labels.get("ArticleTitle", ""), _without_site(page.title))
    return next((spelling for spelling in spellings if compact(spelling) == compact(heading)), heading)


def _headings(root: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """Elements that may be the heading, the likeliest first."""
    yield from _HEADING_IDS(root)
    titled = _TITLED(root)[:_MOST_HEADINGS]
    yield from (element for element in titled if not SURE_HEADINGS.isdisjoint(element.get("class").split()))
    for tag in ("h1", "h2", "h3"):
        yield from root.iter(tag)
    classed = [(element, frozenset(element.get("class").split())) for element in titled]
    yield from (element for element, classes in classed if classes & HEADINGS)
    yield from (element for element, classes in classed if not classes & (SURE_HEADINGS | HEADINGS))


def _is_container(element: lxml.html.HtmlElement) -> bool:
    """Whether an element holds a large part of the page; its text need not be read to know that it is no heading."""
    count = 0
    for node in element.iter():
        count += 1 + (len(node.text or "") if node.tag not in SILENT else 0) + len(node.tail or "")
        if count > _MOST_IN_HEADING:
            return True
    return False


def _title_texts(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Texts of a heading up to a paragraph inside it: SASAC puts source and date into the heading."""
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
        attachments = files((sibling for sibling in node.itersiblings() if isinstance(sibling.tag, str)), page)
        if attachments:
            return attachments
        node = node.getparent()
    return ()
