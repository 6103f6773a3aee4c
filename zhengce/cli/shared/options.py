"""Options and arguments that several commands take."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from parsers.moments import parse_iso_day
from scrapers import spiders
from zhengce.cli.shared.errors import refusing
from zhengce.cli.shared.groups import BackgroundCommand, Command
from zhengce.documents.links import web_address
from zhengce.settings.load import Configuration

if TYPE_CHECKING:
    from storage.archive.files import ArchiveFiles

Function = TypeVar("Function", bound=Callable[..., Any])

LARGEST = 1_000_000_000
"""Above any number and count of ours, and within what both databases take."""


class Count(click.IntRange):
    """A number from one to another, as help and messages say it."""

    name = "number"

    def _describe_range(self) -> str:
        return f"from {self.min}" if self.max in (None, LARGEST) else f"from {self.min} to {self.max}"


TABLE_ROWS = 20
"""Rows of a table that fit a screen."""


@dataclass(frozen=True)
class Settings:
    """What holds for every command."""

    data: Path
    database: str
    chosen: Configuration
    """What the user set, in zhengce.toml and the environment."""

    @property
    def archive(self) -> "ArchiveFiles":
        """The archived answers: the folder `archive` of the data, with the bucket where one is set."""
        from storage.archive.files import ArchiveFiles  # not for `title`, which needs no storage

        return ArchiveFiles(self.data / "archive", self.chosen.archive)


command = partial(click.command, cls=Command, context_settings={"show_default": True})
"""`@command("list")`: a command of this name."""

background_command = partial(command, cls=BackgroundCommand)
"""The same for what a scheduler starts."""

PATH = click.Path(path_type=Path)


def format_option(*formats: str, help: str = "") -> Callable[[Function], Function]:
    """`--format` with these formats, the first by default; the command gets it as `form`."""
    words = f"{help}{', '.join(formats[:-1])} or {formats[-1]}."
    return click.option(
        *("--format", "form"), type=click.Choice(formats), default=formats[0], metavar="FORMAT", help=words
    )


def limit_option(default: int | None, help: str | None = None, most: int = 100_000) -> Callable[[Function], Function]:
    """`--limit`, from 1."""
    return click.option("--limit", type=Count(1, most), default=default, metavar="N", help=help)


ROWS_LIMIT = limit_option(None, f"Default: {TABLE_ROWS} in a table, all in csv, json and jsonl.")
"""`--limit` of a command that prints rows for people or for programs."""

KEY = click.argument("key", metavar="ID|NUMBER|URL")
"""A document, by id, by number in any brackets, or by address."""

SOURCES = click.argument(
    "sources",
    nargs=-1,
    metavar="[SOURCE]...",
    shell_complete=lambda ctx, parameter, typed: [name for name in spiders.names() if name.startswith(typed)],
)
"""Sources by name; none means all."""


def _read_by(read: Callable[[str], Any]) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """A callback that reads the value of an option, where it is given; what `read` raises names the option."""

    def callback(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Any:
        with refusing(ValueError, where=f"{parameter.opts[0]} {value}"):
            return None if value is None else read(value)

    return callback


def day_option(name: str, help: str) -> Callable[[Function], Function]:
    """An option that takes a day like 2021-11-16."""
    return click.option(name, metavar="DATE", callback=_read_by(parse_iso_day), help=help)


def address_option(name: str, help: str, **options: Any) -> Callable[[Function], Function]:
    """An option that takes an address of the web."""
    return click.option(name, metavar="URL", callback=_read_by(_check_address), help=help, **options)


def _check_address(text: str) -> str:
    if re.search(r"\s", text) or web_address(text) is None:
        raise ValueError("not an address of the web; write it like https://policies.example.org")
    return text


BASE = address_option("--base", "Where `zhengce serve` answers, for links to its pages.")
