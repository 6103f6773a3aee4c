"""What crawls and reparses did, and the schedule, in a terminal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from storage.crawl.schedule import Cadence, show_every
from storage.crawl.stop_reason import StopReason
from storage.health.backoff import Backoff
from zhengce.cli.terminal.tables import FOLD, RIGHT, WHOLE, console, new_table
from zhengce.english import vocabulary

MOST_LINES = 50
"""Pages that a reparse could not read, of each kind, that are named one by one."""
LONGEST_VALUE = 120
"""Characters of a changed value that the table of a reparse shows."""


def print_crawl(summaries: Sequence[Any]) -> None:
    """The table that ends a crawl, without columns of zeros, and below it a line for each thing that went wrong.

    Without the message of the database or the archive that ended a run: the command ends with it.
    """
    rare = ("revised", "unchanged", "merged", "gone", "files", "failed")
    names = ("listings", "fetched", "new", *(name for name in rare if any(getattr(one, name) for one in summaries)))
    table = new_table("source", *((name, RIGHT) for name in names), "ended")
    for summary in summaries:
        figures = (str(getattr(summary, name)) for name in names)
        table.add_row(summary.source, *figures, _first_clause(summary.reason))
    out = console()
    out.print(table)
    is_whole = all(summary.ok and summary.stop is StopReason.FINISHED for summary in summaries)
    has_listings = any(summary.listings for summary in summaries)
    news = ("new", "revised", "merged", "gone", "returned", "files")
    if is_whole and has_listings and not any(getattr(one, name) for one in summaries for name in news):
        out.print("Nothing is new.")
    noted_by: dict[str, list[str]] = {}
    for summary in summaries:
        for message in summary.messages:
            if not summary.unusable or summary.unusable not in message:
                noted_by.setdefault(message, []).append(summary.source)
    for message, sources in noted_by.items():
        console(stderr=True).print(f"{', '.join(sources)}: {message}", soft_wrap=True)


def progress_table(found: Sequence[Any]) -> Table:
    """A line a source: where its crawl is. One that ended has its reason in place of a column."""
    table = new_table(
        "source",
        ("column", {"no_wrap": True, "overflow": "ellipsis", "ratio": 1}),
        *(("page", RIGHT | WHOLE), ("documents", RIGHT), ("files", RIGHT), ("refused", RIGHT), ("left", RIGHT | WHOLE)),
    )
    table.expand = True
    for one in found:
        where = one.column or (_first_clause(one.ended) if one.ended else "…")
        figures = (str(one.documents), str(one.files), str(one.refused))
        table.add_row(one.source, where, page_of(one), *figures, time_left(one.seconds_left))
    return table


def page_of(progress: Any) -> str:
    """3/40; 3 where the list does not say how many pages it has; empty where no column is walked."""
    if progress.page is None:
        return ""
    return f"{progress.page}/{progress.last_page}" if progress.last_page else str(progress.page)


def time_left(seconds: float | None) -> str:
    """~8 min, ~2 h 5 min; empty where it is not known."""
    if seconds is None:
        return ""
    minutes = max(1, round(seconds / 60))
    return f"~{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"~{minutes} min"


def _first_clause(reason: str) -> str:
    """Why a run ended, as short as a table wants it; the whole reason is among its messages."""
    return reason.split(";")[0].split(" (")[0]


def print_runs(runs: Sequence[Any]) -> None:
    """What each crawl did, newest first."""
    names = ("requests", "listings", "fetched", "new", "revised", "unchanged", "files", "failed")
    table = new_table(
        "source", ("started (UTC)", WHOLE), ("seconds", RIGHT), *((name, RIGHT) for name in names), "ended"
    )
    for run in runs:
        seconds = f"{(run.finished_at - run.started_at).total_seconds():.0f}" if run.finished_at else ""
        figures = (str(getattr(run, name)) for name in names)
        started = run.started_at.strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(run.source, started, seconds, *figures, _first_clause(run.reason or "running or killed"))
    console().print(table if runs else "No crawl yet.")


def print_reparse(report: Any, dry_run: bool) -> None:
    """What reading the archive again changed, by source and field, with examples; then what could not be read."""
    words = "would be " if dry_run else ""
    counts = (
        f"{vocabulary.counted(report.pages, 'page')} read again: "
        f"{report.revised} {words}revised, {report.unchanged} unchanged, "
        f"{len(report.merged)} {words}merged, {len(report.parted)} {words}parted, {len(report.failed)} unreadable, "
        f"{len(report.missing)} missing or damaged in the archive here"
    )
    screen = console()
    unbroken = not screen.is_terminal
    counts += f", {report.superseded} fetched anew meanwhile" if report.superseded else ""
    if report.files:
        counts += (
            f"; {vocabulary.counted(report.files, 'file')} looked at again, {report.changed_files} with another text"
        )
    screen.print(counts, soft_wrap=unbroken)
    if report.fields:
        table = new_table("source", "field", ("documents", RIGHT), "document", ("was", FOLD), ("is", FOLD))
        for (source, name), change in sorted(report.fields.items()):
            for place, example in enumerate(change.examples):
                head = (source, name, str(change.count)) if place == 0 else ("", "", "")
                table.add_row(*head, str(example.document_id), _short(example.old), _short(example.new))
        screen.print(table)
    for word, found in (("merged", report.merged), ("parted", report.parted)):
        for example in found:
            became = example.new or "a new one"
            screen.print(f"{words}{word}: {example.url}: document {example.old} -> {became}", soft_wrap=unbroken)
    for lines in (report.failed, report.missing):
        for line in lines[:MOST_LINES]:
            console(stderr=True).print(line, soft_wrap=True)
        if len(lines) > MOST_LINES:
            console(stderr=True).print(f"… and {len(lines) - MOST_LINES} more")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def print_schedule(rows: Sequence[Cadence], backoffs: Mapping[str, Backoff]) -> None:
    """How often the workers crawl each source, when next, which of them back off, and what broke down."""
    table = new_table("source", ("every", RIGHT), ("next (UTC)", WHOLE), ("broke down", RIGHT), ("last time", FOLD))
    for row in rows:
        backoff = backoffs.get(row.source)
        moment = max(row.next_at, backoff.until) if backoff else row.next_at
        when = "paused" if row.paused else f"{moment:%Y-%m-%d %H:%M}{' (backing off)' if backoff else ''}"
        table.add_row(
            row.source, show_every(row.every), when, str(row.failures) if row.failures else "", row.failed_why or ""
        )
    console().print(table if rows else "No cadence yet; `zhengce worker` or `zhengce schedule --every 6h` makes them.")
