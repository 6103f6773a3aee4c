"""A newsletter of the picked documents: the facts and lines of each entry, in the order of the picks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from outputs.english import vocabulary
from outputs.english.targets import line_of
from outputs.english.texts import english_target
from outputs.english.titles.shown import ShownText, shown_title
from outputs.links import web_address
from outputs.targets import is_step_of_a_level
from parsers.record import IssuingBody
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.documents.writing import serialize
from storage.editing import picks
from storage.editing.annotations import Link
from storage.editing.picks import Pick
from storage.translations.queries import find_texts
from storage.translations.texts import texts_of

MOST_FIGURES = 12
"""Targets shown as bullets where an editor wrote none."""

FULL_NAME_WORDS = 2
"""A body whose English name has no more words is printed by it (State Council), others by abbreviation (MIIT)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A picked document, ready to be printed."""

    pick: Pick
    title: str
    english: ShownText | None
    url: str | None
    """None where the document's address is not of the web."""
    bodies: tuple[str, ...]
    """MIIT, State Council; ends with `others` where the page does not name all."""
    day: date | None
    """Of publication; of writing where no page prints that."""
    figures: tuple[str, ...]
    """The bullets."""
    notice: str
    """NDRC notice: what the link of a line leads to."""
    links: tuple[Link, ...]
    """An editor's links to the web: coverage."""

    @property
    def title_en(self) -> str | None:
        """The English title as it is printed, with its mark where a machine made it."""
        return self.english.printed if self.english else None

    @property
    def line(self) -> str:
        """The sentence of an entry; where an editor wrote none, who issued what."""
        if self.pick.line:
            return self.pick.line
        title = f"{self.title_en} ({self.title})" if self.title_en else self.title
        return f"{', '.join(self.bodies)}: {title}" if self.bodies else title


@dataclass(frozen=True, slots=True)
class Newsletter:
    """What was picked, in two parts."""

    top: tuple[Entry, ...]
    worth_noting: tuple[Entry, ...]


def gather_newsletter(connection: Connection) -> Newsletter:
    """The newsletter of every pick."""
    chosen = picks.list_picks(connection)
    ids = [pick.document_id for pick in chosen]
    targets = serialize.targets_of(connection, ids)
    texts = find_texts(connection, texts_of(one for found in targets.values() for one in found))
    held = {document.id: document for document in queries.each_of(connection, ids, with_parts=False)}
    lines = {
        number: tuple(line_of(english_target(one, texts)) for one in found if not is_step_of_a_level(one, found))
        for number, found in targets.items()
    }
    entries = [
        _entry(pick, held[pick.document_id], lines.get(pick.document_id, ())[:MOST_FIGURES])
        for pick in chosen
        if pick.document_id in held
    ]
    return Newsletter(
        top=tuple(entry for entry in entries if entry.pick.kind == "top"),
        worth_noting=tuple(entry for entry in entries if entry.pick.kind == "worth_noting"),
    )


def policy_name(entry: Entry) -> str:
    """English (Chinese), without the link; the Chinese alone where there is no English."""
    if entry.title_en is None:
        return entry.title
    return f"{entry.title_en} ({entry.title})"


def facts(entry: Entry) -> list[str]:
    """The lines below the name: `Issuing bodies: NDRC, MIIT`, `Date: November 9, 2021`; the known ones."""
    label = "Issuing body" if len(entry.bodies) == 1 else "Issuing bodies"
    pairs = ((label, ", ".join(entry.bodies)), ("Date", vocabulary.day(entry.day) if entry.day else ""))
    return [f"{name}: {words}" for name, words in pairs if words]


def dated_line(entry: Entry) -> str:
    """November 3: NDRC releases an implementation plan …"""
    return f"{entry.day:%B} {entry.day.day}: {entry.line}" if entry.day else entry.line


def sources(entry: Entry) -> list[tuple[str, str | None, str]]:
    """What stands in brackets behind a line: (words, address, language mark), the document itself first.

    The language of a link is known by the letters of its title; one without a title is named by its host, unmarked.
    """
    found = [(entry.notice, entry.url, " (CN)")]
    for link in entry.links:
        words = link.title or link.url.split("/")[2]
        is_chinese = any("\u4e00" <= char <= "\u9fff" for char in words)
        found.append((words, link.url, "" if not link.title else " (CN)" if is_chinese else " (EN)"))
    return found


def _entry(pick: Pick, held: StoredDocument, targets: tuple[str, ...]) -> Entry:
    record = held.record
    bodies = [_body(body) for body in record.issuing_bodies]
    if bodies and not record.issuing_bodies_complete:
        bodies.append("others")
    kind = (vocabulary.document_type(record.document_type) or "document").lower()
    figures = targets if pick.figures is None else tuple(line for line in pick.figures.split("\n") if line.strip())
    return Entry(
        pick=pick,
        title=record.title,
        english=shown_title(held),
        url=web_address(record.url),
        bodies=tuple(bodies),
        day=record.day,
        figures=figures,
        notice=f"{_body(record.issuing_bodies[0])} {kind}" if record.issuing_bodies else kind.capitalize(),
        links=tuple(link for link in held.annotations.links if web_address(link.url)),
    )


def _body(body: IssuingBody) -> str:
    name = body.name_en
    if name and len(name.split()) <= FULL_NAME_WORDS:
        return name
    return body.abbreviation or name or body.name
