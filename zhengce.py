"""zhengce, the front door: the command line and nothing else. Each command imports what it needs when it runs."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer
from typer.exceptions import TyperException

from parsers.record import Stage

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from configuration import Configuration
    from storage.database import Database
    from storage.filters import Filters
    from storage.health import Health

DONE, WANTING, UNUSABLE = 0, 1, 2
"""Exit codes: done · done, but something failed or was found wanting · wrong usage or unusable input."""

app = typer.Typer(
    name="zhengce",
    help="政策: crawl, read and keep Chinese policy documents, so that every value can be cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
db_app = typer.Typer(help="The schema of the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(db_app, name="db")


class Unusable(Exception):
    """Input that cannot be used; its message is the one line that the user sees."""


@dataclass(frozen=True)
class Settings:
    """What holds for every command."""

    data: Path
    database: str
    chosen: "Configuration"
    """What the user set, in zhengce.toml and the environment."""


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
) -> None:
    import configuration

    if config is not None:
        os.environ["ZHENGCE_CONFIG"] = str(config)  # Scrapy's settings, and processes of ours, read the same file
    try:
        chosen = configuration.load()
    except configuration.ConfigurationError as error:
        raise Unusable(str(error)) from error
    folder = data or chosen.data
    ctx.obj = Settings(folder, database or chosen.database or f"sqlite:///{folder / 'zhengce.db'}", chosen)


# ------------------------------------------------------------------ fetch

SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="Stop at documents published before this day.")]


@app.command()
def crawl(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Default: all.")] = None,
    since: SinceOption = None,
    full: Annotated[bool, typer.Option("--full", help="Walk every listing page to the end.")] = False,
    replay: Annotated[Path | None, typer.Option(help="Answer from this recorded WARC, not the network.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Answer from the bundled recording.")] = False,
) -> None:
    """Crawl the named sources, newest first, until nothing is new."""
    from feeds import terminal
    from scrapers import run

    if sample and replay:
        raise Unusable("--sample and --replay are two recordings; give one of them")
    if sample:
        from samples import SAMPLE

        replay = SAMPLE
    if replay and not replay.is_file():
        raise Unusable(f"{replay}: no such recording")
    names = _sources(ctx, sources)
    settings: Settings = ctx.obj
    with storage_errors():
        summaries = run.crawl(
            names,
            database_url=settings.database,
            data_dir=settings.data,
            since=_day(since, "--since"),
            full=full,
            replay=replay,
        )
        if any(summary.new or summary.revised or summary.merged for summary in summaries):
            _find_keywords(settings.database)
    terminal.print_crawl(summaries)
    raise typer.Exit(DONE if all(summary.ok for summary in summaries) else WANTING)


@app.command()
def sources(ctx: typer.Context) -> None:
    """What is crawled: every source and its columns."""
    from feeds import terminal
    from scrapers import run

    terminal.print_sources(run.sources())


# ------------------------------------------------------------------ read


@app.command()
def parse(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A saved page; - for standard input.")] = None,
    url: Annotated[str | None, typer.Option(help="The address that the page was saved from.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="JSON lines in, records out, in order.")] = False,
) -> None:
    """Read one saved page to one JSON record, or JSON lines of {"url", "html"} or {"url", "text"} to records."""
    from parsers.document import parse as read
    from parsers.page import Page
    from parsers.reading import NotReadable

    if not lines:
        if file is None or url is None:
            raise Unusable("parse takes a FILE and its --url, or --lines")
        try:
            record = read(Page(url, _bytes_of(file)))
        except NotReadable as error:
            raise Unusable(f"{file}: {error}") from error
        _print_json(record.to_dict(), indent=2)
        return
    failed = False
    for number, line in enumerate(_lines_of(file), 1):
        answer = _parse_line(line, number)
        failed |= "error" in answer
        _print_json(answer)
    raise typer.Exit(WANTING if failed else DONE)


def _parse_line(line: bytes, number: int) -> dict[str, Any]:
    from parsers.document import parse as read
    from parsers.page import Page
    from parsers.reading import NotReadable

    try:
        given = json.loads(line)
        url, html, text = given.get("url"), given.get("html"), given.get("text")
    except (ValueError, AttributeError):
        return {"url": None, "error": f"line {number}: not a JSON object"}
    if not isinstance(url, str) or not isinstance(html if html is not None else text, str):
        return {"url": url, "error": f'line {number}: expected {{"url", "html"}} or {{"url", "text"}}'}
    page = Page(url, html.encode("utf-8", "replace")) if html is not None else Page.from_text(url, text)
    try:
        return read(page).to_dict()
    except NotReadable as error:
        return {"url": url, "error": str(error)}


@app.command()
def title(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="A title.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="A title a line in, a JSON object a line out.")] = False,
) -> None:
    """What the words of a title alone say: bodies, type, number, the document that it issues."""
    from parsers.grammar.titles import read_title

    if not lines:
        if not text:
            raise Unusable("title takes a TEXT, or --lines")
        _print_json(read_title(text).to_dict(), indent=2)
        return
    for line in _lines_of(Path(text) if text else None):
        _print_json(read_title(line.decode("utf-8", "replace").rstrip("\r\n")).to_dict())


# ------------------------------------------------------------------ look

IssuerOption = Annotated[list[str] | None, typer.Option("--issuer", help="A body: id or any of its names. Repeatable.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="A site. Repeatable.")]
TypeOption = Annotated[list[str] | None, typer.Option("--type", help="公文种类: 通知, 意见, 令 … Repeatable.")]
StageOption = Annotated[list[str] | None, typer.Option("--stage", help="draft, final, interpretation, news.")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day.")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day, included.")]
TopicOption = Annotated[str | None, typer.Option("--topic", help="A part of the 主题分类.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100_000)]
FormatOption = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, json, jsonl or csv.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    limit: LimitOption = 20,
    format_: FormatOption = "table",
) -> None:
    """The newest documents."""
    from feeds import rows, terminal
    from storage import documents

    _one_of(format_, rows.FORMATS, "--format")
    filters = _filters(issuer, source, type_, stage, from_, to, topic)
    with opened(ctx) as db, db.read() as connection:
        found = [rows.policy_row(held) for held in documents.select(connection, filters, limit=limit)]
    if format_ == "table":
        terminal.print_documents(found)
    else:
        rows.write_rows(found, rows.POLICY_FIELDS, format_, sys.stdout)


@app.command()
def show(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    revisions: Annotated[bool, typer.Option("--revisions", help="What changed from version to version.")] = False,
    evidence: Annotated[bool, typer.Option("--evidence", help="Rule and words behind each value.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The record.")] = False,
) -> None:
    """One document, for reading."""
    from feeds import terminal
    from storage import documents
    from storage import revisions as versions

    with opened(ctx) as db, db.read() as connection:
        found = documents.find(connection, key)
        if not found:
            raise Unusable(f"{key}: no such document; give an id of `zhengce list`, a number or an address")
        for held in found:
            if as_json:
                _print_json({"id": held.id, "title_en": held.title_en, **held.record.to_dict()}, indent=2)
            elif revisions:
                terminal.print_revisions(versions.of(connection, held.id))
            else:
                terminal.print_document(held, evidence=evidence)


@app.command()
def runs(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option("--source", help="Of this source only.")] = None,
    limit: LimitOption = 20,
) -> None:
    """What each crawl did, newest first."""
    from feeds import terminal
    from storage import runs as crawls

    with opened(ctx) as db, db.read() as connection:
        terminal.print_runs(crawls.latest(connection, limit, source))


# ------------------------------------------------------------------ watch


@app.command()
def health(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="These only, in detail.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    notify: Annotated[bool, typer.Option("--notify", help="Send what changed to the configured addresses.")] = False,
) -> None:
    """Is every source alive? A line a source: what is wrong and since when. Exit code 1 if anything is."""
    from datetime import UTC

    from feeds import health as words

    _one_of(format_, ("text", "json"), "--format")
    names = _sources(ctx, sources)
    now = datetime.now(UTC)
    with opened(ctx) as db:
        found = _health(db, ctx.obj.chosen, names, now)
        failures = _tell(db, found, ctx.obj.chosen, now) if notify else ()
    if format_ == "json":
        _print_json([one.to_dict() for one in found], indent=2)
    else:
        for one, line in zip(found, words.lines(found), strict=True):
            typer.echo("\n".join([line, *(words.details(one) if sources else ())]))
    for failure in failures:
        typer.echo(f"zhengce: not told: {failure}", err=True)
    raise typer.Exit(DONE if all(one.ok for one in found) and not failures else WANTING)


def _health(db: "Database", chosen: "Configuration", names: Sequence[str], now: datetime) -> "list[Health]":
    """How these sources do. How often it is to be crawled, the workers' table knows best, then the configuration."""
    from scrapers import normal, run
    from storage import health as judge
    from storage import schedule

    with db.read() as connection:
        cadences = {**chosen.cadences(run.source_names()), **schedule.cadences(connection)}
        found = judge.check(connection, normal.watched(run.sources(), cadences), now)
    return [one for one in found if one.source in names]


