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
    return any(isinstance(found, Record) and found.kind in ANSWERS for found in members(path))


def describe(path: Path) -> str:
    """What a WARC file says of itself: the `description` of its warcinfo; empty where it says nothing."""
    first = next(members(path), None)
    if not isinstance(first, Record) or first.kind != "warcinfo":
        return ""
    found = re.search(rb"(?m)^description:[ \t]*(\S.*?)\s*$", first.content[:HEAD_BYTES])
    return found[1].decode(errors="replace")[:LONGEST_MESSAGE] if found else ""


def exchanges(
    place: Path | str | WarcFile,
    offset: int = 0,
    on_damage: Callable[[str], None] = log.warning,
    originals: "Originals | None" = None,
    length: int = 0,
) -> Iterator[tuple[Location, Exchange]]:
    """Every answer of a WARC file (`.warc.gz` or `.warc`, ours or another tool's), with its request where there is one.

    Skips a damaged record, and a revisit whose original is not in this folder, and reports it to `on_damage`.
    `originals`: what is known of the file from reading it before. `length`: as of `WarcFile.open`.
    """
    warc = WarcFile.at(place)
    known = originals or Originals(warc)
    is_noting = known.knows_all_before(offset)
    waiting: Record | None = None
    request: Record | None = None
    for record in members(warc, offset, length):
        if is_noting:
            known.note(record)
        if isinstance(record, Damage):
            on_damage(f"{warc}: the record at {record.offset} {record.why}")
        elif record.kind == "request":
            if waiting is not None and record.belongs_to(waiting):
                yield from _exchange(warc, waiting, record, on_damage, known)
                waiting = None
            else:
                request = record
        elif record.kind in ANSWERS:
            if waiting is not None:
                yield from _exchange(warc, waiting, None, on_damage, known)
                waiting = None
            if request is not None and (request.belongs_to(record) or record.belongs_to(request)):
                yield from _exchange(warc, record, request, on_damage, known)
            else:
                waiting = record
            request = None
    if waiting is not None:
        yield from _exchange(warc, waiting, None, on_damage, known)


def _exchange(
    warc: WarcFile, record: Record, request: Record | None, on_damage: Callable[[str], None], originals: "Originals"
) -> Iterator[tuple[Location, Exchange]]:
    try:
        body = None
        if record.kind == "revisit":
            body = originals.body_of(record)
            if body is None:
                on_damage(f"{warc}: the record at {record.offset} repeats an answer that is not in this folder")
                return
        exchange = read_exchange(record, request, body)
    except ValueError as error:
        on_damage(f"{warc}: the record at {record.offset} cannot be read ({str(error)[:LONGEST_MESSAGE]})")
        return
    yield Location(warc.name, record.offset, body_digest(exchange.body), record.length), exchange


class Originals:
    """The answers of a file that its later records repeat: where each stands, so that none is looked for twice."""

    def __init__(self, warc: WarcFile) -> None:
        self.warc = warc
        self._places: dict[str, int] = {}
        self._known_up_to = 0

    def note(self, record: Record | Damage) -> None:
        """Notes where an answer stands; the records of a file are noted one after the other, from its beginning."""
        self._known_up_to = max(self._known_up_to, record.offset)
        if isinstance(record, Record) and record.kind == "response" and (digest := record.payload_digest):
            self._places.setdefault(digest, record.offset)

    def knows_all_before(self, offset: int) -> bool:
        """Whether a reader that begins there can go on noting."""
        return offset <= self._known_up_to

    def body_of(self, revisit: Record) -> bytes | None:
        """The body that a revisit repeats: by our own pointer, else by digest among the file's earlier records.

        Raises ValueError where it cannot be read.
        """
        if (pointer := revisit.original) is not None:
            return _body_at(self.warc.beside(pointer[0]), pointer[1])
        if (digest := revisit.payload_digest) is None:
            return None
        if digest not in self._places and not self.knows_all_before(revisit.offset):
            for earlier in members(self.warc, self._known_up_to):
                self.note(earlier)
                if earlier.offset >= revisit.offset:
                    break
        place = self._places.get(digest, revisit.offset)
        return _body_at(self.warc, place) if place < revisit.offset else None


def _body_at(warc: WarcFile, offset: int) -> bytes | None:
    try:
        found = next(members(warc, offset), None)
    except FileNotFoundError:
        return None
    if isinstance(found, Record) and found.kind == "response":
        return read_exchange(found, None, None).body
    return None
