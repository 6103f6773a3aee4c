"""Commands on what documents set and do to one another: targets, life, series."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    FormatOption,
    FromOption,
    IssuerOption,
    KeywordOption,
    ListLimitOption,
    SourceOption,
    StageOption,
    StatusOption,
    TagOption,
    ToOption,
    TopicOption,
    TypeOption,
    Unusable,
    day,
    filters_of,
    held,
    one_of,
    opened,
    print_json,
)

SHOWN = 20
"""Rows of a table that fit a screen."""

IndicatorOption = Annotated[
    str | None, typer.Option("--indicator", metavar="TEXT", help="A part of the indicator, in any width and case.")
]
YearOption = Annotated[int | None, typer.Option("--year", min=1900, max=2200, help="The year they are set to.")]


def targets(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="With --lines; - for standard input.")] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help='JSON lines of {"text", "on"} in, a list of targets a line out.')
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Only targets that have an indicator, a value, a unit and a year.")
    ] = False,
    indicator: IndicatorOption = None,
    year: YearOption = None,
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    status: StatusOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    keyword: KeywordOption = None,
    limit: ListLimitOption = None,
    format_: FormatOption = "table",
) -> None:
    """Quantified targets of the held documents, equal indicators side by side; with --lines, of any text."""
    from dataclasses import replace

    from commands.parsing import read_targets
    from outputs import targets as rows_of
    from outputs.export import rows
    from outputs.terminal.relations import print_targets
    from storage.documents import targets as held_targets

    if lines:
        read_targets(file, strict=strict)
        return
    if file is not None:
        raise Unusable("targets takes a FILE with --lines only; --indicator TEXT looks for an indicator")
    one_of(format_, rows.FORMATS, "--format")
    filters = filters_of(issuer, source, type_, stage, from_, to, topic, tag, status)
    filters = replace(filters, keywords=tuple(keyword or ()))
    if indicator is not None and not any(map(str.isalnum, indicator)):
        raise Unusable("--indicator: expected a part of an indicator; leave it out for all")
    with opened(ctx) as db, db.read() as connection:
        places = held_targets.places(connection, filters, indicator, year, strict=strict)
        chosen = places[: limit or (SHOWN if format_ == "table" else None)]
        found = held_targets.read(connection, chosen)
        if format_ != "table":
            rows.write_rows(map(rows_of.as_row, found), rows_of.FIELDS, format_, sys.stdout)
            return
        print_targets(list(found))
    if len(chosen) < len(places):
        typer.echo(f"{len(places):,} targets, {len(chosen)} shown; --limit shows more", err=True)


def life(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day of the status. Default: today.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table or json.")] = "table",
) -> None:
    """The life of a document: drafts, interpretations, amendments, what it ended and what ended it, with the words."""
    from outputs.terminal.relations import print_life
    from storage.relations.life import read_life
    from storage.relations.status import today

    one_of(format_, ("table", "json"), "--format")
    chosen = day(on, "--on") or today()
    with opened(ctx) as db, db.read() as connection:
        lives = [read_life(connection, document.id, chosen) for document in held(connection, key)]
    for found in {one.document_id: one for one in lives}.values():
        if format_ == "json":
            print_json(found.to_dict(), indent=2)
        else:
            print_life(found)


def series(
    ctx: typer.Context,
    prefix: Annotated[
        str | None,
        typer.Argument(metavar="PREFIX", help="工信部规, 工信部规[2021], 工信部公告; without it all."),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", min=1900, max=2200, help="Of the numbers.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Which numbers of a series are held and which are missing, by year.

    A number that is missing may stand under another prefix: NDRC counts 发改产业 and 发改环资 together.
    """
    from outputs import series as rows_of
    from outputs.export import rows
    from outputs.terminal import relations as terminal
    from storage.relations.series import read_series

    one_of(format_, rows.FORMATS, "--format")
    if prefix is not None and not prefix.strip():
        raise Unusable("series takes a PREFIX like 工信部规; leave it out for all")
    asked, in_year = rows_of.read_prefix(prefix, year) if prefix else (None, year)
    if year is not None and in_year != year:
        raise Unusable(f"{prefix} --year {year}: two years")
    with opened(ctx) as db, db.read() as connection:
        found = [rows_of.as_row(one) for one in read_series(connection, asked, in_year)]
    if format_ == "csv":
        found = [row | {"missing": rows_of.ranges(row)} for row in found]
    if format_ != "table":
        rows.write_rows(found, rows_of.FIELDS, format_, sys.stdout)
        return
    terminal.print_series(found, with_ranges=asked is not None)
    owners = {row["body"] for row in found} or {rows_of.owner_of(asked, in_year) if asked else None}
    for body in sorted(filter(None, owners)):
        if closed := rows_of.why_closed(body):
            typer.echo(f"{rows_of.body_name(body)} ({body}) is {closed}", err=True)
