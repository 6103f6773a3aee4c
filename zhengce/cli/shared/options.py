"""Options and arguments that several commands take."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from parsers.moments import parse_iso_day
from scrapers import spiders
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.groups import BackgroundCommand, Command
from zhengce.documents.links import web_address
from zhengce.settings.load import Configuration

if TYPE_CHECKING:
    from storage.archive.files import ArchiveFiles

Function = TypeVar("Function", bound=Callable[..., Any])

LARGEST = 1_000_000_000
"""Above any number and count of ours, and within what both databases take."""

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
    return click.option("--limit", type=click.IntRange(1, most), default=default, metavar="N", help=help)


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


def day_callback(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Read the day of an option."""
    if value is None:
        return None
    with refusing(ValueError, where=f"{parameter.opts[0]} {value}"):
        return parse_iso_day(value)


def day_option(name: str, help: str) -> Callable[[Function], Function]:
    """An option that takes a day like 2021-11-16."""
    return click.option(name, metavar="DATE", callback=day_callback, help=help)


def _address_callback(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        check_address(value, parameter.opts[0])
    return value


def address_option(name: str, help: str, **options: Any) -> Callable[[Function], Function]:
    """An option that takes an address of the web."""
    return click.option(name, metavar="URL", callback=_address_callback, help=help, **options)


BASE = address_option("--base", "Where `zhengce serve` answers, for links to its pages.")


def check_address(text: str, name: str) -> None:
    """Raise Unusable for an address that is not of the web."""
    if re.search(r"\s", text) or web_address(text) is None:
        raise Unusable(f"{name} {text}: not an address of the web; write it like https://policies.example.org")
