"""Documents of the database: `list`, `show`, `search`, `export`."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.engine import Connection

from commands.cli.access import opened
from commands.cli.errors import Unusable, refusing
from commands.cli.filters import NEWEST, QUERY, filter_options, understood
from commands.cli.keys import documents_of, named_unit, only_document
from commands.cli.options import (
    KEY,
    LARGEST,
    PATH,
    ROWS_LIMIT,
    TABLE_ROWS,
    Settings,
    command,
    day_option,
    format_option,
    limit_option,
)
from commands.cli.output import print_json, print_note, print_text
from commands.cli.progress import progress
from outputs import citations
from outputs.articles import ArticleHistory, history_of
from outputs.documents import RECORD, SUMMARY, select
from outputs.english.vocabulary import counted
from outputs.export import rows
from outputs.export.errors import ExportError, import_library
from outputs.export.exporting import Progress, chosen_ids
from outputs.export.exporting import export as write_export
from outputs.search import results as finding
from outputs.search.meaning.vectors import VectorIndex
from outputs.search.parser import understand
from outputs.search.query import BadQuery
from outputs.terminal.articles import entry_in_words
from outputs.terminal.documents import print_document, print_documents, print_revisions
from outputs.terminal.relations import facts_of
from outputs.terminal.search import print_news_left_out, print_results, print_understood
from parsers.grammar.articles import Unit
from storage.articles.addresses import split_key
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions as versions
from storage.relations.life import read_life
from storage.relations.status import standing, today
from storage.resolution import judgements
from storage.search import BadPlace, Order
from storage.search.searcher import IndexSearcher


@command("list")
@filter_options
@ROWS_LIMIT
@format_option(*rows.FORMATS, *citations.FILES.values())
@click.pass_obj
def list_(settings: Settings, filters: Filters, limit: int | None, form: str) -> None:
    """List the newest documents."""
    most = limit or (TABLE_ROWS if form == "table" else None)
    with opened(settings) as db, db.read() as connection:
        chosen = queries.each(connection, filters, limit=most, with_parts=False)
        if form in citations.STYLES:
            print_text(citations.cite_all(list(chosen), form))
            return
        if form != "table":
            rows.write_rows((select(one, SUMMARY) for one in chosen), SUMMARY, form, sys.stdout)
            return
        found, total = list(chosen), queries.count(connection, filters)
    print_documents(found)
    if len(found) < total:
        click.echo(f"{total:,} documents, {len(found)} shown; --limit shows more", err=True)


@command("show")
@KEY
@click.option("--revisions", is_flag=True, help="What changed from version to version.")
@click.option("--evidence", is_flag=True, help="Rule and words behind each value.")
@click.option("--article", metavar="N", help="One article alone: 12, 第十二条, 10-1 for 第十条之一; or KEY#art-12.")
@click.option("--history", is_flag=True, help="With an article: its wordings, and which decision changed it how.")
@day_option("--on", "With an article: its text on this day.")
@format_option("text", "json", "akn", help="akn: the document whole as Akoma Ntoso 3.0. ")
@click.option("--json", "as_json", is_flag=True, help="As --format json.")
@click.pass_obj
def show(
    settings: Settings,
    key: str,
    revisions: bool,
    evidence: bool,
    article: str | None,
    history: bool,
    on: date | None,
    form: str,
    as_json: bool,
) -> None:
    """Show one document for reading, or its record; one article alone, on a day, or its history."""
    if (history or on) and not (article or split_key(key)[1]):
        raise Unusable("--history and --on belong to an article: --article 12")
    if form == "akn" and (article or split_key(key)[1]):
        raise Unusable("--format akn gives a document whole: leave out the article")
    with opened(settings) as db, db.read() as connection:
        if form == "akn":
            _print_akn(connection, key)
            return
        for document in documents_of(connection, key):
            if unit := named_unit(connection, document, key, article):
                lived = _history(connection, document, unit) if history or on else None
                _print_unit(unit, lived, on, as_json=as_json or form == "json")
            elif as_json or form == "json":
                print_json(select(document, RECORD), indent=2)
            elif revisions:
                print_revisions(versions.of(connection, document.id))
            else:
                _print_for_reading(connection, document, evidence)


def _print_akn(connection: Connection, key: str) -> None:
    from outputs.akomantoso.document import render

    print_text(render(connection, only_document(connection, key)).decode())


def _history(connection: Connection, document: StoredDocument, unit: Unit) -> ArticleHistory:
    if unit.level != "article":
        raise Unusable("--history and --on tell of whole articles: --article 12")
    return history_of(connection, document.id, (unit.number or 0, unit.sub))


def _print_unit(unit: Unit, lived: ArticleHistory | None, on: date | None, *, as_json: bool) -> None:
    if lived is not None and on is not None:
        entry, why = lived.on(on)
        if entry is None:
            raise Unusable(f"--on {on}: {why}")
        if why:
            print_note(f"zhengce: not certain: {why}")
        print_json(entry, indent=2) if as_json else print_text(entry_in_words(entry))
    elif lived is not None:
        entries = lived.entries
        print_json(entries, indent=2) if as_json else print_text("\n\n".join(map(entry_in_words, entries)))
    elif as_json:
        print_json(unit.to_dict(), indent=2)
    else:
        print_text(f"{unit.number_as_printed}　{unit.text}")


def _print_for_reading(connection: Connection, document: StoredDocument, evidence: bool) -> None:
    judged = judgements.of(connection, [page.url for page in document.pages])
    own = standing(connection, document.id, today())
    facts = facts_of(document, own, read_life(connection, document.id, today()))
    print_document(document, judged, facts, evidence=evidence)


SHOWN = 20
"""Hits of a search, unless --limit says otherwise."""


@command("search")
@click.argument("query", metavar="QUERY")
@filter_options
@NEWEST
@click.option("--after", metavar="PLACE", help="Go on behind this place of the results.")
@click.option("--exact", is_flag=True, help="Hits alone, without documents beside them.")
@limit_option(None, f"Default: {SHOWN}; all as citations.")
@format_option(*rows.FORMATS, *citations.FILES.values())
@click.pass_obj
def search(
    settings: Settings,
    query: str,
    filters: Filters,
    newest: bool,
    after: str | None,
    exact: bool,
    limit: int | None,
    form: str,
) -> None:
    """Search the full text: titles first, or the newest.

    QUERY is words in Chinese or English, "phrases", 《titles》, numbers, bodies. AND, OR, NOT in capitals; blanks mean
    AND.
    """
    if not query.strip():
        raise Unusable("search takes a QUERY; `zhengce list` shows the newest documents")
    if form in citations.STYLES and after:
        raise Unusable(f"--format {form} cites every hit: leave out --after")
    with opened(settings) as db, db.read() as connection:
        searcher = IndexSearcher(connection)
        with refusing(BadQuery, BadPlace):
            order: Order = "newest" if newest else "best"
            if form in citations.STYLES:
                words = understand(connection, query)
                ids = chosen_ids(connection, filters, words.expression, order, limit)
                print_text(citations.cite_all(list(queries.each_of(connection, ids, with_parts=False)), form))
                print_understood(words)
                return
            page: dict[str, Any] = {"order": order, "limit": limit or SHOWN, "after": after}
            results = finding.find(
                connection, query, filters, **page, searcher=searcher, exact=exact, near=VectorIndex()
            )
        news = finding.news_left_out(searcher, results, filters, after)
        if form == "table":
            expression = results.query.expression if results.query else None
            print_results(results, searcher.count(expression, filters))
    if form != "table":
        fields = SUMMARY if form == "csv" else [*SUMMARY, *finding.OF_A_RESULT]
        # What only a note has comes first: a program goes on after the place of the last row.
        rows.write_rows(map(finding.as_json, (*results.in_notes, *results.found)), fields, form, sys.stdout)
    print_news_left_out(news)


@command("export")
@click.argument("file", metavar="FILE", type=PATH)
@filter_options
@QUERY
@NEWEST
@limit_option(None, "The first so many, without --q the newest; default: all.", most=LARGEST)
@click.option(
    "--table", metavar="NAME", help="A table behind them: units, bodies, targets … (docs/data-dictionary.md)."
)
@click.pass_obj
def export(
    settings: Settings,
    file: Path,
    filters: Filters,
    query: str | None,
    newest: bool,
    limit: int | None,
    table: str | None,
) -> None:
    """Write documents to a file: CSV or XLSX for a spreadsheet, JSON lines or Parquet for a program, citations for a
    reference manager.

    The ending of FILE decides: .csv .jsonl .parquet .xlsx, .bib .ris .json (CSL-JSON); of a --table .csv .jsonl
    .parquet
    """
    with opened(settings) as db, db.read() as connection:
        words = understood(connection, query)
        expression = words.expression if words else None
        total = min(IndexSearcher(connection).count(expression, filters), limit or sys.maxsize)
        order: Order = "newest" if newest else "best"
        with progress("exporting", total) as on_progress, refusing(ExportError):
            if table:
                ids = chosen_ids(connection, filters, expression, order, limit)
                written = _export_table(connection, file, table, ids, on_progress)
            else:
                chosen: dict[str, Any] = {"expression": expression, "order": order, "limit": limit}
                written = write_export(connection, file, filters, **chosen, progress=on_progress)
    print_understood(words)
    click.echo(f"{file}: {counted(written, 'row' if table else 'document')}", err=True)


def _export_table(connection: Connection, file: Path, table: str, ids: list[int], on_progress: Progress) -> int:
    import_library("pyarrow")
    from outputs.publishing.one_table import export_table

    return export_table(connection, file, table, ids, on_progress)
