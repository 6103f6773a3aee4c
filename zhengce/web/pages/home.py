"""The front page: how fresh the data is, what mattered this week, which comments end soon, what changed silently.

"This week" is the last seven days; of a recording, those up to its newest document, since its days do not move on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import Request, Response
from sqlalchemy.engine import Connection

from parsers.moments import CHINA
from parsers.registry.closed_sites import closed_sites
from storage.crawl import runs
from storage.documents.filters import DAY
from storage.relations.status import today
from storage.schema import changes, documents
from zhengce.brief import gathering, items, parts
from zhengce.brief.items import Item
from zhengce.documents.phrases import short_day
from zhengce.web.api.routes import coverage, reader
from zhengce.web.pages.rendering.templates import page

MOST_TOP, MOST_DUE, MOST_CHANGED = 5, 4, 5
DAYS_OF_DEADLINES = 60
"""A period for comments that ends later is not soon."""
SOON = 7
"""Days within which a deadline is marked."""
SILENT = ("revised", "withdrawn")
CHANGES_LOOKED_AT = 200
"""The newest changes of the week, among which the documents are found."""


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days of the page."""

    last: date
    is_recorded: bool

    @property
    def first(self) -> date:
        return self.last - timedelta(days=6)

    def shown(self) -> str:
        return f"{short_day(self.first)} – {short_day(self.last)}"


def home_page(request: Request) -> Response:
    """What this is, and what is new."""
    with reader(request).connection() as connection:
        week = _week(connection)
        covered = coverage(request).read(connection)
        top = [_shown(item) for item in _heaviest(connection, week)]
        drafts = items.load(connection, _due(connection, week), for_rows=True)
        due = [_shown(item) | _deadline(item, week.last) for item in drafts]
        changed = _changed(connection, week)
        altered = {item.id: _shown(item) for item in items.load(connection, [*changed], for_rows=True)}
    read = [source for source in covered.sources if source.last_crawl_at]
    return page(
        request,
        "home.html",
        week=week,
        top=top,
        due=due,
        changed=[altered[number] | {"change": change} for number, change in changed.items() if number in altered],
        read=read,
        failing=[source for source in read if source.is_failing],
        last_read=covered.last_read,
        closed=closed_sites().values(),
    )


def _week(connection: Connection) -> Week:
    day = today()
    if not runs.recordings(connection):
        return Week(day, is_recorded=False)
    newest = connection.execute(sa.select(sa.func.max(DAY)).where(day >= DAY)).scalar()
    return Week(newest or day, is_recorded=True)


def _heaviest(connection: Connection, week: Week) -> list[Item]:
    """The documents and drafts of the week with most weight."""
    brief = gathering.gather(connection, week.first, week.last, limit=MOST_TOP)
    found = [line.item for key in ("new", "drafts") for line in brief.groups[key]]
    own = [item for item in found if item.record.day and item.record.day >= week.first]
    return sorted(own, key=lambda item: -item.weight)[:MOST_TOP]


def _due(connection: Connection, week: Week) -> list[int]:
    """The drafts whose periods for comments end next."""
    until = documents.c.comments_due_on
    query = sa.select(documents.c.id).where(
        gathering.STAGE == "draft", until.between(week.last, week.last + timedelta(days=DAYS_OF_DEADLINES))
    )
    return list(connection.execute(query.order_by(until, documents.c.id).limit(MOST_DUE)).scalars())


def _deadline(item: Item, day: date) -> dict[str, Any]:
    """The days that are left."""
    ends = item.record.comments_due_on
    assert ends is not None
    return {"ends": ends, "left": (ends - day).days, "is_soon": (ends - day).days <= SOON}


def _changed(connection: Connection, week: Week) -> Mapping[int, Any]:
    """What crawls of the week found to be edited or taken off its site: document -> its newest such change."""
    since = datetime.combine(week.first, time(), CHINA)
    query = sa.select(changes).where(changes.c.kind.in_(SILENT), changes.c.changed_at >= since)
    found: dict[int, Any] = {}
    for row in connection.execute(query.order_by(changes.c.number.desc()).limit(CHANGES_LOOKED_AT)):
        found.setdefault(row.document_id, row)
    return dict(list(found.items())[:MOST_CHANGED])


def _shown(item: Item) -> dict[str, Any]:
    return {"id": item.id, "row": parts.row(item)}
