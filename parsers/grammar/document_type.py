"""The type of a document by the end of its title: the 15 公文种类, and kinds of documents published on their own.

The 15 are those of 党政机关公文处理工作条例 (2012), article 8. The table `document_types.csv` maps each ending to its
kind (复函 is a 函), says which are of the 15, and gives the English of each kind.
"""

import re
from typing import NamedTuple

from parsers.csv_tables import rows_of

_ROWS = rows_of(__package__, "document_types.csv")

ENDINGS: dict[str, str] = {row["ending"]: row["kind"] for row in _ROWS}
"""A title's last words -> its kind; the longest ending is tried first."""

OFFICIAL = tuple(row["kind"] for row in _ROWS if row["official"] and row["ending"] == row["kind"])
"""公文种类."""

OWN_KINDS = tuple(row["kind"] for row in _ROWS if not row["official"])
"""Kinds of documents that carry no 公文种类 of their own."""

IN_ENGLISH = {row["kind"]: row["english"] for row in _ROWS if row["english"]}
"""Kind -> its English."""

_LONGEST = max(map(len, ENDINGS))
_LAST = frozenset(ending[-1] for ending in ENDINGS)

_SIGNS_IT = {
    "法": re.compile(r"(?:^|[\s《“])中华人民共和国[^《》“”]+法$"),
    "令": re.compile(r"[的命奖通赦席部委局署院行会办室]令$"),
    "建议": re.compile("的建议$"),
}
"""The words required around a kind that is also the end of other words.

中华人民共和国数据安全法, but 行政执法, 检验方法. 国务院令, 嘉奖令, 特赦令 (党政机关公文处理工作条例, article 8),
but 适航指令. …规划的建议, but 征求…意见建议.
"""


class Ending(NamedTuple):
    """The kind that a title ends with, and the index of its words."""

    kind: str
    start: int


def ending_of(text: str) -> Ending | None:
    """The kind in the last words of `text`, which has no number or brackets at its end, or None."""
    if text[-1:] not in _LAST:
        return None
    for length in range(min(_LONGEST, len(text)), 0, -1):
        words = text[-length:]
        if words in ENDINGS:
            if words in _SIGNS_IT and not _SIGNS_IT[words].search(text):
                return None
            return Ending(ENDINGS[words], len(text) - length)
    return None
