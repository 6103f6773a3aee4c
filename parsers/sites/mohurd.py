"""www.mohurd.gov.cn (Hanweb jpaas): notices, whose files stand behind the text; lists are those of all jpaas sites.

Seen are the text, the files and the metas of three drafts of 2026; the table above the text by its labels alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.extraction import Field, Finding, Notice, Place
from parsers.markup.attachments import files
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css, metas
from parsers.page import Page
from parsers.sites import generic
from parsers.sites.generic import read_listing
from parsers.text import compact

__all__ = ["HOSTS", "read_listing", "read_notice"]

HOSTS = ("www.mohurd.gov.cn",)

_TEXT = css("div.editor-content")
_FILES = css("div.editorContent-download")
_HEADINGS = css("title, h1, h2, h3")

# 便携式 管线探测设备: a line break in ArticleTitle. Before 关于 a blank may stand between two bodies.
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


def read_notice(page: Page) -> Notice:
    """Findings of a notice. Raises UnknownTemplate without text and title."""
    text = next(iter(_TEXT(page.root)), None)
    notice = generic.read_notice(page, text, _title(page))
    if text is None:
        return notice
    return replace(notice, attachments=files([*_FILES(page.root), text], page))


def _title(page: Page) -> Iterator[tuple[Field, Finding]]:
    """The title without the line breaks of the meta ArticleTitle: as another place of the page prints it, or joined."""
    named = metas(page, "ArticleTitle").get("ArticleTitle", "")
    if not named:
        return
    same = re.compile(" ?".join(map(re.escape, compact(named))))
    printed = [found[0] for element in _HEADINGS(page.root) if (found := same.search(text_of(element)))]
    title = min((*printed, named), key=len)
    if len(title) == len(named):
        before, about, rest = named.partition("关于")
        title = before + about + _BREAK.sub("", rest)
    yield "title", Finding(title, Place.HEADING, "title")
