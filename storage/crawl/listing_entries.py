"""A listing's row as JSON and back: stored with its page, so that a page can be read again as its listing led to it."""

import json

import msgspec

from parsers.addresses import comparable
from parsers.extraction import Entry
from storage.texts import storable_text


def entry_to_json(entry: Entry) -> str:
    """The row as JSON; empty parts are left out."""
    row = {name: value for name, value in msgspec.to_builtins(entry).items() if value}
    return storable_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")).replace("\\u0000", ""))


def entry_from_json(text: str) -> Entry:
    """The inverse of `entry_to_json`."""
    return msgspec.convert({"title": "", **json.loads(text)}, Entry)


def printed_address(url: str, entry: str | None) -> str:
    """A page's address as its listing prints it, where that is known; else the form in which the page is stored."""
    printed = json.loads(entry).get("url") if entry else None
    return printed if isinstance(printed, str) and comparable(printed) == url else url
