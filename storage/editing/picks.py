"""The documents picked for a newsletter: the entries of the default issue that have one (`issues`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from storage.editing import issues
from storage.editing.edits import Editor
from storage.editing.issues import KINDS, Entry, Issue
from storage.editing.issues import Kind as Kind

TEXTS = ("line", "summary", "figures", "comment")


@dataclass(frozen=True, slots=True)
class Pick:
    """A picked document, as an editor wrote it."""

    document_id: int
    kind: Kind
    position: int = 1
    """Its place among the picks of its kind, from 1."""
    line: str | None = None
    """The heading of a top pick; the sentence of another."""
    summary: str | None = None
    """What the document does, at a glance."""
    figures: str | None = None
    """A bullet a line. None: the targets that were read from the document; empty: no bullets."""
    comment: str | None = None


def list_picks(connection: Connection) -> list[Pick]:
    """The first pick of every held document, by kind and in order."""
    places = dict.fromkeys(KINDS, 0)
    found: dict[int, Pick] = {}
    for kind, entry in sorted(issues.picked(connection), key=lambda one: KINDS.index(one[0])):
        number = entry.document_id
        if number is not None and number not in found:
            places[kind] += 1
            texts = (entry.line, entry.summary, entry.figures, entry.comment)
            found[number] = Pick(number, kind, places[kind], *texts)
    return list(found.values())


def picks_of(connection: Connection, ids: Sequence[int]) -> dict[int, Pick]:
    """The picks of these documents by id; those that are not picked are left out."""
    wanted = set(ids)
    return {pick.document_id: pick for pick in list_picks(connection) if pick.document_id in wanted}


def find_pick(connection: Connection, document_id: int) -> Pick | None:
    """The pick of a document; None where it is not picked."""
    return picks_of(connection, [document_id]).get(document_id)


def add_pick(connection: Connection, document_id: int, kind: Kind, editor: Editor) -> Pick:
    """Picks a document, last of its kind. One that was picked before has what was written for it, and its place where
    the kind stays."""
    number = issues.default_issue(connection) or issues.add_issue(connection, None, editor)
    issue = issues.find_issue(connection, number)
    assert issue is not None
    # The entry of a document: one that is shown, else one that was put aside.
    every = [*issue.entries(), *issue.entries(shown=False)]
    held = next((entry for entry in every if entry.document_id == document_id), None)
    if held is None:
        issues.add_entry(connection, _section(connection, issue, kind, editor), document_id, editor)
    else:
        if not held.shown:
            issues.write(connection, "entry", held.id, "shown", True, editor)
        home = next(one for one in issue.sections if one.id == held.section_id)
        if home.kind != kind or not home.shown:
            place = {"section": _section(connection, issue, kind, editor), "position": len(issue.entries()) + 1}
            issues.move(connection, "entry", held.id, place, editor)
    return picks_of(connection, [document_id])[document_id]


def write_pick(connection: Connection, pick: Pick, editor: Editor) -> None:
    """Stores what an editor wrote for a picked document; its place stays."""
    if entry := _held(connection, pick.document_id):
        for name in TEXTS:
            issues.write(connection, "entry", entry.id, name, getattr(pick, name), editor)


def move_pick(connection: Connection, document_id: int, position: int, editor: Editor) -> None:
    """Moves a picked document to a position in its section, counted from 1; beyond the last means last."""
    entry = _held(connection, document_id)
    if entry:
        issues.move(connection, "entry", entry.id, {"section": entry.section_id, "position": position}, editor)


def remove_pick(connection: Connection, document_id: int, editor: Editor) -> bool:
    """Puts a document aside, with what was written for it; False where it is not picked."""
    mine = [entry for _, entry in issues.picked(connection) if entry.document_id == document_id]
    for entry in mine:
        issues.write(connection, "entry", entry.id, "shown", False, editor)
    return bool(mine)


def _held(connection: Connection, document_id: int) -> Entry | None:
    """The first entry in print of a document in the default issue."""
    return next((entry for _, entry in issues.picked(connection) if entry.document_id == document_id), None)


def _section(connection: Connection, issue: Issue, kind: Kind, editor: Editor) -> int:
    """The first section of a kind that is shown; a new one where there is none."""
    found = [one.id for one in issue.sections if one.kind == kind and one.shown]
    title = next(name for known, name in issues.FIRST_SECTIONS if known == kind)
    return found[0] if found else issues.add_section(connection, issue.id, kind, title, editor)
