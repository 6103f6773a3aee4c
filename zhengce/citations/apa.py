"""APA style (7th edition): a report by a group author, as 10.4 has it, in plain text.

A work in another language keeps its title, with a translation in square brackets behind it (9.38). The names of bodies
stand in English where an official English name is known. A work without a day has n.d. and the day of retrieval (9.16).
"""

from zhengce.citations.facts import CitationFacts, english_name
from zhengce.documents import view as documents
from zhengce.english import vocabulary

NAME = "APA"
ORDER = 3


def format_citation(facts: CitationFacts) -> str:
    """Ministry of …. (2021, November 16). 题名 [English title] (文号). URL. Archived …"""
    record = facts.record
    names = [english_name(body) or documents.body_name(body) for body in record.issuing_bodies]
    if not record.issuing_bodies_complete:
        names.append("et al.")
    title = f"{record.title} [{facts.title_en}]" if facts.title_en else record.title
    if beside := ", ".join(filter(None, (facts.number_beside_title, facts.unit_en))):
        title = f"{title} ({beside})"
    lead = _join(names)
    day = f"({record.day.year}, {vocabulary.MONTHS[record.day.month - 1]} {record.day.day})" if record.day else "(n.d.)"
    # 9.12: without an author the title comes first
    parts = [_end(lead), f"{day}.", _end(title)] if lead else [_end(title), f"{day}."]
    retrieved = "" if record.day else f"Retrieved {vocabulary.day(facts.accessed_on)}, from "
    parts.append(f"{retrieved}{record.url}")  # no full stop behind an address (9.35)
    if facts.archive_note:
        parts.append(f"({facts.archive_note})")
    return " ".join(parts)


def _end(words: str) -> str:
    return words if words.endswith(".") else f"{words}."


def _join(names: list[str]) -> str:
    """a · a & b · a, b, & c · a, et al. (9.8)"""
    if len(names) < 2 or names[-1] == "et al.":
        return ", ".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"
