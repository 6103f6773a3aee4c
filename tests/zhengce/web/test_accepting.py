"""An editor accepts a machine's English where it stands, and in the queue; nobody else does."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest

from parsers.record import Target
from storage.database import open_database
from storage.documents import queries
from storage.editing import edits, issues, undo
from storage.editing.edits import Editor
from storage.translations.queries import find_accepted
from storage.translations.texts import Text
from tests.zhengce.holding import NOW
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from tests.zhengce.web.desks import Desk, opened_desk
from zhengce.english.titles.shown import MARK, reviewed_title, shown_title

QUEUE = "/desk/english"
INDICATOR = Text("indicator", "5G用户普及率")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    target = Target(INDICATOR.chinese, 56, "56", "%", 2025, "level", words="到2025年，5G用户普及率达到56%。")
    keep(database, replace(ICT_PLAN, targets=(target,)), IPR_PLAN, DATA_DRAFT)
    with database.write() as connection:
        issues.add_document(connection, 2, "top", Editor("lee", NOW))
    with opened_desk(database, folder / "archive") as opened:
        yield opened
    database.close()


def english_of(desk: Desk, number: int) -> tuple[str, str]:
    with desk.database.read() as connection:
        document = queries.by_id(connection, number)
    assert document
    shown = shown_title(document)
    assert shown
    assert (reviewed_title(document) is None) == shown.is_machine
    return shown.text, shown.origin


@pytest.mark.parametrize("page", ["/documents/1", "/documents/1?q=规划"])
def test_a_title_is_accepted_on_its_document(desk: Desk, page: str) -> None:
    page = quote(page, safe="/?=&")
    editor = desk.log_in()
    text, origin = english_of(desk, 1)
    assert origin == "rules"
    _, _, html = desk.send("GET", page, editor)
    form = next(one for one in re.findall(r'<form class="accepting".*?</form>', html, re.S) if 'value="1"' in one)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields["back"] = unescape(fields["back"])
    assert text in form
    before = Desk.held(desk)
    outsider = {name: value for name, value in editor.items() if name != "Cookie"}
    assert desk.send("POST", QUEUE, outsider, **fields, english=text)[0] == 403
    assert "accepting" not in desk.send("GET", page, {})[2]
    status, headers, _ = desk.send("POST", QUEUE, editor, **fields, english=text)
    assert (status, headers["location"].partition("#")[0]) == (303, page)
    assert english_of(desk, 1) == (text, "accepted")
    _, _, html = desk.send("GET", page, editor)
    assert text in html
    assert f"{text}<i> {MARK}" not in html
    with desk.database.write() as connection:  # the history takes it back
        [last] = edits.newest(connection, 1)
        assert (last.subject.kind, last.after["english"], last.before) == ("text", text, None)
        undo.undo(connection, last.id, Editor("lee", NOW))
    assert english_of(desk, 1) == (text, "rules")
    assert desk.held() == before


def test_the_queue_has_picked_documents_first_and_each_text_until_it_is_accepted(desk: Desk) -> None:
    editor = desk.log_in()
    _, _, html = desk.send("GET", QUEUE, editor)
    rows = re.findall(r'name="chinese" value="([^"]*)"', html)
    assert "知识产权" in rows[0]
    assert html.count(MARK) == len(rows) > 1
    token = desk.form_token(editor, QUEUE, QUEUE)
    sent = {"form_token": token, "kind": "name", "chinese": rows[0], "back": f"{QUEUE}?kind=name&skip=0"}
    assert desk.send("POST", QUEUE, editor, **sent, english=" IPR\n Plan ")[0] == 303
    assert english_of(desk, 2) == ("IPR Plan", "accepted")
    _, _, html = desk.send("GET", QUEUE, editor)
    assert re.findall(r'name="chinese" value="([^"]*)"', html) == rows[1:]


def test_an_indicator_is_accepted_beside_its_figure(desk: Desk) -> None:
    editor = desk.log_in()
    _, _, html = desk.send("GET", "/targets", editor)
    assert f"5G user penetration rate<i> {MARK}" in html
    token = desk.form_token(editor, "/documents/1", QUEUE)
    sent = {"form_token": token, "kind": "indicator", "chinese": INDICATOR.chinese, "english": "5G users, share"}
    assert desk.send("POST", QUEUE, editor, **sent)[0] == 303
    with desk.database.read() as connection:
        held = find_accepted(connection, [INDICATOR.key])[INDICATOR.key]
    assert (held.english, held.was) == ("5G users, share", "5G user penetration rate")
    for page in ("/targets", "/documents/1"):
        _, _, html = desk.send("GET", page, {})
        assert "5G users, share</span>" in html


def test_what_cannot_be_accepted_is_refused(desk: Desk) -> None:
    editor = desk.log_in()
    token = desk.form_token(editor, QUEUE, QUEUE)
    before = desk.held()
    for expected, fields in (
        (422, {"kind": "name", "chinese": "甲", "english": "  "}),
        (422, {"kind": "name", "chinese": "甲", "english": "bell\x07"}),
        (404, {"document_id": "99", "english": "A"}),
        (404, {"document_id": "²", "english": "A"}),
        (404, {"kind": "glance", "chinese": "甲", "english": "A"}),
    ):
        assert desk.send("POST", QUEUE, editor, form_token=token, **fields)[0] == expected
    sent = {"form_token": token, "kind": "name", "chinese": "丙", "english": "C"}
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nb: c"):
        status, headers, _ = desk.send("POST", QUEUE, editor, **sent, back=back)
        assert (status, headers["location"]) == (303, QUEUE)
    assert desk.held() == before
