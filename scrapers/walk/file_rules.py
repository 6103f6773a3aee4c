"""Which attached files a source fetches: those on web ports of its body's hosts."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsers.registry.websites import source_of

WEB_PORTS = (None, 80, 443)
"""Another port of a ministry's host is no web site: a page may name any."""


@dataclass(frozen=True, slots=True)
class FileRules:
    """What is fetched for one source."""

    hosts: Collection[str]
    """Hosts of its pages; further hosts of the same bodies belong to it."""
    is_on: bool = True
    ports: Collection[int] = ()
    """Of its own lists, beside those of the web."""

    def skip_reason(self, url: str) -> str | None:
        """Why a file is not fetched, for the database; None where it is fetched."""
        try:
            host = urlsplit(url).hostname
        except ValueError:  # http://[
            host = None
        if not host or not url.lower().startswith(("http://", "https://")):
            return "not at a web address"
        if not self.is_at_web_port(url):
            return f"not at a port of the web: {urlsplit(url).netloc.rpartition('@')[2]}"
        if not self.is_of_the_body(url):
            return f"at another body's host: {host}"
        if not self.is_on:
            return "files of this source are switched off"
        return None

    def is_of_the_body(self, url: str) -> bool:
        """Whether an address is at a host of the body whose site is crawled."""
        host = urlsplit(url).hostname
        return host in self.hosts or source_of(url) in {source_of(f"https://{own}") for own in self.hosts}

    def is_at_web_port(self, url: str) -> bool:
        """Whether an address is at port 80 or 443, or at one at which the source's own lists are."""
        try:
            port = urlsplit(url).port
        except ValueError:  # :99999
            return False
        return port in WEB_PORTS or port in self.ports
