"""Blocks as a Word document (Office Open XML, ECMA-376)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm
from docx.text.paragraph import Paragraph

from zhengce.documents.links import web_address
from zhengce.newsletter.blocks import Block
from zhengce.newsletter.drawing import png
from zhengce.newsletter.render_html import clean
from zhengce.newsletter.rich_text import Span, Spans

A4 = Mm(210), Mm(297)
MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the file's properties in place of the clock: the same issue gives the same document."""


def render(title: str, blocks: Iterable[Block], template: Path | None = None) -> bytes:
    """The file: on A4, or on the page and in the styles of a template, behind what that holds."""
    document = Document(str(template) if template else None)
    if template is None:
        document.sections[0].page_width, document.sections[0].page_height = A4
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = clean(title)
    document.core_properties.created = document.core_properties.modified = MADE
    normal = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    normal.set(qn("w:eastAsia"), "SimSun")  # Word takes a Latin font for Chinese where none is named
    for block in blocks:
        if block.kind == "list":
            for line in block.lines:
                _add_text(document.add_paragraph(style=_known(document, "List Bullet")), line)
            continue
        if block.kind in ("fold", "end"):
            continue
        if block.kind == "picture" and (image := png(block.svg)):
            document.add_picture(BytesIO(image), width=Cm(16))
        is_heading, style = block.kind == "heading", _known(document, "Quote") if block.kind == "quote" else None
        paragraph = document.add_heading("", block.level) if is_heading else document.add_paragraph(style=style)
        for place, line in enumerate(block.lines):
            if place:
                paragraph.add_run().add_break()
            _add_text(paragraph, line)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _known(document: Any, style: str) -> str | None:
    """A style that a template has; None, the plain one, for others."""
    return style if style in [known.name for known in document.styles] else None


def _add_text(paragraph: Paragraph, found: Spans) -> None:
    for span in found:
        _add_span(paragraph, span)


def _add_span(paragraph: Paragraph, span: Span) -> None:
    """Appends a piece of text; a link by hand, since python-docx reads hyperlinks but does not write them."""
    run = paragraph.add_run(clean(span.text))
    run.bold, run.italic = span.bold or None, span.italic or None
    address = web_address(span.url) if span.url else None
    if address is None:
        return
    run.font.underline = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)
