"""The three formats of the brief: Markdown, HTML and JSON, written a document at a time."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from zhengce.brief import facts
from zhengce.brief.blocks import blocks_of
from zhengce.brief.gathering import GROUPS, Brief
from zhengce.newsletter import render_html, render_markdown
from zhengce.tables.sanitize import escaped, printable


def _json(brief: Brief, base: str | None = None) -> Iterator[str]:
    yield f'{_open(brief.head())},"groups":['
    for place, key in enumerate(GROUPS):
        yield f'{"," if place else ""}{_open(brief.group_head(key))},"documents":['
        for number, document in enumerate(brief.documents(key, base)):
            yield f"{',' if number else ''}{_dumped(document)}"
        yield "]}"
    yield "]}\n"


def _open(values: Mapping[str, Any]) -> str:
    """An object to which more members come."""
    return _dumped(values).removesuffix("}")


def _dumped(values: Mapping[str, Any]) -> str:
    return escaped(json.dumps(values, ensure_ascii=False, separators=(",", ":")))


_PIECES: Mapping[str, Callable[[Brief, str | None], Iterator[str]]] = {
    "markdown": lambda brief, base: render_markdown.pieces(blocks_of(brief, base)),
    "html": lambda brief, base: render_html.pieces(facts.headline(brief), blocks_of(brief, base)),
    "json": _json,
}

LEAST_PIECE = 8_000
"""Characters; a piece for each line would cost more than making the line."""

FORMATS = tuple(_PIECES)


def pieces(brief: Brief, form: str, base: str | None = None) -> Iterator[str]:
    """The brief as `markdown`, `html` or `json`, piece by piece; `base`: where `zhengce serve` answers."""
    waiting: list[str] = []
    length = LEAST_PIECE  # the first comes at once, whatever is still to be read
    for piece in _PIECES[form](brief, base):
        waiting.append(piece)
        length += len(piece)
        if length >= LEAST_PIECE:
            yield printable("".join(waiting))
            waiting, length = [], 0
    yield printable("".join(waiting))


def render(brief: Brief, form: str, base: str | None = None) -> str:
    """The same as one text."""
    return "".join(pieces(brief, form, base))
