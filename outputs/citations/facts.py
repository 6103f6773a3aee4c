"""The facts of a document that a citation names, as every style takes them."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from outputs import documents
from outputs.english import vocabulary
from outputs.english.titles.shown import reviewed_title
from outputs.links import web_address
from outputs.units import name_of
from parsers.grammar.articles import Unit
from parsers.grammar.permalink import permalink_of
from parsers.moments import CHINA
from parsers.record import IssuingBody, PolicyDocument
from storage.documents.archived_copies import ArchivedCopy
from storage.documents.queries import StoredDocument

Kind = Literal["statute", "report", "webpage"]
"""What reference managers call it, in the names of Zotero's item types."""

STATUTE_TYPES = frozenset({"法", "法典", "修正案", "条例", "令"})
"""Types that decide alone. 条例 names administrative regulations (行政法规制定程序条例, article 5), and no ministry's
rule (规章制定程序条例, article 7). An order issues regulations and rules (党政机关公文处理工作条例, article 8).
规定 and 办法 may be rules or plain documents: there the number of an order decides."""


@dataclass(frozen=True, slots=True)
class CitationFacts:
    """What a style writes down; each style chooses and arranges."""

    key: str
    """Of the entry in BibTeX and CSL-JSON: miit2021-15."""
    kind: Kind
    title: str
    """As printed."""
    title_en: str | None
    """An editor's own English title."""
    bodies: tuple[IssuingBody, ...]
    bodies_complete: bool
    """False where the page names fewer bodies than issued the document."""
    document_type: str | None
    number: str | None
    """发文字号."""
    published_on: date | None
    written_on: date | None
    effective_on: date | None
    accessed_on: date
    """The day in China on which the page was last captured; without a capture, on which it was first seen."""
    url: str
    """As stored; it may be no address of the web."""
    archived: ArchivedCopy | None
    permalink: str | None = None
    """/doc/miit/2021/工信部规-164, below the address of any server."""
    unit: str | None = None
    """The unit that is cited: 第十二条."""
    unit_en: str | None = None
    """article 12."""

    @property
    def day(self) -> date | None:
        """The day of publication, else of writing."""
        return self.published_on or self.written_on

    @property
    def number_beside_title(self) -> str | None:
        """The number, unless the title has it already."""
        return self.number if self.number and self.number not in self.title else None

    @property
    def names(self) -> list[str]:
        """The Chinese names of the bodies, each with the office that signed."""
        return [documents.body_name(body) for body in self.bodies]

    @property
    def web_url(self) -> str | None:
        """The address where it may be followed."""
        return web_address(self.url)

    @property
    def permalink_note(self) -> str | None:
        """Permalink /doc/miit/2021/工信部规-164."""
        return f"Permalink {self.permalink}" if self.permalink else None

    @property
    def archive_note(self) -> str | None:
        """Archived 2021-11-24T04:00:00Z, sha256:…, FILE at OFFSET: by what the archived copy is found and checked."""
        copy = self.archived
        if copy is None:
            return None
        return f"Archived {documents.moment(copy.fetched_at)}, {copy.digest}, {copy.file} at {copy.offset}"

    @property
    def archive_note_zh(self) -> str | None:
        """The same in Chinese, shorter."""
        copy = self.archived
        return f"存档 {copy.digest}, {documents.moment(copy.fetched_at)} 采集" if copy else None


def gather_facts(document: StoredDocument, unit: Unit | None = None) -> CitationFacts:
    """The facts of a stored document, or of one of its units."""
    record = document.record
    seen = document.archived.fetched_at if document.archived else document.first_seen_at
    return CitationFacts(
        key=_key(document),
        kind=kind_of(record),
        title=record.title,
        title_en=reviewed_title(document),
        bodies=record.issuing_bodies,
        bodies_complete=record.issuing_bodies_complete,
        document_type=record.document_type,
        number=record.document_number,
        published_on=record.published_on,
        written_on=record.written_on,
        effective_on=record.effective_on,
        accessed_on=seen.astimezone(CHINA).date(),
        url=record.url,
        archived=document.archived,
        permalink=permalink_of(record),
        unit=name_of(unit, "zh") if unit else None,
        unit_en=name_of(unit, "en") if unit else None,
    )


def kind_of(record: PolicyDocument) -> Kind:
    """A law, regulation or order is a statute, any other issued document a report, an interpretation or news a page.

    A draft is a report: it is no law yet, and no bill before a legislature.
    """
    if record.stage in ("interpretation", "news"):
        return "webpage"
    if record.stage == "draft":
        return "report"
    is_order = "令" in (record.document_number or "")  # 国务院令第790号; no other number has the character
    return "statute" if record.document_type in STATUTE_TYPES or is_order else "report"


def english_name(body: IssuingBody) -> str | None:
    """Ministry of Industry and Information Technology, General Office; None for a body without an English name."""
    return vocabulary.body(body, abbreviated=False) if body.name_en else None


def _key(document: StoredDocument) -> str:
    record = document.record
    bodies, day = record.issuing_bodies, record.day
    lead = re.sub(r"[^a-z0-9]", "", (bodies[0].abbreviation or bodies[0].id or "").lower()) if bodies else ""
    return f"{lead or record.source.replace('_', '')}{day.year if day else 'nd'}-{document.id}"
