"""The targets of a document as one drawing: SVG without styles, which a page, a file and a Word document show alike."""

from functools import cache
from html import escape

from storage.documents.queries import StoredDocument
from zhengce.documents.goals import Goal, axis_of, goals
from zhengce.english.texts import english_target
from zhengce.english.titles.shown import MARK, ShownText

WIDTH, NAMES, ROW, HEAD = 900, 330, 44, 40
"""Pixels: of the drawing, of the column of names; the heights of a row and of the years above."""
ZOOM = 3
"""Pixels of a PNG for each of the SVG: 300 dots an inch at 23 cm."""
MOST = 40
"""Rows of a drawing."""
_INK, _SOFT, _RED, _BAND = "#14181b", "#535b60", "#b0121c", "#eef1f0"
_FONT = 'font-family="Noto Sans, Noto Sans CJK SC, Arial, sans-serif"'


def targets_svg(document: StoredDocument) -> str | None:
    """The drawing of a document that is read with its targets; None where it sets none."""
    rows = goals([(target, english_target(target, document.texts)) for target in document.record.targets])[:MOST]
    if not rows:
        return None
    axis, height = axis_of(goal.target for goal in rows), HEAD + ROW * len(rows) + 10
    x = [(year, NAMES + (WIDTH - NAMES) * place / 100) for year, place in axis.ticks]
    years = "".join(_text(at, 24, str(year), _SOFT, anchor="middle") for year, at in x)
    bands = "".join(
        f'<rect x="{x[n][1]:.1f}" y="{HEAD - 8}" width="{x[n + 1][1] - x[n][1]:.1f}" height="{height}" fill="{_BAND}"/>'
        for n in range(0, len(x) - 1, 2)
    )
    lines = "".join(
        _row(goal, HEAD + ROW * at, _places(axis.begins(goal), axis.ends(goal))) for at, goal in enumerate(rows)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'lang="en" {_FONT} font-size="13"><rect width="100%" height="100%" fill="#fff"/>{bands}{years}{lines}</svg>'
    )


def png(svg: str) -> bytes | None:
    """The drawing as PNG; None where this computer has no fonts with Chinese characters. Raises ImportError."""
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=svg, zoom=ZOOM)) if _has_fonts() else None


def _places(begins: float | None, ends: float) -> tuple[float | None, float]:
    scale = (WIDTH - NAMES) / 100
    return None if begins is None else NAMES + begins * scale, NAMES + ends * scale


def _row(goal: Goal, y: float, places: tuple[float | None, float]) -> str:
    begins, ends = places
    english, middle = goal.plain["indicator_en"], y + ROW / 2
    mark = f" {MARK}" if english and ShownText(english, goal.plain["indicator_en_origin"]).is_machine else ""
    drawn = _text(0, y + 18, _cut(english or goal.target.indicator, 46), _INK)
    if english:
        drawn += _text(0, y + 35, _cut(goal.target.indicator, 22) + mark, _SOFT)
    drawn += f'<path d="M0 {y + ROW}H{WIDTH}" stroke="#d6dbd9"/>'
    if begins is not None and begins < ends:
        drawn += f'<path d="M{begins:.1f} {middle}H{ends:.1f}" stroke="{_RED}" stroke-width="2"/>'
        drawn += f'<circle cx="{begins:.1f}" cy="{middle}" r="4.5" fill="#fff" stroke="{_INK}" stroke-width="2"/>'
        drawn += _text(begins - 10, middle + 5, goal.base or "", _SOFT, anchor="end")
    drawn += f'<circle cx="{ends:.1f}" cy="{middle}" r="5.5" fill="{_RED}"/>'
    return drawn + _text(ends + 11, middle + 5, _cut(goal.figure, 26), _INK, weight="700")


def _text(x: float, y: float, words: str, fill: str, anchor: str = "start", weight: str = "400") -> str:
    place = f'x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}"'
    return f"<text {place}>{escape(words)}</text>"


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


@cache
def _has_fonts() -> bool:
    """Whether Latin letters and Chinese characters can be drawn: what no font has is left out in silence."""
    from resvg_py import svg_to_bytes

    def drawn(words: str) -> bytes:
        text = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30">{words}</text></svg>'
        return bytes(svg_to_bytes(svg_string=text))

    return len({drawn(words) for words in ("", "A", "标")}) == 3
