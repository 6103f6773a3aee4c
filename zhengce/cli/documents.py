"""Documents of the database: `list`."""

import sys

import click

from storage.documents import queries
from storage.documents.filters import Filters
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.filters import filter_options
from zhengce.cli.shared.options import ROWS_LIMIT, TABLE_ROWS, Settings, command, format_option
from zhengce.cli.shared.output import print_note, print_text
from zhengce.cli.shared.table import print_documents
from zhengce.documents.view import SUMMARY, select
from zhengce.tables import rows


@command("list")
@filter_options
@ROWS_LIMIT
@format_option(*rows.FORMATS)
@click.pass_obj
def list_(settings: Settings, filters: Filters, limit: int | None, form: str) -> None:
    """List the newest documents."""
    most = limit or (TABLE_ROWS if form == "table" else None)
    with opened(settings) as db, db.read() as connection:
        chosen = queries.each(connection, filters, limit=most, with_parts=False)
        if form != "table":
            rows.write_rows((select(document, SUMMARY) for document in chosen), SUMMARY, form, sys.stdout)
            return
        found, total = list(chosen), queries.count(connection, filters)
    print_documents(found)
    if not found:
        print_text("No document.")
    if len(found) < total:
        print_note(f"{total:,} documents, {len(found)} shown; --limit shows more")
