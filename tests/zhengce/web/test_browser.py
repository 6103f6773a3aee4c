"""The analysts' page in a real browser: search, filter, evidence, differences, keyboard; crawled scripts stay text."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.zhengce.web.asking import Site
from tests.zhengce.web.browsing import WIDE, follow, open_page

STOPPED = ("frame is sandboxed", "'http://127.0.0.1:9/x.png' violates the following Content Security Policy")
"""What the browser says of the archived page's script and image that it did not run and load."""


@pytest.fixture(scope="module")
def window(browser: Any, site: Site) -> Any:
    """A page with its troubles: scripts that fail, policies that are broken, dialogs."""
    opened = open_page(browser, base_url=site[0])
    opened.troubles = []
    opened.on("pageerror", lambda error: opened.troubles.append(str(error)))
    opened.on("console", lambda sentence: opened.troubles.append(sentence.text) if sentence.type == "error" else None)
    opened.on("dialog", lambda dialog: opened.troubles.append(f"a dialog: {dialog.message}"))
    return opened


@pytest.fixture
def page(window: Any) -> Iterator[Any]:
    """A wide page in English, for each test as if it were new, whose troubles fail the test."""
    window.set_viewport_size(WIDE)
    window.mouse.move(0, 0)
    window.context.clear_cookies()
    window.context.clear_permissions()
    yield window
    troubles, window.troubles = window.troubles, []
    assert [trouble for trouble in troubles if not any(word in trouble for word in STOPPED)] == []


@pytest.fixture(scope="module")
def scriptless(browser: Any, site: Site) -> Any:
    """A page of a browser that runs no scripts."""
    return open_page(browser, base_url=site[0], java_script_enabled=False)


def test_a_search_is_typed_filtered_and_opened(page: Any, site: Site) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("的建设 OR 闸板")
    follow(page, page.get_by_role("searchbox").press, "Enter")
    total = int(page.get_by_role("status").locator("b").inner_text())
    kind = page.locator(".filters [name=type]")
    name, count = kind.locator("option").nth(1).inner_text().rstrip(")").split(" (")
    assert 0 < int(count) < total
    kind.select_option(index=1)
    follow(page, page.get_by_role("button", name="Search").click)
    assert page.get_by_role("status").locator("b").inner_text() == count
    assert kind.locator("option:checked").inner_text() == f"{name} ({count})"
    follow(page, page.locator(".chosen a").first.click)
    assert page.get_by_role("status").locator("b").inner_text() == str(total)
    page.get_by_role("searchbox").fill("闸板")
    follow(page, page.get_by_role("button", name="Search").click)
    assert page.locator(".passage mark").first.inner_text() == "闸板"
    follow(page, page.locator(".hits h3 a").first.click)
    assert page.url.partition("?")[0] == f"{site[0]}/documents/{site[1]['plan']}"
    assert page.locator(".text mark").count() == 3


@pytest.mark.parametrize("which", ["page", "scriptless"])
def test_one_switch_shows_where_each_value_comes_from(request: pytest.FixtureRequest, which: str, site: Site) -> None:
    page = request.getfixturevalue(which)
    page.goto(f"/documents/{site[1]['plan']}")
    proofs = page.locator(".why")
    assert proofs.count() >= 4
    assert not any(proof.is_visible() for proof in proofs.all())
    page.get_by_role("switch").focus()
    page.keyboard.press("Space")
    assert all(proof.is_visible() for proof in proofs.all())
    assert "国家发展改革委等十部门" in page.locator("#why-issuing_bodies").inner_text()


def test_the_changes_of_a_document_show_what_came_and_went(page: Any, site: Site) -> None:
    page.goto(f"/documents/{site[1]['plan']}")
    follow(page, page.get_by_role("link", name="What changed").click)
    sections = page.locator("main section")
    assert sections.count() == 2
    older = sections.nth(1)
    assert "很" in older.locator("ins").all_inner_texts()
    assert (older.locator("del").inner_text(), "2022-01-01") == ("2021-12-01", older.locator("ins").first.inner_text())


def test_citations_lead_both_ways(page: Any, site: Site) -> None:
    page.goto(f"/documents/{site[1]['plan']}")
    follow(page, page.locator("#cites a").click)
    assert page.url == f"{site[0]}/documents/{site[1]['cited']}"
    follow(page, page.locator("#cited_by a").click)
    assert page.url == f"{site[0]}/documents/{site[1]['plan']}"


