"""The answers of a WARC file, ours or another tool's, each with its request where there is one."""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from storage.archive.files import WarcFile
from storage.archive.warc import Exchange, body_digest
from storage.archive.warc_reader import HEAD_BYTES, LONGEST_MESSAGE, Damage, Record, members, read_exchange
from storage.location import Location

log = logging.getLogger(__name__)

ANSWERS = ("response", "revisit", "resource")
"""Kinds of record that hold an answer of a site."""


def holds_answers(path: Path) -> bool:
    """Whether a file is a WARC file that holds any answer. Raises OSError."""
    return any(isinstance(member, Record) and member.kind in ANSWERS for member in members(path))


def describe(path: Path) -> str:
    """What a WARC file says of itself: the `description` of its warcinfo; empty where it says nothing."""
    first = next(members(path), None)
    if not isinstance(first, Record) or first.kind != "warcinfo":
        return ""
    match = re.search(rb"(?m)^description:[ \t]*(\S.*?)\s*$", first.content[:HEAD_BYTES])
    return match[1].decode(errors="replace")[:LONGEST_MESSAGE] if match else ""


def exchanges(
    place: Path | str | WarcFile, offset: int = 0, on_damage: Callable[[str], None] = log.warning, length: int = 0
) -> Iterator[tuple[Location, Exchange]]:
    """Every answer of a WARC file, with its request where there is one.

    Skips a damaged record, and a revisit whose original is not in this folder, and reports it to `on_damage`. `length`:
    as of `WarcFile.open`.
    """
    warc = WarcFile.at(place)
    for record, request in _pairs(warc, offset, length, on_damage):
        try:
            body = None
            if record.kind == "revisit" and (body := _original(warc, record)) is None:
                on_damage(f"{warc}: the record at {record.offset} repeats an answer that is not in this folder")
                continue
            exchange = read_exchange(record, request, body)
        except ValueError as error:
            on_damage(f"{warc}: the record at {record.offset} cannot be read ({str(error)[:LONGEST_MESSAGE]})")
            continue
        yield Location(warc.name, record.offset, body_digest(exchange.body), record.length), exchange


def _pairs(
    warc: WarcFile, offset: int, length: int, on_damage: Callable[[str], None]
) -> Iterator[tuple[Record, Record | None]]:
    """The records of answers, each with that of its request, which stands before or behind it."""
    waiting: Record | None = None
    request: Record | None = None
    for record in members(warc, offset, length):
        if isinstance(record, Damage):
            on_damage(f"{warc}: the record at {record.offset} {record.why}")
        elif record.kind == "request":
            if waiting is not None and record.belongs_to(waiting):
                yield waiting, record
                waiting = None
            else:
                request = record
        elif record.kind in ANSWERS:
            if waiting is not None:
                yield waiting, None
                waiting = None
            if request is not None and (request.belongs_to(record) or record.belongs_to(request)):
                yield record, request
            else:
                waiting = record
            request = None
    if waiting is not None:
        yield waiting, None


def _original(warc: WarcFile, revisit: Record) -> bytes | None:
    """The body that one of our revisits repeats, by its pointer; None where it is not there. Raises ValueError."""
    if (pointer := revisit.original) is None:
        return None
    try:
        member = next(members(warc.beside(pointer[0]), pointer[1]), None)
    except FileNotFoundError:
        return None
    if isinstance(member, Record) and member.kind == "response":
        return read_exchange(member, None, None).body
    return None
