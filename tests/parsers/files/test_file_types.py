"""Every type of file of the table is known where types are: links, readers, settings, names in texts."""

import importlib
import re
from typing import get_args

import pytest

from configuration.values import read_file_types
from parsers.file_types import ANY_ENDING, FILE_TYPES, ReaderName
from parsers.files import readers, sniff
from parsers.markup.attachments import file_of
from parsers.page import Page

PAGE = Page("https://www.miit.gov.cn/a.html", b"")


@pytest.mark.parametrize("ending", FILE_TYPES)
def test_a_link_to_a_file_of_each_type_is_an_attachment_with_its_media_type(ending: str) -> None:
    file = file_of(f"/files/annex.{ending.upper()}", PAGE)
    assert file is not None
    assert file.media_type == FILE_TYPES[ending].media_type


@pytest.mark.parametrize("ending", FILE_TYPES)
def test_each_type_may_be_switched_off(ending: str) -> None:
    assert read_file_types([f".{ending}"]) == (ending,)


@pytest.mark.parametrize("ending", FILE_TYPES)
def test_a_name_with_any_ending_is_known_as_a_name(ending: str) -> None:
    assert re.fullmatch(rf"\.(?:{ANY_ENDING})", f".{ending}")


@pytest.mark.parametrize("reader", get_args(ReaderName))
def test_each_reader_is_a_module_that_reads(reader: ReaderName) -> None:
    module = importlib.import_module(readers.MODULES[reader])
    assert callable(module.read)


def test_each_type_that_is_read_is_found_by_its_bytes() -> None:
    found = {value.media_type: value.reader for value in vars(sniff).values() if isinstance(value, sniff.FileType)}
    read = {one.media_type: one.reader for one in FILE_TYPES.values() if one.reader}
    assert {kind: found.get(kind) for kind in read} == read
