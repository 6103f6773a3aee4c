"""`crawl`: the sites, or a recording of them, into the database."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

import zhengce.sample as samples
from parsers.moments import CHINA
from scrapers.run import process
from storage.errors import StorageError
from zhengce.cli.ops.indexes import refresh_indexes
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.options import PATH, SOURCES, Settings, background_command, day_option
from zhengce.cli.shared.output import until_the_reader_leaves
from zhengce.cli.shared.progress import crawl_progress
from zhengce.cli.shared.sources import sources_of
from zhengce.cli.terminal.crawls import print_crawl
from zhengce.cli.watches import send_after_crawl
from zhengce.settings.crawl import crawl_settings

REPLAY = click.option("--replay", type=PATH, metavar="WARC", help="Answer from this recording, not the network.")


@background_command("crawl")
@SOURCES
@day_option("--since", "Stop at documents published before this day; later crawls do, too, until one wants more.")
@click.option("--full", is_flag=True, help="Walk every listing page to the end.")
@click.option("--anyway", is_flag=True, help="Crawl also a site that refused us lately.")
@REPLAY
@click.option("--sample", is_flag=True, help="Answer from the bundled recording.")
@click.pass_obj
def crawl(
    settings: Settings,
    sources: tuple[str, ...],
    since: date | None,
    full: bool,
    anyway: bool,
    replay: Path | None,
    sample: bool,
) -> int:
    """Crawl the named sources (default: all), newest first, until nothing is new."""
    if sample and replay:
        raise Unusable("--sample and --replay are two recordings; give one of them")
    names = sources_of(settings, sources)
    if sample:
        replay, names = samples.SAMPLE, _in_the_sample(names, is_named=bool(sources))
    check_recording(replay)
    if since and since > datetime.now(CHINA).date():
        raise Unusable(f"--since {since}: this day is still to come")
    if replay is None and not (settings.chosen.contact or settings.chosen.user_agent):
        click.echo(
            "No contact is set (ZHENGCE_CONTACT, or contact in zhengce.toml): sites cannot write to you.", err=True
        )
    with refusing(StorageError), crawl_progress() as on_progress:
        summaries = process.crawl(
            names,
            database_url=settings.database,
            data_dir=settings.data,
            since=since,
            full=full,
            anyway=anyway,
            replay=replay,
            user=crawl_settings(settings.chosen),
            on_progress=on_progress,
        )
    unusable = [summary for summary in summaries if summary.unusable]
    if any(summary.requests for summary in unusable) or len(unusable) < len(summaries):
        with until_the_reader_leaves():
            print_crawl(summaries)
    if unusable:
        raise Unusable(unusable[0].unusable or "")
    with refusing(StorageError):
        if any(summary.new or summary.revised or summary.merged for summary in summaries):
            refresh_indexes(settings.database)
        is_sent = replay is not None or send_after_crawl(settings)
    if settings.chosen.english.is_set and replay is None:
        from zhengce.cli.english.translate import translate_after_crawl  # few have a model

        is_sent = translate_after_crawl(settings) and is_sent
    return DONE if is_sent and all(summary.ok for summary in summaries) else WANTING


def check_recording(replay: Path | None) -> None:
    """Raise Unusable for a recording that does not exist."""
    if replay and not replay.is_file():
        raise Unusable(f"{replay}: no such recording")


def _in_the_sample(names: Sequence[str], *, is_named: bool) -> list[str]:
    """Those that the bundled recording answers; the others are left out, and refused where they were named."""
    found = [name for name in names if name in samples.SOURCES]
    if len(found) < len(names) and (is_named or not found):
        left = ", ".join(name for name in names if name not in samples.SOURCES)
        raise Unusable(f"{left}: not in the bundled recording, which has {', '.join(samples.SOURCES)}")
    return found
