"""The units of a held document, made anew from its text: those of its body, then those of each attached file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy.engine import Connection

from parsers.grammar.articles import Unit, cut_passages
from parsers.grammar.articles.heads import value_of
from parsers.passages import passages_of
from storage.attachments import queries
from storage.documents.queries import StoredDocument

# 12 · 十二 · 第十二条 · 10-1 · 第十条之一 · art-12
_ARTICLE = re.compile(r"(?:第|art-)?(?P<number>[^\s条之-]{1,8})条?(?:(?:之|-)(?P<sub>\S{1,3}))?")


def units_of(connection: Connection, document: StoredDocument) -> tuple[Unit, ...]:
    """The units of the body, and of each file with the address of the file before theirs: `file-2/art-3`."""
    found = list(cut_passages(tuple(passages_of(document.record.body))))
    pages = (page for _, page in queries.texts(connection, [document.id]))
    for number, of_file in groupby(pages, key=lambda page: page.attachment):
        files = {number: [(page.page, page.text) for page in of_file]}
        units = cut_passages(tuple(passages_of("", files)))
        found += [replace(unit, path=f"file-{number}/{unit.path}") for unit in units]
    return tuple(found)


def article_of(units: Sequence[Unit], name: str) -> Unit | None:
    """The article that a name means, in the body or else in the first file that has it: 12, 第十条之一, 10-1.

    None where the document has no such article, or the words name none.
    """
    match = _ARTICLE.fullmatch("".join(name.split()))
    number = value_of(match["number"]) if match else None
    if match is None or number is None:
        return None
    sub = value_of(match["sub"]) if match["sub"] else 0
    return next((one for one in units if one.level == "article" and (one.number, one.sub) == (number, sub)), None)
