"""Commands that ask the sites: crawl, probe, and what is crawled."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.database import find_words
from commands.options import (
    DONE,
    WANTING,
    Settings,
    Unusable,
    day,
    issuer_of,
    one_of,
    opened,
    print_json,
    sources_of,
    storage_errors,
    until_the_reader_leaves,
)
from commands.watching import begin_watches, tell_watches

SinceOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Stop at documents published before this day; later crawls do, too, until one asks for more.",
    ),
]


def crawl(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Default: all.")] = None,
    since: SinceOption = None,
    full: Annotated[bool, typer.Option("--full", help="Walk every listing page to the end.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Ask also a site that refused us lately.")] = False,
    replay: Annotated[Path | None, typer.Option(help="Answer from this recorded WARC, not the network.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Answer from the bundled recording.")] = False,
) -> None:
    """Crawl the named sources, newest first, until nothing is new."""
    from outputs import terminal
    from parsers.moments import CHINA
    from scrapers.run import process

    if sample and replay:
        raise Unusable("--sample and --replay are two recordings; give one of them")
    names = sources_of(ctx, sources)
    if sample:
        from samples import SAMPLE

        replay, names = SAMPLE, _in_the_sample(names, is_named=bool(sources))
    if replay and not replay.is_file():
        raise Unusable(f"{replay}: no such recording")
    settings: Settings = ctx.obj
    first = day(since, "--since")
    if first and first > datetime.now(CHINA).date():
        raise Unusable(f"--since {first}: this day is still to come")
    if replay is None and not (settings.chosen.contact or settings.chosen.user_agent):
        typer.echo(
            "No contact is set (ZHENGCE_CONTACT, or contact in zhengce.toml): sites cannot write to you.", err=True
        )
    with storage_errors():
        watches = begin_watches(settings) if settings.chosen.watches and replay is None else []
        summaries = process.crawl(
            names,
            database_url=settings.database,
            data_dir=settings.data,
            since=first,
            full=full,
            anyway=anyway,
            replay=replay,
        )
    unusable = [summary for summary in summaries if summary.unusable]
    if any(summary.requests for summary in unusable) or len(unusable) < len(summaries):
        with until_the_reader_leaves():
            terminal.print_crawl(summaries)
    if unusable:
        raise Unusable(unusable[0].unusable or "")
    if any(summary.new or summary.revised or summary.merged for summary in summaries):
        with storage_errors():
            find_words(settings.database)
    with storage_errors():
        told = tell_watches(settings, watches) if watches else True
    raise typer.Exit(DONE if told and all(summary.ok for summary in summaries) else WANTING)


def _in_the_sample(names: Sequence[str], *, is_named: bool) -> list[str]:
    """Those that the bundled recording answers; the others are left out, and refused where they were named."""
    from samples import SOURCES

    found = [name for name in names if name in SOURCES]
    if len(found) < len(names) and (is_named or not found):
        left = ", ".join(name for name in names if name not in SOURCES)
        raise Unusable(f"{left}: not in the bundled recording, which has {', '.join(SOURCES)}")
    return found


def sources(
    ctx: typer.Context,
    issuer: Annotated[
        str | None, typer.Option(help="A body, by id or any of its names: which sources hold its documents.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="With --issuer: text or json.")] = "text",
) -> None:
    """What is crawled, what is closed, and the terms of reuse; or where a body's documents come from."""
    from outputs.terminal import sources as words
    from parsers.registry.closed_sites import closed_sites
    from scrapers.run import process

    one_of(format_, ("text", "json"), "--format")
    if issuer is not None:
        _print_provenance(ctx, issuer, format_)
    elif format_ == "json":
        raise Unusable("--format json goes with --issuer: zhengce sources --issuer miit --format json")
    else:
        with until_the_reader_leaves():
            words.print_sources(process.sources())
            words.print_rights(process.source_names())
            words.print_closed(closed_sites().values())


def _print_provenance(ctx: typer.Context, issuer: str, format_: str) -> None:
    """Which sources hold documents of a body, how many and until when, from the database."""
    from outputs.terminal import sources as words
    from parsers.registry.closed_sites import closed_sites
    from scrapers.run import process
    from storage.documents import provenance

    body = issuer_of(issuer)
    with opened(ctx) as db, db.read() as connection:
        found = provenance.of_body(connection, body)
    closed, crawled = closed_sites().get(body), body in process.source_names()
    with until_the_reader_leaves():
        if format_ == "json":
            site = {"reason": closed.reason, "seen_on": closed.seen_on} if closed else None
            print_json({"issuer": body, "crawled": crawled, "closed": site, **found.to_dict()}, indent=2)
        else:
            own = "" if crawled else str(closed) if closed else "its own site is not crawled"
            words.print_provenance(body, own, found)


def probe(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Default: all.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Answer from this recorded WARC, not the network.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """Meet the live sites once: check every fact that the spiders rely on, a line a fact; keep the answers."""
    from outputs.terminal import probe as words
    from scrapers.probe import spider as prober

    one_of(format_, ("text", "json"), "--format")
    names = sources_of(ctx, sources)
    if replay and not replay.is_file():
        raise Unusable(f"{replay}: no such recording")
    settings: Settings = ctx.obj
    if replay is None:
        typer.echo("Asking the sites, one page at a time and seconds apart; this takes some minutes.", err=True)
    with storage_errors():
        probed = prober.probe(
            names, database_url=settings.database, data_dir=settings.data, replay=replay, begins=_say_column
        )
    with until_the_reader_leaves():
        if format_ == "json":
            kept = str(probed.kept) if probed.kept else None
            print_json({"facts": [fact.to_dict() for fact in probed.facts], "kept": kept}, indent=2)
        else:
            words.print_facts(probed.facts, probed.kept)
    raise typer.Exit(DONE if probed.ok else WANTING)


def _say_column(source: str, column: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{source}: {column} …", err=True)
