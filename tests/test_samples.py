"""The sample: both recordings can be rebuilt, hold what they promise, and are read and crawled as expected."""

import gzip
import json
import re
import shutil
import zlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from warcio.archiveiterator import ArchiveIterator

import zhengce.sample as samples
from parsers.addresses import comparable
from parsers.document import parse
from parsers.errors import NotReadable
from parsers.extraction import Entry
from parsers.files.readers import read_content
from parsers.page import Page
from parsers.record import PolicyDocument, Stage
from parsers.sites import site_of
from scrapers.run.process import RunSummary, crawl, sources
from storage.archive import exchanges
from storage.database import open_database
from storage.schema import runs
from tests.conftest import Sample
from tests.samples.badday import GBK_CALLED_UTF8, UTF8_CALLED_LATIN1
from tests.samples.build import build, expected
from tests.samples.files import KEPT, SampleFile, load_files
from tests.samples.model import NOTE, SamplePage, load
from tests.shared import SHARED

NEWSLETTER = SHARED / "newsletter" / "documents.jsonl"
EXPECTED: dict[str, Any] = json.loads(samples.EXPECTED.read_text(encoding="utf-8"))
FACTS: dict[str, dict[str, Any]] = EXPECTED["pages"]
ADDRESSES = {comparable(url): url for url in FACTS}
"""Addresses as the database has them -> as the sites print them."""
FIELDS = ("title", "stage", "document_number", "issued_title", "document_type", "index_number", "topic")
DATES = ("written_on", "published_on", "effective_on", "comments_due_on")


@dataclass(frozen=True)
class Answer:
    """One answer of a recording."""

    method: str
    page: Page
    headers: dict[str, str]


@cache
def recorded(path: Path) -> tuple[Answer, ...]:
    """All answers of a recording, as an independent reader of WARC gives them."""
    found, methods = [], []
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                body = record.content_stream().read()
                headers = dict(record.http_headers.headers)
                url, status = (
                    record.rec_headers.get_header("WARC-Target-URI"),
                    int(record.http_headers.get_statuscode()),
                )
                found.append((Page(url, body, content_type=headers.get("Content-Type"), status=status), headers))
            elif record.rec_type == "request":
                methods.append(record.http_headers.protocol)
    return tuple(Answer(method, *answer) for method, answer in zip(methods, found, strict=True))


def answer_at(url: str, path: Path = samples.SAMPLE) -> Answer:
    (answer,) = [answer for answer in recorded(path) if answer.page.url == url]
    return answer


def page_of(known: SamplePage, path: Path = samples.SAMPLE) -> Page:
    """The recorded page; that of a consultation is the answer of the service behind it."""
    if known.article:
        (page,) = [a.page for a in recorded(path) if "getArticleDetail" in a.page.url and known.article in a.page.url]
        return page
    return answer_at(known.url, path).page


@cache
def rows() -> dict[str, Entry]:
    """Address -> the row that led there first."""
    found: dict[str, Entry] = {}
    for answer in recorded(samples.SAMPLE):
        if answer.page.url not in FACTS:
            try:
                listing = site_of(answer.page.url).read_listing(answer.page)
            except NotReadable:
                continue  # robots.txt, shells, the calls behind a consultation
            for entry in listing.entries:
                found.setdefault(entry.url, entry)
    return found


def stage_of_column(known: SamplePage) -> Stage | None:
    """That of the column in which a crawl meets the page first."""
    (source,) = [source for source in sources() if source.name == known.site]
    return next(column.stage for column in source.columns if column.name in known.columns)


def understood(known: SamplePage, path: Path = samples.SAMPLE) -> PolicyDocument:
    entry = rows()[known.url]
    stage = entry.stage or stage_of_column(known)
    return parse(page_of(known, path), replace(entry, stage=stage), stage)


PAGES = {page.url: page for page in load()}
FILES = {url: file for file in load_files() for url in file.urls}


# The files


def test_the_recordings_are_what_the_script_writes() -> None:
    written = build()
    for path in (samples.SAMPLE, samples.BAD_DAY):
        assert gzip.decompress(written[path.name]) == gzip.decompress(path.read_bytes())
        if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # another deflate packs the same records otherwise
            assert written[path.name] == path.read_bytes()


def test_what_is_expected_is_what_the_script_writes() -> None:
    assert json.loads(samples.EXPECTED.read_text(encoding="utf-8")) == json.loads(json.dumps(expected(load())))


def test_the_script_writes_the_same_twice() -> None:
    assert build() == build()


