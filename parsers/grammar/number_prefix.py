"""机关代字, the letters before the year of a document number: what they may be, and where they begin in a run of words.

They stand for the body that issues (国办发, 工信部联科, 渝府办发): a stem of the registry or the short name of a
province, then letters for offices and kinds; of bodies that no table knows a few characters. What a page prints before
them without a blank (the title, the red head 某省人民政府文件, the words of a sentence) is cut off.
"""

import re

from parsers.grammar import agencies
from parsers.grammar.document_type import ENDINGS

LONGEST = 14
"""灾总指挥部发明电 has eight characters, 重庆肺炎组办发 seven."""

_LONGEST_UNKNOWN = 8

_LOOKED_AT = 20
"""Characters at the end of a run that decide: the letters, and the words of a sentence before them."""

_PROVINCES = frozenset("京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")
"""A province before a stem makes the prefix local: 川发改数据规, 粤财. 新 is left out: 新出, 新广电发 are central."""

_NEVER = re.compile(
    "的|关于|通知|通告|通报|意见|决定|批复|公告|报告|方案|办法|规定|细则|条例|措施|文件|工作|有关|印发|转发|人民政府|办公[厅室]|委员会"
    "|[年月日]|第|各[省市县]"
)
"""Words of titles, names and sentences: 的通知渝府办发 is no prefix."""

_TITLE_ENDS = re.compile(
    f"(?:{'|'.join(sorted((word for word in ENDINGS if len(word) > 1), key=len, reverse=True))}|文件|试行)"
)
"""The last words of a title or red head, behind which a number may follow: …的通知渝府办发〔2017〕144号."""

_OF_LAW = re.compile("(?P<office>[\u4e00-\u9fff]{1,4}办)法(?:[规制]?[函发字]|规)?")
"""环办法规函 · 建办法函 · 农办法: letters of an office for laws, no 办法 (measures)."""

_LEAD_IN = re.compile(
    ".*(?:根据|依据|按照|依照|参照|文件|发布|印发|通知|以及|或者|或|及其|及|和|与|以|经|原|的|在|由|将|为|如|即|有关|贯彻|落实|执行|废止)"
)
"""Words of a sentence directly before a number."""


def letters_at_end(run: str) -> str | None:
    """机关代字 at the end of a run of Chinese characters; None where it is not clear.

    根据国发 and …的通知国发 give 国发, 川发改数据规 stays.
    """
    for start in range(max(0, len(run) - LONGEST), len(run)) if "办法" in run[-_LOOKED_AT:] else ():
        of_law = _OF_LAW.fullmatch(run, start)
        if of_law and (start == 0 or not run.endswith("法")) and agencies.prefixes_of(of_law["office"]):
            return of_law[0]
    for title in reversed(list(_TITLE_ENDS.finditer(run))):
        rest = run[title.end() :]
        if len(rest) >= 2 and (letters := _letters(rest)):
            return letters
        if len(rest) >= _LOOKED_AT:
            break  # longer ones give the same
    return _letters(run)


def _letters(run: str) -> str | None:
    if run.endswith("工作机制"):  # has no letters but its name
        return next((run[start:] for start in range(len(run)) if run[start:] in agencies.NAMES), None)
    for start in range(max(0, len(run) - LONGEST), len(run)):
        rest = run[start:]
        if len(rest) == 1 < len(run) or _NEVER.search(rest):
            continue
        if rest[0] in _PROVINCES or agencies.prefixes_of(rest):
            return rest
    rest = _LEAD_IN.sub("", run[-_LOOKED_AT:])
    return rest if 2 <= len(rest) <= _LONGEST_UNKNOWN and not _NEVER.search(rest) else None
