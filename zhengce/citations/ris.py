"""RIS, the tagged format that reference managers import: RPRT for an issued document, ELEC for a web page.

A line is a tag of two characters, two blanks, a hyphen, a blank and the value; TY comes first, ER last. Readers take a
line feed as the end of a line; a file has CR LF (`zhengce.citations.styles`).
Days are YYYY/MM/DD/. The number stands in SN and the type in M3: so Zotero reads those of a report. STAT would make a
statute of it, whose number every style prints as that of an American law.
"""

import re
from collections.abc import Iterator

from zhengce.citations.facts import CitationFacts

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")


def format_citation(facts: CitationFacts) -> str:
    """One reference."""
    return "\n".join(f"{tag}  - {value}" for tag, value in _lines(facts))


def _lines(facts: CitationFacts) -> Iterator[tuple[str, str]]:
    record = facts.record
    yield "TY", "ELEC" if facts.is_web_page else "RPRT"
    for name in facts.names:
        # A comma parts family and given name: a body has only one name.
        yield "AU", _one_line(name).replace(",", "，")
    yield "TI", _one_line(record.title)
    if facts.title_en:
        yield "TT", _one_line(facts.title_en)
    if record.day:
        yield "PY", f"{record.day:%Y}"
        yield "DA", f"{record.day:%Y/%m/%d}/"
    if facts.number_beside_title:
        yield "SN", _one_line(facts.number_beside_title)
    if facts.unit:
        yield "SE", facts.unit
    if record.document_type and not facts.is_web_page:
        yield "M3", record.document_type
    # An address that no browser should follow is printed as text, not as a link.
    yield ("UR", facts.web_url) if facts.web_url else ("N1", _one_line(record.url))
    yield "Y2", f"{facts.accessed_on:%Y/%m/%d}/"
    yield "LA", "zh-CN"
    if not record.issuing_bodies_complete:
        yield "N1", "The page says that further bodies issued the document and does not name them."
    for note in filter(None, (*facts.english_notes[bool(facts.title_en) :], facts.archive_note)):
        yield "N1", _one_line(note)
    yield "ER", ""


def _one_line(words: str) -> str:
    """A value on one line: RIS has no escapes, and a line that looks like a tag would be one."""
    return _BREAKS.sub(" ", words).strip()
