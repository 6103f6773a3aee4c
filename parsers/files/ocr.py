"""Recognises the text of pictures and scanned pages with RapidOCR, the extra `ocr`; offline, its models are in it.

It is good enough for search and titles. Dates and document numbers read by it need another source, so pages bear the
origin `ocr` and the engine's confidence. A page with a text layer of its own is never recognised."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any, NamedTuple

from parsers.files.pdf.lines import Line
from parsers.files.pdf.paragraphs import PageRows, drop_running_heads, join_pages
from parsers.files.pdf.reader import open_document, pages_to_recognise
from parsers.files.pdf.rows import rows_by_place
from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileState, FileText

MISSING = "recognising text in pictures needs rapidocr: pip install 'zhengce[ocr]'"
PAGES = 50
PDF = "application/pdf"

_DOTS_AN_INCH = 150
_LONGEST_SIDE = 3000
"""Pixels; a plan or a poster is rendered smaller."""
_LEAST_CONFIDENCE = 0.5
_TIME_SHARE = 0.9
"""Of the limit of time after which no further page is begun."""


def read(content: bytes, limits: Limits) -> FileText:
    """Nothing: a picture has no text but what OCR recognises. Raises FileNotRead with the state `scan`."""
    raise FileNotRead("scan", "a picture: only OCR can read it")


def recognise(content: bytes, text: FileText, limits: Limits) -> FileText:
    """The text of a file with those pages recognised that have none: at most 50, as far as the time goes.

    Without the extra, the text as it was, and in its reason what to install."""
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return replace(text, reason=f"{text.reason}; {MISSING}")
    numbers, total = pages_to_recognise(content, limits) if text.media_type == PDF else ([1], 1)
    if not numbers:
        return text
    engine = RapidOCR(params={"Global.log_level": "critical"})
    if text.media_type == PDF:
        found = _recognise_pages(engine, content, numbers[:PAGES], _TIME_SHARE * limits.wall_seconds)
    else:
        found = {1: _recognise_picture(engine, content)}
    pages = {page.number: page for page in text.pages} | _to_pages(found)
    if not any(page.paragraphs for page in pages.values()):
        return replace(text, reason="a picture in which no text was recognised")
    reasons = []
    if left := len(numbers) - len(found):
        reasons.append(f"{left} of {len(numbers)} pages that are pictures were not recognised in time")
    if total > limits.pages:
        reasons.append(f"the first {limits.pages:,} of {total:,} pages are kept")
    state: FileState = "partial" if reasons else "ok"
    extractor = f"{f'{text.extractor} + ' if text.extractor else ''}rapidocr {version('rapidocr')}"
    pages_in_order = tuple(pages[number] for number in sorted(pages))
    return FileText(state, text.media_type, extractor, pages_in_order, "; ".join(reasons) or None, "ocr")


class _Picture(NamedTuple):
    """What was recognised in a picture."""

    rows: PageRows
    confidence: float | None


def _recognise_pages(engine: Any, content: bytes, numbers: Sequence[int], seconds: float) -> dict[int, _Picture]:
    """These pages, as far as the time goes: none is begun that would not end, going by the pages before."""
    begin = time.monotonic()
    found: dict[int, _Picture] = {}
    for number, picture in _render(content, numbers):
        found[number] = _recognise_picture(engine, picture, picture.shape[0])
        spent = time.monotonic() - begin
        if spent + spent / len(found) > seconds:
            break
    return found


def _to_pages(found: dict[int, _Picture]) -> dict[int, FilePage]:
    rows = [picture.rows for picture in found.values()]
    drop_running_heads(rows)
    return {
        number: FilePage(number, tuple(paragraphs), origin="ocr", confidence=picture.confidence)
        for (number, picture), paragraphs in zip(found.items(), join_pages(rows), strict=True)
    }


def _render(content: bytes, numbers: Sequence[int]) -> Iterator[tuple[int, Any]]:
    """Pages as arrays of grey pixels."""
    with open_document(content) as document:
        for number in numbers:
            page = document[number - 1]
            scale = min(_DOTS_AN_INCH / 72, _LONGEST_SIDE / max(*page.get_size(), 1))
            bitmap = page.render(scale=scale, grayscale=True)
            yield number, bitmap.to_numpy().copy()
            bitmap.close()
            page.close()


def _recognise_picture(engine: Any, picture: Any, height: float | None = None) -> _Picture:
    """The rows of a picture: bytes of a file, or pixels of a page with their height."""
    result = engine(picture)
    found = [] if result.boxes is None else zip(result.boxes.tolist(), result.txts, result.scores, strict=True)
    readable = [(box, text, score) for box, text, score in found if score >= _LEAST_CONFIDENCE and text.strip()]
    if not readable:
        return _Picture(PageRows([], 0.0, 0.0), None)
    height = height or max(y for box, *_ in readable for _, y in box)
    rows = rows_by_place([_line(box, text, height) for box, text, _ in readable])
    confidence = round(sum(score for *_, score in readable) / len(readable), 3)
    return _Picture(PageRows(rows, max(row.right for row in rows), height), confidence)


def _line(box: Sequence[Sequence[float]], text: str, height: float) -> Line:
    """A recognised line; its corners are in pixels from the top, and a Line's heights grow upwards."""
    xs, ys = zip(*box, strict=True)
    characters = sum(0.5 if character.isascii() else 1.0 for character in text)
    return Line(text.strip(), min(xs), max(xs), height - max(ys), height - min(ys), (max(xs) - min(xs)) / characters)
