"""Reads OFD, the fixed-layout format of GB/T 33190: the text of its pages in their order.

Text stands in text objects with coordinates in millimetres: on the page, on a template that it uses, or in a unit of
the resources that it places. Producers differ in namespaces, in paths and in case, so names are compared without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot, isfinite, sqrt
from typing import Any

from parsers.files.ofd.layout import Run, character_width, read_paragraphs
from parsers.files.package import Package, attribute, child, children, local_name, parse_xml, repair_xml
from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText

EXTRACTOR = "ofd 1"
MEDIA_TYPE = "application/ofd"

DEEPEST = 16
"""Blocks and composite objects are followed this deep."""
MOST_OBJECTS = 100_000
"""Objects of one page, with those of the units it places; units that place each other would have no end."""
PICTURES = "pictures without text"

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
    faults: dict[str, list[int]] = {}
    room = limits.characters
    for document in _documents(package):
        for part in document.page_parts():
            number = len(pages) + 1
            if number > limits.pages:
                return _partial(pages, f"more than {limits.pages} pages")
            page = document.read_page(part)
            room -= sum(map(len, page.paragraphs))
            if room < 0:
                return _partial(pages, f"more than {limits.characters} characters")
            pages.append(FilePage(number, page.paragraphs))
            if page.fault:
                faults.setdefault(page.fault, []).append(number)
    if not pages:
        raise FileNotRead("failed", "no page")
    if faults and not any(page.paragraphs for page in pages):
        raise FileNotRead("scan" if PICTURES in faults else "failed", next(iter(faults)))
    if faults:
        return _partial(pages, "; ".join(f"{fault}: page {_listed(numbers)}" for fault, numbers in faults.items()))
    return FileText("ok", MEDIA_TYPE, EXTRACTOR, tuple(pages))


def _documents(package: Package) -> Iterator["_Document"]:
    for body in children(_read_xml(package, "ofd.xml")[0], "DocBody"):
        root = child(body, "DocRoot")
        yield _Document(package, "" if root is None else root.text or "")


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")


def _partial(pages: list[FilePage], reason: str) -> FileText:
    return FileText("partial", MEDIA_TYPE, EXTRACTOR, tuple(pages), reason)


@dataclass(frozen=True, slots=True)
class _Page:
    paragraphs: tuple[str, ...]
    fault: str | None = None
    """Why its text may not be whole."""


class _Document:
    """One document of the file: its pages, templates and resources. A page that is used twice is read once."""

    def __init__(self, package: Package, root_part: str) -> None:
        self._package = package
        self._root_part = package.find(root_part) or ""
        self._pages: dict[str, _Page] = {}
        self._templates: dict[str, Any] = {}
        root, self._whole = _read_xml(package, self._root_part) if self._root_part else (None, False)
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
        """The names of the parts of its pages, in their order; "" for a part that the file does not hold."""
        for item in self._references:
            yield self._package.find(attribute(item, "BaseLoc") or "", beside=self._root_part) or ""

    def read_page(self, part: str) -> _Page:
        """The text of a page by the name of its part. Raises FileNotRead where it is encrypted."""
        if part not in self._pages:
            try:
                self._pages[part] = self._read_page(part)
            except FileNotRead as error:
                if error.state == "encrypted":
                    raise
                self._pages[part] = _Page((), "it cannot be read")
        return self._pages[part]

    def _read_page(self, part: str) -> _Page:
        root, whole = _read_xml(self._package, part)
        units = dict(self._units)
        for item in children(root, "PageRes"):
            units.update(self._read_units(item.text or "", part))
        collector = _Collector(units)
        for item in children(root, "Template"):
            collector.collect(self._template(attribute(item, "TemplateID") or ""))
        collector.collect(root)
        paragraphs = read_paragraphs(collector.runs)
        if not (whole and self._whole):
            return _Page(paragraphs, "broken markup")
        if collector.room <= 0:
            return _Page(paragraphs, f"more than {MOST_OBJECTS} objects")
        return _Page(paragraphs, PICTURES if collector.pictured and not paragraphs else None)

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


_BLANKS = "\u3000\u00a0"
"""Blanks that Python holds to be unprintable."""


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
        text = "".join(sign for sign in (code.text or "").replace("\t", " ") if sign.isprintable() or sign in _BLANKS)
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
