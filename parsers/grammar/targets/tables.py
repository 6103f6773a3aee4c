"""Targets in tables (专栏): a row an indicator, columns for base year, target year, growth and nature."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from parsers.grammar.targets.model import Comparator, Nature, Target
from parsers.grammar.targets.quantities import read_quantity, read_value
from parsers.passages import Passage

_CELLS = re.compile(r"\t| \| ")
_YEAR = re.compile(
    r"[“\"]?((?:19|20)\d{2})\s*年?(?:底|末)?(?:目标|目标值|规划值|基期|基数|现状|实际|预期|完成)?(?:值|数)?(?:[（(].*[)）])?"
)
_INDICATOR = re.compile(r"(?:主要|具体|发展|核心|一级|二级|三级)?(?:指标|目标|项目)(?:名称|内容)?")
_UNIT = re.compile(r"(?:计量)?单位")
_NATURE = re.compile(r"(?:指标)?(?:属性|性质|类型)")
_YEARLY = re.compile(r"年均|年增")
_TOTAL = re.compile(r"累计|增速|增长|变化|提高|下降")
_IN_BRACKETS = re.compile(r"^(?P<name>.+?)\s*[（(](?P<unit>[^（）()]{1,20})[)）]\s*(?:[\d①-⑳]{1,2})?$")
_VALUE = re.compile(
    r"(?P<sign>[>＞<＜≥≤﹥﹤~～约]?)\s*(?P<cumulative>[〔\[［【]?)\s*(?P<change>[-+－＋]?)"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>[%％‰]|[^\d\s〕\]］】以左]{0,8})?\s*[〕\]］】]?(?P<after>以上|左右|以内|以下)?"
)
_COMPARATORS: dict[str, Comparator] = {
    **dict.fromkeys((">", "＞", "≥", "﹥", "以上"), ">="),
    **dict.fromkeys(("<", "＜", "≤", "﹤", "以内", "以下"), "<="),
    **dict.fromkeys(("~", "～", "约", "左右"), "~"),
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """What each column of a table holds, by its index."""

    indicator: int
    years: dict[int, int]
    """Column -> year."""
    unit: int | None = None
    nature: int | None = None
    yearly: int | None = None
    """年均增速: growth a year."""
    total: int | None = None
    """累计: the change over the whole time."""


@dataclass(slots=True)
class TableReader:
    """Reads consecutive rows as one table; a row that names years and 指标 begins it."""

    on: date | None
    columns: _Columns | None = None
    width: int = 0
    _rows: int = field(default=0)

    def takes(self, paragraph: Passage) -> bool:
        """Whether a paragraph is a row of a table."""
        return len(_cells(paragraph.text)) > 1

    def end(self, paragraph: Passage) -> None:
        """Ends the table at a paragraph of prose; a short line, as a heading inside the table, does not end it."""
        if len(paragraph.text) > 30:
            self.columns = None

    def read(self, paragraph: Passage) -> Iterator[Target]:
        """The targets of one row."""
        cells = _cells(paragraph.text)
        if (columns := _read_header(cells)) is not None:
            self.columns, self.width = columns, len(cells)
        elif self.columns is not None:
            yield from self._read_row(self.columns, cells, paragraph)

    def _read_row(self, columns: _Columns, cells: list[str], paragraph: Passage) -> Iterator[Target]:
        shift = len(cells) - self.width
        if shift > 0:
            return
        # A cell that spans rows (类别) is missing in the rows below it: they are shorter at their beginning.
        cells = [""] * -shift + cells
        name, unit = _name_and_unit(cells[columns.indicator])
        if not name and columns.indicator + 1 < len(cells):
            return
        if columns.unit is not None:
            unit = cells[columns.unit].strip() or unit
        nature = _nature(cells[columns.nature]) if columns.nature is not None else None
        in_order = sorted(columns.years.items(), key=lambda item: item[1])
        targets = [(column, year) for column, year in in_order if self.on is None or year >= self.on.year]
        base = [(column, year) for column, year in in_order if (column, year) not in targets]
        if self.on is None and len(in_order) > 1:
            base, targets = in_order[:1], in_order[1:]
        baseline = next(
            (
                (cells[column].strip(), year)
                for column, year in reversed(base)
                if _VALUE.fullmatch(cells[column].strip())
            ),
            None,
        )
        for column, year in targets:
            found = self._value(cells[column], name, unit, year, paragraph)
            if found is None:
                continue
            found = replace(found, nature=nature)
            if baseline is not None and found.kind == "level":
                number = _VALUE.fullmatch(baseline[0])
                found = replace(found, baseline=number["number"] if number else None, baseline_year=baseline[1])
            yield found
        if targets:
            yield from self._read_growth(columns, cells, name, targets[-1][1], nature, baseline, paragraph)

    def _read_growth(
        self,
        columns: _Columns,
        cells: list[str],
        name: str,
        year: int,
        nature: Nature | None,
        baseline: tuple[str, int] | None,
        paragraph: Passage,
    ) -> Iterator[Target]:
        for column, kind in ((columns.yearly, "growth_rate"), (columns.total, "change")):
            if column is None or not (match := _VALUE.fullmatch(cells[column].strip())):
                continue
            # 〔〕 in a column of growth a year is the change of all years together.
            is_total = bool(match["cumulative"]) or kind == "change"
            unit = match["unit"] or "%" if kind == "growth_rate" and not is_total else match["unit"]
            if not unit:
                continue
            quantity = read_quantity(match["number"], unit)
            direction: Literal["increase", "decrease"] = "decrease" if match["change"] in ("-", "－") else "increase"
            yield Target(
                indicator=name,
                value=quantity.value,
                unit=unit,
                year=year,
                kind="change" if is_total else "growth_rate",
                comparator=_comparator(match),
                value_as_printed=cells[column].strip(),
                amount=quantity.amount,
                base_unit=quantity.base_unit,
                baseline_year=baseline[1] if baseline else None,
                direction=direction,
                nature=nature,
                words=paragraph.text,
                place=paragraph.place,
            )

    def _value(self, cell: str, name: str, unit: str, year: int, paragraph: Passage) -> Target | None:
        match = _VALUE.fullmatch(cell.strip())
        if match is None or not name or read_value(match["number"]) is None:
            return None
        unit = unit or match["unit"] or ""
        quantity = read_quantity(match["number"], unit)
        added = bool(match["cumulative"]) or name.startswith(("新增", "净增"))
        return Target(
            indicator=re.sub("^(?:新增|净增)", "", name),
            value=quantity.value,
            unit=unit,
            year=year,
            kind="change" if added else "level",
            comparator=_comparator(match),
            value_as_printed=cell.strip(),
            amount=quantity.amount,
            base_unit=quantity.base_unit,
            direction="increase" if added else None,
            words=paragraph.text,
            place=paragraph.place,
        )


def _comparator(match: re.Match[str]) -> Comparator:
    return _COMPARATORS.get(match["after"] or match["sign"], "=")


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in _CELLS.split(text)] if "\t" in text or " | " in text else [text]


def _read_header(cells: list[str]) -> _Columns | None:
    """The columns of a table whose header names an indicator and at least one year."""
    years: dict[int, int] = {}
    indicator = unit = nature = yearly = total = None
    for index, cell in enumerate("".join(cell.split()) for cell in cells):
        if match := _YEAR.fullmatch(cell):
            years[index] = int(match[1])
        elif _YEARLY.search(cell):
            yearly = index
        elif _NATURE.fullmatch(cell):
            nature = index
        elif _UNIT.fullmatch(cell):
            unit = index
        elif _INDICATOR.fullmatch(cell):
            indicator = index
        elif _TOTAL.search(cell) and len(cell) <= 10:
            total = index
    if indicator is None or not years:
        return None
    return _Columns(indicator, years, unit, nature, yearly, total)


def _name_and_unit(cell: str) -> tuple[str, str]:
    """The indicator and the unit in brackets behind it: 消费总量(亿吨标准煤). A serial number before it goes."""
    text = re.sub(r"^[（(]?\d{1,2}[)）.．、]\s*", "", cell.strip())
    match = _IN_BRACKETS.fullmatch(text)
    if match and re.search(r"[%％‰元吨瓦米亩里人户家个项件次套台辆倍天度亿万时卡BSps/]", match["unit"]):
        return match["name"].strip(), match["unit"].strip()
    return text, ""


def _nature(cell: str) -> Nature | None:
    text = cell.strip()
    natures: tuple[Nature, ...] = ("约束性", "预期性")
    for nature in natures:
        if nature.startswith(text[:2]) and text:
            return nature
    return None
