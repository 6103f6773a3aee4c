"""Watches made by a button: kept in the database, told as those of the command, never deleted."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from pytest_httpserver import HTTPServer

from storage.database import Database, open_database
from storage.editing import edits, saved_watches
from tests.command_line import zhengce
from tests.zhengce.shelf import keep, policy, revised
from tests.zhengce.web.desks import Desk, opened_desk
from zhengce.notifications import channels
from zhengce.settings.load import Configuration, Mail
from zhengce.watches import delivery
from zhengce.watches.watch import read_all

RULE = policy("关于数据安全的通知", "https://www.miit.gov.cn/w1.html", body="数据安全要牢。")
SOURCES = ("miit", "ndrc")
SECRET_PATH = "/hook/T0KENVALUE"
MAIL = Mail("127.0.0.1", "zhengce@example.org", ())


@pytest.fixture
def hook(httpserver: HTTPServer) -> HTTPServer:
    """A receiver of webhooks."""
    httpserver.expect_request(SECRET_PATH).respond_with_data("taken")
    return httpserver


@pytest.fixture
def chosen(hook: HTTPServer) -> Configuration:
    """A configuration with one channel, which only the file names."""
    return Configuration(channels={"hook": f"webhook+{hook.url_for(SECRET_PATH)}"}, secret="S3cretKey", mail=MAIL)


@pytest.fixture
def desk(tmp_path: Path, chosen: Configuration) -> Iterator[Desk]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, RULE)
    with opened_desk(database, tmp_path, configuration=chosen, sources=SOURCES) as opened:
        yield opened
    database.close()


def form_of(page: str, action: str) -> dict[str, str]:
    """What the first form to a path sends as it stands."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in one)
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    fields |= dict.fromkeys(re.findall(r'<input type="checkbox" name="([^"]+)" checked', form), "on")
    return {name: unescape(text) for name, text in fields.items()}


def made(desk: Desk, chosen: Configuration, **changed: str) -> tuple[dict[str, str], int]:
    """Makes a watch of a search, as an editor does; gives the editor's headers and the status of the answer."""
    editor = desk.log_in()
    page = desk.send("GET", f"/watches?q={quote('数据安全')}&issuer=miit", editor)[2]
    fields = form_of(page, "/watches")
    status, _, _ = desk.send(
        "POST", "/watches", editor, **(fields | {"name": "data", "every": "at once", "to-hook": "on"} | changed)
    )
    return editor, status


def act(desk: Desk, editor: dict[str, str], action: str, number: int = 1) -> tuple[int, str]:
    token = form_of(desk.send("GET", "/watches", editor)[2], f"/watches/{number}")["form_token"]
    status, _, page = desk.send("POST", f"/watches/{number}", editor, form_token=token, action=action)
    return status, page


def names(database: Database, chosen: Configuration) -> list[str]:
    with database.read() as connection:
        prepared, problems = read_all(connection, chosen, SOURCES)
    assert problems == []
    return [one.name for one in prepared]


def test_a_watch_is_made_tried_and_told(desk: Desk, chosen: Configuration, hook: HTTPServer) -> None:
    editor, status = made(desk, chosen)
    assert status == 303
    assert names(desk.database, chosen) == ["data"]
    status, page = act(desk, editor, "test")
    assert "taken" in page
    assert [json.loads(request.data)["subject"] for request, _ in hook.log] == ["[data] a test"]
    now = datetime.now(UTC)
    with desk.database.read() as connection:
        prepared, _ = read_all(connection, chosen, SOURCES)
    delivery.register(desk.database, prepared, now)
    keep(desk.database, revised(RULE), when=now + timedelta(minutes=1))
    assert delivery.run(desk.database, prepared, clock=lambda: now + timedelta(minutes=2)).failures == []
    assert "数据安全" in hook.log[-1][0].data.decode()
    assert len(hook.log) == 2


def test_no_secret_leaves_the_file(desk: Desk, chosen: Configuration) -> None:
    editor, _ = made(desk, chosen)
    act(desk, editor, "test")
    for path in ("/watches", "/watches?q=a"):
        assert "T0KENVALUE" not in desk.send("GET", path, editor)[2]
    with desk.database.read() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert "T0KENVALUE" not in dump


