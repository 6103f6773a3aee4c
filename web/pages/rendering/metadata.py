"""What the head of a document page says to reference managers: `citation_*`, Dublin Core, Open Graph and JSON-LD.

The names are those that Zotero's translators Embedded Metadata and RDF read: `z:` sets the item type and its own
fields, `citation_*` (Highwire Press) creators, days and numbers. JSON-LD is in the terms of schema.org.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from outputs.citations.facts import CitationFacts, Kind, english_name

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
    return [*named, Meta("property", "og:title", facts.title), Meta("property", "og:type", "article")]


def _named(facts: CitationFacts) -> Iterator[tuple[str, str | None]]:
    published = facts.day
    yield "z:itemType", facts.kind
    if facts.kind == "statute":
        enacted = facts.written_on or facts.published_on
        yield "z:dateEnacted", enacted.isoformat() if enacted else None
        yield "z:publicLawNumber", facts.number
    yield "citation_title", facts.title
    for name in facts.names:
        yield "citation_author", name
    yield "citation_publication_date", f"{published:%Y/%m/%d}" if published else None
    yield "citation_language", "zh-CN"
    yield "citation_public_url", facts.web_url
    if facts.kind == "report":
        yield "citation_technical_report_institution", "、".join(facts.names)
        yield "citation_technical_report_number", facts.number
    yield "DC.title", facts.title
    for name in facts.names:
        yield "DC.creator", name
    yield "DC.date", published.isoformat() if published else None
    yield "DC.identifier", facts.number
    yield "DC.identifier", facts.web_url
    yield "DC.language", "zh-CN"
    yield "DC.type", facts.document_type
    yield "DCTERMS.alternative", facts.title_en


def json_ld(facts: CitationFacts, archived_at: str | None) -> str:
    """The document in terms of schema.org, for a data block; no character of it can end the block.

    `archived_at`: the address of the archived copy.
    """
    bodies = [_organization(name, english_name(body)) for name, body in zip(facts.names, facts.bodies, strict=True)]
    statute: dict[str, Any] = {
        "legislationIdentifier": facts.number,
        "legislationType": facts.document_type,
        "legislationDate": facts.written_on.isoformat() if facts.written_on else None,
        "legislationDateOfApplicability": facts.effective_on.isoformat() if facts.effective_on else None,
        "legislationPassedBy": bodies,
        "legislationJurisdiction": "CN",
    }
    report: dict[str, Any] = {"reportNumber": facts.number, "genre": facts.document_type}
    item: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES[facts.kind],
        "name": facts.title,
        "alternateName": facts.title_en,
        "inLanguage": "zh-Hans",
        "datePublished": facts.day.isoformat() if facts.day else None,
        "author": bodies,
        "url": facts.web_url,
        "archivedAt": archived_at,
        **{"statute": statute, "report": report, "webpage": {}}[facts.kind],
    }
    given = {name: value for name, value in item.items() if value}
    return json.dumps(given, ensure_ascii=False).translate(_MARKUP)


def _organization(name: str, name_en: str | None) -> dict[str, Any]:
    named = {"@type": "GovernmentOrganization", "name": name}
    return named | {"alternateName": name_en} if name_en else named
