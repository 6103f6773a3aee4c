"""Citations of a document in three styles, each with the digest of the archived copy and the moment of its capture.

BibTeX: `@misc`, for LaTeX with UTF-8. Chicago: a bibliography's line for a public document on a website. GB/T
7714-2015: an electronic resource [EB/OL], day of publication in round and day of access in square brackets; of
more than three bodies it names three and 等.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from outputs import documents, english
from outputs.links import web_address
from parsers.moments import CHINA
from parsers.record import IssuingBody
from storage.documents.queries import StoredDocument

GB_NAMED = 3
"""Bodies that GB/T 7714 names before 等."""

_QUOTATION = re.compile("‘([^‘’“”]*)’|[“”]")

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def bibtex(document: StoredDocument) -> str:
    """An entry `@misc`; its key is made of the first body's abbreviation, the year and the id."""
    record = document.record
    day, address = _day(document), web_address(record.url)
    names = [f"{{{_tex(documents.body_name(body))}}}" for body in record.issuing_bodies]
    if not record.issuing_bodies_complete:
        names.append("others")
    note = [words for words in (document.title_en, record.document_number, _archived_en(document)) if words]
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_tex(record.title)}}}",
        "year": str(day.year) if day else "",
        "month": f"{day.month}" if day else "",
        "day": f"{day.day}" if day else "",
        "howpublished": rf"\url{{{_tex_url(address)}}}" if address else _tex(record.url),
        "url": _tex_url(address) if address else "",
        "urldate": _accessed(document).isoformat(),
        "note": _tex("; ".join(note)),
        "language": "chinese",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{_key(document, day)},\n{body}\n}}"


def chicago(document: StoredDocument) -> str:
    """A bibliography's line: bodies in Chinese and English, title in Chinese and, if an editor gave it, in English."""
    record = document.record
    day = _day(document)
    bodies = [_chicago_body(body) for body in record.issuing_bodies]
    if not record.issuing_bodies_complete:
        bodies.append("et al.")
    quoted = _QUOTATION.sub(_nested, record.title)
    title = f"“{quoted}” [{document.title_en}]" if document.title_en else f"“{quoted}.”"
    parts = [
        _listed(bodies),
        title,
        _number(document),
        english.day(day) if day else "n.d.",
        record.url,
        _archived_en(document),
    ]
    return " ".join(part if part.endswith((".", ".”")) else f"{part}." for part in parts if part)


def gb7714(document: StoredDocument) -> str:
    """责任者. 题名: 文号[EB/OL]. (发布日期)[引用日期]. 地址."""
    record = document.record
    named = [documents.body_name(body) for body in record.issuing_bodies[:GB_NAMED]]
    more = len(record.issuing_bodies) > GB_NAMED or not record.issuing_bodies_complete
    authors = ", ".join([*named, "等"] if more and named else named)
    number = f": {_number(document)}" if _number(document) else ""
    printed = f"({record.published_on.isoformat()})" if record.published_on else ""
    archived = document.archived
    kept = f" 存档 {archived.digest}, {documents.moment(archived.fetched_at)} 采集." if archived else ""
    lead = f"{authors}. " if authors else ""
    return f"{lead}{record.title}{number}[EB/OL]. {printed}[{_accessed(document).isoformat()}]. {record.url}.{kept}"


STYLES: Mapping[str, Callable[[StoredDocument], str]] = {"bibtex": bibtex, "chicago": chicago, "gb7714": gb7714}
"""The styles of `zhengce cite`."""


def _day(document: StoredDocument) -> date | None:
    return document.record.published_on or document.record.written_on


def _number(document: StoredDocument) -> str | None:
    """The number, unless the title has it already."""
    number = document.record.document_number
    return number if number and number not in document.record.title else None


def _accessed(document: StoredDocument) -> date:
    """The day on which the page was last captured, in China; without a capture the day on which it was first seen."""
    seen = document.archived.fetched_at if document.archived else document.first_seen_at
    return seen.astimezone(CHINA).date()


def _archived_en(document: StoredDocument) -> str | None:
    copy = document.archived
    if copy is None:
        return None
    return f"Archived {documents.moment(copy.fetched_at)}, {copy.digest}, {copy.file} at {copy.offset}"


def _chicago_body(body: IssuingBody) -> str:
    name, in_english = documents.body_name(body), english.body(body, abbreviated=False)
    return f"{name} [{in_english}]" if body.name_en else name


def _nested(found: re.Match[str]) -> str:
    """Quotation marks as they stand inside “ ”: single for double, double for a pair of single ones."""
    return f"“{found[1]}”" if found[1] is not None else {"“": "‘", "”": "’"}[found[0]]


def _listed(words: list[str]) -> str:
    """a · a and b · a, b, and c · a, et al."""
    if len(words) < 2:
        return "".join(words)
    if words[-1] == "et al.":
        return ", ".join(words)
    return f"{words[0]} and {words[1]}" if len(words) == 2 else f"{', '.join(words[:-1])}, and {words[-1]}"


def _key(document: StoredDocument, day: date | None) -> str:
    bodies = document.record.issuing_bodies
    lead = re.sub(r"[^a-z0-9]", "", (bodies[0].abbreviation or bodies[0].id or "").lower()) if bodies else ""
    return f"{lead or document.record.source.replace('_', '')}{day.year if day else 'nd'}-{document.id}"


def _tex(words: str) -> str:
    return "".join(_TEX.get(char, char) for char in words)


def _tex_url(url: str) -> str:
    r"""An address that neither braces nor a comment sign can break: \url takes the rest as it is."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found.group()):02X}", url)
