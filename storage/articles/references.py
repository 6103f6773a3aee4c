"""The held articles that a paragraph of a document names: of the document itself, and of others by their titles."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.articles.addresses import path_of
from parsers.grammar.articles.references import references_in
from storage.resolution.normalization import title_key
from storage.schema import documents, pages


@dataclass(frozen=True, slots=True)
class Link:
    """Words of a paragraph that name an article, and where that is held."""

    start: int
    end: int
    document_id: int
    path: str
    """art-12/para-2."""


def links_in(connection: Connection, document_id: int, paragraphs: Iterable[str]) -> list[list[Link]]:
    """The links of each paragraph of a document, in order; a title that no held document, or several, bear has none."""
    found = [list(references_in(paragraph)) for paragraph in paragraphs]
    held = _held(connection, {reference.title for references in found for reference in references if reference.title})
    links: list[list[Link]] = []
    for references in found:
        links.append([])
        for one in references:
            meant = held.get(one.title) if one.title else document_id
            if meant and (path := path_of(one.words)):
                links[-1].append(Link(one.start, one.end, meant, path))
    return links


def _held(connection: Connection, titles: set[str]) -> dict[str, int]:
    """The one final document that bears each title, or issues what bears it."""
    if not titles:
        return {}
    keys = {title_key(title): title for title in titles}
    query = (
        sa.select(pages.c.title_key, pages.c.issued_key, pages.c.document_id)
        .join(documents, documents.c.id == pages.c.document_id)
        .where(
            sa.or_(pages.c.title_key.in_(list(keys)), pages.c.issued_key.in_(list(keys))), documents.c.stage == "final"
        )
    )
    meant: dict[str, set[int]] = {}
    for row in connection.execute(query):
        for key in {row.title_key, row.issued_key} & keys.keys():
            meant.setdefault(keys[key], set()).add(row.document_id)
    return {title: next(iter(ids)) for title, ids in meant.items() if len(ids) == 1}
