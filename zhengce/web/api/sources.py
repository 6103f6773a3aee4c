"""The sources as JSON: health, runs, backoff, terms of reuse, and sites that are closed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import sqlalchemy as sa
from fastapi import HTTPException, Request
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from parsers.registry.closed_sites import ClosedSite, closed_sites
from parsers.registry.rights import rights_of
from storage.crawl import runs
from storage.crawl.stop_reason import StopReason
from storage.documents import provenance
from storage.documents.filters import DAY, Filters
from storage.documents.provenance import Share
from storage.health import Health
from storage.health.backoff import Backoff
from storage.schema import documents as table
from storage.schema import pages
from zhengce.notifications.message import details
from zhengce.web import words
from zhengce.web.api.routes import Name, answers, resource
from zhengce.web.api.schemas import Moment, shape
from zhengce.web.mcp.coverage import HealthCheck

MOST_RUNS = 20

State = Literal["well", "failing", "running or killed", "never crawled"]

_OF_A_RUN = "id started_at finished_at reason listings fetched new revised unchanged failed statuses messages"


class RunShape(shape(runs.Run, _OF_A_RUN)):  # type: ignore[misc]
    """One crawl of one source."""


class RestShape(shape(Backoff, "until why")):  # type: ignore[misc]
    """A source that refused us gets no requests before `until`."""


class RightsShape(BaseModel):
    """The terms of reuse of a source's site as found; nulls where nothing is known."""

    source: str
    terms: str
    """A summary, or `none found`."""
    terms_zh: str | None
    quote: str | None
    basis: Literal["read", "reported"] | None
    address: str | None
    found_on: str | None
    statement: str | None


class SourceAnswer(BaseModel):
    """A source and its health."""

    source: str
    name: str
    name_en: str
    documents: int
    """All that stand on its pages but news: what its filter finds."""
    newest: date | None
    pages: int
    pages_failing: int
    pages_gone: int
    last_success_at: Moment | None
    state: State
    problems: list[str]
    """What is wrong and since when."""
    rest: RestShape | None
    rights: RightsShape
    runs: list[RunShape]


class ClosedShape(shape(ClosedSite, "address reason reason_zh seen_on")):  # type: ignore[misc]
    """A source whose site cannot be crawled, and where the documents of its body stand."""

    source: str
    name: str
    name_en: str
    documents: int
    newest: date | None
    found_at: list[Share]


class SourcesAnswer(BaseModel):
    """All sources, without their runs; closed ones apart."""

    sources: list[SourceAnswer]
    closed: list[ClosedShape]


router = resource()


@answers(router, "/sources", "sources", {})
def sources(request: Request, connection: Connection) -> SourcesAnswer:
    """The sources and whether they are well."""
    return all_sources(connection, request.app.state.check)


@answers(router, "/sources/{name}", "sources")
def source(request: Request, connection: Connection, name: Name) -> SourceAnswer:
    """A source and its last crawls."""
    return one_source(connection, name, request.app.state.check)


def all_sources(connection: Connection, check: HealthCheck | None = None) -> SourcesAnswer:
    """All sources that were ever crawled or hold a page, and the closed ones."""
    found = set(connection.execute(sa.select(pages.c.source).distinct()).scalars())
    found |= {run.source for run in runs.latest(connection, 200)}
    health = _health(connection, check)
    return SourcesAnswer(
        sources=[_source(connection, name, 1, health) for name in sorted(found)],
        closed=[_closed(connection, site) for site in closed_sites().values()],
    )


def _closed(connection: Connection, site: ClosedSite) -> ClosedShape:
    found = provenance.of_body(connection, site.body)
    return ClosedShape(
        source=site.body,
        name=words.chinese_name("issuer", site.body),
        name_en=words.value("issuer", site.body),
        address=site.address,
        reason=site.reason,
        reason_zh=site.reason_zh,
        seen_on=site.seen_on,
        documents=found.whole.documents,
        newest=found.whole.newest,
        found_at=list(found.shares),
    )


def one_source(connection: Connection, name: str, check: HealthCheck | None = None) -> SourceAnswer:
    """A source and its last crawls. Raises HTTPException where nothing is known of it."""
    answer = _source(connection, name, MOST_RUNS, _health(connection, check))
    if not (answer.runs or answer.pages):
        raise HTTPException(404, f"there is no source {name}")
    return answer


def _health(connection: Connection, check: HealthCheck | None) -> Mapping[str, Health]:
    return {health.source: health for health in check(connection)} if check else {}


def _source(connection: Connection, name: str, most_runs: int, health: Mapping[str, Health]) -> SourceAnswer:
    mine = pages.c.source == name
    shown = Filters(sources=(name,)).conditions()  # what a click on the number finds
    row = connection.execute(sa.select(sa.func.count(), sa.func.max(DAY)).select_from(table).where(*shown)).one()
    state = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(pages.c.failures > 0),
            sa.func.count().filter(pages.c.gone_at.is_not(None)),
        ).where(mine)
    ).one()
    crawls = runs.latest(connection, MOST_RUNS, name)
    well = [run for run in crawls if run.stop is StopReason.FINISHED]
    judged = health.get(name)
    problems = list(details(judged)) if judged else []
    return SourceAnswer(
        source=name,
        name=words.chinese_name("source", name),
        name_en=words.value("source", name),
        documents=row[0],
        newest=row[1],
        pages=state[0],
        pages_failing=state[1],
        pages_gone=state[2],
        last_success_at=well[0].finished_at if well else None,
        state="failing" if problems else _state(crawls),
        problems=[problem.strip() for problem in problems],
        rest=RestShape(until=judged.backoff.until, why=judged.backoff.why) if judged and judged.backoff else None,
        rights=RightsShape.model_validate(rights_of(name).to_dict()),
        runs=[RunShape.model_validate(run, from_attributes=True) for run in crawls[:most_runs]],
    )


def _state(crawls: Sequence[runs.Run]) -> State:
    if not crawls:
        return "never crawled"
    if crawls[0].finished_at is None:
        return "running or killed"
    return "well" if crawls[0].stop is StopReason.FINISHED else "failing"
