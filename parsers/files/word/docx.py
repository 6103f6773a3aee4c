"""Reads DOCX (ECMA-376, WordprocessingML): paragraphs with their automatic numbers, tables, text boxes and notes.

A reader of our own, because no library gives the numbers that Word prints itself: 第一章, （二）, 3.1. Headers,
footers, comments, deleted and hidden text are left out; footnotes and endnotes stand at the end, without a mark in the
text, which would read as a digit of it. A line break ends a paragraph. Embedded documents (altChunk) are not read.
"""

from collections.abc import Iterator
from typing import Any

from parsers.files.package import Package, attribute, child, children, local_name
from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText
from parsers.files.word.docx_numbering import DocxNumbering
from parsers.files.word.numbering import SYMBOLS

EXTRACTOR = "docx 2"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_MAIN_PART = "word/document.xml"
_NOT_SHOWN = frozenset("del moveFrom Fallback instrText delText pPr rPr tblPr sdtPr sdtEndPr rt".split())
_SYMBOL_FONTS = ("Symbol", "Wingdings", "Webdings")


def read(content: bytes, limits: Limits) -> FileText:
    """The text of a DOCX file as one page; a row of a table is one paragraph, its cells parted by tabs.

    Raises FileNotRead: `scan` (pictures without text), `unsupported` (a ZIP file without a Word document), `failed`.
    """
    package = Package(content, limits.xml_bytes, limits.unpacked_bytes)
    main = _main_part(package)
    parts = _related_parts(package, main)
    body = child(package.xml(main), "body")
    numbering = DocxNumbering(_xml(package, parts, "styles"), _xml(package, parts, "numbering"))
    reader = _Reader(numbering)
    reader.read_blocks(body)
    for kind in ("footnote", "endnote"):
        reader.read_notes(kind, _xml(package, parts, f"{kind}s") if reader.notes[kind] else None)
    if not reader.paragraphs and any(name.startswith("word/media/") for name in package.names()):
        raise FileNotRead("scan", "pictures without text")
    page = FilePage(1, tuple(reader.paragraphs))
    if reader.has_chunks:
        return FileText("partial", MEDIA_TYPE, EXTRACTOR, (page,), "embedded documents are not read")
    return FileText("ok", MEDIA_TYPE, EXTRACTOR, (page,))


def _main_part(package: Package) -> str:
    """The part that holds the document, which `_rels/.rels` names."""
    if "_rels/.rels" in package:
        for item in package.xml("_rels/.rels"):
            if (attribute(item, "Type") or "").endswith("/officeDocument"):
                part = package.find(attribute(item, "Target") or "")
                if part is not None and not part.startswith(("xl/", "ppt/")):
                    return part
    if _MAIN_PART in package:
        return _MAIN_PART
    raise FileNotRead("unsupported", "a ZIP file without a Word document")


def _related_parts(package: Package, main: str) -> dict[str, str]:
    """Styles, numbering and notes by the last word of their relation's type: {"styles": "word/styles.xml", …}."""
    folder, _, name = main.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    parts_by_kind: dict[str, str] = {}
    for item in package.xml(relations) if relations in package else ():
        if (part := package.find(attribute(item, "Target") or "", beside=main)) is not None:
            parts_by_kind.setdefault((attribute(item, "Type") or "").rpartition("/")[2], part)
    return parts_by_kind


def _xml(package: Package, parts: dict[str, str], kind: str) -> Any:
    return package.xml(parts[kind]) if kind in parts else None