REFUSED: tuple[tuple[dict[str, str], int], ...] = (
    ({"name": "no name"}, 422),
    ({"mail": "http://127.0.0.1/"}, 422),
    ({"mail": "json://10.0.0.1/x@y"}, 422),
    ({"every": "hourly"}, 422),
    ({"search": '{"query": " "}'}, 422),
    ({"search": '{"issuer": ["nosuch"]}'}, 422),
    ({"search": '{"to": ["json://127.0.0.1"]}'}, 400),
    ({"form_token": "forged"}, 403),
)


def test_what_cannot_be_used_is_refused(desk: Desk, chosen: Configuration) -> None:
    for changed, status in REFUSED:
        assert made(desk, chosen, **changed)[1] == status, changed
        assert names(desk.database, chosen) == [], changed


def test_a_refused_form_comes_back_with_what_was_typed(desk: Desk, chosen: Configuration) -> None:
    editor, _ = made(desk, chosen)
    typed = {
        "name": "no name",
        "every": "weekly",
        "on-withdrawn": "on",
    }
    for path, page in (("/watches", "/watches?q=数据安全"), ("/watches/1", "/watches")):
        token = form_of(desk.send("GET", quote(page, safe="/?="), editor)[2], path)["form_token"]
        search = '{"query": "数据安全"}'
        sent = {"form_token": token, "action": "save", "search": search, **typed}
        status, _, answer = desk.send("POST", path, editor, **sent)
        assert (status, "expected a name of letters" in answer) == (422, True)
        form = next(one for one in re.findall(r"<form class=\"watch\".*?</form>", answer, re.S) if "no name" in one)
        assert f'value="{typed["name"]}"' in form
        assert 'value="weekly" checked' in form
        assert 'name="on-withdrawn" checked' in form
        assert 'name="on-new" checked' not in form
        assert json.loads(form_of(form, path)["search"]) == json.loads(search)
    assert names(desk.database, chosen) == ["data"]


def test_a_name_is_of_one_watch_alone(desk: Desk, chosen: Configuration) -> None:
    editor, _ = made(desk, chosen)
    assert made(desk, chosen)[1] == 422
    act(desk, editor, "aside")
    assert made(desk, chosen)[1] == 422


def test_a_watch_is_edited_and_put_aside_and_comes_back(desk: Desk, chosen: Configuration) -> None:
    editor, _ = made(desk, chosen)
    fields = form_of(desk.send("GET", "/watches", editor)[2].partition("<details>")[2], "/watches/1")
    assert desk.send("POST", "/watches/1", editor, **(fields | {"name": "renamed", "action": "save"}))[0] == 303
    assert names(desk.database, chosen) == ["renamed"]
    act(desk, editor, "aside")
    assert names(desk.database, chosen) == []
    act(desk, editor, "show")
    assert names(desk.database, chosen) == ["renamed"]
    with desk.database.read() as connection:
        assert len(saved_watches.list_watches(connection)) == 1
        fields_of = [edit.field for edit in edits.newest(connection, 20)]
    assert fields_of.count("settings") == 2


def test_others_neither_see_nor_make_any(desk: Desk, chosen: Configuration) -> None:
    made(desk, chosen)
    assert desk.send("GET", "/watches", {})[0] == 403
    assert desk.send("POST", "/watches", {}, name="x")[0] == 403
    assert desk.send("GET", "/watches?q=a", {})[0] == 403
    assert "/watches" not in desk.send("GET", "/search", {})[2]


def test_an_address_is_typed_once(desk: Desk, chosen: Configuration) -> None:
    editor, status = made(desk, chosen, mail="editor@example.org", **{"to-hook": ""})
    assert status == 303
    form = desk.send("GET", "/watches?q=a", editor)[2]
    assert '<input type="checkbox" name="to-editor@example.org"> editor@example.org' in form
    edit = form_of(desk.send("GET", "/watches", editor)[2].partition("<details>")[2], "/watches/1")
    assert edit["to-editor@example.org"] == "on"
    assert edit["mail"] == ""


def test_the_command_lists_them_and_names_what_cannot_be_used(
    desk: Desk, chosen: Configuration, tmp_path: Path
) -> None:
    made(desk, chosen)
    listed = zhengce("watch", "list", data=tmp_path)
    assert listed.stderr.startswith("zhengce: watch data: to: no channel hook; [channels] of zhengce.toml has none yet")
    gone = replace(chosen, channels={})
    with desk.database.read() as connection:
        prepared, problems = read_all(connection, gone, SOURCES)
    assert (prepared, len(problems)) == ([], 1)
    assert "T0KENVALUE" not in channels.read_channel(chosen.channels["hook"], None, "k").shown
