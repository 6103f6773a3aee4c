"""What the head of a document page says to reference managers: the metas `citation_*` (Highwire Press), as Zotero's
translator Embedded Metadata reads them."""

from collections.abc import Iterator

from zhengce.citations.facts import CitationFacts


def metas(facts: CitationFacts) -> list[tuple[str, str]]:
    """Name and content of the metas of a document page, without those that have nothing to say."""
    return [(name, content) for name, content in _named(facts) if content]


def _named(facts: CitationFacts) -> Iterator[tuple[str, str | None]]:
    record = facts.record
    yield "citation_title", record.title
    for name in facts.names:
        yield "citation_author", name
    yield "citation_publication_date", f"{record.day:%Y/%m/%d}" if record.day else None
    yield "citation_language", "zh-CN"
    yield "citation_public_url", facts.web_url
    if not facts.is_web_page:
        yield "citation_technical_report_institution", "、".join(facts.names)
        yield "citation_technical_report_number", record.document_number
