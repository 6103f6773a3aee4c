"""The pages for analysts: what they show, that nothing can be written or run, and what a request may cost."""

import html
import json
import re
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from storage.database import Database, open_database
from storage.errors import StorageError
from tests.zhengce.holding import hold, invented
from tests.zhengce.serving import ALERT, fill, served
from tests.zhengce.web.asking import Site, answer, ask
from zhengce.web.database import Reader
from zhengce.web.errors import TooSlow
from zhengce.web.pages.rendering.diff import DiffPiece, differences


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/targets",
        "/documents/{plan}/life",
        "/sources",
        "/documents/{plan}",
        "/documents/{hostile}",
        "/archive/1",
    ],
)
def test_every_page_forbids_all_scripts_but_its_own(site: Site, path: str) -> None:
    status, text, headers = answer(site[0] + path.format(**site[1]))
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    scripts = [tag for tag in re.findall(r"<script[^>]*>", text) if tag != '<script src="/static/reading.js" defer>']
    assert scripts == ['<script src="/static/page.js" defer>']
    assert not re.search(r"\son\w+=|style=|javascript:", re.sub(r">[^<]*<", "><", text))
    assert not re.search(r"(?:src|href)=\"(?!/|\?|#|https://www\.(?:miit|gov|ndrc)|https://[a-z-]+\.example)", text)


def test_crawled_markup_is_text(site: Site) -> None:
    for path in ("/?q=" + quote("髹漆"), f"/documents/{site[1]['hostile']}"):
        text = ask(site, path)
        assert ALERT not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("path", ["/search", "/documents/{plan}"])
def test_chinese_text_is_marked_as_such_on_an_english_page(site: Site, path: str) -> None:
    text = ask(site, path.format(**site[1]))
    assert '<html lang="en"' in text
    assert re.search(r'<h[13]><span lang="zh-Hans">|<(?:h3|a|p|span)[^>]* lang="zh-Hans">', text)


def test_pages_are_in_english(site: Site) -> None:
    status, text, headers = answer(site[0] + "/?q=" + quote("闸板"), **{"Accept-Language": "zh"})
    assert "Titles first" in text
    assert "Set-Cookie" not in headers
    status, text, _ = answer(site[0] + "/documents/1?lang=zh")
    assert (status, "ages are in English" in text) == (422, True)


def test_an_empty_form_field_asks_for_nothing(site: Site) -> None:
    assert answer(site[0] + "/?q=&from=&to=")[0] == 200
    assert answer(site[0] + "/api/search?from=")[0] == 422


def test_an_archived_page_runs_and_loads_nothing(site: Site) -> None:
    status, text, headers = answer(site[0] + "/archive/1/page")
    assert status == 200
    assert "埽工" in text
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    status, text, headers = answer(site[0] + "/archive/1/source")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert ALERT in text


def test_an_answer_that_the_archive_lost_is_said_so(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    fill(database, tmp_path / "archive")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE captures SET file = '../zhengce.db'")
    with served(database, tmp_path / "archive") as address:
        assert answer(address + "/archive/1/source")[0] == 404
    database.close()


def test_feeds_are_served(site: Site) -> None:
    status, text, headers = answer(site[0] + "/feed.atom?issuer=miit")
    assert status == 200
    assert headers["Content-Type"].startswith("application/atom+xml")
    assert f"{site[0]}/documents/{site[1]['plan']}" in text
    for held, status in ((headers["ETag"], 304), (f'"x", W/{headers["ETag"]}', 304), ("*", 304), ('"x"', 200)):
        assert answer(site[0] + "/feed.atom?issuer=miit", **{"If-None-Match": held})[0] == status, held
    assert json.loads(answer(site[0] + "/feed.json")[1])["version"].startswith("https://jsonfeed.org")


def test_a_search_leads_to_its_own_feed(site: Site) -> None:
    link = re.search(r'href="(/feed\.atom\?[^"]+)"', ask(site, f"/?q={quote('闸板')}&issuer=miit&order=newest&limit=5"))
    assert link
    status, text, _ = answer(site[0] + html.unescape(link[1]))
    assert (status, text.count("<entry>")) == (200, 1)
    assert "<title>zhengce 政策 · 闸板 · issuers: miit</title>" in text
    assert answer(f"{site[0]}/feed.atom?q=%00")[0] == 400


def test_differences_show_what_came_and_went() -> None:
    assert differences("甲乙丙\n丁", "甲戊丙\n丁") == [
        (DiffPiece("same", "甲"), DiffPiece("old", "乙"), DiffPiece("new", "戊"), DiffPiece("same", "丙")),
        (DiffPiece("same", "丁"),),
    ]
    assert differences(None, "2022-01-01") == [(DiffPiece("new", "2022-01-01"),)]
    assert differences([{"name": "工信部"}], []) == [(DiffPiece("old", "工信部"),)]


# ------------------------------------------------------------------ limits


def test_the_webs_connections_cannot_write(database: Database) -> None:
    reader = Reader(database)
    for statement in ("DELETE FROM documents", "CREATE TABLE mine (x integer)", "UPDATE documents SET title = 'x'"):
        with pytest.raises(StorageError), reader.connection() as connection:
            connection.execute(sa.text(statement))


def test_a_question_that_takes_too_long_is_stopped(database: Database) -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000000) SELECT count(*) FROM n"
    )
    with pytest.raises(TooSlow), Reader(database, seconds=0.2).connection() as connection:
        connection.execute(sa.text(endless))


def test_a_slow_question_is_answered_with_503(site: Site, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, *(invented(title=f"关于第{n}座闸板的通知", body="闸板" * 2000) for n in range(30)))
    with served(database, tmp_path, seconds=0.0) as address:
        status, text, headers = answer(address + "/api/facets")
    assert status in (200, 503)  # a machine may be quicker than the first look at the clock
    if status == 503:
        assert headers["Retry-After"]
        assert "Traceback" not in text
    database.close()


def test_a_database_that_is_gone_is_a_503_without_details(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with served(database, tmp_path) as address:
        with sqlite3.connect(tmp_path / "zhengce.db") as connection:
            connection.execute("DROP VIEW policies")
            connection.execute("DROP TABLE citations")
            connection.execute("DROP TABLE captures")
            connection.execute("ALTER TABLE documents RENAME TO elsewhere")
        status, text, _ = answer(address + "/api/search")
    database.close()
    assert status == 503
    assert json.loads(text) == {"detail": "the database does not answer"}
