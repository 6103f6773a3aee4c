"""Strings as pages print them: blanks and invisible characters, labels, days in digits, titles broken over lines."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

BLANKS = " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u202f\u3000"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2}(?!\d)|\d\d(?=\d\d:\d\d))")


def one_line(text: str) -> str:
    """Text with every run of blanks as one blank, without blanks at the ends and invisible characters."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(_INVISIBLE.sub("", line).split())


def compact(text: str) -> str:
    """Text without any blank or invisible character, for comparing."""
    bare = "".join(text.split())
    return bare if bare.isprintable() else _INVISIBLE.sub("", bare)


def label_key(text: str) -> str:
    """A label without padding: `标　　题：`, `【发文日期】` and `索 引 号` become 标题, 发文日期, 索引号."""
    return compact(text).strip(":：【】[]")


def read_day(text: str | None) -> date | None:
    """The first day printed in digits, `2026/04/09`, `2026.09.30`, `2026年9月4日` and their like; None without one."""
    return next((day for _, _, day in read_days(text or "")), None)


def read_days(text: str) -> Iterator[tuple[int, int, date]]:
    """Every day printed in digits, with the indexes of its start and end."""
    for match in _DAY.finditer(text):
        try:
            yield match.start(), match.end(), date(*map(int, match.groups()))
        except ValueError:  # a number that only looks like a day: 2021-40-11
            continue


def title_line(lines: Iterable[str]) -> str:
    """A title that its page breaks over lines, on one line.

    A break inside 《》 is layout (`《售电公司<BR>管理办法》`) and leaves nothing; elsewhere it may stand between two
    issuing bodies and leaves one blank.
    """
    title = ""
    for line in filter(None, map(one_line, lines)):
        inside = title.count("《") > title.count("》")
        title += line if inside or not title else f" {line}"
    return title
