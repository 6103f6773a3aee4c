"""The page of an issue saves what is typed: no button, lost tab or dead server loses a word, and all comes back."""

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from storage.database import Database, open_database
from storage.editing import edits, issues
from storage.editing.issues import Issue
from tests.zhengce.holding import EDITOR
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from tests.zhengce.web.browsing import follow, open_page
from tests.zhengce.web.desks import Desk, opened_desk

ISSUE = "/issues/1"
SAVED = re.compile(r"^Saved \d")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Two stories, a line and a free entry in one issue."""
    opened = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(opened, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    with opened.write() as connection:
        issues.add_document(connection, 1, "top", EDITOR)
        issues.add_document(connection, 2, "top", EDITOR)
        issues.add_document(connection, 3, "worth_noting", EDITOR)
        issues.add_entry(connection, 3, None, EDITOR)
    yield opened
    opened.close()


def issue(database: Database) -> Issue:
    with database.read() as connection:
        found = issues.find_issue(connection, 1)
    assert found
    return found


def log_in(page: Any, desk: Desk) -> None:
    page.goto(desk.login)
    page.get_by_label("Your name").fill("Mei Lin")
    follow(page, page.get_by_role("button", name="Begin editing").click)
    page.goto(ISSUE)


def written(database: Database) -> set[Any]:
    """Every text that was ever in a field, as the history has it."""
    with database.read() as connection:
        return {one.after for one in edits.newest(connection, 100_000) if isinstance(one.after, str)}


def wait_until_saved(page: Any) -> None:
    page.locator(".save-state", has_text=SAVED).wait_for()


def names(page: Any) -> list[str]:
    """The fields that take any text."""
    found = page.locator("#issue textarea, #issue input[id]").evaluate_all("all => all.map(one => one.name)")
    return [name for name in found if not name.endswith("day")]


def type_into(page: Any, name: str, text: str) -> None:
    """Types a text in a field, also one that is folded away, and waits for nothing."""
    unfold(page, f"[name='{name}']")
    page.locator(f"[name='{name}']").fill(text)


def unfold(page: Any, selector: str) -> None:
    for summary in page.locator(f"details:not([open]):has({selector}) > summary").all():
        summary.click()


def test_no_button_in_any_order_loses_what_was_typed_before_it(
    browser: Any, database: Database, tmp_path: Path
) -> None:
    """Of two pages, one runs scripts and one does not; they take turns."""
    chance = Random(7)
    texts: list[str] = []
    with opened_desk(database, tmp_path / "archive") as desk:
        pages = [open_page(browser, base_url=desk.address, java_script_enabled=runs) for runs in (True, False)]
        for page in pages:
            log_in(page, desk)
        pressed: set[str] = set()
        for page in cycle(pages):
            page.goto(ISSUE)
            left = [one for one in actions(page) if kind_of(one) not in pressed]
            if not left:
                break
            for name in chance.sample(names(page), 2):
                texts.append(f"Text {len(texts)} of {name}")
                type_into(page, name, texts[-1])
            action = chance.choice(left)
            pressed.add(kind_of(action))
            press(page, action)
            assert set(texts) <= written(database), action
        for page in pages:
            page.context.close()
    assert {"up", "down", "hide", "show", "to", "entry", "by_day", "by_hand"} <= pressed
    assert "accept" in pressed
    assert {"save", "add", "duplicate", "archive", "reopen"} <= pressed


def actions(page: Any) -> list[str]:
    buttons = page.locator("#issue button[name=action]:enabled")
    values: list[str] = buttons.evaluate_all("all => all.map(one => one.value)")
    return values


def kind_of(action: str) -> str:
    words = action.split()
    return words[2] if words[0] in ("entry", "section") else words[0]


def press(page: Any, action: str) -> None:
    unfold(page, f"button[value='{action}']")
    follow(page, page.locator(f"#issue button[value='{action}']").first.click)


def test_every_removal_is_undone_and_every_text_is_taken_up_again(
    browser: Any, database: Database, tmp_path: Path
) -> None:
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        log_in(page, desk)
        for text in ("The first words", "Other words"):
            type_into(page, "entry-1-comment", text)
            wait_until_saved(page)
            page.goto(ISSUE)
        before = issue(database)
        for one in ("entry 1", "entry 3", "section 1"):
            press(page, f"{one} hide")
            assert issue(database) != before
            follow(page, page.locator(".last-aside").get_by_role("button", name="Undo").click)
            assert issue(database) == before
        page.locator("#entry-1").get_by_role("link", name="History").first.click()
        page.wait_for_url("**/history?field=entry-1-comment")
        assert page.locator(".versions b").all_inner_texts() == ["Mei Lin"]
        page.context.close()
    with database.write() as connection:  # on another day: a version of its own
        issues.write(connection, "entry", 1, "comment", "Quite other words", EDITOR)
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        log_in(page, desk)
        page.goto(f"{ISSUE}/history?field=entry-1-comment")
        assert page.locator(".version").all_inner_texts() == ["Quite other words", "Other words"]
        follow(page, page.get_by_role("button", name="Use this text again").last.click)
        assert issue(database).entries()[0].comment == "Other words"
        page.context.close()


def test_a_lost_tab_and_a_dead_server_lose_nothing(browser: Any, database: Database, tmp_path: Path) -> None:
    with opened_desk(database, tmp_path / "archive") as desk:
        port = int(desk.host.rpartition(":")[2])
        page = open_page(browser, base_url=desk.address)
        context = page.context
        log_in(page, desk)
        type_into(page, "entry-1-line", "Saved while one types")
        wait_until_saved(page)
        assert issue(database).entries()[0].line == "Saved while one types"
        type_into(page, "entry-1-comment", "Typed, and the tab was closed")
        page.close()
        page = context.new_page()
        page.goto(ISSUE)
        assert page.locator("[name=entry-1-comment]").input_value() == "Typed, and the tab was closed"
        page.locator(".save-state:not(.failed)", has_text=re.compile(r"^Saved \d|^All is saved")).wait_for()
        assert issue(database).entries()[0].comment == "Typed, and the tab was closed"
    type_into(page, "issue-1-introduction", "Typed, and the server was gone")
    page.locator(".save-state.failed").wait_for()
    page.close()
    with opened_desk(database, tmp_path / "archive", port=port) as desk:
        page = context.new_page()
        page.goto(ISSUE)  # whose sessions ended with the server
        log_in(page, desk)
        wait_until_saved(page)
        assert issue(database).introduction == "Typed, and the server was gone"
        type_into(page, "entry-1-day", "30 November")
        page.locator(".save-state.failed", has_text="2021-11-16").wait_for()
        type_into(page, "entry-2-line", "Beside a day that is none")
        page.locator("[name=entry-2-line][aria-invalid=false]").wait_for()
        assert issue(database).entries()[1].line == "Beside a day that is none"
        context.close()


def test_the_pages_of_an_editor_are_small_and_accessible(browser: Any, database: Database, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with database.write() as connection:
        issues.put_aside(connection, 2, EDITOR)
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        log_in(page, desk)
        for path in (ISSUE, "/issues", f"{ISSUE}/history"):
            loaded: list[int] = []
            page.on("response", lambda answer, loaded=loaded: loaded.append(len(answer.body())))
            page.goto(path, wait_until="networkidle")
            assert sum(loaded) < 60_000
            found = axe.run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        page.goto(ISSUE)
        shown = [page.locator(f"[name=entry-{number}-line]").is_visible() for number in (1, 3)]
        assert shown == [True, False]  # that of a closed entry is folded
        page.context.close()


def test_an_old_page_does_not_undo_what_another_one_wrote(browser: Any, database: Database, tmp_path: Path) -> None:
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address, java_script_enabled=False)
        log_in(page, desk)
        with database.write() as connection:
            issues.write(connection, "entry", 1, "line", "Of another page", EDITOR)
            issues.write(connection, "entry", 2, "figures", "Of another page", EDITOR)
        type_into(page, "entry-2-line", "Of this page")
        press(page, "entry 1 down")
        second, first, *_ = issue(database).entries()
        assert (first.id, first.line, second.line) == (1, "Of another page", "Of this page")
        assert (second.figures, first.figures) == ("Of another page", None)
        page.context.close()
