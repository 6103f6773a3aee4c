"""What the commands share: exit codes, the one line of a refusal, the database of a run, filters and output."""

import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from parsers.record import Stage

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from configuration.load import Configuration
    from outputs.search.query import Query
    from storage.database import Database
    from storage.documents.filters import Filters
    from storage.documents.queries import StoredDocument


DONE, WANTING, UNUSABLE = 0, 1, 2
"""Exit codes: done · done, but something failed or was found wanting · wrong usage or unusable input."""


class Unusable(Exception):
    """Input that cannot be used; its message is the one line that the user sees."""


@dataclass(frozen=True)
class Settings:
    """What holds for every command."""

    data: Path
    database: str
    chosen: "Configuration"
    """What the user set, in zhengce.toml and the environment."""


IssuerOption = Annotated[list[str] | None, typer.Option("--issuer", help="A body: id or any of its names. Repeatable.")]


SourceOption = Annotated[list[str] | None, typer.Option("--source", help="A site. Repeatable.")]


TypeOption = Annotated[list[str] | None, typer.Option("--type", help="公文种类: 通知, 意见, 令 … Repeatable.")]


StageOption = Annotated[
    list[str] | None,
    typer.Option("--stage", help="draft, final, interpretation, news. News comes only if asked for."),
]


StatusOption = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        help="Today: draft, not_yet_in_force, in_force, expired, repealed, replaced. Repeatable.",
    ),
]


FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day.")]


ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day, included.")]


TopicOption = Annotated[str | None, typer.Option("--topic", help="A part of the 主题分类.")]


TagOption = Annotated[list[str] | None, typer.Option("--tag", help="An editor's tag. Repeatable: every one of them.")]


KeywordOption = Annotated[list[str] | None, typer.Option("--keyword", help="A keyword of the document. Repeatable.")]


QueryOption = Annotated[str | None, typer.Option("--q", metavar="QUERY", help="Words, as `zhengce search` takes them.")]


NewestOption = Annotated[bool, typer.Option("--newest", help="By day alone, not titles first.")]


LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100_000)]
ListLimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, max=100_000, help="Default: 20 in a table, all in csv, json and jsonl."),
]


MOST = 1_000_000_000
"""Above any number and count of ours, and within what both databases take."""


