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
from outputs.english import vocabulary
from outputs.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources
from outputs.newsletter.rich_text import Span, Spans, paragraphs

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the file's properties in place of the clock: the same issue gives the same document."""


def render(newsletter: Newsletter) -> bytes:
    """The file."""
    document, issue = Document(), newsletter.issue
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = clean(issue.title or "Newsletter")
    document.core_properties.created = document.core_properties.modified = MADE
    normal = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    normal.set(qn("w:eastAsia"), "SimSun")  # Word takes a Latin font for Chinese where none is named
    if issue.title:
        document.add_heading(clean(issue.title), 1)
    if issue.day:
        document.add_paragraph(vocabulary.day(issue.day))
    for paragraph in paragraphs(issue.introduction):
        _add_text(document.add_paragraph(), paragraph)
    for part in newsletter.printed:
        document.add_heading(clean(part.section.title), 2)
        for number, entry in enumerate(part.entries, 1):
            if part.kind == "top":
                _write_story(document, number, entry)
            else:
                _write_line(document.add_paragraph(style="List Bullet"), entry)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _write_story(document: DocumentObject, number: int, entry: Entry) -> None:
    document.add_heading(clean(f"{number}. {entry.heading}"), 3)
    _add_paragraphs(document, "At a glance", entry.summary)
    for figure in entry.figures:
        document.add_paragraph(clean(figure), style="List Bullet")
    _add_paragraphs(document, "Comment", entry.written.comment)
    if entry.title is None:
        return
    block = document.add_paragraph(clean(f"Policy name: {policy_name(entry)} ("))
    _add_span(block, Span("Link", url=entry.url))
    block.add_run(")")
    for fact in facts(entry):
        block.add_run().add_break()
        block.add_run(clean(fact))


def _write_line(paragraph: Paragraph, entry: Entry) -> None:
    _add_text(paragraph, dated_line(entry))
    behind = sources(entry)
    for place, (words, url, mark) in enumerate(behind):
        paragraph.add_run("; " if place else " (")
        _add_span(paragraph, Span(words, url=url))
        paragraph.add_run(mark)
    if behind:
        paragraph.add_run(")")


def _add_paragraphs(document: DocumentObject, label: str, text: str | None) -> None:
    for place, found in enumerate(paragraphs(text)):
        paragraph = document.add_paragraph()
        if place == 0:
            paragraph.add_run(f"{label}: ").bold = True
        _add_text(paragraph, found)


def _add_text(paragraph: Paragraph, found: Spans) -> None:
    for span in found:
        _add_span(paragraph, span)


def _add_span(paragraph: Paragraph, span: Span) -> None:
    """Appends a piece of text; a link by hand, since python-docx reads hyperlinks but does not write them."""
    run = paragraph.add_run(clean(span.text))
    run.bold, run.italic = span.bold or None, span.italic or None
    if span.url is None:
        return
    run.font.underline = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(span.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)
