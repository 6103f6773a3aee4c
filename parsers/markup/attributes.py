"""Cuts tags of more attributes than any page has: libxml2 compares each attribute with all before it."""

import re

MOST_ATTRIBUTES = 500
"""Of a tag. Tags of real pages have at most some dozens."""

_ATTRIBUTE = rb"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
"""name · name=value · name='a b' · name = "a > b" """

_TAG = re.compile(rb"<(?:!--|([A-Za-z][^\s/>]*+)((?:" + _ATTRIBUTE + rb"|=)*+))")
_FIRST = re.compile(rb"(?:" + _ATTRIBUTE + rb"|=){%d}" % MOST_ATTRIBUTES)
_ENDS = {name: re.compile(rb"</" + name, re.IGNORECASE) for name in (b"script", b"style")}
"""Elements whose text has no tags."""


def cut_attributes(body: bytes) -> bytes:
    """The page in UTF-8 with the first MOST_ATTRIBUTES attributes of each tag; in time linear in the page."""
    parts: list[bytes] = []
    done = at = 0
    while found := _TAG.search(body, at):
        at = found.end()
        name, start = found[1], found.start(2)
        if name is None:
            at = _behind(body.find(b"-->", at), body)
            continue
        if at - start > MOST_ATTRIBUTES and (first := _FIRST.match(body, start, at)):
            parts.append(body[done : first.end()])
            done = at
        if ends := _ENDS.get(name.lower()):
            end = ends.search(body, at)
            at = _behind(end.start() if end else -1, body)
    return b"".join((*parts, body[done:])) if parts else body


def _behind(found: int, body: bytes) -> int:
    return len(body) if found < 0 else found
