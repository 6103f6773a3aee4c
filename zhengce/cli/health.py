"""`ops health`: whether every source is alive, and the messages about it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from scrapers import spiders
from scrapers.run import baselines, process
from storage import health as judge
from storage.database import Database
from storage.health import Health, archive_files
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.filters import sources_of
from zhengce.cli.shared.options import SOURCES, Settings, command, format_option
from zhengce.cli.shared.output import print_json, print_text, until_the_reader_leaves
from zhengce.cli.watches import read_watches, report_failures
from zhengce.notifications import channels
from zhengce.notifications import message as words
from zhengce.notifications.health import announce, try_out
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.watches import delivery


@command("health")
@SOURCES
@format_option("text", "json")
@click.option("--notify", is_flag=True, help="Send what changed to the configured addresses.")
@click.option("--try", "is_trial", is_flag=True, help="With --notify: send one message to try them, judge nothing.")
@click.pass_obj
def health(settings: Settings, sources: tuple[str, ...], form: str, notify: bool, is_trial: bool) -> int:
    """Check that every source is alive: a line a source, what is wrong and since when. Exit code 1 if anything is.

    A named SOURCE is shown in detail.
    """
    shut = baselines.closed()
    names = sources_of(settings, sources, closed=[one.name for one in shut])
    names += () if sources else [one.name for one in shut]
    now = datetime.now(UTC)
    if is_trial:
        if not notify:
            raise Unusable("--try goes with --notify: zhengce health --notify --try")
        return _try_out(settings.chosen, now)
    if notify:
        _check_receivers(settings.chosen)
    with opened(settings) as db:
        found = _judge(db, settings, names, now, with_others=not sources)
        failures = announce(db, found, settings.chosen, now).failures if notify else ()
    found = [one for one in found if one.source != archive_files.NAME or not one.ok]
    with until_the_reader_leaves():
        if form == "json":
            print_json([one.to_dict() for one in found], indent=2)
        else:
            for one, line in zip(found, words.lines(found), strict=True):
                more = (*words.details(one), *words.files_by_state(one)) if sources else ()
                print_text("\n".join([line, *more]))
    if notify and (recorded := [one.source for one in found if one.is_recorded and one.crawled_at]):
        click.echo(
            f"zhengce: not reported, for a recording answered their last crawl: {', '.join(recorded)}; "
            "`zhengce health --notify --try` sends a message to try the addresses",
            err=True,
        )
    report_failures(failures)
    return DONE if all(one.ok for one in found) and not failures else WANTING


def notify_after_crawl(db: Database, settings: Settings) -> None:
    """Send messages where the health of a source changed, as a worker does after a crawl."""
    names = [name for name in spiders.names() if settings.chosen.of(name).enabled]
    now = datetime.now(UTC)
    report_failures(announce(db, _judge(db, settings, names, now, with_others=True), settings.chosen, now).failures)


def has_receivers(chosen: Configuration) -> bool:
    """True if messages about health have an address."""
    return bool(chosen.webhooks or chosen.health_channels or (chosen.mail and chosen.mail.to))


def _judge(db: Database, settings: Settings, names: Sequence[str], now: datetime, *, with_others: bool) -> list[Health]:
    """How these sources do, closed ones last; `with_others`: then the watches and the archive."""
    watched = baselines.watched(process.sources(), settings.chosen.cadences(spiders.names()))
    with db.read() as connection:
        found = [*judge.check(connection, watched, now), *(Health(one.name, closed=one) for one in baselines.closed())]
        found = [one for one in found if one.source in names]
        if with_others:
            found += [delivery.health(connection, watch) for watch in read_watches(settings, connection)[0]]
            found.append(archive_files.health(connection, settings.archive))
    return found


def _try_out(chosen: Configuration, now: datetime) -> int:
    """Send a test message to the configured addresses and print which took it; returns the exit code."""
    _check_receivers(chosen)
    sent = try_out(chosen, now)
    for target, why in sent:
        click.echo(f"zhengce: not delivered: {target}: {why}" if why else f"taken: {target}", err=why is not None)
    return WANTING if any(why for _, why in sent) else DONE


def _check_receivers(chosen: Configuration) -> None:
    with refusing(ConfigurationError):
        channels.of_health(chosen)
    if not has_receivers(chosen):
        raise Unusable(
            "--notify: no address to notify; set notifications.to, notifications.webhooks or notifications.email "
            "in zhengce.toml"
        )
