"""Reads what the pages and the API show: one function a page, which returns an answer of the API."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from fastapi import HTTPException
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from parsers.record import PolicyDocument
from parsers.registry.closed_sites import ClosedSite, closed_sites
from parsers.registry.rights import rights_of
from storage.crawl import runs
from storage.crawl.stop_reason import StopReason
from storage.documents import provenance, queries
from storage.documents.filters import DAY, Filters
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from storage.health import Health
from storage.relations.life import read_life, read_related
from storage.relations.status import standing, today
from storage.resolution import judgements
from storage.resolution.redirects import present_id
from storage.schema import captures, citations, evidence, pages
from storage.schema import documents as table
from storage.search.titles import named
from zhengce.documents import view as documents
from zhengce.notifications.message import details
from zhengce.web import words
from zhengce.web.api import relations
from zhengce.web.api import schemas as s
from zhengce.web.api import source_schemas as of_source
from zhengce.web.errors import Moved

MOST_RELATED = 50
MOST_CAPTURES = 20
MOST_REVISIONS = 30
MOST_RUNS = 20


def check_moved(connection: Connection, document_id: int) -> None:
    """Raises Moved for the id of a merged document."""
    if (present := present_id(connection, document_id)) != document_id:
        raise Moved(document_id, present)


def held_document(connection: Connection, document_id: int) -> StoredDocument:
    """A document by its id. Raises Moved, and HTTPException where there is none."""
    check_moved(connection, document_id)
    held = queries.by_id(connection, document_id)
    if held is None:
        raise HTTPException(404, f"there is no document {document_id}")
    return held


def document(connection: Connection, document_id: int) -> s.DocumentAnswer:
    """A document whole, by its id. Raises as `held_document` does."""
    return document_answer(connection, held_document(connection, document_id))


def document_answer(connection: Connection, held: StoredDocument) -> s.DocumentAnswer:
    """A document whole, with what else is known of it."""
    view = documents.select(held, [*documents.RECORD, "pages"])
    answers = _captures(connection, held)
    for page, answer in zip(held.pages, view["pages"], strict=True):
        answer |= {"checked_at": page.checked_at, "captures": answers.get(comparable(page.url), [])[:MOST_CAPTURES]}
    life = read_life(connection, held.id, today())
    query = sa.select(evidence.c.field, evidence.c.page_url).where(evidence.c.document_id == held.id)
    judged = judgements.of(connection, [page.url for page in held.pages])
    newest = reversed(revisions.of(connection, held.id)[-MOST_REVISIONS:])
    return s.DocumentAnswer(
        **view,
        related=relations.events(connection, read_related(connection, held.id)),
        standing=standing(connection, held.id, today()),
        life=relations.events(connection, life.line()),
        life_of=life.document_id,
        evidence_pages={row.field: row.page_url for row in connection.execute(query.order_by(evidence.c.field))},
        cited_documents=_cited(connection, held.record),
        cited_by=_citing(connection, held),
        judgements=[s.JudgementShape.model_validate(item, from_attributes=True) for item in judged],
        revisions=[s.RevisionShape.model_validate(item, from_attributes=True) for item in newest],
    )


_RELATED = [table.c[name] for name in s.RelatedShape.model_fields]


def _cited(connection: Connection, record: PolicyDocument) -> list[s.CitedShape]:
    cited = record.cites[:MOST_RELATED]
    numbers = {item.document_number for item in cited if item.document_number}
    titles = {item.title for item in cited if item.title}
    held: dict[str, Mapping[str, Any]] = {}
    numbered = connection.execute(sa.select(table.c.id).where(table.c.document_number.in_(numbers))).scalars().all()
    ids = {*numbered, *named(connection, titles)}
    query = sa.select(*_RELATED, table.c.issued_title).where(table.c.stage != "interpretation", table.c.id.in_(ids))
    for row in connection.execute(query.order_by(table.c.id.desc()).limit(10 * MOST_RELATED)).mappings():
        held |= {key: row for key in (row["document_number"], row["title"], row["issued_title"]) if key}
    # By its number first: several documents may bear one title.
    keys = [item.document_number or item.title or "" for item in cited]
    return [s.CitedShape(position=place, **held[key]) for place, key in enumerate(keys) if key in held]


def _citing(connection: Connection, held: StoredDocument) -> list[s.RelatedShape]:
    record = held.record
    titles = [title for title in (record.title, record.issued_title) if title]
    named: list[sa.ColumnElement[bool]] = [citations.c.title.in_(titles)]
    if record.document_number:
        named.append(citations.c.document_number == record.document_number)
    citing = sa.select(citations.c.document_id).where(sa.or_(*named))
    query = sa.select(*_RELATED).where(table.c.id.in_(citing), table.c.id != held.id)
    query = query.order_by(DAY.desc().nulls_last(), table.c.id.desc()).limit(MOST_RELATED)
    return [s.RelatedShape(**row) for row in connection.execute(query).mappings()]


def _captures(connection: Connection, held: StoredDocument) -> Mapping[str, Sequence[s.Capture]]:
    """The archived answers of each of a document's pages, by the page's address as it is compared, newest first."""
    query = sa.select(captures, pages.c.url.label("page_url")).join(pages, pages.c.id == captures.c.page_id)
    query = query.where(pages.c.document_id == held.id).order_by(captures.c.fetched_at.desc(), captures.c.id.desc())
    answers: dict[str, list[s.Capture]] = {}
    for row in connection.execute(query.limit(MOST_CAPTURES * max(1, len(held.pages)))).mappings():
        answers.setdefault(row["page_url"], []).append(s.Capture(**row))
    return answers


State = Literal["well", "failing", "running or killed", "never crawled"]

HealthCheck = Callable[[Connection], Sequence[Health]]
"""Returns the health of the sources."""


def sources(connection: Connection, check: HealthCheck | None = None) -> of_source.SourcesAnswer:
    """All sources that were ever crawled or hold a page, and the closed ones."""
    found = set(connection.execute(sa.select(pages.c.source).distinct()).scalars())
    found |= {run.source for run in runs.latest(connection, 200)}
    health = _health(connection, check)
    return of_source.SourcesAnswer(
        sources=[_source(connection, name, 1, health) for name in sorted(found)],
        closed=[_closed(connection, site) for site in closed_sites().values()],
    )


def _closed(connection: Connection, site: ClosedSite) -> of_source.ClosedShape:
    found = provenance.of_body(connection, site.body)
    return of_source.ClosedShape(
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


def source(connection: Connection, name: str, check: HealthCheck | None = None) -> of_source.SourceAnswer:
    """A source and its last crawls. Raises HTTPException where nothing is known of it."""
    answer = _source(connection, name, MOST_RUNS, _health(connection, check))
    if not (answer.runs or answer.pages):
        raise HTTPException(404, f"there is no source {name}")
    return answer


def _health(connection: Connection, check: HealthCheck | None) -> Mapping[str, Health]:
    return {one.source: one for one in check(connection)} if check else {}


def _source(connection: Connection, name: str, most_runs: int, health: Mapping[str, Health]) -> of_source.SourceAnswer:
    mine = pages.c.source == name
    shown = Filters(sources=(name,)).conditions()  # what a click on the number finds
    held = connection.execute(sa.select(sa.func.count(), sa.func.max(DAY)).select_from(table).where(*shown)).one()
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
    return of_source.SourceAnswer(
        source=name,
        name=words.chinese_name("source", name),
        name_en=words.value("source", name),
        documents=held[0],
        newest=held[1],
        pages=state[0],
        pages_failing=state[1],
        pages_gone=state[2],
        last_success_at=well[0].finished_at if well else None,
        state="failing" if problems else _state(crawls),
        problems=[problem.strip() for problem in problems],
        rest=of_source.RestShape(until=judged.backoff.until, why=judged.backoff.why)
        if judged and judged.backoff
        else None,
        rights=of_source.RightsShape.model_validate(rights_of(name).to_dict()),
        runs=[of_source.RunShape.model_validate(run, from_attributes=True) for run in crawls[:most_runs]],
    )


def _state(crawls: Sequence[runs.Run]) -> State:
    if not crawls:
        return "never crawled"
    if crawls[0].finished_at is None:
        return "running or killed"
    return "well" if crawls[0].stop is StopReason.FINISHED else "failing"
