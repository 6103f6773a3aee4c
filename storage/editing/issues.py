"""Newsletters: issues with their sections and entries, each field written with an edit.

No row is ever deleted: a section or an entry that is taken out is put aside, with all that was written in it, and comes
back at its place. An entry names the document that was picked; where that was found to be another one, it is of that
one until the merge is undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.editing import edits
from storage.editing.edits import Editor, Subject
from storage.editing.rows import FIELDS, TABLES, SubjectKind, insert, write
from storage.schema import entries, issues, redirects, sections

Kind = Literal["top", "worth_noting", "own"]
"""How the entries of a section are printed: as stories with what was written at length; the others a line each."""
KINDS: tuple[Kind, ...] = ("top", "worth_noting", "own")
FIRST_SECTIONS: tuple[tuple[Kind, str], ...] = (
    ("top", "Top stories"),
    ("worth_noting", "Worth noting"),
    ("own", "Corporate news"),
)
"""Those of the first issue, by their titles in print."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document or a text of an issue, as an editor wrote it."""

    id: int
    section_id: int
    document_id: int | None
    """None for a free entry, or where the document is not held."""
    day: date | None
    """In place of the document's."""
    link: str | None
    """In place of the document's address."""
    subheading: str | None
    """What is printed above it."""
    line: str | None
    """The heading of a story; the sentence of a line."""
    summary: str | None
    """What the document does, at a glance."""
    figures: str | None
    """A bullet a line, and paragraphs after an empty line. None: as drafted; empty: neither."""
    comment: str | None
    picture: bool
    """The targets of the document are drawn below it."""
    shown: bool
    """False: it was put aside."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an issue."""

    id: int
    kind: Kind
    title: str
    by_day: bool
    """Its entries are shown and printed by day."""
    shown: bool
    entries: tuple[Entry, ...]
    """In an editor's order, those that were put aside among them."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One newsletter."""

    id: int
    title: str | None
    day: date | None
    introduction: str | None
    comment_label: str | None
    """What stands before a comment; None: Comment."""
    published: bool
    """False: editors alone see it."""
    made_at: datetime
    sections: tuple[Section, ...]

    def entries(self, *, shown: bool = True) -> list[Entry]:
        """The entries that are in print; with `shown=False` those that were put aside, alone or with their section."""
        pairs = [(section, entry) for section in self.sections for entry in section.entries]
        return [entry for section, entry in pairs if (section.shown and entry.shown) == shown]


def subjects_of(issue: Issue) -> list[Subject]:
    """An issue, its sections and entries, as what is edited."""
    numbers = [("entry", entry.id) for section in issue.sections for entry in section.entries]
    numbers += [("section", section.id) for section in issue.sections]
    return [Subject(kind, str(number)) for kind, number in [("issue", issue.id), *numbers]]


def list_issues(connection: Connection) -> list[Issue]:
    """Every issue, the newest first."""
    ids = connection.execute(sa.select(issues.c.id).order_by(issues.c.id.desc())).scalars()
    return [issue for number in ids if (issue := find_issue(connection, number))]


def find_issue(connection: Connection, issue_id: int) -> Issue | None:
    """An issue with all that it has."""
    row = connection.execute(sa.select(issues).where(issues.c.id == issue_id)).first()
    if row is None:
        return None
    query = sa.select(sections).where(sections.c.issue_id == issue_id).order_by(sections.c.position, sections.c.id)
    parts = connection.execute(query).all()
    entries: dict[int, list[Entry]] = {part.id: [] for part in parts}
    for _, entry in _read(connection, sections.c.issue_id == issue_id):
        entries[entry.section_id].append(entry)
    own = tuple(
        Section(part.id, part.kind, part.title, part.by_day, part.shown, tuple(entries[part.id])) for part in parts
    )
    named = row.title, row.day, row.introduction, row.comment_label, row.published, row.made_at
    return Issue(row.id, *named, own)


