"""What an editor writes beside a document, and what anybody wrote: `annotate`, `edits`."""

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.engine import Connection

from storage.editing import annotations
from storage.editing import edits as stored
from storage.editing.annotations import NOTHING, annotations_of
from storage.editing.undo import NotUndone
from storage.editing.undo import undo as take_back
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.keys import only_document
from zhengce.cli.shared.options import (
    KEY,
    LARGEST,
    TABLE_ROWS,
    Settings,
    address_option,
    command,
    format_option,
    limit_option,
)
from zhengce.cli.shared.output import print_json, print_note
from zhengce.cli.terminal.edits import print_edits
from zhengce.documents.editing import (
    NotWritable,
    as_json,
    check_line,
    check_link,
    check_note,
    check_tag,
    editor_now,
    sentence,
)
from zhengce.english.vocabulary import counted


def _checked(check: Callable[[str], str]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback of an option: what is given, as an editor may write it."""

    def read(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
        with refusing(NotWritable, where=parameter.opts[0]):
            if isinstance(value, tuple):
                return tuple(map(check, value))
            return None if value is None else check(value)

    return read


_LINE, _NOTE, _TAG = map(_checked, (check_line, check_note, check_tag))


@command("annotate")
@KEY
@click.option("--title-en", metavar="TEXT", callback=_LINE, help="An English title. Empty to take it away.")
@click.option("--note", metavar="TEXT", callback=_NOTE, help="A note, in place of the last. Empty to take it away.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", callback=_TAG, help="Add a tag. Repeatable.")
@click.option("--remove-tag", "removed_tags", multiple=True, metavar="TAG", callback=_TAG, help="Repeatable.")
@address_option("--link", "Add a link: English coverage, a translation.")
@click.option("--link-title", metavar="TEXT", callback=_LINE, help="What stands at --link.")
@click.option("--remove-link", "removed_links", multiple=True, metavar="URL", help="Repeatable.")
@click.pass_obj
def annotate(
    settings: Settings,
    key: str,
    title_en: str | None,
    note: str | None,
    tags: tuple[str, ...],
    removed_tags: tuple[str, ...],
    link: str | None,
    link_title: str | None,
    removed_links: tuple[str, ...],
) -> None:
    """Write an English title, note, tags and links beside a document; no crawl and no reparse touches them."""
    if link_title is not None and link is None:
        raise Unusable("--link-title: give it with --link")
    with refusing(NotWritable, where="--link"):
        coverage = check_link(link.strip(" "), link_title or "") if link is not None else None
    done: list[str] = []
    with opened(settings) as db, db.write() as connection:
        document, editor = only_document(connection, key), editor_now()
        if title_en is not None:
            annotations.set_title(connection, document.id, title_en or None, editor)
            done.append(f"English title: {title_en}" if title_en else "no English title any more")
        if note is not None:
            annotations.set_note(connection, document.id, note or None, editor)
            done.append("note written" if note else "no note any more")
        for one in removed_tags:
            if not annotations.remove_tag(connection, document.id, one, editor):
                raise Unusable(f"--remove-tag {one}: document {document.id} has no such tag")
        for one in tags:
            annotations.add_tag(connection, document.id, one, editor)
        for url in removed_links:
            if not annotations.remove_link(connection, document.id, url, editor):
                raise Unusable(f"--remove-link {url}: document {document.id} has no such link")
        if coverage:
            annotations.add_link(connection, document.id, coverage, editor)
        done += _now(connection, document.id, tags=bool(tags or removed_tags), links=bool(coverage or removed_links))
    if not done:
        raise Unusable("give what to write: --title-en, --note, --tag, --link, --remove-tag or --remove-link")
    print_note(f"document {document.id}, {document.record.title}: {'; '.join(done)}")


@command("edits")
@click.argument("key", metavar="[ID|NUMBER|URL]", required=False)
@click.option("--undo", type=click.IntRange(1, LARGEST), metavar="N", help="Take the edit of this number back.")
@limit_option(None, f"Default: {TABLE_ROWS} in a table, all in json and jsonl.")
@format_option("table", "json", "jsonl")
@click.pass_obj
def edits(settings: Settings, key: str | None, undo: int | None, limit: int | None, form: str) -> None:
    """List what people wrote beside a document, the newest first; without a document, everywhere.

    An edit that is taken back is one more edit: nothing that was written is deleted.
    """
    if undo is not None:
        if key is not None:
            raise Unusable("edits --undo N: the number is enough; leave the document out")
        _undo(settings, undo)
        return
    with opened(settings) as db, db.read() as connection:
        document_id = None if key is None else only_document(connection, key).id
        found = stored.newest(connection, limit or (TABLE_ROWS if form == "table" else LARGEST), document_id)
    if form == "table":
        print_edits(found)
        if not found:
            click.echo("nobody has written anything here", err=True)
    elif form == "json":
        print_json([as_json(edit) for edit in found], indent=2)
    else:
        for edit in found:
            print_json(as_json(edit))


def _undo(settings: Settings, number: int) -> None:
    with opened(settings) as db, db.write() as connection, refusing(NotUndone, where=f"--undo {number}"):
        edit = take_back(connection, number, editor_now())
    print_note(f"taken back: {sentence(edit)}")


def _now(connection: Connection, document_id: int, *, tags: bool, links: bool) -> list[str]:
    """The tags and links that the document has now, where they were changed."""
    found = annotations_of(connection, [document_id]).get(document_id, NOTHING)
    words = []
    if tags:
        words.append(f"tags: {', '.join(found.tags)}" if found.tags else "no tags any more")
    if links:
        words.append(counted(len(found.links), "link") if found.links else "no links any more")
    return words