@pytest.mark.parametrize("path", [samples.SAMPLE, samples.BAD_DAY], ids=["sample", "bad day"])
def test_a_recording_is_warc_1_1_with_a_request_to_each_response(path: Path) -> None:
    with path.open("rb") as file:
        records = [(record.rec_type, record.rec_headers) for record in ArchiveIterator(file)]
    assert {headers.protocol for _, headers in records} == {"WARC/1.1"}
    kinds = [kind for kind, _ in records]
    assert kinds[0] == "warcinfo"
    assert kinds[1:] == ["response", "request"] * (len(kinds) // 2)
    answered = [headers.get_header("WARC-Record-ID") for kind, headers in records if kind == "response"]
    assert [headers.get_header("WARC-Concurrent-To") for kind, headers in records if kind == "request"] == answered
    assert len({headers.get_header("WARC-Record-ID") for _, headers in records}) == len(records)


def test_every_page_says_that_it_is_an_imitation() -> None:
    for known in PAGES.values():
        if known.text:
            assert NOTE in page_of(known).text, known.url


def test_invented_addresses_are_recognisable_and_named_in_the_readme() -> None:
    readme = (samples.SAMPLE.parent / "README.md").read_text(encoding="utf-8")
    assert EXPECTED["invented_addresses"]
    for url, known in PAGES.items():
        invented = r"_9000\d{3,}\.|/c9000\d{3}/|_9000000\d+\.|_f{28}\d{4}\.|\d9000001_pc\."
        assert known.invented == bool(re.search(invented, url)), url
        if known.invented:
            assert url.removeprefix("https://") in readme


# What the sample promises


def groups() -> list[list[SamplePage]]:
    return [[PAGES[url] for url in group] for group in EXPECTED["documents"]]


def test_documents_stand_on_two_sites() -> None:
    assert len([group for group in groups() if len({page.site for page in group}) > 1]) >= 5


def test_a_document_stands_twice_on_one_site_under_different_titles() -> None:
    twice = [[page.title for page in group if page.site == "state_council"] for group in groups()]
    assert any(len(titles) == 2 and len(set(titles)) == 2 for titles in twice)


def test_two_columns_at_least_have_two_listing_pages() -> None:
    known = {(column, page.list_page) for page in PAGES.values() for column in page.columns}
    assert len([column for column, number in known if number == 2 and (column, 1) in known]) >= 2


def test_all_stages_occur_on_the_way() -> None:
    assert {facts["stage"] for facts in FACTS.values()} == {"final", "draft", "interpretation", "news"}


def test_a_page_closes_html_too_early() -> None:
    text = answer_at("https://www.gov.cn/zhengce/zhengceku/202409/content_6977767.htm").page.text
    assert text.index("</html>") < text.index("UCAP-CONTENT")


def test_a_page_is_in_gb18030() -> None:
    body = answer_at("https://xxgk.mot.gov.cn/2020/gz/202112/t20211228_3633687.html").page.body
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert "公路建设市场管理办法" in body.decode("gb18030")


def test_an_order_has_pdf_and_ofd() -> None:
    known = PAGES["https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"]
    assert [file.media_type for file in understood(known).attachments] == ["application/pdf", "application/ofd"]


def test_a_list_is_asked_by_post() -> None:
    assert {answer.page.url for answer in recorded(samples.SAMPLE) if answer.method == "POST"} == {
        "https://www.cac.gov.cn/cms/JsonList",
        "https://www.chinatax.gov.cn/getFileListByCodeId",
    }


@pytest.fixture
def newsletter() -> list[dict[str, Any]]:
    return [json.loads(line) for line in NEWSLETTER.read_text(encoding="utf-8").splitlines()]


@pytest.mark.needs_shared("newsletter/documents.jsonl")
def test_the_newsletters_documents_are_in_the_sample_with_its_facts(newsletter: list[dict[str, Any]]) -> None:
    ours = {facts["newsletter"]: (url, facts) for url, facts in FACTS.items() if "newsletter" in facts}
    for wanted in newsletter:
        if wanted["title"] is None:
            assert wanted["n"] not in ours
            continue
        url, facts = ours[wanted["n"]]
        assert facts["stage"] == wanted["stage"]
        assert facts["issuers"] == wanted["issuing_bodies"]
        assert facts.get("units", {}) == wanted.get("units", {})
        assert wanted["title"] in PAGES[url].text.replace("\n# ", "") or wanted["title"] in facts["title"]
        for field in ("document_number", "written_on", "issued_title"):
            assert facts.get(field) == wanted.get(field) or field not in wanted, (wanted["n"], field)
        if wanted["source"] != "mofcom":  # gov.cn re-posted it a day later
            assert facts["published_on"] == ("2021-11-08" if wanted["n"] == 9 else wanted["published_on"])


# What is read from it


@pytest.mark.parametrize("url", FACTS, ids=lambda url: url.rsplit("/", 1)[-1])
def test_a_page_gives_its_facts(url: str) -> None:
    document, facts = understood(PAGES[url]), FACTS[url]
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


def test_every_file_that_a_page_links_to_is_recorded_and_no_other() -> None:
    linked = {file.url for known in PAGES.values() for file in understood(known).attachments}
    assert linked == set(FILES)


@pytest.mark.parametrize(("url", "known"), FILES.items(), ids=lambda value: str(value)[-12:])
def test_a_file_is_read_with_the_state_that_it_shows_and_holds_its_facts(url: str, known: SampleFile) -> None:
    answer = answer_at(url)
    assert answer.page.body == known.content()
    assert answer.headers["Content-Type"] == known.content_type
    text = read_content(answer.page.body)
    assert (text.state, text.media_type) == (known.expect["state"], known.expect["media_type"])
    assert len(text.pages) == known.expect["pages"]
    for number, paragraph in known.expect["holds"]:
        assert paragraph in text.pages[number - 1].paragraphs


def test_numbers_of_articles_stand_in_no_run_of_a_docx_file() -> None:
    (known,) = [file for file in load_files() if "第三条" in str(file.expect["holds"]) and file.kind == "docx"]
    assert "第三条".encode() not in known.content()


def test_a_pdf_file_and_its_ofd_twin_say_the_same() -> None:
    twins: dict[str, set[str]] = {}
    for known in load_files():
        if known.kind in ("pdf", "ofd") and known.text:
            paragraphs = [p for page in read_content(known.content()).pages for p in page.paragraphs]
            twins.setdefault(known.text, set()).add("\n".join(paragraphs))
    assert all(len(said) == 1 for said in twins.values())


def test_files_kept_in_the_repository_are_small() -> None:
    assert all(path.stat().st_size < 30_000 for path in KEPT.iterdir())


@pytest.mark.parametrize("url", [GBK_CALLED_UTF8, UTF8_CALLED_LATIN1])
def test_a_wrong_charset_header_changes_nothing(url: str) -> None:
    known = PAGES[url]
    assert understood(known, samples.BAD_DAY) == understood(known)


# What a crawl makes of it


@dataclass(frozen=True)
class Crawled:
    """A crawl of a recording, and the one after it."""

    first: dict[str, sa.Row[Any]]
    """By source: what is kept of the first run."""
    second: dict[str, RunSummary]
    folder: Path

    def rows(self, query: str) -> list[Any]:
        database = open_database(f"sqlite:///{self.folder / 'zhengce.db'}")
        with database.read() as connection:
            found = [tuple(row) for row in connection.execute(sa.text(query))]
        database.close()
        return found

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


def test_a_crawl_of_the_sample_reads_every_page_and_fails_nowhere(good_day: Crawled) -> None:
    assert good_day.first.keys() == set(samples.SOURCES)
    for run in good_day.first.values():
        assert (run.failed, run.messages) == (0, [])
        assert run.fetched == len([known for known in PAGES.values() if known.site == run.source])


def test_a_second_crawl_finds_nothing_new(good_day: Crawled) -> None:
    for summary in good_day.second.values():
        assert (summary.fetched, summary.new, summary.revised, summary.failed) == (0, 0, 0, 0)


def test_a_crawl_reads_the_files_with_the_states_that_they_show(good_day: Crawled) -> None:
    held = good_day.rows("select url, state from files")
    assert len(held) == len({known.content() for known in FILES.values()})
    assert all(state == FILES[url].expect["state"] for url, state in held)


def test_each_document_stands_in_the_database_once(good_day: Crawled) -> None:
    held: dict[int, set[str]] = {}
    for url, document in good_day.rows("select url, document_id from pages"):
        held.setdefault(document, set()).add(ADDRESSES[url])
    assert sorted(map(sorted, held.values())) == sorted(map(sorted, EXPECTED["documents"]))
    assert good_day.rows("select count(*) from policies") == [(EXPECTED["policies"],)]


def test_what_stands_in_the_database_is_what_the_pages_of_a_document_give(good_day: Crawled) -> None:
    query = (
        "select p.url, d.stage, d.document_number, d.written_on, d.effective_on, d.comments_due_on"
        " from pages p join documents d on p.document_id = d.id"
    )
    names = ("stage", "document_number", "written_on", "effective_on", "comments_due_on")
    for url, *values in good_day.rows(query):
        facts = FACTS[ADDRESSES[url]]
        for name, value in zip(names, values, strict=True):
            if name in facts:
                assert str(value) == facts[name], (url, name)


def test_a_page_that_is_a_link_to_a_file_has_number_bodies_and_day_from_the_file(good_day: Crawled) -> None:
    ((url, known),) = [(url, facts["of_file"]) for url, facts in FACTS.items() if "of_file" in facts]
    held = good_day.rows(
        "select d.document_number, d.written_on, b.agency_id from pages p join documents d on p.document_id = d.id"
        f" join issuing_bodies b on b.document_id = d.id where p.url = '{comparable(url)}' order by b.position"
    )
    assert held == [(known["document_number"], known["written_on"], body) for body in known["issuers"]]
    assert known["document_number"] not in PAGES[url].title


def test_the_gazette_prints_a_document_once_more_and_the_first_posting_gives_its_day(good_day: Crawled) -> None:
    query = (
        "select document_number, published_on, url from policies"
        " where document_number in ('国发〔2021〕20号', '国函〔2021〕112号')"
    )
    site = "https://www.gov.cn/zhengce"
    assert sorted(good_day.rows(query)) == [
        ("国函〔2021〕112号", "2021-11-23", f"{site}/content/2021-11/23/content_5652782.htm"),
        ("国发〔2021〕20号", "2021-10-28", f"{site}/zhengceku/2021-10/28/content_5647274.htm"),
    ]


def test_a_second_crawl_asks_one_page_a_column_and_of_the_gazette_its_index_too(good_day: Crawled) -> None:
    for source in sources():
        if source.name not in samples.SOURCES:
            continue
        assert good_day.second[source.name].listings == len(source.columns)
    columns = next(source.columns for source in sources() if source.name == "state_council")
    robots, index = 1, 1
    assert good_day.second["state_council"].requests == robots + len(columns) + index


def test_all_issuing_bodies_of_a_document_stand_in_the_database_in_order(good_day: Crawled) -> None:
    query = (
        "select p.url, b.agency_id from pages p join issuing_bodies b on b.document_id = p.document_id"
        " order by p.url, b.position"
    )
    held: dict[str, list[str]] = {}
    for url, agency in good_day.rows(query):
        held.setdefault(ADDRESSES[url], []).append(agency)
    for url, facts in FACTS.items():
        if "issuers" in facts:
            assert held[url] == facts["issuers"], url


def test_a_crawl_asks_for_what_was_recorded_and_leaves_only_the_spare_lists_unasked(good_day: Crawled) -> None:
    held = {(e.method, e.url, e.request_body) for _, e in exchanges(samples.SAMPLE)}
    assert good_day.asked() <= held
    unasked = [url for _, url, _ in held - good_day.asked()]
    assert unasked
    spare = r"https://www\.cac\.gov\.cn/\S+index_1\.htm"
    repost = r"https://www\.gov\.cn/zhengce/zhengceku/\S+/files/\S+\.pdf"  # the document's files are its own site's
    year = r"https://www\.mofcom\.gov\.cn/zcfb/blgg/\w+/20\d\d/index\.html"  # years that are not this one
    assert all(re.fullmatch(f"{spare}|{repost}|{year}", url) for url in unasked)


def lost() -> set[str]:
    return {url for kind, urls in EXPECTED["bad_day"].items() if kind != "emptied" for url in urls}


def test_on_the_bad_day_everything_is_stored_that_can_be_had(bad_day: Crawled) -> None:
    stored = {ADDRESSES[url] for (url,) in bad_day.rows("select url from pages where document_id is not null")}
    assert stored == set(FACTS) - lost()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("state_council", ["emptied listing"]),
        ("miit", ["script challenge"]),
        ("ndrc", ["404", "cut before its end"]),
        ("cac", []),
        ("mot", ["script challenge", "stopped: refused"]),
    ],
)
def test_on_the_bad_day_each_mishap_is_reported_by_what_it_is(bad_day: Crawled, source: str, words: list[str]) -> None:
    messages = bad_day.first[source].messages
    assert len(messages) == len(words)
    assert all(word in message for word, message in zip(words, messages, strict=True))
    assert (bad_day.first[source].failed > 0) == bool(words)


def test_on_the_bad_day_wrong_charset_headers_change_nothing_in_the_database(
    bad_day: Crawled, good_day: Crawled
) -> None:
    query = (
        "select d.title, d.document_number, d.body, d.written_on from documents d join pages p on p.document_id = d.id"
        f" where p.url in ('{GBK_CALLED_UTF8}', '{UTF8_CALLED_LATIN1}') order by p.url"
    )
    assert len(bad_day.rows(query)) == 2
    assert bad_day.rows(query) == good_day.rows(query)


def test_what_failed_is_asked_again_the_next_time(bad_day: Crawled) -> None:
    assert bad_day.second["ndrc"].fetched == 2
    assert bad_day.second["miit"].fetched == 1
