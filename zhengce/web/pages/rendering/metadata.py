"""What the head of a document page says to reference managers: `citation_*`, Dublin Core, Open Graph and JSON-LD.

The names are those that Zotero's translators Embedded Metadata and RDF read: `z:` sets the item type and its own
fields, `citation_*` (Highwire Press) creators, days and numbers. JSON-LD is in the terms of schema.org.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from storage.documents.queries import StoredDocument
from storage.relations.life import EFFECTS, Event
from zhengce.citations.facts import CitationFacts, Kind, english_name
from zhengce.documents.articles import version_day

_SCHEMA_TYPES: dict[Kind, str] = {"statute": "Legislation", "report": "Report", "webpage": "Article"}

_MARKUP = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})


class Meta(NamedTuple):
    """One `<meta>`."""

    attribute: str
    """`name`, or `property` of Open Graph."""
    name: str
    content: str


def metas(facts: CitationFacts) -> list[Meta]:
    """The metas of a document page, without those that have nothing to say."""
    named = [Meta("name", name, content) for name, content in _named(facts) if content]
    return [*named, Meta("property", "og:title", facts.record.title), Meta("property", "og:type", "article")]


def _named(facts: CitationFacts) -> Iterator[tuple[str, str | None]]:
    record = facts.record
    published = record.day
    yield "z:itemType", facts.kind
    if facts.kind == "statute":
        enacted = record.written_on or record.published_on
        yield "z:dateEnacted", enacted.isoformat() if enacted else None
        yield "z:publicLawNumber", record.document_number
    yield "citation_title", record.title
    for name in facts.names:
        yield "citation_author", name
    yield "citation_publication_date", f"{published:%Y/%m/%d}" if published else None
    yield "citation_language", "zh-CN"
    yield "citation_public_url", facts.web_url
    if facts.kind == "report":
        yield "citation_technical_report_institution", "、".join(facts.names)
        yield "citation_technical_report_number", record.document_number
    yield "DC.title", record.title
    for name in facts.names:
        yield "DC.creator", name
    yield "DC.date", published.isoformat() if published else None
    yield "DC.identifier", record.document_number
    yield "DC.identifier", facts.web_url
    yield "DC.language", "zh-CN"
    yield "DC.type", record.document_type
    yield "DCTERMS.alternative", facts.title_en


def json_ld(
    facts: CitationFacts,
    archived_at: str | None,
    legal: Mapping[str, Any] | None = None,
) -> str:
    """The document in terms of schema.org, for a data block; no character of it can end the block.

    `archived_at`: the address of the archived copy; `legal`: the `legal_facts` of a final document, which makes it
    legislation beside what reference managers call it.
    """
    record = facts.record
    bodies = [
        _organization(name, english_name(body)) for name, body in zip(facts.names, record.issuing_bodies, strict=True)
    ]
    types = [_SCHEMA_TYPES[facts.kind], *(["Legislation"] if legal is not None else [])]
    types = [*dict.fromkeys(types)]
    legislation: dict[str, Any] = {
        "legislationIdentifier": record.document_number,
        "legislationType": record.document_type,
        "legislationDate": record.written_on.isoformat() if record.written_on else None,
        "legislationDateOfApplicability": record.effective_on.isoformat() if record.effective_on else None,
        "legislationPassedBy": bodies,
        "legislationJurisdiction": "CN",
        **(legal or {}),
    }
    report: dict[str, Any] = {"reportNumber": record.document_number, "genre": record.document_type}
    item: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": types[0] if len(types) == 1 else types,
        "name": record.title,
        "alternateName": facts.title_en,
        "inLanguage": "zh-Hans",
        "datePublished": record.day.isoformat() if record.day else None,
        "author": bodies,
        "url": facts.web_url,
        "archivedAt": archived_at,
        **(report if facts.kind == "report" else {}),
        **(legislation if "Legislation" in types else {}),
    }
    given = {name: value for name, value in item.items() if value}
    return json.dumps(given, ensure_ascii=False).translate(_MARKUP)


def legal_facts(held: StoredDocument, related: Collection[Event], day: date) -> dict[str, Any]:
    """What schema.org says of legislation alone: whether it is in force on a day, from when its text is, and what it
    changes. `related`: what the document does to others and others to it."""
    force = legal_force(held.status(day), related, day)
    version = version_day(held.record)
    changes = [
        {"@type": "Legislation", "name": one.title, "legislationIdentifier": one.document_number}
        for one in related
        if one.kind in EFFECTS
    ]
    named = [{name: value for name, value in one.items() if value} for one in changes]
    return {
        "legislationLegalForce": f"https://schema.org/{force}" if force else None,
        "legislationDateVersion": version.isoformat() if version else None,
        "legislationChanges": [one for place, one in enumerate(named) if one not in named[:place]],
    }


def legal_force(status: str | None, related: Iterable[Event], day: date) -> str | None:
    """InForce, PartiallyInForce where a part is suspended or repealed on a day, NotInForce; None where nothing says."""
    if status is None:
        return None
    if status != "in_force":
        return "NotInForce"
    out: set[str | None] = set()
    dated = ((event.day, event) for event in related if event.day and event.day <= day)
    for _, event in sorted(dated, key=lambda one: one[0]):
        is_over = event.until is not None and event.until < day
        if event.part and event.change in ("suspended", "repealed") and not is_over:
            out.add(event.part)
        elif event.change == "resumed":
            out = out - {event.part} if event.part else set()
    return "PartiallyInForce" if out else "InForce"


def _organization(name: str, name_en: str | None) -> dict[str, Any]:
    named = {"@type": "GovernmentOrganization", "name": name}
    return named | {"alternateName": name_en} if name_en else named
