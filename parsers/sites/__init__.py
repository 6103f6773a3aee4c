"""READ: where things stand on each site's pages. One module a site, two functions each:

`read_listing(page) -> Listing` and `read_notice(page) -> Notice`. Both raise `UnknownTemplate` where the page is none
of the forms that the module knows, so that a redesign is noticed and not stored.

A module is named as its source and lists in `HOSTS` the hosts whose pages it reads; nothing else has to know of it.
Pages of every other host are read by `generic`.
"""

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from parsers.addresses import host_of
from parsers.extraction import Listing, Notice
from parsers.page import Page


class Site(Protocol):
    """What a module of this package offers."""

    def read_listing(self, page: Page) -> Listing: ...
    def read_notice(self, page: Page) -> Notice: ...


def site_of(url: str) -> Site:
    """The module that reads pages of this address."""
    return _module(readers().get(host_of(url), "generic"))


def reader_of(source: str) -> Site:
    """The module that reads the pages of a source: the one of its name, or `generic`."""
    return _module(source if source in readers().values() else "generic")


@cache
def readers() -> dict[str, str]:
    """Host -> name of the module that reads its pages, as the modules say in `HOSTS`."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {host: name for name in names for host in getattr(_module(name), "HOSTS", ())}


@cache
def _module(name: str) -> Site:
    return cast(Site, importlib.import_module(f"{__name__}.{name}"))
