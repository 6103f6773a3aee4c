"""The desk: who may edit, and how documents are picked and English is accepted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI, HTTPException, Request

from parsers.record import Target
from storage.database import open_database
from storage.documents import queries
from storage.editing import annotations, edits, issues, rows, undo
from storage.editing.edits import Editor
from storage.translations.queries import find_accepted
from storage.translations.texts import Text
from tests.zhengce.holding import EDITOR, NOW
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from tests.zhengce.web.browsing import follow, open_page
from tests.zhengce.web.desks import FORM, Desk, opened_desk
from zhengce.english.titles.shown import MARK, reviewed_title, shown_title
from zhengce.web.pages.login import COOKIE, Editing, check_origin

# The desk takes forms from editors who logged in: nobody else changes anything, and nothing that was written runs


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder / 'zhengce.db'}"
    database = open_database(url)
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    with opened_desk(database, folder / "archive") as opened:
        yield opened
    database.close()


PICK = "/brief/picks"
NOTES = "/desk/documents/1"


def test_only_an_editors_own_form_changes_anything(desk: Desk) -> None:
    editor = desk.log_in()
    token = desk.form_token(editor, "/documents/1", PICK)
    other = desk.form_token(editor, "/documents/1", NOTES)
    without_cookie = {name: value for name, value in editor.items() if name != "Cookie"}
    before = desk.held()
    refused = {
        "a foreign site": (editor | {"Origin": "https://evil.example"}, token),
        "a sandboxed page": (editor | {"Origin": "null"}, token),
        "no origin": ({name: value for name, value in editor.items() if name != "Origin"}, token),
        "another site by its own word": (editor | {"Sec-Fetch-Site": "cross-site"}, token),
        "a name that resolves to loopback": (editor | {"Host": "evil.example", "Origin": "http://evil.example"}, token),
        "no cookie": (without_cookie, token),
        "neither cookie nor form token": (without_cookie, ""),
        "a wrong cookie": (editor | {"Cookie": f"{COOKIE.format(port=0)}=guessed"}, token),
        "no form token": (editor, ""),
        "the token of another form": (editor, other),
        "a token that is no ASCII": (editor, "令牌"),
    }
    for who, (headers, given) in refused.items():
        for path in (PICK, "/issues", "/issues/1"):
            assert desk.send("POST", path, headers, form_token=given, pick="1 top")[0] == 403, who
    assert desk.send("POST", PICK, editor | {"Content-Type": "text/plain"}, form_token=token, pick="1 top")[0] == 415
    assert desk.send("GET", f"{PICK}?pick=1+top&form_token={token}", editor)[0] == 405
    assert desk.send("POST", PICK, editor, form_token=token, pick="1 top", filler="x" * 4_000_000)[0] == 413
    for stranger in (without_cookie, editor | {"Cookie": f"{COOKIE.format(port=0)}=guessed"}):
        assert "form_token" not in desk.send("GET", "/documents/1", stranger)[2]
    assert desk.held() == before


def test_nobody_is_let_in_before_a_token_was_announced_or_without_a_host() -> None:
    editing = Editing(lambda token: None)
    assert editing.open_session("", "guest") is None
    app = FastAPI()
    app.state.editing = editing
    with pytest.raises(HTTPException) as refused:
        check_origin(Request({"type": "http", "headers": [], "app": app}))
    assert refused.value.status_code == 403


def test_a_token_is_good_for_one_login(desk: Desk) -> None:
    own = FORM | {"Origin": desk.address}
    used = desk.tokens[-1]
    desk.log_in()
    assert desk.tokens[-1] != used
    for wrong in (used, "", "guessed", "令牌"):
        assert desk.send("POST", "/desk/login", own, token=wrong)[0] == 403
    foreign = FORM | {"Origin": "https://evil.example"}
    assert desk.send("POST", "/desk/login", foreign, token=desk.tokens[-1])[0] == 403


def test_a_page_without_editing_has_no_forms_and_takes_none(desk: Desk, tmp_path: Path) -> None:
    with served(open_database(desk.database.engine.url.render_as_string(), upgrade=False), tmp_path) as address:
        plain = Desk(address, desk.database, [])
        own = FORM | {"Origin": address}
        before = desk.held()
        for path in (PICK, NOTES, "/desk/login", "/issues", "/issues/1"):
            assert plain.send("POST", path, own, pick="1 top", token="")[0] == 403
        for path in ("/issues", "/documents/1"):
            status, headers, text = plain.send("GET", path, {})
            assert (status, 'method="post"' in text) == (200, False)
            assert headers["referrer-policy"] == "no-referrer"
        assert desk.held() == before


def test_an_editor_below_a_prefix_writes_as_any_other(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN)
    with opened_desk(database, tmp_path / "archive", prefix="/zhengce") as desk:
        editor = desk.log_in()
        token = desk.form_token(editor, "/zhengce/documents/1", f"/zhengce{PICK}")
        for path in (f"/zhengce{PICK}", PICK):  # a proxy may take the prefix away
            status, headers, _ = desk.send("POST", path, editor, form_token=token, pick="1 top", back="/documents/1")
            assert (status, headers["location"]) == (303, "/zhengce/documents/1#document-1")
        assert [entry.document_id for _, entry in desk.held()[0]] == [1]
    database.close()


def test_what_would_run_is_refused_or_shown_as_text(desk: Desk) -> None:
    editor = desk.log_in()
    token = desk.form_token(editor, "/documents/1", NOTES)
    before = desk.held()
    for link in ("javascript:alert(1)", "data:text/html,x", "https://a b.example", " vbscript:x"):
        assert desk.send("POST", NOTES, editor, form_token=token, note="Kept?", coverage=link)[0] == 422
    assert desk.send("POST", NOTES, editor, form_token=token, note="bell\x07")[0] == 422
    assert desk.held() == before
    note = "<script>document.title='run'</script>"
    assert desk.send("POST", NOTES, editor, form_token=token, note=note, tags="AI, <b>")[0] == 303
    coverage = "Example Times https://news.example.com/1"
    assert desk.send("POST", NOTES, editor, form_token=token, coverage=coverage)[0] == 303
    _, _, text = desk.send("GET", "/documents/1", editor)
    assert f'rows="2">{coverage}</textarea>' in text
    assert desk.send("POST", NOTES, editor, form_token=token, coverage="")[0] == 303
    assert note not in text
    assert "&lt;script&gt;document.title" in text
    with desk.database.write() as connection:
        annotations.set_note(connection, 1, None, EDITOR)


def test_two_servers_on_one_machine_keep_both_logins() -> None:
    assert len({Editing(lambda token: None, port=port).cookie for port in (8000, 8001)}) == 2


# An editor accepts a machine's English where it stands, and in the queue; nobody else does


QUEUE = "/desk/english"
INDICATOR = Text("indicator", "5G用户普及率")


@pytest.fixture(scope="module")
def desk_of_accepting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    target = Target(INDICATOR.chinese, 56, "56", "%", 2025, "level", words="到2025年，5G用户普及率达到56%。")
    keep(database, replace(ICT_PLAN, targets=(target,)), IPR_PLAN, DATA_DRAFT)
    with database.write() as connection:
        issues.add_document(connection, 2, "top", Editor("lee", NOW))
    with opened_desk(database, folder / "archive") as opened:
        yield opened
    database.close()


def english_of(desk_of_accepting: Desk, number: int) -> tuple[str, str]:
    with desk_of_accepting.database.read() as connection:
        document = queries.by_id(connection, number)
    assert document
    shown = shown_title(document)
    assert shown
    assert (reviewed_title(document) is None) == shown.is_machine
    return shown.text, shown.origin


@pytest.mark.parametrize("page", ["/documents/1", "/documents/1?q=规划"])
def test_a_title_is_accepted_on_its_document(desk_of_accepting: Desk, page: str) -> None:
    page = quote(page, safe="/?=&")
    editor = desk_of_accepting.log_in()
    text, origin = english_of(desk_of_accepting, 1)
    assert origin == "rules"
    _, _, html = desk_of_accepting.send("GET", page, editor)
    form = next(one for one in re.findall(r'<form class="accepting".*?</form>', html, re.S) if 'value="1"' in one)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields["back"] = unescape(fields["back"])
    assert text in form
    before = Desk.held(desk_of_accepting)
    outsider = {name: value for name, value in editor.items() if name != "Cookie"}
    assert desk_of_accepting.send("POST", QUEUE, outsider, **fields, english=text)[0] == 403
    assert "accepting" not in desk_of_accepting.send("GET", page, {})[2]
    status, headers, _ = desk_of_accepting.send("POST", QUEUE, editor, **fields, english=text)
    assert (status, headers["location"].partition("#")[0]) == (303, page)
    assert english_of(desk_of_accepting, 1) == (text, "accepted")
    _, _, html = desk_of_accepting.send("GET", page, editor)
    assert text in html
    assert f"{text}<i> {MARK}" not in html
    with desk_of_accepting.database.write() as connection:  # the history takes it back
        [last] = edits.newest(connection, 1)
        assert (last.subject.kind, last.after["english"], last.before) == ("text", text, None)
        undo.undo(connection, last.id, Editor("lee", NOW))
    assert english_of(desk_of_accepting, 1) == (text, "rules")
    assert desk_of_accepting.held() == before


def test_the_queue_has_picked_documents_first_and_each_text_until_it_is_accepted(desk_of_accepting: Desk) -> None:
    editor = desk_of_accepting.log_in()
    _, _, html = desk_of_accepting.send("GET", QUEUE, editor)
    rows = re.findall(r'name="chinese" value="([^"]*)"', html)
    assert "知识产权" in rows[0]
    assert html.count(MARK) == len(rows) > 1
    token = desk_of_accepting.form_token(editor, QUEUE, QUEUE)
    sent = {"form_token": token, "kind": "name", "chinese": rows[0], "back": f"{QUEUE}?kind=name&skip=0"}
    assert desk_of_accepting.send("POST", QUEUE, editor, **sent, english=" IPR\n Plan ")[0] == 303
    assert english_of(desk_of_accepting, 2) == ("IPR Plan", "accepted")
    _, _, html = desk_of_accepting.send("GET", QUEUE, editor)
    assert re.findall(r'name="chinese" value="([^"]*)"', html) == rows[1:]


def test_an_indicator_is_accepted_beside_its_figure(desk_of_accepting: Desk) -> None:
    editor = desk_of_accepting.log_in()
    _, _, html = desk_of_accepting.send("GET", "/targets", editor)
    assert f"5G user penetration rate<i> {MARK}" in html
    token = desk_of_accepting.form_token(editor, "/documents/1", QUEUE)
    sent = {"form_token": token, "kind": "indicator", "chinese": INDICATOR.chinese, "english": "5G users, share"}
    assert desk_of_accepting.send("POST", QUEUE, editor, **sent)[0] == 303
    with desk_of_accepting.database.read() as connection:
        held = find_accepted(connection, [INDICATOR.key])[INDICATOR.key]
    assert (held.english, held.was) == ("5G users, share", "5G user penetration rate")
    for page in ("/targets", "/documents/1"):
        _, _, html = desk_of_accepting.send("GET", page, {})
        assert "5G users, share</span>" in html


def test_what_cannot_be_accepted_is_refused(desk_of_accepting: Desk) -> None:
    editor = desk_of_accepting.log_in()
    token = desk_of_accepting.form_token(editor, QUEUE, QUEUE)
    before = desk_of_accepting.held()
    for expected, fields in (
        (422, {"kind": "name", "chinese": "甲", "english": "  "}),
        (422, {"kind": "name", "chinese": "甲", "english": "bell\x07"}),
        (404, {"document_id": "99", "english": "A"}),
        (404, {"document_id": "²", "english": "A"}),
        (404, {"kind": "glance", "chinese": "甲", "english": "A"}),
    ):
        assert desk_of_accepting.send("POST", QUEUE, editor, form_token=token, **fields)[0] == expected
    sent = {"form_token": token, "kind": "name", "chinese": "丙", "english": "C"}
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nb: c"):
        status, headers, _ = desk_of_accepting.send("POST", QUEUE, editor, **sent, back=back)
        assert (status, headers["location"]) == (303, QUEUE)
    assert desk_of_accepting.held() == before


# A month's documents are picked from the brief, which stays where it is; without a script it comes back to the row


PAGE = "/brief?from=2021-10-28&to=2021-11-23"
PICKS = "/brief/picks"


@pytest.fixture(scope="module")
def brief_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("brief")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    with opened_desk(database, folder / "archive") as opened:
        yield opened
    database.close()


def picked(brief_desk: Desk) -> dict[int, str]:
    return {entry.document_id: kind for kind, entry in brief_desk.held()[0]}


def press(page: Any, number: int, name: str, pressed: str = "true") -> None:
    button = page.locator(f"#document-{number}").get_by_role("button", name=name)
    button.click()
    page.locator(f'#document-{number} [aria-pressed="{pressed}"]', has_text=name).wait_for()


def test_two_documents_are_picked_without_leaving_the_brief(browser: Any, brief_desk: Desk) -> None:
    page = open_page(browser, base_url=brief_desk.address, viewport={"width": 400, "height": 500})
    page.goto(brief_desk.login)
    follow(page, page.get_by_role("button", name="Begin editing").click)
    page.goto(PAGE)
    page.evaluate("window.stays = true")
    page.locator("#document-3 button").first.evaluate("button => button.scrollIntoView({block: 'center'})")
    before = page.evaluate("scrollY")
    press(page, 3, "Worth noting")
    assert page.evaluate("[scrollY, window.stays, location.hash]") == [before, True, ""]
    press(page, 2, "Top")
    assert picked(brief_desk) == {2: "top", 3: "worth_noting"}
    press(page, 3, "Top")
    assert page.locator("#document-3 [aria-pressed=true]").all_inner_texts() == ["Top"]
    assert [page.locator(f"[data-count={kind}]").inner_text() for kind in ("top", "worth_noting")] == ["2", "0"]
    press(page, 3, "Top", pressed="false")
    assert picked(brief_desk) == {2: "top"}
    assert page.evaluate("window.stays")
    page.reload()
    assert page.locator("[aria-pressed=true]").count() == 1
    page.context.close()


def test_without_a_script_the_page_comes_back_at_the_row(brief_desk: Desk) -> None:
    editor = brief_desk.log_in()
    token = brief_desk.form_token(editor, PAGE, PICKS)
    sent = {"form_token": token, "back": PAGE}
    status, headers, _ = brief_desk.send("POST", PICKS, editor, **sent, pick="1 top")
    assert (status, headers["location"]) == (303, f"{PAGE}#document-1")
    assert picked(brief_desk)[1] == "top"
    assert brief_desk.send("POST", PICKS, editor, **(sent | {"back": "//evil.example"}), pick="1 aside")[1][
        "location"
    ] == ("/brief#document-1")
    assert 1 not in picked(brief_desk)
    for wrong, expected in (("1 own", 400), ("x top", 400), ("", 400), ("99 top", 404)):
        assert brief_desk.send("POST", PICKS, editor, **sent, pick=wrong)[0] == expected
    outsider = {name: value for name, value in editor.items() if name != "Cookie"}
    assert brief_desk.send("POST", PICKS, outsider, **sent, pick="1 top")[0] == 403
    _, _, text = brief_desk.send("GET", PAGE, {})
    assert ("<button form" in text, "/static/desk.js" in text) == (False, False)


def test_picks_of_every_page_go_to_the_newest_issue_that_is_not_published(browser: Any, brief_desk: Desk) -> None:
    with brief_desk.database.write() as connection:
        first = issues.add_issue(connection, "October", EDITOR)
        rows.write(connection, "issue", issues.add_issue(connection, "November", EDITOR), "published", True, EDITOR)
    page = open_page(browser, base_url=brief_desk.address, java_script_enabled=False)
    page.goto(brief_desk.login)
    follow(page, page.get_by_role("button", name="Begin editing").click)
    for path in (PAGE, "/?q=信息通信", "/documents/2", "/targets", "/sources"):
        page.goto(path)
        assert page.locator(".tray").inner_text().startswith("October"), path
    for path, number in (("/?q=信息通信", 1), ("/documents/2", 2)):
        page.goto(path)
        follow(page, page.locator(f"#document-{number}").get_by_role("button", name="Top").click)
        assert page.url.endswith(f"#document-{number}")
        assert page.locator("[aria-pressed=true]").count() == 1
    with brief_desk.database.write() as connection:
        assert issues.default_issue(connection) == first
        found = issues.find_issue(connection, first)
        assert found
        assert [entry.document_id for entry in found.entries()] == [1, 2]
        rows.write(connection, "issue", first, "published", True, EDITOR)
    page.goto("/documents/2")
    assert not page.locator(".tray").inner_text().startswith("October")
    page.context.close()
