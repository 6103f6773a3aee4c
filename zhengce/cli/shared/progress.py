"""Progress on standard error: a bar or lines on a terminal, nothing on a pipe."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console


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
    from rich.text import Text

    from scrapers.run.progress import describe  # with Scrapy

    with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:
        yield lambda found: live.update(
            Text("\n".join(map(describe, found)), no_wrap=True, overflow="ellipsis"), refresh=True
        )
