"""Validity as a site prints it: 时效性, 有效性, 效力状态 of STA, MOFCOM, MOST and the libraries of laws and rules.

Values of STA's 时效性: 全文有效, 已修改, 全文废止, 全文失效, 条款废止, 条款失效, 尚未生效; of MOST's 有效性: 有效;
of the national libraries: 现行有效, 已修改, 已废止, 失效, 尚未生效. A bare 有效期 until a day is no such value.
"""

import re
from dataclasses import dataclass

from parsers.record import Validity
from parsers.text import label_key

_LABEL = re.compile(r"^(?:时效性?|有效性|效力状态|效力|时效状态|是否有效|状态)[:：]?")
_STATES: tuple[tuple[Validity, re.Pattern[str]], ...] = (
    ("not_yet_in_force", re.compile(r"(?:尚未|未|即将)(?:生效|施行|实施)")),
    (
        "amended",
        re.compile(
            r"(?:已被?|被)?(?:修改|修订|修正)(?:有效)?|(?:部分|条款|部分条款|个别条款)(?:已|被)?(?:废止|失效|修改|有效)"
        ),
    ),
    ("repealed", re.compile(r"(?:全文|现行)?(?:已被?|被)?(?:废止|撤销|作废)")),
    ("expired", re.compile(r"(?:全文)?(?:已)?(?:失效|无效|过期)")),
    ("in_force", re.compile(r"(?:全文|现行|继续|长期)?有效|现行")),
)


@dataclass(frozen=True, slots=True)
class PrintedValidity:
    """What a site says of a document on the day of fetching."""

    state: Validity
    as_printed: str


def read_printed_validity(text: str) -> PrintedValidity | None:
    """The state that a cell or a mark (`时效性：全文有效`, `[已废止]`) prints; None for any other text."""
    word = label_key(_LABEL.sub("", label_key(text)))
    for state, pattern in _STATES:
        if pattern.fullmatch(word):
            return PrintedValidity(state, word)
    return None
