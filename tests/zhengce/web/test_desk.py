"""The desk takes forms from editors who logged in: nobody else changes anything, and nothing that was written runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import HTTPException, Request

from storage.database import open_database
from storage.editing import annotations
from tests.zhengce.holding import EDITOR
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from tests.zhengce.web.desks import FORM, Desk, opened_desk
from zhengce.web.pages.login import COOKIE, Editing


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
    assert desk.send("POST", PICK, editor, form_token=token, pick="1 top", filler="x" * 300_000)[0] == 413
    for stranger in (without_cookie, editor | {"Cookie": f"{COOKIE.format(port=0)}=guessed"}):
        assert "form_token" not in desk.send("GET", "/documents/1", stranger)[2]
    assert desk.held() == before


def test_nobody_is_let_in_before_a_token_was_announced_or_without_a_host() -> None:
    editing = Editing(lambda token: None)
    assert editing.open_session("", "guest") is None
    with pytest.raises(HTTPException) as refused:
        editing.check_origin(Request({"type": "http", "headers": []}))
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
        assert [pick.document_id for pick in desk.held()[0]] == [1]
    database.close()


def test_what_would_run_is_refused_or_shown_as_text(desk: Desk) -> None:
    editor = desk.log_in()
    token = desk.form_token(editor, "/documents/1", NOTES)
    before = desk.held()
    for link in ("javascript:alert(1)", "data:text/html,x", "https://a b.example", " vbscript:x"):
        assert desk.send("POST", NOTES, editor, form_token=token, link=link)[0] == 422
    assert desk.send("POST", NOTES, editor, form_token=token, note="bell\x07")[0] == 422
    assert desk.held() == before
    note = "<script>document.title='run'</script>"
    assert desk.send("POST", NOTES, editor, form_token=token, note=note, tags="AI, <b>")[0] == 303
    _, _, text = desk.send("GET", "/documents/1", editor)
    assert note not in text
    assert "&lt;script&gt;document.title" in text
    with desk.database.write() as connection:
        annotations.set_note(connection, 1, None, EDITOR)