def test_the_keyboard_is_enough(page: Any, site: Site) -> None:
    page.goto("/?q=的建设")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement === document.querySelector('.hits h3 a')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("闸板")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=%E9%97%B8%E6%9D%BF*")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{site[1]['plan']}*")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_crawled_scripts_are_shown_as_text(page: Any, site: Site) -> None:
    for path in ("/?q=髹漆", f"/documents/{site[1]['hostile']}?q=髹漆", "/sources/ndrc"):
        page.goto(path)
        assert page.evaluate("document.documentElement.dataset.hacked") is None
        assert page.locator("main script, main img, main b:not([role=status] b)").count() == 0
    page.goto(f"/documents/{site[1]['hostile']}")
    assert "<script>document.documentElement.dataset.hacked" in page.locator("h1").inner_text()
    assert "<b>粗体</b>不是粗体。" in page.locator(".text").inner_text()


def test_an_address_that_would_run_is_no_link(page: Any, site: Site) -> None:
    page.goto(f"/documents/{site[1]['plan']}")
    assert page.locator("a", has_text="闸板图样").count() == 1
    assert page.get_by_text("javascript:alert(1)").is_visible()
    assert page.locator("a[href^='javascript']").count() == 0


def test_an_archived_page_is_shown_but_does_nothing(page: Any, site: Site) -> None:
    wanted: list[str] = []
    page.on("requestfinished", lambda request: wanted.append(request.url))
    page.goto(f"/documents/{site[1]['cited']}")
    page.get_by_text("Addresses, copies and digests").click()
    follow(page, page.locator("a[href^='/archive/']").first.click)
    assert re.search(r"\.warc\.gz, \d+", page.locator("main").inner_text())
    frame = page.frame_locator("iframe.archived")
    assert frame.locator("h1").inner_text() == "埽工"
    assert page.evaluate("document.documentElement.dataset.hacked") is None
    assert all(url.startswith(site[0]) for url in wanted)


