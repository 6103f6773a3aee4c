"""The number and the day that a page's text prints as its document's, by a plain reading that shares nothing with ours.

The saved texts of whole pages (`truth/texts.jsonl`) are labelled with title and day of publication alone. This reading
looks where the eye looks: the first number before the addressee, the first day at the end of a line. It is right on all
but a few pages; where it disagrees with the parsers a person has to look.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

_ZERO_TO_NINE = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | dict.fromkeys("零○Ο０O", 0)
_CHINESE = f"[{''.join(_ZERO_TO_NINE)}]"
_DAY = re.compile(
    r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    rf"|({_CHINESE}(?:\s?{_CHINESE}){{3}})\s*年\s*([{''.join(_ZERO_TO_NINE)}十元]{{1,3}})\s*月\s*([{''.join(_ZERO_TO_NINE)}十廿卅]{{1,3}})\s*日"
)
_NUMBER = re.compile(r"([\u4e00-\u9fa5]{1,60})[〔\[［（(【﹝]((?:19|20)\d\d)[〕\]］）)】﹞]第?(\d{1,5})号")
_TITLE_WORDS = re.compile(
    ".*(?:通知|通报|意见|决定|批复|公告|通告|方案|办法|文件|命令|报告|规定|措施|计划|规划|要点|的|关于|人民政府(?!办)|号)"
)
_HEAD_LINES = 14
# what ends a line behind a day, and what stands before it, where the day is that of a sign-off
_ENDS = re.compile(r"[\s。]*(?:$|[（(]此|\u3000\u3000|附|文件下载)")
_SIGNED = re.compile(r"(?:[部委局厅室府会组办院处班]\s*(?:（代章）)?|[。\u3000])\s*$|^[\s\u3000]*$")
_NAME = re.compile(r"[\u4e00-\u9fa5]{2,30}[部委局厅室府会办院]")
_TOLD = re.compile("[起前至，、]|印发|发布|公布")
_LABEL = re.compile("发布日期|发布时间|来源|索引|文号|发文")


def printed_number(text: str) -> str | None:
    """发文字号 in the head of a page's text, in the form of a letter: 渝府办发〔2017〕144号."""
    lines = text.split("\n")
    for place, line in enumerate(lines[:_HEAD_LINES]):
        bare = re.sub(r"[\s\u200b]", "", line).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
        if match := _NUMBER.search(bare):
            before = bare[: match.start(1)]
            is_cited = "。" in before or "》" in before[-2:] or "文件" in bare[match.end() : match.end() + 2]
            return None if is_cited else f"{_TITLE_WORDS.sub('', match[1])}〔{match[2]}〕{int(match[3])}号"
        if place and ((bare.endswith(("：", ":")) and not _LABEL.match(bare)) or (place > 1 and "。" in bare)):
            return None
    return None


def printed_day(text: str) -> str | None:
    """成文日期 under a page's text: the first day that stands where a sign-off does."""
    lines = [line for line in text.split("\n") if line.strip()]
    for above, line in pairwise(lines):
        for begin, end, day in _days(line):
            runs_on = not line[:begin].strip() and _NAME.fullmatch(above.strip()) and not _TOLD.match(line[end:])
            if runs_on:
                return day
            if _SIGNED.search(line[:begin]) and _ENDS.match(line[end:]) and not _LABEL.search(line[:begin][-12:]):
                return day
    return None


def _days(line: str) -> Iterator[tuple[int, int, str]]:
    for match in _DAY.finditer(line):
        year, month, day = (match[1], match[2], match[3]) if match[1] else map(_arabic, match.groups()[3:])
        try:
            yield match.start(), match.end(), date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue


def _arabic(numeral: str) -> int:
    numeral = re.sub(r"\s", "", numeral).replace("廿", "二十").replace("卅", "三十").replace("元", "一")
    tens, ten, ones = numeral.rpartition("十")
    if ten:
        return (_ZERO_TO_NINE[tens] if tens else 1) * 10 + (_ZERO_TO_NINE[ones] if ones else 0)
    return int("".join(str(_ZERO_TO_NINE[digit]) for digit in numeral))
