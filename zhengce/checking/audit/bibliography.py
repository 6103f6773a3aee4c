"""Reads what people have as a bibliography: a plain text, a Word document, a saved page; a paragraph a line.

The addresses of links stand behind their words, so that "(Link)" names the document that it leads to.
"""

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import lxml.html
from lxml.etree import ParserError

from parsers.files import LIMITS
from parsers.markup.decoding import decode
from parsers.markup.paragraphs import paragraphs

_PAGE = ("<!doctype", "<html", "<head", "<body", "<div", "<p")


class NotRead(ValueError):
    """A file that is no text, page or Word document."""


def read_lines(content: bytes) -> list[str]:
    """The lines of a bibliography. Raises NotRead."""
    if content.startswith(b"PK"):
        return list(_of_word(content))
    is_text = b"\0" not in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if content.startswith(b"%PDF") or not is_text:
        raise NotRead("not a text")
    text = decode(content)
    if text.lstrip("\ufeff \r\n\t").lower().startswith(_PAGE):
        return list(_of_page(text))
    return text.splitlines()


def _of_word(content: bytes) -> Iterator[str]:
    try:
        from docx import Document
        from docx.table import Table
    except ImportError as error:
        raise NotRead(f"Word documents need {error.name}: pip install 'zhengce[export]'") from error
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > LIMITS.unpacked_bytes:
                raise NotRead("a ZIP file that unpacks to too much")
        document = Document(BytesIO(content))
    except NotRead:
        raise
    except (KeyError, ValueError, BadZipFile, SyntaxError) as error:  # what python-docx raises for other ZIP files
        raise NotRead("a ZIP file without a Word document") from error
    for block in document.iter_inner_content():
        held = [block] if not isinstance(block, Table) else [
            paragraph for row in block.rows for cell in row.cells for paragraph in cell.paragraphs
        ]  # fmt: skip
        for paragraph in held:
            yield " ".join([paragraph.text, *(link.url for link in paragraph.hyperlinks if link.url)])


def _of_page(text: str) -> Iterator[str]:
    try:
        root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except ParserError:  # a page without an element
        return
    for link in root.iter("a"):
        if (address := link.get("href") or "").startswith(("http:", "https:")):
            link.tail = f" {address} {link.tail or ''}"
    yield from paragraphs(root)
