"""The units of held documents: of the body, of attached files, and one article by its name. Texts are our own."""

import json
from pathlib import Path

import pytest

from storage.database import open_database
from tests.command_line import zhengce
from tests.outputs.holding import hold, invented
from tests.test_cli import one_line

RULES = invented(
    title="棚架管理办法", body="第一条 为了棚架，制定本办法。\n第二条 棚架应当登记。\n第二条之一 登记不收费。"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, RULES)
    database.close()
    return folder


def test_a_held_document_is_cut_into_its_units(data: Path) -> None:
    found = json.loads(zhengce("articles", "1", "--format", "json", data=data).stdout)
    assert [unit["path"] for unit in found if unit["level"] == "article"] == ["art-1", "art-2", "art-2-1"]
    assert "art-2-1  第二条之一 登记不收费。" in zhengce("articles", "1", data=data).stdout


@pytest.mark.parametrize("name", ["2-1", "第二条之一", "二之一"])
def test_one_article_is_shown_by_its_number(data: Path, name: str) -> None:
    assert zhengce("show", "1", "--article", name, data=data).stdout == "第二条之一　登记不收费。\n"


def test_an_article_that_is_not_there_is_refused(data: Path) -> None:
    assert "has no such article" in one_line(zhengce("show", "1", "--article", "9", data=data))
