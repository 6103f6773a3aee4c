"""Crawls of attached files over a loopback site: what is requested, in which order, and what becomes of each answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug import Request as HttpRequest
from werkzeug import Response as Reply

import parsers.document
from parsers import time_limit
from parsers.files import LIMITS, FileReader, FileText
from pipelines import attached_files
from pipelines.reparse.reparse import reparse
from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.database import Database, open_database
from storage.schema import attachment_texts, captures, changes, files, runs
from tests.samples.files import packages
from tests.samples.files.pdf import Page, write_pdf
from tests.scrapers.loopback import CHALLENGE, LISTS, READINGS, Sites, html, listing, notice, notice_url
from tests.scrapers.test_crawl import cut, held
from tests.tables import from_table

NOTICE = notice_url(1)
FOLDER = f"{LISTS}202604/"
PLAN = f"{FOLDER}P020260401.pdf"
FORM = f"{FOLDER}P020260402.docx"
GUEST = "https://zwgk.ndrc.gov.cn/P020260403.pdf"
FOREIGN = "https://www.news.cn/P020260404.pdf"


def pdf(text: str) -> bytes:
    return write_pdf([Page().write(text)])


def docx(text: str) -> bytes:
    return packages.make_docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")


@dataclass(frozen=True)
class File:
    """Answers a file, or 304 to a request that names its ETag."""

    content: bytes
    etag: str | None = None

    def __call__(self, request: HttpRequest) -> Reply:
        if self.etag and request.headers.get("If-None-Match") == self.etag:
            return Reply(status=304)
        headers = {"ETag": self.etag} if self.etag else {}
        return Reply(self.content, content_type="application/octet-stream", headers=headers)


def with_links(*urls: str) -> str:
    links = "".join(f'<p><a href="{url}">附件{n}</a></p>' for n, url in enumerate(urls, 1))
    return notice("关于做好年度工作的通知", text=f"请认真落实。</p>{links}<p>")


@pytest.fixture
def site(sites: Sites) -> Sites:
    """A notice with a PDF and a DOCX file."""
    sites.answers[LISTS] = listing((NOTICE, "关于做好年度工作的通知", "2026/04/01"))
    sites.answers[READINGS] = listing((notice_url(9, column=READINGS), "《年度工作》解读", "2026/04/02"))
    sites.answers[notice_url(9, column=READINGS)] = notice("《年度工作》解读", day="2026/04/02")
    sites.answers[NOTICE] = with_links(PLAN, FORM)
    sites.answers[PLAN] = File(pdf("到2027年全社会研发经费投入年均增长百分之七以上"), '"1"')
    sites.answers[FORM] = File(docx("申报单位名称"))
    return sites


class Kept(FileReader):
    """A reader that crawl after crawl uses, as none closes it: to start its process takes longer than to read."""

    def close(self) -> None:
        """Does nothing."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[FileReader]:
    reader = Kept(LIMITS)
    yield reader
    FileReader.close(reader)


@pytest.fixture(autouse=True)
def _crawls_share_a_sandbox(monkeypatch: pytest.MonkeyPatch, sandbox: FileReader) -> None:
    sandbox.limits = LIMITS
    monkeypatch.setattr(attached_files, "FileReader", lambda limits: sandbox)


def told(folder: Path) -> list[str]:
    return held(folder, changes, "kind")


def test_the_files_of_a_notice_are_requested_behind_it_with_the_page_as_referer(site: Sites, tmp_path: Path) -> None:
    [summary] = site.crawl(tmp_path)
    assert (summary.messages, summary.files, summary.failed) == ((), 2, 0)
    assert site.requested == [LISTS, NOTICE, PLAN, FORM, READINGS, notice_url(9, column=READINGS)]
    assert [one.headers["Referer"] for one in site.requests if "P02026" in one.path] == [NOTICE, NOTICE]
    assert site.most_at_once == 1
    assert held(tmp_path, attachment_texts, "text") == [
        "到2027年全社会研发经费投入年均增长百分之七以上",
        "申报单位名称",
    ]
    assert held(tmp_path, files, "state", "failures") == [("ok", 0), ("ok", 0)]
    assert held(tmp_path, runs, "files") == [2]
    assert told(tmp_path) == ["new", "read", "read", "new"]


def test_a_crawl_of_an_unchanged_site_asks_no_file(site: Sites, tmp_path: Path) -> None:
    site.begin(tmp_path)
    [summary] = site.crawl(tmp_path)
    assert site.requested == [LISTS, READINGS]
    assert summary.files == 0


