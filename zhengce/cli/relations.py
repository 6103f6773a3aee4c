"""What documents set and do to one another: `targets`, `life`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from parsers.record import plain
from storage.documents import targets as stored_targets
from storage.documents.filters import Filters
from storage.documents.targets import HeldTarget
from storage.relations.life import Event, Life, read_life
from storage.relations.status import today
from storage.translations.texts import Text
from zhengce.cli.shared.database import documents_of, opened
from zhengce.cli.shared.errors import DONE, Unusable
from zhengce.cli.shared.filters import filter_options
from zhengce.cli.shared.options import (
    KEY,
    PATH,
    ROWS_LIMIT,
    TABLE_ROWS,
    Count,
    Settings,
    command,
    day_option,
    format_option,
)
from zhengce.cli.shared.output import answer_lines, print_json, print_note, print_text
from zhengce.cli.shared.table import Column, english, print_documents, print_legend, print_table, title_line
from zhengce.documents import targets as target_rows
from zhengce.documents.life import status_in_words, step_in_words
from zhengce.english.indicators import english_indicator, indicator_filter
from zhengce.english.targets import NATURES, phrase_of
from zhengce.english.texts import shown_text
from zhengce.tables import rows

YEAR = Count(1900, 2200)
WIDEST_FIGURE = 28
"""Columns in which the figures of a document stand below one another."""


def _lines(group: Sequence[HeldTarget]) -> Iterator[str]:
    """The targets below their document: the year, the figure, and the indicator in English, or as printed."""
    targets = [held.target for held in group]
    aims = [target for target in targets if not target_rows.is_step_of_a_level(target, targets)]
    phrases = [phrase_of(plain(aim) | {"year": None}) or target_rows.figure(plain(aim)) for aim in aims]
    widest = min(max(map(cell_len, phrases), default=0), WIDEST_FIGURE)
    for aim, phrase in zip(aims, phrases, strict=True):
        name = shown_text(Text("indicator", aim.indicator), group[0].document.texts)
        nature = f" ({NATURES.get(aim.nature, aim.nature)})" if aim.nature else ""
        blanks = " " * (widest - cell_len(phrase))
        yield f"{aim.year or '–':<4}  {phrase}{blanks}  {english(name) or aim.indicator}{nature}"


@command("targets")
@click.argument("file", metavar="[FILE]", required=False, type=PATH)
@click.option("--lines", is_flag=True, help='JSON lines of {"text", "on"} in, a list of targets a line out.')
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
    indicator: str | None,
    year: int | None,
    filters: Filters,
    limit: int | None,
    form: str,
) -> int:
    """List quantified targets below their documents, the newest first; with --lines, of any text.

    With --indicator, and in rows for programs, equal indicators stand side by side.

    FILE is for --lines; - for standard input.
    """
    if lines:
        expected = '{"text", "on"}, the day as 2021-11-16 or null'
        return answer_lines(file, expected, _read_line)
    if file is not None:
        raise Unusable("targets takes a FILE with --lines only; --indicator TEXT looks for an indicator")
    if indicator is not None and not any(map(str.isalnum, indicator)):
        raise Unusable("--indicator: expected a part of an indicator; leave it out for all")
    is_meant = indicator_filter(indicator) if indicator else None
    with opened(settings) as db, db.read() as connection:
        is_table = form == "table"
        order: stored_targets.TargetOrder = "newest" if is_table and indicator is None else "indicator"
        places = stored_targets.places(connection, filters, is_meant, year, order=order)
        chosen = places[: limit or (TABLE_ROWS if is_table else None)]
        found = list(stored_targets.read(connection, chosen))
        if not is_table:
            rows.write_rows(map(target_rows.as_row, found), target_rows.FIELDS, form, sys.stdout)
            return DONE
    groups = [list(group) for _, group in groupby(found, key=lambda held: held.document.id)]
    print_documents([group[0].document for group in groups], lambda place: _lines(groups[place]))
    if len(chosen) < len(places):
        print_note(f"{len(places):,} targets, {len(chosen)} shown; --limit shows more")
    elif not places:
        print_text("No target.")
    return DONE


def _read_line(given: dict[str, Any]) -> list[dict[str, Any]]:
    """The targets of a text, each with the English of its indicator by rules."""
    on = date.fromisoformat(given["on"]) if given.get("on") is not None else None
    found = [asdict(target) for target in read_targets(list(passages_of(given["text"])), on)]
    return [
        {"indicator": target["indicator"], "indicator_en": english_indicator(target["indicator"]), **target}
        for target in found
    ]


@command("life")
@KEY
@day_option("--on", "The day of the status. Default: today.")
@format_option("table", "json")
@click.pass_obj
def life(settings: Settings, key: str, on: date | None, form: str) -> None:
    """Show the life of a document: drafts, interpretations, amendments, what it ended and what ended it."""
    with opened(settings) as db, db.read() as connection:
        lives = [read_life(connection, document.id, on or today()) for document in documents_of(connection, key)]
    for found in {live.document_id: live for live in lives}.values():
        if form == "json":
            print_json(found.to_dict(), indent=2)
        else:
            _print_life(found)


STEPS = (
    Column("day", lambda event: event.day),
    Column("step", lambda event: step_in_words(event.kind)),
    Column("id", lambda event: event.document_id, is_number=True),
    Column("document", lambda event: _named(event)),
    Column("words", lambda event: " ".join(filter(None, (event.place and f"({event.place})", event.words)))),
)


def _print_life(life: Life) -> None:
    """The titles, the status with the words that made it, then every step of the life, one a row."""
    if (in_english := title_line(life.title)) != life.title:
        print_text(in_english)
    print_text(f"{life.title} {life.document_number or ''}".rstrip())
    by = next((event for event in life.events if event.document_id == life.standing.document_id), None)
    status, words = status_in_words(life.standing, by.document_number if by else None), life.standing.words
    print_text(f"{status} (on {life.on})" + (f": {words}" if words else "") + "\n")
    print_table(life.events, STEPS)
    print_legend(in_english != life.title)


def _named(event: Event) -> str:
    """The document of a step, in English where it is known, with its number, the part, and until when."""
    part = f"({event.part})" if event.part else None
    until = f"until {event.until}" if event.until else f"for {event.duration}" if event.duration else None
    title = title_line(event.title) if event.title else None
    printed = f"《{event.title}》" if event.title and event.document_id is None and title != event.title else None
    return " ".join(filter(None, (title, printed, event.document_number, part, until)))