FormatOption = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, json, jsonl or csv.")]


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns an error of the database or archive into a one-line error of usage."""
    from storage.errors import StorageError

    try:
        yield
    except StorageError as error:
        raise Unusable(str(error)) from error


@contextmanager
def opened(ctx: typer.Context) -> "Iterator[Database]":
    """The database of this run, for reading. Raises Unusable where there is none yet; it is not made."""
    from storage import database

    settings: Settings = ctx.obj
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///"))
        if not path.exists():
            raise Unusable(f"{path}: no database here yet; `zhengce crawl` makes it (or name another --data)")
    with storage_errors():
        db = database.open_database(settings.database, upgrade=False)
        try:
            yield db
        finally:
            db.close()


def filters_of(
    issuers: list[str] | None,
    sources: list[str] | None,
    types: list[str] | None,
    stages: list[str] | None,
    from_: str | None,
    to: str | None,
    topic: str | None,
    tags: list[str] | None = None,
    statuses: list[str] | None = None,
) -> "Filters":
    """The filter options as the storage takes them; a body may be given by id or by any of its names."""
    from outputs.search import filter_values
    from storage.documents.filters import Filters
    from storage.relations.status import STATUSES, Status

    for status in statuses or []:
        one_of(status, STATUSES, "--status")
    for stage in stages or []:
        one_of(stage, get_args(Stage), "--stage")
    if topic is not None and not topic.strip():
        raise Unusable("--topic: expected a part of a 主题分类; leave it out for all")
    first, last = day(from_, "--from"), day(to, "--to")
    with refused(f"--from {from_} --to {to}"):
        filter_values.check_span(first, last)
    return Filters(
        issuers=tuple(issuer_of(name) for name in issuers or []),
        sources=tuple(_source(name, "--source ") for name in sources or []),
        types=tuple(_type(name) for name in types or []),
        stages=cast("tuple[Stage, ...]", tuple(stages or [])),
        date_from=first,
        date_to=last,
        topic=topic,
        tags=tuple(" ".join(tag.split()) for tag in tags or []),
        statuses=cast("tuple[Status, ...]", tuple(statuses or [])),
    )


def understood(connection: "Connection", query: str | None) -> "Query | None":
    """What the words of --q mean on this database; None without words."""
    from outputs.search.parser import understand
    from outputs.search.query import BadQuery, is_blank

    if query is None or is_blank(query):
        return None
    try:
        return understand(connection, query)
    except BadQuery as error:
        raise Unusable(f"--q {query}: {error}") from error


@contextmanager
def refused(given: str) -> Iterator[None]:
    """Turns BadFilter into a one-line error of usage."""
    from outputs.search.filter_values import BadFilter

    try:
        yield
    except BadFilter as error:
        raise Unusable(f"{given}: {error}") from None


def issuer_of(name: str) -> str:
    """The id of a body that is given by id or by any of its names."""
    from outputs.search import filter_values

    with refused(f"--issuer {name}"):
        return filter_values.issuer_id(name)


def _type(name: str) -> str:
    from outputs.search import filter_values

    with refused(f"--type {name}"):
        return filter_values.type_name(name)


def _source(name: str, option: str = "") -> str:
    from outputs.search import filter_values
    from scrapers.run import process

    with refused(f"{option}{name}"):
        return filter_values.source_name(name, process.source_names())


def sources_of(ctx: typer.Context, names: list[str] | None, *, closed: Collection[str] = ()) -> list[str]:
    """The named sources, each once; where none is named, all that are not switched off, at least one.

    `closed`: names of sources that cannot be crawled and may be named here.
    """
    from scrapers.run import process

    if names:
        return [name if name in closed else _source(name) for name in dict.fromkeys(names)]
    enabled = [name for name in process.source_names() if ctx.obj.chosen.of(name).enabled]
    if not enabled:
        raise Unusable("every source is switched off (crawl.off, sources.NAME.enabled); name one or switch one on")
    return enabled


def held(connection: "Connection", key: str) -> "list[StoredDocument]":
    """The documents of an id, a number or an address; at least one."""
    from outputs.search import identifiers

    try:
        found = identifiers.find(connection, key)
    except identifiers.Several as error:
        raise Unusable(str(error)) from error
    if not found:
        raise Unusable(f"{key}: no such document; give an id of `zhengce list`, a number or an address")
    return found


def the_only(connection: "Connection", key: str) -> "StoredDocument":
    """The one document of an id, a number or an address."""
    document, *others = held(connection, key)
    if others:
        ids = ", ".join(str(found.id) for found in (document, *others))
        raise Unusable(f"{key}: {len(others) + 1} documents ({ids}); give one id")
    return document


def one_of(value: str, known: Sequence[str], option: str) -> None:
    if value not in known:
        raise Unusable(f"{option} {value}: known are {', '.join(known)}")


def day(text: str | None, option: str) -> date | None:
    from outputs.search import filter_values

    if text is None:
        return None
    with refused(f"{option} {text}"):
        return filter_values.read_day(text)


def web_address(text: str | None, option: str) -> None:
    """Raises Unusable for an address that is not of the web."""
    from outputs import links

    if text is not None and (re.search(r"\s", text) or links.web_address(text) is None):
        raise Unusable(f"{option} {text}: not an address of the web; write it like https://policies.example.org")


def bytes_of(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error


def lines_of(file: Path | None) -> Iterator[bytes]:
    """The lines of a file or of standard input, blank ones included, so that line numbers stay right."""
    try:
        stream = sys.stdin.buffer if file is None or str(file) == "-" else file.open("rb")
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error
    with stream:
        yield from stream


_LINE = json.JSONEncoder(ensure_ascii=False)  # one for all lines: `json.dumps` makes one a call


def print_json(value: Any, indent: int | None = None) -> None:
    from outputs.sanitize import escaped

    text = _LINE.encode(value) if indent is None else json.dumps(value, ensure_ascii=False, indent=indent)
    sys.stdout.write(escaped(text) + "\n")


@contextmanager
def progress(what: str, total: int | None) -> "Iterator[Callable[[int], None]]":
    """A progress bar on a terminal, nothing on a pipe; yields the function that takes how many are done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from outputs.terminal import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def until_the_reader_leaves() -> Iterator[None]:
    """A reader that closes the pipe ends the command without an error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


def drop_output() -> None:
    """Discards what is left of standard output: Python would report an error when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
