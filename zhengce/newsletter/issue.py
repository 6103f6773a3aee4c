"""An issue of a newsletter as it is printed: the facts and lines of each entry, in the order of an editor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

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
    """An entry, ready to be printed. A free entry has no title, address, bodies and notice."""

    written: issues.Entry
    title: str | None
    english: ShownText | None
    url: str | None
    """The one that an editor gave, else the document's; None where that is not of the web."""
    bodies: tuple[str, ...]
    """MIIT, State Council; ends with `others` where the page does not name all."""
    day: date | None
    """The one that an editor gave; of publication; of writing where no page prints that."""
    draft: Draft | None
    """What a machine says of the document, of which what nobody wrote is printed with a mark."""
    notice: str
    """NDRC notice: what the link of a line leads to."""
    links: tuple[Link, ...]
    """An editor's links to the web: coverage."""
    picture: str | None = None
    """Its targets as SVG, where an editor wants them drawn."""

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
        if self.title is None:
            return ()
        name = policy_name(self)
        return plain(f"{', '.join(self.bodies)}: {name}" if self.bodies else name)

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
    """An issue; without an id where nothing was ever picked."""

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


EMPTY = Newsletter(Issue(0, None, None, None, None, False, datetime.now(UTC), ()), ())


def gather_newsletter(connection: Connection, issue_id: int | None = None) -> Newsletter:
    """An issue, by default the one that `issues add` writes to.

    Raises LookupError where there is none of this number.
    """
    number = issue_id or issues.default_issue(connection)
    if number is None:
        return EMPTY
    issue = issues.find_issue(connection, number)
    if issue is None:
        raise LookupError(f"there is no issue {number}")
    ids = list(dict.fromkeys(entry.document_id for entry in _all(issue) if entry.document_id))
    held = {document.id: document for document in queries.each_of(connection, ids, with_parts=False)}
    drawn = [entry.document_id for entry in _all(issue) if entry.document_id and entry.picture]
    held |= {document.id: document for document in queries.each_of(connection, drawn)}
    drafted = drafts(connection, ids)
    sections = [section for section in issue.sections if section.shown]
    return Newsletter(
        issue,
        tuple(_part(section, held, drafted) for section in sections),
        tuple(entry for section in sections for entry in _entries(section, held, drafted, shown=False)),
        held,
    )


def _all(issue: Issue) -> list[issues.Entry]:
    return [entry for section in issue.sections if section.shown for entry in section.entries]


def policy_name(entry: Entry) -> str:
    """English (Chinese), without the link; the Chinese alone where there is no English."""
    if entry.title_en is None:
        return entry.title or ""
    return f"{entry.title_en} ({entry.title})"


def facts(entry: Entry) -> list[str]:
    """The lines below the name: `Issuing bodies: NDRC, MIIT`, `Date: November 9, 2021`; the known ones."""
    label = "Issuing body" if len(entry.bodies) == 1 else "Issuing bodies"
    pairs = ((label, ", ".join(entry.bodies)), ("Date", vocabulary.day(entry.day) if entry.day else ""))
    return [f"{name}: {words}" for name, words in pairs if words]


def dated_line(entry: Entry) -> Spans:
    """November 3: NDRC releases an implementation plan …"""
    return (*plain(f"{entry.day:%B} {entry.day.day}: "), *entry.line) if entry.day else entry.line


def sources(entry: Entry) -> list[tuple[str, str | None, str]]:
    """What stands in brackets behind a line: (words, address, language mark), the document itself first.

    The language of a link is known by the letters of its title, unless that says it; one without a title is named by
    its host, unmarked. A free entry has none: its links stand in its text.
    """
    found = [(entry.notice, entry.url, " (CN)")] if entry.title else []
    for link in entry.links:
        words = link.title or link.url.split("/")[2]
        is_chinese = any("\u4e00" <= char <= "\u9fff" for char in words)
        says_it = not link.title or words.endswith(("(EN)", "(CN)"))
        found.append((words, link.url, "" if says_it else " (CN)" if is_chinese else " (EN)"))
    return found


def _part(section: Section, held: Mapping[int, StoredDocument], drafted: Mapping[int, Draft]) -> Part:
    entries = tuple(_entries(section, held, drafted, shown=True))
    if section.by_day:
        entries = tuple(sorted(entries, key=lambda one: (one.day is None, one.day or date.max)))
    return Part(section, entries)


def _entries(
    section: Section, held: Mapping[int, StoredDocument], drafted: Mapping[int, Draft], *, shown: bool
) -> Iterator[Entry]:
    for written in section.entries:
        document = held.get(written.document_id or 0)
        if written.shown != shown:
            continue
        if document is not None:
            yield _entry(written, document, drafted.get(document.id))
        else:
            yield Entry(written, None, None, None, (), written.day, None, "", ())


def _entry(written: issues.Entry, held: StoredDocument, draft: Draft | None) -> Entry:
    record = held.record
    bodies = [vocabulary.called(body) for body in record.issuing_bodies]
    if bodies and not record.issuing_bodies_complete:
        bodies.append("others")
    kind = (vocabulary.document_type(record.document_type) or "document").lower()
    return Entry(
        written=written,
        title=record.title,
        english=shown_title(held),
        url=web_address(written.link or record.url),
        bodies=tuple(bodies),
        day=written.day or record.day,
        draft=draft,
        notice=f"{vocabulary.called(record.issuing_bodies[0])} {kind}" if record.issuing_bodies else kind.capitalize(),
        links=tuple(link for link in held.annotations.links if web_address(link.url)),
        picture=targets_svg(held) if written.picture else None,
    )
