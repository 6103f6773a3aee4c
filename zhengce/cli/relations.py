"""What documents set and do to one another: `targets`, `life`, `series`."""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from storage.documents import targets as stored_targets
from storage.documents.filters import Filters
from storage.relations.life import read_life
from storage.relations.series import read_series
from storage.relations.status import today
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import DONE, Unusable
from zhengce.cli.shared.filters import filter_options
from zhengce.cli.shared.keys import documents_of
from zhengce.cli.shared.options import KEY, PATH, ROWS_LIMIT, TABLE_ROWS, Settings, command, day_option, format_option
from zhengce.cli.shared.output import answer_lines, print_json
from zhengce.cli.terminal.relations import print_life, print_series, print_targets
from zhengce.documents import series as series_rows
from zhengce.documents import targets as target_rows
from zhengce.english.indicators import english_indicator, indicator_filter
from zhengce.tables import rows

YEAR = click.IntRange(1900, 2200)


@command("targets")
@click.argument("file", metavar="[FILE]", required=False, type=PATH)
@click.option("--lines", is_flag=True, help='JSON lines of {"text", "on"} in, a list of targets a line out.')
@click.option("--strict", is_flag=True, help="Only targets that have an indicator, a value, a unit and a year.")
@click.option("--indicator", metavar="TEXT", help="A part of the indicator, or English words.")
@click.option("--year", type=YEAR, metavar="YEAR", help="The year they are set to.")
@filter_options
@ROWS_LIMIT
@format_option(*rows.FORMATS)
@click.pass_obj
def targets(
    settings: Settings,
    file: Path | None,
    lines: bool,
    strict: bool,
    indicator: str | None,
    year: int | None,
    filters: Filters,
    limit: int | None,
    form: str,
) -> int:
    """List quantified targets of the documents, equal indicators side by side; with --lines, of any text.

    FILE is for --lines; - for standard input.
    """
    if lines:
        expected = '{"text", "on"}, the day as 2021-11-16 or null'
        return answer_lines(file, expected, partial(_read_line, strict=strict))
    if file is not None:
        raise Unusable("targets takes a FILE with --lines only; --indicator TEXT looks for an indicator")
    if indicator is not None and not any(map(str.isalnum, indicator)):
        raise Unusable("--indicator: expected a part of an indicator; leave it out for all")
    is_meant = indicator_filter(indicator) if indicator else None
    with opened(settings) as db, db.read() as connection:
        places = stored_targets.places(connection, filters, is_meant, year, strict=strict)
        chosen = places[: limit or (TABLE_ROWS if form == "table" else None)]
        found = stored_targets.read(connection, chosen)
        if form != "table":
            rows.write_rows(map(target_rows.as_row, found), target_rows.FIELDS, form, sys.stdout)
            return DONE
        print_targets(list(found))
    if len(chosen) < len(places):
        click.echo(f"{len(places):,} targets, {len(chosen)} shown; --limit shows more", err=True)
    return DONE


def _read_line(given: dict[str, Any], *, strict: bool) -> list[dict[str, Any]]:
    """The targets of a text, each with the English of its indicator by rules; `strict`: whole ones."""
    on = date.fromisoformat(given["on"]) if given.get("on") is not None else None
    found = [target.to_dict() for target in read_targets(list(passages_of(given["text"])), on)]
    return [
        {"indicator": one["indicator"], "indicator_en": english_indicator(one["indicator"]), **one}
        for one in found
        if not strict or _is_whole(one)
    ]


def _is_whole(target: dict[str, Any]) -> bool:
    """True if a target has an indicator, a number, a unit and a year."""
    return isinstance(target["value"], int | float) and all(target[name] for name in ("indicator", "unit", "year"))


@command("life")
@KEY
@day_option("--on", "The day of the status. Default: today.")
@format_option("table", "json")
@click.pass_obj
def life(settings: Settings, key: str, on: date | None, form: str) -> None:
    """Show the life of a document: drafts, interpretations, amendments, what it ended and what ended it."""
    with opened(settings) as db, db.read() as connection:
        lives = [read_life(connection, document.id, on or today()) for document in documents_of(connection, key)]
    for found in {one.document_id: one for one in lives}.values():
        if form == "json":
            print_json(found.to_dict(), indent=2)
        else:
            print_life(found)


@command("series")
@click.argument("prefix", metavar="[PREFIX]", required=False)
@click.option("--year", type=YEAR, metavar="YEAR", help="Of the numbers.")
@format_option(*rows.FORMATS)
@click.pass_obj
def series(settings: Settings, prefix: str | None, year: int | None, form: str) -> None:
    """Show which numbers of a series are in the database and which are missing, by year.

    PREFIX is 工信部规, 工信部规[2021], 工信部公告; without it all series. A number that is missing may stand under
    another prefix: NDRC counts 发改产业 and 发改环资 together.
    """
    if prefix is not None and not prefix.strip():
        raise Unusable("series takes a PREFIX like 工信部规; leave it out for all")
    name, in_year = series_rows.read_prefix(prefix, year) if prefix else (None, year)
    if year is not None and in_year != year:
        raise Unusable(f"{prefix} --year {year}: two years")
    with opened(settings) as db, db.read() as connection:
        found = [series_rows.as_row(one) for one in read_series(connection, name, in_year)]
    if form == "csv":
        found = [row | {"missing": series_rows.ranges(row)} for row in found]
    if form != "table":
        rows.write_rows(found, series_rows.FIELDS, form, sys.stdout)
        return
    print_series(found, with_ranges=name is not None)
    owners = {row["body"] for row in found} or {series_rows.owner_of(name, in_year) if name else None}
    for body in sorted(filter(None, owners)):
        if closed := series_rows.why_closed(body):
            click.echo(f"{series_rows.body_name(body)} ({body}) is {closed}", err=True)
