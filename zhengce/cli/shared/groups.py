"""The tree of commands: groups that import a command when it is called, and a help in sections."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

import click

from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.output import until_the_reader_leaves

BACKGROUND_NICENESS = 10
"""Of 19: a tenth of the processor time of a process without it, where both want all of it."""


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


Row = Mapping[str, str]
"""A command or group: `path` (its words), `section` of the help, `place` (module:name; none for a group), `extra` (the
optional dependencies that it needs), `line` (of the help above it), `help` (of a group)."""


class Group(click.Group):
    """Commands in sections, each imported when it is called."""

    def __init__(self, rows: Sequence[Row], path: str = "", *, open_groups: Sequence[str] = (), **options: Any) -> None:
        """`rows`: of all commands; `open_groups`: those whose commands work without the name of the group, too."""
        super().__init__(path.rpartition(" ")[2] or "zhengce", no_args_is_help=True, **options)
        self.rows = rows
        self._path = path
        self.entries = self._below(path)
        self.short_names = {name: row for group in open_groups for name, row in self._below(group).items()}

    def _below(self, path: str) -> dict[str, Row]:
        split = ((row["path"].rpartition(" "), row) for row in self.rows)
        return {name: row for (above, _, name), row in split if above == path}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that the help shows."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, also of one that the help leaves out; None for an unknown name."""
        row = self.entries.get(cmd_name) or self.short_names.get(cmd_name)
        if row is None:
            return None
        return _load(row, cmd_name) if row["place"] else Group(self.rows, row["path"], help=row["help"])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; none fails because the reader of its output had enough."""
        with until_the_reader_leaves():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section of the help for each section of commands, a line a command."""
        width = max(map(len, self.entries))
        for section in dict.fromkeys(row["section"] for row in self.entries.values()):
            with formatter.section(section or "Commands"):
                for name, row in self.entries.items():
                    if row["section"] == section:
                        formatter.write(f"{'':{formatter.current_indent}}{name:<{width}}  {row['line']}\n")


def _load(row: Row, name: str) -> click.Command:
    """Import a command. Raises Unusable where its optional dependencies are not installed."""
    module, _, attribute = row["place"].partition(":")
    try:
        return cast(click.Command, getattr(import_module(module), attribute))
    except ImportError as error:
        if not row["extra"]:
            raise
        raise Unusable(f"{name} needs {error.name}: pip install 'zhengce[{row['extra']}]'") from error
