"""Finds which words of a page are those of the decision: from 作如下修改 to its day, and an annex that lists them."""

import re

from parsers.grammar.amendments.quotes import SIGN, Quoted

OPENING = re.compile(
    r"(?:作|作出|做|做出|进行)(?:了)?(?:如下|以下)(?:[^，。；：:]{0,6})?(?:修改|修订|修正|调整)|(?:修改|修订|修正|调整)如下|予以修改"
    r"|对(?:下列|以下)[^，。；：:]{1,20}(?:作|作出|做出|进行)(?:修改|修订)"
)
CLOSING = re.compile(
    r"本(?:决定|修正案|公告|通知|令)自[^。]{0,40}(?:施行|生效|实施|执行)|《[^《》]{1,80}》[^。《》]{0,12}根据本(?:决定|令|修改)|根据本决定[，,]"
)
_LABEL = r"\n[ \t\u3000]*附件?[ \t\u3000]{0,4}[\d一二三]?[ \t\u3000]*[:：]?"
# 附件1 / 国务院决定修改的行政法规, behind the day of the decision; ends at the next annex
_ANNEX = re.compile(rf"{_LABEL}\s{{0,4}}[^\n，。；：]{{0,30}}修改的[^\n，。；：]{{2,20}}\n")
_NEXT_ANNEX = re.compile(rf"{_LABEL}[^\n，。；：]{{0,50}}(?:\n|$)")


def end_of(text: str, start: int) -> int:
    """The index behind the operations of a decision: what follows is the rule as published anew, if anything."""
    closing = None
    for closing in CLOSING.finditer(text, start):  # the last one: that of 重新公布
        if closing[0].startswith(("《", "根据")):
            break
    return closing.end() if closing else len(text)


def with_annex(quoted: Quoted, closing: int) -> Quoted | None:
    """The words before the index of the closing, and those of the annex behind it that says what is amended; None where
    there is no such annex."""
    annex = _ANNEX.search(quoted.words, closing)
    if annex is None:
        return None
    following = _NEXT_ANNEX.search(quoted.words, annex.end())
    used, skipped = (part.count(SIGN) for part in (quoted.words[:closing], quoted.words[closing : annex.end()]))
    words = quoted.words[annex.end() : following.start() if following else None]
    return Quoted(f"{quoted.words[:closing]}\n{words}", quoted.quotes[:used] + quoted.quotes[used + skipped :])
