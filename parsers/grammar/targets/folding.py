"""A sentence as it is read: without blanks between Chinese characters and figures, with its years in ASCII digits.

The copy is only read; what is stored of the words is what the page prints.
"""

import re

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.years import write_years

_MARKS = frozenset("，。；：、（）《》〔〕“”％")
_BLANKS = lazy_regex(r"[ \u00a0\u3000]{1,4}")
_FIGURES = frozenset("0123456789０１２３４５６７８９<>≥≤%＜＞")
_BETWEEN_CELLS = lazy_regex(r"[\u3400-\u9fff）)][ \u00a0\u3000]+(?=[\u3400-\u9fff（(])")
"""古田县 鹤塘镇: between two words of a sentence stands no blank."""
_PUNCTUATION = lazy_regex("[，,。；;：:]")
_ROW_CELLS, _ROW_GAPS = 4, 2


_ROW_NUMBER = lazy_regex(r"^\d{1,2}[ \u00a0\u3000]+(?=[\u3400-\u9fff]{3})")
"""10 中心城区绿色出行比例: the number of a row."""


def fold(sentence: str) -> str:
    """The copy of a sentence that is read: 到 2025年，建成 “小巨人 ”企业 -> 到2025年，建成“小巨人”企业."""
    if " " in sentence or "\u3000" in sentence or "\u00a0" in sentence:
        sentence = _BLANKS.sub(_fold_blank, _ROW_NUMBER.sub("", sentence))
    return write_years(sentence)


def _fold_blank(blank: re.Match[str]) -> str:
    """Nothing for a blank at a figure (不少于 2万名, 2025 年) or at a mark (“小巨人 ”企业); else the blank."""
    text = blank.string
    before, after = text[blank.start() - 1 : blank.start()], text[blank.end() : blank.end() + 1]
    if not before or not after:
        return blank[0]
    wide, latin = (_is_wide(before), _is_wide(after)), (_is_latin(before), _is_latin(after))
    at_figure = (wide[0] and latin[1]) or (latin[0] and (wide[1] or after in "/／"))
    at_mark = (before in _MARKS and wide[1]) or (wide[0] and (after in _MARKS or after in "/／"))
    return "" if at_figure or at_mark else blank[0]


def _is_wide(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character in _MARKS


def _is_latin(character: str) -> bool:
    return character in _FIGURES or (character.isascii() and character.isalpha())


def is_flattened_row(sentence: str) -> bool:
    """Whether a sentence is cells of a table that a saver ran together: 古田县 鹤塘镇 清淤工程 2015 清淤2.95公里.

    Cells have blanks between them, also between words, or no punctuation; a sentence has blanks at its figures alone.
    """
    if " " not in sentence and "\u3000" not in sentence:
        return False
    cells = sentence.split()
    if len(cells) >= _ROW_CELLS and _PUNCTUATION.search(sentence, 0, len(sentence) - 1) is None:
        return True
    return len(cells) > _ROW_GAPS and len(_BETWEEN_CELLS.findall(sentence)) >= _ROW_GAPS
