"""Reads OFD, the fixed-layout format of GB/T 33190: the text of its pages in their order.

Text stands in text objects with coordinates in millimetres: on the page, on a template that it uses, or in a unit of
the resources that it places. Producers differ in namespaces, in paths and in case, so names are compared without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot, isfinite, sqrt
from typing import Any

from parsers.files.limits import Limits
from parsers.files.ofd_layout import Run, character_width, read_paragraphs
from parsers.files.package import Package, attribute, child, children, local_name, parse_xml, repair_xml
from parsers.files.text import FileNotRead, FilePage, FileText

EXTRACTOR = "ofd 1"
MEDIA_TYPE = "application/ofd"

DEEPEST = 16
"""Blocks and composite objects are followed this deep."""
MOST_OBJECTS = 100_000
"""Objects of one page, with those of the units it places; units that place each other would have no end."""

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def read(content: bytes, limits: Limits) -> FileText:
    """The text of an OFD file, a page a page; a wide gap in a line is a tab.

    Raises FileNotRead: `scan` (pictures without text), `encrypted`, `unsupported` (another ZIP file), `failed`.
    """
    package = Package(content, limits.ofd_part_bytes, limits.unpacked_bytes)
    if "ofd.xml" not in package:
        locked = "encryptions.xml" in package
        raise FileNotRead(*(("encrypted", "a password is needed") if locked else ("unsupported", "no OFD file")))
    pages: list[FilePage] = []
    pictured: list[int] = []
    repaired = False
    room = limits.characters
    for body in children(_read_xml(package, "ofd.xml")[0], "DocBody"):
        root = child(body, "DocRoot")
        document = _Document(package, "" if root is None else root.text or "")
        for part in document.page_parts():
            if len(pages) == limits.pages:
                return _partial(pages, f"more than {limits.pages} pages")
            page = document.read_page(part)
            repaired = repaired or page.repaired
            number = len(pages) + 1
            room -= sum(map(len, page.paragraphs))
            if room < 0:
                return _partial(pages, f"more than {limits.characters} characters")
            pages.append(FilePage(number, page.paragraphs))
            if page.pictured and not page.paragraphs:
                pictured.append(number)
    if not pages:
        raise FileNotRead("failed", "no page")
    if not any(page.paragraphs for page in pages) and pictured:
        raise FileNotRead("scan", "pictures without text")
    if pictured:
        shown = ", ".join(map(str, pictured[:10])) + (" …" if len(pictured) > 10 else "")
        return _partial(pages, f"pictures without text on page {shown}")
    return _partial(pages, "broken markup") if repaired else FileText("ok", MEDIA_TYPE, EXTRACTOR, tuple(pages))


def _partial(pages: list[FilePage], reason: str) -> FileText:
    return FileText("partial", MEDIA_TYPE, EXTRACTOR, tuple(pages), reason)


@dataclass(frozen=True, slots=True)
class _Page:
    paragraphs: tuple[str, ...]
    pictured: bool
    """It shows pictures or outlines of characters."""
    repaired: bool
    """Its markup is broken, so a part of it may be missing."""


class _Document:
    """One document of the file: its pages, templates and resources. A page that is used twice is read once."""

    def __init__(self, package: Package, root_part: str) -> None:
        self._package = package
        self._root_part = package.find(root_part) or ""
        self._pages: dict[str, _Page] = {}
        self._templates: dict[str, Any] = {}
        root, self._repaired = _read_xml(package, self._root_part) if self._root_part else (None, True)
        common = child(root, "CommonData")
        self._places = {
            attribute(item, "ID") or "": attribute(item, "BaseLoc") or "" for item in children(common, "TemplatePage")
        }
        self._units: dict[str, Any] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for item in children(common, kind):
                self._units.update(self._read_units(item.text or "", self._root_part))
        self._references = children(child(root, "Pages"), "Page")

    def page_parts(self) -> Iterator[str]:
        """The names of the parts of its pages, in their order."""
        for item in self._references:
            part = self._package.find(attribute(item, "BaseLoc") or "", beside=self._root_part)
            if part:
                yield part

    def read_page(self, part: str) -> _Page:
        """The text of a page by the name of its part."""
        if part not in self._pages:
            root, repaired = _read_xml(self._package, part)
            units = dict(self._units)
            for item in children(root, "PageRes"):
                units.update(self._read_units(item.text or "", part))
            collector = _Collector(units)
            for item in children(root, "Template"):
                collector.collect(self._template(attribute(item, "TemplateID") or ""))
            collector.collect(root)
            full = collector.room <= 0
            self._pages[part] = _Page(
                read_paragraphs(collector.runs), collector.pictured, repaired or self._repaired or full
            )
        return self._pages[part]

    def _template(self, template_id: str) -> Any:
        if template_id not in self._templates:
            part = self._package.find(self._places.get(template_id, ""), beside=self._root_part)
            self._templates[template_id] = _read_xml(self._package, part)[0] if part else None
        return self._templates[template_id]

    def _read_units(self, location: str, beside: str) -> dict[str, Any]:
        """The composite units of a resource part, by their number."""
        part = self._package.find(location, beside=beside)
        root = _read_xml(self._package, part)[0] if part else None
        return {
            attribute(unit, "ID") or "": unit
            for unit in children(child(root, "CompositeGraphicUnits"), "CompositeGraphicUnit")
        }


class _Collector:
    """Collects the runs of text of one page."""

    def __init__(self, units: dict[str, Any]) -> None:
        self.runs: list[Run] = []
        self.pictured = False
        self.room = MOST_OBJECTS
        self._units = units

    def collect(self, page: Any) -> None:
        """Adds the text of a page or template."""
        for layer in children(child(page, "Content"), "Layer"):
            self._walk(layer, _IDENTITY, 0)

    def _walk(self, holder: Any, matrix: Matrix, depth: int) -> None:
        for item in holder:
            self.room -= 1
            if self.room <= 0:
                return
            name = local_name(item.tag)
            if attribute(item, "Visible") == "false":
                continue
            if name == "TextObject":
                self.runs.extend(_runs(item, matrix))
            elif name == "ImageObject" or (name == "PathObject" and _has_curves(item)):
                self.pictured = True
            elif name == "PageBlock" and depth < DEEPEST:
                self._walk(item, matrix, depth + 1)
            elif name == "CompositeObject" and depth < DEEPEST:
                content = child(self._units.get(attribute(item, "ResourceID") or ""), "Content")
                if content is not None:
                    self._walk(content, _placed(item, matrix), depth + 1)


def _has_curves(path: Any) -> bool:
    """Whether a path may be the outline of a character; frames and rules have straight lines alone."""
    data = child(path, "AbbreviatedData")
    return data is not None and not {"B", "Q"}.isdisjoint((data.text or "").split())


def _runs(item: Any, outer: Matrix) -> Iterator[Run]:
    """The text codes of a text object with their places on the page."""
    a, b, c, d, e, f = _placed(item, outer)
    size = _number(attribute(item, "Size"), 0.0)
    x = y = 0.0
    for code in children(item, "TextCode"):
        x, y = _number(attribute(code, "X"), x), _number(attribute(code, "Y"), y)  # without X: that of the one before
        text = "".join(sign for sign in (code.text or "").replace("\t", " ") if sign.isprintable())
        if not text.strip():
            continue
        steps = _steps(attribute(code, "DeltaX"), len(text) - 1)
        steps += [character_width(sign) * size for sign in text[len(steps) :]]
        yield Run(
            text=text,
            x=a * x + c * y + e,
            y=b * x + d * y + f,
            size=size * (sqrt(abs(a * d - b * c)) or 1.0),
            width=sum(steps) * (hypot(a, b) or 1.0),
        )


def _placed(item: Any, outer: Matrix) -> Matrix:
    """From the space of an object to the page: its matrix, then a move to the corner of its boundary."""
    a, b, c, d, e, f = _numbers(attribute(item, "CTM"), 6) or _IDENTITY
    x, y = (_numbers(attribute(item, "Boundary"), 4) or (0.0, 0.0))[:2]
    e, f = e + x, f + y
    oa, ob, oc, od, oe, of = outer
    return (
        *(oa * a + oc * b, ob * a + od * b, oa * c + oc * d, ob * c + od * d),
        *(oa * e + oc * f + oe, ob * e + od * f + of),
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
    """The root of a part, and whether its markup had to be repaired.

    Raises FileNotRead; `encrypted` where the file says that its parts are.
    """
    content = package.read(part)
    try:
        return parse_xml(content, part), False
    except FileNotRead:
        if "encryptions.xml" in package:
            raise FileNotRead("encrypted", f"{part} is encrypted") from None
        root, whole = repair_xml(content, part)
        return root, not whole
