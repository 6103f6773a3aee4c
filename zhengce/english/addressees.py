"""Whom a document addresses, in English, where every word of it is known; else nothing."""

import re

from parsers.csv_tables import rows_of

_ROWS = rows_of(__package__, "addressees.csv")
TERMS = {row["chinese"]: (row["kind"], row["english"]) for row in sorted(_ROWS, key=lambda row: -len(row["chinese"]))}
"""A place, an office of places, or a body of no place -> its kind and its English, the longest first."""
_BETWEEN = "、及和与"


def addressees_in_english(text: str) -> str | None:
    """Cyberspace offices of all provinces …: the offices of each clause, of its places."""
    clauses = [_clause(clause) for clause in re.split("[，；]", text.rstrip("：:"))]
    shown = "; ".join(filter(None, clauses))
    return None if None in clauses else shown[:1].upper() + shown[1:]


def _clause(clause: str) -> str | None:
    words: dict[str, list[str]] = {"national": [], "office": [], "place": []}
    at = 0
    while at < len(clause):
        term = next((term for term in TERMS if clause.startswith(term, at)), "")
        if term:
            kind, english = TERMS[term]
            words[kind].append(english)
        elif clause[at] not in _BETWEEN:
            return None
        at += len(term) or 1
    if words["national"] and (words["place"] or words["office"]):
        return None
    return " of ".join(_joined(word) for word in words.values() if word)


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
