"""Text of elements: blanks, paragraphs, labels, metas and the files that a body links to. The same on every site."""

import html
import re
from collections.abc import Iterable
from datetime import date
from typing import cast
from urllib.parse import parse_qs, urlsplit

import lxml.html
from lxml import etree

from parsers.addresses import comparable
from parsers.page import Page
from parsers.record import Attachment

BLANKS = " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u202f\u3000"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"

_SOFT_BLANKS = BLANKS.replace(" ", "").replace("\u3000", "")  # U+3000 inside a line is printed, not layout
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)

_BLOCK = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
SILENT = frozenset(
    "button head iframe input link meta noscript object option script select style svg template textarea title".split()
)
"""Elements whose text no reader sees."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "wps": "application/vnd.ms-works",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "et": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ceb": "application/x-ceb",
    "txt": "text/plain",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}


def one_line(text: str) -> str:
    """Text with every run of blanks as one blank, ends stripped, invisible characters gone; punctuation untouched."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(_INVISIBLE.sub("", line).split())


def compact(text: str) -> str:
    """Text without any blank or invisible character, for comparing."""
    bare = "".join(text.split())
    return bare if bare.isprintable() else _INVISIBLE.sub("", bare)


def label_key(text: str) -> str:
    """A label without padding: `标　　题：`, `【发文日期】` and `索 引 号` become 标题, 发文日期, 索引号."""
    return compact(text).strip(":：【】[]")


def read_day(text: str | None) -> date | None:
    """The first day printed in digits, `2026/04/09`, `2026.09.30`, `2026年9月4日` and their like; None without one."""
    for year, month, day in _DAY.findall(text or ""):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:  # a number that only looks like a day: 2021-40-11
            continue
    return None


def read_days(text: str) -> list[tuple[int, int, date]]:
    """Every day printed in digits, with where it begins and ends."""
    found = []
    for match in _DAY.finditer(text):
        try:
            found.append((match.start(), match.end(), date(*map(int, match.groups()))))
        except ValueError:
            continue
    return found


def title_line(lines: Iterable[str]) -> str:
    """A title that its page breaks over lines, on one line.

    A break inside 《》 is layout (`《售电公司<BR>管理办法》`) and leaves nothing; elsewhere it may stand between two
    issuing bodies and leaves one blank.
    """
    title = ""
    for line in filter(None, map(one_line, lines)):
        inside = title.count("《") > title.count("》")
        title += line if inside or not title else f" {line}"
    return title


def markup_lines(snippet: str) -> list[str]:
    """The lines of a scrap of HTML such as a search answer's title: split at `<br>`, tags gone, entities resolved."""
    return [html.unescape(_TAG.sub("", line)) for line in _BREAK.split(snippet)]


def has_class(name: str) -> str:
    """The XPath condition that an element has this class among its classes."""
    return f'(contains(@class, "{name}") and contains(concat(" ", normalize-space(@class), " "), " {name} "))'


def of_class(*names: str, tag: str = "*") -> str:
    """The XPath of a page's elements of this tag that have one of these classes, the quickest that libxml2 knows.

    `//div[…]` is two steps for it and takes twice as long; elements of any tag are found by their attributes. No page
    has a hundred of a kind: the limit keeps what is looked for inside them linear.
    """
    if tag != "*":
        return f"(/descendant::{tag}[{' or '.join(map(has_class, names))}])[position() <= 100]"
    words = (f'contains(., "{name}") and contains(concat(" ", normalize-space(.), " "), " {name} ")' for name in names)
    return f"(/descendant::*/@class[{' or '.join(words)}])[position() <= 100]/parent::*"


