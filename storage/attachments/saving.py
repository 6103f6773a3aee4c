"""Saving what fetching an attached file gave: its text by page, its own reading, and what that changes of documents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from parsers.files.text import FileText
from parsers.record import PolicyDocument, plain
from storage import changes
from storage.articles import units
from storage.crawl import captures
from storage.crawl.captures import CaptureFacts
from storage.crawl.files import documents_of, file_row, next_look
from storage.documents import deserialize, record_json
from storage.documents.writing import revisions
from storage.documents.writing.rebuilding import rebuild_document
from storage.relations import linking
from storage.schema import attachment_texts, documents, files
from storage.search import engine
from storage.statements import update_by_id
from storage.texts import storable_text

FileOutcome = Literal["new", "revised", "unchanged", "returned", "reparsed"]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What storing a file changed."""

    has_other_text: bool
    fields: Mapping[int, Mapping[str, Mapping[str, Any]]]
    """Document -> {field: {"old": …, "new": …}}."""


def save(
    connection: Connection,
    file_id: int,
    text: FileText | None,
    reading: PolicyDocument | None,
    capture: CaptureFacts,
    url: str,
    size: int,
    now: datetime,
    *,
    sha256: str | None = None,
) -> FileOutcome:
    """Stores what a file gave, and rebuilds its documents.

    `text`: None where the content is the one that is held, and was not read again. `reading`: what the file's own head,
    sign-off and text say. `capture`: the answer, which came from `url`. `sha256`: of the file, if it was served
    compressed; else that of the answer's body.

    The first text of a file is a change of kind `read`; other content at the same address revises its documents.
    """
    row = file_row(connection, file_id)
    sha256 = sha256 or capture.location.digest.removeprefix("sha256:")
    outcome: FileOutcome = "returned" if row.gone_at is not None else "unchanged"
    if row.sha256 != sha256:
        outcome = "new" if row.sha256 is None else "revised"
    changed_at = now if outcome == "revised" else row.changed_at
    due = next_look(row, changed_at, now)
    values = {"checked_at": now, "changed_at": changed_at, "due_at": due, "failures": 0, "sha256": sha256}
    values |= {"etag": capture.etag, "last_modified": capture.last_modified, "bytes": size}
    if row.gone_at is not None:
        values |= {"gone_at": None, "gone_why": None, "returned_at": now}
    captures.add(connection, url, capture, file_id=file_id)
    _store(connection, row, values, text, reading, outcome, now)
    return outcome


def reread(
    connection: Connection, file_id: int, text: FileText | None, reading: PolicyDocument | None, now: datetime
) -> Rebuilt:
    """Stores what reading a held file again gave: `text` by a newer reader, or None where what is held was understood
    anew. Where neither the text nor what it gives documents differs, its documents are left alone."""
    row = file_row(connection, file_id)
    return _store(connection, row, {"record": _record_of(reading)}, text, reading, "reparsed", now)


def _store(
    connection: Connection,
    row: Row[Any],
    values: dict[str, Any],
    text: FileText | None,
    reading: PolicyDocument | None,
    outcome: FileOutcome,
    now: datetime,
) -> Rebuilt:
    """Writes the row of a file, and its text where that differs; rebuilds its documents where they may differ."""
    stored_text = text_of(connection, row.id)
    pages, has_other_text = stored_text, False
    if text is not None:
        values |= _read_values(text, reading)
        pages = _texts(text)
        has_other_text = stored_text != pages
    affected = documents_of(connection, row.id)
    before = deserialize.records(connection, affected)
    connection.execute(update_by_id(files), {**values, "this_id": row.id})
    if has_other_text:
        connection.execute(sa.delete(attachment_texts).where(attachment_texts.c.file_id == row.id))
        if pages:
            rows = [{"file_id": row.id, "page": page, "name": name, "text": words} for page, name, words in pages]
            connection.execute(sa.insert(attachment_texts), rows)
    if has_other_text or outcome == "reparsed":
        units.renew_of_file(connection, row.id, tuple((page, words) for page, _, words in pages))
    is_news = outcome not in ("reparsed", "unchanged") or any(
        values.get(name, row._mapping[name]) != row._mapping[name] for name in ("state", "pages")
    )
    if not (is_news or has_other_text or not _are_equal_records(values.get("record", row.record), row.record)):
        return Rebuilt(False, {})
    fields = {
        number: _rebuild(connection, number, before[number], row.printed_url, outcome, now) for number in affected
    }
    return Rebuilt(has_other_text, fields)


