"""A spider's coroutines driven by hand: what each would request, with the answers that a test sends in."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.network.page_request import Answer, PageRequest

S = TypeVar("S", bound=SourceSpider)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that a spider awaits; whoever drives the coroutine sends in its answer, or throws its failure."""

    page: PageRequest

    def __await__(self) -> Generator[PageRequest, Answer, Answer]:
        return (yield self.page)


def asking(spider: S) -> S:
    """The spider, with `fetch` giving the page that is requested to whoever drives its coroutines."""

    async def fetch(page: PageRequest, **meta: Any) -> Answer:
        return await Asked(page)

    spider.fetch = fetch  # type: ignore[method-assign]
    return spider
