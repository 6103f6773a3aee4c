"""What a newsletter is made of: `brief`, `picks`, `issues`."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from storage.documents.filters import Filters
from storage.editing import issues as stored_issues
from storage.editing import picks as stored_picks
from storage.editing.picks import Kind
from zhengce.brief import formats
from zhengce.brief import gathering as briefs
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable, one_of, refusing, refusing_file
from zhengce.cli.shared.filters import QUERY, filter_options
from zhengce.cli.shared.keys import only_document
from zhengce.cli.shared.options import BASE, LARGEST, PATH, Settings, command, format_option, limit_option
from zhengce.cli.shared.output import print_json, print_note, print_text, until_the_reader_leaves
from zhengce.documents.editing import NotWritable, editor_now, rewrite_pick
from zhengce.english.vocabulary import counted
from zhengce.newsletter import formats as newsletter_formats
from zhengce.newsletter.issue import Newsletter, as_json, gather_newsletter, issue_as_json
from zhengce.newsletter.rich_text import as_text
from zhengce.search.query import BadQuery


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


ISSUE = click.argument("issue", metavar="[N]", required=False, type=click.IntRange(1, LARGEST))
"""A number of `issues list`; without it the issue of `picks`."""
BY_DAY = click.option("--by-day", is_flag=True, help="Sort the lines of each section by day.")


@command("picks")
@click.argument("action", metavar="[list|add|remove|export]", default="list")
@click.argument("target", metavar="[ID|NUMBER|URL|FILE]", required=False)
@click.option("--worth-noting/--top", default=None, help="Where to add it, or to move it; without either: to the top.")
@click.option("--position", type=click.IntRange(1, 10_000), metavar="N", help="Its place among those of its kind.")
@click.option("--line", metavar="TEXT", help="The heading; of a document worth noting its sentence.")
@click.option("--summary", metavar="TEXT", help="What it does, at a glance, in place of the draft.")
@click.option("--figures", metavar="TEXT", help="The bullets, one a line, in place of the draft.")
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

    A document is given by id, number or address. The FILE of an export ends in .md, .html or .docx; .bib, .ris or .json
    (CSL-JSON) cites the documents.
    """
    one_of(action, ("list", "add", "remove", "export"), "picks")
    if action == "list":
        _list_picks(settings, form)
    elif target is None:
        raise Unusable(f"picks {action}: give {'the file' if action == 'export' else 'the document'}")
    elif action == "export":
        _write(Path(target), _gather(settings, None, by_day=False))
    elif action == "remove":
        _remove(settings, target)
    else:
        kind: Kind | None = None if worth_noting is None else "worth_noting" if worth_noting else "top"
        texts = {"line": line, "summary": summary, "figures": figures, "comment": comment}
        _add(settings, target, kind, position, texts)


def _list_picks(settings: Settings, form: str) -> None:
    with opened(settings) as db, db.read() as connection:
        newsletter, held = gather_newsletter(connection), stored_picks.list_picks(connection)
    entries = {entry.written.document_id: entry for entry in reversed(newsletter.entries)}
    if form == "json":
        shown = {pick.document_id: entries[pick.document_id] for pick in held}
        found = [
            {**asdict(pick), "title": entry.title, "figures": list(entry.figures)}
            for pick, entry in zip(held, shown.values(), strict=True)
        ]
        print_json(found, indent=2)
        return
    for pick in held:
        line = as_text(entries[pick.document_id].line)
        print_text(f"{pick.kind:<12}  {pick.position:>2}  {pick.document_id:>6}  {line}")
    if not held:
        click.echo("nothing is picked; `zhengce picks add ID` picks a document", err=True)


def _add(
    settings: Settings, key: str, kind: Kind | None, position: int | None, texts: Mapping[str, str | None]
) -> None:
    editor = editor_now()
    with opened(settings) as db, db.write() as connection:
        document = only_document(connection, key)
        before = stored_picks.find_pick(connection, document.id)
        pick = stored_picks.add_pick(connection, document.id, kind or (before.kind if before else "top"), editor)
        with refusing(NotWritable, where="picks add"):
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


@command("list")
@format_option("table", "json")
@click.pass_obj
def issues_list(settings: Settings, form: str) -> None:
    """List the issues, the newest first; `picks` writes to the one that was begun or chosen last."""
    with opened(settings) as db, db.read() as connection:
        found = stored_issues.list_issues(connection)
    if form == "json":
        print_json([issue_as_json(issue) for issue in found], indent=2)
        return
    for issue in found:
        archived = ", archived" if issue.archived else ""
        entries = counted(len(issue.entries()), "entry", "entries")
        print_text(f"{issue.id:>4}  {issue.day or '':<10}  {issue.title or 'no title'} ({entries}{archived})")
    if not found:
        click.echo("there is no issue; `zhengce picks add ID` begins one", err=True)


@command("show")
@ISSUE
@format_option("markdown", "json")
@BY_DAY
@click.pass_obj
def issues_show(settings: Settings, issue: int | None, form: str, by_day: bool) -> None:
    """Print an issue as Markdown, or all that it has as JSON."""
    newsletter = _gather(settings, issue, by_day=by_day)
    if not newsletter.issue.id:
        raise Unusable("issues show: there is no issue yet; `zhengce picks add ID` begins one")
    if form == "json":
        print_json(as_json(newsletter), indent=2)
    else:
        print_text(newsletter_formats.write_newsletter(newsletter, "md").decode().rstrip("\n"))


@command("export")
@click.argument("file", metavar="FILE", type=PATH)
@ISSUE
@BY_DAY
@click.pass_obj
def issues_export(settings: Settings, file: Path, issue: int | None, by_day: bool) -> None:
    """Write an issue to a FILE, whose name ends in .md, .html or .docx; or cite its documents.

    Citations for reference managers end in .bib, .ris or .json (CSL-JSON).
    """
    _write(file, _gather(settings, issue, by_day=by_day))


def _gather(settings: Settings, issue: int | None, *, by_day: bool) -> Newsletter:
    with opened(settings) as db, db.read() as connection, refusing(LookupError, where="issues"):
        return gather_newsletter(connection, issue, by_day=by_day)


def _write(file: Path, newsletter: Newsletter) -> None:
    ending = file.suffix.removeprefix(".").lower()
    if ending not in newsletter_formats.MEDIA_TYPES:
        raise Unusable(f"{file}: name it by its format: .{', .'.join(newsletter_formats.MEDIA_TYPES)}")
    try:
        content = newsletter_formats.write_newsletter(newsletter, ending)
    except ImportError as error:
        raise Unusable(f"{file}: needs {error.name}: pip install 'zhengce[export]'") from error
    with refusing_file(file):
        file.write_bytes(content)
    click.echo(f"{file}: {counted(len(newsletter.entries), 'entry', 'entries')}", err=True)
