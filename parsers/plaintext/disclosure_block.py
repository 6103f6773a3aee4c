"""The disclosure block in a page's visible text: labels and values, a cell a line, a row a line, or one line of many.

Browsers copy a table's cells with tabs between; sites print several labels on one line (索引号：…　　主题分类：…) and
pad them (标　　题：). The block stands before the first sentence of the text.
"""

from collections.abc import Iterator, Sequence

from parsers.extraction import Field, Finding, Place
from parsers.grammar.labels import LABELS, labels_of
from parsers.grammar.patterns import lazy_regex
from parsers.plaintext.lines import trim
from parsers.text import label_key, one_line

_KNOWN = frozenset(label for label, row in LABELS.items() if row.plain_text != "no")
_KNOWN_ALONE = frozenset(label for label, row in LABELS.items() if not row.plain_text)
"""Labels without a colon too, alone on a line: a cell of MOT's block."""

HEAD_LINES = 160
"""The number of lines that can hold labels, heading and date of a page."""

LONGEST_ROW = 600
"""Characters of title, number and issuers of a joint document on one line."""

_ANY_LABEL = lazy_regex(r"(?:[\u4e00-\u9fff]\s*){2,8}[:：]")
_PADDED_LABELS = "|".join("\\s{0,4}".join(label) for label in _KNOWN)
_NEXT_LABEL = lazy_regex(rf"\s+(?=(?:{_PADDED_LABELS})\s{{0,4}}[：:])")
"""The blanks before another label on a line: 索引号：000014349/2023-00045　　主题分类：工业."""


def split_block(rows: Sequence[str]) -> Iterator[str]:
    """Splits rows of the disclosure block, which ends at the first sentence of the text, at their labels."""
    for place, row in enumerate(rows):
        if row.rstrip().endswith("。") or place >= HEAD_LINES or len(rows) <= 3:
            yield from rows[place:]
            return
        for part in _cells(row) if "\t" in row else (row,):
            labels = len(part) <= LONGEST_ROW and part.count("：") + part.count(":") > 1 and label_of(trim(part))[0]
            yield from _NEXT_LABEL.split(part) if labels else (part,)


def _cells(row: str) -> Sequence[str]:
    """Splits a copied table row, with tabs between cells, into lines of a label and its value."""
    cells = [trim(cell) for cell in row.split("\t")]
    if label_key(cells[0]) not in LABELS and not (cells[0] and label_of(cells[0])[0]):
        return (row,)
    pairs: list[str] = []
    for cell in cells:
        if label_key(cell) in LABELS:
            pairs.append(f"{label_key(cell)}：")
        elif cell and label_of(cell)[0]:
            pairs.append(cell)
        else:
            pairs[-1] += cell
    filled = [pair for pair in pairs if pair[-1] != "："]
    return filled if filled or len(cells) == 1 else (row,)


def read_block(pieces: Sequence[str], source: str) -> tuple[list[tuple[Field, Finding]], int]:
    """Findings of a disclosure block and the index of the piece behind it; a single label is not a block."""
    fields = labels_of(source)
    found: list[tuple[Field, Finding]] = []
    end, count = 0, 0
    index = 0
    while index < min(len(pieces), HEAD_LINES):
        label, value = label_of(pieces[index])
        if label is None and pieces[index][-1] == "。":
            break  # the text begins: words in its tables are not labels
        index += 1
        if label is None:
            continue
        count += 1
        if not value:
            values: list[str] = []
            while index < len(pieces) and not _opens(pieces[index], label) and len(values) < 6:
                values.append(pieces[index])
                index += 1
                if _following(pieces, index) is None:
                    break
            value = one_line(" ".join(values))
        end = index
        field = fields[label].field
        if field and value:
            found.append((field, Finding(value, Place.TABLE, label)))
    return (found, end) if count >= 2 else ([], 0)


def _opens(piece: str, label: str) -> bool:
    """Whether a piece ends a value: a label, an unknown label alone on its line (主题信息：) or a sentence."""
    return (
        (piece[-1] == "。" and label != "内容概述")
        or label_of(piece)[0] is not None
        or _ANY_LABEL.fullmatch(piece) is not None
    )


def _following(pieces: Sequence[str], index: int) -> str | None:
    """The next label within four pieces; the pieces before it belong to the previous label."""
    return next((label for piece in pieces[index : index + 4] if (label := label_of(piece)[0])), None)


def label_of(piece: str) -> tuple[str | None, str]:
    """A label and the text behind it: 发文字号： · 索 引 号：000014349/2024-00078 · 【发文日期】."""
    if len(piece) > 300:
        return None, ""
    head, colon, rest = piece.removeprefix("【").replace("】" if piece[0] == "【" else ":", "：", 1).partition("：")
    key = label_key(head)
    return (key, trim(rest)) if key in (_KNOWN if colon else _KNOWN_ALONE) else (None, "")
