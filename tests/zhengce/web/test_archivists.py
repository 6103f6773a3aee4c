"""What archivists' programs ask: Memento (RFC 7089) and OAI-PMH 2.0, by clients that others wrote."""

import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import etree
from oaipmh_scythe import Scythe
from requests.utils import parse_header_links

from storage.archive import Archive, Exchange
from storage.crawl.captures import CaptureFacts
from storage.database import Database
from storage.documents.writing import saving
from storage.editing.edits import Editor
from storage.resolution import judging
from tests.zhengce.holding import hold, invented
from tests.zhengce.serving import MIIT, NDRC, served
from tests.zhengce.web.asking import answer
from zhengce.brief.render_html import clean
from zhengce.settings.load import Configuration
from zhengce.web.pages.archives import memento, oai

FIRST = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
DAYS = (0, 1, 4)
"""After the first, on which the page was captured."""
PAGE = "https://www.miit.gov.cn/zwgk/art_1.html?id=7&q=规划"
PLAN = invented(url=PAGE, title="关于印发“十四五”闸板行业发展规划的通知", issuing_bodies=(MIIT, NDRC), topic="工业")
SAME = invented(title="埽工规程", issuing_bodies=(NDRC,), body="埽工要牢。")
TWIN = invented(title="埽工规程（转载）", issuing_bodies=(NDRC,), body="见埽工规程。")
BARE = invented(title="关于髹漆的公告\x0b", document_number="工信部信〔2021〕7号")
MAIL = "archive@example.org"