def _are_equal_records(one: str | None, other: str | None) -> bool:
    """Whether two records are equal but for the version of the parsers."""
    if one is None or other is None or one == other:
        return one == other
    records = (record_json.from_json(text) for text in (one, other))
    first, second = (replace(record, parser_version="") for record in records)
    return first == second


def gone(connection: Connection, file_id: int, why: str, now: datetime) -> bool:
    """Marks a file that is held as gone from its site: its text stays, its documents are revised. False where nothing
    is held of it, or it is known to be gone."""
    row = file_row(connection, file_id)
    if row.sha256 is None:
        return False
    values: dict[str, Any] = {"checked_at": now, "due_at": next_look(row, row.gone_at or now, now), "failures": 0}
    affected = documents_of(connection, file_id)
    before = deserialize.records(connection, affected)
    if row.gone_at is None:
        values |= {"gone_at": now, "gone_why": storable_text(why)}
    connection.execute(update_by_id(files), {**values, "this_id": file_id})
    if row.gone_at is not None:
        return False
    for document_id in affected:
        _rebuild(connection, document_id, before[document_id], row.printed_url, "revised", now)
    return True


def text_of(connection: Connection, file_id: int) -> list[tuple[int, str | None, str]]:
    """The text of a file: number, name and text of each page that has text."""
    query = sa.select(attachment_texts.c.page, attachment_texts.c.name, attachment_texts.c.text)
    query = query.where(attachment_texts.c.file_id == file_id).order_by(attachment_texts.c.page)
    return [(row.page, row.name, row.text) for row in connection.execute(query)]


def _read_values(text: FileText, reading: PolicyDocument | None) -> dict[str, Any]:
    return {
        "media_type": text.media_type,
        "state": text.state,
        "reason": storable_text(text.reason) if text.reason else None,
        "extractor": text.extractor,
        "pages": len(text.pages),
        "record": _record_of(reading),
    }


def _texts(text: FileText) -> list[tuple[int, str | None, str]]:
    """The same of a text that was read."""
    return [
        (page.number, storable_text(page.name) if page.name else None, storable_text("\n".join(page.paragraphs)))
        for page in text.pages
        if page.paragraphs
    ]


def _record_of(reading: PolicyDocument | None) -> str | None:
    return record_json.storable(reading)[1] if reading is not None else None


def _rebuild(
    connection: Connection, document_id: int, before: PolicyDocument, url: str, outcome: FileOutcome, now: datetime
) -> Mapping[str, Mapping[str, Any]]:
    """Rebuilds a document, and writes what changed of it and of its files as a revision and a change; gives that."""
    kinds: Mapping[FileOutcome, tuple[revisions.RevisionKind, changes.ChangeKind]] = {
        "new": ("read", "read"),
        "reparsed": ("reparsed", "reparsed"),
    }
    revision, change = kinds.get(outcome, ("crawled", "revised"))
    after = deserialize.records(connection, [document_id])[document_id]
    old, new = (plain(record.attachments) for record in (before, after))
    file_changes = {"attachments": {"old": old, "new": new}} if old != new else {}
    rebuilt = rebuild_document(connection, document_id, now, url, revision, file_changes)
    engine.index(connection, document_id)
    if rebuilt.fields:
        linking.link(connection, [document_id], now, "reparsed" if outcome == "reparsed" else "related")
    if outcome == "reparsed" and not rebuilt.fields:
        return {}
    changes.add(connection, change, document_id, after.source, url, now, rebuilt.fields or None)
    if change == "revised":
        connection.execute(update_by_id(documents), {"revised_at": now, "this_id": document_id})
    return rebuilt.fields
