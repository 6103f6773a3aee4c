"""Counts documents by month and body for the timeline."""

from collections.abc import Collection
from datetime import date

from pyroaring import BitMap

from storage.search.document_sets import DocumentSets
from web import labels
from web import schemas as s

MOST_BODIES = 10
MOST_MONTHS = 36


def count_months(sets: DocumentSets, found: BitMap, issuers: Collection[str]) -> s.TimelineAnswer:
    """The last MOST_MONTHS months in which anything was found, the MOST_BODIES bodies with most documents in them.

    `issuers`: the bodies that are shown; empty for all.
    """
    months = sets.values("month")
    held = [month for month, ids in months.items() if found.intersect(ids)]
    if not held:
        return s.TimelineAnswer(first=None, last=None, rows=[])
    last = max(held)
    year, month = divmod(int(last[:4]) * 12 + int(last[5:]) - MOST_MONTHS, 12)
    begins = date(max(year, 1), month + 1, 1)
    first = f"{begins.year:04}-{begins.month:02}"
    shown = sorted(month for month in held if month >= first)
    within = found & BitMap().union(*(months[month] for month in shown))
    bodies = sets.values("issuer")
    counted = {name: within & ids for name, ids in bodies.items() if not issuers or name in issuers}
    # A document counts once for a body.
    most = sorted((name for name, ids in counted.items() if ids), key=lambda name: (-len(counted[name]), name))
    return s.TimelineAnswer(
        first=first,
        last=last,
        rows=[_row(name, counted[name], [(month, months[month]) for month in shown]) for name in most[:MOST_BODIES]],
    )


def _row(name: str, found: BitMap, months: list[tuple[str, BitMap]]) -> s.TimelineRow:
    counts = [(month, found.intersection_cardinality(ids)) for month, ids in months]
    return s.TimelineRow(
        issuer=name,
        label=labels.short_name(name, "zh"),
        label_en=labels.short_name(name, "en"),
        total=len(found),
        months=[s.MonthCount(month=month, count=count) for month, count in counts if count],
    )
