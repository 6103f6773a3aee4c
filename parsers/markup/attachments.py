"""The files that a page links to or embeds, their media types, and the viewers in front of them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import lxml.html

from parsers.addresses import comparable
from parsers.file_types import ANY_ENDING, FILE_TYPES
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import outermost
from parsers.page import Page
from parsers.record import Attachment
from parsers.text import one_line


def files(elements: Iterable[lxml.html.HtmlElement], page: Page) -> tuple[Attachment, ...]:
    """The files that these elements link to or embed, each once, titled by the link's text; viewers are resolved."""
    by_url: dict[str, Attachment] = {}
    for element in outermost(elements):
        for node in element.iter("a", "iframe", "embed", "object"):
            file = file_of(node.get("href") or node.get("src") or node.get("data") or "", page)
            if file is None:
                continue
            title = text_of(node) if node.tag == "a" else ""
            title = "" if _DOWNLOAD.fullmatch(title) else title
            title = title or one_line(node.get("title") or "") or file.title
            key = comparable(file.url)
            if key not in by_url or (by_url[key].title == file.title and title != file.title):
                by_url[key] = replace(file, title=title)
    return tuple(by_url.values())


_DOWNLOAD = re.compile(r"(?:点击)?下载(?:(?:图片|文字|附件|文件|正文|PDF|WORD|OFD)版?)?", re.IGNORECASE)
"""下载文字版: what a link says that names no file."""

_DOWNLOADS = {
    "/downloadfile.jsp": ("fText",),
    "/document/download": ("fileName",),
    "/download/downfile.jsp": ("showname", "filename"),
    "/download/down.jsp": (),
}
"""End of an address without a file's name -> the parameters that have it: HingeSoft (CAC), Hanweb jpaas (MOHURD) and
JCMS (CNIPA). `down.jsp` has none: the link's text names the file."""


def unique_files(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Files from several places of a page, each address once, the first with its title."""
    unique: dict[str, Attachment] = {}
    for file in attachments:
        unique.setdefault(comparable(file.url), file)
    return tuple(unique.values())


_PAGE = (".html", ".htm", ".shtml", "/")  # endings of most links
# Every address of a file contains one of these. Line breaks and tabs in an address are ignored.
_OF_A_FILE = re.compile(rf"\.(?:{ANY_ENDING})|file=|{'|'.join(map(re.escape, _DOWNLOADS))}|[\t\r\n]", re.IGNORECASE)


def file_of(href: str, page: Page) -> Attachment | None:
    """The file behind one address, titled by its name; viewers are resolved. None where the address is not a file's."""
    if (href.endswith(_PAGE) and "file=" not in href) or not _OF_A_FILE.search(href):
        return None
    url = page.absolute(href)
    if url is None:
        return None
    parts = urlsplit(url)
    if "file=" in parts.query and "viewer" in parts.path:  # pdf.js in front of the file itself
        return file_of(parse_qs(parts.query).get("file", [""])[0], page)
    for ending, parameters in _DOWNLOADS.items():
        if parts.path.endswith(ending):
            given = parse_qs(parts.query)
            name = next((one_line(given[parameter][0]) for parameter in parameters if parameter in given), "")
            return Attachment(name or ending[1:], url, _media_type(name))
    name = parts.path.rsplit("/", 1)[-1]
    kind = _media_type(name)
    return Attachment(name, url, kind) if kind else None


def _media_type(name: str) -> str | None:
    _, dot, ending = name.rpartition(".")
    known = FILE_TYPES.get(ending.lower()) if dot else None
    return known.media_type if known else None
