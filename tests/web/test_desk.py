"""The desk in the browser: those who log in pick, order and write; nobody else changes anything, and nothing runs."""

import re
import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from outputs.suggested_titles import suggest_title
from storage.database import Database, open_database
from storage.documents import annotations, picks, queries
from tests.outputs.holding import NOW
from tests.outputs.serving import served
from tests.outputs.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from web.editing import COOKIE, Editing

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium")
FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking".split()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Desk:
    """A server that allows editing, its database and the tokens that it announced."""

    def __init__(self, address: str, database: Database, tokens: list[str]) -> None:
        self.address, self.database, self.tokens = address, database, tokens
        self.host = urlsplit(address).netloc

    def send(self, method: str, path: str, headers: dict[str, str], **fields: str) -> tuple[int, dict[str, str], str]:
        connection = HTTPConnection(self.host)
        connection.request(method, path, urlencode(fields), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def log_in(self) -> dict[str, str]:
        """The headers of a browser that logged in."""
        own = FORM | {"Origin": self.address}
        status, headers, _ = self.send("POST", "/desk/login", own, token=self.tokens[-1])
        assert status == 303
        said = headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict"} <= set(said.split("; "))
        return own | {"Cookie": said.partition(";")[0]}

    def form_token(self, headers: dict[str, str], page: str, action: str) -> str:
        _, _, text = self.send("GET", page, headers)
        form = rf'action="{action}" method="post"[^>]*>\s*<input type="hidden" name="form_token" value="(\w+)"'
        found = re.search(form, text)
        assert found
        return found[1]

    def held(self) -> tuple[Any, ...]:
        """Everything that an editor may change."""
        with self.database.read() as connection:
            documents = queries.select(connection, None, "id")
            return picks.list_picks(connection), [(one.title_en, one.annotations) for one in documents]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder / 'zhengce.db'}"
    database = open_database(url)
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    tokens: list[str] = []
    editing = Editing(tokens.append)
    editing.offer_login()
    serving = open_database(url, upgrade=False)
    with served(serving, folder / "archive", editing=editing) as address:
        yield Desk(address, database, tokens)
    serving.close()
    database.close()


PICK = "/desk/picks/1"
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
        "a wrong cookie": (editor | {"Cookie": f"{COOKIE}=guessed"}, token),
        "no form token": (editor, ""),
        "the token of another form": (editor, other),
        "a token that is no ASCII": (editor, "令牌"),
    }
    for who, (headers, given) in refused.items():
        assert desk.send("POST", PICK, headers, form_token=given, action="top")[0] == 403, who
    assert desk.send("POST", PICK, editor | {"Content-Type": "text/plain"}, form_token=token, action="top")[0] == 415
    assert desk.send("GET", f"{PICK}?action=top&form_token={token}", editor)[0] == 405
    assert desk.send("POST", PICK, editor, form_token=token, action="top", filler="x" * 300_000)[0] == 413
    assert desk.held() == before


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
        for path in (PICK, NOTES, "/desk/login"):
            assert plain.send("POST", path, own, action="top", token="")[0] == 403
        for path in ("/desk", "/documents/1"):
            status, headers, text = plain.send("GET", path, {})
            assert (status, 'method="post"' in text) == (200, False)
            assert headers["referrer-policy"] == "no-referrer"
        assert desk.held() == before


def test_an_editor_below_a_prefix_writes_as_any_other(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN)
    tokens: list[str] = []
    editing = Editing(tokens.append)
    editing.offer_login()
    with served(database, tmp_path / "archive", editing=editing, prefix="/zhengce") as address:
        desk = Desk(address, database, tokens)
        editor = desk.log_in()
        token = desk.form_token(editor, "/zhengce/documents/1", f"/zhengce{PICK}")
        for path in (f"/zhengce{PICK}", PICK):  # a proxy may take the prefix away
            status, headers, _ = desk.send("POST", path, editor, form_token=token, action="top")
            assert (status, headers["location"]) == (303, "/zhengce/desk#pick-1")
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
        annotations.set_note(connection, 1, None, NOW)


@pytest.fixture
def page() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium here; on Debian: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US").new_page()
        opened.set_default_timeout(5000)
        yield opened
        browser.close()


TITLES = {
    1: "14th Five-Year Plan for the Information and Communication Technology Industry",
    2: "14th Five-Year Plan for National Intellectual Property Protection and Utilization",
}
BLOCKS = [
    f"Policy name: {TITLES[1]} ({ICT_PLAN.title}) (Link)\nIssuing body: MIIT\nDate: November 16, 2021",
    f"Policy name: {TITLES[2]} ({IPR_PLAN.title}) (Link)\nIssuing body: State Council\nDate: October 28, 2021",
]


def noted_title(title: str) -> str:
    """A title as a line without words of an editor shows it, with its suggestion in English."""
    return f"{suggest_title(title)} ({title})"


def test_a_newsletter_is_picked_ordered_and_written_in_the_browser(desk: Desk, page: Any) -> None:
    page.goto(f"{desk.address}/desk/login?token={desk.tokens[-1]}")
    page.get_by_role("button", name="Begin editing").click()
    for number, title in reversed(TITLES.items()):
        page.goto(f"{desk.address}/documents/{number}")
        page.get_by_label("English title").fill(title)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Pick for Top").click()
    page.goto(f"{desk.address}/documents/3")
    page.get_by_role("button", name="Pick for Worth noting").click()
    page.locator("#pick-1").get_by_role("button", name="Up").click()
    first = page.locator("#pick-1")
    first.get_by_text("Write").click()
    first.get_by_label("Heading").fill("Rapid rollout of ICT infrastructure")
    first.get_by_label("Figures").fill("Increase 5G user penetration from 15 to 56 percent (2020 to 2025)")
    first.get_by_role("button", name="Save").click()
    assert page.locator("#top ~ .picks .block").all_inner_texts() == BLOCKS
    assert page.locator("#top ~ .picks .block a[rel]").first.get_attribute("href") == ICT_PLAN.url
    assert page.locator(".picks h3").first.inner_text() == "1. Rapid rollout of ICT infrastructure"
    noted = page.locator("#worth_noting ~ .picks .block").inner_text()
    assert noted == f"October 29: CAC: {noted_title(DATA_DRAFT.title)} (CAC notice (CN))"
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    text = download.value.path().read_text("utf-8")
    for block in BLOCKS:
        assert block.replace("\n", "  \n") in re.sub(r"\(\[Link\]\(<[^>]+>\)\)", "(Link)", text)
    assert "- Increase 5G user penetration from 15 to 56 percent (2020 to 2025)" in text
    page.set_viewport_size({"width": 400, "height": 844})
    for path in ("/desk", "/documents/1"):
        page.goto(f"{desk.address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
