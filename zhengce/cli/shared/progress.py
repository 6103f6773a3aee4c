"""Progress on standard error: a bar or a table on a terminal, nothing on a pipe."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from zhengce.cli.terminal.tables import console


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, nothing on a pipe; yields the function that takes how many are done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # slow to load

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def crawl_progress() -> Iterator[Callable[[Sequence[Any]], None] | None]:
    """A line a source on a terminal, updated in place and gone at the end; yields what takes where each crawl is.

    Yields None on a pipe.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.live import Live

    from zhengce.cli.terminal.crawls import progress_table

    with Live(console=console(stderr=True), transient=True, auto_refresh=False) as live:
        yield lambda found: live.update(progress_table(found), refresh=True)
