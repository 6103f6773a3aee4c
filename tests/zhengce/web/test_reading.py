"""Reading a document, its articles and its files."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from parsel import Selector

from parsers.files.text import FilePage, FileText
from parsers.record import Attachment, Relation
from storage.archive import Archive, Exchange
from storage.attachments import saving
from storage.crawl.captures import CaptureFacts
from storage.database import open_database
from storage.documents.writing import revisions
from storage.relations.status import today
from storage.schema import attachments, files
from storage.translations.queries import store_translation
from storage.translations.texts import Text
from tests.storage.test_translations import made
from tests.tables import from_table
from tests.zhengce.holding import NOW, hold, invented
from tests.zhengce.lives import of_ministry
from tests.zhengce.serving import ALERT, served
from tests.zhengce.web.asking import Site, ask
from tests.zhengce.web.browsing import follow, open_page
from zhengce.english.titles.shown import MARK
from zhengce.web.api.attachments import LONGEST

# A document as it is read: addresses in its text, tables, English beside it, what it holds itself, and its changes


RULES = of_ministry(
    "关于印发《埽工办法》的通知",
    date(2024, 3, 1),
    issued_title="埽工办法",
    body="现印发给你们。\n埽工办法\n第一章　总则\n第一条　为了埽工，制定本办法。\n第二条　单位按照第一条应当：\n"
    "（一）每月检查；\n（二）随时修补。\n第二章　附则\n第三条　本办法自公布之日起施行。\n"
    "指标\t2020年\t2025年\n完好率\t80\t95",
    relations=(
        Relation("issues", "埽工办法", words="关于印发《埽工办法》的通知", place="title"),
        Relation("issues", "埽工标准", words="附件：埽工标准", place="paragraph 1"),
        Relation("based_on", "水库条例", words="根据《水库条例》", place="paragraph 1"),
    ),
    attachments=(Attachment("附件", "https://www.miit.gov.cn/a.pdf", "application/pdf"),),
)
DRAFT = of_ministry(
    "公开征求对《闸门办法（征求意见稿）》的意见",
    today() - timedelta(20),
    stage="draft",
    comments_due_on=today() + timedelta(5),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("reading")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    ids = dict(zip(("rules", "draft"), hold(database, RULES, DRAFT), strict=True))
    with database.write() as connection:
        connection.execute(sa.update(attachments).values(carries="埽工标准"))  # as when the file is read
        store_translation(connection, made(Text("sentence", "（一）每月检查；"), "inspect every month;", engine="m"))
        file = {"title": "附件", "url": "https://www.miit.gov.cn/a.pdf", "state": None, "sha256": None}
        read = {"attachments": {"old": [file], "new": [file | {"state": "ok", "sha256": "0" * 64}]}}
        revisions.add(connection, ids["rules"], "read", RULES.url, read | {"targets": {"old": [], "new": []}}, NOW)
        revisions.add(connection, ids["rules"], "merged", RULES.url, read, NOW)
    with served(database, folder / "archive") as address:
        yield address, ids, database
    database.close()


@pytest.fixture(scope="module")
def page(site: Site) -> Selector:
    return Selector(ask(site, f"/documents/{site[1]['rules']}"))


def test_every_unit_has_its_address_at_its_words(page: Selector) -> None:
    for path, words in {"art-2": "第二条", "art-2/item-1": "（一）每月检查；", "ch-2": "第二章"}.items():
        assert page.xpath(f"//*[*[@id='{path}']]").xpath("string()").get("").count(words) == 1, path
    assert [link.attrib["href"] for link in page.css(".text a[id]")] == ["#art-1", "#art-2", "#art-3"]
    assert page.css("#p5 a:not([id])::attr(href)").get() == "#art-1"
    links = page.css(".toc a")
    assert [link.attrib["href"] for link in links] == ["#ch-1", "#ch-2"]
    assert page.css(".text h3::text").getall() == ["第一章　总则", "第二章　附则"]
    assert len(set(page.css("[id]::attr(id)").getall())) == len(page.css("[id]"))


def test_a_table_is_a_table_and_the_english_stands_beside_its_paragraph(site: Site, page: Selector) -> None:
    assert page.css(".text table th::text").getall() == ["指标", "2020年", "2025年"]
    assert page.css("#p11 td::text").getall() == ["完好率", "80", "95"]
    assert page.css("#p6 + .en").xpath("normalize-space()").get() == f"inspect every month; {MARK}"
    alone = Selector(ask(site, f"/documents/{site[1]['rules']}?bilingual=0"))
    assert not alone.css(".en")


def test_reading_a_file_is_no_change_of_the_document(site: Site, page: Selector) -> None:
    assert not page.css("main a[href$='/changes']")
    assert "Nothing has changed" in ask(site, f"/documents/{site[1]['rules']}/changes")


def test_a_draft_says_how_many_days_are_left_for_comments(site: Site) -> None:
    draft = Selector(ask(site, f"/documents/{site[1]['draft']}"))
    assert "Comments end in 5 days" in draft.css(".status .warn::text").get("")


def test_a_document_without_a_day_or_a_body_is_shown(site: Site) -> None:
    bare = replace(of_ministry("关于埽工的公告", date(2024, 1, 1)), published_on=None, body="", issuing_bodies=())
    [number] = hold(site[2], bare)
    assert "No text was read" in ask(site, f"/documents/{number}")


# Attached files on the page and in the API: their state, their text by page, and the archived copy as a download


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
def file_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
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


def get(file_site: str, path: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(file_site + path) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def api(file_site: str, path: str) -> Any:
    status, _, content = get(file_site, f"/api{path}")
    assert status == 200, content
    return json.loads(content)


def test_a_document_says_what_became_of_each_file(file_site: str) -> None:
    held = api(file_site, "/documents/1")["attachments"]
    assert [(item.get("state"), item.get("pages"), "sha256" in item) for item in held] == [
        ("ok", 2, True),
        ("unsupported", 0, True),
        (None, None, False),
    ]


def test_the_text_of_a_file_is_read_piece_by_piece_to_its_end(file_site: str) -> None:
    piece = api(file_site, "/documents/1/attachments/1/text")
    assert (piece["page"], piece["name"], piece["pages"]) == (1, None, [1, 3])
    assert piece["text"] == f"总体要求{ALERT}\n指标\t2025年"
    read = ""
    while piece["next_page"]:
        piece = api(
            file_site,
            f"/documents/1/attachments/1/text?page={piece['next_page']}&offset={piece['next_offset']}",
        )
        assert (piece["page"], piece["name"], len(piece["text"]) <= LONGEST) == (3, "表3", True)
        read += piece["text"]
    assert read == LONG


def test_a_file_without_text_has_none_and_says_why_not(file_site: str) -> None:
    for number, state in ((2, "unsupported"), (3, None)):
        piece = api(file_site, f"/documents/1/attachments/{number}/text")
        assert (piece["state"], piece["text"], piece["page"], piece["next_page"]) == (state, "", None, None)


@from_table
def test_what_is_not_there_is_refused(file_site: str, path: str, status: int) -> None:
    assert get(file_site, path)[0] == status


def test_an_archived_file_is_a_download_that_no_browser_shows(file_site: str) -> None:
    for number, content in ((1, PDF_BYTES), (2, f"<svg>{ALERT}</svg>".encode())):
        status, headers, body = get(file_site, f"/documents/1/attachments/{number}/file")
        assert (status, body) == (200, content)
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox;")
        assert headers["Content-Disposition"].startswith("attachment; ")
    sentence = get(file_site, "/documents/1/attachments/1/file")[1]["Content-Disposition"]
    name = quote("附件：规划 b .. x.pdf", safe="")
    assert sentence == f"attachment; filename=\"attachment-1.pdf\"; filename*=UTF-8''{name}"


def test_words_of_a_file_are_found_and_marked_on_its_page(file_site: str) -> None:
    [hit] = api(file_site, f"/search?q={quote(WORDS)}")["items"]
    assert hit["passage_places"] == ["attachment 1, page 3"]
    shown = get(file_site, f"/?q={quote(WORDS)}")[2].decode()
    assert "attachment 1, page 3" in shown
    shown = get(file_site, f"/documents/1/attachments/1?page=3&q={quote(WORDS)}")[2].decode()
    assert "<mark>第7段</mark>" in shown
    assert ALERT not in get(file_site, "/documents/1/attachments/1")[2].decode()


def test_a_file_is_opened_from_its_document_and_paged_through(browser: Any, file_site: str) -> None:
    page = open_page(browser, base_url=file_site)
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
