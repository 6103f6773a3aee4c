"""Terms of validity with both ends that a document sets for itself: 本公告自A至B执行, 执行期限为A至B, 有效期自A至B.

The term of a project, a meeting, or of applications or comments does not count.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from parsers.grammar.dates import calendar_day, iter_dates
from parsers.grammar.numerals import ONES, read_numeral
from parsers.grammar.patterns import lazy_regex


class Term(NamedTuple):
    """Both ends of a range of days in a sentence, and its indexes there."""

    begin: date
    end: date
    start: int
    stop: int


RANGE_SIGN = lazy_regex(r"\s*(?:起|开始)?\s*(?:[（(][^（()）]{1,8}[）)])?\s*(?:至|到|—+|－+|-+|~|～|–)\s*")
"""The sign between two days: 2023年1月1日起至2027年12月31日, 2026年9月4日—9月10日."""

_NUMERAL = rf"\d{{1,2}}|[{ONES}十]{{1,3}}"
# 12月31日 · 十二月三十一日 · 31日: the second day without its year, or without year and month
_REST_OF_A_DAY = lazy_regex(rf"(?:(?P<month>{_NUMERAL})\s*月\s*)?(?P<day>{_NUMERAL})\s*日")

_IN_FORCE = "(?:执行|施行|实施|试行|有效|生效)"
_PERIOD = r"(?:(?:执行|施行|实施|试行|有效)(?:期限|期|时间))"
_STOP = r"(?=[。，,、；;：:）)（(\s]|$)"
_POINT = r"^(?:第?[一二三四五六七八九十百\d]{1,4}[、.．条]|[（(][一二三四五六七八九十\d]{1,3}[）)])?\s*"

SIGNS = (
    *(f"{end}{verb}" for end in ("日", "止") for verb in ("执行", "施行", "实施", "试行", "有效", "正式")),
    *("行期", "施期", "效期", "行时间", "施时间", "日止", "期间"),
)
"""Every sentence that sets a term contains one of these."""

RARE_IN_SIGNS = "日止期时"
"""One of these is the first or the second character of every sign."""

# 本公告自A至B执行 · 自A起至B止施行 · 自A至B期间实施
_ACTS_BEHIND = lazy_regex(rf"\s*(?:止|期间)?[，,]?(?:正式|继续)?{_IN_FORCE}{_STOP}")
# 执行期限为A至B · 有效期自A至B · 实施期限：A—B · 执行期限 A—B
_PERIOD_BEFORE = lazy_regex(rf"{_PERIOD}\s*(?:为|是)?\s*[:：]?\s*[自从]?\s*$")
# 有效期5年，自A至B · 有效期为三年，从A起到B止
_YEARS_BEFORE = lazy_regex(rf"{_PERIOD}\s*(?:为|是)?\s*(?:{_NUMERAL})\s*年[，,]\s*[自从]$")
# 自A至B，有效期5年
_YEARS_BEHIND = lazy_regex(rf"\s*止?[，,]{_PERIOD}")
# 本公告自A起至B止。
_OWN_BEFORE = lazy_regex(r"本(?:公告|通知|办法|规定|意见|方案|细则|决定|政策|目录|措施|标准|规则|条例|通告|令)[自从]$")
# 三、执行期限：… · 政策执行期限为…: a heading without 本, about the document itself
_HEADING = lazy_regex(rf"{_POINT}(?:政策|本?优惠政策)?{_PERIOD}\s*(?:为|是)?\s*[:：]?\s*[自从]?\s*$")
_SOMETHING_ELSES = lazy_regex("项目|课题|合同|协议|活动|会议|展|证书|许可|申报|公示|征求|反馈|报名|培训|竞赛|大赛|试验")


def terms_in(sentence: str) -> Iterator[Term]:
    """Every range of days of a sentence. The second day may lack the year, or year and month, of the first."""
    for day in iter_dates(sentence):
        sign = RANGE_SIGN.match(sentence, day.end)
        if sign is None:
            continue
        last = next(iter_dates(sentence[sign.end() : sign.end() + 24]), None)
        if last is not None and last.start == 0:
            end, stop = last.on, sign.end() + last.end
        elif rest := _REST_OF_A_DAY.match(sentence, sign.end()):
            month, number = read_numeral(rest["month"] or ""), read_numeral(rest["day"])
            completed = calendar_day(day.on.year, month or day.on.month, number or 0)
            if completed is None:
                continue
            end, stop = completed, rest.end()
        else:
            continue
        if end > day.on:
            yield Term(day.on, end, day.start, stop)


def sets_validity(sentence: str, term: Term) -> bool:
    """Whether the words around a range say that something is in force in that time."""
    before, behind = sentence[: term.start], sentence[term.stop :]
    if before.rstrip().endswith(("自", "从")) and (_ACTS_BEHIND.match(behind) or _YEARS_BEHIND.match(behind)):
        return True
    if _OWN_BEFORE.search(before) and re.match(rf"\s*止?{_STOP}", behind):
        return True
    return bool(_PERIOD_BEFORE.search(before) or _YEARS_BEFORE.search(before))


def heads_a_term(sentence: str, term: Term) -> bool:
    """Whether a point begins with the term of the document (三、执行期限：A至B), not of something else."""
    return bool(_HEADING.match(sentence[: term.start])) and not _SOMETHING_ELSES.search(sentence)
