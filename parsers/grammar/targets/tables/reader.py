"""Targets in tables (专栏): a row an indicator, columns for base year, target year, growth and nature."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import FIGURE, PERCENT, read_quantity, read_value
from parsers.grammar.targets.tables.columns import Columns, align_row, join_headers, names_other_table, read_header
from parsers.grammar.targets.wording import NEAR, any_of, read_bound
from parsers.passages import Passage
from parsers.record import Comparator, Nature, TargetKind

_CELLS = lazy_regex(r"\t| \| ")
_UNIT_LINE = lazy_regex(r"[（(]?(?:计量)?单位[:：]\s*(?P<unit>[^，,。\s）)]{1,12})[)）]?")
_IN_BRACKETS = lazy_regex(r"^(?P<name>.+?)\s*[（(](?P<unit>[^（）()]{1,20})[)）]\s*(?:[\d①-⑳*＊]{1,2})?$")
_IS_UNIT = lazy_regex(
    r"[%％‰元吨瓦米亩里人户家个项件次套台辆倍天度亿万时卡BSps/年岁张所座公顷斤艘架名支处种篇册升标株位]|千克|天$"
)
_VALUE = lazy_regex(
    rf"(?P<sign>[>＞<＜≥≤﹥﹤~～]?)\s*(?P<cumulative>[〔\[［【(（]?)\s*(?P<near>{NEAR})?\s*"
    r"(?P<change>[-+－＋]|(?:年均|累计|比\d{4}年|较\d{4}年)*(?:下降|降低|减少|增长|提高|增加|上升)?到?|达到?)"
    rf"(?P<inner>[>＞<＜≥≤]?)(?P<number>{FIGURE}(?:\s?[-－—–~～]\s?{FIGURE})?)\s*"
    rf"(?P<unit>[%％‰]|个百分点|[^\d\s〕\]］】）)以左*＊]{{0,8}})?\s*(?P<after>{any_of('bound_after')})?\s*[〕\]］】)）]?[*＊]?(?P<last>{any_of('bound_after')})?"
)
_FALLS = lazy_regex(r"(?:下降|降低|减少|降幅|削减|减排)(?:率|幅度|比例|量)?$")
_IS_SHARE = lazy_regex(
    r"(?:(?<!降低)(?<!下降)(?<!减少)(?<!增长)(?<!提高)率|比例|比重|占比|覆盖面)(?:[（(][^）)]*[)）])?$"
)
_GROWS = lazy_regex(r"(?:年均)?(?:增长|增速|增长率|增幅)$")
_LEAST_CELLS, _LONGEST_ROW = 3, 120
_LONGEST_HEADING = 30
"""Characters of a line between the rows of one table, as 二、绿色发展."""


@dataclass(slots=True)
class TableReader:
    """Reads consecutive rows as one table; a row that names years and 指标 begins it."""

    on: date | None
    columns: Columns | None = None
    header: list[str] | None = None
    """The first line of a header whose years stand in its second."""
    unit: str = ""
    """Of the line above a table: 单位：万吨."""

    def takes(self, paragraph: Passage) -> bool:
        """Whether a paragraph is a row of a table: cells with tabs, or with blanks below such a header."""
        if "\t" in paragraph.text or " | " in paragraph.text:
            return True
        cells = paragraph.text.split()
        if len(cells) < _LEAST_CELLS or len(paragraph.text) > _LONGEST_ROW:
            return False
        if self.columns is not None and self.columns.width == len(cells):
            return True
        header = read_header(cells) if "指标" in paragraph.text else None
        return header is not None and len(header.years) > 0

    def end(self, paragraph: Passage) -> None:
        """Ends the table at a paragraph of prose; a short line, as a heading inside the table, does not end it."""
        if len(paragraph.text) > _LONGEST_HEADING:
            self.columns, self.header, self.unit = None, None, ""
        elif "单位" in paragraph.text and (found := _UNIT_LINE.fullmatch(paragraph.text.strip())):
            self.unit = found["unit"]

    def read(self, paragraph: Passage) -> Iterator[TargetReading]:
        """The targets of one row."""
        cells = _cells_of(paragraph.text)
        columns = read_header(cells)
        if self.header is not None and (joined := join_headers(self.header, cells)) is not None:
            columns = read_header(joined)
        self.header = None
        if columns is None:
            pass
        elif columns.years:
            self.columns = columns
            return
        else:
            self.columns, self.header = None, cells
            return
        if self.columns is None:
            return
        if names_other_table(cells):
            self.columns = None
        elif (row := align_row(cells, self.columns)) is not None:
            yield from self._read_row(self.columns, row, paragraph)

    def _read_row(self, columns: Columns, cells: list[str], paragraph: Passage) -> Iterator[TargetReading]:
        name, unit = next((_name_and_unit(cells[at]) for at in reversed(columns.indicators) if cells[at]), ("", ""))
        if not name:
            return
        if columns.unit is not None:
            unit = cells[columns.unit] if cells[columns.unit] not in ("", "-", "—", "/") else unit
        nature = _nature(cells[columns.nature]) if columns.nature is not None else None
        row = _Row(name, unit or self.unit, nature, paragraph)
        in_order = sorted(columns.years.items(), key=lambda item: item[1])
        if self.on is None:
            base, targets = (in_order[:1], in_order[1:]) if len(in_order) > 1 else ([], in_order)
        else:
            targets = [(column, year) for column, year in in_order if year >= self.on.year]
            base = [one for one in in_order if one not in targets]
        baseline = next(((cells[at], year) for at, year in reversed(base) if _VALUE.fullmatch(cells[at])), None)
        for column, year in targets:
            if (found := row.read(cells[column], year, is_growth=False)) is None:
                continue
            if baseline is not None and found.kind == "level" and (number := _VALUE.fullmatch(baseline[0])):
                found = replace(found, baseline=number["number"], baseline_year=baseline[1])
            yield found
        for growth in (columns.yearly, columns.total) if targets else ():
            if growth is None or (found := row.read(cells[growth], targets[-1][1], is_growth=True)) is None:
                continue
            if growth == columns.total and found.kind == "growth_rate":
                found = replace(found, kind="change")
            yield replace(found, baseline_year=base[-1][1] if base else None)


def _cells_of(row: str) -> list[str]:
    cells = [cell.strip() for cell in _CELLS.split(row)]
    return cells if len(cells) > 1 else row.split()


@dataclass(frozen=True, slots=True)
class _Row:
    """The indicator of a row, its unit and nature."""

    name: str
    unit: str
    nature: Nature | None
    paragraph: Passage

    def read(self, cell: str, year: int, *, is_growth: bool) -> TargetReading | None:
        """The target in a cell; None where it holds no figure. `is_growth`: in a column of growth (年均增速, 累计)."""
        match = _VALUE.fullmatch(re.split("[，,](?!\\d{3})", cell)[0].strip())
        if match is None:
            return None
        # 〔〕 marks the sum or the change of all years together.
        is_total = match["cumulative"] in tuple("〔[［【")
        kind = self._kind(match, is_total=is_total, is_growth=is_growth)
        unit = match["unit"] or self.unit
        if is_growth and not is_total:
            unit = match["unit"] or "%"
        if not unit and not is_growth and match["cumulative"]:
            return None
        if is_total and unit in PERCENT and _IS_SHARE.search(self.name):
            unit = "个百分点"  # 〔41〕 of a rate is 41 points; of an amount it is 41%
        quantity = read_quantity(match["number"], unit)
        if read_value(quantity.value) is None and not re.search(r"\d-\d", quantity.value):
            return None
        falls = _FALLS.search(self.name) or re.search("[-－]|下降|降低|减少", match["change"])
        direction: Literal["increase", "decrease"] = "decrease" if falls else "increase"
        return TargetReading(
            indicator=re.sub("^(?:新增|净增)", "", self.name) if kind == "change" else self.name,
            value=quantity.value,
            unit=unit,
            year=year,
            kind=kind,
            comparator=_comparator(match),
            value_as_printed=cell,
            amount=quantity.amount,
            base_unit=quantity.base_unit,
            direction=None if kind == "level" else direction,
            nature=self.nature,
            words=self.paragraph.text,
            place=self.paragraph.place,
        )

    def _kind(self, match: re.Match[str], *, is_total: bool, is_growth: bool) -> TargetKind:
        word = re.sub(r"年均|累计|比\d{4}年|较\d{4}年", "", match["change"])
        if is_total or self.name.startswith(("新增", "净增")) or _FALLS.search(self.name):
            return "change"
        if (is_growth and "累计" not in match["change"]) or "年均" in match["change"] or _GROWS.search(self.name):
            return "growth_rate"
        return "change" if word and not word.endswith(("到", "达")) else "level"


def _comparator(match: re.Match[str]) -> Comparator:
    return read_bound(match["after"] or match["last"] or match["sign"] or match["inner"] or match["near"])


def _name_and_unit(cell: str) -> tuple[str, str]:
    """The indicator and the unit in brackets behind it: 消费总量(亿吨标准煤). A serial number before it goes, and the
    breaks of its lines."""
    text = re.sub(r"^(?:[（(]?\d{1,2}[)）.．、](?!\d)|[①-⑳])\s*", "", cell.strip())
    text = re.sub(r"(?<=[\u4e00-\u9fff）”、])\s+(?=[\u4e00-\u9fff（“])", "", text)
    match = _IN_BRACKETS.fullmatch(text)
    if match and _IS_UNIT.search(match["unit"]) and not re.search("含|不|包括|以上", match["unit"]):
        return match["name"].strip(), match["unit"].strip()
    return re.sub(r"[*＊]$", "", text), ""


def _nature(cell: str) -> Nature | None:
    natures: tuple[Nature, ...] = ("约束性", "预期性")
    return next((nature for nature in natures if cell and nature.startswith(cell[:2])), None)
