"""BibTeX for LaTeX with UTF-8: `@techreport` for a document with a number, else `@misc`.

BibTeX has no type for an issued document. Of all entries, `@techreport` alone prints a number without a journal or
publisher, and `type` takes the place of its “Technical Report”; biblatex and pandoc read it as a report.
"""

import re

from zhengce.citations.facts import CitationFacts

UNTYPED = "Document"
"""The type of a document that has none: without it, “Technical Report” would stand there."""

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


def format_citation(facts: CitationFacts) -> str:
    """The entry; its key is made of the first body's abbreviation, the year and the id."""
    record = facts.record
    day, address = record.day, facts.web_url
    names = [f"{{{_escape(name)}}}" for name in facts.names]
    if not record.issuing_bodies_complete:
        names.append("others")  # printed as “et al.”
    number = facts.number_beside_title
    plain = None if address else record.url
    note = filter(None, (plain, *facts.english_notes, facts.unit, facts.archive_note))
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_escape(record.title)}}}",
        "year": str(day.year) if day else "",
        "month": f"{day.month}" if day else "",
        "day": f"{day.day}" if day else "",
        "type": _escape(record.document_type or UNTYPED) if number else "",
        "number": _escape(number or ""),
        **({"institution": ""} if number else {}),  # which @techreport requires; the authors are it
        # Neither braces nor a comment sign can break it: \url takes the rest as it is.
        "url": re.sub(r"[{}\\\s]", lambda found: f"%{ord(found.group()):02X}", address) if address else "",
        "urldate": facts.accessed_on.isoformat(),
        "note": _escape("; ".join(note)),
        "language": "chinese",
        "langid": "chinese",  # biblatex and pandoc: no rules of English for the letters of its title
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value or name == "institution")
    return f"@{'techreport' if number else 'misc'}{{{facts.key},\n{body}\n}}"


def _escape(words: str) -> str:
    return "".join(_TEX.get(char, char) for char in words)
