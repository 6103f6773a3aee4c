"""Sites whose lists are requested with identifiers that another page names: they are read there and remembered."""

from collections.abc import Mapping
from datetime import timedelta

from parsers.errors import NotReadable
from parsers.extraction import Listing
from parsers.page import Page
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.exceptions import DownloadFailed, HostUnavailable
from scrapers.network.page_request import PageRequest
from scrapers.walk.column import Column

REMEMBERED_FOR = timedelta(days=7)
"""How long a column's identifiers are used before they are requested again."""


class ShellSpider(SourceSpider):
    """A source whose columns have a `shell`, the page that names their identifiers.

    The shell is not requested on every crawl. Its identifiers are stored with the run and used for a week, or until the
    listing that is requested with them cannot be read; then the shell is requested anew.
    """

    def listing_address(self, column: Column, identifiers: Mapping[str, str], n: int) -> str:
        """The address of page `n` of a column, counted from 1, with the identifiers of its shell."""
        raise NotImplementedError

    def read_shell(self, column: Column, page: Page) -> Mapping[str, str]:
        """The identifiers of a column in its shell. Raises NotReadable."""
        raise NotImplementedError

    async def fetch_shell(self, column: Column) -> Mapping[str, str]:
        """The identifiers of a column as the site names them now. Raises DownloadFailed or NotReadable."""
        assert column.shell is not None
        return self.read_shell(column, (await self.fetch(PageRequest(column.shell, referer=column.home))).page)

    async def listing(self, column: Column, n: int) -> Listing:
        """Page `n` of a column; a first page that remembered identifiers do not open is requested with fresh ones."""
        if column.shell is None:
            return await super().listing(column, n)
        remembered = self.remembered(column, REMEMBERED_FOR)
        if n == 1 and remembered is not None:
            try:
                listing = await self._listing_with(column, remembered, n)
            except HostUnavailable:
                raise
            except (DownloadFailed, NotReadable):
                self.forget(column)
            else:
                if listing.entries:
                    return listing
                self.forget(column)
            remembered = None
        return await self._listing_with(column, remembered or await self._identifiers(column), n)

    async def _listing_with(self, column: Column, identifiers: Mapping[str, str], n: int) -> Listing:
        url = self.listing_address(column, identifiers, n)
        return self.read_listing((await self.fetch(PageRequest(url, referer=column.home))).page, column)

    async def _identifiers(self, column: Column) -> Mapping[str, str]:
        try:
            identifiers = await self.fetch_shell(column)
        except HostUnavailable:
            raise
        except (DownloadFailed, NotReadable) as why:
            if not column.known:
                raise
            self.note(f"{column.name}: {why}; requested with the identifiers known from earlier")
            return column.known
        self.remember(column, dict(identifiers))
        return identifiers
