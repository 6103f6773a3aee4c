"""The documents that an editor picked for a newsletter: their kind, their order and the lines written for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.editing import edits
from storage.editing.annotations import OWN
from storage.editing.edits import Editor, of_document
from storage.schema import documents, picks

Kind = Literal["top", "worth_noting"]
KINDS: tuple[Kind, ...] = ("top", "worth_noting")
"""In the order of a newsletter."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A picked document, as an editor wrote it."""

    document_id: int
    kind: Kind
    position: int = 1
    """Its place among the picks of its kind, from 1."""
    line: str | None = None
    """The heading of a top pick; the sentence of one worth noting."""
    summary: str | None = None
    """What the document does, at a glance."""
    figures: str | None = None
    """A bullet a line. None: the targets that were read from the document; empty: no bullets."""
    comment: str | None = None


def list_picks(connection: Connection) -> list[Pick]:
    """Every pick of a held document, by kind and in order."""
    query = (
        sa.select(picks)
        .join(documents, documents.c.id == picks.c.document_id)
        .order_by(picks.c.document_id, picks.c.from_id)
    )
    found: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.document_id, []).append(row)
    ordered = sorted(
        found.values(), key=lambda rows: (KINDS.index(rows[0].kind), rows[0].position, rows[0].document_id)
    )
    places = dict.fromkeys(KINDS, 0)
    listed = []
    for rows in ordered:
        places[rows[0].kind] += 1
        listed.append(_joined(rows, places[rows[0].kind]))
    return listed


_any_picked = (
    sa.select(picks.c.document_id).where(picks.c.document_id.in_(sa.bindparam("ids", expanding=True))).limit(1)
)


def picks_of(connection: Connection, ids: Sequence[int]) -> dict[int, Pick]:
    """The picks of these documents by id; those that are not picked are left out."""
    if connection.execute(_any_picked, {"ids": list(ids)}).first() is None:
        return {}
    wanted = set(ids)
    return {pick.document_id: pick for pick in list_picks(connection) if pick.document_id in wanted}


def find_pick(connection: Connection, document_id: int) -> Pick | None:
    """The pick of a document; None where it is not picked."""
    return picks_of(connection, [document_id]).get(document_id)


def add_pick(connection: Connection, document_id: int, kind: Kind, editor: Editor) -> Pick:
    """Picks a document, last of its kind. One that is picked already retains what was written for it, and its place
    where the kind stays."""
    held = find_pick(connection, document_id)
    if held and held.kind == kind:
        return held
    last = connection.execute(sa.select(sa.func.max(picks.c.position)).where(picks.c.kind == kind)).scalar()
    pick = replace(held, kind=kind) if held else Pick(document_id, kind)
    _write(connection, pick, (last or 0) + 1, held, editor)
    return pick


def write_pick(connection: Connection, pick: Pick, editor: Editor) -> None:
    """Stores what an editor wrote for a picked document; its place stays."""
    query = sa.select(picks.c.position).where(picks.c.document_id == pick.document_id).order_by(picks.c.from_id)
    held = find_pick(connection, pick.document_id)
    _write(connection, pick, connection.execute(query.limit(1)).scalar_one(), held, editor)


def move_pick(connection: Connection, document_id: int, position: int, editor: Editor) -> None:
    """Moves a picked document to a position among those of its kind, counted from 1; beyond the last means last."""
    held = find_pick(connection, document_id)
    if held is None:
        return
    order = [pick.document_id for pick in list_picks(connection) if pick.kind == held.kind]
    order.remove(document_id)
    order.insert(max(0, position - 1), document_id)
    _number(connection, order)
    moved = replace(held, position=order.index(document_id) + 1)
    edits.record(connection, editor, of_document(document_id), "pick", as_json(held), as_json(moved))


def remove_pick(connection: Connection, document_id: int, editor: Editor) -> bool:
    """Takes a document off the list; False where it is not picked. What was written for it stays in `edits`."""
    held = find_pick(connection, document_id)
    if held is None:
        return False
    connection.execute(sa.delete(picks).where(picks.c.document_id == document_id))
    edits.record(connection, editor, of_document(document_id), "pick", as_json(held), None)
    return True


def as_json(pick: Pick | None) -> dict[str, Any] | None:
    """A pick as the history holds it."""
    if pick is None:
        return None
    return {field.name: getattr(pick, field.name) for field in fields(pick) if field.name != "document_id"}


def restore_pick(connection: Connection, document_id: int, values: dict[str, Any] | None, editor: Editor) -> None:
    """Makes a document's pick what it was (`as_json`), at the place that it had."""
    if values is None:
        remove_pick(connection, document_id, editor)
        return
    pick, before = Pick(document_id, **values), find_pick(connection, document_id)
    others = (one for one in list_picks(connection) if one.kind == pick.kind)
    order = [one.document_id for one in others if one.document_id != document_id]
    order.insert(pick.position - 1, document_id)
    _number(connection, order)
    _write(connection, pick, order.index(document_id) + 1, before, editor)


def _number(connection: Connection, order: Iterable[int]) -> None:
    """Gives picked documents the positions of this order."""
    for place, number in enumerate(order, 1):
        connection.execute(sa.update(picks).where(picks.c.document_id == number).values(position=place))


def _write(connection: Connection, pick: Pick, position: int, before: Pick | None, editor: Editor) -> None:
    connection.execute(sa.delete(picks).where(picks.c.document_id == pick.document_id))
    values = {field.name: getattr(pick, field.name) for field in fields(pick)} | {"position": position}
    connection.execute(sa.insert(picks).values(**values, from_id=OWN, picked_at=editor.now))
    after = find_pick(connection, pick.document_id)
    edits.record(connection, editor, of_document(pick.document_id), "pick", as_json(before), as_json(after))


def _joined(rows: Sequence[Any], position: int) -> Pick:
    """One pick of those of a document and of documents that were found to be it: nothing that was written is lost."""
    first = rows[0]
    return Pick(
        first.document_id,
        first.kind,
        position,
        line=_first(row.line for row in rows),
        summary=_all(row.summary for row in rows),
        figures=_first(row.figures for row in rows),
        comment=_all(row.comment for row in rows),
    )


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text is not None), None)


def _all(texts: Iterable[str | None]) -> str | None:
    return "\n\n".join(dict.fromkeys(text for text in texts if text)) or None
