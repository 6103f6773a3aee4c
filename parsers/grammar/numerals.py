"""Numerals in every script that documents print: 二〇二一, 十五, 两千, 廿三, 2021 and ２０２１ as numbers."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": "二十", "卅": "三十"}
_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")

LONGEST = 16
"""Characters; what is longer is an identifier and no number."""


def read_numeral(text: str) -> int | None:
    """The value of a numeral that is the whole text; None where it is none, or is not well formed.

    二〇二一 -> 2021 · 四十三 -> 43 · 两千三百 -> 2300 · 一百零五 -> 105 · 廿三 -> 23 · ０１ -> 1; 十四五 -> None: it
    names two numbers.
    """
    text = "".join(text.split()).translate(_ASCII)
    if not 0 < len(text) <= LONGEST:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    for short, long in _TENS.items():
        text = text.replace(short, long)
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    if text.count("万") > 1:
        return None
    head, has_myriads, rest = text.rpartition("万")
    myriads = _below_a_myriad(head) if has_myriads else 0
    ones = _below_a_myriad(rest) if rest else 0
    return None if myriads is None or ones is None else myriads * 10_000 + ones


def _below_a_myriad(text: str) -> int | None:
    """The value of a numeral with 千, 百 and 十: each unit smaller than the one before, a digit at most before each."""
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= last or digit == 0:
                return None
            total += (1 if digit is None else digit) * unit
            digit, last = None, unit
        elif char in _DIGITS and (digit is None or digit == 0):
            digit = _DIGITS[char]
        else:
            return None
    if digit and last > 10 and last < 10_000 and "零" not in text and "〇" not in text:
        return None  # 一百五: colloquial for 150, and by the letter 105
    return (total + (digit or 0)) if text else None
