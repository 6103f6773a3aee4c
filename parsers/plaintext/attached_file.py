"""An attached file as findings: what of it is the document itself, and on which page each value stands."""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.extraction import Field, Finding, Notice, Place, gather_facts
from parsers.files.text import FileText
from parsers.grammar.layout.file_parts import FileParts
from parsers.grammar.layout.head import read_layout
from parsers.grammar.layout.signature import are_known_bodies
from parsers.grammar.title import read_title
from parsers.passages import PagesOfFile
from parsers.record import Evidence, PolicyDocument
from parsers.text import compact

_ARCHIVES = frozenset(("application/zip", "application/vnd.rar"))
_PAGE_OF_MEMBER = re.compile(r", page \d+$")
_LINK = Finding("", Place.LISTING, "link to the file")


def is_one_document(text: FileText) -> bool:
    """Whether head and sign-off of a file can be trusted to be those of one document.

    A workbook has neither.
    """
    if text.media_type in _ARCHIVES:
        return len({_PAGE_OF_MEMBER.sub("", page.name or "") for page in text.pages}) == 1
    return not any(page.name for page in text.pages)


def notice_of_file(parts: FileParts, link: str, url: str, source: str) -> Notice:
    """The findings of a file: its title, and the text in which its other values stand.

    The annex that it issues belongs to that text, because it says from when on it is in force.
    """
    title = (
        replace(_LINK, text=link) if parts.title is None else Finding(parts.title, Place.HEADING, "head of the file")
    )
    layout = read_layout(parts.lines, parts.title)
    if parts.title is None and layout.number is None:
        return Notice(source, url, gather_facts([("title", title)]))
    lines = parts.lines if layout.signed_on else _without_names_at_end(parts.lines)
    if layout.signed_on and (issued := read_title(title.text, layout.signed_on).issued_title):
        annex = next((annex for annex in parts.annexes if annex.title and _is_same(annex.title, issued)), None)
        lines = (*lines, *annex.lines) if annex else lines
    facts: list[tuple[Field, Finding]] = [("title", title)]
    return Notice(source, url, gather_facts(facts), tuple(lines))


def _without_names_at_end(lines: Sequence[str]) -> Sequence[str]:
    """A text without the names of bodies on its last lines: without a date they may be those of a table."""
    end = len(lines)
    while end and are_known_bodies(lines[end - 1], None):
        end -= 1
    return lines[:end]


def _is_same(title: str, other: str) -> bool:
    return re.sub(r"\W", "", compact(title)) == re.sub(r"\W", "", compact(other))


def with_places(record: PolicyDocument, text: FileText) -> PolicyDocument:
    """A record with the page of each value in its evidence. The words of a link stand on none."""
    pages = PagesOfFile((page.number, page.paragraphs) for page in text.pages)
    evidence: dict[str, Evidence] = {}
    for name, found in record.evidence.items():
        evidence[name] = replace(found, place=pages.place_of(found.text))
    if record.cites:
        words = record.cites[0].title or record.cites[0].document_number or ""
        evidence["cites"] = Evidence("named in the text", words, pages.place_of(words))
    if record.evidence["title"].found_in is Place.LISTING:
        evidence["title"] = record.evidence["title"]
    return replace(record, evidence=evidence)
