"""Reads OFD, the fixed-layout format of GB/T 33190: the text of its pages in their order.

Text stands in text objects with coordinates in millimetres: on the page, or on a template that it uses. Producers
differ in namespaces, in paths and in case, so names are compared without them.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from math import hypot, isfinite, sqrt
from typing import Any

from parsers.files.package import Package, attribute, child, children, local_name, parse_xml, repair_xml
from parsers.files.pdf.lines import Line
from parsers.files.pdf.paragraphs import PageRows, drop_running_heads, join_pages
from parsers.files.pdf.rows import Row, rows_by_place
from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText

EXTRACTOR = "ofd 2"
MEDIA_TYPE = "application/ofd"

PICTURES = "pictures without text"

WORD_GAP = 0.25
"""A wider gap, in sizes, parts two pieces of a line."""
A4 = (210.0, 297.0)


def read(content: bytes, limits: Limits) -> FileText:
    """The text of an OFD file, a page a page; a wide gap in a line is a tab.

    Raises FileNotRead: `scan` (pictures without text), `encrypted`, `unsupported` (another ZIP file), `failed`.
    """
    package = Package(content, limits.ofd_part_bytes, limits.unpacked_bytes)
    parts = ((document, part) for document in _documents(package) for part in document.page_parts())
    pages = [document.read_page(part) for document, part in islice(parts, limits.pages + 1)]
    faults: dict[str, list[int]] = {}
    for number, page in enumerate(pages, 1):
        if page.fault:
            faults.setdefault(page.fault, []).append(number)
    if not pages:
        raise FileNotRead("failed", "no page")
    if faults and not any(page.text.rows for page in pages):
        raise FileNotRead("scan" if PICTURES in faults else "failed", next(iter(faults)))
    drop_running_heads([page.text for page in pages])
    joined = join_pages([page.text for page in pages])
    reason = "; ".join(f"{fault}: page {_listed(numbers)}" for fault, numbers in faults.items())
    file_pages = tuple(FilePage(number, tuple(paragraphs)) for number, paragraphs in enumerate(joined, 1))
    return FileText("partial" if reason else "ok", MEDIA_TYPE, EXTRACTOR, file_pages, reason or None)


def _documents(package: Package) -> Iterator["_Document"]:
    for body in children(_read_xml(package, "ofd.xml")[0], "DocBody"):
        root = child(body, "DocRoot")
        yield _Document(package, "" if root is None else root.text or "")


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")


@dataclass(frozen=True, slots=True)
class _Page:
    text: PageRows
    fault: str | None = None
    """Why its text may not be whole."""


class _Document:
    """One document of the file: its pages and templates."""

    def __init__(self, package: Package, root_part: str) -> None:
        self._package = package
        self._root_part = package.find(root_part) or ""
        self._templates: dict[str, Any] = {}
        root, self._whole = _read_xml(package, self._root_part) if self._root_part else (None, False)
        common = child(root, "CommonData")
        self._places = {
            attribute(item, "ID") or "": attribute(item, "BaseLoc") or "" for item in children(common, "TemplatePage")
        }
        box = child(child(common, "PageArea"), "PhysicalBox")
        self._size = (_numbers(None if box is None else box.text, 4) or (0.0, 0.0, *A4))[2:]
        self._references = children(child(root, "Pages"), "Page")

    def page_parts(self) -> Iterator[str]:
        """The names of the parts of its pages, in their order; "" for a part that the file does not hold."""
        for item in self._references:
            yield self._package.find(attribute(item, "BaseLoc") or "", beside=self._root_part) or ""

    def read_page(self, part: str) -> _Page:
        """The text of a page by the name of its part. Raises FileNotRead where it is encrypted."""
        try:
            return self._read_page(part)
        except FileNotRead as error:
            if error.state == "encrypted":
                raise
            return _Page(PageRows([], *A4), "it cannot be read")

    def _read_page(self, part: str) -> _Page:
        root, whole = _read_xml(self._package, part)
        templates = [self._template(attribute(item, "TemplateID") or "") for item in children(root, "Template")]
        layers = [layer for page in (*templates, root) for layer in children(child(page, "Content"), "Layer")]
        objects = [item for layer in layers for item in _objects(layer)]
        runs = [run for item in objects if local_name(item.tag) == "TextObject" for run in _runs(item)]
        box = child(child(root, "Area"), "PhysicalBox")
        size = (_numbers(None if box is None else box.text, 4) or (0.0, 0.0, *self._size))[2:]
        text = PageRows(_rows(runs, size[1]), *size)
        if not (whole and self._whole):
            return _Page(text, "broken markup")
        return _Page(text, PICTURES if not text.rows and any(map(_is_picture, objects)) else None)

    def _template(self, template_id: str) -> Any:
        if template_id not in self._templates:
            part = self._package.find(self._places.get(template_id, ""), beside=self._root_part)
            self._templates[template_id] = _read_xml(self._package, part)[0] if part else None
        return self._templates[template_id]


@dataclass(frozen=True, slots=True)
class Run:
    """Text at a place; all lengths are in millimetres, y grows downwards."""

    text: str
    x: float
    y: float
    size: float
    width: float


def _rows(runs: Sequence[Run], height: float) -> list[Row]:
    """The rows of a page from top to bottom; each text once at one place: bold is often drawn by drawing twice."""
    first = {(run.text, round(run.x * 2), round(run.y * 2)): run for run in reversed(runs)}
    lines: list[Line] = []
    for _, group in groupby(sorted(first.values(), key=lambda run: (round(run.y), run.x)), lambda run: round(run.y)):
        for at, run in enumerate(group):
            em = max(run.size, 0.1)
            line = Line(run.text, run.x, run.x + run.width, height - run.y, height - run.y + em, em)
            if at and abs(line.left - lines[-1].right) <= WORD_GAP * em:
                before = lines.pop()
                line = line._replace(text=before.text + line.text, left=before.left)
            lines.append(line)
    return rows_by_place(lines)


def _objects(holder: Any) -> Iterator[Any]:
    """The objects of a layer that are shown, through blocks."""
    for item in holder:
        if attribute(item, "Visible") == "false":
            continue
        if local_name(item.tag) == "PageBlock":
            yield from _objects(item)
        else:
            yield item


def _is_picture(item: Any) -> bool:
    """Whether an object may show text that is not read: frames and rules have straight lines alone."""
    data = child(item, "AbbreviatedData")
    is_curved = data is not None and not {"B", "Q"}.isdisjoint((data.text or "").split())
    return is_curved or local_name(item.tag) in ("ImageObject", "CompositeObject")


_BLANKS = "\u3000\u00a0"
"""Blanks that Python holds to be unprintable."""


def _runs(item: Any) -> Iterator[Run]:
    """The text codes of a text object with their places on the page."""
    # From the space of the object to the page: its matrix, then a move to the corner of its boundary.
    a, b, c, d, e, f = _numbers(attribute(item, "CTM"), 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    left, top = (_numbers(attribute(item, "Boundary"), 4) or (0.0, 0.0))[:2]
    size = _number(attribute(item, "Size"), 0.0)
    x = y = 0.0
    for code in children(item, "TextCode"):
        x, y = _number(attribute(code, "X"), x), _number(attribute(code, "Y"), y)  # without X: that of the one before
        text = "".join(sign for sign in (code.text or "").replace("\t", " ") if sign.isprintable() or sign in _BLANKS)
        if not text.strip():
            continue
        steps = _steps(attribute(code, "DeltaX"), len(text) - 1)
        steps += [(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.5) * size for sign in text[len(steps) :]]
        yield Run(
            text=text,
            x=a * x + c * y + e + left,
            y=b * x + d * y + f + top,
            size=size * (sqrt(abs(a * d - b * c)) or 1.0),
            width=sum(steps) * (hypot(a, b) or 1.0),
        )


def _steps(text: str | None, most: int) -> list[float]:
    """The distances from character to character: `5 g 3 2.5` is 5 2.5 2.5 2.5. At most so many, whatever g says."""
    words = (text or "").split()
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < most:
        if words[at] == "g" and at + 2 < len(words):
            count = int(_number(words[at + 1], 0.0))
            steps.extend([_number(words[at + 2], 0.0)] * max(0, min(count, most - len(steps))))
            at += 3
        else:
            steps.append(_number(words[at], 0.0))
            at += 1
    return steps


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text or "")
    except ValueError:
        return default
    return number if isfinite(number) else default


def _numbers(text: str | None, count: int) -> Any:
    """So many numbers, or None."""
    words = (text or "").replace(",", " ").split()[:count]
    numbers = tuple(_number(word, float("nan")) for word in words)
    return numbers if len(numbers) == count and all(map(isfinite, numbers)) else None


def _read_xml(package: Package, part: str) -> tuple[Any, bool]:
    """The root of a part, and whether its markup is whole.

    Raises FileNotRead; `encrypted` where the file says that its parts are.
    """
    content = package.read(part)
    try:
        return parse_xml(content, part), True
    except FileNotRead:
        if "encryptions.xml" in package:
            raise FileNotRead("encrypted", f"{part} is encrypted") from None
        return repair_xml(content, part)
