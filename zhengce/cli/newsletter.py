"""What a newsletter is made of: `brief`, `issues`."""

import sys
from pathlib import Path

import click

from storage.documents.filters import Filters
from storage.editing import issues as stored_issues
from zhengce.brief import blocks
from zhengce.brief import gathering as briefs
from zhengce.cli.shared.database import only_document, opened
from zhengce.cli.shared.errors import Unusable, refusing, refusing_file
from zhengce.cli.shared.filters import QUERY, filter_options
from zhengce.cli.shared.options import BASE, LARGEST, PATH, Count, Settings, command, format_option, limit_option
from zhengce.cli.shared.output import print_note, print_text, until_the_reader_leaves
from zhengce.cli.shared.table import Column, named, print_table
from zhengce.documents.editing import NotWritable, check_texts, editor_now
from zhengce.english.vocabulary import counted
from zhengce.newsletter.issue import Newsletter, NoSuchIssue, gather_newsletter
from zhengce.newsletter.stories import MEDIA_TYPES, write_newsletter
from zhengce.search.query import BadQuery
from zhengce.tables.whole_file import ExportError


@command("brief")
@filter_options
@QUERY
@limit_option(None, "At most so many in each group.", most=LARGEST)
@format_option(*blocks.FORMATS)
@BASE
@click.option("--full", is_flag=True, help="In Markdown, too: every sentence in Chinese, all facts and links.")
@click.pass_obj
def brief(
    settings: Settings, filters: Filters, query: str | None, limit: int | None, form: str, base: str | None, full: bool
) -> None:
    """Gather what a policy newsletter needs of a period: every policy once, the weightiest first."""
    first, last = filters.date_from, filters.date_to
    if first is None or last is None:
        raise Unusable("brief takes the period: --from DATE --to DATE, or --month MONTH")
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        with refusing(BadQuery, where=f"--q {query}"):
            found = briefs.gather(connection, first, last, filters, limit, query=query)
        sys.stdout.write(blocks.render(found, form, base, is_full=full or form == "html"))


ISSUE = click.argument("issue", metavar="[N]", required=False, type=Count(1, LARGEST))
"""A number of `issues list`; without it the current one."""


ISSUES = (
    Column("issue", lambda issue: issue.id, is_number=True),
    Column("day", lambda issue: issue.day),
    Column("entries", lambda issue: len(issue.entries()), is_number=True),
    Column("state", lambda issue: "published" if issue.published else "draft"),
    Column("title", lambda issue: issue.title or "no title"),
)


@command("list")
@click.pass_obj
def issues_list(settings: Settings) -> None:
    """List the issues, the newest first; `issues add` writes to the newest that is not published."""
    with opened(settings) as db, db.read() as connection:
        issues = stored_issues.list_issues(connection)
    if issues:
        print_table(issues, ISSUES)
    else:
        click.echo("there is no issue; `zhengce issues add KEY` begins one", err=True)


@command("show")
@ISSUE
@click.pass_obj
def issues_show(settings: Settings, issue: int | None) -> None:
    """Print an issue as Markdown."""
    newsletter = _gather(settings, issue)
    print_text(write_newsletter(newsletter, "md").decode().rstrip("\n"))


@command("add")
@click.argument("key", metavar="ID|NUMBER|URL")
@click.option("--worth-noting/--top", default=None, help="Where to add it, or to move it; without either: to the top.")
@click.option("--position", type=Count(1, 10_000), metavar="N", help="Its place among those of its kind.")
@click.option("--line", metavar="TEXT", help="The heading; of a document worth noting its sentence.")
@click.option("--summary", metavar="TEXT", help="What it does, at a glance, in place of the draft.")
@click.option("--figures", metavar="TEXT", help="The bullets, one a line, in place of the draft.")
@click.option("--comment", metavar="TEXT", help="The editor's comment.")
@click.pass_obj
def issues_add(
    settings: Settings, /, key: str, worth_noting: bool | None, position: int | None, **texts: str | None
) -> None:
    """Put a document into the current issue, or change what is written for it there."""
    kind: stored_issues.Kind | None = None if worth_noting is None else "worth_noting" if worth_noting else "top"
    with opened(settings) as db, db.write() as connection, refusing(NotWritable, where="issues add"):
        document = only_document(connection, key)
        place = stored_issues.add_document(connection, document.id, kind, editor_now(), check_texts(texts), position)
    print_note(f"{named(document)}: in the current issue, {place.replace('_', ' ')}")


@command("remove")
@click.argument("key", metavar="ID|NUMBER|URL")
@click.pass_obj
def issues_remove(settings: Settings, /, key: str) -> None:
    """Put a document of the current issue aside, with what was written for it; `edits` keeps it."""
    with opened(settings) as db, db.write() as connection, refusing(NotWritable, where="issues remove"):
        document = only_document(connection, key)
        if not stored_issues.put_aside(connection, document.id, editor_now()):
            raise Unusable(f"issues remove: document {document.id} is not in the current issue")
    print_note(f"{named(document)}: put aside")


@command("export")
@click.argument("file", metavar="FILE", type=PATH)
@ISSUE
@click.pass_obj
def issues_export(settings: Settings, file: Path, issue: int | None) -> None:
    """Write an issue to a FILE, whose name ends in .md, .html or .docx."""
    newsletter, ending = _gather(settings, issue), file.suffix.removeprefix(".").lower()
    if ending not in MEDIA_TYPES:
        raise Unusable(f"{file}: name it by its format: .{', .'.join(MEDIA_TYPES)}")
    with refusing(ExportError, where=str(file)):
        content = write_newsletter(newsletter, ending, settings.chosen.template)
    with refusing_file(file):
        file.write_bytes(content)
    click.echo(f"{file}: {counted(len(newsletter.entries), 'entry', 'entries')}", err=True)


def _gather(settings: Settings, issue: int | None) -> Newsletter:
    with opened(settings) as db, db.read() as connection, refusing(NoSuchIssue, where="issues"):
        return gather_newsletter(connection, issue)