_current = sa.select(issues.c.id).where(~issues.c.published).order_by(issues.c.id.desc()).limit(1)


def default_issue(connection: Connection) -> int | None:
    """The current issue, to which `issues add` and the buttons write: the newest that is not published."""
    return connection.execute(_current).scalar()


def add_issue(connection: Connection, title: str | None, editor: Editor, day: date | None = None) -> int:
    """Makes an issue with the sections and the label of the last one."""
    last = next(iter(list_issues(connection)), None)
    number = insert(connection, "issue", {"published": False, "made_at": editor.now}, editor)
    values = {"title": title, "day": day and day.isoformat(), "comment_label": last.comment_label if last else None}
    for field, value in values.items():
        write(connection, "issue", number, field, value, editor)
    sections = [(section.kind, section.title) for section in last.sections if section.shown] if last else FIRST_SECTIONS
    for kind, name in sections:
        add_section(connection, number, kind, name, editor)
    return number


def add_section(connection: Connection, issue_id: int, kind: Kind, title: str, editor: Editor) -> int:
    """Adds a section at the end of an issue."""
    last = sa.select(sa.func.count()).where(sections.c.issue_id == issue_id).select_from(sections)
    values = {"issue_id": issue_id, "position": connection.execute(last).scalar_one() + 1, "kind": kind}
    number = insert(connection, "section", values | {"title": "", "by_day": False, "shown": True}, editor)
    write(connection, "section", number, "title", title, editor)
    return number


def add_entry(connection: Connection, section_id: int, document_id: int | None, editor: Editor) -> int:
    """Adds an entry at the end of a section: a document, or None for a text of one's own."""
    last = sa.select(sa.func.count()).where(entries.c.section_id == section_id).select_from(entries)
    position = connection.execute(last).scalar_one() + 1
    values = {"section_id": section_id, "document_id": document_id, "position": position, "made_at": editor.now}
    return insert(connection, "entry", values | {"picture": False, "shown": True}, editor)


def place_of(connection: Connection, kind: SubjectKind, number: int) -> dict[str, int]:
    """Where a section or an entry stands, from 1, among those that are shown: an entry's section, too."""
    order = _order(connection, kind, _parent_of(connection, kind, number))
    before = [one for one, shown in order if shown or one == number]
    place = {"position": before.index(number) + 1}
    return place | ({"section": _parent_of(connection, kind, number)} if kind == "entry" else {})


def move(connection: Connection, kind: SubjectKind, number: int, place: Mapping[str, int], editor: Editor) -> None:
    """Moves a section or an entry to a place like that of `place_of`; beyond the last means last."""
    before = place_of(connection, kind, number)
    parent = place.get("section") or _parent_of(connection, kind, number)
    order = [one for one in _order(connection, kind, parent) if one[0] != number]
    shown = [one for one, is_shown in order if is_shown][max(0, place["position"] - 1) :]
    ids = [one for one, _ in order]
    ids.insert(ids.index(shown[0]) if shown else len(ids), number)
    table = TABLES[kind]
    if kind == "entry":
        connection.execute(sa.update(table).where(table.c.id == number).values(section_id=parent))
    for position, one in enumerate(ids, 1):
        connection.execute(sa.update(table).where(table.c.id == one).values(position=position))
    edits.record(connection, editor, Subject(kind, str(number)), "place", before, place_of(connection, kind, number))


def documents_of(connection: Connection) -> list[tuple[Kind, Entry]]:
    """The entries of the current issue that are held documents, in the order of print; one statement for most."""
    own = sections.c.issue_id == _current.scalar_subquery()
    conditions = (own, sections.c.shown, entries.c.shown, entries.c.document_id.is_not(None))
    return [(kind, entry) for kind, entry in _read(connection, *conditions) if entry.document_id]


def list_picks(connection: Connection) -> list[tuple[Kind, Entry]]:
    """The documents of the current issue, each with its first entry, by kind and in order."""
    picks: dict[int | None, tuple[Kind, Entry]] = {}
    for kind, entry in sorted(documents_of(connection), key=lambda pair: KINDS.index(pair[0])):
        picks.setdefault(entry.document_id, (kind, entry))
    return list(picks.values())


