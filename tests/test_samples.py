"""The sample: both recordings can be rebuilt, hold what they promise, and are read and crawled as expected."""

import gzip
import json
import re
import shutil
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from warcio.archiveiterator import ArchiveIterator

import zhengce.sample as samples
from parsers.addresses import comparable
from parsers.files.readers import read_content
from parsers.record import PolicyDocument
from scrapers.run.process import RunSummary, crawl, sources
from storage.archive import exchanges
from storage.database import open_database
from storage.documents import record_json
from storage.schema import documents, files, issuing_bodies, pages, runs
from tests.conftest import Sample
from tests.samples.build import GBK_CALLED_UTF8, UTF8_CALLED_LATIN1, answers, build
from tests.shared import SHARED
from tests.tables import from_table

EXPECTED: dict[str, Any] = json.loads(samples.EXPECTED.read_text(encoding="utf-8"))
FACTS: dict[str, dict[str, Any]] = EXPECTED["pages"]
ADDRESSES = {comparable(url): url for url in FACTS}
"""Addresses as the database has them -> as the sites print them."""
FILES: dict[str, dict[str, Any]] = EXPECTED["files"]
BODIES = {answer.url: answer.body for answer in answers()}
NOTE = "（样例：本页为仿制，除标题、文号、日期、机关和地址外，文字均系编造，不得引用。）"
FIELDS = ("title", "stage", "document_number", "issued_title", "document_type", "index_number", "topic")
DATES = ("written_on", "published_on", "effective_on", "comments_due_on")


@dataclass(frozen=True)
class Crawled:
    """A crawl of a recording, and the one after it."""

    first: dict[str, sa.Row[Any]]
    """By source: what is kept of the first run."""
    second: dict[str, RunSummary]
    folder: Path

    def rows(self, query: sa.Select[Any]) -> list[Any]:
        database = open_database(f"sqlite:///{self.folder / 'zhengce.db'}")
        with database.read() as connection:
            found = [tuple(row) for row in connection.execute(query)]
        database.close()
        return found

    @cached_property
    def records(self) -> dict[str, PolicyDocument]:
        """What each page gave, by the address that the sites print."""
        held = self.rows(sa.select(pages.c.url, pages.c.record).where(pages.c.record.is_not(None)))
        return {ADDRESSES[url]: record_json.from_json(record) for url, record in held}

    def asked(self) -> set[tuple[str, str, bytes]]:
        """Method, address and form of every request whose answer was archived."""
        return {
            (exchange.method, exchange.url, exchange.request_body)
            for file in (self.folder / "archive").glob("*.warc.gz")
            for _, exchange in exchanges(file)
        }


def crawled_again(first: Path, recording: Path, folder: Path) -> Crawled:
    """One more crawl, in a copy of a folder."""
    shutil.copytree(first, folder, dirs_exist_ok=True)
    url = f"sqlite:///{folder / 'zhengce.db'}"
    database = open_database(url)
    with database.read() as connection:
        kept = {run.source: run for run in connection.execute(sa.select(runs))}
    database.close()
    summaries = crawl(samples.SOURCES, database_url=url, data_dir=folder, replay=recording)
    return Crawled(kept, {summary.source: summary for summary in summaries}, folder)


