"""How the pages of one document become one record: which page's value wins, field by field.

A document is nothing but what its pages say, merged; so it can be made again at any time, and the order in which
the pages were found does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.fields import FIELDS, CatalogueField
from parsers.place import Place
from parsers.record import Evidence, PolicyDocument
from storage.documents import lookup_columns, record_json
from storage.schema import documents, pages
from storage.statements import of_documents

ALSO_PUBLISHED_BY = {"state_council": ("state_council_go", "cpc_central", "cpc_go")}
"""Source -> bodies without a site of their own that publish there, beside the body that the source is named after."""

FROM_TABLES = (Place.TABLE, Place.API)
"""The site's own metadata table or database, not running text."""

_MERGED = tuple(
    (deciding, tuple(field.name for field in FIELDS.values() if field.merged_with == deciding.name))
    for deciding in FIELDS.values()
    if deciding.winner
)
"""Each deciding field, and the fields that are taken with it from one page.

Of the pages that have the deciding field one wins: the page that stands nearest to the issuer (`nearness`); the page
that names most bodies; or a metadata table before running text, then the nearest page."""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One page of a document and what it says."""

    page_id: int
    page_url: str
    gone_at: datetime | None
    record: PolicyDocument


def bodies_of(source: str) -> tuple[str, ...]:
    """Ids of the bodies whose own site a source is. A source bears the id of its body, as `agencies.csv` has it."""
    return (source, *ALSO_PUBLISHED_BY.get(source, ()))


def nearness(page: PageRecord, lead: str | None, bodies: frozenset[str]) -> tuple[int, bool, date, str]:
    """Sorts pages: the leading body's own site, a co-issuer's site, any other; then by day and address.

    Of one site's postings the first gives the day: www.gov.cn may print a document twice, and again in the gazette.
    """
    own = bodies_of(page.record.source)
    rank = 0 if lead in own else 1 if bodies.intersection(own) else 2
    return rank, not page.record.body, page.record.published_on or date.max, page.page_url


def merge_pages(members: Sequence[PageRecord]) -> tuple[PolicyDocument, dict[str, str]]:
    """One record of the pages of a document, and for each of its fields the address of the page that gave it."""
    if len(members) == 1:
        only = members[0]
        return only.record, dict.fromkeys(only.record.evidence, only.page_url)
    fullest = min(members, key=lambda page: (_fullness(page), page.page_url)).record.issuing_bodies
    lead = fullest[0].id if fullest else None
    bodies = frozenset(body.id for body in fullest if body.id)
    ranked = sorted(members, key=lambda page: nearness(page, lead, bodies))
    home = ranked[0]
    values: dict[str, Any] = {}
    evidence: dict[str, Evidence] = {}
    origin: dict[str, str] = {}
    for deciding, together in _MERGED:
        page = _winner(deciding, ranked)
        for name in together:
            giver = page
            if getattr(page.record, name) is None:  # 事由 that only another page's title shows
                giver = next((other for other in ranked if _may_fill(other, page, name)), page)
            values[name] = getattr(giver.record, name)
            if name in giver.record.evidence:
                evidence[name] = giver.record.evidence[name]
                origin[name] = giver.page_url
    if "stage" in home.record.evidence:
        evidence["stage"], origin["stage"] = home.record.evidence["stage"], home.page_url
    live = next((page for page in ranked if page.gone_at is None), home)
    values |= {"source": live.record.source, "url": live.record.url}
    return replace(home.record, **values, evidence=evidence), origin


def _winner(deciding: CatalogueField, ranked: Sequence[PageRecord]) -> PageRecord:
    having = [page for page in ranked if getattr(page.record, deciding.name)] or list(ranked)
    if deciding.winner == "nearest":
        return having[0]
    if deciding.winner == "fullest":
        return min(having, key=_fullness)  # min keeps the first of equals: the nearest page
    return min(having, key=lambda page: not _from_table(page, deciding.name))


def _fullness(page: PageRecord) -> tuple[bool, int, bool]:
    record = page.record
    return not record.issuing_bodies_complete, -len(record.issuing_bodies), not _from_table(page, "issuing_bodies")


def _from_table(page: PageRecord, name: str) -> bool:
    evidence = page.record.evidence.get(name)
    return evidence is not None and evidence.found_in in FROM_TABLES


def _may_fill(other: PageRecord, page: PageRecord, name: str) -> bool:
    if getattr(other.record, name) is None:
        return False
    # A time of day belongs to its day, a printed number to its number.
    if name == "published_at":
        return other.record.published_on == page.record.published_on
    if name == "document_number_as_printed":
        return other.record.document_number == page.record.document_number
    return True


def members_of(connection: Connection, document_id: int) -> list[PageRecord]:
    """The pages of a document with what each says, in the order in which they were found."""
    rows = connection.execute(of_documents(pages, pages.c.id), {"ids": [document_id]}).all()
    return [PageRecord(row.id, row.url, row.gone_at, record_json.from_json(row.record)) for row in rows]


def choose_address(connection: Connection, document_id: int) -> None:
    """Lets a document point to a page that is still there."""
    record, _ = merge_pages(members_of(connection, document_id))
    values = {"source": record.source, "url": record.url} | lookup_columns.of_address(record.url)
    connection.execute(sa.update(documents).where(documents.c.id == document_id).values(values))
