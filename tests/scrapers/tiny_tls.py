"""Two small sources for tests of TLS: NDRC's column of notices at localhost, under two names."""

import re

from scrapers.spiders import ndrc
from scrapers.walk.column import Column


class Ndrc(ndrc.Ndrc):
    """The source of which something is set."""

    allowed_domains = ("localhost",)  # type: ignore[assignment]
    notice = re.compile(r"https://localhost:\d+/\S+/t\d{8}_\d+\.html")
    columns: tuple[Column, ...] = ()  # type: ignore[assignment]


class Mot(Ndrc):
    """Another one, of which nothing is."""

    name = "mot"
