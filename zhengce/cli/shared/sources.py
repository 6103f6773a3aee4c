"""Sources by name, as commands take them."""

from collections.abc import Collection, Sequence

from scrapers import spiders
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.options import Settings
from zhengce.search.filter_values import BadFilter, source_name


def sources_of(settings: Settings, names: Sequence[str], *, closed: Collection[str] = ()) -> list[str]:
    """The named sources, each once; where none is named, all that are not switched off, at least one.

    `closed`: names of sources that cannot be crawled and may be named here.
    """
    if names:
        return [name if name in closed else _source(name) for name in dict.fromkeys(names)]
    enabled = [name for name in spiders.names() if settings.chosen.of(name).enabled]
    if not enabled:
        raise Unusable("every source is switched off (crawl.off, sources.NAME.enabled); name one or switch one on")
    return enabled


def _source(name: str) -> str:
    with refusing(BadFilter, where=name):
        return source_name(name, spiders.names())