def test_nothing_on_a_phone_is_outside_what_is_seen(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/sources")
    hidden = """() => [...document.querySelectorAll("main td, main th")].filter(each => {
        const box = each.getBoundingClientRect();
        return each.checkVisibility() && box.height > 1 && (box.left < 0 || box.right > 390);
    }).map(each => each.textContent || each.getAttribute("class"))"""
    assert page.evaluate(hidden) == []
    assert page.evaluate("[...document.querySelectorAll('main *')].filter(each => each.scrollLeft)") == []


def test_every_figure_of_a_source_has_its_name_on_a_phone(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/sources")
    table = page.locator("table").first
    names = [name.strip(" ↓↕") for name in table.locator("thead th").all_inner_texts()[1:]]
    cells = table.locator("tbody tr").first.locator("td")
    shown = "each => getComputedStyle(each, '::before').content"
    assert [cell.evaluate(shown).strip('"') for cell in cells.all()] == names


def test_the_first_result_stands_on_the_first_screen_of_a_phone(page: Any, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/?q=闸板")
    assert page.locator(".hits > li").first.bounding_box()["y"] < 560


def test_a_citation_is_opened_and_copied_by_keys(page: Any, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/documents/{site[1]['plan']}")
    button = page.locator("[data-copies=citation-chicago]")
    assert not button.is_visible()
    page.get_by_text("Cite", exact=True).focus()
    page.keyboard.press("Enter")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation-chicago").inner_text()
    assert copied.startswith("工业和信息化部 [Ministry of Industry and Information Technology], ")


def test_a_citation_can_be_read_and_saved_without_a_script(scriptless: Any, site: Site) -> None:
    scriptless.set_viewport_size({"width": 400, "height": 800})
    scriptless.goto(f"/documents/{site[1]['plan']}")
    scriptless.get_by_text("Cite", exact=True).click()
    assert not scriptless.locator("#citation-gb7714").is_visible()  # one style at a time
    scriptless.get_by_role("radio", name="GB/T 7714").check()
    assert scriptless.locator("#citation-gb7714").is_visible()
    assert scriptless.locator("[data-copies]:visible").count() == 0
    with scriptless.expect_download() as download:
        scriptless.get_by_role("radio", name="RIS").check()
        scriptless.get_by_role("link", name="As a file").click()
    assert download.value.suggested_filename == f"miit2021-{site[1]['plan']}.ris"


def test_axe_finds_nothing_on_any_kind_of_page(browser: Any, site: Site) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    paths = """
    /?q=闸板 /documents/{plan} /brief?from=2021-11-01&to=2021-11-30 /verify /targets /sources
    /compare?one={plan}&other=1
    """.format(**site[1]).split()
    alike = "document.querySelectorAll('main :is(ul, ol, tbody, svg) > :nth-child(n + 7)').forEach(one => one.remove())"
    page = open_page(browser, base_url=site[0], bypass_csp=True)
    for number, path in enumerate(paths):
        page.emulate_media(color_scheme=("light", "dark")[number % 2])
        page.goto(path)
        page.evaluate(alike)  # rows of one form: their contrast takes most of the time
        found = axe.run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path
    page.context.close()


PAGES = """
/ /documents/{plan} /documents/{plan}/changes
/compare?one={plan}&other=1 /targets /brief /verify
/search /sources /archive/1 /desk /?q=闸板 /documents/{hostile}
/documents/99999
""".split()


@pytest.fixture(scope="module")
def phone(browser: Any, site: Site) -> Any:
    """A page in the dark; what it asks of other hosts and logs as an error fails the tests."""
    opened = open_page(browser, base_url=site[0], color_scheme="dark")
    opened.troubles = []
    opened.on("request", lambda wanted: wanted.url.startswith(site[0]) or opened.troubles.append(wanted.url))
    opened.on("console", lambda sentence: opened.troubles.append(sentence.text) if sentence.type == "error" else None)
    return opened


@pytest.fixture(scope="module", params=PAGES)
def path(phone: Any, site: Site, request: pytest.FixtureRequest) -> str:
    """An address of ours, which the phone shows: it is opened once for all tests that look at it."""
    address: str = request.param.format(**site[1])
    phone.goto(address)
    return address


def test_every_page_is_read_by_keyboard_on_a_phone_in_the_dark(phone: Any, path: str) -> None:
    phone.set_viewport_size({"width": 400, "height": 800})
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "content"
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.closest('main, footer') !== null")
    assert phone.evaluate("document.activeElement.checkVisibility()")
    outside = """() => [...document.querySelectorAll("main :is(p, li, td, th, dd, a, input, button)")].filter(each => {
        const box = each.getBoundingClientRect(), seen = box.width > 1 && each.checkVisibility();
        return seen && !each.closest("pre, .grid") && (box.left < 0 || box.right > 401);
    }).map(each => each.outerHTML.slice(0, 90))"""
    assert phone.evaluate(outside) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 400
    assert phone.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    troubles, phone.troubles = phone.troubles, []
    expected = ("404", "http://127.0.0.1:9/x.png", *STOPPED)  # what the archived page asks for is not sent
    assert [sentence for sentence in troubles if not any(word in sentence for word in expected)] == []


def test_what_is_printed_is_the_content_alone(phone: Any, path: str) -> None:
    phone.set_viewport_size(WIDE)
    phone.emulate_media(media="print")
    controls = phone.locator("nav:not(.life):visible, form:visible, footer:visible").count()
    phone.emulate_media(media="null")
    assert controls == 0


def test_the_forms_of_all_pages_are_filled_and_sent_by_keyboard(page: Any, site: Site) -> None:
    def sent(path: str, name: str, words: str, button: str | None = None) -> None:
        page.goto(path)
        page.locator(f"main [name={name}]").fill(words)
        sender = page.get_by_role("button", name=button) if button else page.locator(f"[name={name}]")
        follow(page, sender.press, "Enter")

    plan = site[1]["plan"]
    sent("/brief?from=2021-11-01&to=2021-11-30", "q", "闸板")
    assert page.locator(".brief h3 a").first.get_attribute("href") == f"/documents/{plan}"
    sent("/verify", "text", "国发〔2021〕20号", "Check")
    assert page.locator(".checked .right b").all_inner_texts() == ["Number"]


def test_links_between_pages_keep_the_words_and_the_filters(page: Any, site: Site) -> None:
    page.goto("/?q=的建设&stage=final")
    page.get_by_text("Use these results").press("Enter")
    follow(page, page.get_by_role("link", name="Brief of these results").press, "Enter")
    assert page.locator(".pill, .chosen a", has_text="Final").count() == 1
    assert page.get_by_label("Words").input_value() == "的建设"
    page.goto("/sources")
    follow(page, page.locator(".grid td.n a").first.press, "Enter")
    assert int(page.get_by_role("status").locator("b").inner_text()) > 0


@pytest.mark.parametrize("which", ["page", "scriptless"])
def test_pages_and_values_need_neither_mouse_nor_script(request: pytest.FixtureRequest, which: str) -> None:
    page = request.getfixturevalue(which)
    page.set_viewport_size(WIDE)
    page.goto("/?stage=final")
    follow(page, page.get_by_role("link", name="Page 2").press, "Enter")
    assert page.url.endswith("/?stage=final&page=2")
    assert page.locator(".numbers [aria-current=page]").inner_text() == "2"
    page.locator(".filters [name=type]").select_option(index=1)
    follow(page, page.locator(".filters [name=from]").press, "Enter")
    assert page.locator(".chosen a").count() == 3
