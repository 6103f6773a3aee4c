"""What commands, exports and feeds say of attached files."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from parsers.record import Attachment, Evidence
from storage.database import open_database
from storage.documents.filters import Filters
from tests.zhengce.attaching import read_file
from tests.zhengce.holding import NOW, hold, invented
from tests.zhengce.test_csv_table import run
from zhengce.feeds import feeds, versions

PLAN, SCAN = "https://www.miit.gov.cn/plan.pdf", "https://www.miit.gov.cn/scan.pdf"
LATER = NOW + timedelta(days=1)
TITLE = "“十四五”闸板行业发展规划"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one document: a plan in a file of two pages, a scan, and a form that was not fetched."""
    links = ((f"附件：{TITLE}.pdf", PLAN), ("图样", SCAN), ("申报表", "https://www.miit.gov.cn/form.docx"))
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    record = invented(
        title=f"关于印发{TITLE}的通知",
        issued_title=TITLE,
        attachments=tuple(Attachment(*link) for link in links),
        evidence={"issued_title": Evidence("file head", TITLE, "attachment 1, page 2")},
    )
    hold(database, record)
    with database.write() as connection:
        read_file(connection, PLAN, "总体要求", "到2025年\t56%", when=LATER)
        read_file(connection, SCAN, state="scan", when=LATER)
    database.close()
    return tmp_path


def printed(folder: Path, *words: str) -> str:
    return bytes(run(folder, *words)).decode("utf-8-sig")


def test_show_lists_each_file_with_what_became_of_it(folder: Path) -> None:
    lines = printed(folder, "show", "1", "--evidence").splitlines()
    [plan] = [line for line in lines if "text read, 2 pages" in line]
    assert f"carries 《{TITLE}》" in plan
    assert any("pictures of pages without text, sha256 " in line for line in lines)
    assert lines[[line.startswith("attachment 3") for line in lines].index(True) + 1].strip() == "not fetched"


def test_show_says_in_which_file_the_words_behind_a_value_stand(folder: Path) -> None:
    assert f"↳ file head: {TITLE} (attachment 1, page 2)" in printed(folder, "show", "1", "--evidence")


def test_search_prints_the_page_of_a_hit(folder: Path) -> None:
    assert "  │ attachment 1, page 2: 到2025年" in printed(folder, "search", '"到2025年"')


def test_an_export_for_programs_has_the_texts_and_one_for_spreadsheets_counts_the_files(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    for name in ("all.jsonl", "all.parquet", "all.csv", "all.xlsx"):
        printed(folder, "export", str(folder / name))
    texts = [
        {"attachment": 1, "page": 1, "name": None, "text": "总体要求"},
        {"attachment": 1, "page": 2, "name": None, "text": "到2025年\t56%"},
    ]
    record = json.loads((folder / "all.jsonl").read_text("utf-8"))
    assert record["attachment_texts"] == texts
    [row] = parquet.read_table(folder / "all.parquet").to_pylist()
    assert row["attachment_texts"] == texts
    assert [item["state"] for item in row["attachments"]] == ["ok", "scan", None]
    assert {why["field"]: why for why in row["evidence"]}["issued_title"]["place"] == "attachment 1, page 2"
    [cells] = csv.DictReader((folder / "all.csv").read_text("utf-8-sig").splitlines())
    assert cells["attachments"] == "3 (1 text read, 1 pictures of pages without text, 1 not fetched)"
    assert json.loads(cells["attachments_json"]) == record["attachments"]


def test_a_text_that_was_read_updates_an_entry_of_a_feed_and_makes_no_new_one(folder: Path) -> None:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with database.read() as connection:
        [version] = versions.load(connection, [], 10)
        assert (version.kind, version.number, version.changed_at) == ("new", 1, LATER)
        made = feeds.feed(connection, "json", Filters())
        [entry] = json.loads(made.body)["items"]
        assert entry["date_modified"] == "2026-01-06T02:30:00Z"
    database.close()


def test_changes_tell_the_first_text_of_a_file(folder: Path) -> None:
    told = [json.loads(line) for line in printed(folder, "changes").splitlines()]
    assert [change["kind"] for change in told] == ["new", "read", "read"]
    [old], [new] = (
        [item for item in told[1]["fields"]["attachments"][when] if item["url"] == PLAN] for when in ("old", "new")
    )
    assert ("state" in old, new["state"], new["pages"]) == (False, "ok", 2)
