"""Builds small DOCX, XLSX, OFD and ZIP files from readable pieces of XML, the same byte for byte each time."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

ROOTS = {"header": "hdr"}
CONTENT_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
{}</Types>"""
_OOXML = "application/vnd.openxmlformats-officedocument"


def make_zip(members: Mapping[str, bytes | str], *, compressed: bool = False) -> bytes:
    """A ZIP file of these members. What `compressed` gives depends on the version of zlib."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            member.create_system = 3  # Unix; the default is the system that runs this
            archive.writestr(member, content, zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED)
    return file.getvalue()


def make_docx(
    body: str, *, numbering: str = "", styles: str = "", footnotes: str = "", endnotes: str = "", header: str = ""
) -> bytes:
    """A DOCX file whose parts hold this markup, with the prefixes w and mc."""
    parts = {"numbering": numbering, "styles": styles, "footnotes": footnotes, "endnotes": endnotes, "header": header}
    if header:
        body += f'<w:sectPr><w:headerReference xmlns:r="{RELATIONS}" w:type="default" r:id="rheader"/></w:sectPr>'
    used = {name: markup for name, markup in parts.items() if markup}
    types = {"document": "document.main", **{name: name for name in used}}
    overrides = {f"/word/{name}.xml": f"{_OOXML}.wordprocessingml.{kind}+xml" for name, kind in types.items()}
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": content_types(overrides),
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations({name: f"{name}.xml" for name in used}),
    }
    for name, markup in used.items():
        members[f"word/{name}.xml"] = part(ROOTS.get(name, name), markup)
    return make_zip(members)


def content_types(overrides: Mapping[str, str]) -> str:
    """The part that gives the types of parts: the path of each and its type."""
    return CONTENT_TYPES.format(
        "".join(f'<Override PartName="{path}" ContentType="{kind}"/>\n' for path, kind in overrides.items())
    )


def part(root: str, markup: str) -> str:
    """A WordprocessingML part."""
    return f'<w:{root} xmlns:w="{W}" xmlns:mc="{MC}">{markup}</w:{root}>'


def relations(targets: Mapping[str, str]) -> str:
    """A relations part: the last word of each type and its target."""
    items = "".join(
        f'<Relationship Id="r{name}" Type="{RELATIONS}/{name}" Target="{target}"/>' for name, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE_RELATIONS}">{items}</Relationships>'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def numbered(text: str, level: int = 0, list_id: int = 1) -> str:
    """A paragraph that is numbered by a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(at: int, number_format: str, text: str, more: str = "", start: int = 1) -> str:
    """One level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, more: str = "", overrides: str = "") -> str:
    """A numbering part with one abstract list 7 and the list 1 made from it; `more` adds markup after them."""
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/>{overrides}</w:num>{more}'
    )


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make_xlsx(name: str, rows: Sequence[Sequence[str | float]], merged: Sequence[str] = ()) -> bytes:
    """An XLSX file of one sheet: texts, numbers, empty texts for empty cells, and merged ranges (A1:C1)."""
    lines = "".join(
        f'<row r="{at}">'
        + "".join(_cell(f"{chr(65 + column)}{at}", value) for column, value in enumerate(row))
        + "</row>"
        for at, row in enumerate(rows, start=1)
    )
    ranges = "".join(f'<mergeCell ref="{cells}"/>' for cells in merged)
    ranges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    overrides = {
        "/xl/workbook.xml": f"{_OOXML}.spreadsheetml.sheet.main+xml",
        "/xl/worksheets/sheet1.xml": f"{_OOXML}.spreadsheetml.worksheet+xml",
    }
    sheets = f'<sheets><sheet name="{name}" sheetId="1" r:id="rworksheet"/></sheets>'
    return make_zip(
        {
            "[Content_Types].xml": content_types(overrides),
            "_rels/.rels": relations({"officeDocument": "xl/workbook.xml"}),
            "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": relations({"worksheet": "worksheets/sheet1.xml"}),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{lines}</sheetData>{ranges}</worksheet>'
            ),
        }
    )


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else f'<c r="{place}"/>'
    return f'<c r="{place}"><v>{value}</v></c>'


OFD = "http://www.ofdspec.org/2016"


def make_ofd(*pages: str, common: str = "", more: Mapping[str, bytes | str] | None = None) -> bytes:
    """An OFD file whose pages hold this markup in their only layer, without prefixes."""
    document = ofd_part(
        "Document",
        f"<CommonData>{common}</CommonData><Pages>"
        + "".join(f'<Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
        + "</Pages>",
    )
    members: dict[str, bytes | str] = {
        "OFD.xml": ofd_part("OFD", "<DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody>"),
        "Doc_0/Document.xml": document,
    }
    for at, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{at}/Content.xml"] = ofd_page(page)
    return make_zip({**members, **(more or {})})


def ofd_part(root: str, markup: str) -> str:
    """A part of an OFD file."""
    return f'<{root} xmlns="{OFD}">{markup}</{root}>'


def ofd_page(layer: str, before: str = "") -> str:
    """A page or template with one layer."""
    return ofd_part("Page", f"{before}<Content><Layer>{layer}</Layer></Content>")


def ofd_text(text: str, x: float, y: float, size: float = 5, more: str = "") -> str:
    """A text object: millimetres from the upper left corner. A character of ASCII is half as wide as the others."""
    widths = (size / 2 if character.isascii() else size for character in text[:-1])
    steps = f'DeltaX="{" ".join(f"{width:.3f}" for width in widths)}"' if len(text) > 1 else ""
    return (
        f'<TextObject Boundary="{x} {y} 180 10" Size="{size}" {more}>'
        f'<TextCode X="0" Y="{size}" {steps}>{text}</TextCode></TextObject>'
    )
