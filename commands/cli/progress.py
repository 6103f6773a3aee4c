"""Progress on standard error: a bar on a terminal, nothing or a line a step on a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from outputs.terminal.tables import console
from storage.upgrades import Progress as UpgradeProgress
from storage.upgrades import Told


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, nothing on a pipe; yields the function that takes how many are done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def upgrade_progress() -> Iterator[Told]:
    """Show an upgrade's steps: a progress bar each on a terminal, a line each elsewhere."""
    with ExitStack() as bar:
        shown = ""
        update: Callable[[int], None] | None = None

        def on_progress(now: UpgradeProgress) -> None:
            nonlocal shown, update
            if now.step != shown:
                shown = now.step
                bar.close()
                update = bar.enter_context(progress(f"upgrading: {now.step}", now.total))
                if not sys.stderr.isatty():
                    click.echo(f"upgrading: {now.step}" + (f", from {now.done:,} on" if now.done else ""), err=True)
            if update:
                update(now.done)
            if now.done == now.total:
                bar.close()
                update = None

        yield on_progress
