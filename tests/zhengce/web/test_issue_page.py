"""The page of an issue saves what is typed: no button, lost tab or dead server loses a word, and all comes back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from storage.database import Database, open_database
from storage.editing import edits, issues, rows
from storage.editing.edits import Edit, Subject
from storage.editing.issues import Issue
from tests.zhengce.holding import EDITOR, NOW
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from tests.zhengce.web.browsing import follow, open_page
from tests.zhengce.web.desks import Desk, opened_desk
from zhengce.newsletter.editing import versions_of

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
    return [name for name in found if not name.endswith(("day", "link", "coverage"))]


def type_into(page: Any, name: str, text: str) -> None:
    """Types a text in a field, of an entry that is opened for it, and waits for nothing."""
    entry = name.split("-")[1]
    if name.startswith("entry") and not page.locator(f"[name='{name}']").count():
        follow(page, page.locator(f"#entry-{entry} > .row").click)
    if page.locator(f"[id='conflict-{name}']").count():  # of what the browser kept
        page.locator(f"[id='conflict-{name}']").get_by_role("button", name="Keep this text").click()
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
            rare = [one for one in left if kind_of(one) in ("accept", "picture")]  # of a document that is open alone
            action = chance.choice(rare or left)
            pressed.add(kind_of(action))
            press(page, action)
            assert set(texts) <= written(database), action
        for page in pages:
            page.context.close()
    assert {"at", "hide", "show", "entry", "by_day", "by_hand", "accept", "picture"} <= pressed
    assert {"add", "publish", "withdraw"} <= pressed


def actions(page: Any) -> list[str]:
    buttons = page.locator("#issue button[name=action]:enabled")
    values: list[str] = buttons.evaluate_all("all => all.map(one => one.value)")
    return values


def kind_of(action: str) -> str:
    words = action.split()
    return words[2] if words[0] in ("entry", "section") else words[0]


def press(page: Any, action: str) -> None:
    entry = page.locator(f"#entry-{action.split()[1]} > .row") if action.startswith("entry") else None
    if entry and not page.locator(f"button[value='{action}']").count():
        follow(page, entry.click)
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
        follow(page, page.get_by_role("link", name="History").click)
        assert page.locator(".versions b").first.inner_text() == "Mei Lin"
        page.context.close()
    with database.write() as connection:  # on another day: a version of its own
        rows.write(connection, "entry", 1, "comment", "Quite other words", EDITOR)
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        log_in(page, desk)
        page.goto(f"{ISSUE}/history")
        comments = page.locator(".versions > li", has=page.get_by_role("heading", name="Comment"))
        assert comments.locator(".version").all_inner_texts() == ["Quite other words", "Other words"]
        follow(page, comments.get_by_role("button", name="Use this text again").last.click)
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
        type_into(page, "entry-1-line", "Beside a day that is none")
        page.locator("[name=entry-1-line][aria-invalid=false]").wait_for()
        assert issue(database).entries()[0].line == "Beside a day that is none"
        context.close()


def test_the_pages_of_an_editor_are_small_and_accessible(browser: Any, database: Database, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with database.write() as connection:
        issues.put_aside(connection, 2, EDITOR)
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        log_in(page, desk)
        for path in (ISSUE, "/issues", f"{ISSUE}/history", f"{ISSUE}/check", f"{ISSUE}?preview=true"):
            loaded: list[int] = []
            page.on("response", lambda answer, loaded=loaded: loaded.append(len(answer.body())))
            page.goto(path, wait_until="networkidle")
            assert sum(loaded) < 60_000
            found = axe.run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        page.goto(ISSUE)
        shown = [page.locator(f"[name=entry-{number}-line]").count() for number in (1, 3)]
        assert shown == [1, 0]  # of one entry everything is shown
        page.context.close()


def test_an_old_page_does_not_undo_what_another_one_wrote(browser: Any, database: Database, tmp_path: Path) -> None:
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address, java_script_enabled=False)
        log_in(page, desk)
        with database.write() as connection:
            rows.write(connection, "entry", 1, "line", "Of another page", EDITOR)
            rows.write(connection, "entry", 1, "figures", "Of another page", EDITOR)
        type_into(page, "entry-1-comment", "Of this page")
        press(page, "entry 1 at 1 2")
        second, first, *_ = issue(database).entries()
        assert (first.line, first.figures, first.comment) == ("Of another page", "Of another page", "Of this page")
        assert second.id == 2
        page.context.close()


def test_two_windows_that_write_in_one_field_choose_between_both_texts(
    browser: Any, database: Database, tmp_path: Path
) -> None:
    with opened_desk(database, tmp_path / "archive") as desk:
        one = open_page(browser, base_url=desk.address)
        log_in(one, desk)
        other = one.context.new_page()
        other.goto(ISSUE)
        type_into(one, "entry-1-comment", "Typed for twenty minutes")
        wait_until_saved(one)
        type_into(other, "entry-1-comment", "A word of the other window")
        other.locator(".conflict", has_text="Typed for twenty minutes").wait_for()
        assert issue(database).entries()[0].comment == "Typed for twenty minutes"
        assert other.locator("[name=entry-1-comment]").input_value() == "A word of the other window"
        other.get_by_role("button", name="Keep this text").click()
        wait_until_saved(other)
        assert issue(database).entries()[0].comment == "A word of the other window"
        one.context.close()


@pytest.mark.parametrize(
    ("minutes", "texts", "kept"),
    [
        ([0, 1, 2], ["a", "ab", "abc"], ["abc"]),
        ([0, 1, 2], ["a", "a long sentence " * 20, ""], ["a long sentence " * 20, ""]),
        ([0, 30], ["a", "ab"], ["a", "ab"]),
        ([0, -30], ["a", "ab"], ["a", "ab"]),  # a clock that went back
    ],
)
def test_a_version_is_what_was_left_within_some_minutes_and_what_was_deleted(
    minutes: list[int], texts: list[str], kept: list[str]
) -> None:
    moments = [NOW + timedelta(minutes=minute) for minute in minutes]
    history = [
        Edit(number, moment, "Mei Lin", Subject("entry", "1"), "comment", None, text, None)
        for number, (moment, text) in enumerate(zip(moments, texts, strict=True))
    ]
    assert [edit.after for edit in versions_of(history)] == kept


def test_a_text_that_is_used_again_holds_against_what_the_browser_kept(
    browser: Any, database: Database, tmp_path: Path
) -> None:
    with database.write() as connection:
        rows.write(connection, "entry", 1, "comment", "The text of an hour before", EDITOR)
        rows.write(connection, "entry", 2, "comment", "Moved", EDITOR)
        move = edits.newest(connection, 1)[0].id + 1
        issues.move(connection, "entry", 1, {"position": 2}, EDITOR)
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        log_in(page, desk)
        page.goto(f"{ISSUE}?entry=1")
        page.route("**/issues/1", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        type_into(page, "entry-1-comment", "Typed, and never sent")
        page.goto(f"{ISSUE}/history")
        page.unroute("**/issues/1")
        with database.write() as connection:
            rows.write(connection, "entry", 1, "comment", "Another again", EDITOR)
        version = page.locator(".versions > li", has_text="The text of an hour before")
        follow(page, version.get_by_role("button").click)
        page.goto(f"{ISSUE}?entry=1")
        page.locator(".conflict", has_text="The text of an hour before").wait_for()
        assert issue(database).entries()[1].comment == "The text of an hour before"
        page.get_by_role("button", name="Use the other").click()
        wait_until_saved(page)
        assert issue(database).entries()[1].comment == "The text of an hour before"
        headers = desk.log_in()
        token = desk.form_token(headers, ISSUE, ISSUE)
        for fields in ({"bases": "entry-1-comment:99999999999999999999"}, {"action": f"again {move}"}):
            assert desk.send("POST", ISSUE, headers, form_token=token, **fields)[0] in (303, 400)
        page.context.close()


def test_an_issue_is_seen_by_editors_alone_until_it_is_published(database: Database, tmp_path: Path) -> None:
    files = [f"{ISSUE}/newsletter.{ending}" for ending in ("md", "html")]
    with opened_desk(database, tmp_path / "archive") as desk:
        editor = desk.log_in()
        assert [desk.send("GET", path, {})[0] for path in (ISSUE, *files)] == [404] * 3
        assert ISSUE not in desk.send("GET", "/issues", {})[2]
        assert "pick" not in desk.send("GET", "/api/documents/1", {})[2]
        token = desk.form_token(editor, ISSUE, ISSUE)
        assert desk.send("POST", ISSUE, editor, form_token=token, action="publish")[0] == 303
        assert [desk.send("GET", path, {})[0] for path in (ISSUE, *files)] == [200] * 3
        assert f'href="{ISSUE}"' in desk.send("GET", "/issues", {})[2]
        assert [desk.send("GET", f"{ISSUE}/{page}", {})[0] for page in ("history", "check")] == [403, 403]
        assert desk.send("POST", ISSUE, editor, form_token=token, action="withdraw")[0] == 303
        assert desk.send("GET", ISSUE, {})[0] == 404


def test_an_issue_of_nineteen_entries_has_few_controls_and_counts_what_is_printed(
    browser: Any, database: Database, tmp_path: Path
) -> None:
    with database.write() as connection:
        for _ in range(15):
            rows.write(connection, "entry", issues.add_entry(connection, 3, None, EDITOR), "line", "Mine", EDITOR)
    with opened_desk(database, tmp_path / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        log_in(page, desk)
        controls = page.locator("main :is(button, input:not([type=hidden]), textarea, select, summary)").count()
        marks = int(page.locator(".issue-bar .legend-mt").inner_text().split()[0])
        printed = page.request.get(f"{ISSUE}/newsletter.md").text()
        page.locator("#entry-2 > .row").focus()
        follow(page, page.keyboard.press, "Alt+ArrowUp")
        assert [entry.id for entry in issue(database).entries()][:2] == [2, 1]
        page.locator("#entry-1 > .row").drag_to(page.locator("#entry-3 > .row"))
        page.wait_for_url("**#entry-1")
        assert issue(database).sections[1].entries[-1].id == 1 or issue(database).sections[1].entries[0].id == 1
        page.context.close()
    assert controls < 60
    assert marks == printed.count("◇") - 1  # in the legend
