"""The type of a document by the end of its title: the 15 公文种类, and kinds of documents published on their own.

The 15 are those of 党政机关公文处理工作条例 (2012), article 8. The table maps each ending to its kind: 复函 is a 函.
"""

import re
from typing import NamedTuple

OFFICIAL = (
    "决议",
    "决定",
    "令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
)
"""公文种类."""

_OFFICIAL_ENDINGS = {
    "命令": "令",
    "复函": "函",
    "便函": "函",
    "会议纪要": "纪要",
    "请示报告": "报告",
    "预通知": "通知",
    "预公告": "公告",
}

OWN_KINDS = (
    # law and rules
    "法",
    "法典",
    "修正案",
    "条例",
    "规定",
    "办法",
    "细则",
    "规则",
    "章程",
    "准则",
    "规程",
    "规范条件",
    "规范",
    "制度",
    "标准",
    "技术要求",
    "导则",
    "基准",
    "解释",
    # plans
    "规划",
    "纲要",
    "计划",
    "方案",
    "预案",
    "要点",
    "措施",
    "政策",
    "路线图",
    # lists and guides
    "目录",
    "名录",
    "名单",
    "清单",
    "指南",
    "指引",
    "手册",
    "大纲",
    "白皮书",
    "负面清单",
    # letters and answers
    "贺电",
    "贺信",
    "唁电",
    "慰问电",
    "指示",
    "答复",
    "说明",
    "公示",
    "倡议",
    "倡议书",
    "建议",
    "公约",
    "声明",
    "解答",
)
"""Kinds of documents that carry no 公文种类 of their own."""

ENDINGS: dict[str, str] = {kind: kind for kind in (*OWN_KINDS, *OFFICIAL)} | _OFFICIAL_ENDINGS
"""A title's last words -> its kind; the longest ending is tried first."""

_LONGEST = max(map(len, ENDINGS))
_LAST = frozenset(ending[-1] for ending in ENDINGS)

_SIGNS_IT = {
    "法": re.compile(r"(?:^|[\s《“])中华人民共和国[^《》“”]+法$"),
    "令": re.compile(r"[的命奖通赦席部委局署院行会办]令$"),
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
