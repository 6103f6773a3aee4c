"""Pages that were read again from the archive, compared with what is held of them before anybody writes.

A reparse mostly finds what is held. `compare` needs no lock, so that several processes do it; `write` writes what
differs, if nothing happened to the document meanwhile. What touches more than the document itself (pages that join or
part, a page that was gone) is left to `saving.save`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from parsers.grammar.permalink import DECIDING
from parsers.record import PolicyDocument
from storage import changes, locking
from storage.articles import units
from storage.documents import deserialize, permalinks
from storage.documents.writing import revisions, serialize
from storage.documents.writing.page_columns import record_columns
from storage.documents.writing.visit import Outcome
from storage.relations import linking
from storage.resolution import completing, matching
from storage.resolution.blocking import has_candidates, matches_of
from storage.resolution.clustering import groups_of, must_stay_apart
from storage.resolution.holding import hold_documents
from storage.resolution.matching import Keys
from storage.resolution.merging import PageRecord, merge_pages
from storage.resolution.splitting import founder_first
from storage.schema import captures, documents, evidence, pages
from storage.schema import changes as changes_table
from storage.search import engine
from storage.statements import of_documents, update_by_id


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is to be written of a page that was read again: nothing, where the columns and fields are empty."""

    page_id: int
    document_id: int
    source: str
    url: str
    """The page, as `pages.url` holds it."""
    digest: str | None
    """Of the record that the page was compared with."""
    capture_id: int | None
    """The newest answer of the page at that time."""
    as_of: int
    """The newest change of the database at that time."""
    columns: Mapping[str, Any] = field(default_factory=dict)
    """Columns of the page that change."""
    document_columns: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What changes of the document: {field: {"old": …, "new": …}}."""
    parts: Sequence[str] = ()
    """Lists of the document, and its evidence, that are written anew from `record`."""
    record: PolicyDocument | None = None
    evidence_pages: Mapping[str, str] = field(default_factory=dict)
    unit_rows: Sequence[units.Row] | None = None
    """The units of the body, where they differ from those that are held."""

    @property
    def outcome(self) -> Outcome:
        """What writing it does."""
        return Outcome("revised" if self.fields else "unchanged", self.document_id, self.fields)


def compare(connection: Connection, read: Mapping[int, PolicyDocument]) -> dict[int, Comparison]:
    """Pages by id with what reading them again gave; those that have to be saved whole are left out."""
    held = _Held(connection, list(read))
    found = {page_id: one for page_id, record in read.items() if (one := held.compare(page_id, record)) is not None}
    owners = {one.document_id for one in found.values()}
    if not linking.is_up_to_date(connection, owners):
        owners = {number for number in owners if linking.is_up_to_date(connection, [number])}
    return {page_id: one for page_id, one in found.items() if one.document_id in owners}


def write(connection: Connection, compared: Sequence[Comparison], now: datetime) -> list[Outcome | None]:
    """Writes what differs, in this order. None for a page to which, or to whose document, something happened since."""
    locking.hold(connection, page=[one.url for one in compared])
    changes.give_numbers(connection, hold_documents(connection, lambda: [one.document_id for one in compared]))
    found = connection.execute(_state, {"ids": [one.page_id for one in compared]}).all()
    state = {row.id: (row.document_id, row.digest, row.capture_id) for row in found}
    touched = _touched(connection, min((one.as_of for one in compared), default=0))
    return [_write(connection, one, state.get(one.page_id), touched, now) for one in compared]


_newest = sa.select(sa.func.max(captures.c.id)).where(captures.c.page_id == pages.c.id).correlate(pages)
_state = sa.select(
    pages.c.id, pages.c.document_id, pages.c.digest, _newest.scalar_subquery().label("capture_id")
).where(pages.c.id.in_(sa.bindparam("ids", expanding=True)))
_companions = pages.alias()
_of_documents = (
    sa.select(pages, _newest.scalar_subquery().label("capture_id"))
    .where(
        pages.c.document_id.in_(
            sa.select(_companions.c.document_id).where(_companions.c.id.in_(sa.bindparam("ids", expanding=True)))
        )
    )
    .order_by(pages.c.id)
)
_changed = sa.select(changes_table.c.number, changes_table.c.document_id, changes_table.c.other_id).where(
    changes_table.c.number > sa.bindparam("number")
)


class _Held:
    """All that is held of some pages and their documents, read at once."""

    def __init__(self, connection: Connection, page_ids: Sequence[int]) -> None:
        self._connection = connection
        self._as_of = changes.last_number(connection)
        self._members: dict[int, list[Row[Any]]] = {}
        self._rows: dict[int, Row[Any]] = {}
        for row in connection.execute(_of_documents, {"ids": list(page_ids)}):
            self._members.setdefault(row.document_id, []).append(row)
            self._rows[row.id] = row
        owners = list(self._members)
        self._documents = {row.id: (row, record) for row, record in deserialize.rows_and_records(connection, owners)}
        self._evidence_pages: dict[int, dict[str, str]] = {}
        for row in connection.execute(of_documents(evidence), {"ids": owners}):
            self._evidence_pages.setdefault(row.document_id, {})[row.field] = row.page_url
        self._units = units.held_rows(connection, owners)

    def compare(self, page_id: int, document: PolicyDocument) -> Comparison | None:
        """One page; None where it has to be saved whole."""
        page = self._rows.get(page_id)
        if page is None or page.document_id not in self._documents:
            return None
        row, old = self._documents[page.document_id]
        companions = self._members[page.document_id]
        document, text = serialize.storable(document)
        keys = matching.keys_of(document)
        found = record_columns(document, text, serialize.digest(document), keys)
        is_gone = all(one.gone_at is not None for one in companions)
        if is_gone != (row.gone_at is not None) or not self._may_stay(page, companions, document, keys, found):
            return None
        new, origin = completing.complete(self._connection, *merge_pages(_members(companions, page_id, document)))
        changed = {name: value for name, value in found.items() if value != page._mapping[name]}
        fields = serialize.differences(old, new)
        parts = serialize.parts_that_differ(old, new)
        if origin != self._evidence_pages.get(row.id, {}) and "evidence" not in parts:
            parts.append("evidence")
        if (fields or parts) and len(companions) > 1:
            return None
        was = serialize.document_row(old)
        cut = units.rows_of(((0, new.body),))
        return Comparison(
            page_id=page_id,
            document_id=row.id,
            source=document.source,
            url=page.url,
            digest=page.digest,
            capture_id=page.capture_id,
            as_of=self._as_of,
            columns=changed,
            document_columns={name: it for name, it in serialize.document_row(new).items() if it != was[name]},
            fields=fields,
            parts=parts,
            record=new if parts or fields else None,
            evidence_pages=origin if parts else {},
            unit_rows=cut if cut != self._units.get(row.id, ()) else None,
        )

    def _may_stay(
        self,
        page: Row[Any],
        companions: Sequence[Row[Any]],
        document: PolicyDocument,
        keys: Keys,
        found: Mapping[str, Any],
    ) -> bool:
        """Whether a page surely neither leaves its document nor brings another one to it."""
        is_known_as_before = all(
            page._mapping[name] == found[name] for name in found if name not in ("digest", "record")
        )
        members = _members(companions, page.id, document)
        if len(members) > 1:
            # Another page of the document may be written meanwhile: what the two give together is not known here.
            if not _says_as_before(page, document):
                return False
            members = founder_first(self._connection, page.document_id, members)
            stay, _, others = groups_of(self._connection, members, page.id)
            if stay or others:
                return False
        if not has_candidates(self._connection, document, page.url, keys, page.document_id):
            return is_known_as_before
        if not (is_known_as_before and _says_as_before(page, document)):
            return False
        matches = matches_of(self._connection, document, page.url, keys, [page.document_id])
        return all(must_stay_apart(self._connection, members, others) for _, others in matches)


def _members(companions: Sequence[Row[Any]], page_id: int, document: PolicyDocument) -> list[PageRecord]:
    """The pages of a document with what each says: one page this record, the others what is held of them."""
    records = (document if one.id == page_id else serialize.from_json(one.record) for one in companions)
    return [PageRecord(one.id, one.url, one.gone_at, record) for one, record in zip(companions, records, strict=True)]


def _says_as_before(page: Row[Any], document: PolicyDocument) -> bool:
    """True if a page gives what is held of it, but for the version of the parsers."""
    return _without_version(serialize.from_json(page.record)) == _without_version(document)


def _without_version(record: PolicyDocument) -> PolicyDocument:
    return replace(record, parser_version="", fetched_at=None)


def _touched(connection: Connection, number: int) -> dict[int, int]:
    """Documents with the newest change that names them, of those after a number."""
    found: dict[int, int] = {}
    for row in connection.execute(_changed, {"number": number}):
        for document_id in filter(None, (row.document_id, row.other_id)):
            found[document_id] = max(row.number, found.get(document_id, 0))
    return found


def _write(
    connection: Connection, one: Comparison, state: tuple[Any, ...] | None, touched: Mapping[int, int], now: datetime
) -> Outcome | None:
    is_as_it_was = state == (one.document_id, one.digest, one.capture_id)
    if not is_as_it_was or touched.get(one.document_id, 0) > one.as_of:
        return None
    if one.columns:
        update_by_id(pages, tuple(one.columns)).run(connection, {**one.columns, "this_id": one.page_id})
    if one.fields:
        revisions.add(connection, one.document_id, "reparsed", one.url, one.fields, now)
    if one.document_columns:
        columns = tuple(one.document_columns)
        update_by_id(documents, columns).run(connection, {**one.document_columns, "this_id": one.document_id})
    if one.parts and one.record is not None:
        serialize.rewrite_parts(connection, one.document_id, one.record, one.evidence_pages, now, one.parts)
    if one.unit_rows is not None:
        units.write_of_document(connection, one.document_id, one.unit_rows)
    if one.fields:
        if DECIDING & one.fields.keys() and one.record is not None:
            permalinks.give(connection, one.document_id, one.record, now)
        if engine.INDEXED & one.fields.keys():
            engine.index(connection, one.document_id)
        changes.add(connection, "reparsed", one.document_id, one.source, one.url, now, one.fields)
        if linking.DECISIVE & one.fields.keys():
            linking.link(connection, [one.document_id], now, "reparsed")
    return one.outcome