def test_a_file_that_changed_one_that_went_and_one_that_came_are_reported_and_nothing_else(
    site: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    site.crawl(tmp_path)
    before = len(told(tmp_path))
    later(400)
    site.answers[PLAN] = File(pdf("到2027年全社会研发经费投入年均增长百分之八以上"), '"2"')
    del site.answers[FORM]
    added = f"{FOLDER}P020260409.pdf"
    site.answers[added] = File(pdf("新增附件"))
    site.answers[NOTICE] = with_links(PLAN, FORM, added)
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.gone, summary.failed) == (2, 1, 0)
    assert told(tmp_path)[before:] == ["revised", "read", "revised", "revised"]
    texts = held(tmp_path, attachment_texts, "text")
    assert texts == ["到2027年全社会研发经费投入年均增长百分之八以上", "申报单位名称", "新增附件"]
    assert [gone is not None for gone in held(tmp_path, files, "gone_at")] == [False, True, False]


def test_a_file_that_the_site_confirms_is_not_taken_again(
    site: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    site.crawl(tmp_path)
    later(400)
    before = told(tmp_path)
    [summary] = site.crawl(tmp_path)
    assert PLAN in site.requested
    assert summary.files == 1  # the form, which has no ETag
    assert told(tmp_path) == before
    assert sum(number is not None for number in held(tmp_path, captures, "file_id")) == 3


def test_what_is_no_file_fails_alone_and_is_tried_again(site: Sites, tmp_path: Path) -> None:
    bad: dict[Any, str] = {
        html("<html><body>对不起，您访问的文件不存在</body></html>"): "a web page in place of the file",
        Reply('{"code": 500, "msg": "error"}', content_type="application/json"): "a message in JSON",
        CHALLENGE: "a script challenge",
        Reply("", status=404): "404",
        cut(pdf("断")): "the answer was cut",
    }
    urls = [PLAN.replace("401", f"41{n}") for n in range(len(bad))]
    site.answers[NOTICE] = with_links(*urls, PLAN)
    site.answers |= dict(zip(urls, bad, strict=True))
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.failed, summary.new) == (1, len(bad), 2)
    for why, said in zip(bad.values(), summary.messages, strict=True):
        assert why in said
    site.answers |= {url: File(docx("表格")) for url in urls}
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.failed) == (len(bad), 0)
    assert set(held(tmp_path, files, "state", "failures")) == {("ok", 0)}


def test_a_held_file_in_whose_place_a_page_stands_for_a_fortnight_is_gone(
    site: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    site.crawl(tmp_path)
    site.answers[PLAN] = html("<html><body>对不起，您访问的文件不存在</body></html>")
    for day, failures, gone in ((400, 0, 0), (800, FAILED_A_FORTNIGHT - 1, 1)):
        database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
        with database.write() as connection:
            connection.execute(sa.update(files).where(files.c.id == 1).values(failures=failures))
        database.close()
        later(day)
        [summary] = site.crawl(tmp_path)
        assert (summary.failed, summary.gone) == (1, gone)
    assert held(tmp_path, files, "gone_why")[0] is not None


def test_a_file_that_is_too_large_is_left_with_the_reason_and_never_requested_again(
    site: Sites, tmp_path: Path, later: Callable[[float], None]
) -> None:
    site.answers[PLAN] = File(b"%PDF-" + bytes(3000))
    [summary] = site.crawl(tmp_path, settings={"DOWNLOAD_MAXSIZE": 2500})
    assert summary.failed == 0
    later(400)
    site.crawl(tmp_path)
    assert PLAN not in site.requested
    [(why, for_good), _] = held(tmp_path, files, "skip_reason", "skipped_for_good")
    assert for_good
    assert "not taken" in why


def test_files_of_another_body_are_left_and_named_and_those_on_further_hosts_of_the_same_are_fetched(
    site: Sites, tmp_path: Path
) -> None:
    inner = "https://www.ndrc.gov.cn:22/P020260405.pdf"
    site.answers[NOTICE] = with_links(GUEST, FOREIGN, inner)
    site.answers[GUEST] = File(pdf("指南"))
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.ok) == (1, True)
    assert not {FOREIGN, inner} & set(site.requested)
    assert held(tmp_path, files, "skip_reason") == [
        None,
        "at another body's host: www.news.cn",
        "not at a port of the web: www.ndrc.gov.cn:22",
    ]


def test_a_file_that_redirects_to_another_port_is_not_followed(site: Sites, tmp_path: Path) -> None:
    inner = "https://www.ndrc.gov.cn:8022/P020260401.pdf"
    site.answers[PLAN] = Reply(status=302, headers={"Location": inner})
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.failed) == (1, 1)
    assert inner not in site.requested
    assert "redirected to www.ndrc.gov.cn:8022, which is no port of the web" in summary.messages[0]


