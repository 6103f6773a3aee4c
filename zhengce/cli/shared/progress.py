"""Progress on standard error: a bar or a table on a terminal, nothing on a pipe."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from zhengce.cli.crawls import first_clause


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[..., None]]:
    """A progress bar on a terminal, nothing on a pipe; yields the function that takes how many are done, and of how
    many where that was not known."""
    if not sys.stderr.isatty():
        yield lambda done, total=None: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # slow to load

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, total=total: bar.update(task, completed=done, total=total)


@contextmanager
def crawl_progress() -> Iterator[Callable[[Sequence[Any]], None] | None]:
    """A line a source on a terminal, updated in place and gone at the end; yields what takes where each crawl is.

    Yields None on a pipe.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.live import Live

    with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:
        yield lambda found: live.update(progress_table(found), refresh=True)


def progress_table(found: Sequence[Any]) -> Table:
    """A line a source: where its crawl is. One that ended has its reason in place of a column."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=True)
    table.add_column("source")
    table.add_column("column", no_wrap=True, overflow="ellipsis", ratio=1)
    for name in ("page", "documents", "files", "refused"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in found:
        where = one.column or (first_clause(one.ended) if one.ended else "…")
        figures = (str(one.documents), str(one.files), str(one.refused))
        table.add_row(one.source, where, page_of(one), *figures)
    return table


def page_of(progress: Any) -> str:
    """3/40; 3 where the list does not say how many pages it has; empty where no column is walked."""
    if progress.page is None:
        return ""
    return f"{progress.page}/{progress.last_page}" if progress.last_page else str(progress.page)
