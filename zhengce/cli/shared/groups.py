"""The tree of commands: groups that import a command when it is called, and a help in sections."""

import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import click

from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.output import until_the_reader_leaves


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is found, and the line that the help of its group prints."""

    place: str
    """`zhengce.cli.one_document:show`: module and name."""
    help: str
    extra: str | None = None
    """The optional dependencies that it needs, as pip calls them."""

    def load(self, name: str) -> click.Command:
        """Import the command. Raises Unusable where its optional dependencies are not installed."""
        module, _, attribute = self.place.partition(":")
        gc.disable()  # what modules hold stays: to look through it again and again is a tenth of the start
        try:
            return cast(click.Command, getattr(import_module(module), attribute))
        except ImportError as error:
            if self.extra is None:
                raise
            raise Unusable(f"{name} needs {error.name}: pip install 'zhengce[{self.extra}]'") from error
        finally:
            gc.freeze()
            gc.enable()


class Command(click.Command):
    """A command whose words are text. (File names need not be: they come as paths.)"""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse bytes that are no text: they would be searched for, printed and stored as something else."""
        rest = super().parse_args(ctx, args)
        for value in ctx.params.values():
            for word in value if isinstance(value, tuple) else [value]:
                if isinstance(word, str) and not word.isascii() and any("\ud800" <= char <= "\udfff" for char in word):
                    raise Unusable(f"{os.fsencode(word)!r}: not text in {sys.getfilesystemencoding()}")
        return rest


class BackgroundCommand(Command):
    """A command that is scheduled: its process, and those that it starts, yield the processor to `serve` and people."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command at a lower priority, where the system has such."""
        if hasattr(os, "nice"):
            os.nice(max(0, BACKGROUND_NICENESS - os.nice(0)))
        return super().invoke(ctx)


BACKGROUND_NICENESS = 10
"""Of 19: a tenth of the processor time of a process without it, where both want all of it."""


class Group(click.Group):
    """Commands in sections, each imported when it is called."""

    def __init__(
        self,
        name: str,
        help: str,
        short_help: str | None,
        sections: Mapping[str, Mapping[str, "Entry | Group"]],
        *,
        hidden_names: Mapping[str, tuple[str, ...]] | None = None,
        **options: Any,
    ) -> None:
        """`short_help`: the line that the help of the group above prints.

        `hidden_names`: names that the help leaves out -> where the command stands: merge -> judge, merge.
        """
        super().__init__(name, help=help, short_help=short_help, no_args_is_help=True, **options)
        self.sections = sections
        self.entries = {name: entry for section in sections.values() for name, entry in section.items()}
        self.hidden_names = hidden_names or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that the help shows."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, shown or hidden; None for an unknown name."""
        entry = self.find(cmd_name)
        return entry.load(cmd_name) if isinstance(entry, Entry) else entry

    def find(self, name: str) -> "Entry | Group | None":
        """The entry of a name, shown or hidden."""
        group, *path = (self, *self.hidden_names.get(name, (name,)))
        found: Entry | Group | None = group
        for part in path:
            found = found.entries.get(part) if isinstance(found, Group) else None
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; none fails because the reader of its output had enough."""
        with until_the_reader_leaves():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section of the help for each section of commands, a line a command."""
        width = max(map(len, self.entries))
        for title, section in self.sections.items():
            with formatter.section(title):
                for name, entry in section.items():
                    line = entry.help if isinstance(entry, Entry) else entry.short_help
                    formatter.write(f"{'':{formatter.current_indent}}{name:<{width}}  {line}\n")

    def paths(self) -> Iterator[tuple[str, ...]]:
        """The words of each group and command below, in the order of the help."""
        for name, entry in self.entries.items():
            yield (name,)
            if isinstance(entry, Group):
                yield from ((name, *path) for path in entry.paths())


def sections_of(rows: Sequence[Mapping[str, str]], path: str = "") -> dict[str, dict[str, Entry | Group]]:
    """The commands and groups below a path, by the sections of the help, from a table of them.

    Columns: `path` (its words), `section` (of the first words), `place` (`module:name`; none for a group), `extra` (the
    optional dependencies that it needs), `line` (of the help above it), `help` (of a group).
    """
    found: dict[str, dict[str, Entry | Group]] = {}
    for row in rows:
        above, _, name = row["path"].rpartition(" ")
        if above != path:
            continue
        section = found.setdefault(row["section"] or "Commands", {})
        if row["place"]:
            section[name] = Entry(row["place"], row["line"], row["extra"] or None)
        else:
            section[name] = Group(name, row["help"], row["line"], sections_of(rows, row["path"]))
    return found
