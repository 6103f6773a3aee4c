"""PDF files: their text by PDFium, as paragraphs and rows of tables, page by page; and pages whose text is none.

Pages are opened, read and closed one by one, for PDFium keeps what an open page needed.
"""

import ctypes
import re
from contextlib import closing
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Literal

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.files.pdf.frame import find_frame
from parsers.files.pdf.lines import HAN, PageText
from parsers.files.pdf.paragraphs import PageRows, drop_running_heads, join_pages
from parsers.files.pdf.rows import page_rows
from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText

PageKind = Literal["text", "poor", "scan", "garbled", "blank", "broken"]

FEWEST_CHARACTERS = 20
"""Characters of a page with text; one with fewer, and a picture over half of it, is a scan."""
_COMMON_SHARE = 0.25
"""Share of the Chinese characters of a page of policy text that are among the commonest; most have 0.8."""
_CONTROL_SHARE = 0.05

_POOR_SHARE = 0.6
"""The same share of a picture's text layer below which its recognition failed in many places."""
_MARKS_SHARE = 0.3
"""Share of marks and stray signs among the characters of such a layer; printed policy text has 0.15 at most."""

_DOTS = re.compile(r"[.．…·‥]{3,}")
"""The dots of a table of contents."""
_MARK = re.compile(r"[^\w\s]|_")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_BLANK = re.compile(r"\s+")
_BULLET = re.compile("(?:^|(?<=\\s))[\uf020-\uf0ff](?=\\s|[\u4e00-\u9fff])", re.MULTILINE)
"""A bullet of a symbol font (Wingdings), which Word writes before each item of a list: no sign of a broken font."""


@cache
def common_characters() -> frozenset[str]:
    """The commonest Chinese characters of policy documents, counted once in real pages and files."""
    return frozenset(files(__package__).joinpath("common_characters.txt").read_text("utf-8")) - {"\n"}


def is_garbled(text: str) -> bool:
    """Whether a page's text is rubbish: control and private characters, or Chinese characters that nobody writes.

    A font without a table to Unicode gives the first; a table that is wrong gives the second (犐犆犛 for ICS)."""
    bare = _BLANK.sub("", _BULLET.sub("", text))
    if len(bare) < FEWEST_CHARACTERS:
        return False
    if len(_NO_TEXT.findall(bare)) > _CONTROL_SHARE * len(bare):
        return True
    han = HAN.findall(bare)
    if len(han) < FEWEST_CHARACTERS:
        return False
    return sum(map(common_characters().__contains__, han)) < _COMMON_SHARE * len(han)


def is_poor(text: str) -> bool:
    """Whether the text layer of a scanned page was recognised badly: many stray marks, or characters nobody writes."""
    bare = _BLANK.sub("", _DOTS.sub("", text))
    if len(bare) < FEWEST_CHARACTERS:
        return False
    if len(_MARK.findall(bare)) > _MARKS_SHARE * len(bare):
        return True
    han = HAN.findall(bare)
    return len(han) >= FEWEST_CHARACTERS and sum(map(common_characters().__contains__, han)) < _POOR_SHARE * len(han)


MEDIA_TYPE = "application/pdf"
EXTRACTOR = "pdf 1"

_PICTURE_SHARE = 0.5
"""Share of a page that a picture covers from which the page is a scan; a logo covers less."""
_GARBLED_SHARE = 1 / 3
"""Share of pages with a garbled text layer from which the file's other pages are not trusted either."""
_MOST_OBJECTS = 100
"""Objects of a page that are looked at for a picture; a scan has one, or a few strips."""


def read(content: bytes, limits: Limits) -> FileText:
    """The text of a PDF file. A page that is a picture or has a garbled text layer is empty, and the file `partial`;
    so it is with the badly recognised text of a scanned page, which counts as text.

    Where no page can be read, FileNotRead says `scan`, `garbled`, `encrypted` or `failed`."""
    with closing(_open(content)) as document:
        read_pages = [_read_page(document, index) for index in range(min(len(document), limits.pages + 1))]
    reason = _judge([kind for kind, _ in read_pages])
    pages = [page for _, page in read_pages]
    drop_running_heads(pages)
    texts = tuple(FilePage(number, tuple(paragraphs)) for number, paragraphs in enumerate(join_pages(pages), 1))
    return FileText("partial" if reason else "ok", MEDIA_TYPE, EXTRACTOR, texts, reason)


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise FileNotRead("encrypted", "a PDF file with a password") from error
        raise FileNotRead("failed", f"a broken PDF file ({error})") from error
    if not len(document):
        raise FileNotRead("failed", "a PDF file without a page")
    return document


def _read_page(document: pypdfium2.PdfDocument, index: int) -> tuple[PageKind, PageRows]:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return "broken", PageRows([], 0.0, 0.0)
    try:
        frame = find_frame(page)
        size = frame.width, frame.height
        textpage = pdfium.FPDFText_LoadPage(page)
        try:
            text = PageText(textpage, frame)
            if is_garbled(text.text):
                return "garbled", PageRows([], *size)
            kind: PageKind = "text"
            if len("".join(text.text.split())) < FEWEST_CHARACTERS:  # a picture of a page, a blank one, or a short one
                kind = "scan" if _is_pictured(page, *size) else "text" if text.text.strip() else "blank"
            elif is_poor(text.text) and _is_pictured(page, *size):
                kind = "poor"
            return kind, PageRows([] if kind == "scan" else page_rows(page, text, frame), *size)
        finally:
            pdfium.FPDFText_ClosePage(textpage)
    finally:
        pdfium.FPDF_ClosePage(page)


def _is_pictured(page: "pdfium.FPDF_PAGE", width: float, height: float) -> bool:
    """Whether pictures cover a page, as they do where it was scanned."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    covered = 0.0
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        pictured = pdfium.FPDFPageObj_GetType(item) in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
        if pictured and pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            covered += (right.value - left.value) * (top.value - bottom.value)
    return covered > _PICTURE_SHARE * width * height


_FAULTS: dict[PageKind, str] = {
    "scan": "a picture",
    "poor": "a picture whose text was recognised badly",
    "garbled": "a garbled text layer",
    "broken": "broken",
}


def _judge(kinds: list[PageKind]) -> str | None:
    """Why a file is not read whole, by the kinds of its pages; None where it is. Raises FileNotRead."""
    written = len(kinds) - kinds.count("blank")
    if written and kinds.count("garbled") >= _GARBLED_SHARE * written:
        raise FileNotRead(
            "garbled", f"the text layer of {_pages(kinds, 'garbled')} says something other than the page shows"
        )
    if not ("text" in kinds or "poor" in kinds):
        if "broken" in kinds:
            raise FileNotRead("failed", "no page can be read")
        pictures = "no page has text: the pages are pictures" if "scan" in kinds else "no page has text"
        raise FileNotRead("scan", pictures)
    return "; ".join(f"{_pages(kinds, kind)}: {words}" for kind, words in _FAULTS.items() if kind in kinds) or None


def _pages(kinds: list[PageKind], kind: PageKind) -> str:
    """`page 3` or `pages 1, 4–6`."""
    numbers = [number for number, other in enumerate(kinds, 1) if other == kind]
    ranges = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    named = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in ranges)
    return f"page{'s' if len(numbers) > 1 else ''} {named}"
