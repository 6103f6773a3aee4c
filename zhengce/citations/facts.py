"""The facts of a document that a citation names, as every style takes them."""

import re
from dataclasses import dataclass
from datetime import date

from parsers.grammar.articles.model import Unit
from parsers.moments import CHINA
from parsers.record import IssuingBody, PolicyDocument
from storage.documents.queries import StoredDocument
from zhengce.documents import view as documents
from zhengce.documents.links import web_address
from zhengce.documents.units import name_of
from zhengce.english import vocabulary
from zhengce.english.titles.shown import reviewed_title, shown_title


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
    def is_web_page(self) -> bool:
        """True for an interpretation and for news; a reference manager takes all else for an issued document."""
        return self.record.stage in ("interpretation", "news")

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


def english_name(body: IssuingBody) -> str | None:
    """Ministry of Industry and Information Technology, General Office; None for a body without an English name."""
    return vocabulary.body(body, abbreviated=False) if body.name_en else None
