"""Dates as Chinese sites and documents print them: numeric, in Chinese numerals, compact, as epoch, with a time of day.

Forms are tried in this order: written dates (numeric, Chinese numerals), eight digits, epoch, then dateparser for
relative words and other languages. Days are Chinese days (Asia/Shanghai). A year and month without a day is not a date.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from parsers.grammar.numerals import LOOKALIKES, ONES, ZEROS, read_digits, read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.moments import CHINA, PRINTED

FOUNDING = date(1949, 10, 1)
"""The founding of the People's Republic: no document is older."""

_B = r"[ \t\u00a0\u2002\u2003\u2009\u202f\u3000\u200b]{0,4}"  # blanks that sites print inside dates
# 2021年11月16日 · 2021年 11 月 5 日 · ２０２１年１１月５日 · 2021-11-16 · 2021/11/05 · 2021.11.5 · 2024-09-30-21:50:00
# 2023-02-0315:35: the time runs on
_NUMERIC = (
    rf"(?<!\d)(\d{{4}}){_B}(?:年{_B}(\d{{1,2}}){_B}月{_B}(\d{{1,2}}){_B}日"
    rf"|([-/.．—－]){_B}(\d{{1,2}}){_B}\4{_B}(\d{{1,2}}(?!\d)|\d\d(?=\d\d[:：]\d\d)))"
)
# 二〇二一年十一月十六日 · 二○二一年十月九日 · 一九九八年元月二十一日
_CHINESE = (
    rf"([一二](?:{_B}[{ONES}{ZEROS}{LOOKALIKES}]){{3}}){_B}年{_B}([元正{ONES}十]{{1,3}}){_B}月{_B}"
    rf"([初{ONES}十廿卅]{{1,3}}){_B}日"
)
_DATE = lazy_regex(f"{_NUMERIC}|{_CHINESE}")
_FIRST = lazy_regex("[元正]")  # 元月, 正月
_BLANKS = lazy_regex(r"\s|\u200b")  # 二 ○○五年
# 10:25 · 10:25:03 · 10时25分 · T10:25:03Z · T10:25:03+08:00; after a date, with blanks, a dash or a T between
_TIME = lazy_regex(
    r"[\sT\u00a0\u3000-]{0,8}(\d{1,2})(?:[:：](\d{2})(?:[:：](\d{2}))?|时(\d{1,2})分)(?!\d)"
    r"(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?"
)
_COMPACT = lazy_regex(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")  # 20211116 · 20211116102500
_EPOCH = lazy_regex(r"\d{10}|\d{13}")
# Text for dateparser, which takes a millisecond: relative words, and English months as in RSS.
_LAST_RESORT = lazy_regex(
    r"昨天|前天|今天|刚刚|[天日周月年时钟]前|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
# Times that a content system fills in where nobody entered one.
_NO_TIME = frozenset({time(0, 0), time(23, 59, 59)})


class FoundDate(NamedTuple):
    """A date in a text, and the indexes of its start and end."""

    on: date
    start: int
    end: int


def read_date(text: str, relative_to: datetime | None = None) -> date | None:
    """The first date in a short text (a cell, a line, a meta), or None.

    `relative_to` is the moment of fetching, to which 昨天 and 3天前 refer; without it they are not dates.
    """
    return read_day_and_time(text, relative_to)[0]


def read_day_and_time(text: str, relative_to: datetime | None = None) -> tuple[date | None, datetime | None]:
    """The first date of a short text, and that date with the printed time of day at +08:00; None for what is missing.

    00:00 and 23:59:59, which content systems fill in, and 3小时前 are not times.
    """
    found_date = next(iter_dates(text), None)
    printed = _add_time(text, found_date) if found_date else _read_bare_moment(text, None)
    if printed:
        return (
            printed.date(),
            None if printed.time() in _NO_TIME else printed,
        )  # 2026-09-03T16:00:00Z is the 4th in China
    if found_date:
        return found_date.on, None
    moment = _read_bare_moment(text, relative_to)
    return moment.date() if moment else None, None


def dates_in(text: str) -> list[FoundDate]:
    """All written dates of a text, in order."""
    return list(iter_dates(text))


def iter_dates(text: str) -> Iterator[FoundDate]:
    """The written dates of a text one by one, for callers that need only the first."""
    for match in _DATE.finditer(text):
        on = _day(match)
        if on:
            yield FoundDate(on, match.start(), match.end())


def plausible(on: date, fetched_at: datetime | None) -> bool:
    """Whether a document can be of this day: from 1949-10-01 to one day after the fetch."""
    fetched = fetched_at or datetime.now(UTC)
    return on >= FOUNDING and (on <= fetched.date() or on <= fetched.astimezone(PRINTED).date() + timedelta(days=1))


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day or the year is not from 1000 to 2999."""
    if not 1000 <= year <= 2999:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(match: re.Match[str]) -> date | None:
    if match[7]:
        year, month, day = (
            read_digits(_BLANKS.sub("", match[7])),
            read_numeral(_FIRST.sub("一", match[8])),
            read_numeral(match[9].removeprefix("初")),
        )
        return calendar_day(year, month, day) if year and month and day else None
    return calendar_day(int(match[1]), int(match[2] or match[5]), int(match[3] or match[6]))


def _add_time(text: str, day: FoundDate) -> datetime | None:
    clock = _TIME.match(text, day.end)
    if not clock:
        return None
    hour, minute, second = int(clock[1]), int(clock[2] or clock[4]), int(clock[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    moment = datetime.combine(day.on, time(hour, minute, second), PRINTED)
    if not clock[5]:
        return moment
    zone = "+00:00" if clock[5] == "Z" else clock[5]
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    if offset >= timedelta(hours=24):
        return None
    return moment.replace(tzinfo=timezone(-offset if zone[0] == "-" else offset)).astimezone(PRINTED)


def _read_bare_moment(text: str, relative_to: datetime | None) -> datetime | None:
    """The moment of a text that is a compact date, an epoch or a relative word."""
    text = text.strip()
    if not 2 <= len(text) <= 40:
        return None
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), PRINTED)
    if compact := _COMPACT.fullmatch(text):
        on = calendar_day(int(compact[1]), int(compact[2]), int(compact[3]))
        hour, minute, second = (int(compact[group] or 0) for group in (4, 5, 6))
        if on is None or hour > 23 or minute > 59 or second > 59:
            return None
        return datetime.combine(on, time(hour, minute, second), PRINTED)
    return _read_by_dateparser(text, relative_to) if _LAST_RESORT.search(text) else None


def _read_by_dateparser(text: str, relative_to: datetime | None) -> datetime | None:
    import dateparser  # 0.3 s to import, and almost no page needs it

    settings: dict[str, object] = {
        "DATE_ORDER": "YMD",
        "STRICT_PARSING": True,
        "TIMEZONE": CHINA.key,
        "RETURN_AS_TIMEZONE_AWARE": True,
    }
    if relative_to is None:
        settings["PARSERS"] = ["absolute-time"]
    else:
        settings["RELATIVE_BASE"] = relative_to.astimezone(PRINTED).replace(tzinfo=None)
    moment = dateparser.parse(text, languages=["zh", "en"], settings=settings)
    return moment.astimezone(PRINTED) if isinstance(moment, datetime) else None
