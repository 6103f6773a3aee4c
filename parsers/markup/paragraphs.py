"""The text of elements: its lines and paragraphs as a browser breaks them."""

import re

import lxml.html
from lxml import etree
from w3lib.html import replace_entities, replace_tags

from parsers.text import BLANKS, INVISIBLE, one_line

_SOFT_BLANKS = BLANKS.replace(" ", "").replace("\u3000", "")  # U+3000 inside a line is printed, not layout
_BLANK_RUN = re.compile(f"[{_SOFT_BLANKS}][ {_SOFT_BLANKS}]*| [ {_SOFT_BLANKS}]+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_BREAK = re.compile(r"<br\s*/?>|</?(?:p|div|li)\b[^<>]*>", re.IGNORECASE)

_BLOCK = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
SILENT = frozenset(
    "button head iframe input link meta noscript object option script select style svg template textarea title".split()
)
"""Elements whose text is not shown."""


def markup_lines(snippet: str) -> list[str]:
    """The lines of a piece of HTML such as a search result's title, without tags and with entities resolved."""
    return [replace_entities(replace_tags(line), remove_illegal=False) for line in _BREAK.split(snippet)]


def text_of(element: lxml.html.HtmlElement) -> str:
    """The text of an element on one line; scripts and comments left out."""
    return one_line(" ".join(paragraphs(element)) if len(element) else element.text or "")


def content_of(element: lxml.html.HtmlElement) -> str:
    """All text inside an element, unchanged and with scripts: quicker than `text_of`, for comparing with labels."""
    return element.text_content() if len(element) else element.text or ""


def paragraphs(element: lxml.html.HtmlElement) -> tuple[str, ...]:
    """The paragraphs of an element, as a browser breaks them; empty ones left out.

    A table row of several cells is one paragraph with a tab between cells. Runs of blanks are one blank.
    """
    return _paragraphs_in(str(_WITH_BREAKS(element)) if len(element) else element.text or "")


def paragraphs_down_to(element: lxml.html.HtmlElement, root: lxml.html.HtmlElement) -> tuple[tuple[str, ...], ...]:
    """The paragraphs of a page above an element, and those in it, in one walk over the tree."""
    if (parent := element.getparent()) is None:
        return (), paragraphs(element)
    begin, end = etree.ProcessingInstruction(_EDGE), etree.ProcessingInstruction(_EDGE)
    element.addprevious(begin)
    element.append(end)
    parts = str(_WITH_BREAKS(root)).split(_EDGE_SIGN)
    parent.remove(begin)
    element.remove(end)
    if len(parts) != 3:  # the element stands inside one that is not shown
        return (), paragraphs(element)
    return _paragraphs_in(parts[0]), _paragraphs_in(parts[1])


def _paragraphs_in(text: str) -> tuple[str, ...]:
    lines = tuple(filter(None, map(str.strip, text.split(_END))))
    joined = "".join(lines)
    if joined.isprintable() and "  " not in joined:  # neither cells nor runs of blanks
        return lines
    text = _BLANK_RUN.sub(" ", _INVISIBLE.sub("", _END.join(lines)))
    filled = filter(None, map(str.strip, text.split(_END)))
    return tuple(_row(line) if _CELL in line else line for line in filled)


# Private characters that no page prints: the end of a line, of a line inside a cell, of a cell.
_END, _PART, _CELL = "\ue001", "\ue002", "\ue000"
# The start and end of an element, in the tree and in the text. Three characters: a page may print one as an icon.
_EDGE, _EDGE_SIGN = "zhengce-edge", "\ue003\ue004\ue003"

# A stylesheet, because a walk over the elements in Python takes longer than building their tree. `<p>甲<b>乙</b></p>丙`
# becomes `END 甲乙 END 丙`. A row with a table inside, or with the start or end of the element, is layout: its cells
# are blocks. The template tests that itself: for a predicate in `match` libxslt counts siblings, in quadratic time.
_BLOCKS, _SILENTS = "|".join(sorted(_BLOCK)), "|".join(sorted(SILENT))
_IS_ROW = f"(td|th)[2] and not(.//table) and not(.//processing-instruction('{_EDGE}'))"
_WITH_BREAKS = etree.XSLT(
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
