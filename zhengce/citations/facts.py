"""The facts of a document that a citation names, as every style takes them."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from parsers.grammar.articles.model import Unit
from parsers.grammar.permalink import permalink_of
from parsers.moments import CHINA
from parsers.record import IssuingBody, PolicyDocument
from storage.documents.queries import StoredDocument
from zhengce.documents import view as documents
from zhengce.documents.links import web_address
from zhengce.documents.units import name_of
from zhengce.english import vocabulary
from zhengce.english.titles.shown import reviewed_title, shown_title

Kind = Literal["statute", "report", "webpage"]
"""What reference managers call it, in the names of Zotero's item types."""

STATUTE_TYPES = frozenset({"法", "法典", "修正案", "条例", "令"})
"""Types that decide alone. 条例 names administrative regulations (行政法规制定程序条例, article 5), and no ministry's
rule (规章制定程序条例, article 7). An order issues regulations and rules (党政机关公文处理工作条例, article 8).
规定 and 办法 may be rules or plain documents: there the number of an order decides."""


@dataclass(frozen=True, slots=True)
class CitationFacts:
    """What a style writes down of a stored document beside its record, or of one of its units."""

    document: StoredDocument
    cited: Unit | None = None
    """The unit that is cited, where it is not the whole."""

    @property
    def record(self) -> PolicyDocument:
        """The record; its `url` may be no address of the web."""
        return self.document.record

    @property
    def key(self) -> str:
        """Of the entry in BibTeX and CSL-JSON: miit2021-15."""
        bodies, day = self.record.issuing_bodies, self.record.day
        lead = re.sub(r"[^a-z0-9]", "", (bodies[0].abbreviation or bodies[0].id or "").lower()) if bodies else ""
        return f"{lead or self.record.source.replace('_', '')}{day.year if day else 'nd'}-{self.document.id}"

    @property
    def kind(self) -> Kind:
        """What it is to a reference manager."""
        return kind_of(self.record)

    @property
    def title_en(self) -> str | None:
        """An editor's own English title."""
        return reviewed_title(self.document)

    @property
    def english_notes(self) -> list[str]:
        """English title: …, marked where no person has read it; Issued by: Ministry of …, by its official name."""
        text = shown_title(self.document)
        names = [name for body in self.record.issuing_bodies if (name := english_name(body))]
        title = [f"English title: {text.printed}"] if text else []
        return [*title, *([f"Issued by: {'; '.join(names)}"] if names else [])]

    @property
    def accessed_on(self) -> date:
        """The day in China on which the page was last captured; without a capture, on which it was first seen."""
        copy = self.document.archived
        return (copy.fetched_at if copy else self.document.first_seen_at).astimezone(CHINA).date()

    @property
    def unit(self) -> str | None:
        """The unit that is cited: 第十二条."""
        return name_of(self.cited, "zh") if self.cited else None

    @property
    def unit_en(self) -> str | None:
        """article 12."""
        return name_of(self.cited, "en") if self.cited else None

    @property
    def number_beside_title(self) -> str | None:
        """The number, unless the title has it already."""
        number = self.record.document_number
        return number if number and number not in self.record.title else None

    @property
    def names(self) -> list[str]:
        """The Chinese names of the bodies, each with the office that signed."""
        return [documents.body_name(body) for body in self.record.issuing_bodies]

    @property
    def web_url(self) -> str | None:
        """The address where it may be followed."""
        return web_address(self.record.url)

    @property
    def permalink_note(self) -> str | None:
        """Permalink /doc/miit/2021/工信部规-164, below the address of any server."""
        permalink = permalink_of(self.record)
        return f"Permalink {permalink}" if permalink else None

    @property
    def archive_note(self) -> str | None:
        """Archived 2021-11-24T04:00:00Z, sha256:…, FILE at OFFSET: by what the archived copy is found and checked."""
        copy = self.document.archived
        if copy is None:
            return None
        return f"Archived {documents.moment(copy.fetched_at)}, {copy.digest}, {copy.file} at {copy.offset}"

    @property
    def archive_note_zh(self) -> str | None:
        """The same in Chinese, shorter."""
        copy = self.document.archived
        return f"存档 {copy.digest}, {documents.moment(copy.fetched_at)} 采集" if copy else None


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
