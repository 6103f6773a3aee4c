"""READ: where things stand on each site's pages. One module a site, with a table of selectors: `SITE`.

`SITE.read_listing(page) -> Listing` and `SITE.read_notice(page) -> Notice` raise `UnknownTemplate` where the page is
none of the forms that the site is known to have, so that a redesign is noticed and not stored.

A module is named as its source and names the hosts whose pages it reads; nothing else has to know of it. Pages of every
other host are read by what all government sites share (`generic`).
"""

from parsers.sites.site_table import GENERIC, Site, reader_of, readers, site_of

__all__ = ["GENERIC", "Site", "reader_of", "readers", "site_of"]
