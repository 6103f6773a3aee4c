"""The newsletter as a Word document (Office Open XML, ECMA-376)."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from outputs.brief.render_html import clean
from outputs.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the file's properties in place of the clock: the same picks give the same document."""


def render(newsletter: Newsletter) -> bytes:
    """The file."""
    document = Document()
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = "Newsletter"
    document.core_properties.created = document.core_properties.modified = MADE
    normal = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    normal.set(qn("w:eastAsia"), "SimSun")  # Word takes a Latin font for Chinese where none is named
    for number, entry in enumerate(newsletter.top, 1):
        document.add_heading(clean(f"{number}. {entry.pick.line or entry.title_en or entry.title}"), 2)
        _write_top(document, entry)
    if newsletter.worth_noting:
        document.add_heading("Worth noting", 2)
    for entry in newsletter.worth_noting:
        paragraph = document.add_paragraph(clean(f"{dated_line(entry)} ("), style="List Bullet")
        for place, (words, url, mark) in enumerate(sources(entry)):
            paragraph.add_run("; " if place else "")
            _add_link(paragraph, words, url)
            paragraph.add_run(mark)
        paragraph.add_run(")")
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _write_top(document: DocumentObject, entry: Entry) -> None:
    _add_paragraphs(document, "At a glance", entry.pick.summary)
    for figure in entry.figures:
        document.add_paragraph(clean(figure), style="List Bullet")
    _add_paragraphs(document, "Comment", entry.pick.comment)
    block = document.add_paragraph(clean(f"Policy name: {policy_name(entry)} ("))
    _add_link(block, "Link", entry.url)
    block.add_run(")")
    for fact in facts(entry):
        block.add_run().add_break()
        block.add_run(clean(fact))


def _add_paragraphs(document: DocumentObject, label: str, text: str | None) -> None:
    for place, line in enumerate(line for line in (text or "").split("\n") if line.strip()):
        paragraph = document.add_paragraph()
        if place == 0:
            paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(clean(line))


def _add_link(paragraph: Paragraph, words: str, url: str | None) -> None:
    """Appends a hyperlink, which python-docx reads but does not write."""
    run = paragraph.add_run(clean(words))
    if url is None:
        return
    run.font.underline = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)
