"""Numbers that leave out what the one before them says: 公告2025年第61号、第62号, 〔2004〕55号、〔2007〕25号."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parsers.grammar.dates import calendar_day
from parsers.grammar.document_number import Number, complete_number, numbers_in, of_mechanism, read_number
from parsers.grammar.issuing_bodies import BodiesReading
from parsers.grammar.patterns import lazy_regex

_JOINT = r"\s*(?:[、，,和及与]|以及)\s*"
_NO_NUMBER = r"(?![线楼院机车船门桶井孔站院室厅公地])"
# 、第62号 · 、56号 · 和6号 · 、〔2007〕25号 · 、2019年第20号
_NEXT = lazy_regex(
    rf"{_JOINT}(?:[〔\[［（(](?P<bracketed>(?:19|20)\d\d)[〕\]］）)]|(?P<year>(?:19|20)\d\d)年)?\s*第?\s*(?P<serial>\d{{1,5}})\s*号{_NO_NUMBER}"
)
# 第5、7、9号 · 〔2025〕5、6号
_LIST = lazy_regex(r"(?P<nth>第?)(?P<first>\d{1,5})(?P<others>(?:\s?[、和及]\s?\d{1,5}){1,40})\s?号")
# （样例工作机制公告〔2025〕7号）: all that a bracket holds, so that its letters are known without a table
_IN_BRACKET = lazy_regex(
    r"(?<=[（(])(?P<letters>[\u4e00-\u9fa5]{2,16})〔(?P<year>(?:19|20)\d\d)〕第?(?P<serial>\d{1,5})号(?=[）)、，和及])"
)
# 1999年1月1日样例部令第1号发布: the day before a number and the verb behind it
ISSUED_ON = lazy_regex(r"(?:\d{4}年(?!\s*第))?(?:\d{0,2}月)?(?:\d{0,2}日)?\s*(?:以|经|由)?原?(?<=.)")
# 商务部于2025年4月4日和9日分别发布了第21号和22号公告 · 2025年4月4日、4月9日，商务部发布第21号、22号公告
_ANNOUNCED = lazy_regex(
    r"(?:(?P<body>[\u4e00-\u9fa5]{2,20})于)?(?P<year>(?:19|20)\d\d)年(?P<days>\d{1,2}月\d{1,2}日(?:[、和及](?:\d{1,2}月)?\d{1,2}日)*)?"
    rf"[^。；第]{{0,16}}?(?:发布|公布|印发)了?(?:\d{{4}}年)?(?P<numbers>第\d{{1,5}}号(?:公告)?(?:{_JOINT}(?:\d{{4}}年)?第?\d{{1,5}}号){{0,20}})(?P<kind>公告|令|通告)"
)
_DAY = lazy_regex(r"(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日")
NOBODY = BodiesReading()
_HEAD = 80
"""Characters before a list of serial numbers in which the words that they share stand."""


def another(number: Number, serial: str, year: int | None) -> Number | None:
    """The number with the same letters or issuer, of another year where one is printed."""
    in_year = year or number.year
    if number.prefix is None:
        return None
    if number.kind == "letter":
        return unlisted_letter(number.prefix, in_year, serial)
    if "〔" in number.standard:
        return read_number(f"{number.prefix}{number.kind}〔{in_year}〕{int(serial)}号")
    dated = f"{in_year}年" if in_year else ""
    return read_number(f"{number.prefix}{number.kind}{dated}第{int(serial)}号")


def unlisted_letter(letters: str, year: int | None, serial: str, nth: str = "") -> Number:
    """A number whose letters no table has to know: 样例工作机制〔2025〕7号."""
    printed, serial = f"{letters}〔{year}〕{nth}{int(serial)}号", str(int(serial))
    if announced := of_mechanism(letters, year, serial):
        return Number(announced, printed, letters, year, serial, "公告")
    return Number(printed, printed, letters, year, serial, "letter")


def following(number: Number, text: str, end: int) -> Iterator[tuple[Number, int, int]]:
    """The numbers that go on behind one, with the indexes of their start and end in the text."""
    while match := _NEXT.match(text, end):
        printed = match["bracketed"] or match["year"]
        next_number = another(number, match["serial"], int(printed) if printed else None)
        if next_number is None:
            return
        start = match.end() - len(match[0].lstrip(" 、，,和及与以"))
        number, end = next_number, match.end()
        yield next_number, start, end


def lists_in(text: str) -> Iterator[tuple[Number, int, int]]:
    """The numbers of lists that print 号 once: 公告2025年第5、7、9号; each with the indexes of the list."""
    for match in _LIST.finditer(text) if "号" in text else ():
        before = text[max(0, match.start() - _HEAD) : match.start()]
        head = f"{before}{match['nth']}{match['first']}号"
        base = numbers_in(head)[-1:]
        if not base or base[0].start + len(base[0].as_printed) != len(head):
            continue
        begins = match.start() - (len(before) - base[0].start)
        yield replace(base[0], start=begins), begins, match.end()
        for serial in re.findall(r"\d{1,5}", match["others"]):
            if number := another(base[0], serial, None):
                yield number, begins, match.end()


def announced_in(text: str, own: str = "") -> Iterator[tuple[Number, int, int, date | None]]:
    """The numbers that a report gives by year and serial alone, each with its day where the days stand in turn.

    `own`: the body that speaks, where the words name none.
    """
    for match in _ANNOUNCED.finditer(text) if "号" in text and (own or "于" in text) else ():
        month, days = 0, list[date | None]()
        for day in _DAY.finditer(match["days"] or ""):
            month = int(day["month"] or month)
            days.append(calendar_day(int(match["year"]), month, int(day["day"])))
        serials = re.findall(r"(\d{1,5})号", match["numbers"])
        for index, serial in enumerate(serials):
            number = read_number(f"{match['body'] or own}{match['kind']}{match['year']}年第{serial}号")
            if number is not None and number.prefix:
                on = days[index] if len(days) == len(serials) else None
                yield number, match.start("numbers"), match.end(), on


def all_numbers_in(text: str, own: BodiesReading = NOBODY) -> list[tuple[Number, int, int]]:
    """Every number of running text, those that leave words out among them, with the indexes of their start and end.

    2024年第46号公告 without a name is one of `own`, the bodies that speak.
    """
    if "号" not in text:
        return []
    numbers: list[tuple[Number, int, int]] = []
    for number in numbers_in(text):
        start, end = number.start, number.start + len(number.as_printed)
        if ahead := ISSUED_ON.match(text, start, end):
            start = ahead.end()
            number = read_number(text[start:end]) or number
        if number.prefix is None and number.year and number.kind in ("公告", "通告") and own.bodies:
            number = complete_number(number, own)
        numbers += [(number, start, end), *following(number, text, end)]
    known = {end for number, _, end in numbers if number.prefix is not None}
    for inside in _IN_BRACKET.finditer(text) if "〔" in text else ():
        if inside.end() not in known:
            number = unlisted_letter(inside["letters"], int(inside["year"]), inside["serial"])
            numbers += [(number, inside.start(), inside.end()), *following(number, text, inside.end())]
    announced = [(number, start, end) for number, start, end, _ in announced_in(text)]
    return sorted((*numbers, *lists_in(text), *announced), key=lambda placed: placed[1])
