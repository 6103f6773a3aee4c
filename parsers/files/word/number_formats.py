"""Writes a number as an automatic numbering prints it: 第十二条, （三）, ④, IV.

The formats are those of ST_NumberFormat (ECMA-376 part 1, 17.18.59); what is not listed there for a value is printed in
decimal digits, as Word does.
"""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_TRADITIONAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def format_number(value: int, number_format: str) -> str:
    """A number in a format of Word; decimal where the format is unknown or has no sign for this value.

    >>> format_number(12, "chineseCountingThousand")
    '十二'
    """
    if number_format == "none":
        return ""
    written = _FORMATS[number_format](value) if value >= 0 and number_format in _FORMATS else ""
    return written or str(value)


def _positional(digits: str) -> Callable[[int], str]:
    return lambda value: "".join(digits[int(digit)] for digit in str(value))


def _counting(digits: str, units: str, *, bare_ten: bool) -> Callable[[int], str]:
    """Numerals with units: 一百零五, 一万二千. `bare_ten`: 十二 for 一十二 at the head."""

    def below_ten_thousand(value: int) -> str:
        written = ""
        for place, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
            digit = value // place % 10
            if digit:
                passed_over = written and value // place // 10 % 10 == 0
                written += (digits[0] if passed_over else "") + digits[digit] + unit
        return written

    def write(value: int) -> str:
        high, low = divmod(value, 10**4)
        written = below_ten_thousand(low)
        if high:
            zero = digits[0] if 0 < low < 1000 else ""
            written = below_ten_thousand(high) + units[3] + zero + written
        if bare_ten and written.startswith(digits[1] + units[0]):
            return written[1:]
        return written or digits[0]

    return lambda value: write(value) if value < 10**8 else ""


def _signs(first: str, count: int) -> Callable[[int], str]:
    """One character of Unicode for each of the first numbers."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= count else ""


def _letters(value: int) -> str:
    """a … z, then aa, bb … as Word repeats letters."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 1 <= value <= 780 else ""


def _roman(value: int) -> str:
    written = ""
    for size, sign in _ROMAN if value < 4000 else ():
        times, value = divmod(value, size)
        written += sign * times
    return written


def _cycle(value: int) -> str:
    """甲子, 乙丑 … of the cycle of sixty."""
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if 1 <= value <= 60 else ""


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_CHINESE = _counting("零一二三四五六七八九", "十百千万", bare_ten=True)

_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
    "decimalFullWidth2": lambda value: str(value).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
    "decimalEnclosedCircle": _signs("①", 20),
    "decimalEnclosedCircleChinese": _signs("①", 20),
    "decimalEnclosedFullstop": _signs("⒈", 20),
    "decimalEnclosedParen": _signs("⑴", 20),
    "ideographEnclosedCircle": _signs("㊀", 10),
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "chineseCounting": _CHINESE,
    "taiwaneseCounting": _CHINESE,
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "chineseLegalSimplified": _counting(_LEGAL_DIGITS, "拾佰仟万", bare_ten=False),
    "ideographLegalTraditional": _counting(_TRADITIONAL_DIGITS, "拾佰仟萬", bare_ten=False),
    "japaneseCounting": _CHINESE,  # Word in Chinese offers it as 一, 二, 三 (简)
    "ideographDigital": _positional(_DIGITS),
    "japaneseDigitalTenThousand": _positional(_DIGITS),
    "taiwaneseDigital": _positional(_DIGITS),
    "ideographTraditional": lambda value: _STEMS[value - 1] if 1 <= value <= 10 else "",
    "ideographZodiac": lambda value: _BRANCHES[value - 1] if 1 <= value <= 12 else "",
    "ideographZodiacTraditional": _cycle,
}
