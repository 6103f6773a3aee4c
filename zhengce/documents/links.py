"""Which addresses become links: those of the web. Addresses come from pages that others write."""

import re
from urllib.parse import urlsplit

_OF_THE_WEB = re.compile(r"(?i)https?://[^\s/?#\\]")
"""https://www.gov.cn/…, HTTP://…; not javascript:, data:, file:, vbscript:, //host, https:host."""

_WITH_HOST = re.compile(r"(?i)https?://[a-z0-9][a-z0-9.-]*(?:[/?#]|$)")
"""A host that need not be looked at again; others may be none: https://@/, https://[."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
"""Browsers take some of these out of an address before they look at its scheme."""


def web_address(address: str) -> str | None:
    """The address where it may be followed, without blanks around it; None for any other scheme than http and https."""
    address = address.strip(" ")
    if not _OF_THE_WEB.match(address) or _CONTROL.search(address):
        return None
    if _WITH_HOST.match(address):
        return address
    try:
        return address if urlsplit(address).hostname else None
    except ValueError:  # https://[
        return None


def host(address: str) -> str:
    """The host of an address as people know it: miit.gov.cn; the address itself where it has none."""
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return address
