"""Runs the command line: one line and an exit code for every failure, never a traceback."""

import errno
import os
import sys
import traceback
from contextlib import suppress
from difflib import get_close_matches

import click

from parsers.csv_tables import rows_of
from scrapers.network.redaction import redact
from zhengce.cli.shared.errors import DONE, UNUSABLE, Unusable
from zhengce.cli.shared.groups import Group
from zhengce.cli.shared.output import drop_output, open_missing_streams
from zhengce.settings.load import ConfigurationError
from zhengce.tables.sanitize import printable

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system says where an output takes no more."""

OF_THE_PROGRAM = ("--data", "--database", "--config")
"""Options that stand before the command."""


def run(program: click.Command) -> int:
    """Run the program on the arguments of the process; the exit code. Failures are one line on standard error."""
    open_missing_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return program(prog_name="zhengce", standalone_mode=False) or DONE
    except (Unusable, ConfigurationError) as error:
        return _complain(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return UNUSABLE
    except click.NoSuchOption as error:
        if error.option_name in OF_THE_PROGRAM:
            return _complain(f"{error.option_name} stands before the command: zhengce {error.option_name} … COMMAND")
        return _complain(_instead_of(error.option_name, error.ctx) or error.format_message())
    except click.NoSuchCommand as error:
        return _complain(_instead_of(error.command_name, error.ctx) or _meant(error))
    except click.UsageError as error:
        says_all = isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter)
        usage = "" if says_all or error.ctx is None else f"; {error.ctx.command_path} --help says what it takes"
        return _complain(error.format_message().removesuffix(".") + usage)
    except click.ClickException as error:
        return _complain(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return _complain("stopped", code=130)
    except Exception as error:
        return _last_resort(error)


def _instead_of(word: str, ctx: click.Context | None) -> str | None:
    """What there is instead of a command or option that is gone (`gone.csv`)."""
    words = f"{ctx.command_path if ctx else ''} {word}".removeprefix("zhengce ")
    rows = rows_of("zhengce.cli", "gone.csv")  # a command may be called with its group
    instead = (row["instead"] for row in rows if f" {words}".endswith(f" {row['words']}"))
    return next((f"{words} is gone; {what}" for what in instead), None)


def _meant(error: click.NoSuchCommand) -> str:
    """no command serach; did you mean search?"""
    group = error.ctx.command if error.ctx else None
    names = [*group.entries, *group.short_names] if isinstance(group, Group) else []
    meant = get_close_matches(error.command_name, names, 2)
    return f"no command {error.command_name}" + (f"; did you mean {' or '.join(meant)}?" if meant else "")


def _last_resort(error: Exception) -> int:
    """The exit code of an error that no command expects, and its line. ZHENGCE_TRACEBACK shows where it came from."""
    if os.environ.get("ZHENGCE_TRACEBACK"):
        sys.stderr.write(redact("".join(traceback.format_exception(error))))
    if isinstance(error, OSError) and error.filename:
        return _complain(f"{error.filename}: {error.strerror}")
    if isinstance(error, OSError) and error.errno in FULL:
        drop_output()  # Python would try again at its end
        return _complain(f"the output cannot be written ({error.strerror})")
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return _complain(f"a fault of zhengce, please report it ({words}); ZHENGCE_TRACEBACK=1 shows where it is")


def _complain(message: str, code: int = UNUSABLE) -> int:
    line = f"zhengce: {' '.join(message.split())}" if "\n" not in message.strip() else message
    with suppress(OSError):  # standard error takes no more: the exit code has to do
        print(printable(redact(line)), file=sys.stderr)
    return code
