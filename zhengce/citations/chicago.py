"""Chicago Manual of Style (18th edition), notes and bibliography: a line for a public document on a website.

A title in Chinese stands in quotation marks, its English translation in square brackets behind it. A document without a
day has the day of access.
"""

import re

from parsers.record import IssuingBody
from zhengce.citations.facts import CitationFacts, english_name
from zhengce.documents import view as documents
from zhengce.english import vocabulary

_QUOTATION = re.compile("‘([^‘’“”]*)’|[“”]")


def format_citation(facts: CitationFacts) -> str:
    """工业和信息化部 [Ministry of …]. “题名” [English title]. 文号. November 16, 2021. URL. Archived …"""
    record = facts.record
    bodies = [_name(body) for body in record.issuing_bodies]
    if not record.issuing_bodies_complete:
        bodies.append("et al.")
    quoted = _QUOTATION.sub(_nest, record.title)
    parts = [
        _join(bodies),
        f"“{quoted}” [{facts.title_en}]" if facts.title_en else f"“{quoted}.”",
        ", ".join(filter(None, (facts.number_beside_title, facts.unit_en))),
        vocabulary.day(record.day) if record.day else f"n.d. Accessed {vocabulary.day(facts.accessed_on)}",
        record.url,
        facts.archive_note,
    ]
    return " ".join(part if part.endswith((".", ".”")) else f"{part}." for part in parts if part)


def _name(body: IssuingBody) -> str:
    in_english = english_name(body)
    return f"{documents.body_name(body)} [{in_english}]" if in_english else documents.body_name(body)


def _nest(found: re.Match[str]) -> str:
    """Quotation marks as they stand inside “ ”: single for double, double for a pair of single ones."""
    return f"“{found[1]}”" if found[1] is not None else {"“": "‘", "”": "’"}[found[0]]


def _join(words: list[str]) -> str:
    """a · a and b · a, b, and c · a, et al."""
    if len(words) < 2:
        return "".join(words)
    if words[-1] == "et al.":
        return ", ".join(words)
    return f"{words[0]} and {words[1]}" if len(words) == 2 else f"{', '.join(words[:-1])}, and {words[-1]}"
