"""What a search finds: printed by `search`, the newest by `list`, written to a file by `export`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.filters import Filters
from storage.search.searcher import Order, Searcher
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.filters import NEWEST, QUERY, filter_options
from zhengce.cli.shared.options import (
    LARGEST,
    PATH,
    ROWS_LIMIT,
    TABLE_ROWS,
    Settings,
    command,
    format_option,
    limit_option,
)
from zhengce.cli.shared.output import print_note, print_text
from zhengce.cli.shared.progress import progress
from zhengce.cli.shared.table import print_documents
from zhengce.documents.view import SUMMARY, select
from zhengce.english.vocabulary import counted
from zhengce.search import results as finding
from zhengce.search.near import VectorIndex
from zhengce.search.parser import understand
from zhengce.search.query import BadQuery, Query, is_blank
from zhengce.search.results import Results
from zhengce.tables import rows
from zhengce.tables.exporting import export as write_export
from zhengce.tables.whole_file import ExportError


@command("search")
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@filter_options
@NEWEST
@click.option("--exact", is_flag=True, help="Hits alone, without documents beside them.")
@limit_option(TABLE_ROWS)
@format_option(*rows.FORMATS)
@click.pass_obj
def search(
    settings: Settings, words: tuple[str, ...], filters: Filters, newest: bool, exact: bool, limit: int, form: str
) -> None:
    """Search the full text: titles first, or the newest.

    QUERY is words in Chinese or English, "phrases", 《titles》, numbers, bodies. AND, OR, NOT in capitals; blanks mean
    AND.
    """
    query = " ".join(words)
    if not any(map(str.isalnum, query)):
        raise Unusable("search takes words; `zhengce list` shows the newest documents")
    with opened(settings) as db, db.read() as connection:
        searcher = Searcher(connection)
        order: Order = "newest" if newest else "best"
        how: dict[str, Any] = {"order": order, "limit": limit, "searcher": searcher, "exact": exact}
        with refusing(BadQuery):
            results = finding.find(connection, query, filters, near=VectorIndex(), **how)
        news = finding.news_left_out(searcher, results, filters)
        total = searcher.count(results.query.expression if results.query else None, filters)
    if form == "table":
        _print_results(results, total)
    else:
        fields = SUMMARY if form == "csv" else [*SUMMARY, *finding.OF_A_RESULT]
        rows.write_rows(map(finding.as_json, results.found), fields, form, sys.stdout)
    if news:
        print_note(f"News is left out by default; --stage news finds {counted(news, 'news item')}")


@command("list")
@filter_options
@ROWS_LIMIT
@format_option(*rows.FORMATS)
@click.pass_obj
def list_(settings: Settings, filters: Filters, limit: int | None, form: str) -> None:
    """List the newest documents."""
    most = limit or (TABLE_ROWS if form == "table" else None)
    with opened(settings) as db, db.read() as connection:
        chosen = queries.each(connection, filters, limit=most, parts=())
        if form != "table":
            rows.write_rows((select(document, SUMMARY) for document in chosen), SUMMARY, form, sys.stdout)
            return
        found, total = list(chosen), queries.count(connection, filters)
    print_documents(found)
    if not found:
        print_text("No document.")
    if len(found) < total:
        print_note(f"{total:,} documents, {len(found)} shown; --limit shows more")


@command("export")
@click.argument("file", metavar="FILE", type=PATH)
@filter_options
@QUERY
@NEWEST
@limit_option(None, "The first so many, without --q the newest; default: all.", most=LARGEST)
@click.pass_obj
def export(
    settings: Settings, file: Path, filters: Filters, query: str | None, newest: bool, limit: int | None
) -> None:
    """Write documents to a file: CSV or XLSX for a spreadsheet, JSON lines or Parquet for a program, citations for a
    reference manager.

    The ending of FILE decides: .csv .jsonl .parquet .xlsx, .bib .ris .json (CSL-JSON)
    """
    with opened(settings) as db, db.read() as connection:
        words = _understood(connection, query)
        expression = words.expression if words else None
        total = min(Searcher(connection).count(expression, filters), limit or sys.maxsize)
        order: Order = "newest" if newest else "best"
        with progress("exporting", total) as on_progress, refusing(ExportError):
            chosen: dict[str, Any] = {"expression": expression, "order": order, "limit": limit}
            written = write_export(connection, file, filters, **chosen, progress=on_progress)
    _print_understood(words)
    click.echo(f"{file}: {counted(written, 'document')}", err=True)


def _understood(connection: Connection, query: str | None) -> Query | None:
    """What the words of --q mean on this database; None without words."""
    if query is None or is_blank(query):
        return None
    with refusing(BadQuery, where=f"--q {query}"):
        return understand(connection, query)


FOUND_BY = {"some_words": "some of the words", "meaning": "near in meaning"}
"""What is said of a document beside the hits."""


def _print_results(results: Results, total: int) -> None:
    """The page of results with the sentences that were found, then how many there are, and what was looked for."""

    def below(place: int) -> Iterator[str]:
        result = results.found[place]
        if how := FOUND_BY.get(result.found_by):
            yield f"({how})"
        for quote in result.quotes:
            words = "".join(piece.text for piece in quote.passage)
            if words.strip("…") not in result.document.record.title:  # which is no passage to read
                yield f"│ {f'{quote.place}: ' if quote.place else ''}{words}"

    print_documents([result.document for result in results.found], below)
    _print_understood(results.query)
    shown = sum(result.found_by == "words" for result in results.found)
    rest = f", {shown} shown; --limit shows more" if results.next else ""
    print_note(f"{counted(total, 'document')}{rest}")
    if beside := len(results.found) - shown:
        why = "beside the hits" if total else "with some of the words, or near in meaning"
        print_note(f"{counted(beside, 'document')} {why}, each marked; --exact leaves them out")


def _print_understood(query: Query | None) -> None:
    """Says on standard error what was searched for where it is not what was typed."""
    if query and (translation := query.translation):
        for written, read in translation.corrected:
            print_note(f"Read {written} as {read}")
        if any(piece.phrases for piece in translation.pieces):
            print_note(f"Searched for: {translation.text}")
        if translation.unknown:
            print_note(f"No term for {', '.join(translation.unknown)}; searched for as written")
    for run, words in query.apart.items() if query else ():
        print_note(f"No document holds {run} as it stands; looked for {' AND '.join(words)}.")
