"""A person's word on what is one document and what is two: `merge`, `split`."""

import click
from sqlalchemy.engine import Connection

from parsers.grammar.document_number import read_number
from storage.documents import lookup_columns, queries
from storage.documents.writing import judging
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.keys import only_document
from zhengce.cli.shared.options import Settings, command
from zhengce.cli.shared.output import print_note
from zhengce.documents.editing import editor_now
from zhengce.search import identifiers

UNDO = click.option("--undo", is_flag=True, help="Take it back; the rules decide again.")


@command("merge")
@click.argument("one", metavar="KEY")
@click.argument("other", metavar="KEY")
@UNDO
@click.pass_obj
def merge(settings: Settings, one: str, other: str, undo: bool) -> None:
    """Judge two documents to be one; every later crawl and reparse obeys.

    KEY is an id, a number or an address of each.
    """
    editor = editor_now()
    nothing_to_do = refusing(judging.NothingToDo, where=f"{one}, {other}")
    with opened(settings) as db, db.write() as connection, nothing_to_do:
        if undo:
            some, others = _addresses(connection, one), _addresses(connection, other)
            found = judging.unmerge(connection, some, others, editor)
            done = f"taken back; by the rules they are {_named(connection, found)}"
        else:
            ids = _only(connection, one), _only(connection, other)
            home = judging.merge(connection, *ids, editor)
            done = f"{ids[0]} and {ids[1]} are one now: {_named(connection, {home})}"
    print_note(done)


@command("split")
@click.argument("url", metavar="URL")
@UNDO
@click.pass_obj
def split(settings: Settings, url: str, undo: bool) -> None:
    """Judge a page to be a document of its own; every later crawl and reparse obeys.

    URL is the address of the page, as `zhengce show` prints it.
    """
    editor = editor_now()
    with opened(settings) as db, db.write() as connection:
        page = _page(connection, url)
        with refusing(judging.NothingToDo, where=url):
            if undo:
                home = judging.unsplit(connection, page, editor)
                done = f"taken back; by the rules the page is of {_named(connection, {home})}"
            else:
                mine, left = judging.split(connection, page, editor)
                done = f"the page is {_named(connection, {mine})} now; it was taken for {_named(connection, {left})}"
    print_note(done)


def _only(connection: Connection, key: str) -> int:
    """The id of the one document that a key names; a number may be that of a page whose document shows another's."""
    homes = _numbered(connection, key)
    if len(set(homes.values())) == 1:
        return homes.popitem()[1]
    return only_document(connection, key).id


def _addresses(connection: Connection, key: str) -> list[str]:
    """The addresses that a key names: of a document, of one that was found to be another one, or the address itself."""
    if key.strip().isdecimal() and (found := judging.pages_of(connection, int(key))):
        return found
    if at := identifiers.pages_at(connection, key) or list(_numbered(connection, key)):
        return at
    return judging.pages_of(connection, _only(connection, key))


def _numbered(connection: Connection, key: str) -> dict[str, int]:
    """The pages that bear a number with its year, and their documents."""
    number = None if key.strip().isdecimal() else read_number(key)
    return lookup_columns.pages_numbered(connection, number.standard) if number else {}


def _page(connection: Connection, url: str) -> str:
    found = identifiers.pages_at(connection, url)
    if not found:
        raise Unusable(f"{url}: no page of a document; give an address that `zhengce show` prints")
    if len(found) > 1:
        raise Unusable(f"{url}: {len(found)} pages ({', '.join(found)}); give one as it is printed")
    return found[0]


def _named(connection: Connection, ids: set[int]) -> str:
    return " and ".join(f"document {one.id}, {one.record.title}" for one in queries.stored(connection, sorted(ids)))