class ById:
    """Elements by id in document order, from the tree's own index: no walk over the page as `//*[@id=…]` is."""

    def __init__(self, *ids: str) -> None:
        self._ids = frozenset(ids)
        self._indexed = etree.XPath(f"id('{' '.join(ids)}')")
        self._walked = etree.XPath(f"//*[{' or '.join(f'@id={name!r}' for name in ids)}]")

    def __call__(self, root: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
        """The first element of each id; an `<a name=…>` that took an id's place in the index hides none."""
        found = self._indexed(root)
        sound = all(element.get("id") in self._ids for element in found)
        return cast("list[lxml.html.HtmlElement]", found if sound else self._walked(root))


def text_of(element: lxml.html.HtmlElement) -> str:
    """The text of an element on one line; scripts and comments left out."""
    return one_line(" ".join(paragraphs(element)) if len(element) else element.text or "")


def content_of(element: lxml.html.HtmlElement) -> str:
    """All text inside an element as it stands, scripts too: for comparing with labels."""
    return element.text_content() if len(element) else element.text or ""


def paragraphs(element: lxml.html.HtmlElement) -> tuple[str, ...]:
    """The paragraphs of an element, as a browser breaks them; empty ones left out.

    A table row of several cells is one paragraph with a tab between cells. Runs of blanks are one blank.
    """
    return _paragraphs_in(str(_BROKEN(element)) if len(element) else element.text or "")


def paragraphs_down_to(element: lxml.html.HtmlElement, root: lxml.html.HtmlElement) -> tuple[tuple[str, ...], ...]:
    """The paragraphs of a page above an element, and those in it: one walk, where each part's own would cost more."""
    if (parent := element.getparent()) is None:
        return (), paragraphs(element)
    begin, end = etree.ProcessingInstruction(_EDGE), etree.ProcessingInstruction(_EDGE)
    element.addprevious(begin)
    element.append(end)
    parts = str(_BROKEN(root)).split(_EDGE_SIGN)
    parent.remove(begin)
    element.remove(end)
    if len(parts) != 3:  # inside of an element that no reader sees
        return (), paragraphs(element)
    return _paragraphs_in(parts[0]), _paragraphs_in(parts[1])


def _paragraphs_in(text: str) -> tuple[str, ...]:
    lines = tuple(filter(None, map(str.strip, text.split(_END))))
    joined = "".join(lines)
    if joined.isprintable() and "  " not in joined:  # no cells, and nothing that is to be made even
        return lines
    text = _END.join(lines)
    if (visible := _visible(text)) is not text:
        text = _END.join(filter(None, map(str.strip, visible.split(_END))))
    text = _even(text)
    return tuple(_row(line) if _CELL in line else line for line in text.split(_END)) if text else ()


# Stand for the end of a line, of a line inside a cell and of a cell; private characters that no page prints.
_END, _PART, _CELL = "\ue001", "\ue002", "\ue000"
# Stands in the tree and the text where an element begins and ends: three signs, for a page may have one as an icon.
_EDGE, _EDGE_SIGN = "zhengce-edge", "\ue003\ue004\ue003"

# Texts in document order with the ends of lines between them: by a stylesheet, for a walk over elements in Python costs
# more than building their tree. A tag's template says how a browser breaks there. A row of a layout table (several
# cells with a table inside, or with the text that is looked for) is no row: its cells are blocks. That is asked inside
# the template: for a predicate in `match` libxslt counts the element's siblings, which is quadratic in a table's rows.
_BLOCKS, _SILENTS = "|".join(sorted(_BLOCK)), "|".join(sorted(SILENT))
_IS_ROW = f"(td|th)[2] and not(.//table) and not(.//processing-instruction('{_EDGE}'))"
_BROKEN = etree.XSLT(
    etree.XML(f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text" encoding="utf-8"/>
<xsl:template match="/"><xsl:apply-templates select="*/node()"/></xsl:template>

<xsl:template match="{_BLOCKS}">{_END}<xsl:apply-templates/>{_END}</xsl:template>
<xsl:template match="br">{_END}</xsl:template>
<xsl:template match="{_SILENTS}|comment()|processing-instruction()"/>
<xsl:template match="processing-instruction('{_EDGE}')" priority="2">{_EDGE_SIGN}</xsl:template>
<xsl:template match="tr" priority="2">{_END}<xsl:choose
 ><xsl:when test="{_IS_ROW}"><xsl:call-template name="cells"/></xsl:when
 ><xsl:otherwise><xsl:apply-templates/></xsl:otherwise
 ></xsl:choose>{_END}</xsl:template>

<xsl:template name="cells"
 ><xsl:for-each select="td|th"
 ><xsl:if test="position() > 1">{_CELL}</xsl:if
 ><xsl:apply-templates mode="cell"
 /></xsl:for-each></xsl:template>

<xsl:template mode="cell" match="{_BLOCKS}">{_PART}<xsl:apply-templates mode="cell"/>{_PART}</xsl:template>
<xsl:template mode="cell" match="br">{_PART}</xsl:template>
<xsl:template mode="cell" match="{_SILENTS}|comment()|processing-instruction()"/>
<xsl:template mode="cell" match="tr" priority="2">{_PART}<xsl:choose
 ><xsl:when test="{_IS_ROW}"><xsl:call-template name="cells"/></xsl:when
 ><xsl:otherwise><xsl:apply-templates mode="cell"/></xsl:otherwise
 ></xsl:choose>{_PART}</xsl:template>
</xsl:stylesheet>""")
)


def _row(line: str) -> str:
    """A row's cells with a tab between them, the lines of each on one line."""
    cells = (filter(None, map(str.strip, cell.split(_PART))) for cell in line.split(_CELL))
    return "\t".join(map(" ".join, cells))


def _visible(text: str) -> str:
    for character in INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    return text


def _even(text: str) -> str:
    """Text with its runs of soft blanks one blank each."""
    for character in _SOFT_BLANKS:
        if character in text:
            text = text.replace(character, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def metas(page: Page, *names: str) -> dict[str, str]:
    """The `<meta name= content=>` of these names in any case of letters; the first non-empty value of a name wins."""
    found: dict[str, str] = {}
    wanted = {name.lower(): name for name in names}
    for meta in page.root.iter("meta"):
        name = wanted.get((meta.get("name") or "").strip().lower(), "")
        if name and name not in found and (content := one_line(meta.get("content") or "")):
            found[name] = content
    return found


def files(elements: Iterable[lxml.html.HtmlElement], page: Page) -> tuple[Attachment, ...]:
    """The files that these elements link to or embed, each once, titled by the link's text, viewers resolved."""
    found: dict[str, Attachment] = {}
    for element in elements:
        for node in element.iter("a", "iframe", "embed", "object"):
            href = node.get("href") or node.get("src") or node.get("data") or ""
            if (file := _file(href, page)) is None:
                continue
            url, name, kind = file
            title = text_of(node) if node.tag == "a" else ""
            title = title or one_line(node.get("title") or "") or name
            key = comparable(url)
            if key not in found or (found[key].title == name and title != name):
                found[key] = Attachment(title, url, MEDIA_TYPES.get(kind))
    return tuple(found.values())


_PAGE = (".html", ".htm", ".shtml", "/")  # what most links of a page end with
# One of these is in every address of a file; most links of a page have none. (A URL's line breaks mean nothing.)
_OF_A_FILE = re.compile(rf"\.(?:{'|'.join(MEDIA_TYPES)})|file=|downloadfile\.jsp|[\t\r\n]", re.IGNORECASE)


def file_of(href: str, page: Page) -> Attachment | None:
    """The file behind one address, viewers resolved, titled by its own name; None where it leads to no file."""
    file = _file(href, page)
    return Attachment(file[1], file[0], MEDIA_TYPES.get(file[2])) if file else None


def _file(href: str, page: Page) -> tuple[str, str, str] | None:
    """Address, file name and extension behind a link; None where it leads to no file."""
    if (href.endswith(_PAGE) and "file=" not in href) or not _OF_A_FILE.search(href):
        return None
    url = page.absolute(href)
    if url is None:
        return None
    parts = urlsplit(url)
    if "file=" in parts.query and "viewer" in parts.path:  # pdf.js in front of the file itself
        inner = parse_qs(parts.query).get("file", [""])[0]
        return _file(inner, page)
    if parts.path.endswith("/downloadfile.jsp"):  # CAC: the name is a parameter, the address has no extension
        name = one_line(parse_qs(parts.query).get("fText", [""])[0]) or "downloadfile.jsp"
        return url, name, _extension(name)
    name = parts.path.rsplit("/", 1)[-1]
    kind = _extension(name)
    return (url, name, kind) if kind in MEDIA_TYPES else None


def _extension(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""
