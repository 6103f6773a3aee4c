"""A sentence as it is read: without blanks between Chinese characters and figures, with its years in ASCII digits.

The copy is only read; what is stored of the words is what the page prints.
"""

import re

from parsers.grammar.targets.years import write_years

_WIDE = "\u3400-\u9fff，。；：、！？（）《》〔〕“”％"
_MARKS = "，。；：、（）《》〔〕“”％"
_BLANK = r"[ \u00a0\u3000]{1,4}"
_AT_FIGURE = re.compile(
    rf"(?<=[{_WIDE}]){_BLANK}(?=[0-9０-９A-Za-z<>≥≤%＜＞])|(?<=[0-9０-９A-Za-z%]){_BLANK}(?=[{_WIDE}/／])"
)
"""不少于 2万名, 2025 年."""
_AT_MARK = re.compile(
    rf"(?<=[{_MARKS}]){_BLANK}(?=[\u3400-\u9fff{_MARKS}])|(?<=[\u3400-\u9fff]){_BLANK}(?=[{_MARKS}/／])"
)
"""“小巨人 ”企业."""
_BETWEEN_CELLS = re.compile(r"[\u3400-\u9fff）)][ \u00a0\u3000]+(?=[\u3400-\u9fff（(])")
"""古田县 鹤塘镇: between two words of a sentence stands no blank."""
_PUNCTUATION = re.compile("[，,。；;：:]")
_ROW_CELLS, _ROW_GAPS = 4, 2


def fold(sentence: str) -> str:
    """The copy of a sentence that is read: 到 2025年，建成 “小巨人 ”企业 -> 到2025年，建成“小巨人”企业."""
    if " " in sentence or "\u3000" in sentence or "\u00a0" in sentence:
        sentence = _AT_MARK.sub("", _AT_FIGURE.sub("", sentence))
    return write_years(sentence)


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
