"""What changed, for programs and feed readers: `changes`, `feed`."""

import sys
from pathlib import Path

import click

from storage.changes import last_number
from storage.documents.changed_texts import WHAT, What
from storage.documents.filters import Filters
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable, refusing, refusing_file
from zhengce.cli.shared.filters import QUERY, filter_options
from zhengce.cli.shared.options import BASE, LARGEST, PATH, Settings, address_option, command, limit_option
from zhengce.cli.shared.output import print_json, until_the_reader_leaves
from zhengce.documents import changes as log
from zhengce.feeds import feeds
from zhengce.search.query import BadQuery

MOST_FOUND = 50
"""Revisions that a search prints where no limit is given."""


@command("changes")
@click.option(
    *("--after",),
    type=click.IntRange(0, LARGEST),
    default=0,
    metavar="N",
    help="The number of the last change that you have.",
)
@limit_option(None, "At most so many.", most=LARGEST)
@click.option("--follow", is_flag=True, help="Wait for more, until stopped.")
@QUERY
@click.option(
    *("--what",),
    type=click.Choice(WHAT),
    help="Words that came in, went out; vanished pages; or what other documents do to held ones.",
)
@filter_options
@click.pass_obj
def changes(
    settings: Settings,
    after: int,
    limit: int | None,
    follow: bool,
    query: str | None,
    what: What | None,
    filters: Filters,
) -> None:
    """Print what became new, was revised, merged, withdrawn or came back: JSON lines, each with its number.

    With --q or --what, the revisions that brought these words into a document or took them out, the pages that
    vanished, or what suspended, extended or amended held documents, the newest first; --from and --to are days of the
    change.
    """
    if query or what or filters != Filters():
        if after or follow:
            raise Unusable("--after, --follow: not with a search of the revisions")
        with opened(settings) as db, db.read() as connection, refusing(BadQuery, where=f"--q {query}"):
            found = log.find_texts(connection, query, what or "added", filters, limit=limit or MOST_FOUND)
        with until_the_reader_leaves():
            for one in found:
                print_json(one)
        return
    with opened(settings) as db, log.Stopper().listening() as stopper:
        with db.read() as connection:
            newest = last_number(connection)
        if after > newest:
            raise Unusable(f"--after {after}: the last change is {newest}; was the database restored from a backup?")
        log.write(log.stream(db, after, limit, follow=follow, wait=stopper.wait), sys.stdout, stopper)


@command("feed")
@click.argument("file", metavar="FILE", type=PATH)
@filter_options
@QUERY
@limit_option(100)
@BASE
@address_option("--url", "Where this file will be found.")
@click.pass_obj
def feed(
    settings: Settings, file: Path, filters: Filters, query: str | None, limit: int, base: str | None, url: str | None
) -> None:
    """Write a feed of the documents that changed last, all of them or those that a search finds.

    FILE is Atom by the ending .atom or .xml, JSON Feed by .json.
    """
    form = feeds.ENDINGS.get(file.suffix.lower())
    if form is None:
        raise Unusable(f"{file}: name it .atom or .xml for Atom, .json for JSON Feed")
    with opened(settings) as db, db.read() as connection, refusing(BadQuery, where=f"--q {query}"):
        made = feeds.feed(connection, form, filters, query=query, base=base, own_url=url, limit=limit)
    with refusing_file(file):
        feeds.write(made, file)
