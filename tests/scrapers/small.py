"""Small sources for tests: a spider with some of its columns, and the settings of a crawl that knows it alone."""

from dataclasses import replace
from typing import Any, TypeVar, cast

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.spiders.ndrc import Ndrc

Source = TypeVar("Source", bound=SourceSpider)


def only(spider: type[Source], *names: str, **normal: Any) -> type[Source]:
    """The source with the columns of these names alone; `normal`: fields of all of them that differ."""
    columns = tuple(replace(column, **normal) for column in spider.columns if column.name in names)
    assert len(columns) == len(names)
    return type(spider.__name__, (spider,), {"columns": columns, "__module__": __name__})


def alone(*spiders: type[SourceSpider]) -> dict[str, Any]:
    """The settings of a crawl that knows these sources alone."""
    return {"SPIDER_LOADER_CLASS": SmallLoader, "SMALL_SOURCES": {spider.name: spider for spider in spiders}}


class SmallLoader(SpiderLoader):
    """Loads the spiders that `alone` names."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._small = dict(settings["SMALL_SOURCES"])

    def load(self, spider_name: str) -> type[SourceSpider]:
        """The small class of this name, or that of the source itself. Raises KeyError."""
        spider = self._small.get(spider_name) or super().load(spider_name)
        return cast(type[SourceSpider], spider)

    def list(self) -> list[str]:
        """The names of all."""
        return [*self._small]


NDRC = only(Ndrc, "通知", "解读")
"""NDRC with two static columns."""