def test_a_host_of_files_alone_that_refuses_them_does_not_end_the_crawl(site: Sites, tmp_path: Path) -> None:
    guests = [GUEST.replace("403", f"40{n}") for n in range(4)]
    site.answers[NOTICE] = with_links(*guests, PLAN)
    site.answers |= {url: Reply("", status=403) for url in guests}
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.new, summary.reason) == (1, 2, "finished")
    assert [url for url in site.requested if url in guests] == guests[:2]


@from_table
def test_files_can_be_switched_off_and_on(site: Sites, tmp_path: Path, setting: Any, fetched: list[str]) -> None:
    site.crawl(tmp_path, settings=setting)
    assert [url for url in site.requested if url in (PLAN, FORM)] == fetched
    site.crawl(tmp_path)
    assert [url for url in site.requested if url in (PLAN, FORM)] == [url for url in (PLAN, FORM) if url not in fetched]


def test_a_fault_of_the_reader_costs_one_file_and_the_crawl_goes_on(
    site: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = FileReader.read

    def read(reader: FileReader, content: bytes, name: str | None = None) -> FileText:
        if content.startswith(b"%PDF-"):
            raise MemoryError
        return whole(reader, content, name)

    monkeypatch.setattr(FileReader, "read", read)
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.failed, summary.new) == (1, 1, 2)


def test_a_file_whose_text_takes_too_long_to_understand_keeps_its_text(
    site: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.crawl(tmp_path)
    [before, _] = held(tmp_path, files, "record")
    endless = partial(re.match, "(?:a+)+$", "a" * 64 + "b")
    monkeypatch.setattr(parsers.document, "read_parts", lambda paragraphs: endless())
    monkeypatch.setattr(time_limit, "SECONDS", 0.1)
    [summary] = site.crawl(tmp_path / "anew")
    assert (summary.files, summary.failed, summary.new) == (2, 0, 2)
    assert held(tmp_path / "anew", files, "state", "record")[0] == ("ok", None)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    older = before.replace('"parser_version":"', '"parser_version":"0')
    with database.write() as connection:
        connection.execute(sa.update(files).where(files.c.id == 1).values(record=older))
    report = reparse(database, tmp_path / "archive", processes=1)
    database.close()
    assert [line.partition(": ")[2] for line in report.failed] == ["reading it took more than 0.1 s of processor time"]
    assert held(tmp_path, files, "record")[0] == older != before


def test_a_reader_that_hangs_costs_one_file_and_the_next_is_read(
    site: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = FileReader.read

    def read(reader: FileReader, content: bytes, name: str | None = None) -> FileText:
        reader.limits = replace(LIMITS, wall_seconds=0.001) if content.startswith(b"%PDF-") else LIMITS
        return whole(reader, content, name)

    monkeypatch.setattr(FileReader, "read", read)
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.new) == (2, 2)
    assert held(tmp_path, files, "state", "reason") == [("failed", "not read within 0.001 s"), ("ok", None)]


def test_a_file_that_cannot_be_read_is_kept_with_the_reason(site: Sites, tmp_path: Path) -> None:
    site.answers[PLAN] = File(b"%PDF-1.7\n broken")
    [summary] = site.crawl(tmp_path)
    assert (summary.files, summary.failed, len(summary.messages)) == (2, 0, 1)
    assert "could not be read" in summary.messages[0]
    assert held(tmp_path, files, "state") == ["failed", "ok"]
    assert sum(number is not None for number in held(tmp_path, captures, "file_id")) == 2


def test_reparse_reads_files_of_older_readers_again_and_tells_only_what_differs(site: Sites, tmp_path: Path) -> None:
    site.begin(tmp_path)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    before = told(tmp_path)
    assert again(database, tmp_path) == (0, 0)  # today's readers read them
    with database.write() as connection:
        connection.execute(sa.update(files).where(files.c.id == 1).values(extractor="pdf 0"))
        connection.execute(sa.update(attachment_texts).where(attachment_texts.c.file_id == 1).values(text="旧"))
    assert again(database, tmp_path, dry_run=True) == (1, 1)
    assert held(tmp_path, attachment_texts, "text")[0] == "旧"
    assert again(database, tmp_path) == (1, 1)
    assert held(tmp_path, attachment_texts, "text")[0] == "到2027年全社会研发经费投入年均增长百分之七以上"
    assert told(tmp_path) == before
    with database.write() as connection:
        connection.execute(sa.update(files).where(files.c.id == 2).values(extractor="docx 0", state="partial"))
    assert again(database, tmp_path) == (1, 0)
    assert told(tmp_path)[len(before) :] == ["reparsed"]
    database.close()


def again(database: Database, folder: Path, *, dry_run: bool = False) -> tuple[int, int]:
    report = reparse(database, folder / "archive", dry_run=dry_run, processes=1)
    assert report.ok
    return report.files, report.changed_files
