"""The claims of a report, and a checked quotation, as lines for people and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from parsers.addresses import comparable, same_page
from storage.articles.addresses import UnitFinder
from storage.attachments import queries
from storage.documents.archived_copies import ArchivedCopy, before_revision, newest_of_file
from storage.documents.queries import HeldPage, StoredDocument
from storage.resolution.merging import members_of
from zhengce.brief.items import archive_url, document_url
from zhengce.checking.claims import VERDICTS, Claim
from zhengce.checking.quotations import Checked, Nearest, Sighting
from zhengce.documents import view
from zhengce.documents.units import article_fields
from zhengce.english import vocabulary

JSON_FIELDS = ("line_number", "kind", "words", "verdict", "why", "document", "found")
CSV_FIELDS = ("line_number", "kind", "words", "verdict", "why", "document_id", "place", "as_printed", "url")


def shown_first(claims: Sequence[Claim]) -> list[Claim]:
    """What fails first; of what is right, that of which there is more to say: changed since, no longer in force."""
    return sorted(claims, key=lambda claim: (VERDICTS.index(claim.verdict), not claim.why, claim.line))


def shown(claims: Sequence[Claim]) -> Iterator[str]:
    """The claims as lines for people, and at the end how many there are of each verdict."""
    for claim in shown_first(claims):
        yield f"{claim.verdict.upper():<9} {claim.line:>3}  {claim.kind}: {claim.words}"
        if claim.why:
            yield " " * 15 + claim.why
        elif claim.sighting:
            yield f"{' ' * 15}{_place(claim.sighting)}: {claim.sighting.place.as_printed}"
        if claim.document and claim.kind in ("title", "number", "address"):
            yield f"{' ' * 15}{_document(claim.document)}"
    count = Counter(claim.verdict for claim in claims)
    verdicts = ", ".join(f"{count[verdict]} {verdict}" for verdict in VERDICTS if count[verdict]) or "nothing to check"
    yield f"{vocabulary.counted(len(claims), 'claim')}: {verdicts}"


def as_json(connection: Connection, claims: Sequence[Claim], base: str | None = None) -> Iterator[dict[str, Any]]:
    """The claims with JSON_FIELDS; `base`: where `zhengce serve` answers, for the archived addresses."""
    for claim in claims:
        document, sighting = claim.document, claim.sighting
        yield _said(claim) | {
            "document": view.select(document, (*FIELDS, "archived")) if document else None,
            "found": sighting_as_json(connection, sighting, base) if sighting else None,
        }


def as_row(claim: Claim) -> dict[str, Any]:
    """A claim as a row of a table, under the names of CSV_FIELDS."""
    document, sighting = claim.document, claim.sighting
    return _said(claim) | {
        "document_id": document.id if document else None,
        "place": _place(sighting) if sighting else None,
        "as_printed": sighting.place.as_printed if sighting else None,
        "url": document.record.url if document else None,
    }


def _said(claim: Claim) -> dict[str, Any]:
    values = (claim.line, claim.kind, claim.words, claim.verdict, claim.why or None)
    return dict(zip(JSON_FIELDS, values, strict=False))


def _document(document: StoredDocument) -> str:
    """document 24 · 国发〔2021〕20号 · 2021-10-28 · its address."""
    record = document.record
    facts = (f"document {document.id}", record.document_number, str(record.published_on or ""), record.url)
    return " · ".join(filter(None, facts))


def _place(sighting: Sighting) -> str:
    """document 25, attachment 1, page 6, paragraph 3."""
    place, name = sighting.place, f"document {sighting.document.id}"
    return f"{name}, {place.position}" if place.is_of_text else f"{name}, title"


FIELDS = "id title document_number issuing_bodies_en stage published_on source url gone_at".split()
"""Fields of a document in which a quotation stands."""


def quotation_as_json(connection: Connection, checked: Checked, base: str | None) -> dict[str, Any]:
    """The answer; `base`: where `zhengce serve` answers, for the archived addresses."""
    return {
        "verdict": checked.verdict,
        "places": [sighting_as_json(connection, sighting, base) for sighting in checked.sightings],
        "places_left_out": checked.more,
        "nearest": _nearest(checked.nearest) if checked.nearest else None,
        "documents_read": checked.documents_read,
        "candidates_cut": checked.candidates_cut,
    }


def sighting_as_json(connection: Connection, one: Sighting, base: str | None) -> dict[str, Any]:
    """One place with its document, version and archived copy."""
    live, copy, archived_at = _source(connection, one, base)
    return {
        "verdict": one.verdict,
        "document": view.select(one.document, FIELDS),
        "version": one.version.to_dict(),
        "place": one.place.to_dict() | _article(connection, one),
        "as_printed": one.place.as_printed,
        "live_url": live,
        "archived": _archived(copy, archived_at),
    }


def _article(connection: Connection, one: Sighting) -> dict[str, Any]:
    """The article in which the words begin, where there is one; units are held of today's texts alone."""
    if not one.place.is_of_text or one.version.until is not None:
        return {}
    finder = UnitFinder(connection, one.document.id, one.document.record.body)
    unit = finder.at(str(one.place.position), one.place.as_printed, one.place.at)
    return {name: value for name, value in article_fields(unit).items() if value}


def _nearest(one: Nearest) -> dict[str, Any]:
    return {
        "likeness": round(one.likeness, 2),
        "document": view.select(one.document, FIELDS),
        "place": one.place.to_dict(),
        "as_printed": one.place.as_printed,
    }


def _source(connection: Connection, one: Sighting, base: str | None) -> tuple[str, ArchivedCopy | None, str | None]:
    """The live address of the text, the archived answer it was read from, and where `zhengce serve` shows that."""
    if one.place.part == "attachment":
        file = queries.find(connection, one.document.id, one.place.attachment)
        assert file is not None  # its text was just read
        copy = newest_of_file(connection, file.id)
        page = document_url(base, one.document.id)
        return file.url, copy, f"{page}/attachments/{one.place.attachment}/file" if page and copy else None
    home = _page_of(connection, one.document, one.place.part)
    if one.version.ended_by is not None:
        edited = one.version.ended_by.page_url
        is_home = home is not None and same_page(home.url, edited)
        copy = before_revision(connection, one.version.ended_by) if is_home else None
        return edited, copy, archive_url(base, copy.id) if copy else None
    copy = home.archived if home else None
    return home.url if home else one.document.record.url, copy, archive_url(base, copy.id) if copy else None


def _page_of(connection: Connection, document: StoredDocument, field: str) -> HeldPage | None:
    """The page whose title or body a document has; of several with the same, the one that it is cited from."""
    if len(document.pages) == 1:
        return document.pages[0]
    value = getattr(document.record, field)
    giving = {
        comparable(member.page_url)
        for member in members_of(connection, document.id)
        if getattr(member.record, field) == value
    }
    pages = sorted(document.pages, key=lambda page: not same_page(page.url, document.record.url))
    return next((page for page in pages if comparable(page.url) in giving), None)


def _archived(copy: ArchivedCopy | None, address: str | None) -> dict[str, Any] | None:
    if copy is None:
        return None
    return {
        "digest": copy.digest,
        "fetched_at": view.moment(copy.fetched_at),
        "url": address,
        "file": copy.file,
        "offset": copy.offset,
    }
