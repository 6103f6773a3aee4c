"""What the columns of a table of indicators hold, and which cell of a row stands in which column."""

import re
from dataclasses import dataclass

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.years import plan_end

_YEAR = lazy_regex(
    r"(?:基期|基准|现状|规划|目标|基数|实际|预期|完成|发展)?(?:目标)?(?:值|数)?[（(“\"]{0,2}(?P<year>(?:19|20)\d{2})年?[”\"]?(?:底|末)?"
    r"(?:的?(?:目标|目标值|规划值|规划目标|规划|基期|基数|基准|现状|实际|预期|预计|预期目标|完成|基础|水平))?(?:值|数|情况)?[)）]?(?:[（(\[［][^）)]*[)）\]］])?"
)
_PLAN = lazy_regex(
    r"[“\"]?(?P<number>[一二三四五六七八九十]{1,3})五[”\"]?(?:末|期末|规划)?(?:目标|目标值|规划值|规划目标)?(?:值)?"
)
_INDICATOR = lazy_regex(
    r"(?:[一二三四五六七八九十]级|主要|具体|发展|核心|重点|评价|监测|分项|序号)?(?:指标|目标|项目|指标项|目标指标)(?:名称|内容|体系)?(?:及单位)?(?:[（(].*[)）])?|名称"
)
_UNIT = lazy_regex(r"(?:计量|指标)?单位")
_NATURE = lazy_regex(r"(?:指标)?(?:属性|性质|类型)")
_YEARLY = lazy_regex(r"年均|年增|平均增")
_TOTAL = lazy_regex(r"累计|增速|增长|变化|提高|下降|增减")
_SPANS = lazy_regex(r"规划|目标|数值|年份|年度|指标值|目标值|阶段")
_OTHER_TABLE = lazy_regex(
    r"(?:重点|工作|主要)?任务(?:名称)?|(?:责任|牵头|配合|负责|实施)(?:单位|部门)|完成(?:时限|时间)|备注|项目名称|主要内容|建设内容|序号"
)
_LONGEST_HEAD = 16
_BLANK = ("", "-", "—", "——", "/", "–", "－", "--")
_FIGURE = lazy_regex(
    r"[^\u4e00-\u9fff]{0,4}(?:约|达到?|不低于|不少于|超过|年均|累计|下降|降低|提高|增长)?[^\u4e00-\u9fff]{0,2}\d.*"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a table holds, by its index."""

    width: int
    indicators: tuple[int, ...]
    """Columns of names, the widest first: 一级指标, 二级指标."""
    years: dict[int, int]
    """Column -> year."""
    unit: int | None = None
    nature: int | None = None
    yearly: int | None = None
    """年均增速: growth a year."""
    total: int | None = None
    """累计: the change over the whole time."""


def is_head_cell(text: str) -> bool:
    """Whether a line is the head of a column: 指　标, 2025年, 属性."""
    cell = "".join(text.split())
    heads = (_YEAR, _PLAN, _INDICATOR, _UNIT, _NATURE)
    return len(cell) <= _LONGEST_HEAD and (any(head.fullmatch(cell) for head in heads) or cell in ("序号", "类别"))


def read_header(cells: list[str]) -> Columns | None:
    """The columns of a row that names an indicator and a value of it; None of any other row.

    Without years it may be the first of two lines.
    """
    years: dict[int, int] = {}
    indicators: list[int] = []
    unit = nature = yearly = total = None
    for index, cell in enumerate("".join(cell.split()) for cell in cells):
        if match := _YEAR.fullmatch(cell):
            years[index] = int(match["year"])
        elif (match := _PLAN.fullmatch(cell)) and (end := plan_end(match["number"])) is not None:
            years[index] = end
        elif _YEARLY.search(cell) and len(cell) <= 20:
            yearly = index
        elif _NATURE.fullmatch(cell):
            nature = index
        elif _UNIT.fullmatch(cell):
            unit = index
        elif _INDICATOR.fullmatch(cell):
            indicators.append(index)
        elif _TOTAL.search(cell) and len(cell) <= 10:
            total = index
    if not indicators or any(character.isdigit() for at in indicators for character in cells[at]):
        return None
    spans = any(_SPANS.search(cell) for at, cell in enumerate(cells) if at not in indicators)
    if not years and not spans:
        return None
    if len(indicators) > 1 and not all(re.search("级|指标|名称", cells[at]) for at in indicators):
        indicators = [at for at in indicators if "指标" in cells[at]] or indicators
    return Columns(len(cells), tuple(indicators), years, unit, nature, yearly, total)


def join_headers(first: list[str], second: list[str]) -> list[str] | None:
    """The header of two lines as one; None where the second names no year.

    A reader that keeps the places of spanned cells gives both lines the same columns; in HTML the second holds only
    the cells below the one that spans them (规划目标).
    """
    if not any(_YEAR.fullmatch("".join(cell.split())) for cell in second):
        return None
    if not second[0] or len(second) > len(first) // 2 + 2:
        width = max(len(first), len(second))
        pairs = zip(first + [""] * (width - len(first)), second + [""] * (width - len(second)), strict=True)
        return [below or above for above, below in pairs]
    spanning = [
        at for at, cell in enumerate(first) if _SPANS.search(cell) and not _INDICATOR.fullmatch("".join(cell.split()))
    ]
    if len(spanning) != 1:
        return None
    return [*first[: spanning[0]], *second, *first[spanning[0] + 1 :]]


def names_other_table(cells: list[str]) -> bool:
    """Whether a row is the header of a table of something else: 任务, 责任单位."""
    return any(_OTHER_TABLE.fullmatch("".join(cell.split())) for cell in cells)


def align_row(cells: list[str], columns: Columns) -> list[str] | None:
    """The cells of a row in their columns; None where they fit none or several places alike.

    Rows are shorter than the header at their beginning, below a cell that spans rows (类别), or at their end, where
    empty cells are left out.
    """
    missing = columns.width - len(cells)
    if missing < 0:
        return None
    padded = [[""] * front + cells + [""] * (missing - front) for front in range(missing + 1)]
    scored = [(score, row) for row in padded if (score := _fit(row, columns)) is not None]
    if not scored:
        return None
    best = max(score for score, _ in scored)
    rows = [row for score, row in scored if score == best]
    return rows[0] if len(rows) == 1 else None


def _fit(row: list[str], columns: Columns) -> int | None:
    """How well cells suit their columns: figures below years, words below 指标; None where they cannot."""
    names = [row[at] for at in columns.indicators if row[at]]
    if not names or not re.search(r"[\u4e00-\u9fffA-Za-z]", names[-1]):
        return None
    score = 0
    for at in (*columns.years, *(one for one in (columns.yearly, columns.total) if one is not None)):
        cell = row[at]
        if cell in ("约束性", "预期性", "约束", "预期"):
            return None
        score += 2 if _FIGURE.fullmatch(cell) else 1 if cell in _BLANK and cell else 0
    if columns.nature is not None and row[columns.nature]:
        if not row[columns.nature].startswith(("约束", "预期")) and re.search(r"\d", row[columns.nature]):
            return None
        score += row[columns.nature].startswith(("约束", "预期"))
    if columns.unit is not None and re.fullmatch(r"[\d.,]+", row[columns.unit]):
        return None
    return score
