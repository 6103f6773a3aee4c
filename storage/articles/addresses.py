"""Addresses of units: what people write (第十二条第二款, 12, art-12/para-2), and in which unit words stand."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

from sqlalchemy.engine import Connection

from parsers.grammar.articles.addresses import path_of
from parsers.grammar.articles.heads import value_of
from parsers.grammar.articles.model import Unit
from parsers.position import Position
from storage.articles.units import Row, units_in, units_of, units_of_body
from storage.attachments import queries

_STEP = r"(?:file|doc|part|ch|div|sec|art|para|item|sub|point|subpoint|annex)-\d{1,4}(?:-\d{1,3})?"
_PATH = re.compile(rf"{_STEP}(?:/{_STEP})*")
_KEYED = re.compile(rf"(?P<key>.+)#(?P<path>{_PATH.pattern})", re.DOTALL)
# 12 · 十二 · 10-1 · 十之一
_NUMBER = re.compile(r"(?P<number>[^\s条之-]{1,8})条?(?:(?:之|-)(?P<sub>[^\s条款项]{1,3}))?")


def split_key(key: str) -> tuple[str, str | None]:
    """What names the document, and the path of a unit behind #, as in 25#art-12; None where there is none."""
    match = _KEYED.fullmatch(key.strip())
    return (match["key"], match["path"]) if match else (key, None)


def find_unit(units: Sequence[Unit], name: str) -> Unit | None:
    """The unit that a name means, in the body or else in the first file that has it: 12, 第十条之一第二款, art-12.

    None where the document has no such unit, or the words name none.
    """
    bare = "".join(name.split())
    if not _PATH.fullmatch(bare):
        number = _NUMBER.fullmatch(bare)
        if number and (value := value_of(number["number"])):
            sub = value_of(number["sub"]) if number["sub"] else None
            bare = f"art-{value}" + (f"-{sub}" if sub else "")
        else:
            bare = path_of(bare) or ""
    if not bare:
        return None
    article, item, rest = bare.partition("/item-")
    is_of_only_list = item and "/" not in article  # 第五条第三项: of the one paragraph that has items
    for unit in units:
        if unit.path == bare or unit.path.endswith(f"/{bare}"):
            return _as_cited(units, unit)
    if not is_of_only_list:
        return None
    pattern = re.compile(rf"(?:.*/)?{re.escape(article)}/para-\d+/item-{re.escape(rest)}")
    meant = [unit for unit in units if pattern.fullmatch(unit.path)]
    return _as_cited(units, meant[0]) if len(meant) == 1 else None


def unit_at(units: Sequence[Unit], offset: int, attachment: int = 0) -> Unit | None:
    """The lowest unit in which a character of the body or of a file stands, with the path by which it is cited."""
    deepest = None
    for unit in units:
        if unit.attachment == attachment and unit.start <= offset < unit.end:
            deepest = unit
    return _as_cited(units, deepest) if deepest else None


def path_at(spans: Sequence[tuple[str, int, int]], offset: int) -> str | None:
    """The path by which the lowest unit is cited in which a character of the body stands."""
    path = next((path for path, start, end in reversed(spans) if start <= offset < end), None)
    return cited_path(path, {path for path, *_ in spans}) if path else None


def cited_path(path: str, every: Collection[str]) -> str:
    """The path by which a unit is cited: one of an article that has a single paragraph names no paragraph.

    `every`: the paths of all units of the text.
    """
    article, is_within, below = path.partition("/para-1")
    if not is_within or below[:1].isdigit() or f"{article}/para-2" in every:
        return path
    return article + below


def _as_cited(units: Sequence[Unit], found: Unit) -> Unit:
    """A unit with the path by which it is cited."""
    path = cited_path(found.path, {unit.path for unit in units})
    if path == found.path:
        return found
    return next((unit for unit in units if unit.path == path), replace(found, path=path))


class UnitFinder:
    """Finds the unit in which words of a document stand; reads its units, and its files, once they are asked for."""

    def __init__(self, connection: Connection, document_id: int, body: str, rows: Sequence[Row] | None = None) -> None:
        self._connection = connection
        self._document_id = document_id
        self._body = body
        self._rows = rows
        """What is held of the body's units, where that was read."""

    @cached_property
    def _of_body(self) -> Sequence[Unit]:
        if self._rows is not None:
            return units_in(self._rows, self._body)
        return units_of_body(self._connection, self._document_id, self._body)

    @cached_property
    def _of_files(self) -> Sequence[Unit]:
        return units_of(self._connection, self._document_id, self._body)

    @cached_property
    def _pages(self) -> dict[int, list[tuple[int, str]]]:
        pages_of: dict[int, list[tuple[int, str]]] = {}
        for _, page in queries.texts(self._connection, [self._document_id]):
            pages_of.setdefault(page.attachment, []).append((page.page, page.text))
        return pages_of

    def at(self, place: str | None, words: str, at: int | None = None) -> Unit | None:
        """The lowest unit in which words stand; `place`: as `Position` writes it; `at`: the character of the
        paragraph at which they begin, which is looked for where it is not given."""
        position = Position.parse(place)
        if position is None or position.paragraph is None:
            return None
        attachment = position.attachment or 0
        if not (self._of_files if attachment else self._of_body):
            return None
        before, text = self._text_of(attachment, position.page)
        starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=before))
        if position.paragraph >= len(starts):
            return None
        begins = starts[position.paragraph - 1]
        if at is None:
            line = text[begins - before : starts[position.paragraph] - before - 1]
            at = max(0, line.find(words.split("\t")[0].strip()[:40]))
        return unit_at(self._of_files if attachment else self._of_body, begins + at, attachment)

    def _text_of(self, attachment: int, page: int | None) -> tuple[int, str]:
        """The text of the body or of a page, and the characters of the file before it."""
        if not attachment:
            return 0, self._body
        before = 0
        for number, text in self._pages.get(attachment, ()):
            if number == page:
                return before, text
            before += len(text) + 1
        return 0, ""
