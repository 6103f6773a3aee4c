"""An issue of a newsletter as it is printed: the facts and lines of each entry, in the order of an editor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.editing import issues
from storage.editing.annotations import Link
from storage.editing.issues import Issue, Kind, Section
from zhengce.documents.links import web_address
from zhengce.english import vocabulary
from zhengce.english.titles.shown import ShownText, shown_title
from zhengce.newsletter.drafts import Draft, drafts, marked
from zhengce.newsletter.drawing import targets_svg
from zhengce.newsletter.rich_text import Spans, plain, spans


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, ready to be printed. A free entry has no document, title, address, bodies and notice."""

    written: issues.Entry
    document: StoredDocument | None = None
    english: ShownText | None = None
    draft: Draft | None = None
    """What a machine says of the document, of which what nobody wrote is printed with a mark."""

    @property
    def title(self) -> str | None:
        """The Chinese title."""
        return self.document.record.title if self.document else None

    @property
    def url(self) -> str | None:
        """The address that an editor gave, else the document's; None where that is not of the web."""
        return web_address(self.written.link or self.document.record.url) if self.document else None

    @property
    def bodies(self) -> list[str]:
        """MIIT, State Council; ends with `others` where the page does not name all."""
        record = self.document.record if self.document else None
        names = [vocabulary.called(body) for body in record.issuing_bodies] if record else []
        return [*names, "others"] if record and names and not record.issuing_bodies_complete else names

    @property
    def day(self) -> date | None:
        """The one that an editor gave; of publication; of writing where no page prints that."""
        return self.written.day or (self.document.record.day if self.document else None)

    @property
    def notice(self) -> str:
        """NDRC notice: what the link of a line leads to."""
        kind = vocabulary.document_type(self.document.record.document_type) if self.document else None
        words = (kind or "document").lower()
        return f"{self.bodies[0]} {words}" if self.bodies else words.capitalize()

    @property
    def links(self) -> list[Link]:
        """An editor's links to the web: coverage."""
        return [link for link in self.document.annotations.links if web_address(link.url)] if self.document else []

    @property
    def picture(self) -> str | None:
        """Its targets as SVG, where an editor wants them drawn."""
        return targets_svg(self.document) if self.document and self.written.picture else None

    @property
    def policy_name(self) -> str:
        """English (Chinese); the Chinese alone where there is no English."""
        return f"{self.title_en} ({self.title})" if self.title_en else self.title or ""

    @property
    def title_en(self) -> str | None:
        """The English title as it is printed, with its mark where a machine made it."""
        return self.english.printed if self.english else None

    @property
    def heading(self) -> str:
        """The heading of a story."""
        return self.written.line or self.title_en or self.title or ""

    @property
    def line(self) -> Spans:
        """The sentence of an entry; where an editor wrote none, who issued what."""
        if found := self.text("line"):
            return spans(found)
        name = self.policy_name
        return plain(f"{', '.join(self.bodies)}: {name}" if self.bodies else name) if name else ()

    @property
    def summary(self) -> str:
        """What the document does, at a glance."""
        return self.text("summary")

    @property
    def figures(self) -> tuple[str, ...]:
        """The bullets."""
        return tuple(line for line in bullets_and_rest(self.text("figures"))[0].split("\n") if line.strip())

    @property
    def closing(self) -> str:
        """The paragraphs behind the bullets."""
        return bullets_and_rest(self.text("figures"))[1]

    def text(self, field: str) -> str:
        """A field as it is printed: as an editor left it, which may be empty; else as it is drafted."""
        written: str | None = getattr(self.written, field)
        return self.drafted(field) if written is None else written

    def drafted(self, field: str) -> str:
        """A field as a machine drafts it, each line with its mark."""
        if self.draft is None:
            return ""
        drafted = {"line": (self.draft.line,), "summary": (self.draft.story,), "figures": self.draft.bullets}
        return "\n".join(marked(draft_line.text) for draft_line in drafted.get(field, ()))


def bullets_and_rest(figures: str) -> tuple[str, str]:
    """The bullets of a field, and the paragraphs that stand behind an empty line."""
    bullets, _, rest = figures.partition("\n\n")
    return bullets, rest


DRAFTED: Mapping[Kind, tuple[str, ...]] = {"top": ("summary", "figures"), "worth_noting": ("line",), "own": ("line",)}
"""The fields of an entry that are drafted, by how its section is printed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section and its entries, as they are printed."""

    section: Section
    entries: tuple[Entry, ...]

    @property
    def kind(self) -> Kind:
        """Stories or lines."""
        return self.section.kind


@dataclass(frozen=True, slots=True)
class Newsletter:
    """An issue as it is printed."""

    issue: Issue
    parts: tuple[Part, ...]
    """The sections that are not put aside, empty ones too."""
    aside: tuple[Entry, ...] = ()
    """The entries that are put aside in a section that is not."""
    documents: Mapping[int, StoredDocument] = field(default_factory=dict)
    """The held documents of its entries, by id."""

    @property
    def printed(self) -> tuple[Part, ...]:
        """The sections that have an entry."""
        return tuple(part for part in self.parts if part.entries)

    @property
    def entries(self) -> list[Entry]:
        """Every entry in order."""
        return [entry for part in self.parts for entry in part.entries]


class NoSuchIssue(LookupError):
    """There is no issue of a number, or none at all; the message says which."""


def gather_newsletter(connection: Connection, issue_id: int | None = None) -> Newsletter:
    """An issue, by default the one that `issues add` writes to.

    Raises NoSuchIssue where there is none of this number, or none at all.
    """
    number = issue_id or issues.default_issue(connection)
    issue = issues.find_issue(connection, number) if number else None
    if issue is None:
        raise NoSuchIssue(f"there is no issue {number}" if number else "none is begun; `issues add KEY` begins one")
    sections = [section for section in issue.sections if section.shown]
    every = [entry for section in sections for entry in section.entries]
    ids = list(dict.fromkeys(entry.document_id for entry in every if entry.document_id))
    held = {document.id: document for document in queries.each_of(connection, ids, parts=())}
    drawn = [entry.document_id for entry in every if entry.document_id and entry.picture]
    held |= {document.id: document for document in queries.each_of(connection, drawn)}
    drafted = drafts(connection, ids)

    def ready(written: issues.Entry) -> Entry:
        document = held.get(written.document_id or 0)
        return Entry(written, document, shown_title(document), drafted.get(document.id)) if document else Entry(written)

    parts = []
    for section in sections:
        entries = [ready(entry) for entry in section.entries if entry.shown]
        if section.by_day:
            entries.sort(key=lambda entry: entry.day or date.max)
        parts.append(Part(section, tuple(entries)))
    return Newsletter(issue, tuple(parts), tuple(ready(entry) for entry in every if not entry.shown), held)
