"""Sites whose lists are asked with identifiers that another page names: they are read there and remembered."""

from collections.abc import Mapping
from datetime import timedelta

from parsers.errors import NotReadable
from parsers.extraction import Listing
from parsers.page import Page
from scrapers.base_spiders.base import Source
from scrapers.exceptions import DownloadFailed, HostUnavailable
from scrapers.network.download import Steps
from scrapers.walk.column import Column

REMEMBERED_FOR = timedelta(days=7)
"""How long a column's identifiers are used without asking the site for them again."""


class ShellSource(Source):
    """A source whose columns have a `shell`, the page that names their identifiers.

    The shell is not asked again on every crawl. What it said is kept with the run and used for a week, or until the
    listing that is asked with it cannot be read; then it is asked anew.
    """

    def listing_address(self, column: Column, identifiers: Mapping[str, str], n: int) -> str:
        """The address of page `n` of a column, counted from 1, with what its shell says."""
        raise NotImplementedError

    def read_shell(self, column: Column, page: Page) -> Mapping[str, str]:
        """The identifiers of a column in its shell. Raises NotReadable."""
        raise NotImplementedError

    def ask_shell(self, column: Column) -> Steps[Mapping[str, str]]:
        """The identifiers of a column as the site says them now. Raises DownloadFailed or NotReadable."""
        assert column.shell is not None
        return self.read_shell(column, (yield from self.ask(column.shell, referer=column.home)).page)

    def listing(self, column: Column, n: int) -> Steps[Listing]:
        """Page `n` of a column; a first page that remembered identifiers do not open is asked with fresh ones."""
        if column.shell is None:
            return (yield from super().listing(column, n))
        remembered = self.remembered(column, REMEMBERED_FOR)
        if n == 1 and remembered is not None:
            try:
                listing = yield from self._listed(column, remembered, n)
            except HostUnavailable:
                raise
            except (DownloadFailed, NotReadable):
                self.forget(column)
            else:
                if listing.entries:
                    return listing
                self.forget(column)
            remembered = None
        identifiers = remembered or (yield from self._identifiers(column))
        return (yield from self._listed(column, identifiers, n))

    def _listed(self, column: Column, identifiers: Mapping[str, str], n: int) -> Steps[Listing]:
        url = self.listing_address(column, identifiers, n)
        return self.read_listing((yield from self.ask(url, referer=column.home)).page)

    def _identifiers(self, column: Column) -> Steps[Mapping[str, str]]:
        try:
            found = yield from self.ask_shell(column)
        except HostUnavailable:
            raise
        except (DownloadFailed, NotReadable) as why:
            if not column.known:
                raise
            self.note(f"{column.name}: {why}; asking with the identifiers known from earlier")
            return column.known
        self.remember(column, dict(found))
        return found
