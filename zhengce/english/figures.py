"""The numbers of a Chinese text and of its English, by value: 十四五 is 14, 第二批 2, 3.7万亿 3.7 trillion."""

import re
from collections.abc import Iterator

from parsers.grammar.numerals import ONES, read_digits, read_numeral
from zhengce.english.plurals import english_class

_HAN = f"〇零{ONES}两十百千"
PLAN = re.compile(
    r"(?P<nth>十[一二三四五六七八九]?|[六七八九])五(?=[”\"’」规计时期以和及至末、，。）)《]|中长期|发展|$)"
)
"""十四五, “九五”, 十五五时期. The tenth plan is “十五”, which is read as a numeral."""
_ARABIC = re.compile(r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:余|多)?(?P<scale>[百千万]?亿|[百千]?万|[百千])?")
_COUNTED = re.compile(
    rf"第(?P<ordinal>[{_HAN}]+)|每(?P<per>[十百千万亿]+)|百分之(?P<percent>[{_HAN}]+)|(?P<year>[〇零○一二三四五六七八九]{{4}})(?=年)"
    rf"|(?P<count>[{_HAN}万亿]{{1,12}})(?=年|月|日|批|届|次|条|款|章|项|类|个|名|倍|级|期|轮|版|大|部|人|周年|工作日)"
)
"""第二批, 百分之三, 二〇三〇年, 三年, 七部门, 每万人: numerals that count, and so stand in the English as well."""
_RUN = re.compile(rf"[{_HAN}万亿]+")
_BARE = frozenset("一百千万亿")
"""Alone these say “a”, “many” or “every”: 一个, 千年, 每万人."""

SPELLED = {word: float(value) for word, value in english_class("number").items()}
ENGLISH_SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3, "hundred": 1e2}
_OTHER_FORMS = ENGLISH_SCALES | {word: float(value) for word, value in english_class("may be a number").items()}
"""Words that may stand for a number of the Chinese, and need not: months, Roman numerals."""
_DIGITS = re.compile(
    r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?:st|nd|rd|th)?"
    rf"(?:[\s-]?(?P<scale>{'|'.join(ENGLISH_SCALES)}))?"
)
_NAMES = re.compile("COVID-19|SARS-CoV-2")
"""Names with a number that their Chinese has not: 新冠."""
_SPELLED_FROM = 3
"""One and two are articles, pronouns and parts of phrases: on the one hand, one-stop, second to none."""


def chinese_numbers(text: str) -> tuple[list[float], list[float]]:
    """The numbers that the English must have, and all that it may have. The text has ASCII digits."""
    needed = [float(read_numeral(nth) or 0) for nth in PLAN.findall(text)]
    allowed = [5.0] * len(needed)
    rest = PLAN.sub(" ", text)
    for match in _ARABIC.finditer(rest):
        value = float(match["number"].replace(",", ""))
        needed.append(value * (read_numeral(match["scale"] or "") or 1))
        allowed.append(value)
    rest = _ARABIC.sub(" ", rest)
    for match in _COUNTED.finditer(rest):
        printed = next(group for group in match.groups() if group)
        if printed in _BARE and not match["ordinal"] and not match["per"]:
            continue
        number = read_digits(printed) if match["year"] else read_numeral(printed)
        needed += [] if number is None else [float(number)]
    runs = _RUN.findall(rest)  # 五六 is five or six, 数千 a thousand
    numbers = (read_numeral(part) for run in runs for part in (run, *run))
    return needed, [*needed, *allowed, *(float(number) for number in numbers if number is not None)]


def english_numbers(text: str) -> tuple[list[float], list[float]]:
    """The numbers that a text has in any form, and those that it must have from its Chinese."""
    text = _NAMES.sub(" ", text)
    strict = [
        float(match["number"].replace(",", "")) * ENGLISH_SCALES.get(match["scale"] or "", 1)
        for match in _DIGITS.finditer(text)
    ]
    words = re.findall("[a-z]+", text.lower())
    spelled = list(_spelled(words))
    strict += (value for value in spelled if value >= _SPELLED_FROM)
    return [*strict, *spelled, *(_OTHER_FORMS[word] for word in words if word in _OTHER_FORMS)], strict


def _spelled(words: list[str]) -> Iterator[float]:
    """The values of spelled numbers: twenty-one is 21, three hundred 300."""
    value: float | None = None
    for word in (*words, ""):
        number, scale = SPELLED.get(word), ENGLISH_SCALES.get(word)
        if value is not None and scale:
            value *= scale
        elif value is not None and 20 <= value < 100 and value % 10 == 0 and number is not None and number < 10:
            value += number
        else:
            if value is not None:
                yield value
            value = number


def lost_and_added(chinese: str, english: str) -> tuple[list[str], list[str]]:
    """The numbers of the Chinese that the English lacks, and those that it has beside them, each once, as printed."""
    needed, allowed = chinese_numbers(chinese)
    found, strict = english_numbers(english)
    return _without(needed, found), _without(strict, allowed)


def _without(values: list[float], others: list[float]) -> list[str]:
    known = {f"{value:.9g}" for value in others}
    return [value for value in dict.fromkeys(f"{value:.9g}" for value in values) if value not in known]
