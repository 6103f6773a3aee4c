"""The words by which running text states a target: verbs of reaching, change and building, bounds and endings.

`words.csv` has the words, a row each: its kind, what it means, words of a text that has it, and that text; the order of
the rows of a kind is that in which they are tried. `kinds.csv` says what the words of a kind tell, and where they stand
in what they are looked for in. `patterns.csv` has the phrases that are made of them, as `rules.csv` uses them: a name
in braces stands for the words of a kind or for another phrase.
"""

import re
from typing import cast

from parsers.csv_tables import rows_of
from parsers.grammar.targets.quantities import FIGURE
from parsers.record import Comparator

_ROWS = rows_of(__package__, "words.csv")
_KINDS = {row["kind"]: row["at"] for row in rows_of(__package__, "kinds.csv")}
_PATTERNS = {row["name"]: row["pattern"] for row in rows_of(__package__, "patterns.csv")} | {"number": FIGURE}
_AT = {
    **{"": "%s", "start": "^(?:%s)", "start+": "^(?:%s)+", "start blank": r"^\s*(?:%s)", "end": "(?:%s)$"},
    **{"end+": "(?:%s)+$", "whole": "^(?:%s)$", "noun": r"(?:%s)(?:[（(][^）)]*[)）])?$"},
}
_OPPOSITE: dict[str, Comparator] = {">=": "<=", "<=": ">="}
_MEANS = {row["words"]: row["means"] for row in _ROWS if "bound" in row["kind"] or row["kind"] == "sign"}


def any_of(*names: str) -> str:
    """The alternatives of a pattern that stand for the words of these kinds, or for a phrase."""
    patterns = [_PATTERNS[name] for name in names if name in _PATTERNS]
    return fill("|".join([*patterns, *(row["words"] for row in _ROWS if row["kind"] in names)]))


def fill(pattern: str) -> str:
    """A pattern of a table with its parts."""
    return re.sub(r"\{([a-z_]+)\}", lambda part: f"(?:{any_of(part[1])})", pattern)


class _Words:
    """`words.fee` is the pattern of the words of the kind `fee`, or of the phrase, compiled when it is first used."""

    def __getattr__(self, name: str) -> re.Pattern[str]:
        if name not in _KINDS and name not in _PATTERNS:
            raise AttributeError(name)
        pattern = re.compile(_AT[_KINDS.get(name, "")] % any_of(name))
        setattr(self, name, pattern)
        return pattern


words = _Words()


def read_bound(printed: str | None) -> Comparator:
    """The bound of words at a figure: 不宜低于 and 以上 are >=; = where they set none."""
    match = words.bound_word.fullmatch(printed or "")
    if match is None:
        return "="
    bound = cast("Comparator", _MEANS[match["word"] or match["beyond"]])
    return _OPPOSITE[bound] if match["negation"] else bound
