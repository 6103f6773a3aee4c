"""Every type of file of the table is known where types are: links, readers, settings, names in texts, pages."""

import importlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import pytest

from parsers.file_types import ANY_ENDING, FILE_TYPES, ReaderName
from parsers.files import readers, sniff
from parsers.markup.attachments import file_of
from parsers.page import Page
from tests.parsers.files.damage import damaged
from tests.samples.build import ANSWERS
from zhengce.web.words import file_kind

TEXT = "关于做好口岸信息化设施改造工作的通知"
FILES = Path(__file__).parent / "samples"
DOCS = Path(__file__).parents[3] / "docs"
PAGE = Page("https://www.miit.gov.cn/a.html", b"")


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("通知.txt", TEXT)
    return file.getvalue()


SAMPLES: Mapping[ReaderName, Callable[[], bytes]] = {
    "pdf": (ANSWERS / "www.ndrc.gov.cn/P020211109000007000001.pdf").read_bytes,
    "doc": (FILES / "notice.doc").read_bytes,
    "docx": (ANSWERS / "www.ndrc.gov.cn/P020221129000053000001.docx").read_bytes,
    "rtf": (FILES / "notice.rtf").read_bytes,
    "spreadsheet": (FILES / "list.xls").read_bytes,
    "ofd": (ANSWERS / "www.ndrc.gov.cn/P020211109000007000002.ofd").read_bytes,
    "archive": zipped,
    "plain": TEXT.encode,
}
"""A file for each reader that a type of the table has."""


@pytest.mark.parametrize("ending", FILE_TYPES)
def test_a_link_to_a_file_of_each_type_is_an_attachment_with_its_media_type(ending: str) -> None:
    file = file_of(f"/files/annex.{ending.upper()}", PAGE)
    assert file is not None
    assert file.media_type == FILE_TYPES[ending].media_type


@pytest.mark.parametrize("ending", FILE_TYPES)
def test_a_name_with_any_ending_is_known_as_a_name(ending: str) -> None:
    assert re.fullmatch(rf"\.(?:{ANY_ENDING})", f".{ending}")


@pytest.mark.parametrize("reader", get_args(ReaderName))
def test_each_reader_is_a_module_that_reads(reader: ReaderName) -> None:
    module = importlib.import_module(readers.MODULES[reader])
    assert callable(module.read)


@pytest.mark.parametrize("reader", sorted({row.reader for row in FILE_TYPES.values() if row.reader}))
def test_each_reader_of_the_table_reads_a_file_and_gives_a_state_for_damaged_copies_of_it(reader: ReaderName) -> None:
    content = SAMPLES[reader]()
    assert sniff.sniff(content).reader == reader
    read = readers.read_content(content)
    assert (read.state, any(page.paragraphs for page in read.pages)) == ("ok", True)
    for copy in damaged(content, 12):
        assert readers.read_content(copy).state


@pytest.mark.parametrize("ending", FILE_TYPES)
def test_pages_name_each_type_by_an_ending(ending: str) -> None:
    kind = FILE_TYPES[ending].media_type
    assert FILE_TYPES[file_kind(kind).lower()].media_type == kind


@pytest.mark.parametrize("page", ["operations.md"])
def test_the_documentation_names_each_type_that_is_read(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert [ending for ending, row in FILE_TYPES.items() if row.reader and ending.upper() not in text] == []
