"""Which module reads the pages of an address or a source: found by its file and its HOSTS."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from parsers.addresses import host_of
from parsers.extraction import Listing, Notice
from parsers.page import Page


class Site(Protocol):
    """What the module of a site offers."""

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
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return {host: name for name in names for host in getattr(_module(name), "HOSTS", ())}


@cache
def _module(name: str) -> Site:
    return cast(Site, importlib.import_module(f"{__package__}.{name}"))
