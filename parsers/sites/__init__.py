"""READ: where things stand on each site's pages. One module a site, two functions each:

`read_listing(page) -> Listing` and `read_notice(page) -> Notice`. Both raise `UnknownTemplate` where the page is none
of the forms that the module knows, so that a redesign is noticed and not stored.

A module is named as its source and lists in `HOSTS` the hosts whose pages it reads; nothing else has to know of it.
Pages of every other host are read by `generic`.
"""

from parsers.sites.lookup import Site, reader_of, readers, site_of

__all__ = ["Site", "reader_of", "readers", "site_of"]
