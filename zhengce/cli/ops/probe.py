"""`ops probe`: what the spiders rely on, checked at the live sites."""

from pathlib import Path

import click

from scrapers import probe as prober
from storage.errors import StorageError
from zhengce.cli.crawl import REPLAY, check_recording
from zhengce.cli.shared.errors import DONE, WANTING, refusing
from zhengce.cli.shared.options import SOURCES, Settings, command, format_option
from zhengce.cli.shared.output import print_json, until_the_reader_leaves
from zhengce.cli.shared.progress import crawl_progress
from zhengce.cli.shared.sources import sources_of
from zhengce.cli.terminal.probe import print_facts
from zhengce.settings.crawl import crawl_settings


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
