"""Attached files on the page and in the API: their state, their text by page, and the archived copy as a download."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from parsers.files.text import FilePage, FileText
from parsers.record import Attachment
from storage.archive import Archive, Exchange
from storage.attachments import saving
from storage.crawl.captures import CaptureFacts
from storage.database import open_database
from storage.schema import files
from tests.tables import from_table
from tests.zhengce.holding import NOW, hold, invented
from tests.zhengce.serving import ALERT, served
from tests.zhengce.web.browsing import follow, open_page
from zhengce.web.api.attachments import LONGEST

PDF = "https://www.miit.gov.cn/files/plan.pdf"
EVIL = "https://www.miit.gov.cn/files/evil.svg"
PDF_BYTES = b"%PDF-1.7 not a real one"
WORDS = '"第7段"'  # as they stand: to cut words apart takes a dictionary, which is loaded for seconds
LONG = "\n".join(f"第{number}段：闸板要结实。" for number in range(4000))

PLAN = invented(
    title="关于印发“十四五”闸板行业发展规划的通知",
    body="现将规划印发给你们。",
    attachments=(
        Attachment('附件：规划"<b>/../x.pdf', PDF),
        Attachment("图样", EVIL),
        Attachment("申报表", "https://www.miit.gov.cn/files/form.docx"),
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{folder / 'zhengce.db'}"
    database = open_database(url)
    hold(database, PLAN)
    pages = (FilePage(1, (f"总体要求{ALERT}", "指标\t2025年")), FilePage(3, tuple(LONG.split("\n")), "表3"))
    texts = {
        PDF: (FileText("ok", "application/pdf", "test 1", (*pages,)), PDF_BYTES),
        EVIL: (FileText("unsupported", "image/svg+xml", "test 1", ()), f"<svg>{ALERT}</svg>".encode()),
    }
    with Archive(folder / "archive") as archive, database.write() as connection:
        for address, (text, content) in texts.items():
            kind = text.media_type or ""
            headers = (("Content-Type", kind),)
            place = archive.write(Exchange("GET", address, (), b"", 200, "OK", headers, content, NOW))
            capture = CaptureFacts(place, 200, None, None, kind, NOW)
            file_id = connection.execute(sa.select(files.c.id).where(files.c.printed_url == address)).scalar_one()
            saving.save(connection, file_id, text, None, capture, address, len(content), NOW)
    database.close()
    reading = open_database(url, upgrade=False)
    with served(reading, folder / "archive", seconds=60) as address:
        yield address
    reading.close()


def get(site: str, path: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(site + path) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def api(site: str, path: str) -> Any:
    status, _, content = get(site, f"/api{path}")
    assert status == 200, content
    return json.loads(content)


def test_a_document_says_what_became_of_each_file(site: str) -> None:
    held = api(site, "/documents/1")["attachments"]
    assert [(item.get("state"), item.get("pages"), "sha256" in item) for item in held] == [
        ("ok", 2, True),
        ("unsupported", 0, True),
        (None, None, False),
    ]


def test_the_text_of_a_file_is_read_piece_by_piece_to_its_end(site: str) -> None:
    piece = api(site, "/documents/1/attachments/1/text")
    assert (piece["page"], piece["name"], piece["pages"]) == (1, None, [1, 3])
    assert piece["text"] == f"总体要求{ALERT}\n指标\t2025年"
    read = ""
    while piece["next_page"]:
        piece = api(site, f"/documents/1/attachments/1/text?page={piece['next_page']}&offset={piece['next_offset']}")
        assert (piece["page"], piece["name"], len(piece["text"]) <= LONGEST) == (3, "表3", True)
        read += piece["text"]
    assert read == LONG


def test_a_file_without_text_has_none_and_says_why_not(site: str) -> None:
    for number, state in ((2, "unsupported"), (3, None)):
        piece = api(site, f"/documents/1/attachments/{number}/text")
        assert (piece["state"], piece["text"], piece["page"], piece["next_page"]) == (state, "", None, None)


@from_table
def test_what_is_not_there_is_refused(site: str, path: str, status: int) -> None:
    assert get(site, path)[0] == status


def test_an_archived_file_is_a_download_that_no_browser_shows(site: str) -> None:
    for number, content in ((1, PDF_BYTES), (2, f"<svg>{ALERT}</svg>".encode())):
        status, headers, body = get(site, f"/documents/1/attachments/{number}/file")
        assert (status, body) == (200, content)
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox;")
        assert headers["Content-Disposition"].startswith("attachment; ")
    sentence = get(site, "/documents/1/attachments/1/file")[1]["Content-Disposition"]
    name = quote("附件：规划 b .. x.pdf", safe="")
    assert sentence == f"attachment; filename=\"attachment-1.pdf\"; filename*=UTF-8''{name}"


def test_words_of_a_file_are_found_and_marked_on_its_page(site: str) -> None:
    [hit] = api(site, f"/search?q={quote(WORDS)}")["items"]
    assert hit["passage_places"] == ["attachment 1, page 3"]
    shown = get(site, f"/?q={quote(WORDS)}")[2].decode()
    assert "attachment 1, page 3" in shown
    shown = get(site, f"/documents/1/attachments/1?page=3&q={quote(WORDS)}")[2].decode()
    assert "<mark>第7段</mark>" in shown
    assert ALERT not in get(site, "/documents/1/attachments/1")[2].decode()


def test_a_file_is_opened_from_its_document_and_paged_through(browser: Any, site: str) -> None:
    page = open_page(browser, base_url=site)
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/documents/1")
        assert "text read" in page.locator(".file").first.inner_text()
        assert page.locator(".file").first.get_by_text("2 pages").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        follow(page, page.locator(".file a").first.click)
        heading = page.get_by_role("heading", level=2)
        assert heading.inner_text() == "Page 1"
        assert page.evaluate("document.documentElement.dataset.hacked") is None
        assert page.locator("table tr").first.locator("td").all_inner_texts() == ["指标", "2025年"]
        assert "│" not in page.locator("main").inner_text()
        follow(page, page.get_by_role("link", name="Next").first.click)
        assert heading.inner_text() == "Page 3 · 表3"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        follow(page, page.get_by_role("link", name="Previous").first.click)
        assert heading.inner_text() == "Page 1"
        follow(page, page.get_by_role("link", name="3", exact=True).first.click)
        assert page.locator(".numbers [aria-current=page]").first.inner_text() == "3"
