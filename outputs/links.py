"""Which addresses become links: those of the web. Addresses come from pages that others write."""

import re
from urllib.parse import urlsplit

_OF_THE_WEB = re.compile(r"(?i)https?://[^\s/?#\\]")
"""https://www.gov.cn/…, HTTP://…; not javascript:, data:, file:, vbscript:, //host, https:host."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
"""Browsers take some of these out of an address before they look at its scheme."""


def web_address(address: str) -> str | None:
    """The address where it may be followed, without blanks around it; None for any other scheme than http and https."""
    address = address.strip(" ")
    if not _OF_THE_WEB.match(address) or _CONTROL.search(address):
        return None
    try:
        return address if urlsplit(address).hostname else None
    except ValueError:  # https://[
        return None
