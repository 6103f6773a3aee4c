"""The value of a numeral as Chinese documents print it: 二十四, 二〇二一, ２４, 1,200, 3万, 1亿2000万.

Only exact whole numbers have a value; these have none: 五六 (five or six), 二三十, 十五六, 一百二 (120 or 102), 三点五,
数十.
"""

import re

ZEROS = "〇○◯零"
"""U+3007, U+25CB, U+25EF and 零."""
LOOKALIKES = "Ｏ0OΟО"
"""Substitutes for 〇 among Chinese numerals: full-width O, the digit 0, and Latin, Greek and Cyrillic O."""
ONES = "一二三四五六七八九"
SMALL_UNITS = "十百千"
NUMERALS = f"{ZEROS}{ONES}两{SMALL_UNITS}万亿"
"""The characters of Chinese numerals, for the character classes of patterns."""

LONGEST = 30
"""Characters. No count, amount or number of a document is longer."""

_FOLD = str.maketrans(
    "０１２３４５６７８９，．" + "○◯零" + "壹贰叁肆伍陆柒捌玖拾佰仟",
    "0123456789,." + "〇〇〇" + "一二三四五六七八九十百千",
)
_PLAIN = re.compile(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")  # 24 · 1,234,567
_DECIMAL = re.compile(r"(?P<whole>[0-9]+)\.(?P<part>[0-9]+)(?P<unit>[十百千万亿]+)")  # 3.5万 · 1.2万亿
# 二〇二一 · 四六二 · 二OO八 · 二0二一 · 〇: a look-alike counts among Chinese digits only
_POSITIONAL = re.compile(f"[〇{ONES}{LOOKALIKES}]*[{ONES}][〇{ONES}{LOOKALIKES}]*|〇")
_TWO_DIGITS = re.compile(f"[{ONES}]{{2}}")
_UNITS: tuple[tuple[str, int], ...] = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))


def read_numeral(text: str) -> int | None:
    """The value of a text that is one numeral, with or without blanks around it; None for other text. Never raises.

    `二十四` `廿四` `24` `２４` -> 24, `二〇二一` `二OO一` -> by position, `1,200` -> 1200, `3万` -> 30000,
    `1亿2000万` -> 120000000, `1.2万亿` -> 1200000000000. `五六` `二三十` `一百二` `-3` `3.5` `第三` -> None.
    """
    plain = text.strip().translate(_FOLD)
    if not plain or len(plain) > LONGEST:
        return None
    if _PLAIN.fullmatch(plain):
        return int(plain.replace(",", ""))
    if decimal := _DECIMAL.fullmatch(plain):
        return _of_decimal(decimal)
    if (digits := read_digits(plain)) is not None:
        return None if len(plain) == 2 and _TWO_DIGITS.fullmatch(plain) else digits
    return 2 if plain == "两" else _with_units(plain.replace("廿", "二十").replace("卅", "三十"), _UNITS)


def read_digits(text: str) -> int | None:
    """The value of Chinese digits by position, as in years and serial numbers: 二〇二一 -> 2021, 四六 -> 46.

    None for other text. Never raises. In running text 四六 may mean "four to six": `read_numeral` gives None.
    """
    digits = text.translate(_FOLD)
    if len(digits) > LONGEST or not _POSITIONAL.fullmatch(digits):
        return None
    return int("".join(str(ONES.find(digit) + 1) for digit in digits))


def _of_decimal(decimal: re.Match[str]) -> int | None:
    """3.5万 as 35000; None where no whole number results."""
    unit = _with_units(decimal["unit"], _UNITS)
    if unit is None:
        return None
    value, rest = divmod(int(decimal["whole"] + decimal["part"]) * unit, 10 ** len(decimal["part"]))
    return None if rest else value


def _with_units(text: str, units: tuple[tuple[str, int], ...]) -> int | None:
    """The value of a numeral of these units, the largest first, or of digits where no unit is left."""
    if not units:
        return int(text.replace(",", "")) if _PLAIN.fullmatch(text) else _one(text)
    (unit, size), lower = units[0], units[1:]
    head, unit_printed, rest = text.partition(unit)
    if not unit_printed:
        return _with_units(text, lower)
    times = _times(head, rest, unit, lower)
    remainder = _remainder(rest, unit, size, lower)
    return None if times is None or remainder is None else times * size + remainder


def _one(text: str) -> int | None:
    return ONES.index(text) + 1 if len(text) == 1 and text in ONES else None


def _times(head: str, rest: str, unit: str, lower: tuple[tuple[str, int], ...]) -> int | None:
    """The factor of a unit. 十 stands for 一十 anywhere; 百, 千, 万 and 亿 only where nothing follows."""
    if not head:
        return 1 if unit == "十" or not rest else None
    if head == "两":
        return 2 if unit != "十" else None
    times = _with_units(head, lower)
    if times is None or (not head[0].isascii() and times > 9 and unit in SMALL_UNITS):
        return None
    return times or None


def _remainder(rest: str, unit: str, size: int, lower: tuple[tuple[str, int], ...]) -> int | None:
    """The value behind a unit. A zero must stand for a skipped place: 一百零五; 一百五 has no value."""
    if not rest:
        return 0
    if rest[0] == "〇":
        value = _with_units(rest[1:], lower)
        return value if value and value < size // 10 else None
    value = _with_units(rest, lower)
    if value is None or value >= size:
        return None
    if _PLAIN.fullmatch(rest):
        return value if 10 ** len(rest) == size else None  # 3万5000, but 3万5 may be 35000
    next_place = value >= size // 10 and (unit == "十" or len(rest) > 1)
    return value if next_place or (unit == "亿" and "万" in rest) else None


def numeral(number: int) -> str:
    """A number below 10,000 as rules print it: 二十一, 一百零三."""
    printed = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        if digit := number // size % 10:
            printed += unit if (digit, unit, printed) == (1, "十", "") else f"{ONES[digit - 1]}{unit}"
        elif printed and number % size and not printed.endswith("零"):
            printed += "零"
    return printed
