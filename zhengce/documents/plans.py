"""The period that the title of a plan names, and the plans of the periods before and after it."""

import re
from collections.abc import Iterator

from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.search import engine
from storage.search.expression import Term

_PLAN = re.compile("规划|计划|方案|纲要|行动|路线图")
_ORDINALS = "一二三四五六七八九"
# “十四五”信息通信行业发展规划 · 第十四个五年规划
_FIVE_YEARS = re.compile(
    r"[“\"「]?(?:十(?P<short>[一二三四五六七八九])五|第十(?P<long>[一二三四五六七八九])个五年)[”\"」]?"
)
# （2021—2025年） · 2024-2026年
_YEARS = re.compile(r"[（(]?(?P<first>(?:19|20)\d\d)年?\s?[-‐-―－~～至]+\s?(?P<last>(?:19|20)\d\d)年?[）)]?")
_FIRST_OF_TENTH = 2001
_DASHES = "—-－"


def period_of(title: str) -> tuple[int, int] | None:
    """The first and the last year of the plan that a title names; None where it names no plan or no period."""
    if not _PLAN.search(title):
        return None
    if years := _YEARS.search(title):
        first, last = int(years["first"]), int(years["last"])
        return (first, last) if first < last <= first + 30 else None
    if match := _FIVE_YEARS.search(title):
        first = _FIRST_OF_TENTH + 5 * (_ORDINALS.index(match["short"] or match["long"]) + 1)
        return first, first + 4
    return None


def period_of_record(record: PolicyDocument) -> tuple[int, int] | None:
    """The period of the plan that a final document is or issues; a reply that approves one is none."""
    is_plan = record.stage == "final" and record.document_type != "批复"
    return period_of(record.issued_title or record.title) if is_plan else None


def neighbours(connection: Connection, document: StoredDocument) -> dict[str, StoredDocument]:
    """The held plans of the same name for the period `before` and `after` that of a document."""
    title, period = document.record.issued_title or document.record.title, period_of_record(document.record)
    if period is None:
        return {}
    names = {name: key for key, first in _beside(period) for name in _names(title, first, period[1] - period[0])}
    ids = set(engine.whole_ids(connection, Term(titles=tuple(names)))) - {document.id}
    found: dict[str, StoredDocument] = {}
    for plan in queries.stored(connection, sorted(ids), parts=(), with_body=False):
        other = period_of_record(plan.record)
        if other and other != period:
            found.setdefault("before" if other < period else "after", plan)
    return found


def _beside(period: tuple[int, int]) -> Iterator[tuple[str, int]]:
    length = period[1] - period[0] + 1
    yield from (("before", period[0] - length), ("after", period[1] + 1))


def _names(title: str, first: int, length: int) -> Iterator[str]:
    """The names under which a plan of the same subject may be held that begins in the year `first`."""
    bare = _FIVE_YEARS.sub("", _YEARS.sub("", title))
    for dash in _DASHES:
        yield f"{bare}（{first}{dash}{first + length}年）"
    number, rest = divmod(first - _FIRST_OF_TENTH, 5)
    if rest == 0 and length == 4 and 1 <= number <= len(_ORDINALS):
        five = f"“十{_ORDINALS[number - 1]}五”"
        yield five + bare
        if match := _FIVE_YEARS.search(title):
            yield title.replace(match[0], five)
