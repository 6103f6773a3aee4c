"""English for SQL: titles of documents (the view `policies`) and indicators (`targets`), as outputs show them.

Made after crawls, reparses and translations, and by `index`. What an editor accepts stands in outputs at once and here
from then on; an editor's own title of a document stands in the view at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.documents import queries
from storage.editing.annotations import NOTHING
from storage.schema import documents, english_indicators, english_titles, targets
from storage.translations.queries import find_texts, held_title, in_parts
from storage.translations.texts import Text, texts_of_title
from zhengce.english.texts import shown_text
from zhengce.english.titles.shown import ShownText, shown_title


def refresh(database: Database, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Brings the English of titles and indicators up to date; returns of how many. A batch a transaction.

    `progress` gets the number done.
    """
    done = 0
    for column, find_stale, make in (
        (english_titles.c.document_id, _stale_titles, _titles),
        (english_indicators.c.indicator, _stale_indicators, _indicators),
    ):
        with database.read() as connection:
            stale = dict(find_stale(connection))
        for keys in in_parts(stale):
            with database.write() as connection:
                rows = [row | {"made_of": stale[row[column.name]]} for row in make(connection, keys)]
                connection.execute(sa.delete(column.table).where(column.in_(keys)))
                if rows:
                    connection.execute(sa.insert(column.table), rows)
            done += len(keys)
            progress(done)
    if done:
        with database.write() as connection:
            connection.execute(_point)
    return done


_known = sa.select(english_indicators.c.indicator_en).where(english_indicators.c.indicator == targets.c.indicator)
_point = (
    sa.update(targets)
    .values(indicator_en=_known.scalar_subquery())
    .where(targets.c.indicator_en.is_distinct_from(_known.scalar_subquery()))
)


@cache
def _rules() -> str:
    """A digest of the rules and tables by which English is made: others make others."""
    paths = sorted(path for path in Path(__file__).parent.rglob("*") if path.suffix in (".py", ".csv"))
    return blake2b(b"".join(path.read_bytes() for path in paths), digest_size=8).hexdigest()


def _made_of(*parts: Any) -> str:
    return blake2b(repr((_rules(), parts)).encode(), digest_size=8).hexdigest()


def _stale_titles(connection: Connection) -> Iterator[tuple[Any, str]]:
    """The documents whose title is made of something else than it was, and of what."""
    columns = (documents.c[name] for name in ("id", "title", "issued_title", "subject", "stage", "document_type"))
    join = documents.join(english_titles, english_titles.c.document_id == documents.c.id, isouter=True)
    rows = connection.execute(sa.select(*columns, english_titles.c.made_of).select_from(join).order_by("id")).all()
    for some in in_parts(rows):
        pairs = [texts_of_title(row) for row in some]
        held = find_texts(connection, [text for pair in pairs for text in pair])
        for row, pair in zip(some, pairs, strict=True):
            made_of = _made_of(*row[1:-1], held_title(pair, held))
            if made_of != row.made_of:
                yield row.id, made_of


def _titles(connection: Connection, ids: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for document in queries.stored(connection, ids, parts=(), with_body=False):
        yield {"document_id": document.id, **_columns("title_en", shown_title(replace(document, annotations=NOTHING)))}


def _stale_indicators(connection: Connection) -> Iterator[tuple[Any, str]]:
    """The indicators whose English is made of something else than it was, and of what."""
    made = {row.indicator: row.made_of for row in connection.execute(sa.select(english_indicators))}
    indicators = connection.execute(sa.select(targets.c.indicator).distinct().order_by("indicator")).scalars().all()
    for some in in_parts(indicators):
        texts = find_texts(connection, [Text("indicator", indicator) for indicator in some])
        for indicator in some:
            made_of = _made_of(texts.get(Text("indicator", indicator)))
            if made_of != made.get(indicator):
                yield indicator, made_of


def _indicators(connection: Connection, indicators: Sequence[Any]) -> Iterator[dict[str, Any]]:
    texts = [Text("indicator", indicator) for indicator in indicators]
    held = find_texts(connection, texts)
    for text in texts:
        yield {"indicator": text.chinese, **_columns("indicator_en", shown_text(text, held))}


def _columns(name: str, shown: ShownText | None) -> dict[str, str | None]:
    return {name: shown.text if shown else None, f"{name}_origin": shown.origin if shown else None}
