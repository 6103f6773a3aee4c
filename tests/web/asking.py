"""Asks a page of the site that a test serves."""

import urllib.request

from storage.database import Database

Site = tuple[str, dict[str, int], Database]


def ask_bytes(site: Site, path: str, language: str = "en") -> bytes:
    """What a path answers; raises HTTPError where it is refused."""
    request = urllib.request.Request(site[0] + path, headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=30) as response:
        content: bytes = response.read()
    return content


def ask(site: Site, path: str, language: str = "en") -> str:
    """The same as text."""
    return ask_bytes(site, path, language).decode()
