"""The one view of a document: the fields that outputs select from, each under one name and in one form.

A day is `2021-11-16`. `published_at` is a printed time and keeps +08:00; every other moment is `2021-11-16T02:30:00Z`.
What is not known is None. Tables of cells (CSV, XLSX, the SQL view `policies`) join the names of `issuing_bodies` and
the `tags`, as `zhengce.tables.rows` says; names and all other values are the same there.

`status` is that of today in China. `repealed_on` is the day from which another document ends it (`ended_by`); where
none does, the last day in force that the document itself prints.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from parsers.fields import FIELDS, shown_in
from parsers.grammar.agencies import AGENCIES
from parsers.moments import format_moment
from parsers.record import IssuingBody
from storage.documents.queries import HeldPage, StoredDocument
from zhengce.english import vocabulary
from zhengce.english.titles.shown import shown_title

SUMMARY = shown_in("list")
"""A document in a list: the columns of the view `policies`, then what joined them."""

EXPORTED = tuple(FIELDS)
"""A document in JSON lines and Parquet: the record, and the text of each page of its attached files."""

RECORD = tuple(name for name in EXPORTED if name != "attachment_texts")
"""A document whole: the fields of the record, and what the database knows of the document."""

SHORT_ENOUGH = 6
"""Characters up to which a body's full name is printed instead of its short one: 国务院办公厅 rather than 国办."""


def select(document: StoredDocument, names: Iterable[str]) -> dict[str, Any]:
    """These fields of a document as JSON values."""
    record = document.record
    return {name: own(document) if (own := _OWN.get(name)) else record.plain_value(name) for name in names}


def day(value: date | None) -> str | None:
    """A day as JSON has it."""
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    """A moment as JSON has it: 2021-11-16T02:30:00Z."""
    return format_moment(value) if value else None


def bodies_in_english(bodies: Iterable[IssuingBody]) -> str | None:
    """MIIT, State Council: what English lists call them; for a body without English its Chinese name."""
    return ", ".join(map(vocabulary.called, bodies)) or None


def body_name(body: IssuingBody) -> str:
    """The name to print: 国务院办公厅 for 国办, else the short name; with the office that signed."""
    agency = AGENCIES.get(body.id or "")
    name = agency.zh_full if agency and len(agency.zh_full) <= SHORT_ENOUGH else body.name
    return name + (body.unit or "")


def _targets(document: StoredDocument) -> list[dict[str, Any]]:
    from zhengce.english.texts import english_target  # with the glossary, which a list does not need

    return [english_target(target, document.texts) for target in document.record.targets]


def _page(page: HeldPage) -> dict[str, Any]:
    return {
        "url": page.url,
        "source": page.source,
        "published_on": page.published_on.isoformat() if page.published_on else None,
        "first_seen_at": moment(page.first_seen_at),
        "gone_at": moment(page.gone_at),
        "gone_why": page.gone_why,
    }


def _archived(document: StoredDocument) -> dict[str, Any] | None:
    copy = document.archived
    return asdict(copy) | {"fetched_at": moment(copy.fetched_at)} if copy else None


_OWN: Mapping[str, Callable[[StoredDocument], Any]] = {
    "id": lambda document: document.id,
    "status": lambda document: document.status(),
    "repealed_on": lambda document: day(document.ended_on or document.moved[1] or document.record.repealed_on),
    "ended_by": lambda document: document.ended_by,
    "final_id": lambda document: document.final_id,
    "issuing_bodies_en": lambda document: bodies_in_english(document.record.issuing_bodies),
    "title_en": lambda document: shown.text if (shown := shown_title(document)) else None,
    "title_en_origin": lambda document: shown.origin if (shown := shown_title(document)) else None,
    "targets": _targets,
    "tags": lambda document: list(document.annotations.tags),
    "note": lambda document: document.annotations.note,
    "links": lambda document: [{"url": link.url, "title": link.title} for link in document.annotations.links],
    "first_seen_at": lambda document: moment(document.first_seen_at),
    "revised_at": lambda document: moment(document.revised_at),
    "gone_at": lambda document: moment(document.gone_at),
    "pages": lambda document: [_page(page) for page in document.pages],
    "archived": _archived,
}
"""The fields that are not those of the record, or differ from them."""
