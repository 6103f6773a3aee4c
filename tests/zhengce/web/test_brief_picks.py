"""A month's documents are picked from the brief, which stays where it is; without a script it comes back to the row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage.database import open_database
from storage.editing import issues
from tests.zhengce.holding import EDITOR
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from tests.zhengce.web.browsing import follow, open_page
from tests.zhengce.web.desks import Desk, opened_desk

PAGE = "/brief?from=2021-10-28&to=2021-11-23"
PICKS = "/brief/picks"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("brief")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    with opened_desk(database, folder / "archive") as opened:
        yield opened
    database.close()


def picked(desk: Desk) -> dict[int, str]:
    return {pick.document_id: pick.kind for pick in desk.held()[0]}


def press(page: Any, number: int, name: str, pressed: str = "true") -> None:
    button = page.locator(f"#document-{number}").get_by_role("button", name=name)
    button.click()
    page.locator(f'#document-{number} [aria-pressed="{pressed}"]', has_text=name).wait_for()


def test_two_documents_are_picked_without_leaving_the_brief(browser: Any, desk: Desk) -> None:
    page = open_page(browser, base_url=desk.address, viewport={"width": 400, "height": 500})
    page.goto(desk.login)
    follow(page, page.get_by_role("button", name="Begin editing").click)
    page.goto(PAGE)
    page.evaluate("window.stays = true")
    page.locator("#document-3 button").last.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    press(page, 3, "Worth noting")
    assert page.evaluate("[scrollY, window.stays, location.hash]") == [before, True, ""]
    press(page, 2, "Top")
    assert picked(desk) == {2: "top", 3: "worth_noting"}
    press(page, 3, "Top")
    assert page.locator("#document-3 [aria-pressed=true]").all_inner_texts() == ["Top"]
    assert [page.locator(f"[data-count={kind}]").inner_text() for kind in ("top", "worth_noting")] == ["2", "0"]
    press(page, 3, "Top", pressed="false")
    assert picked(desk) == {2: "top"}
    assert page.evaluate("window.stays")
    page.reload()
    assert page.locator("[aria-pressed=true]").count() == 1
    page.context.close()


def test_without_a_script_the_page_comes_back_at_the_row(desk: Desk) -> None:
    editor = desk.log_in()
    token = desk.form_token(editor, PAGE, PICKS)
    sent = {"form_token": token, "back": PAGE}
    status, headers, _ = desk.send("POST", PICKS, editor, **sent, pick="1 top")
    assert (status, headers["location"]) == (303, f"{PAGE}#document-1")
    assert picked(desk)[1] == "top"
    assert desk.send("POST", PICKS, editor, **(sent | {"back": "//evil.example"}), pick="1 aside")[1]["location"] == (
        "/brief#document-1"
    )
    assert 1 not in picked(desk)
    for wrong, expected in (("1 own", 400), ("x top", 400), ("", 400), ("99 top", 404)):
        assert desk.send("POST", PICKS, editor, **sent, pick=wrong)[0] == expected
    outsider = {name: value for name, value in editor.items() if name != "Cookie"}
    assert desk.send("POST", PICKS, outsider, **sent, pick="1 top")[0] == 403
    _, _, text = desk.send("GET", PAGE, {})
    assert ("<button form" in text, "/static/desk.js" in text) == (False, False)


def test_picks_of_every_page_go_to_the_issue_that_was_chosen(browser: Any, desk: Desk) -> None:
    with desk.database.write() as connection:
        first = issues.add_issue(connection, "October", EDITOR)
        issues.add_issue(connection, "November", replace(EDITOR, now=EDITOR.now + timedelta(days=1)))
    page = open_page(browser, base_url=desk.address, java_script_enabled=False)
    page.goto(desk.login)
    follow(page, page.get_by_role("button", name="Begin editing").click)
    page.goto("/issues")
    october = page.locator(".issue-list > li", has_text="October")
    follow(page, october.get_by_role("button", name="Make it current").click)
    for path in (PAGE, "/?q=信息通信", "/documents/2", "/targets", "/sources"):
        page.goto(path)
        assert page.locator(".tray").inner_text().startswith("October"), path
    for path, number in (("/?q=信息通信", 1), ("/documents/2", 2)):
        page.goto(path)
        follow(page, page.locator(f"#document-{number}").get_by_role("button", name="Top").click)
        assert page.url.endswith(f"#document-{number}")
        assert page.locator("[aria-pressed=true]").count() == 1
    with desk.database.write() as connection:
        assert issues.default_issue(connection) == first
        found = issues.find_issue(connection, first)
        assert found
        assert [entry.document_id for entry in found.entries()] == [1, 2]
        issues.write(connection, "issue", first, "published", True, EDITOR)
    page.goto("/documents/2")
    assert not page.locator(".tray").inner_text().startswith("October")
    page.context.close()
