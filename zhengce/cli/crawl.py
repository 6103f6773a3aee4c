"""Sites, or recordings of them: `crawl`, `probe`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

import zhengce.sample as samples
from parsers.moments import CHINA
from scrapers import probe as prober
from scrapers.run import process
from storage.crawl.stop_reason import StopReason
from storage.errors import StorageError
from zhengce.cli.crawls import first_clause
from zhengce.cli.database import refresh_indexes
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.filters import sources_of
from zhengce.cli.shared.options import PATH, SOURCES, Settings, background_command, command, day_option, format_option
from zhengce.cli.shared.output import print_json, print_note, print_text, until_the_reader_leaves
from zhengce.cli.shared.progress import crawl_progress
from zhengce.cli.shared.table import Column, print_table
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
    if replay is None and not settings.chosen.contact:
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
        from zhengce.cli.translate import translate_after_crawl  # few have a model

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


@command("probe")
@SOURCES
@REPLAY
@format_option("text", "json")
@click.pass_obj
def probe(settings: Settings, sources: tuple[str, ...], replay: Path | None, form: str) -> int:
    """Check at the live sites what the spiders rely on, by a short crawl into a folder of its own, a line a fact."""
    names = sources_of(settings, sources)
    check_recording(replay)
    if replay is None:
        click.echo("Reading the sites, one page at a time and seconds apart; this takes some minutes.", err=True)
    with refusing(StorageError), crawl_progress() as on_progress:
        probed = prober.probe(
            names,
            database_url=settings.database,
            data_dir=settings.data,
            replay=replay,
            user=crawl_settings(settings.chosen),
            on_progress=on_progress,
        )
    with until_the_reader_leaves():
        if form == "json":
            answers = str(probed.recording) if probed.recording else None
            print_json({"facts": [fact.to_dict() for fact in probed.facts], "recording": answers}, indent=2)
        else:
            print_facts(probed.facts, probed.recording)
    return DONE if probed.ok else WANTING


def print_crawl(summaries: Sequence[Any]) -> None:
    """The table that ends a crawl, without columns of zeros, and below it a line for each thing that went wrong.

    Without the message of the database or the archive that ended a run: the command ends with it.
    """
    rare = ("revised", "unchanged", "merged", "gone", "files", "failed")
    names = ("listings", "fetched", "new", *(name for name in rare if any(getattr(one, name) for one in summaries)))
    figures = (Column(name, attrgetter(name), is_number=True) for name in names)
    source, ended = Column("source", attrgetter("source")), Column("ended", lambda one: first_clause(one.reason))
    print_table(summaries, (source, *figures, ended))
    is_whole = all(summary.ok and summary.stop is StopReason.FINISHED for summary in summaries)
    has_listings = any(summary.listings for summary in summaries)
    news = ("new", "revised", "merged", "gone", "returned", "files")
    if is_whole and has_listings and not any(getattr(one, name) for one in summaries for name in news):
        print_text("Nothing is new.")
    noted_by: dict[str, list[str]] = {}
    for summary in summaries:
        for message in summary.messages:
            if not summary.unusable or summary.unusable not in message:
                noted_by.setdefault(message, []).append(summary.source)
    for message, sources in noted_by.items():
        print_note(f"{', '.join(sources)}: {message}")


COUNTED = {"holds": "hold", "differs": "differ", "not checked": "not checked"}
WIDTHS = (11, 16)
"""Columns of verdict and name."""


def print_facts(found: Sequence[Any], recording: Path | None) -> None:
    """Facts (`.source .where .name .verdict .seen`) below their source and column, then what they come to."""
    for source, of_source in groupby(found, lambda fact: fact.source):
        print_text(source)
        for where, facts in groupby(of_source, lambda fact: fact.where):
            print_text(f"  {where or 'all columns'}")
            for fact in facts:
                print_text(f"    {fact.verdict:<{WIDTHS[0]}}  {fact.name:<{WIDTHS[1]}}  {fact.seen}")
    counted = Counter(fact.verdict for fact in found)
    figures = ", ".join(f"{counted[verdict]} {words}" for verdict, words in COUNTED.items() if counted[verdict])
    print_text(f"\n{len(found)} facts: {figures}.")
    wrong = [fact for fact in found if fact.verdict != "holds"]
    for fact in wrong:
        print_text(f"  {fact.source} · {fact.where or 'all columns'} · {fact.name}: {fact.seen}")
    if recording:
        print_text(f"The answers are in {recording}")
        print_text("Read them again with: zhengce probe --replay FILE. Send the file with a bug report.")
