"""The claims of a report as lines for people and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from parsers.position import Position
from zhengce.checking.quotes.answer import FIELDS, sighting_as_json
from zhengce.checking.verification.claims import VERDICTS, Claim
from zhengce.documents import view
from zhengce.english import vocabulary

JSON_FIELDS = ("line_number", "kind", "words", "verdict", "why", "document", "found")
CSV_FIELDS = ("line_number", "kind", "words", "verdict", "why", "document_id", "place", "as_printed", "url")


def shown_first(claims: Sequence[Claim]) -> list[Claim]:
    """What fails first."""
    return sorted(claims, key=lambda claim: (VERDICTS.index(claim.verdict), claim.line))


def shown(claims: Sequence[Claim]) -> Iterator[str]:
    """The claims as lines for people, and at the end how many there are of each verdict."""
    for claim in shown_first(claims):
        yield f"{claim.verdict.upper():<9} {claim.line:>3}  {claim.kind}: {claim.words}"
        if claim.why:
            yield " " * 15 + claim.why
        elif claim.sighting:
            yield f"{' ' * 15}{_place(claim)}: {claim.sighting.place.as_printed}"
    count = Counter(claim.verdict for claim in claims)
    verdicts = ", ".join(f"{count[verdict]} {verdict}" for verdict in VERDICTS if count[verdict]) or "nothing to check"
    yield f"{vocabulary.counted(len(claims), 'claim')}: {verdicts}"


def as_json(connection: Connection, claims: Sequence[Claim], base: str | None = None) -> Iterator[dict[str, Any]]:
    """The claims with JSON_FIELDS; `base`: where `zhengce serve` answers, for the archived addresses."""
    for claim in claims:
        yield _said(claim) | {
            "document": view.select(claim.document, (*FIELDS, "archived")) if claim.document else None,
            "found": sighting_as_json(connection, claim.sighting, base) if claim.sighting else None,
        }


def as_row(claim: Claim) -> dict[str, Any]:
    """A claim as a row of a table, under the names of CSV_FIELDS."""
    return _said(claim) | {
        "document_id": claim.document.id if claim.document else None,
        "place": _place(claim) if claim.sighting else None,
        "as_printed": claim.sighting.place.as_printed if claim.sighting else None,
        "url": claim.document.record.url if claim.document else None,
    }


def _said(claim: Claim) -> dict[str, Any]:
    values = (claim.line, claim.kind, claim.words, claim.verdict, claim.why or None)
    return dict(zip(JSON_FIELDS, values, strict=False))


def _place(claim: Claim) -> str:
    """document 25, attachment 1, page 6, paragraph 3."""
    assert claim.sighting is not None
    place, document = claim.sighting.place, claim.sighting.document
    if place.part not in ("body", "attachment"):
        return f"document {document.id}, title"
    return f"document {document.id}, " + str(
        Position(attachment=place.attachment or None, page=place.first.page, paragraph=place.first.number)
    )