@pytest.fixture(scope="module")
def good_day(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawled_again(sample.folder, samples.SAMPLE, tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module", name="bad_day")
def bad_day_and_the_next(bad_day: Sample, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawled_again(bad_day.folder, samples.BAD_DAY, tmp_path_factory.mktemp("bad"))


# The files


@pytest.mark.parametrize("path", [samples.SAMPLE, samples.BAD_DAY], ids=["sample", "bad day"])
def test_a_recording_is_what_the_script_writes_in_warc_1_1_with_a_request_to_each_response(path: Path) -> None:
    written = build()[path]
    assert gzip.decompress(written) == gzip.decompress(path.read_bytes())
    if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # another deflate packs the same records otherwise
        assert written == path.read_bytes()
    with path.open("rb") as file:
        records = [(record.rec_type, record.rec_headers) for record in ArchiveIterator(file)]
    assert {headers.protocol for _, headers in records} == {"WARC/1.1"}
    kinds = [kind for kind, _ in records]
    assert kinds == ["warcinfo"] + ["response", "request"] * (len(kinds) // 2)
    answered = [headers.get_header("WARC-Record-ID") for kind, headers in records if kind == "response"]
    assert [headers.get_header("WARC-Concurrent-To") for kind, headers in records if kind == "request"] == answered
    assert len({headers.get_header("WARC-Record-ID") for _, headers in records}) == len(records)


def test_every_page_says_that_it_is_an_imitation_and_invented_addresses_are_named(good_day: Crawled) -> None:
    readme = (samples.SAMPLE.parent / "README.md").read_text(encoding="utf-8")
    assert [url for url, record in good_day.records.items() if record.body and NOTE not in record.body] == []
    pattern = r"_9000\d{3,}\.|/c9000\d{3}/|_9000000\d+\.|_f{28}\d{4}\.|\d9000001_pc\."
    assert {url for url in FACTS if re.search(pattern, url)} == set(EXPECTED["invented_addresses"])
    assert [url for url in EXPECTED["invented_addresses"] if url.removeprefix("https://") not in readme] == []


# What the sample promises


def test_the_sample_has_what_its_readme_says_of_it(good_day: Crawled) -> None:
    groups = [[FACTS[url] for url in group] for group in EXPECTED["documents"]]
    assert len([group for group in groups if len({page["source"] for page in group}) > 1]) >= 5
    twice = [[page["title"] for page in group if page["source"] == "state_council"] for group in groups]
    assert any(len(titles) == 2 and len(set(titles)) == 2 for titles in twice)
    assert {facts["stage"] for facts in FACTS.values()} == {"final", "draft", "interpretation", "news"}
    early = BODIES["https://www.gov.cn/zhengce/zhengceku/202409/content_6977767.htm"]
    assert early.index(b"</html>") < early.index(b"UCAP-CONTENT")
    body = BODIES["https://xxgk.mot.gov.cn/2020/gz/202112/t20211228_3633687.html"]
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert "公路建设市场管理办法" in body.decode("gb18030")
    order = good_day.records["https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"]
    assert [file.media_type for file in order.attachments] == ["application/pdf", "application/ofd"]
    assert {answer.url for answer in answers() if answer.method == "POST"} == {
        "https://www.cac.gov.cn/cms/JsonList",
        "https://www.chinatax.gov.cn/getFileListByCodeId",
    }


@pytest.mark.needs_shared("newsletter/documents.jsonl")
def test_the_newsletters_documents_are_in_the_sample_with_its_facts(good_day: Crawled) -> None:
    lines = (SHARED / "newsletter" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    ours = {facts["newsletter"]: (url, facts) for url, facts in FACTS.items() if "newsletter" in facts}
    for wanted in map(json.loads, lines):
        if wanted["title"] is None:
            assert wanted["n"] not in ours
            continue
        url, facts = ours[wanted["n"]]
        assert facts["stage"] == wanted["stage"]
        assert facts["issuers"] == wanted["issuing_bodies"]
        assert facts.get("units", {}) == wanted.get("units", {})
        record = good_day.records[url]
        printed = "".join(f"{record.title}{record.body}{facts['title']}".split())
        assert "".join(wanted["title"].split()) in printed
        for field in ("document_number", "written_on", "issued_title"):
            assert facts.get(field) == wanted.get(field) or field not in wanted, (wanted["n"], field)
        if wanted["source"] != "mofcom":  # gov.cn re-posted it a day later
            assert facts["published_on"] == ("2021-11-08" if wanted["n"] == 9 else wanted["published_on"])


# What is read from it


@pytest.mark.parametrize("url", FACTS, ids=lambda url: url.rsplit("/", 1)[-1])
def test_a_page_gives_its_facts(good_day: Crawled, url: str) -> None:
    document, facts = good_day.records[url], FACTS[url]
    read = {
        **{field: getattr(document, field) for field in FIELDS},
        **{field: str(getattr(document, field)) for field in DATES},
        "issuers": [body.id for body in document.issuing_bodies],
        "attachments": len(document.attachments),
    }
    assert {field: read[field] for field in read if field in facts} == {
        field: facts[field] for field in read if field in facts
    }
    assert [field for field in facts.get("absent", ()) if getattr(document, field) is not None] == []
    assert set(facts.get("cites", ())) <= {citation.document_number for citation in document.cites}
    if "issuers" in facts:
        assert document.issuing_bodies_complete == facts.get("issuing_bodies_complete", True)
        units = {body.id: body.unit for body in document.issuing_bodies if body.unit}
        assert units == facts.get("units", {})


def test_every_file_that_a_page_links_to_is_recorded_and_no_other(good_day: Crawled) -> None:
    assert {file.url for record in good_day.records.values() for file in record.attachments} == set(FILES)


@pytest.mark.parametrize("url", FILES, ids=lambda url: url[-12:])
def test_a_file_is_read_with_the_state_that_it_shows_and_holds_its_facts(url: str) -> None:
    text, known = read_content(BODIES[url]), FILES[url]
    assert (text.state, text.media_type) == (known["state"], known["media_type"])
    assert len(text.pages) == known["pages"]
    for number, paragraph in known["holds"]:
        assert paragraph in text.pages[number - 1].paragraphs


@pytest.mark.parametrize("url", [GBK_CALLED_UTF8, UTF8_CALLED_LATIN1])
def test_a_wrong_charset_header_changes_nothing(good_day: Crawled, bad_day: Crawled, url: str) -> None:
    assert bad_day.records[url] == good_day.records[url]


# What a crawl makes of it


def test_a_crawl_of_the_sample_reads_every_page_and_fails_nowhere(good_day: Crawled) -> None:
    assert good_day.first.keys() == set(samples.SOURCES)
    for run in good_day.first.values():
        assert (run.failed, run.messages) == (0, [])
        assert run.fetched == len([facts for facts in FACTS.values() if facts["source"] == run.source])


def test_a_second_crawl_finds_nothing_new_and_asks_one_page_a_column_and_the_gazettes_index(good_day: Crawled) -> None:
    for summary in good_day.second.values():
        assert (summary.fetched, summary.new, summary.revised, summary.failed) == (0, 0, 0, 0)
    columns = {source.name: len(source.columns) for source in sources()}
    assert {name: run.listings for name, run in good_day.second.items()} == {
        name: columns[name] for name in samples.SOURCES
    }
    robots, index = 1, 1
    assert good_day.second["state_council"].requests == robots + columns["state_council"] + index


def test_a_crawl_reads_the_files_with_the_states_that_they_show(good_day: Crawled) -> None:
    held = good_day.rows(sa.select(files.c.url, files.c.state))
    assert len(held) == len({BODIES[url] for url in FILES})
    assert [(url, state) for url, state in held if state != FILES[url]["state"]] == []


def test_a_pdf_file_and_its_ofd_twin_say_the_same(good_day: Crawled) -> None:
    def said(url: str) -> list[str]:
        return ["\n".join(page.paragraphs) for page in read_content(BODIES[url]).pages]

    files_of = [
        {file.media_type: file.url for file in record.attachments if file.url in BODIES}
        for record in good_day.records.values()
    ]
    twins = [held for held in files_of if {"application/pdf", "application/ofd"} <= held.keys()]
    assert len(twins) >= 2
    assert [held for held in twins if said(held["application/pdf"]) != said(held["application/ofd"])] == []


def test_each_document_stands_in_the_database_once(good_day: Crawled) -> None:
    held: dict[int, set[str]] = {}
    for url, document in good_day.rows(sa.select(pages.c.url, pages.c.document_id)):
        held.setdefault(document, set()).add(ADDRESSES[url])
    assert sorted(map(sorted, held.values())) == sorted(map(sorted, EXPECTED["documents"]))
    assert good_day.rows(sa.select(sa.func.count()).select_from(sa.table("policies"))) == [(EXPECTED["policies"],)]


def test_what_stands_in_the_database_is_what_the_pages_of_a_document_give(good_day: Crawled) -> None:
    names = ("stage", "document_number", "written_on", "effective_on", "comments_due_on")
    columns = [documents.c[name] for name in names]
    for url, *values in good_day.rows(sa.select(pages.c.url, *columns).join(documents)):
        facts = FACTS[ADDRESSES[url]]
        shown = {name: str(value) for name, value in zip(names, values, strict=True) if name in facts}
        assert shown == {name: facts[name] for name in shown}, url


def test_all_issuing_bodies_of_a_document_stand_in_the_database_in_order(good_day: Crawled) -> None:
    joined = sa.select(pages.c.url, issuing_bodies.c.agency_id).join(
        issuing_bodies, issuing_bodies.c.document_id == pages.c.document_id
    )
    held: dict[str, list[str]] = {}
    for url, agency in good_day.rows(joined.order_by(pages.c.url, issuing_bodies.c.position)):
        held.setdefault(ADDRESSES[url], []).append(agency)
    wanted = {url: facts.get("of_file", facts).get("issuers") for url, facts in FACTS.items()}
    assert [url for url, bodies in wanted.items() if bodies and held[url] != bodies] == []


def of_documents(crawled: Crawled, urls: Sequence[str]) -> list[Any]:
    """Number, day of signing, first day and page of the documents that stand at these addresses."""
    query = sa.select(documents.c.document_number, documents.c.written_on, documents.c.published_on, documents.c.url)
    places = [comparable(url) for url in urls]
    return crawled.rows(query.join(pages).where(pages.c.url.in_(places)).order_by(documents.c.published_on))


def test_a_page_that_is_a_link_to_a_file_has_number_and_day_from_the_file(good_day: Crawled) -> None:
    ((url, known),) = [(url, facts["of_file"]) for url, facts in FACTS.items() if "of_file" in facts]
    [(number, written_on, *_)] = of_documents(good_day, [url])
    assert (number, str(written_on)) == (known["document_number"], known["written_on"])
    assert known["document_number"] not in FACTS[url]["title"]


def test_the_gazette_prints_a_document_once_more_and_the_first_posting_gives_its_day(good_day: Crawled) -> None:
    site = "https://www.gov.cn/zhengce"
    first = [
        f"{site}/zhengceku/2021-10/28/content_5647274.htm",
        f"{site}/content/2021-11/23/content_5652782.htm",
    ]
    assert [(number, str(day), url) for number, _, day, url in of_documents(good_day, first)] == [
        ("国发〔2021〕20号", "2021-10-28", first[0]),
        ("国函〔2021〕112号", "2021-11-23", first[1]),
    ]


def test_a_crawl_asks_for_what_was_recorded_and_leaves_only_the_spare_lists_unasked(good_day: Crawled) -> None:
    held = {(answer.method, answer.url, answer.request_body) for answer in answers()}
    assert good_day.asked() <= held
    unasked = [url for _, url, _ in held - good_day.asked()]
    assert unasked
    spare = r"https://www\.cac\.gov\.cn/\S+index_1\.htm"
    repost = r"https://www\.gov\.cn/zhengce/zhengceku/\S+/files/\S+\.pdf"  # the document's files are its own site's
    year = r"https://www\.mofcom\.gov\.cn/zcfb/blgg/\w+/20\d\d/index\.html"  # years that are not this one
    assert all(re.fullmatch(f"{spare}|{repost}|{year}", url) for url in unasked)


def test_on_the_bad_day_everything_is_stored_that_can_be_had(bad_day: Crawled) -> None:
    lost = {url for kind, urls in EXPECTED["bad_day"].items() if kind != "emptied" for url in urls}
    held = bad_day.rows(sa.select(pages.c.url).where(pages.c.document_id.is_not(None)))
    assert {ADDRESSES[url] for (url,) in held} == set(FACTS) - lost


@from_table
def test_on_the_bad_day_each_mishap_is_reported_by_what_it_is(bad_day: Crawled, source: str, words: list[str]) -> None:
    messages = bad_day.first[source].messages
    assert len(messages) == len(words)
    assert all(word in message for word, message in zip(words, messages, strict=True))
    assert (bad_day.first[source].failed > 0) == bool(words)


def test_what_failed_is_asked_again_the_next_time(bad_day: Crawled) -> None:
    assert bad_day.second["ndrc"].fetched == 2
    assert bad_day.second["miit"].fetched == 1
