"""Asks a page of the site that a test serves."""

import json
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

from storage.database import Database

Site = tuple[str, dict[str, int], Database]


def ask_bytes(site: Site, path: str) -> bytes:
    """What a path answers; raises HTTPError where it is refused."""
    with urllib.request.urlopen(site[0] + path, timeout=30) as response:
        content: bytes = response.read()
    return content


def ask(site: Site, path: str) -> str:
    """The same as text."""
    return ask_bytes(site, path).decode()


def answer(address: str, method: str = "GET", **headers: str) -> tuple[int, str, "Message[str, str]"]:
    """Status, text and headers of an answer, whatever its status."""
    request = urllib.request.Request(address, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def api(site: Site, path: str) -> Any:
    """What the API answers with 200."""
    status, text, _ = answer(site[0] + path)
    assert status == 200, text
    return json.loads(text)
