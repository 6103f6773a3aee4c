"""What came into documents, what went out of them, and which pages vanished: one search for page, API and command."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from storage.crawl import pages
from storage.database import Database, open_database
from storage.documents.changed_texts import What
from storage.documents.filters import Filters
from tests.zhengce.serving import served
from tests.zhengce.shelf import NOON, keep, policy
from tests.zhengce.web.asking import Site, ask
from zhengce.documents import changes as log

LONG = policy(
    "关于髹漆数据的通知", "https://www.miit.gov.cn/a1.html", body="第一条 髹漆要细。\n第二条 依法办理数据出境手续。"
)
OTHER = policy("关于埽工的通知", "https://www.miit.gov.cn/a2.html", body="埽工要牢。\n不得擅自提高ＡＩ收费。")


@pytest.fixture
def ids(database: Database) -> tuple[int, int]:
    """Two documents: the first changes beside its words, the second gets and loses words and a heading; it vanishes."""
    one, other = keep(database, LONG, OTHER)
    keep(database, replace(LONG, body=LONG.body.replace("依法办理", "及时办理")), when=NOON + timedelta(days=1))
    changed = replace(OTHER, body="埽工要牢。\n涉及数据出境的，应当申报。")
    keep(database, changed, when=NOON + timedelta(days=2))
    with database.write() as connection:
        assert pages.gone(connection, "miit", LONG.url, "404", NOON + timedelta(days=3))
    return one, other


def found(database: Database, q: str | None, what: What = "added", **filters: Any) -> list[int]:
    with database.read() as connection:
        chosen = Filters(**filters)
        return [one["document_id"] for one in log.find_texts(connection, q, what, chosen)]


def test_words_are_found_where_they_came_in_or_went_out(database: Database, ids: tuple[int, int]) -> None:
    one, other = ids
    assert found(database, "数据出境") == [other]  # of the first a line was edited beside the words
    assert found(database, "及时") == found(database, "及时办理 NOT 申报") == [one]
    assert found(database, "依法办理", "removed") == [one]
    assert found(database, "ai收费", "removed") == [other]
    assert found(database, "收费 OR 依法", "removed") == [other, one]
    assert found(database, "数据出境", "removed") == found(database, "没有这样的词") == []
    assert found(database, None) == [other, one]
    assert found(database, None, "withdrawn") == found(database, "髹漆", "withdrawn") == [one]
    assert found(database, "埽工", "withdrawn") == []
    days: dict[str, Any] = {
        "date_from": (NOON + timedelta(days=2)).date(),
        "date_to": (NOON + timedelta(days=2)).date(),
    }
    assert found(database, None, **days) == [other]
    assert found(database, None, sources=("ndrc",)) == []


@pytest.mark.sqlite_alone
def test_english_words_find_what_came_in_in_chinese(database: Database, ids: tuple[int, int]) -> None:
    assert found(database, "data export") == [ids[1]]


@pytest.mark.sqlite_alone
def test_reading_again_is_no_revision_of_the_ministry(database: Database, ids: tuple[int, int]) -> None:
    keep(database, replace(OTHER, body="由新规则读出的数据出境。"), when=NOON + timedelta(days=5), kind="reparsed")
    assert found(database, "新规则") == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, OTHER)
    keep(database, replace(OTHER, body="埽工要牢。\n涉及数据出境的，应当申报。"), when=NOON + timedelta(days=2))
    database.close()
    return tmp_path


def test_the_api_gives_revisions_with_their_lines(folder: Path) -> None:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with served(database, folder) as address:
        site: Site = (address, {}, database)
        answer = json.loads(ask(site, f"/api/revisions?q={quote('数据出境')}&source=miit"))
    database.close()
    assert (len(answer["items"]), answer["items"][0]["lines"], answer["next"]) == (
        1,
        ["涉及数据出境的，应当申报。"],
        None,
    )
