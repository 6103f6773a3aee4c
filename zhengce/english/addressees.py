"""Whom a document addresses, in English, where every word of it is known; else nothing."""

import re

from parsers.csv_tables import rows_of

_ROWS = rows_of(__package__, "addressees.csv")
TERMS = {row["chinese"]: (row["kind"], row["english"]) for row in sorted(_ROWS, key=lambda row: -len(row["chinese"]))}
"""A place, an office of places, or a body of no place -> its kind and its English, the longest first."""
_TERM = re.compile("|".join(map(re.escape, TERMS)))
_CLAUSE = re.compile(f"(?:{_TERM.pattern}|[、及和与])*+")


def addressees_in_english(text: str) -> str | None:
    """Cyberspace offices of all provinces …: the offices of each clause, of its places."""
    clauses = [_clause(clause) for clause in re.split("[，；]", text.rstrip("：:"))]
    shown = "; ".join(filter(None, clauses))
    return None if None in clauses else shown[:1].upper() + shown[1:]


def _clause(clause: str) -> str | None:
    words: dict[str, list[str]] = {"national": [], "office": [], "place": []}
    for kind, english in map(TERMS.__getitem__, _TERM.findall(clause)):
        words[kind].append(english)
    if not _CLAUSE.fullmatch(clause) or (words["national"] and (words["place"] or words["office"])):
        return None
    lists = (" and ".join(filter(None, [", ".join(each[:-1]), each[-1]])) for each in words.values() if each)
    return " of ".join(lists)