@pytest.fixture(scope="module")
def site(make_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server: a page with three captures (1), a document (2) that took in another (3), a bare one."""
    database, folder = make_database(), tmp_path_factory.mktemp("archive")
    for day in DAYS:
        capture_page(database, folder, f"<h1>第{day}日</h1>", FIRST + timedelta(days=day))
    assert hold(database, SAME, now=FIRST + timedelta(days=5)) == [2]
    assert hold(database, TWIN, BARE, now=FIRST + timedelta(days=6)) == [3, 4]
    with database.write() as connection:
        judging.merge(connection, 2, 3, Editor("mei", FIRST + timedelta(days=7)))
    with served(database, folder, configuration=Configuration(contact=f"mailto:{MAIL}")) as address:
        yield address


def capture_page(database: Database, folder: Path, text: str, when: datetime) -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    with Archive(folder) as archive, database.write() as connection:
        place = archive.write(Exchange("GET", PAGE, (), b"", 200, "OK", headers, text.encode(), when))
        facts = CaptureFacts(place, 200, None, None, "text/html", when)
        assert saving.save(connection, PLAN, facts, None, when).document_id == 1


def quoted(url: str) -> str:
    return urllib.parse.quote(url, safe=":/?&=")


def links(text: str) -> dict[str, list[dict[str, str]]]:
    """Relation -> the links of it, as the library `requests` reads them."""
    found: dict[str, list[dict[str, str]]] = {}
    for link in parse_header_links(text.replace("\n", " ")):
        for relation in link["rel"].split():
            found.setdefault(relation, []).append(link)
    return found


def timemap(site: str, url: str = PAGE) -> dict[str, list[dict[str, str]]]:
    status, text, headers = answer(f"{site}/timemap/link/{quoted(url)}")
    assert (status, headers["Content-Type"]) == (200, "application/link-format")
    return links(text)


def negotiate(site: str, moment: datetime | None) -> Any:
    headers = {"Accept-Datetime": moment.strftime("%a, %d %b %Y %H:%M:%S GMT")} if moment else {}
    asked = urllib.request.Request(f"{site}/timegate/{quoted(PAGE)}", headers=headers)
    return urllib.request.urlopen(asked)


@pytest.mark.sqlite_alone
def test_the_timemap_names_every_capture_and_where_to_negotiate(site: str) -> None:
    found = timemap(site)
    assert [link["url"] for link in found["original"]] == [quoted(PAGE)]
    assert [link["url"] for link in found["timegate"]] == [f"{site}/timegate/{quoted(PAGE)}"]
    (own,) = found["self"]
    assert own["url"] == f"{site}/timemap/link/{quoted(PAGE)}"
    moments = [parsedate_to_datetime(link["datetime"]) for link in found["memento"]]
    assert moments == [FIRST + timedelta(days=day) for day in DAYS]
    assert [parsedate_to_datetime(own[name]) for name in ("from", "until")] == [moments[0], moments[-1]]
    assert (found["first"], found["last"]) == (found["memento"][:1], found["memento"][-1:])
    for day, link in zip(DAYS, found["memento"], strict=True):
        status, text, headers = answer(link["url"])
        assert (status, text) == (200, f"<h1>第{day}日</h1>")
        assert headers["Memento-Datetime"] == link["datetime"]
        back = links(headers["Link"])
        assert [back[name][0]["url"] for name in ("original", "timegate", "timemap")] == [
            quoted(PAGE), found["timegate"][0]["url"], own["url"],
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "day"), [(-9000, 0), (0, 0), (11, 0), (13, 1), (24, 1), (70, 4), (9000, 4), (None, 4)]
)
def test_the_timegate_leads_to_the_nearest_capture(site: str, hours: int | None, day: int) -> None:
    with negotiate(site, None if hours is None else FIRST + timedelta(hours=hours)) as response:
        assert parsedate_to_datetime(response.headers["Memento-Datetime"]) == FIRST + timedelta(days=day)
        assert response.read().decode() == f"<h1>第{day}日</h1>"


def test_the_timegate_says_on_what_its_answer_depends_and_what_else_there_is(site: str) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *given: Any) -> None:
            return None

    opener = urllib.request.build_opener(Stay)
    with pytest.raises(urllib.error.HTTPError) as sent:
        opener.open(f"{site}/timegate/{quoted(PAGE)}")
    with sent.value as response:
        assert (response.code, response.headers["Vary"]) == (302, "Accept-Datetime")
        found = links(response.headers["Link"])
    assert {"original", "timemap", "first", "last", "memento"} <= found.keys()
    assert found["timemap"][0]["url"] == timemap(site)["self"][0]["url"]


@pytest.mark.parametrize("typed", ["http://www.miit.gov.cn/zwgk/art_1.html?id=7&q=规划", PAGE.removeprefix("https://")])
def test_an_address_may_be_typed_otherwise(site: str, typed: str) -> None:
    assert len(timemap(site, typed)["memento"]) == 3


@pytest.mark.parametrize("way", ["timegate", "timemap/link"])
def test_what_is_not_held_is_404_and_a_moment_that_is_none_400(site: str, way: str) -> None:
    status, text, _ = answer(f"{site}/{way}/https://www.gov.cn/none.html")
    assert (status, text) == (
        404,
        '{"detail":"https://www.gov.cn/none.html: the archive has no answer of this address"}',
    )
    assert answer(f"{site}/{way}/%00%ed%a0%80/")[0] == 404
    for moment in ("2026-01-05", "Mon, 5 Jan 2026 02:30:00 +0800", "Mon, 99 Jan 2026 02:30:00 GMT"):
        status, text, _ = answer(f"{site}/timegate/{quoted(PAGE)}", **{"Accept-Datetime": moment})
        assert (status, "Accept-Datetime is no moment" in text) == (400, True)


def test_a_long_timemap_has_parts_that_name_each_other(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memento, "PER_TIMEMAP", 2)
    first = timemap(site)
    (more,) = first["timemap"]
    assert (len(first["memento"]), "last" in first) == (2, False)
    status, text, _ = answer(more["url"])
    second = links(text)
    assert (status, second["self"][0]["url"], second["memento"]) == (200, more["url"], second["last"])
    assert second["timemap"][0]["url"] == first["self"][0]["url"]
    assert answer(f"{site}/timemap/link/3/{quoted(PAGE)}")[0] == 404


def ask(site: str, method: str = "GET", **arguments: str) -> etree._Element:
    """The answer to a verb; `from_` is the argument `from`."""
    given = urlencode({name.rstrip("_"): value for name, value in arguments.items()})
    where = f"{site}/oai?{given}" if method == "GET" else f"{site}/oai"
    with urllib.request.urlopen(where, None if method == "GET" else given.encode()) as response:
        assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
        return etree.fromstring(response.read())


def code(root: etree._Element) -> str | None:
    return root.find("{*}error").get("code") if root.find("{*}error") is not None else None


@pytest.mark.sqlite_alone
def test_a_harvester_gets_every_document_and_what_was_merged(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "PER_ANSWER", 2)
    with Scythe(f"{site}/oai") as harvester:
        about: Any = harvester.identify()
        formats: list[Any] = list(harvester.list_metadata_formats())
        sets: list[Any] = list(harvester.list_sets())
        records: list[Any] = list(harvester.list_records())
        headers: list[Any] = list(harvester.list_identifiers())
        of_body: list[Any] = list(harvester.list_records(set_="ndrc"))
        one: Any = harvester.get_record(identifier="urn:zhengce:document:1")
    assert (about.baseURL, about.adminEmail, about.deletedRecord) == (f"{site}/oai", MAIL, "persistent")
    assert about.earliestDatestamp == "2026-01-05T02:30:00Z"
    assert [form.metadataPrefix for form in formats] == ["oai_dc"]
    assert {found.setSpec: found.setName for found in sets} == {
        "miit": "中华人民共和国工业和信息化部",
        "ndrc": "中华人民共和国国家发展和改革委员会",
    }
    ids = [f"urn:zhengce:document:{number}" for number in (1, 2, 3, 4)]
    assert [record.header.identifier for record in records] == [header.identifier for header in headers] == ids
    assert [record.header.identifier for record in of_body] == ids[:3]  # also that the third is no more
    assert [record.header.datestamp[:10] for record in records] == ["2026-01-05", *["2026-01-12"] * 2, "2026-01-11"]
    assert [record.header.deleted for record in records] == [False, False, True, False]
    assert one.metadata == records[0].metadata
    assert one.metadata["title"] == [PLAN.title]
    assert one.metadata["creator"] == ["工业和信息化部", "国家发展改革委办公厅"]
    assert one.metadata["identifier"] == [f"{site}/documents/1"]
    assert (one.metadata["source"], one.metadata["date"]) == ([PAGE], ["2024-05-06"])
    assert records[3].metadata["title"] == [clean(BARE.title)]


@pytest.mark.parametrize(
    ("first", "last", "ids"),
    [
        ("2026-01-05", "2026-01-05", [1]),
        ("2026-01-06", "", [2, 3, 4]),
        ("", "2026-01-11", [1, 4]),
        ("2026-01-11T02:30:00Z", "2026-01-11T02:30:00Z", [4]),
        ("2026-01-11T02:30:01Z", "2026-01-12T02:30:00Z", [2, 3]),
    ],
)
def test_a_harvest_of_a_time_has_what_changed_last_in_it(site: str, first: str, last: str, ids: list[int]) -> None:
    span = {name: text for name, text in (("from", first), ("until", last)) if text}
    found = ask(site, verb="ListIdentifiers", metadataPrefix="oai_dc", **span).iterfind(".//{*}identifier")
    assert [one.text for one in found] == [f"urn:zhengce:document:{number}" for number in ids]


LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
GET = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "urn:zhengce:document:1"}


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        ("badVerb", {}),
        ("badVerb", {"verb": "ListDocuments"}),
        ("badArgument", {"verb": "ListRecords"}),
        ("badArgument", {"verb": "Identify", "identifier": "urn:zhengce:document:1"}),
        ("badArgument", {**LIST, "from": "gestern"}),
        ("badArgument", {**LIST, "from": "2026-01-06", "until": "2026-01-05"}),
        ("badArgument", {**LIST, "from": "2026-01-06", "until": "2026-01-07T00:00:00Z"}),
        ("badArgument", {**LIST, "until": "9999-12-31"}),
        ("badArgument", {**LIST, "from": "２０２６-01-05"}),
        ("badArgument", {**LIST, "set": "工信部"}),
        ("badArgument", {**LIST, "resumptionToken": "2,,,"}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "2,,"}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "2,2026-13-01,,"}),
        ("badResumptionToken", {"verb": "ListSets", "resumptionToken": "2,,,"}),
        ("cannotDisseminateFormat", {**LIST, "metadataPrefix": "marc21"}),
        ("cannotDisseminateFormat", {**GET, "metadataPrefix": "marc21"}),
        ("noRecordsMatch", {**LIST, "set": "mot"}),
        ("noRecordsMatch", {**LIST, "from": "2027-01-01"}),
        ("idDoesNotExist", {**GET, "identifier": "urn:zhengce:document:5"}),
        ("idDoesNotExist", {**GET, "identifier": "\x0b"}),
        ("idDoesNotExist", {"verb": "ListMetadataFormats", "identifier": "1"}),
    ],
)
def test_what_cannot_be_answered_has_the_protocols_error(site: str, expected: str, arguments: dict[str, str]) -> None:
    for method in ("GET", "POST"):
        root = ask(site, method, **arguments)
        assert code(root) == expected
        asked = root.find("{*}request")
        assert (asked.text, "verb" in asked.attrib) == (f"{site}/oai", expected not in ("badVerb", "badArgument"))


def test_an_argument_stands_once(site: str) -> None:
    with urllib.request.urlopen(f"{site}/oai?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc") as sent:
        assert code(etree.fromstring(sent.read())) == "badArgument"
    with urllib.request.urlopen(f"{site}/oai?verb=Identify&verb=Identify") as sent:
        assert code(etree.fromstring(sent.read())) == "badVerb"


def test_a_deleted_record_has_a_header_alone_and_post_answers_as_get(site: str) -> None:
    arguments = {**GET, "identifier": "urn:zhengce:document:3"}
    root = ask(site, "POST", **arguments)
    (record,) = root.iterfind(".//{*}record")
    assert [child.tag for child in record] == [f"{{{oai.OAI}}}header"]
    assert record[0].get("status") == "deleted"
    assert etree.tostring(record) == etree.tostring(next(ask(site, **arguments).iterfind(".//{*}record")))


def test_an_empty_database_has_no_sets_and_no_records(make_database: Callable[[], Database], tmp_path: Path) -> None:
    with served(make_database(), tmp_path) as site:
        assert code(ask(site, verb="ListSets")) == "noSetHierarchy"
        assert code(ask(site, **LIST)) == "noRecordsMatch"
        assert ask(site, verb="Identify").findtext(".//{*}adminEmail") == oai.NOBODY


def test_a_merge_that_is_taken_back_brings_its_record_back(database: Database, tmp_path: Path) -> None:
    hold(database, SAME, TWIN)
    editors = [Editor("mei", FIRST + timedelta(days=day)) for day in (1, 2)]
    with database.write() as connection:
        judging.merge(connection, 1, 2, editors[0])
        some, others = (judging.pages_of(connection, number) for number in (1, 2))
    with served(database, tmp_path) as site:
        arguments = {**GET, "identifier": "urn:zhengce:document:2"}
        assert ask(site, **arguments).find(".//{*}header").get("status") == "deleted"
        with database.write() as connection:
            judging.unmerge(connection, some, others, editors[1])
        header = ask(site, **arguments).find(".//{*}header")
        assert (header.get("status"), header.findtext("{*}datestamp")) == (None, "2026-01-07T02:30:00Z")
