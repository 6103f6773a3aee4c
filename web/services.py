"""Reads what the pages and the API show: one function a page, which returns an answer of the API."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs import documents
from outputs.notifications.message import details
from outputs.search.parser import Understood, is_blank, understand
from outputs.search.results import Result, as_json, find, news_left_out
from parsers.addresses import comparable
from parsers.closed_sites import ClosedSite, closed_sites
from parsers.record import PolicyDocument
from parsers.rights import rights_of
from storage import search
from storage.crawl import runs
from storage.documents import provenance, queries, revisions
from storage.documents.filters import DAY, Filters
from storage.documents.queries import StoredDocument
from storage.health import Health
from storage.relations.life import read_life, read_related
from storage.relations.status import standing, today
from storage.resolution import judgements
from storage.schema import captures, citations, evidence, issuing_bodies, pages
from storage.schema import documents as table
from storage.search import facets
from storage.search.expression import Expression
from web import labels, relations
from web import schemas as s
from web.parameters import Asking, Searching

MOST_RELATED = 50
MOST_CAPTURES = 20
MOST_REVISIONS = 30
MOST_RUNS = 20
MOST_BODIES = 10
MOST_MONTHS = 36


def searched(connection: Connection, asked: Searching) -> s.SearchAnswer:
    """A page of results."""
    results = find(
        connection,
        asked.q,
        asked.filters(),
        order=asked.order,
        limit=asked.limit,
        after=asked.after,
        page=asked.page,
    )
    expression = results.understood.expression if results.understood else None
    apart = results.understood.apart if results.understood else {}
    return s.SearchAnswer(
        query=asked.q,
        translation=_translation(results.understood),
        taken_apart={run: list(pieces) for run, pieces in apart.items()},
        total=search.count(connection, expression, asked.filters()),
        items=list(map(_hit, results.found)),
        in_notes=list(map(_hit, results.in_notes)),
        next=results.next,
        news_left_out=0 if asked.page > 1 else news_left_out(connection, results, asked.filters(), asked.after),
    )


def _translation(understood: Understood | None) -> s.TranslationShape | None:
    made = understood.translation if understood else None
    if made is None:
        return None
    terms = {piece.english: list(piece.phrases) for piece in made.pieces if piece.english and piece.phrases}
    return s.TranslationShape(
        searched_for=made.text,
        terms=[s.TermShape(english=english, chinese=chinese) for english, chinese in terms.items()],
        without_term=list(made.unknown),
        left_out=list(made.left_out),
    )


def _hit(found: Result) -> s.Hit:
    return s.Hit(
        **as_json(found),
        title_pieces=[s.Piece(text=piece.text, marked=piece.marked) for piece in found.title],
        passage_pieces=[[s.Piece(text=p.text, marked=p.marked) for p in quote.passage] for quote in found.quotes],
    )


def expression_of(connection: Connection, q: str | None) -> Expression | None:
    """What the words of a request mean on this database; None without words."""
    return None if q is None or is_blank(q) else understand(connection, q).expression


def counted(connection: Connection, asked: Asking, total: int | None = None) -> s.FacetsAnswer:
    """The counts of every filter."""
    expression, filters = expression_of(connection, asked.q), asked.filters()
    total = search.count(connection, expression, filters) if total is None else total
    found = facets.facets(connection, expression, filters, total)
    shown: dict[str, list[s.FacetValue]] = {
        kind: [
            s.FacetValue(
                value=count.value,
                label=labels.value(kind, count.value, "zh"),
                label_en=labels.value(kind, count.value, "en"),
                count=count.count,
            )
            for count in counts
        ]
        for kind, counts in found.items()
    }
    return s.FacetsAnswer(total=total, facets=shown)


def document(connection: Connection, document_id: int) -> s.DocumentAnswer | None:
    """A document whole; None where there is none of this id. The id of a merged document leads to the one it is."""
    held = queries.by_id(connection, document_id)
    return None if held is None else document_answer(connection, held)


def document_answer(connection: Connection, held: StoredDocument) -> s.DocumentAnswer:
    """A document whole, with what else is known of it."""
    view = documents.select(held, [*documents.RECORD, "pages"])
    kept = _captures(connection, held)
    for page, answer in zip(held.pages, view["pages"], strict=True):
        answer |= {"checked_at": page.checked_at, "captures": kept.get(comparable(page.url), [])[:MOST_CAPTURES]}
    life = read_life(connection, held.id, today())
    return s.DocumentAnswer(
        **view,
        related=relations.events(read_related(connection, held.id)),
        standing=relations.standing_shape(standing(connection, held.id, today())),
        life=relations.events(life.line()),
        life_of=life.document_id,
        evidence_pages=_evidence_pages(connection, held.id),
        cited_documents=_cited(connection, held.record),
        cited_by=_citing(connection, held),
        judgements=_judgements(connection, held),
        revisions=_history(connection, held.id),
    )


def _evidence_pages(connection: Connection, document_id: int) -> dict[str, str]:
    query = sa.select(evidence.c.field, evidence.c.page_url).where(evidence.c.document_id == document_id)
    return {row.field: row.page_url for row in connection.execute(query)}


_RELATED = [table.c[name] for name in s.RelatedShape.model_fields]


def _cited(connection: Connection, record: PolicyDocument) -> list[s.CitedShape]:
    cited = record.cites[:MOST_RELATED]
    numbers = {item.document_number for item in cited if item.document_number}
    titles = {item.title for item in cited if item.title}
    held: dict[str, Mapping[str, Any]] = {}
    query = sa.select(*_RELATED, table.c.issued_title).where(
        table.c.stage != "interpretation",
        sa.or_(table.c.document_number.in_(numbers), table.c.title.in_(titles), table.c.issued_title.in_(titles)),
    )
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
    kept: dict[str, list[s.Capture]] = {}
    for row in connection.execute(query.limit(MOST_CAPTURES * max(1, len(held.pages)))).mappings():
        kept.setdefault(row["page_url"], []).append(s.Capture(**row))
    return kept


def _judgements(connection: Connection, held: StoredDocument) -> list[s.JudgementShape]:
    said = judgements.of(connection, [page.url for page in held.pages])
    return [s.JudgementShape(**{name: getattr(item, name) for name in s.JudgementShape.model_fields}) for item in said]


def _capture(row: sa.Row[tuple[object, ...]]) -> s.Capture:
    return s.Capture(**{name: getattr(row, name) for name in s.Capture.model_fields})


def _history(connection: Connection, document_id: int) -> list[s.RevisionShape]:
    names = s.RevisionShape.model_fields
    history = revisions.of(connection, document_id)
    return [
        s.RevisionShape(**{name: getattr(item, name) for name in names}) for item in reversed(history[-MOST_REVISIONS:])
    ]


HealthCheck = Callable[[Connection], Sequence[Health]]
"""Returns the health of the sources."""


def sources(connection: Connection, check: HealthCheck | None = None) -> s.SourcesAnswer:
    """All sources that were ever crawled or hold a page, and the closed ones."""
    found = set(connection.execute(sa.select(pages.c.source).distinct()).scalars())
    found |= {run.source for run in runs.latest(connection, 200)}
    health = _health(connection, check)
    return s.SourcesAnswer(
        sources=[_source(connection, name, 1, health) for name in sorted(found)],
        closed=[_closed(connection, site) for site in closed_sites().values()],
    )


def _closed(connection: Connection, site: ClosedSite) -> s.ClosedShape:
    found = provenance.of_body(connection, site.body)
    return s.ClosedShape(
        source=site.body,
        name=labels.value("issuer", site.body, "zh"),
        name_en=labels.value("issuer", site.body, "en"),
        address=site.address,
        reason=site.reason,
        reason_zh=site.reason_zh,
        seen_on=site.seen_on,
        documents=found.whole.documents,
        newest=found.whole.newest,
        found_at=[s.ShareShape(**share.to_dict()) for share in found.shares],
    )


def source(connection: Connection, name: str, check: HealthCheck | None = None) -> s.SourceAnswer | None:
    """A source and its last crawls; None where nothing is known of it."""
    answer = _source(connection, name, MOST_RUNS, _health(connection, check))
    return answer if answer.runs or answer.pages else None


def _health(connection: Connection, check: HealthCheck | None) -> Mapping[str, Health]:
    return {one.source: one for one in check(connection)} if check else {}


def _source(connection: Connection, name: str, most_runs: int, health: Mapping[str, Health]) -> s.SourceAnswer:
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
    well = [run for run in crawls if run.reason == "finished"]
    judged = health.get(name)
    problems = list(details(judged)) if judged else []
    return s.SourceAnswer(
        source=name,
        name=labels.value("source", name, "zh"),
        name_en=labels.value("source", name, "en"),
        documents=held[0],
        newest=held[1],
        pages=state[0],
        pages_failing=state[1],
        pages_gone=state[2],
        last_success_at=well[0].finished_at if well else None,
        state="failing" if problems else _state(crawls),
        problems=[problem.strip() for problem in problems],
        rest=s.RestShape(until=judged.rest.until, why=judged.rest.why) if judged and judged.rest else None,
        rights=s.RightsShape.model_validate(rights_of(name).to_dict()),
        runs=[_run(run) for run in crawls[:most_runs]],
    )


def _state(crawls: Sequence[runs.Run]) -> labels.State:
    if not crawls:
        return "never crawled"
    if crawls[0].finished_at is None:
        return "running or killed"
    return "well" if crawls[0].reason == "finished" else "failing"


def _run(run: runs.Run) -> s.RunShape:
    values = {name: getattr(run, name) for name in s.RunShape.model_fields}
    return s.RunShape(**values | {"statuses": dict(run.statuses), "messages": list(run.messages)})


def timeline(connection: Connection, asked: Asking) -> s.TimelineAnswer:
    """Documents by month and body: the last MOST_MONTHS months, the MOST_BODIES bodies with most documents in them."""
    expression, filters = expression_of(connection, asked.q), asked.filters()
    conditions = [*search.conditions_of(connection, expression, filters), DAY.is_not(None)]
    newest = connection.execute(sa.select(sa.func.max(DAY)).select_from(table).where(*conditions)).scalar()
    if newest is None:
        return s.TimelineAnswer(first=None, last=None, rows=[])
    year, month = divmod(newest.year * 12 + newest.month - MOST_MONTHS, 12)
    begins = date(max(year, 1), month + 1, 1)
    first, last = f"{begins.year:04}-{begins.month:02}", f"{newest.year:04}-{newest.month:02}"
    shown = sa.func.substr(sa.cast(DAY, sa.Text), 1, 7)
    agency = issuing_bodies.c.agency_id
    query = sa.select(agency, shown, sa.func.count(table.c.id.distinct()))
    query = query.join(issuing_bodies, issuing_bodies.c.document_id == table.c.id)
    query = query.where(*conditions, agency.is_not(None), begins <= DAY)
    if filters.issuers:
        query = query.where(agency.in_(filters.issuers))
    rows: dict[str, list[s.MonthCount]] = {}
    for name, when, count in connection.execute(query.group_by(agency, shown).order_by(agency, shown)):
        rows.setdefault(name, []).append(s.MonthCount(month=when, count=count))
    totals = {name: sum(item.count for item in months) for name, months in rows.items()}
    most = sorted(rows, key=lambda name: (-totals[name], name))[:MOST_BODIES]
    return s.TimelineAnswer(
        first=first,
        last=last,
        rows=[
            s.TimelineRow(
                issuer=name,
                label=labels.short_name(name, "zh"),
                label_en=labels.short_name(name, "en"),
                total=totals[name],
                months=rows[name],
            )
            for name in most
        ],
    )
