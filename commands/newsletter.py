"""What a newsletter is made of: `brief`, `picks`."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from commands.annotations import writable
from commands.cli.access import only_document, opened
from commands.cli.errors import Unusable, one_of, refusing, refusing_file
from commands.cli.filters import QUERY, filter_options
from commands.cli.options import BASE, LARGEST, Settings, command, format_option, limit_option
from commands.cli.output import print_json, print_note, print_text, until_the_reader_leaves
from outputs.brief import formats
from outputs.brief import gathering as briefs
from outputs.editing import editor_now, rewrite_pick
from outputs.newsletter import formats as newsletter_formats
from outputs.newsletter.issue import gather_newsletter
from outputs.search.query import BadQuery
from storage.documents.filters import Filters
from storage.editing import picks as stored_picks
from storage.editing.picks import Kind


@command("brief")
@filter_options
@QUERY
@limit_option(None, "At most so many in each group.", most=LARGEST)
@format_option(*formats.FORMATS)
@BASE
@click.pass_obj
def brief(
    settings: Settings, filters: Filters, query: str | None, limit: int | None, form: str, base: str | None
) -> None:
    """Gather what a policy newsletter needs of a period: every policy once, the weightiest first."""
    first, last = filters.date_from, filters.date_to
    if first is None or last is None:
        raise Unusable("brief takes the period: --from DATE --to DATE, or --month MONTH")
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        with refusing(BadQuery, where=f"--q {query}"):
            found = briefs.gather(connection, first, last, filters, limit, query=query)
        sys.stdout.writelines(formats.pieces(found, form, base))


@command("picks")
@click.argument("action", metavar="[list|add|remove|export]", default="list")
@click.argument("target", metavar="[ID|NUMBER|URL|FILE]", required=False)
@click.option(
    "--worth-noting/--top",
    default=None,
    help="Where to add it, or to move it; without either: to the top.",
)
@click.option("--position", type=click.IntRange(1, 10_000), metavar="N", help="Its place among those of its kind.")
@click.option("--line", metavar="TEXT", help="The heading; of a document worth noting its sentence.")
@click.option("--summary", metavar="TEXT", help="What it does, at a glance.")
@click.option("--figures", metavar="TEXT", help="The bullets, one a line, in place of the document's targets.")
@click.option("--comment", metavar="TEXT", help="The editor's comment.")
@format_option("table", "json", help="Of a list: ")
@click.pass_obj
def picks(
    settings: Settings,
    action: str,
    target: str | None,
    worth_noting: bool | None,
    position: int | None,
    line: str | None,
    summary: str | None,
    figures: str | None,
    comment: str | None,
    form: str,
) -> None:
    """List, add (also to change), remove or export the documents picked for a newsletter.

    A document is given by id, number or address. The FILE of an export ends in .md, .html or .docx.
    """
    one_of(action, ("list", "add", "remove", "export"), "picks")
    if action == "list":
        _list_picks(settings, form)
    elif target is None:
        raise Unusable(f"picks {action}: give {'the file' if action == 'export' else 'the document'}")
    elif action == "export":
        _export(settings, Path(target))
    elif action == "remove":
        _remove(settings, target)
    else:
        kind: Kind | None = None if worth_noting is None else "worth_noting" if worth_noting else "top"
        texts = {"line": line, "summary": summary, "figures": figures, "comment": comment}
        _add(settings, target, kind, position, texts)


def _list_picks(settings: Settings, form: str) -> None:
    with opened(settings) as db, db.read() as connection:
        newsletter = gather_newsletter(connection)
    parts = (("top", newsletter.top), ("worth_noting", newsletter.worth_noting))
    if form == "json":
        found = [
            {**asdict(entry.pick), "title": entry.title, "figures": list(entry.figures)}
            for _, entries in parts
            for entry in entries
        ]
        print_json(found, indent=2)
        return
    for kind, entries in parts:
        for position, entry in enumerate(entries, 1):
            print_text(f"{kind:<12}  {position:>2}  {entry.pick.document_id:>6}  {entry.line}")
    if not any(entries for _, entries in parts):
        click.echo("nothing is picked; `zhengce picks add ID` picks a document", err=True)


def _add(
    settings: Settings, key: str, kind: Kind | None, position: int | None, texts: Mapping[str, str | None]
) -> None:
    editor = editor_now()
    with opened(settings) as db, db.write() as connection:
        document = only_document(connection, key)
        before = stored_picks.find_pick(connection, document.id)
        pick = stored_picks.add_pick(connection, document.id, kind or (before.kind if before else "top"), editor)
        with writable("picks add"):
            stored_picks.write_pick(connection, rewrite_pick(pick, **texts), editor)
        if position is not None:
            stored_picks.move_pick(connection, document.id, position, editor)
    print_note(f"document {document.id}, {document.record.title}: picked, {pick.kind}")


def _remove(settings: Settings, key: str) -> None:
    with opened(settings) as db, db.write() as connection:
        document = only_document(connection, key)
        if not stored_picks.remove_pick(connection, document.id, editor_now()):
            raise Unusable(f"picks remove {key}: document {document.id} is not picked")
    print_note(f"document {document.id}, {document.record.title}: not picked any more")


def _export(settings: Settings, file: Path) -> None:
    ending = file.suffix.removeprefix(".").lower()
    if ending not in newsletter_formats.MEDIA_TYPES:
        raise Unusable(f"{file}: name it by its format: .{', .'.join(newsletter_formats.MEDIA_TYPES)}")
    with opened(settings) as db, db.read() as connection:
        newsletter = gather_newsletter(connection)
    try:
        content = newsletter_formats.write_newsletter(newsletter, ending)
    except ImportError as error:
        raise Unusable(f"{file}: needs {error.name}: pip install 'zhengce[export]'") from error
    with refusing_file(file):
        file.write_bytes(content)
    number = len(newsletter.top) + len(newsletter.worth_noting)
    click.echo(f"{file}: {number} {'entry' if number == 1 else 'entries'}", err=True)
