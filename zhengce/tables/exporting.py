"""Documents as files, a format a module: CSV and XLSX for spreadsheets, JSON lines and Parquet for programs, citations
for reference managers (`zhengce.citations`).

JSON lines and Parquet have the text of attached files, too (`attachment_texts`); CSV and XLSX say how many files there
are and how well they could be read. XLSX cuts a text that is too long for a cell, and says so there; nothing else is
lost in any of them.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from storage.attachments import queries as attachments
from storage.documents import queries
from storage.documents.filters import EVERYTHING, Filters
from storage.documents.queries import StoredDocument
from storage.search.expression import Expression
from storage.search.searcher import Order, Searcher
from zhengce import citations
from zhengce.citations.facts import CitationFacts
from zhengce.documents import view as documents
from zhengce.documents.view import EXPORTED
from zhengce.tables import parquet, xlsx
from zhengce.tables.columns import Column, WriteRow, of_record
from zhengce.tables.rows import COLUMNS, csv_file, jsonl_file, whole_row
from zhengce.tables.whole_file import ExportError, exported_file

Progress = Callable[[int], None]

WRITERS: Mapping[str, Callable[[Path, Sequence[Column]], AbstractContextManager[WriteRow]]] = {
    ".csv": csv_file,
    ".jsonl": jsonl_file,
    ".parquet": parquet.writer,
    ".xlsx": xlsx.writer,
}

FORMATS = (*WRITERS, *(f".{ending}" for ending in citations.FILES))

TOGETHER = 50
"""Documents whose files are read at once: some have hundreds of pages."""

WITH_TEXTS = (".jsonl", ".parquet")
"""Formats that have the text of attached files."""


def export(
    connection: Connection,
    path: Path,
    filters: Filters | None = None,
    *,
    expression: Expression | None = None,
    order: Order = "best",
    limit: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Writes the documents that pass the filters, or the first `limit` of them, as `export_documents` does.

    With an expression those of which it holds, in the order of a search; without one the newest first.
    """
    ids = chosen_ids(connection, filters or EVERYTHING, expression, order, limit)
    return export_documents(connection, path, queries.each_of(connection, ids), progress=progress)


def chosen_ids(
    connection: Connection, filters: Filters, expression: Expression | None, order: Order, limit: int | None
) -> list[int]:
    """The ids of the documents to be exported, in order."""
    if expression is None:
        return queries.ids(connection, filters, limit=limit)
    hits = Searcher(connection).hits(expression, filters, order=order, limit=limit or sys.maxsize)
    return [hit.document_id for hit in hits]


def export_documents(
    connection: Connection, path: Path, documents: Iterable[StoredDocument], *, progress: Progress | None = None
) -> int:
    """Writes documents, with all their parts, in the format of the name's ending.

    Returns their number. The file appears when it is whole; one that was there stays until then. Raises ExportError.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ExportError(f"{path}: the name must end in {', '.join(FORMATS)}")
    with exported_file(path) as unfinished:
        if ending not in WRITERS:
            return _write_citations(unfinished, documents, progress)
        with_texts = ending in WITH_TEXTS
        records = _records(connection, documents, progress, with_texts=with_texts)
        if with_texts:
            return write_table([unfinished], of_record(EXPORTED), records)
        return write_table([unfinished], [Column(name, "text") for name in COLUMNS], map(whole_row, records))


def write_table(paths: Sequence[Path], columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write the rows to each of the files, in the format of its ending; return their number.

    Raises ExportError and OSError.
    """
    count = 0
    with ExitStack() as files:
        writers = [files.enter_context(WRITERS[path.suffix](path, columns)) for path in paths]
        for count, row in enumerate(rows, 1):  # noqa: B007
            for write in writers:
                write(row)
    return count


def _write_citations(path: Path, documents: Iterable[StoredDocument], progress: Progress | None) -> int:
    facts = []
    for document in documents:
        facts.append(CitationFacts(document))
        if progress:
            progress(len(facts))
    path.write_bytes(citations.citation_file(facts, citations.FILES[path.suffix.removeprefix(".")]))
    return len(facts)


def _records(
    connection: Connection, chosen: Iterable[StoredDocument], progress: Progress | None, *, with_texts: bool
) -> Iterator[dict[str, Any]]:
    documents_left, done = iter(chosen), 0
    while batch := list(islice(documents_left, TOGETHER)):
        having = [document.id for document in batch if document.record.attachments and with_texts]
        texts: dict[int, list[dict[str, Any]]] = {}
        for document_id, text in attachments.texts(connection, having) if having else ():
            texts.setdefault(document_id, []).append(asdict(text))
        for document in batch:
            record = documents.select(document, documents.RECORD)
            yield record | ({"attachment_texts": texts.get(document.id, [])} if with_texts else {})
            done += 1
            if progress:
                progress(done)
