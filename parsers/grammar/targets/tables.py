"""Targets in tables (专栏): a row an indicator, columns for base year, target year, growth and nature.

A row that names 指标 and a value of it begins a table; what each of its columns holds decides what the rows below say.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.figures import find_years, plan_end
from parsers.grammar.targets.quantities import FIGURE, PERCENT, as_number, read_quantity
from parsers.grammar.targets.wording import any_of, read_bound, words
from parsers.passages import Passage
from parsers.record import Nature, Target, TargetKind

_YEAR = lazy_regex(
    r"(?:基期|基准|现状|规划|目标|基数|实际|预期|完成|发展)?(?:目标)?(?:值|数)?[（(“\"]{0,2}(?P<year>(?:19|20)\d{2})年?[”\"]?(?:底|末)?"
    r"(?:的?(?:目标|目标值|规划值|规划目标|规划|基期|基数|基准|现状|实际|预期|预计|预期目标|完成|基础|水平))?(?:值|数|情况)?[)）]?(?:[（(\[［][^）)]*[)）\]］])?"
)
_PLAN = lazy_regex(
    r"[“\"]?(?P<number>[一二三四五六七八九十]{1,3})五[”\"]?(?:末|期末|规划)?(?:目标|目标值|规划值|规划目标)?(?:值)?"
)
_ROLES = ("yearly", "nature", "unit", "name", "total", "goal", "spans")
"""What a column holds by the words at its head (`column_yearly` …), in the order of trying; or it holds a year."""
_CAPTION = lazy_regex("专栏|表|指标|目标")
_PLAN_IN_QUOTES = lazy_regex('[“"]([一二三四五六七八九十]{1,3})五[”"]')
_BLANK = ("", "-", "—", "——", "/", "–", "－", "--")
_NATURES: tuple[Nature, ...] = ("约束性", "预期性")
_CELL = lazy_regex(
    r"[^\u4e00-\u9fff]{0,4}(?:约|达到?|不低于|不少于|超过|年均|累计|下降|降低|提高|增长)?[^\u4e00-\u9fff]{0,2}\d.*"
)
"""A cell below a year."""
_SPLITS = lazy_regex(r"\t| \| ")
_UNIT_LINE = lazy_regex(r"[（(]?(?:计量)?单位[:：]\s*(?P<unit>[^，,。\s）)]{1,12})[)）]?")
_NAME_AND_UNIT = lazy_regex(r"^(?P<name>.+?)\s*[（(](?P<unit>[^（）()]{1,20})[)）]\s*(?:[\d①-⑳*＊]{1,2})?$")
_VALUE = lazy_regex(
    rf"(?P<sign>[>＞<＜≥≤﹥﹤~～]?)\s*(?P<open>[〔\[［【(（]?)\s*(?P<near>{any_of('near')})?\s*"
    r"(?P<change>[-+－＋]|(?:年均|累计|比\d{4}年|较\d{4}年)*(?:下降|降低|减少|增长|提高|增加|上升)?到?|达到?|保持在?|稳定在|控制在)"
    rf"(?P<inner>[>＞<＜≥≤]?)(?P<number>{FIGURE}(?:\s?[-－—–~～]\s?{FIGURE})?)\s*"
    rf"(?P<unit>[%％‰]|个百分点|[^\d\s〕\]］】）)以左*＊]{{0,8}})?\s*(?P<after>{any_of('bound_after')})?\s*[〕\]］】)）]?[*＊]?(?P<last>{any_of('bound_after')})?"
)
_LEAST_CELLS, _LONGEST_ROW = 3, 120
_LONGEST_HEADING = 30
"""Characters of a line between the rows of one table, as 二、绿色发展."""

Roles = tuple[str | int, ...]
"""What each column holds: a year, or the name of a role; "" of what is not read."""


def _role(cell: str) -> str | int:
    cell = "".join(cell.split())
    if match := _YEAR.fullmatch(cell):
        return int(match["year"])
    if (match := _PLAN.fullmatch(cell)) and (end := plan_end(match["number"])) is not None:
        return end
    return next((role for role in _ROLES if getattr(words, f"column_{role}").match(cell)), "")


def read_header(cells: Sequence[str]) -> Roles | None:
    """The columns of a row that names an indicator and a value of it; None of any other row.

    Without years it may be the first of two lines.
    """
    roles = [_role(cell) for cell in cells]
    names = [at for at, role in enumerate(roles) if role == "name"]
    if not names or any(character.isdigit() for at in names for character in cells[at]):
        return None
    if not any(isinstance(role, int) or role in ("spans", "goal") for role in roles):
        return None
    if any("指标" in cells[at] for at in names):
        for at in names:
            roles[at] = "name" if re.search("级|指标|名称", cells[at]) else ""
    return tuple(roles)


def _years(roles: Roles) -> list[tuple[int, int]]:
    """Column and year of those that hold values, in the order of years."""
    return sorted(((at, role) for at, role in enumerate(roles) if isinstance(role, int)), key=lambda year: year[1])


def join_headers(first: list[str], second: list[str]) -> list[str] | None:
    """The header of two lines as one; None where the second names no year.

    A reader that keeps the places of spanned cells gives both lines the same columns; in HTML the second holds only
    the cells below the one that spans them (规划目标).
    """
    if not any(isinstance(_role(cell), int) for cell in second):
        return None
    if not second[0] or len(second) > len(first) // 2 + 2:
        width = max(len(first), len(second))
        pairs = zip(first + [""] * (width - len(first)), second + [""] * (width - len(second)), strict=True)
        return [below or above for above, below in pairs]
    spanning = [at for at, cell in enumerate(first) if _role(cell) in ("spans", "goal")]
    return [*first[: spanning[0]], *second, *first[spanning[0] + 1 :]] if len(spanning) == 1 else None


def align_row(cells: list[str], roles: Roles) -> list[str] | None:
    """The cells of a row in their columns; None where they fit none or several places alike.

    Rows are shorter than the header at their beginning, below a cell that spans rows (类别), or at their end, where
    empty cells are left out.
    """
    missing = len(roles) - len(cells)
    padded = ([""] * front + cells + [""] * (missing - front) for front in range(missing + 1))
    scored = [(score, row) for row in padded if (score := _fit(row, roles)) is not None]
    best = [row for score, row in scored if score == max(score for score, _ in scored)]
    return best[0] if len(best) == 1 else None


def _fit(row: list[str], roles: Roles) -> int | None:
    """How well cells suit their columns: figures below years, words below 指标; None where they cannot."""
    named = [cell for cell, role in zip(row, roles, strict=True) if role == "name" and cell]
    if not named or not re.search(r"[\u4e00-\u9fffA-Za-z]", named[-1]):
        return None
    score = 0
    for cell, role in zip(row, roles, strict=True):
        is_nature = cell.startswith(("约束", "预期"))
        if isinstance(role, int) or role in ("yearly", "total", "goal"):
            if is_nature and len(cell) <= len("约束性"):
                return None
            score += 2 if _CELL.fullmatch(cell) else 1 if cell in _BLANK and cell else 0
        elif role == "nature":
            score += is_nature
        if re.search(r"\d", cell) and (
            (role == "nature" and not is_nature) or (role == "unit" and re.fullmatch(r"[\d.,]+", cell))
        ):
            return None
    return score


@dataclass(slots=True)
class TableReader:
    """Reads consecutive rows as one table; a row that names years and 指标 begins it."""

    on: date | None
    roles: Roles | None = None
    header: list[str] | None = None
    """The first line of a header whose years may stand in its second."""
    unit: str = ""
    """Of the line above a table: 单位：万吨."""
    year: int | None = None
    """Of the line above a table: 专栏1 2025年主要目标."""

    def takes(self, paragraph: Passage) -> bool:
        """Whether a paragraph is a row of a table: cells with tabs, or with blanks below such a header."""
        if "\t" in paragraph.text or " | " in paragraph.text:
            return True
        cells = paragraph.text.split()
        if len(cells) < _LEAST_CELLS or len(paragraph.text) > _LONGEST_ROW:
            return False
        if self.roles is not None and len(self.roles) == len(cells):
            return True
        header = read_header(cells) if "指标" in paragraph.text else None
        return header is not None and len(_years(header)) > 0

    def end(self, paragraph: Passage) -> None:
        """Ends the table at a paragraph of prose; a short line, as a heading inside the table, does not end it."""
        if len(paragraph.text) > _LONGEST_HEADING:
            self.roles, self.header, self.unit, self.year = None, None, "", None
        elif "单位" in paragraph.text and (match := _UNIT_LINE.fullmatch(paragraph.text.strip())):
            self.unit = match["unit"]
        elif _CAPTION.search(paragraph.text):
            years, plan = find_years(paragraph.text), _PLAN_IN_QUOTES.search(paragraph.text)
            self.year = years[-1].year if years else plan_end(plan[1]) if plan else self.year

    def read(self, paragraph: Passage) -> Iterator[Target]:
        """The targets of one row."""
        cells = [cell.strip() for cell in _SPLITS.split(paragraph.text)]
        cells = cells if len(cells) > 1 else paragraph.text.split()
        joined = join_headers(self.header, cells) if self.header else None
        self.header = None
        if (roles := read_header(joined or cells)) is not None:
            self.roles = roles if _years(roles) or "goal" in roles else None
            self.header = None if _years(roles) else cells
        elif any(words.other_table.match("".join(cell.split())) for cell in cells):
            self.roles = None
        elif self.roles is not None and (row := align_row(cells, self.roles)) is not None:
            yield from self._read_row(self.roles, row, paragraph)

    def _read_row(self, roles: Roles, cells: list[str], paragraph: Passage) -> Iterator[Target]:
        of = {role: cell for role, cell in zip(roles, cells, strict=True) if cell}
        name, unit = _name_and_unit(str(of.get("name", "")))
        if not name:
            return
        if of.get("unit", "") not in _BLANK:
            unit = of["unit"]
        nature = next((word for word in _NATURES if of.get("nature") and word.startswith(of["nature"][:2])), None)
        row = _Row(name, unit or self.unit, nature, paragraph)
        in_order = _years(roles)
        if self.on is None:
            base, targets = (in_order[:1], in_order[1:]) if len(in_order) > 1 else ([], in_order)
        else:
            targets = [(column, year) for column, year in in_order if year >= self.on.year]
            base = in_order[: len(in_order) - len(targets)]
        if not in_order and "goal" in roles and self.year is not None:
            targets = [(roles.index("goal"), self.year)]
        bases = [(as_number(match["number"]), year) for at, year in base if (match := _VALUE.fullmatch(cells[at]))]
        for column, year in targets:
            if (target := row.read(cells[column], year)) is not None:
                if bases and target.kind == "level":
                    target = replace(target, baseline=bases[-1][0], baseline_year=bases[-1][1])
                yield target
        for growth in ("yearly", "total") if targets else ():
            if growth in of and (target := row.read(of[growth], targets[-1][1], is_growth=True)) is not None:
                is_change = growth == "total" and target.kind == "growth_rate"
                kind: TargetKind = "change" if is_change else target.kind
                yield replace(target, kind=kind, baseline_year=base[-1][1] if base else None)


@dataclass(frozen=True, slots=True)
class _Row:
    """The indicator of a row, its unit and nature."""

    name: str
    unit: str
    nature: Nature | None
    paragraph: Passage

    def read(self, cell: str, year: int, *, is_growth: bool = False) -> Target | None:
        """The target in a cell; None where it holds no figure. `is_growth`: in a column of growth (年均增速, 累计)."""
        match = _VALUE.fullmatch(re.split("[，,](?!\\d{3})", cell)[0].strip())
        if match is None:
            return None
        is_total = match["open"] in tuple("〔[［【")
        """〔〕 marks the sum or the change of all years together."""
        kind = self._kind(match, is_total=is_total, is_growth=is_growth)
        unit = match["unit"] or ("%" if is_growth and not is_total else self.unit)
        if not unit and not is_growth and match["open"]:
            return None
        if is_total and unit in PERCENT and words.share_end.search(self.name):
            unit = "个百分点"  # 〔41〕 of a rate is 41 points; of an amount it is 41%
        quantity = read_quantity(match["number"], unit)
        falls = words.falls.search(self.name) or re.search("[-－]|下降|降低|减少", match["change"])
        return Target(
            indicator=re.sub("^(?:新增|净增)", "", self.name) if kind == "change" else self.name,
            value=quantity.value,
            upper=quantity.upper,
            unit=unit,
            year=year,
            kind=kind,
            comparator=read_bound(match["after"] or match["last"] or match["sign"] or match["inner"] or match["near"]),
            value_as_printed=cell,
            amount=quantity.amount,
            base_unit=quantity.base_unit,
            direction=None if kind == "level" else "decrease" if falls else "increase",
            nature=self.nature,
            words=self.paragraph.text,
            place=self.paragraph.place,
        )

    def _kind(self, match: re.Match[str], *, is_total: bool, is_growth: bool) -> TargetKind:
        word = re.sub(r"年均|累计|[比较]\d{4}年|保持在?|稳定在|控制在", "", match["change"])
        if is_total or self.name.startswith(("新增", "净增")) or words.falls.search(self.name):
            return "change"
        if (is_growth and "累计" not in match["change"]) or "年均" in match["change"] or words.grows.search(self.name):
            return "growth_rate"
        return "change" if word and not word.endswith(("到", "达")) else "level"


def _name_and_unit(cell: str) -> tuple[str, str]:
    """The indicator and the unit in brackets behind it: 消费总量(亿吨标准煤). A serial number before it goes, and the
    breaks of its lines."""
    text = re.sub(r"^(?:[（(]?\d{1,2}[)）.．、](?!\d)|[①-⑳])\s*", "", cell.strip())
    text = re.sub(r"(?<=[\u4e00-\u9fff）”、])\s+(?=[\u4e00-\u9fff（“])", "", text)
    match = _NAME_AND_UNIT.fullmatch(text)
    if match and words.unit_sign.search(match["unit"]) and not words.no_unit.search(match["unit"]):
        return match["name"].strip(), match["unit"].strip()
    return re.sub(r"[*＊]$", "", text), ""
