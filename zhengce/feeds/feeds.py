"""Atom (RFC 4287) and JSON Feed 1.1: the documents that changed last, for all, each filter and any search.

An entry is one version of a document. Its id is a UUID made of the document and of the change that brought the version.
So it stays the same in every feed, format and place, and a new one appears, and fires in any reader, when the ministry
edits the text, takes it down or puts it back, and when another document ends it or is what a draft became. What we do
to ourselves (a better parser, a merge) fires nothing.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.search.searcher import Searcher
from zhengce.feeds import atom, entries, json_feed, versions
from zhengce.feeds.entries import About
from zhengce.search.parser import understand
from zhengce.search.query import is_blank
from zhengce.tables.whole_file import whole_file

Format = Literal["atom", "json"]

_RENDER: Mapping[Format, Callable[..., bytes]] = {"atom": atom.render, "json": json_feed.render}

MEDIA_TYPES: Mapping[Format, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

ENDINGS: Mapping[str, Format] = {".atom": "atom", ".xml": "atom", ".json": "json"}
"""Ending of the file's name -> format."""

MOST = 100
"""Entries in a feed by default."""


class Feed(NamedTuple):
    """A feed as it goes over the wire."""

    body: bytes
    media_type: str


def feed(
    connection: Connection,
    form: Format,
    filters: Filters | None = None,
    *,
    query: str | None = None,
    base: str | None = None,
    own_url: str | None = None,
    limit: int = MOST,
) -> Feed:
    """The feed of the documents that a search for `query` finds and that pass the filters, those changed last first.

    `base`: where `zhengce serve` answers, for links to documents and archived copies; `own_url`: where this feed is.
    The same database gives the same bytes. Raises BadQuery.
    """
    chosen = filters or Filters()
    words = None if query is None or is_blank(query) else query
    searcher = Searcher(connection)
    expression = understand(connection, words, searcher).expression if words else None
    found = versions.load(connection, searcher.conditions(expression, chosen), limit)
    modified = versions.last_modified(connection)
    title, feed_id = entries.title_of(chosen, words), entries.feed_id(chosen, words)
    body = _RENDER[form](found, About(feed_id, title, modified, base, own_url))
    return Feed(body, MEDIA_TYPES[form])


def write(made: Feed, file: Path) -> None:
    """Writes a feed to a file, which at every moment holds the old feed or the new one. Raises OSError."""
    with whole_file(file) as unfinished:
        unfinished.write_bytes(made.body)