class _Reader:
    """Collects the paragraphs of one document."""

    def __init__(self, numbering: DocxNumbering) -> None:
        self.has_chunks = False
        self.paragraphs: list[str] = []
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._numbering = numbering
        self._boxes: list[Any] = []
        self._carried = ""

    def read_blocks(self, holder: Any) -> None:
        """Adds the paragraphs and tables below an element: the body, a cell, a text box, a note."""
        self.paragraphs += filter(str.strip, self._blocks(holder))

    def read_notes(self, kind: str, root: Any) -> None:
        """Adds the notes that the text refers to, in the order of the references."""
        notes = {attribute(note, "id"): note for note in children(root, kind)}
        for note_id in self.notes[kind]:
            self.read_blocks(notes.pop(note_id, None))

    def _blocks(self, holder: Any) -> Iterator[str]:
        for element in () if holder is None else holder:
            name = local_name(element.tag)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name == "altChunk":
                self.has_chunks = True
            elif name not in _NOT_SHOWN:
                yield from self._blocks(element)

    def _paragraph(self, element: Any) -> Iterator[str]:
        """The lines of a paragraph with its number; then the text boxes that are anchored in it."""
        properties = child(element, "pPr")
        boxes, self._boxes = self._boxes, []
        text = self._carried + "".join(self._inline(element))
        self._carried = ""
        mark_deleted = child(child(properties, "rPr"), "del") is not None
        if mark_deleted:  # the paragraph runs on into the next one
            self._carried = text
        else:
            text = self._numbering.next_label(properties) + text
            yield from (line.rstrip() for line in text.split("\n"))
        anchored, self._boxes = self._boxes, boxes
        for box in anchored:
            yield from self._blocks(box)

    def _inline(self, element: Any) -> Iterator[str]:
        """The pieces of text below a paragraph or run."""
        for inner in element:
            name = local_name(inner.tag)
            if name == "t":
                yield inner.text or ""
            elif name == "r":
                mark = child(child(inner, "rPr"), "vanish")
                if mark is None or attribute(mark, "val") in ("0", "false", "off"):
                    yield from self._inline(inner)
            elif name in _NOT_SHOWN:
                continue
            elif name == "txbxContent":
                self._boxes.append(inner)
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                yield _symbol(inner)
            elif name in ("footnoteReference", "endnoteReference"):
                self.notes[name.removesuffix("Reference")].append(attribute(inner, "id") or "")
            elif name == "AlternateContent" and child(inner, "Choice") is None:
                yield from self._inline(child(inner, "Fallback") if child(inner, "Fallback") is not None else ())
            else:
                yield from self._inline(inner)

    def _table(self, table: Any) -> Iterator[str]:
        for row in _rows(table):
            cells = list(_cells(row))
            if len(cells) == 1:  # a frame around text, or a text across the whole table
                yield from self._blocks(cells[0])
                continue
            texts: list[str] = []
            properties = child(row, "trPr")
            texts.extend([""] * _span(child(properties, "gridBefore"), 0))
            for cell in cells:
                texts.append(" ".join(" ".join(self._blocks(cell)).split()))
                texts.extend([""] * (_span(child(child(cell, "tcPr"), "gridSpan"), 1) - 1))
            yield "\t".join(texts).rstrip()


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, through content controls; rows that were deleted are left out."""
    for element in table:
        name = local_name(element.tag)
        if name == "tr":
            if child(child(element, "trPr"), "del") is None:
                yield element
        elif name not in _NOT_SHOWN:
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        name = local_name(element.tag)
        if name == "tc":
            yield element
        elif name not in _NOT_SHOWN:
            yield from _cells(element)


MOST_COLUMNS = 63
"""Word has no table with more columns."""


def _span(element: Any, default: int) -> int:
    text = "" if element is None else attribute(element, "val") or ""
    return min(int(text), MOST_COLUMNS) if text.isascii() and text.isdigit() and len(text) < 5 else default


def _symbol(element: Any) -> str:
    """A sign of a symbol font as Unicode has it; "" where it is not known."""
    code = attribute(element, "char") or ""
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    if (attribute(element, "font") or "").startswith(_SYMBOL_FONTS) and ord(sign) < 0x100:
        sign = chr(0xF000 + ord(sign))
    sign = sign.translate(SYMBOLS)
    return sign if sign.isprintable() and not "\ue000" <= sign <= "\uf8ff" else ""
