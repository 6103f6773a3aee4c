"""`ops worker`: one of several processes that crawl what is due."""

import asyncio
import logging

import click

from scrapers.network.redaction import RedactingFormatter
from storage.crawl import schedule
from storage.database import Database
from storage.errors import StorageError
from zhengce.cli.archive import move
from zhengce.cli.health import has_receivers, notify_after_crawl
from zhengce.cli.shared.errors import refusing
from zhengce.cli.shared.filters import sources_of
from zhengce.cli.shared.options import Count, Settings, background_command
from zhengce.workers.worker import Worker


@background_command("worker")
@click.option("--concurrency", type=Count(1, 50), default=4, metavar="N", help="Sources crawled side by side.")
@click.pass_obj
def worker(settings: Settings, concurrency: int) -> None:
    """Crawl what is due, with any number of other workers on the same PostgreSQL, until stopped."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("zhengce.workers.worker").setLevel(logging.INFO)  # it says that the database is away, once
    names = sources_of(settings, ())
    cadences = settings.chosen.cadences(names)

    def after(db: Database) -> None:
        move(settings.archive)
        if has_receivers(settings.chosen):
            notify_after_crawl(db, settings)

    with refusing(StorageError):
        intervals = {name: cadences.get(name, schedule.DEFAULT_EVERY) for name in names}
        asyncio.run(Worker(settings.database, settings.data, intervals, concurrency=concurrency, after=after).run())