def add_document(
    connection: Connection,
    document_id: int,
    kind: Kind | None,
    editor: Editor,
    texts: Mapping[str, str | None] | None = None,
    position: int | None = None,
) -> Kind:
    """Puts a document into the current issue, last of its kind; begins an issue where there is none.

    One that is there, or was put aside, has what was written for it, and its place where the kind stays. `kind`: None
    leaves it where it is, or means the top. `texts`: fields of the entry to write. `position`: its place in its
    section, from 1; beyond the last means last.
    """
    issue = find_issue(connection, default_issue(connection) or add_issue(connection, None, editor))
    assert issue is not None
    # The entry of a document: one that is shown, else one that was put aside.
    every = [*issue.entries(), *issue.entries(shown=False)]
    entry = next((entry for entry in every if entry.document_id == document_id), None)
    home = next((section for section in issue.sections if entry and section.id == entry.section_id), None)
    kind = kind or (home.kind if home and entry and entry.shown and home.shown else "top")
    if entry is None or home is None:
        number = add_entry(connection, _section(connection, issue, kind, editor), document_id, editor)
    else:
        number = entry.id
        if not entry.shown:
            write(connection, "entry", number, "shown", True, editor)
        if home.kind != kind or not home.shown:
            place = {"section": _section(connection, issue, kind, editor), "position": len(issue.entries()) + 1}
            move(connection, "entry", number, place, editor)
    for field, text in (texts or {}).items():
        write(connection, "entry", number, field, text, editor)
    if position is not None:
        move(connection, "entry", number, {"position": position}, editor)
    return kind


def put_aside(connection: Connection, document_id: int, editor: Editor) -> bool:
    """Puts a document of the current issue aside, with what was written for it; False where it is not in it."""
    own = [entry for _, entry in documents_of(connection) if entry.document_id == document_id]
    for entry in own:
        write(connection, "entry", entry.id, "shown", False, editor)
    return bool(own)


def _section(connection: Connection, issue: Issue, kind: Kind, editor: Editor) -> int:
    """The first section of a kind that is shown; a new one where there is none."""
    shown = [section.id for section in issue.sections if section.kind == kind and section.shown]
    return shown[0] if shown else add_section(connection, issue.id, kind, dict(FIRST_SECTIONS)[kind], editor)


def _parent_of(connection: Connection, kind: SubjectKind, number: int) -> int:
    column = entries.c.section_id if kind == "entry" else sections.c.issue_id
    return int(connection.execute(sa.select(column).where(TABLES[kind].c.id == number)).scalar_one())


def _order(connection: Connection, kind: SubjectKind, parent: int) -> list[tuple[int, bool]]:
    """The ids of the entries of a section, or the sections of an issue, in order, with whether they are shown."""
    table, column = (entries, entries.c.section_id) if kind == "entry" else (sections, sections.c.issue_id)
    query = sa.select(table.c.id, table.c.shown).where(column == parent).order_by(table.c.position, table.c.id)
    return [(row.id, row.shown) for row in connection.execute(query)]


def _read(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[tuple[Kind, Entry]]:
    """Entries with the kinds of their sections, in order."""
    present = sa.func.coalesce(redirects.c.document_id, entries.c.document_id).label("present")
    query = (
        sa.select(entries, sections.c.kind, present)
        .join(sections, sections.c.id == entries.c.section_id)
        .join(redirects, redirects.c.former_id == entries.c.document_id, isouter=True)
        .where(*conditions)
        .order_by(sections.c.position, sections.c.id, entries.c.position, entries.c.id)
    )
    issues = []
    for row in connection.execute(query).all():
        values = (getattr(row, name) for name in FIELDS["entry"])
        issues.append((row.kind, Entry(row.id, row.section_id, row.present, *values)))
    return issues
