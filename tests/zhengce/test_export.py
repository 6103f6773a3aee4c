"""An export of everything, read back, equals the database, in every format; and no spreadsheet runs it."""

import csv
import gc
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from benchmarks.corpus import documents as corpus
from parsers.moments import format_moment
from parsers.record import Attachment, Citation, Evidence
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.editing import annotations, issues
from storage.search import searcher as search
from storage.search.searcher import Searcher
from tests.processes import export_in_little_room, run_forked
from tests.zhengce.holding import EDITOR, hold, invented
from zhengce.documents.view import RECORD, select
from zhengce.search.parser import understand
from zhengce.tables.exporting import export
from zhengce.tables.rows import COLUMNS, LISTS
from zhengce.tables.whole_file import ExportError
from zhengce.tables.xlsx import CELL, CUT

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''", "＝1", " =1")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Invented documents, only to be read."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('held') / 'zhengce.db'}")
    hold(database, *corpus(40, length=80))
    hold(
        database,
        invented(title="关于很长的正文的通知", body="长" * 70_000 + "\n末段"),
        invented(
            title='关于“引号”,逗号"与<script>alert(1)</script>的通知',
            topic="一行\u2028分隔",
            attachments=(Attachment("=附件", "https://www.miit.gov.cn/a.pdf", None),),
            cites=(Citation("国发〔2021〕20号", None), Citation(None, "“十四五”规划")),
            evidence={"title": Evidence("h1", "标题、\n两行")},
            published_at=datetime.fromisoformat("2024-05-06T09:30:00+08:00"),
            written_on=date(1899, 12, 31),
        ),
        *(invented(title=f"{formula}关于第{n}个公式的通知", subject=formula) for n, formula in enumerate(FORMULAS)),
    )
    with database.write() as connection:
        annotations.set_title(connection, 3, "Notice on the third thing", EDITOR)
        texts = {"line": "=1+1", "figures": "one\ntwo", "comment": "备注"}
        issues.add_document(connection, 4, "top", EDITOR, texts)
        issues.add_document(connection, 5, "top", EDITOR)
    yield database
    database.close()


def expected(database: Database) -> list[dict[str, Any]]:
    with database.read() as connection:
        return [select(document, RECORD) for document in queries.each(connection)]


def written(database: Database, path: Path, **options: Any) -> int:
    with database.read() as connection:
        return export(connection, path, **options)


def record_of(cells: dict[str, Any]) -> dict[str, Any]:
    """A row of COLUMNS, empty cells as None, as the record that it was made of."""
    lists = {name: json.loads(cells[f"{name}_json"]) for name in LISTS}
    words = {name: cells[name].split("、") if cells[name] else [] for name in ("tags",)}
    texts = {name: cells[name] or "" for name in ("body", "parser_version")}
    return {name: cells.get(name) for name in RECORD} | lists | words | texts


