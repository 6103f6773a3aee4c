"""The table of disclosure labels: what each label means, and that every reader reads by it."""

from types import ModuleType
from typing import get_args

import pytest

from parsers.extraction import Field
from parsers.grammar.document_number import read_number
from parsers.grammar.labels import LABELS, ROWS, labels_of
from parsers.page import Page
from parsers.sites import generic, state_council
from parsers.text import label_key

FIELDS = [row for row in LABELS.values() if row.field]


def test_a_row_names_a_field_of_the_record_and_is_spelled_as_readers_compare_it() -> None:
    assert {row.field for row in ROWS} <= {None, *get_args(Field)}
    assert [row.label for row in ROWS] == [label_key(row.label) for row in ROWS]


def test_a_label_stands_once_for_all_sites_and_once_for_a_site() -> None:
    assert len({(row.label, row.site) for row in ROWS}) == len(ROWS)


def test_a_site_may_use_a_label_in_a_sense_of_its_own() -> None:
    assert labels_of("miit")["分类"].field == "topic"
    assert LABELS["分类"].field is None
    assert labels_of("miit")["发文字号"] == LABELS["发文字号"]


@pytest.mark.parametrize(
    ("site", "url"), [(generic, "https://www.mof.gov.cn/a.htm"), (state_council, "https://www.gov.cn/zhengce/a.htm")]
)
def test_every_label_is_read_on_any_page_and_in_a_table_of_the_state_council(site: ModuleType, url: str) -> None:
    for row in FIELDS:
        body = f"<h1 class=title>某通知</h1><table class=bd1><tr><td>{row.label}：</td><td>甲</td></tr></table>"
        page = Page(url, f"<title>某通知</title>{body}<div id=UCAP-CONTENT><p>正文。</p></div>".encode())
        facts = site.read_notice(page).facts
        assert row.field
        assert "甲" in [finding.text for finding in facts[row.field]], row


def test_a_number_is_read_behind_any_label_of_numbers() -> None:
    for label in [row.label for row in FIELDS if row.field == "document_number"]:
        number = read_number(f"{label}：国发〔2021〕20号")
        assert number is not None, label
        assert number.as_printed == "国发〔2021〕20号"
