r"""BibTeX for LaTeX with UTF-8: an entry `@misc`, which every style prints, with \url in `howpublished`.

BibTeX has no type for an issued document; `@techreport` demands a year and prints “Technical Report” before the number.
"""

import re

from outputs.citations.facts import CitationFacts

NAME = "BibTeX"
ORDER = 4
MEDIA_TYPE = ("application/x-bibtex", "bib")

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
    """An entry `@misc`; its key is made of the first body's abbreviation, the year and the id."""
    day, address = facts.day, facts.web_url
    names = [f"{{{_escape(name)}}}" for name in facts.names]
    if not facts.bodies_complete:
        names.append("others")  # printed as “et al.”
    note = [words for words in (facts.title_en, facts.number, facts.archive_note) if words]
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_escape(facts.title)}}}",
        "year": str(day.year) if day else "",
        "month": f"{day.month}" if day else "",
        "day": f"{day.day}" if day else "",
        "howpublished": rf"\url{{{_escape_address(address)}}}" if address else _escape(facts.url),
        "url": _escape_address(address) if address else "",
        "urldate": facts.accessed_on.isoformat(),
        "note": _escape("; ".join(note)),
        "language": "chinese",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{facts.key},\n{body}\n}}"


def _escape(words: str) -> str:
    return "".join(_TEX.get(char, char) for char in words)


def _escape_address(url: str) -> str:
    r"""An address that neither braces nor a comment sign can break: \url takes the rest as it is."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found.group()):02X}", url)
