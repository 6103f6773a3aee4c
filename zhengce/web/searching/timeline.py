"""Counts documents by stage in buckets of time that fit the span: days, months, quarters, years or longer ones."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from pyroaring import BitMap

from parsers.record import Stage
from storage.documents.filters import Filters
from storage.search.document_sets import DocumentSets
from zhengce.english import vocabulary
from zhengce.settings.watches import Language
from zhengce.web import words
from zhengce.web.api.schemas import Step, TimelineAnswer, TimelineBucket


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


MOST_BUCKETS: Mapping[Step, int] = {"day": 92, "month": 60, "quarter": 60, "year": 100, "decade": 100, "century": 100}
"""The finest step of which so many buckets are enough is taken: a quarter is shown by day, five years by month."""

MONTHS: Mapping[Step, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
"""Months of a bucket."""

STAGES: tuple[Stage, ...] = ("final", "draft", "interpretation", "news")
"""In the order in which a bar is stacked."""


def count_buckets(sets: DocumentSets, found: BitMap, filters: Filters) -> TimelineAnswer:
    """The documents that are found, by day of publication, or of writing where no page prints that.

    The span is that of the filter, at an open end that of the documents. A bucket at its end is cut to the filter, so
    that its days as `from` and `to` find what it counts; buckets without documents are there, too.
    """
    months = {month: ids for month, ids in sets.values("month").items() if found.intersect(ids)}
    if not months:
        return TimelineAnswer(first=None, last=None, step=None, buckets=[], undated=len(found))
    days = sets.values("day")
    first = filters.date_from or min(_days_of(min(months), days, found))
    last = filters.date_to or max(_days_of(max(months), days, found))
    step = step_of(first, last)
    dated = (
        {day: days[str(day)] for day in _each_day(first, last) if str(day) in days}
        if step == "day"
        else {date.fromisoformat(f"{month}-01"): ids for month, ids in months.items()}
    )
    counts = _count(step, dated, {stage: found & sets.values("stage").get(stage, BitMap()) for stage in STAGES})
    buckets = [
        _bucket(step, index, filters, counts.get(index, {}))
        for index in range(index_of(step, first), index_of(step, last) + 1)
    ]
    undated = len(found) - sum(bucket.total for bucket in buckets)
    return TimelineAnswer(first=first, last=last, step=step, buckets=buckets, undated=undated)


def step_of(first: date, last: date) -> Step:
    """The finest step of which MOST_BUCKETS are enough for the span."""
    return next(
        step for step, most in MOST_BUCKETS.items() if index_of(step, last) - index_of(step, first) < most
    )  # a century always does: `date` ends with the year 9999


def index_of(step: Step, day: date) -> int:
    """The number of the bucket of a day; those that follow one another have numbers that do."""
    return day.toordinal() if step == "day" else (12 * day.year + day.month - 1) // MONTHS[step]


def bounds(step: Step, index: int) -> tuple[date, date]:
    """The first and the last day of a bucket."""
    if step == "day":
        return date.fromordinal(index), date.fromordinal(index)
    begins, follows = index * MONTHS[step], (index + 1) * MONTHS[step]
    first = _first_of(begins) if begins >= 12 else date.min
    return first, _first_of(follows) - timedelta(days=1) if follows < 12 * (date.max.year + 1) else date.max


def wider_span(first: date, last: date) -> tuple[date, date] | None:
    """The month or else the year around a span; None where nothing but all documents is wider."""
    steps: tuple[Step, ...] = ("month", "year")
    for step in steps:
        begins, ends = bounds(step, index_of(step, first))
        if last <= ends and (begins, ends) != (first, last):
            return begins, ends
    return None


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _each_day(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _days_of(month: str, days: Mapping[str, BitMap], found: BitMap) -> list[date]:
    """The days of a month on which something was found."""
    named = [f"{month}-{number:02}" for number in range(1, 32)]
    return [date.fromisoformat(day) for day in named if day in days and found.intersect(days[day])]


def _count(
    step: Step, dated: Mapping[date, BitMap], parts: Mapping[Stage, BitMap]
) -> Mapping[int, Mapping[Stage, int]]:
    """How many documents of each part fall into each bucket, by its number."""
    counts: dict[int, dict[Stage, int]] = {}
    for day, ids in dated.items():
        bucket = counts.setdefault(index_of(step, day), {})
        for stage, part in parts.items():
            bucket[stage] = bucket.get(stage, 0) + part.intersection_cardinality(ids)
    return counts


def _bucket(step: Step, index: int, filters: Filters, counted: Mapping[Stage, int]) -> TimelineBucket:
    begins, ends = bounds(step, index)
    stages: dict[Stage, int] = {stage: counted[stage] for stage in STAGES if counted.get(stage)}
    return TimelineBucket(
        name=name(step, begins),
        first=max(begins, filters.date_from or begins),
        last=min(ends, filters.date_to or ends),
        total=sum(stages.values()),
        stages=stages,
    )
