"""READ: where things stand on each site's pages. One module a site, two functions each:

`read_listing(page) -> Listing` and `read_notice(page) -> Notice`. Both raise `UnknownTemplate` where the page is none
of the forms that the module knows, so that a redesign is noticed and not stored.
"""

import importlib
from functools import cache
from typing import Protocol, cast

from parsers.addresses import host_of
from parsers.extraction import Listing, Notice
from parsers.page import Page

SITES = {
    "www.gov.cn": "state_council",
    "sousuo.www.gov.cn": "state_council",
    "www.miit.gov.cn": "miit",
    "wap.miit.gov.cn": "miit",
    "www.ndrc.gov.cn": "ndrc",
    "zfxxgk.ndrc.gov.cn": "ndrc",
    "yyglxxbsgw.ndrc.gov.cn": "ndrc",
    "www.cac.gov.cn": "cac",
    "www.mot.gov.cn": "mot",
    "xxgk.mot.gov.cn": "mot",
}
"""Host -> the module that reads it. Any other host is read by `generic`."""


class Site(Protocol):
    """What a module of this package offers."""

    def read_listing(self, page: Page) -> Listing: ...
    def read_notice(self, page: Page) -> Notice: ...


def site_of(url: str) -> Site:
    """The module that reads pages of this address."""
    return _module(SITES.get(host_of(url), "generic"))


@cache
def _module(name: str) -> Site:
    return cast(Site, importlib.import_module(f"parsers.sites.{name}"))
