"""Workbooks: the values of the cells, a sheet a page."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook

from parsers.files import FileReader, workbook
from parsers.files.sandbox.limits import LIMITS
from parsers.files.sniff import sniff
from tests.parsers.files.damage import damaged, state_of
from tests.samples.files.packages import make_zip

SAMPLES = Path(__file__).parent / "samples"
XLS = (SAMPLES / "list.xls").read_bytes()


def make_xlsx(fill: Callable[[Workbook], None]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book)
    return file.getvalue()


def rows(*values: tuple[object, ...]) -> bytes:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("表")
        formats = {
            kind: book.add_format({"num_format": code})
            for kind, code in {
                datetime: "yyyy-mm-dd hh:mm:ss",
                date: "yyyy-mm-dd",
                time: "hh:mm:ss",
                timedelta: "[h]:mm",
            }.items()
        }
        for number, row in enumerate(values):
            for column, value in enumerate(row):
                sheet.write(number, column, value, formats.get(type(value)))

    return make_xlsx(fill)


def test_a_workbook_of_excel_97_is_read() -> None:
    result = workbook.read(XLS, LIMITS)
    assert (result.state, result.media_type) == ("ok", "application/vnd.ms-excel")
    assert [(page.number, page.name, page.paragraphs) for page in result.pages] == [
        (
            1,
            "项目清单",
            (
                "2025年度项目清单",
                "序号\t项目名称\t完成时限",
                "1\t数据要素流通试点\t2026年6月底",
                "2\t𠮷㐀〇○\t长期",
                "2025\t0.3\t1234567.89",
            ),
        ),
        (2, "选项 (hidden)", ("是",)),
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2025, "2025"),
        (0.1 + 0.2, "0.3"),
        (-1234567.89, "-1234567.89"),
        (1e15, "1000000000000000"),
        (0.00001, "0.00001"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 9, 30), "2025-03-01 09:30"),
        (time(9, 30), "09:30"),
        (timedelta(hours=30), "30:00"),
        (True, "TRUE"),
        ("一\n二\t三 ", "一 二 三"),
        ("=1+1", "0"),
    ],
)
def test_a_cell_is_shown_as_its_value(value: object, shown: str) -> None:
    assert workbook.read(rows((value,)), LIMITS).pages[0].paragraphs == (shown,)


def test_a_merged_cell_has_its_value_once_and_keeps_the_columns() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("表")
        sheet.merge_range(0, 0, 1, 1, "合并")
        sheet.write(0, 2, "甲")
        sheet.write(1, 2, "乙")

    assert workbook.read(make_xlsx(fill), LIMITS).pages[0].paragraphs == ("合并\t\t甲", "\t\t乙")


def test_charts_are_no_pages() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("表").write(0, 0, 1)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=表!$A$1"})
        book.add_chartsheet("图").set_chart(chart)

    assert [page.name for page in workbook.read(make_xlsx(fill), LIMITS).pages] == ["表"]


def test_a_long_workbook_is_cut_and_says_so() -> None:
    result = workbook.read(rows(("一",), ("二",), ("三",)), replace(LIMITS, rows=2))
    assert (result.state, result.reason) == ("partial", "a sheet has more than 2 rows")
    assert result.pages[0].paragraphs == ("一", "二")


def changed(kind: int, place: int, value: bytes) -> bytes:
    """The workbook of Excel 97 with other bytes in the first record of a kind."""
    at = XLS.index(struct.pack("<H", 0x0809))  # where the records begin
    while struct.unpack_from("<H", XLS, at)[0] != kind:
        at += 4 + struct.unpack_from("<H", XLS, at + 2)[0]
    at += 4 + place
    return XLS[:at] + value + XLS[at + len(value) :]


def utf_16(text: str) -> bytes:
    return text.encode("utf-16-le")


def far_apart() -> bytes:
    """A workbook of two cells, moved to the corners of a sheet: to write all rows between them takes half a second."""
    with zipfile.ZipFile(io.BytesIO(rows((1,), (2,)))) as near:
        parts = {name: near.read(name) for name in near.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'<row r="2"' in sheet
    far = sheet.replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="XFD1048576"')
    return make_zip(parts | {"xl/worksheets/sheet1.xml": far})


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(far_apart(), id="cells too far apart for the memory"),
        pytest.param(changed(0x0200, 4, b"\xff\xff\xff\x7f"), id="a sheet of two thousand million rows"),
        pytest.param(changed(0x0200, 0, b"\xff\xff\x00\x00"), id="a sheet that ends before it begins"),
        pytest.param(changed(0x00FD, 0, b"\xff\xff\xff\xff"), id="XLS cells too far apart"),
    ],
)
def test_a_workbook_that_needs_too_much_memory_costs_one_file(content: bytes) -> None:
    with FileReader() as reader:
        assert (reader.read(content).state, reader.read(XLS).state) == ("failed", "ok")


def test_a_workbook_with_a_password_says_so() -> None:
    locked = XLS.replace(utf_16("Workbook\0\0\0\0\0\0\0\0"), utf_16("EncryptedPackage"))
    assert sniff(locked.replace(b"\x12\0\2\0", b"\x22\0\2\0")).state == "encrypted"


def test_half_a_workbook_is_broken() -> None:
    assert state_of(workbook.read, XLS[: len(XLS) // 2]) == "failed"


@pytest.mark.parametrize("content", [XLS, rows(("一", 2), ("三", 4))], ids=["XLS", "XLSX"])
def test_a_damaged_file_gives_one_clear_state(content: bytes) -> None:
    states = {state_of(workbook.read, copy) for copy in damaged(content, 20)}
    assert states <= {"ok", "failed", "unsupported", "encrypted"}
