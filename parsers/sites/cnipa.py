"""www.cnipa.gov.cn: lists of Hanweb's `jpage`, articles in `div.article`."""

from parsers.extraction import Listing
from parsers.markup.selection import css
from parsers.page import Page
from parsers.platforms import jpage
from parsers.sites import generic
from parsers.sites.site_table import Site


def read_listing(page: Page) -> Listing:
    """The rows of a list as the site sends it, or as a browser saves it, with its rows in place."""
    return jpage.read_listing(page) if "<record>" in page.text else generic.read_listing(page)


SITE = Site(hosts=("www.cnipa.gov.cn",), text=(css("div.article"),), read_listing=read_listing)
