"""Targets of documents, and what documents do to one another, in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from parsers.record import PolicyDocument, Target, plain
from storage.documents.queries import StoredDocument
from storage.documents.targets import HeldTarget
from storage.relations.life import Event, EventKind, Life
from storage.relations.status import Standing
from storage.translations.texts import Text
from zhengce.cli.terminal.tables import FOLD, RIGHT, WHOLE, console, in_two_lines, new_table
from zhengce.documents import series, targets
from zhengce.english import targets as english_targets
from zhengce.english import vocabulary
from zhengce.english.texts import shown_text
from zhengce.english.titles.shown import gloss_line, printed_line


def print_targets(found: Sequence[HeldTarget]) -> None:
    """Targets, one a row: an indicator once for all documents that name it, a document once for all its figures."""
    if not found:
        console().print("No target.")
        return
    columns = (("target", FOLD | {"ratio": 3}), ("year", WHOLE), ("id", RIGHT), ("published", WHOLE))
    table = new_table(
        ("indicator", FOLD | {"ratio": 3}), *columns, ("document", FOLD | {"ratio": 4}), ("issued by", FOLD)
    )
    name = number = None
    for row in found:
        record, target, is_same = row.document.record, row.target, row.target.indicator == name
        figure, year, day = figure_in_words(target), str(target.year or ""), str(record.day or "")
        shown = shown_text(Text("indicator", target.indicator), row.document.texts)
        indicator = "" if is_same else in_two_lines(target.indicator, shown.printed if shown else None)
        if is_same and row.document.id == number:
            title = body = ""
        else:
            title, body = in_two_lines(record.title, printed_line(row.document)), lead(record)
        table.add_row(indicator, figure, year, str(row.document.id), day, title, body)
        name, number = target.indicator, row.document.id
    console().print(table)


def lead(record: PolicyDocument) -> str:
    """交通运输部 等, then its English name: the first issuing body, and whether there are more."""
    if not record.issuing_bodies:
        return ""
    first, *others = record.issuing_bodies
    more = " 等" if others or not record.issuing_bodies_complete else ""
    return in_two_lines(f"{first.name}{more}", vocabulary.body(first))


def step_in_words(kind: EventKind) -> str:
    """A step of a life as it is printed: amended by."""
    return "last day in force" if kind == "expires" else kind.replace("_", " ")


def print_life(life: Life) -> None:
    """The status with the words that made it, then every step of the life, one a row."""
    out = console()
    out.print(f"{life.title} {life.document_number or ''}".strip(), style="bold")
    if english := gloss_line(life.title):
        out.print(english)
    by = next((one for one in life.events if one.document_id == life.standing.document_id), None)
    status, words = status_in_words(life.standing, by.document_number if by else None), life.standing.words
    out.print(f"{status} (on {life.on})" + (f": {words}" if words else ""), soft_wrap=True)
    out.print()
    columns = (("document", FOLD | {"ratio": 4}), ("words", FOLD | {"ratio": 5}))
    table = new_table(("day", WHOLE), ("step", WHOLE), ("id", RIGHT), *columns)
    for event in life.events:
        number = str(event.document_id or "")
        words = " ".join(filter(None, (event.words, event.place and f"({event.place})")))
        table.add_row(str(event.day or ""), step_in_words(event.kind), number, named(event), words)
    out.print(table)


def named(event: Event) -> str:
    """《title》 number (part): the document of a step, then its title in English as far as the rules know it."""
    title = f"《{event.title}》" if event.title and event.document_id is None else event.title
    part = f"({event.part})" if event.part else None
    until = f"until {event.until}" if event.until else f"for {event.duration}" if event.duration else None
    named = " ".join(filter(None, (title, event.document_number, part, until)))
    return in_two_lines(named, gloss_line(event.title) if event.title else None)


def status_in_words(standing: Standing, number: str | None = None) -> str:
    """repealed since 2022-01-01 by document 12; not its words. `number`: that of the other document."""
    if standing.status is None:
        return "status unknown: nothing says from when it is in force"
    status = standing.status.replace("_", " ") + (f" ({standing.part})" if standing.part else "")
    joint = "until" if standing.status == "not_yet_in_force" else "since"
    since = f" {joint} {standing.since}" if standing.since else ""
    until = f" until {standing.until}" if standing.until else ""
    by = f" by {number + ', ' if number else ''}document {standing.document_id}" if standing.document_id else ""
    return f"{status}{since}{until}{by}"


def facts_of(document: StoredDocument, standing: Standing, life: Life) -> list[tuple[str, str]]:
    """Label and text of what `show` prints beside the fields: status, life in short, targets."""
    found = []
    if standing.status and standing.status != "draft":
        words = f": {standing.words}" if standing.words else ""
        found.append(("status", f"{status_in_words(standing)}{words}"))
    if len(life.line()) > 1:
        whose = f"of document {life.document_id}: " if life.document_id != document.id else ""
        found.append(("life", f"{whose}{line_of_life(life)}"))
    for target in document.record.targets:
        aim = ", ".join(filter(None, (f"{target.indicator} {figure_in_words(target)}", str(target.year or ""))))
        shown = shown_text(Text("indicator", target.indicator), document.texts)
        found.append(("target", in_two_lines(aim, shown.printed if shown else None)))
    return found


def figure_in_words(target: Target) -> str:
    """15% (2020) → ≥56% · ≥ CNY 3.7 trillion · ↑ ≥8% a year, indicative; as printed where its English is not sure."""
    values = plain(target)
    shown = (english_targets.figure_of(values) or targets.figure(values)) + (
        " a year" if target.kind == "growth_rate" else ""
    )
    return f"{shown}, {english_targets.NATURES.get(target.nature, target.nature)}" if target.nature else shown


def line_of_life(life: Life) -> str:
    """draft 2020-01-01 (12) → document 2021-01-01 (14) → repealed by 2023-01-01 (31): the ids in brackets."""
    return " → ".join(
        " ".join(filter(None, (step_in_words(event.kind), str(event.day or ""), f"({event.document_id})")))
        for event in life.line()
    )


def print_series(rows: Sequence[Mapping[str, Any]], *, with_ranges: bool) -> None:
    """Series, one a row: the numbers held, how many are missing up to the highest one, and on request which."""
    if not rows:
        console().print("No number of such a series is in the database.")
        return
    figures = ((name, RIGHT) for name in ("year", "held", "lowest", "highest", "missing"))
    table = new_table("series", "body", *figures, *((("not held", FOLD),) if with_ranges else ()))
    for row in rows:
        names = ("year", "held", "lowest", "highest", "missing_count")
        shown = ("" if row[name] is None else str(row[name]) for name in names)
        body = " · ".join(filter(None, (row["body_name"], vocabulary.called_by_id(row["body"]))))
        table.add_row(row["prefix"], body, *shown, *((series.ranges(row),) if with_ranges else ()))
    console().print(table)
