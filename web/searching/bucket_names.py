"""What the buckets of a timeline are called, alone and with what they hold: 2021-11; 2021-11: 3 final, 1 draft."""

from collections.abc import Mapping
from datetime import date

from configuration.watches import Language
from outputs.english import vocabulary
from parsers.record import Stage
from web import words
from web.api.schemas import Step


def name(step: Step, day: date, language: Language = "en") -> str:
    """The bucket of a day: 2021-11-16, 2021-11, 2021-Q4, 2021, 2020–2029; 2021年11月16日, 2021年第4季度."""
    year, quarter = f"{day.year:04}", (day.month + 2) // 3
    if step in ("decade", "century"):
        years = 10 if step == "decade" else 100
        begins = day.year - day.year % years
        return f"{max(1, begins):04}–{begins + years - 1:04}{'年' if language == 'zh' else ''}"
    if language == "zh":
        names = {"day": f"{day.month}月{day.day}日", "month": f"{day.month}月", "quarter": f"第{quarter}季度"}
        return f"{year}年{names.get(step, '')}"
    return {"day": str(day), "month": str(day)[:7], "quarter": f"{year}-Q{quarter}"}.get(step, year)


def with_counts(step: Step, day: date, stages: Mapping[Stage, int], language: Language) -> str:
    """2021-11: 3 final, 1 draft; 2021年11月：正式3份，征求意见1份."""
    counts = [words.word(f"count_{stage}", language).format(f"{count:,}") for stage, count in stages.items()]
    between, mark = ("，", "：") if language == "zh" else (", ", ": ")
    return name(step, day, language) + mark + between.join(counts)


def month(day: date, language: Language) -> str:
    """11月, Nov."""
    return f"{day.month}月" if language == "zh" else vocabulary.MONTHS[day.month - 1][:3]
