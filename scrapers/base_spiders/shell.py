"""Sites whose lists are requested with identifiers that another page names, which is read first."""

from collections.abc import Mapping
from typing import Any

from parsers.errors import NotReadable
from parsers.extraction import Listing
from parsers.page import Page
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.exceptions import DownloadFailed, HostUnavailable
from scrapers.network.page_request import PageRequest
from scrapers.walk.column import Column


class ShellSpider(SourceSpider):
    """A source whose columns have a `shell`, the page that names their identifiers; those that are known from earlier
    stand in where it cannot be read."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._identifiers: dict[str, Mapping[str, str]] = {}

    def listing_address(self, column: Column, identifiers: Mapping[str, str], n: int) -> str:
        """The address of page `n` of a column, counted from 1, with the identifiers of its shell."""
        raise NotImplementedError

    def read_shell(self, column: Column, page: Page) -> Mapping[str, str]:
        """The identifiers of a column in its shell. Raises NotReadable."""
        raise NotImplementedError

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column, for the first of which its shell is requested."""
        if column.shell is None:
            return await super().listing(column, n)
        if n == 1:
            self._identifiers[column.name] = await self.fetch_shell(column)
        url = self.listing_address(column, self._identifiers[column.name], n)
        return self.read_listing((await self.fetch(PageRequest(url, referer=column.home))).page, column)

    async def fetch_shell(self, column: Column) -> Mapping[str, str]:
        """The identifiers of a column as the site names them now. Raises DownloadFailed or NotReadable."""
        assert column.shell is not None
        try:
            return self.read_shell(column, (await self.fetch(PageRequest(column.shell, referer=column.home))).page)
        except HostUnavailable:
            raise
        except (DownloadFailed, NotReadable) as why:
            if not column.known:
                raise
            self.note(f"{column.name}: {why}; requested with the identifiers known from earlier")
            return column.known
