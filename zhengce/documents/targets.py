"""A target for reading and as a row: its figure with sign, unit and baseline, beside the document that sets it."""

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Any

from parsers.record import Target, plain
from storage.documents.targets import HeldTarget
from zhengce.documents.units import ARTICLE_FIELDS, article_fields
from zhengce.documents.view import select
from zhengce.english.targets import NATURES, figure_of
from zhengce.english.texts import TARGET_FIELDS, english_target

OF_DOCUMENT = (
    *("title", "title_en", "title_en_origin", "issuing_bodies", "issuing_bodies_en", "document_number", "stage"),
    *("status", "written_on", "published_on", "url"),
)
"""What a row says of the document, under the names of `zhengce.documents.view.SUMMARY`."""

FIELDS = ("document_id", *OF_DOCUMENT, *TARGET_FIELDS, *ARTICLE_FIELDS)
"""The fields of a row."""

_SIGNS: Mapping[str, str] = {"=": "", ">=": "≥", "<=": "≤", "~": "≈"}


def as_row(held: HeldTarget) -> dict[str, Any]:
    """A target as a row of FIELDS."""
    document = held.document
    whole = select(document, OF_DOCUMENT) | english_target(held.target, document.texts)
    return {"document_id": document.id} | whole | article_fields(held.unit)


_PERCENT, _POINTS = ("%", "％"), ("个百分点", "百分点")


def is_step_of_a_level(target: Target, others: Sequence[Target]) -> bool:
    """True if a target of change is the step that another one takes: 41 where 5G用户普及率 goes from 15% to 56%."""
    return target.kind == "change" and any(
        level.kind == "level"
        and (level.indicator, level.year) == (target.indicator, target.year)
        and (level.unit == target.unit or (level.unit in _PERCENT and target.unit in _POINTS))
        and isinstance(level.value, float)
        and isinstance(target.value, float)
        and level.baseline is not None
        and isclose(abs(level.value - level.baseline), target.value, rel_tol=1e-6)
        for level in others
    )


def figure(target: Mapping[str, Any]) -> str:
    """The figure of a target, given as JSON knows it, without words.

    15% (2020) → 56% · ≥3.7万亿元 · ↓ 13.5% of a change · ↑ ≥8% of a growth rate, whose `kind` belongs
    beside it.
    """
    sign = {"increase": "↑ ", "decrease": "↓ "}.get(target["direction"] or "", "")
    if target["kind"] not in ("change", "growth_rate"):
        sign = ""
    shown = f"{sign}{_SIGNS[target['comparator']]}{number_of(target)}{target['unit']}"
    if target["baseline"] is None:
        return shown
    year = f" ({target['baseline_year']})" if target["baseline_year"] else ""
    return f"{_number(target['baseline'])}{target['unit']}{year} → {shown}"


def number_of(target: Mapping[str, Any]) -> str:
    """3.7, and a range as 3-5."""
    upper = target.get("upper")
    return _number(target["value"]) + ("" if upper is None else f"-{_number(upper)}")


def _number(value: float | str) -> str:
    """1900 · 3.7 · 0.015, never 1.9e+03."""
    if isinstance(value, str):
        return value
    return f"{value:,.10f}".rstrip("0").rstrip(".") if value else "0"


def printed_figure(plain: Mapping[str, Any]) -> str:
    """15% (2020) → ≥56% · ≥ CNY 3.7 trillion · ↑ ≥8% a year; as printed where its English is not sure."""
    return (figure_of(plain) or figure(plain)) + (" a year" if plain["kind"] == "growth_rate" else "")


def figure_in_words(target: Target) -> str:
    """The same of a target that is not JSON yet, with its nature: ↑ ≥8% a year, indicative."""
    nature = f", {NATURES.get(target.nature, target.nature)}" if target.nature else ""
    return printed_figure(plain(target)) + nature
