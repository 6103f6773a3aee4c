"""www.mohurd.gov.cn (Hanweb jpaas): notices, whose files stand behind the text; lists are those of all jpaas sites.

Seen are the text, the files and the metas of three drafts of 2026; the table above the text by its labels alone.
"""

import re
from collections.abc import Iterator

from parsers.extraction import Field, Finding, Place
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css, metas
from parsers.page import Page
from parsers.sites.site_table import Site
from parsers.text import compact

_HEADINGS = css("title, h1, h2, h3")

# 便携式 管线探测设备: a line break in ArticleTitle. Before 关于 a blank may stand between two bodies.
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


def _title(page: Page) -> Iterator[tuple[Field, Finding]]:
    """The title without the line breaks of the meta ArticleTitle: as another place of the page prints it, or joined."""
    named = metas(page, "ArticleTitle").get("ArticleTitle", "")
    if not named:
        return
    same = re.compile(" ?".join(map(re.escape, compact(named))))
    printed = [match[0] for element in _HEADINGS(page.root) if (match := same.search(text_of(element)))]
    title = min((*printed, named), key=len)
    if len(title) == len(named):
        before, about, rest = named.partition("关于")
        title = before + about + _BREAK.sub("", rest)
    yield "title", Finding(title, Place.HEADING, "title")


SITE = Site(
    hosts=("www.mohurd.gov.cn",),
    text=(css("div.editor-content"),),
    files=css("div.editorContent-download"),
    findings=_title,
)
