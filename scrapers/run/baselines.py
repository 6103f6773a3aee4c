"""What `storage.health` compares a crawl with: the normal figures of the columns; and what is closed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from parsers.registry.closed_sites import closed_sites
from scrapers.base_spiders.source_spider import SourceSpider
from storage.crawl.schedule import DEFAULT_EVERY
from storage.health import Closed, Normal, Watched


def watched(sources: Sequence[type[SourceSpider]], cadences: Mapping[str, timedelta] | None = None) -> list[Watched]:
    """These sources with the normals of their columns; `cadences` by source name, DEFAULT_EVERY for any other."""
    return [
        Watched(
            source.name,
            tuple(
                Normal(column.name, column.rows, column.quiet_days, column.always, column.strangers, column.dated)
                for column in source.columns
            ),
            (cadences or {}).get(source.name, DEFAULT_EVERY),
        )
        for source in sources
    ]


def closed() -> list[Closed]:
    """The sources whose sites cannot be crawled."""
    return [Closed(site.body, site.reason, site.seen_on) for site in closed_sites().values()]
