"""zhengce, the front door: the command line and nothing else. Its commands stand in `commands/`, a module a kind."""

import errno
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from commands import (
    crawling,
    documents,
    editing,
    judgements,
    operations,
    parsing,
    publishing,
    relations,
    serving,
    watching,
)
from commands import database as db
from commands.options import DONE, UNUSABLE, Settings, Unusable, drop_output, until_the_reader_leaves

COMMANDS: dict[str, Callable[..., None]] = {
    "crawl": crawling.crawl,
    "probe": crawling.probe,
    "sources": crawling.sources,
    "parse": parsing.parse,
    "listing": parsing.listing,
    "title": parsing.title,
    "text": parsing.text,
    "list": documents.list_,
    "show": documents.show,
    "search": documents.search,
    "targets": relations.targets,
    "life": relations.life,
    "series": relations.series,
    "export": documents.export,
    "serve": documents.serve,
    "mcp": serving.mcp,
    "brief": publishing.brief,
    "changes": publishing.changes,
    "feed": publishing.feed,
    "audit": publishing.audit,
    "cite": publishing.cite,
    "evidence": publishing.evidence,
    "annotate": editing.annotate,
    "publish": publishing.publish,
    "picks": editing.picks,
    "merge": judgements.merge,
    "split": judgements.split,
    "runs": operations.runs,
    "health": operations.health,
    "reparse": operations.reparse,
    "worker": operations.worker,
    "schedule": operations.schedule_,
}
DB_COMMANDS: dict[str, Callable[..., None]] = {
    "upgrade": db.db_upgrade,
    "current": db.db_current,
    "path": db.db_path,
    "backup": db.db_backup,
    "reindex": db.db_reindex,
}
WATCH_COMMANDS: dict[str, Callable[..., None]] = {
    "list": watching.watch_list,
    "try": watching.watch_try,
    "run": watching.watch_run,
}

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system says where an output takes no more."""


class Command(TyperCommand):
    """A command whose words are text. (File names need not be: they come as paths.)"""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuses bytes that are no text: they would be looked for, printed and stored as something else."""
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            given = ctx.params.get(parameter.name)
            for word in given if isinstance(given, list) else [given]:
                if isinstance(word, str) and not word.isascii() and any("\ud800" <= char <= "\udfff" for char in word):
                    raise Unusable(f"{os.fsencode(word)!r}: not text in {sys.getfilesystemencoding()}")
        return rest


class Commands(TyperGroup):
    """All commands; none of them fails because the reader of its output had enough, as Typer would have it."""

    def invoke(self, ctx: Any) -> Any:
        with until_the_reader_leaves():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Commands,
    name="zhengce",
    help="政策: crawl, read and keep Chinese policy documents, so that every value can be cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
db_app = typer.Typer(help="The database itself.", no_args_is_help=True, rich_markup_mode=None)
for name, command in COMMANDS.items():
    app.command(name, cls=Command)(command)
for name, command in DB_COMMANDS.items():
    db_app.command(name, cls=Command)(command)
app.add_typer(db_app, name="db")
watch_app = typer.Typer(help="Saved searches that tell what changed.", no_args_is_help=True, rich_markup_mode=None)
for name, command in WATCH_COMMANDS.items():
    watch_app.command(name, cls=Command)(command)
app.add_typer(watch_app, name="watch")


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        typer.echo(f"zhengce {version('zhengce')}")
        raise typer.Exit


@app.callback()
def main_options(
    ctx: typer.Context,
    data: Annotated[
        Path | None, typer.Option(envvar="ZHENGCE_DATA", help="Folder of database and archive. Default: data.")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(envvar="ZHENGCE_DATABASE", help="SQLAlchemy URL; without it SQLite in the data folder."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(envvar="ZHENGCE_CONFIG", help="Settings. Default: zhengce.toml, if there is one.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    import configuration.load as configuration
    import configuration.redaction as redaction
    from scrapers import spiders

    if config is not None:
        os.environ["ZHENGCE_CONFIG"] = str(config)  # Scrapy's settings, and processes of ours, read the same file
    try:
        chosen = configuration.load()
        chosen.check_sources(spiders.names())
    except configuration.ConfigurationError as error:
        raise Unusable(str(error)) from error
    if database:
        redaction.keep_secret(*redaction.secrets_of_database(database))
    folder = data or chosen.data
    ctx.obj = Settings(folder, database or chosen.database or f"sqlite:///{folder / 'zhengce.db'}", chosen)


def main() -> int:
    """Run the command line; returns the exit code, and says what went wrong in one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.getfilesystemencoding() == "ascii":  # a POSIX locale: Python can choose its UTF-8 mode only when it starts
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    with until_the_reader_leaves():  # for what an exit code other than 0 left unflushed
        return _run()
    return DONE


def _run() -> int:
    try:
        code = _command()
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except Exception as error:
        return _last_resort(error)
    return code


@cache
def _commands() -> Callable[..., Any]:
    """The tree of all commands, which Typer would make anew for each call in one process."""
    return get_command(app)


def _command() -> int:
    try:
        return _commands()(prog_name="zhengce", standalone_mode=False) or DONE
    except Unusable as error:
        return _complain(str(error))
    except TyperException as error:
        if getattr(error, "option_name", None) in ("--data", "--database", "--config"):
            return _complain(f"{error.option_name} stands before the command: zhengce {error.option_name} … COMMAND")  # type: ignore[attr-defined]
        return _complain(error.format_message() if hasattr(error, "format_message") else str(error))
    except KeyboardInterrupt:
        return _complain("stopped", code=130)


def _last_resort(error: Exception) -> int:
    """The exit code for what no command saw coming, and its one line. ZHENGCE_TRACEBACK shows where it came from."""
    if os.environ.get("ZHENGCE_TRACEBACK"):
        from configuration.redaction import redact

        sys.stderr.write(redact("".join(traceback.format_exception(error))))
    if isinstance(error, OSError) and error.filename:
        return _complain(f"{error.filename}: {error.strerror}")
    if isinstance(error, OSError) and error.errno in FULL:
        drop_output()  # Python would try again at its end
        return _complain(f"the output cannot be written ({error.strerror})")
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return _complain(f"a fault of zhengce, please report it ({said}); ZHENGCE_TRACEBACK=1 shows where it is")


def _complain(message: str, code: int = UNUSABLE) -> int:
    from configuration.redaction import redact
    from outputs.sanitize import printable

    line = f"zhengce: {' '.join(message.split())}" if "\n" not in message.strip() else message
    with suppress(OSError):  # nowhere to say it: the exit code has to do
        print(printable(redact(line)), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
