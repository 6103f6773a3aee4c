"""Commands by which a person says what is one document and what is two: merge, split."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Unusable, held, opened

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

UndoOption = Annotated[bool, typer.Option("--undo", help="Take it back; the rules decide again.")]


def merge(
    ctx: typer.Context,
    one: Annotated[str, typer.Argument(metavar="KEY", help="An id, a number or an address.")],
    other: Annotated[str, typer.Argument(metavar="KEY", help="Those of the other document.")],
    undo: UndoOption = False,
) -> None:
    """Say that two documents are one; every later crawl and reparse obeys."""
    from datetime import UTC, datetime

    from storage.resolution import judging

    with opened(ctx) as db, db.write() as connection:
        now = datetime.now(UTC)
        try:
            if undo:
                some, others = _addresses(connection, one), _addresses(connection, other)
                found = judging.unmerge(connection, some, others, now)
                done = f"taken back; by the rules they are {_named(connection, found)}"
            else:
                ids = _only(connection, one), _only(connection, other)
                home = judging.merge(connection, *ids, now)
                done = f"{ids[0]} and {ids[1]} are one now: {_named(connection, {home})}"
        except judging.NothingToDo as nothing:
            raise Unusable(f"{one}, {other}: {nothing}") from None
    _say(done)


def split(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of the page, as `zhengce show` prints it.")],
    undo: UndoOption = False,
) -> None:
    """Say that a page is a document of its own; every later crawl and reparse obeys."""
    from datetime import UTC, datetime

    from storage.resolution import judging

    with opened(ctx) as db, db.write() as connection:
        now = datetime.now(UTC)
        page = _page(connection, url)
        try:
            if undo:
                home = judging.unsplit(connection, page, now)
                done = f"taken back; by the rules the page is of {_named(connection, {home})}"
            else:
                mine, left = judging.split(connection, page, now)
                done = f"the page is {_named(connection, {mine})} now; it was taken for {_named(connection, {left})}"
        except judging.NothingToDo as nothing:
            raise Unusable(f"{url}: {nothing}") from None
    _say(done)


def _only(connection: "Connection", key: str) -> int:
    """The id of the one document that a key names; a number may be that of a page whose document shows another's."""
    homes = _numbered(connection, key)
    if len(set(homes.values())) == 1:
        return homes.popitem()[1]
    document, *others = held(connection, key)
    if others:
        ids = ", ".join(str(found.id) for found in (document, *others))
        raise Unusable(f"{key}: {len(others) + 1} documents ({ids}); give one id")
    return document.id


def _addresses(connection: "Connection", key: str) -> list[str]:
    """The addresses that a key names: of a document, of one that was found to be another one, or the address itself."""
    from outputs.search import identifiers
    from storage.resolution import judging

    if key.strip().isdecimal() and (found := judging.pages_of(connection, int(key))):
        return found
    if at := identifiers.pages_at(connection, key) or list(_numbered(connection, key)):
        return at
    return judging.pages_of(connection, _only(connection, key))


def _numbered(connection: "Connection", key: str) -> dict[str, int]:
    """The pages that bear a number with its year, and their documents."""
    from parsers.grammar.document_number import read_number
    from storage.resolution import judging

    number = None if key.strip().isdecimal() else read_number(key)
    return judging.pages_numbered(connection, number.standard) if number else {}


def _page(connection: "Connection", url: str) -> str:
    from outputs.search import identifiers

    found = identifiers.pages_at(connection, url)
    if not found:
        raise Unusable(f"{url}: no page of a document; give an address that `zhengce show` prints")
    if len(found) > 1:
        raise Unusable(f"{url}: {len(found)} pages ({', '.join(found)}); give one as it is printed")
    return found[0]


def _named(connection: "Connection", ids: set[int]) -> str:
    from storage.documents import queries

    return " and ".join(f"document {one.id}, {one.record.title}" for one in queries.stored(connection, sorted(ids)))


def _say(done: str) -> None:
    from outputs.sanitize import printable

    typer.echo(printable(done), err=True)