def _tell(db: "Database", found: "list[Health]", chosen: "Configuration", now: datetime) -> Sequence[str]:
    """Sends what changed to the configured addresses; returns what could not be sent."""
    from feeds.notify import tell

    if not chosen.webhooks and chosen.mail is None:
        raise Unusable("--notify: nobody to tell; set notifications.webhooks or notifications.email in zhengce.toml")
    return tell(db, found, chosen, now).failures


@app.command()
def probe(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Default: all.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Answer from this recorded WARC, not the network.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """Meet the live sites once: check every fact that the spiders rely on, a line a fact; keep the answers."""
    from feeds import probe as words
    from scrapers import probe as prober

    _one_of(format_, ("text", "json"), "--format")
    names = _sources(ctx, sources)
    if replay and not replay.is_file():
        raise Unusable(f"{replay}: no such recording")
    settings: Settings = ctx.obj
    if replay is None:
        typer.echo("Asking the sites, one page at a time and seconds apart; this takes some minutes.", err=True)
    with storage_errors():
        probed = prober.probe(
            names, database_url=settings.database, data_dir=settings.data, replay=replay, begins=_say_column
        )
    if format_ == "json":
        kept = str(probed.kept) if probed.kept else None
        _print_json({"facts": [fact.to_dict() for fact in probed.facts], "kept": kept}, indent=2)
    else:
        words.print_facts(probed.facts, probed.kept)
    raise typer.Exit(DONE if probed.ok else WANTING)


# ------------------------------------------------------------------ several machines


def _say_column(source: str, column: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{source}: {column} …", err=True)


@app.command()
def worker(
    ctx: typer.Context,
    concurrency: Annotated[int, typer.Option(metavar="N", min=1, max=50, help="Sources crawled side by side.")] = 4,
) -> None:
    """Crawl what is due, with any number of other workers on the same PostgreSQL, until stopped."""
    import logging

    try:
        from scrapers import worker as workers
    except ImportError as error:
        raise Unusable(f"worker needs more packages ({error}): pip install 'zhengce[queue]'") from error
    from storage import schedule

    settings: Settings = ctx.obj
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("scrapers.worker").setLevel(logging.INFO)
    names = _sources(ctx, None)
    set_ = settings.chosen.cadences(names)
    told = settings.chosen.webhooks or settings.chosen.mail
    with storage_errors():
        workers.work(
            workers.Worker(
                settings.database,
                settings.data,
                {name: set_.get(name, schedule.DEFAULT_EVERY) for name in names},
                concurrency=concurrency,
                after=(lambda db: _tell_of_health(db, settings.chosen)) if told else None,
            )
        )


def _tell_of_health(db: "Database", chosen: "Configuration") -> None:
    """What a worker does after a crawl: tells people where the health of a source changed."""
    from datetime import UTC

    from scrapers import run

    now = datetime.now(UTC)
    names = [name for name in run.source_names() if chosen.of(name).enabled]
    for failure in _tell(db, _health(db, chosen, names, now), chosen, now):
        typer.echo(f"zhengce: not told: {failure}", err=True)


@app.command("schedule")
def schedule_(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Default: all.")] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="Crawl them so often: 30m, 6h, 1d.")] = None,
    pause: Annotated[bool, typer.Option("--pause", help="Crawl them no more until --resume.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Crawl them again.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Make them due now.")] = False,
) -> None:
    """How often the workers crawl each source, and when next; with options, change it."""
    from datetime import UTC

    from feeds import terminal
    from storage import schedule

    if pause and resume:
        raise Unusable("--pause and --resume are opposites; give one of them")
    try:
        cadence = schedule.read_every(every) if every else None
    except ValueError as error:
        raise Unusable(f"--every {error}") from error
    names = _sources(ctx, sources)
    paused = True if pause else False if resume else None
    set_, moment = ctx.obj.chosen.cadences(names), datetime.now(UTC)
    with opened(ctx) as db:
        if every or pause or resume or now:
            with db.write() as connection:
                schedule.add_missing(
                    connection, {name: set_.get(name, schedule.DEFAULT_EVERY) for name in names}, moment
                )
                for name in names:
                    schedule.change(connection, name, moment, every=cadence, paused=paused)
                    if now:
                        schedule.hasten(connection, name, moment)
        with db.read() as connection:
            rows = [row for row in schedule.all_of(connection) if row.source in names]
    terminal.print_schedule(rows)


# ------------------------------------------------------------------ keep


@app.command()
def reparse(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Default: all.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change, and change nothing.")] = False,
    processes: Annotated[int | None, typer.Option(metavar="N", min=1, help="Default: as many as cores.")] = None,
) -> None:
    """Read every archived page again with today's parsers; print what changed by source and field."""
    from rich.progress import Progress

    from feeds import terminal
    from pipelines import reparse as again

    names = _sources(ctx, sources) if sources else []
    settings: Settings = ctx.obj
    with opened(ctx) as db, Progress(console=terminal.console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading again", total=None)
        report = again.reparse(
            db,
            settings.data / "archive",
            names,
            dry_run=dry_run,
            processes=processes,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if not dry_run and (report.revised or report.merged or report.parted):
        with storage_errors():
            _find_keywords(settings.database)
    terminal.print_reparse(report, dry_run)
    raise typer.Exit(DONE if report.ok else WANTING)


@db_app.command("backup")
def db_backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; it must not exist yet.")],
) -> None:
    """Copy an SQLite database while crawls go on. (PostgreSQL has pg_dump: see docs/operations.md.)"""
    from storage import backup

    with opened(ctx) as db:
        backup.copy(db, file)
    typer.echo(str(file))


@db_app.command("upgrade")
def db_upgrade(ctx: typer.Context) -> None:
    """Bring the schema to this version's."""
    from storage import database

    with storage_errors():
        db = database.open_database(ctx.obj.database, upgrade=True)
        typer.echo(database.revision(db))
        db.close()


@db_app.command("current")
def db_current(ctx: typer.Context) -> None:
    """The schema's version."""
    from storage.database import revision

    with opened(ctx) as db:
        typer.echo(revision(db))


@db_app.command("path")
def db_path(ctx: typer.Context) -> None:
    """Where the database is."""
    typer.echo(ctx.obj.database.removeprefix("sqlite:///"))


# ------------------------------------------------------------------ hand out

BaseOption = Annotated[
    str | None, typer.Option("--base", metavar="URL", help="Where `zhengce serve` answers, for links to its pages.")
]


@app.command()
def changes(
    ctx: typer.Context,
    after: Annotated[int, typer.Option(metavar="N", min=0, help="The number of the last change that you have.")] = 0,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more, until stopped.")] = False,
) -> None:
    """What became new, was revised, merged, withdrawn or came back: JSON lines, each with a number to go on from."""
    from feeds import changes as log

    with opened(ctx) as db, log.Stopper().listening() as stopper, until_the_reader_leaves():
        log.write(log.stream(db, after, limit, follow=follow, wait=stopper.wait), sys.stdout, stopper)


@app.command()
def feed(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Atom by the ending .atom or .xml, JSON Feed by .json.")],
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    limit: LimitOption = 100,
    base: BaseOption = None,
    url: Annotated[str | None, typer.Option("--url", help="Where this file will be found.")] = None,
) -> None:
    """Write a feed of the documents that changed last."""
    from feeds import syndication

    form = syndication.ENDINGS.get(file.suffix.lower())
    if form is None:
        raise Unusable(f"{file}: name it .atom or .xml for Atom, .json for JSON Feed")
    filters = _filters(issuer, source, type_, stage, from_, to, topic)
    with opened(ctx) as db, db.read() as connection:
        made = syndication.feed(connection, form, filters, base=base, own_url=url, limit=limit)
    try:
        syndication.write(made, file)
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error


@app.command()
def brief(
    ctx: typer.Context,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")],
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day, included.")],
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    topic: TopicOption = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many in each group.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="markdown, html or json.")] = "markdown",
    base: BaseOption = None,
) -> None:
    """What a policy newsletter needs of a period: every policy once, the weightiest first."""
    from feeds import brief as briefs
    from feeds import brief_formats

    _one_of(format_, brief_formats.FORMATS, "--format")
    filters = _filters(issuer, source, type_, stage, None, None, topic)
    first, last = _day(from_, "--from"), _day(to, "--to")
    if first is None or last is None or last < first:
        raise Unusable(f"--from {from_} --to {to}: the last day is before the first")
    with opened(ctx) as db, db.read() as connection:
        found = briefs.gather(connection, first, last, filters)
    with until_the_reader_leaves():
        sys.stdout.write(brief_formats.render(briefs.limited(found, limit) if limit else found, format_, base))


@app.command()
def audit(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Titles, numbers, addresses, one a line; - for input.")],
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Changes from this day on count.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Hold a bibliography against the database: held, changed since, withdrawn, or missing and why."""
    from feeds import audit as audits
    from feeds import rows

    _one_of(format_, rows.FORMATS, "--format")
    lines = _bytes_of(file).decode("utf-8", "replace").splitlines()
    with opened(ctx) as db, db.read() as connection:
        found = list(audits.audit(connection, lines, _day(since, "--since")))
    if format_ == "table":
        sys.stdout.writelines(f"{line}\n" for line in audits.shown(found))
    elif format_ == "csv":
        rows.write_rows(map(audits.row, found), audits.CSV_FIELDS, format_, sys.stdout)
    else:
        rows.write_rows([item.to_dict() for item in found], audits.JSON_FIELDS, format_, sys.stdout)
    raise typer.Exit(DONE if all(item.status == "held" for item in found) else WANTING)


@app.command()
def cite(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    style: Annotated[str, typer.Option(help="bibtex, chicago or gb7714.")] = "chicago",
) -> None:
    """A citation with the archive's digest and the time of capture."""
    from feeds import cite as citations
    from feeds import items

    _one_of(style, list(citations.STYLES), "--style")
    with opened(ctx) as db, db.read() as connection:
        for item in items.load(connection, _held_ids(connection, key)):
            typer.echo(citations.STYLES[style](item))


@app.command()
def annotate(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    title_en: Annotated[str, typer.Option("--title-en", metavar="TEXT", help="Empty to take it away.")],
) -> None:
    """Keep an editor's own English title with a document; it survives reparsing and shows in every output."""
    from datetime import UTC, datetime

    from storage import documents

    with opened(ctx) as db, db.write() as connection:
        ids = _held_ids(connection, key)
        if len(ids) > 1:
            raise Unusable(f"{key}: {len(ids)} documents ({', '.join(map(str, ids))}); give one id")
        documents.annotate(connection, ids[0], " ".join(title_en.split()) or None, datetime.now(UTC))


@contextmanager
def until_the_reader_leaves() -> Iterator[None]:
    """Writing to a pipe whose reader had enough ends the command, and that is no failure."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more to say when Python flushes


def _held_ids(connection: "Connection", key: str) -> list[int]:
    from storage import documents

    found = documents.find(connection, key)
    if not found:
        raise Unusable(f"{key}: no such document; give an id of `zhengce list`, a number or an address")
    return [held.id for held in found]


KeywordOption = Annotated[list[str] | None, typer.Option("--keyword", help="A keyword of the document. Repeatable.")]


@app.command()
def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help='Words, "phrases", 《titles》, numbers, bodies.')],
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    keyword: KeywordOption = None,
    newest: Annotated[bool, typer.Option("--newest", help="By day alone, not titles first.")] = False,
    after: Annotated[str | None, typer.Option(metavar="PLACE", help="Go on behind this place of the results.")] = None,
    limit: LimitOption = 20,
    format_: FormatOption = "table",
) -> None:
    """Full text: titles first, or the newest. AND, OR, NOT in capitals; blanks mean AND."""
    from dataclasses import replace

    from feeds import finding, rows, terminal_search
    from feeds.query import BadQuery
    from storage.search import BadPlace, count

    _one_of(format_, rows.FORMATS, "--format")
    if not query.strip():
        raise Unusable("search takes a QUERY; `zhengce list` shows the newest documents")
    filters = replace(_filters(issuer, source, type_, stage, from_, to, topic), keywords=tuple(keyword or ()))
    with opened(ctx) as db, db.read() as connection:
        try:
            results = finding.find(
                connection, query, filters, order="newest" if newest else "best", limit=limit, after=after
            )
        except (BadQuery, BadPlace) as error:
            raise Unusable(str(error)) from error
        if format_ == "table":
            expression = results.understood.expression if results.understood else None
            terminal_search.print_results(results, count(connection, expression, filters))
            return
    found = [rows.policy_row(item.document) | finding.for_scripts(item) for item in results.found]
    fields = rows.POLICY_FIELDS if format_ == "csv" else [*rows.POLICY_FIELDS, *finding.FOR_SCRIPTS]
    rows.write_rows(found, fields, format_, sys.stdout)


@app.command()
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its ending decides: .csv .jsonl .parquet .xlsx")],
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The newest so many; default: all.")] = None,
) -> None:
    """Documents as a file: CSV or XLSX for a spreadsheet, JSON lines or Parquet for a program."""
    from feeds.export import ExportError
    from feeds.export import export as write
    from storage.documents import count

    filters = _filters(issuer, source, type_, stage, from_, to, topic)
    with opened(ctx) as db, db.read() as connection:
        total = min(count(connection, filters), limit or sys.maxsize)
        with _progress("exporting", total) as told:
            try:
                written = write(connection, file, filters, limit=limit, progress=told)
            except ExportError as error:
                raise Unusable(str(error)) from error
    typer.echo(f"{file}: {written:,} document{'' if written == 1 else 's'}", err=True)


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; the page has no accounts.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
) -> None:
    """The web page and API for analysts, read-only, on this database."""
    import socket
    from datetime import UTC

    try:
        import uvicorn

        from feeds.web.app import create_app
    except ImportError as error:
        raise Unusable(f"serve needs {error.name}: pip install 'zhengce[web]'") from error
    from scrapers import normal, run
    from storage import health as judge

    settings: Settings = ctx.obj
    with opened(ctx) as db:
        watched = normal.watched(run.sources(), settings.chosen.cadences(run.source_names()))
        web = create_app(
            db,
            settings.data / "archive",
            check=lambda connection: judge.check(connection, watched, datetime.now(UTC)),
        )
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, port), family=family, backlog=128)
        except OSError as error:
            raise Unusable(f"{host}:{port}: {error.strerror or error}; name another --port") from error
        with listening:
            typer.echo(f"http://{host}:{listening.getsockname()[1]}/ (Ctrl-C ends)", err=True)
            options = uvicorn.Config(web, log_level="warning", server_header=False, lifespan="off")
            uvicorn.Server(options).run(sockets=[listening])


@db_app.command("reindex")
def db_reindex(ctx: typer.Context) -> None:
    """Make the search index and the keywords anew."""
    from datetime import UTC

    from feeds import keywords
    from storage import search as index
    from storage.documents import count
    from storage.filters import Filters

    with opened(ctx) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=get_args(Stage)))
        with _progress("indexing", total) as told, db.write() as connection:
            for done in index.rebuild(connection):
                told(done)
        with _progress("keywords", total) as told:
            keywords.refresh(db, datetime.now(UTC), again=True, progress=told)
    typer.echo(f"{total:,} documents", err=True)


def _find_keywords(database: str) -> None:
    """Keywords of what a crawl brought."""
    from datetime import UTC

    from feeds import keywords
    from storage.database import open_database

    db = open_database(database)
    try:
        with _progress("keywords", None) as told:
            keywords.refresh(db, datetime.now(UTC), progress=told)
    finally:
        db.close()


@contextmanager
def _progress(what: str, total: int | None) -> "Iterator[Callable[[int], None]]":
    """A progress bar on a terminal, nothing on a pipe; gives the function that takes how many are done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from feeds.terminal import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


# ------------------------------------------------------------------ inside


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns what the storage says of an unusable database or archive into the user's one line."""
    from storage.errors import StorageError

    try:
        yield
    except StorageError as error:
        raise Unusable(str(error)) from error


@contextmanager
def opened(ctx: typer.Context) -> "Iterator[Database]":
    """The database of this run for reading; one that does not exist yet is said so, not made."""
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


def _filters(
    issuers: list[str] | None,
    sources: list[str] | None,
    types: list[str] | None,
    stages: list[str] | None,
    from_: str | None,
    to: str | None,
    topic: str | None,
) -> "Filters":
    """The filter options as the storage takes them; a body may be given by id or by any of its names."""
    from storage.filters import Filters

    for stage in stages or []:
        _one_of(stage, get_args(Stage), "--stage")
    return Filters(
        issuers=tuple(_issuer(name) for name in issuers or []),
        sources=tuple(sources or []),
        types=tuple(types or []),
        stages=cast("tuple[Stage, ...]", tuple(stages or [])),
        date_from=_day(from_, "--from"),
        date_to=_day(to, "--to"),
        topic=topic,
    )


def _issuer(name: str) -> str:
    from parsers.grammar.agencies import AGENCIES
    from parsers.grammar.bodies import find_body

    if name in AGENCIES:
        return name
    body = find_body(name)
    if body is None or body.id is None:
        raise Unusable(f"--issuer {name}: no such body; give an id like miit or a name like 工信部")
    return body.id


def _sources(ctx: typer.Context, names: list[str] | None) -> list[str]:
    """The named sources, each once; where none is named, all that are not switched off."""
    from configuration import ConfigurationError
    from scrapers import run

    known, chosen = run.source_names(), ctx.obj.chosen
    try:
        chosen.check_sources(known)
    except ConfigurationError as error:
        raise Unusable(str(error)) from error
    for name in names or []:
        if name not in known:
            raise Unusable(f"unknown source {name!r}; known are: {', '.join(known)}")
    return list(dict.fromkeys(names)) if names else [name for name in known if chosen.of(name).enabled]


def _one_of(value: str, known: Sequence[str], option: str) -> None:
    if value not in known:
        raise Unusable(f"{option} {value}: known are {', '.join(known)}")


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{option} {text}: not a date; write it like 2021-11-16") from None


def _bytes_of(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error


def _lines_of(file: Path | None) -> Iterator[bytes]:
    """Lines that are not blank, of a file or of standard input."""
    try:
        stream = sys.stdin.buffer if file is None or str(file) == "-" else file.open("rb")
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error
    with stream:
        yield from (line for line in stream if line.strip())


_LINE = json.JSONEncoder(ensure_ascii=False)  # one for all lines: `json.dumps` makes one a call


def _print_json(value: Any, indent: int | None = None) -> None:
    text = _LINE.encode(value) if indent is None else json.dumps(value, ensure_ascii=False, indent=indent)
    sys.stdout.write(text + "\n")


def main() -> int:
    """Run the command line; returns the exit code, and says what went wrong in one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return app(standalone_mode=False) or DONE
    except Unusable as error:
        return _complain(str(error))
    except TyperException as error:
        return _complain(error.format_message() if hasattr(error, "format_message") else str(error))
    except BrokenPipeError:  # the reader of our output had enough
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        return _complain("stopped", code=130)


def _complain(message: str, code: int = UNUSABLE) -> int:
    print(f"zhengce: {' '.join(message.split())}" if "\n" not in message.strip() else message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