def from_csv(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            cells: dict[str, Any] = {name: text.removeprefix("'") or None for name, text in row.items()}
            cells["id"] = int(row["id"])
            cells["issuing_bodies_complete"] = row["issuing_bodies_complete"] == "true"
            yield record_of(cells)


def from_xlsx(path: Path) -> Iterator[dict[str, Any]]:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book["policies"].iter_rows(values_only=True)
    names = next(rows)
    for row in rows:
        cells = {
            name: value.date().isoformat() if isinstance(value, datetime) else value
            for name, value in zip(names, row, strict=True)
        }
        yield record_of(dict.fromkeys(COLUMNS) | cells)
    book.close()


def known(item: dict[str, Any], *optional: str) -> dict[str, Any]:
    """A part of a record without those fields that it leaves out where they are null."""
    return {name: value for name, value in item.items() if value is not None or name not in optional}


def from_parquet(path: Path) -> Iterator[dict[str, Any]]:
    for row in parquet.read_table(path).to_pylist():
        row["evidence"] = {why.pop("field"): known(why, "place") for why in row["evidence"]}
        row["attachments"] = [
            known(item, "carries", "sha256", "state", "pages", "gone_at") for item in row["attachments"]
        ]
        for name, value in row.items():
            if isinstance(value, datetime):
                row[name] = format_moment(value)
            elif isinstance(value, date):
                row[name] = value.isoformat()
        yield row


def from_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


READERS = {".csv": from_csv, ".xlsx": from_xlsx, ".parquet": from_parquet, ".jsonl": from_jsonl}


@pytest.mark.parametrize("ending", READERS)
def test_what_is_read_back_equals_the_database(held: Database, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"all{ending}"
    records = expected(held)
    assert written(held, path) == len(records) > 30
    for back, record in zip(READERS[ending](path), records, strict=True):
        if ending == ".xlsx" and len(text := record["body"]) > CELL:
            record["body"] = text[:CELL] + CUT.format(len(text))
        assert {name: back.get(name) for name in record} == record


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(held: Database, tmp_path: Path) -> None:
    written(held, tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_a_workbook_and_a_parquet_file_tell_the_terms_of_reuse(held: Database, tmp_path: Path) -> None:
    written(held, tmp_path / "all.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "all.xlsx")["rights"].iter_rows(values_only=True))
    terms = {row[0]: row[1] for row in rows if row[0]}
    written(held, tmp_path / "all.parquet")
    told = json.loads(parquet.read_schema(tmp_path / "all.parquet").metadata[b"rights"])
    assert {one["source"]: one["terms"] for one in told["sources"]}.items() <= terms.items()
    assert terms["every other source"] == "none found"
    assert told["law"] in terms


def test_filters_and_limit_hold(held: Database, tmp_path: Path) -> None:
    only = Filters(stages=("draft",))
    with held.read() as connection:
        drafts = queries.count(connection, only)
    assert written(held, tmp_path / "drafts.jsonl", filters=only) == drafts > 0
    assert written(held, tmp_path / "two.jsonl", limit=2) == 2


@pytest.mark.both_engines
@pytest.mark.parametrize("order", ["best", "newest"])
def test_a_search_is_written_whole_in_its_order_on_both_databases(
    database: Database, tmp_path: Path, order: search.Order
) -> None:
    hold(database, *(invented(title=f"关于第{n}个闸板的通知", published_on=date(2024, 1, n)) for n in range(1, 6)))
    hold(database, *(invented(title=f"关于第{n}座船坞的意见", body="闸板。", document_type="意见") for n in range(5)))
    hold(database, invented(title="关于风筝的通知"))
    for filters in (Filters(), Filters(types=("意见",)), Filters(date_from=date(2024, 1, 3))):
        with database.read() as connection:
            expression = understand(connection, "闸板").expression
            hits = [hit.document_id for hit in Searcher(connection).hits(expression, filters, order=order)]
        for limit in (None, 3):
            path = tmp_path / "found.jsonl"
            written(database, path, filters=filters, expression=expression, order=order, limit=limit)
            assert [record["id"] for record in from_jsonl(path)] == hits[:limit] != []


def test_progress_is_told(held: Database, tmp_path: Path) -> None:
    told: list[int] = []
    count = written(held, tmp_path / "all.jsonl", progress=told.append)
    assert told == list(range(1, count + 1))


def test_an_empty_database_gives_an_empty_file(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    for ending in READERS:
        assert written(database, tmp_path / f"none{ending}") == 0
        assert list(READERS[ending](tmp_path / f"none{ending}")) == []
    database.close()


@pytest.mark.parametrize("name", ["all.docx", "all", "none/all.csv", "none/all.xlsx", "none/all.parquet", "."])
def test_a_file_that_cannot_be_written_is_named(held: Database, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError) as caught:
        written(held, tmp_path / name)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(held: Database, tmp_path: Path, ending: str) -> None:
    room = tmp_path / "room"
    room.mkdir()
    url, file = str(held.engine.url), room / f"all{ending}"
    result = run_forked(tmp_path, export_in_little_room, url, file)
    assert result.returncode == 0
    assert result.stdout.startswith(f"{file}: ")
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""
    assert list(room.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("ending", list(READERS))
def test_a_file_that_takes_nothing_is_told_once(held: Database, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"all{ending}"
    (tmp_path / f".all.{os.getpid()}.part{ending}").symlink_to("/dev/full")
    with pytest.raises(ExportError) as caught:
        written(held, path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "No space left on device" in str(caught.value)
    del caught
    gc.collect()  # what is given up now must not fail once more


def test_the_old_file_stays_until_the_new_one_is_whole(held: Database, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("old")

    def fails(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(held, path, progress=fails)
    assert path.read_text() == "old"
    assert not list(tmp_path.glob(".*.part"))
