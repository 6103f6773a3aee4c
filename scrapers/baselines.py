"""What `storage.health` compares a crawl with: the normal figures that the columns of each source state."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from scrapers.base_spiders.base import Source
from storage.health import Normal, Watched

EVERY = timedelta(hours=6)
"""How often a source is crawled by default."""


def watched(sources: Sequence[type[Source]], cadences: Mapping[str, timedelta] | None = None) -> list[Watched]:
    """These sources with the normals of their columns; `cadences` by source name, EVERY for any other."""
    return [
        Watched(
            source.name,
            tuple(
                Normal(column.name, column.rows, column.quiet_days, column.always, column.strangers, column.dated)
                for column in source.columns
            ),
            (cadences or {}).get(source.name, EVERY),
        )
        for source in sources
    ]
