"""The pages and the API for analysts: what they show, what they refuse, and that nothing can be written or run."""

import html
import json
import re
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from storage.database import Database, open_database
from storage.errors import StorageError
from tests.outputs.holding import hold, invented
from tests.outputs.serving import ALERT, fill, served
from tests.outputs.shelf import keep, policy
from tests.web.asking import Site
from web.api import documents
from web.api.parameters import SearchParams
from web.api.schemas import FacetsAnswer
from web.database import Reader
from web.errors import TooSlow
from web.pages.rendering.diff import DiffPiece, differences
from web.searching.service import SearchService


def answer(address: str, method: str = "GET", **headers: str) -> tuple[int, str, "Message[str, str]"]:
    request = urllib.request.Request(address, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def api(site: Site, path: str) -> Any:
    status, text, _ = answer(site[0] + path)
    assert status == 200, text
    return json.loads(text)


def page(site: Site, path: str, language: str = "en") -> str:
    status, text, _ = answer(site[0] + path, **{"Accept-Language": language})
    assert status == 200, text
    return text


# ------------------------------------------------------------------ the API


def test_search_gives_passages_with_marks(site: Site) -> None:
    found = api(site, f"/api/search?q={quote('闸板')}")
    assert found["total"] == 1
    (item,) = found["items"]
    assert item["id"] == site[1]["plan"]
    assert item["title_en"] == "Plan for the gate industry"
    assert {"text": "闸板", "marked": True} in item["passage_pieces"][0]
    assert "闸板" in item["passages"][0]
    assert {"text": "闸板", "marked": True} in item["title_pieces"]


def test_an_english_query_is_shown_in_chinese_to_be_edited(site: Site) -> None:
    path = "?q=industry%20plan%20foobar&stage=final"
    found = api(site, f"/api/search{path}")
    assert [item["id"] for item in found["items"]][:1] == [site[1]["plan"]]
    made = found["translation"]
    assert made["without_term"] == made["left_out"] == ["foobar"]
    assert {"english": "plan", "chinese": ["规划", "计划", "方案"]} in [
        term | {"chinese": sorted(term["chinese"], key="规划 计划 方案".find)} for term in made["terms"]
    ]
    again = api(site, f"/api/search?q={quote(made['searched_for'])}&stage=final")
    assert [item["id"] for item in again["items"]] == [item["id"] for item in found["items"]]
    shown = page(site, f"/{path}")
    assert f'name="q" type="search" maxlength="200" lang="zh-Hans" value="{made["searched_for"]}"' in shown
    assert '<input type="hidden" name="stage" value="final">' in shown
    assert 'No term for: <span lang="en">foobar</span>; left out' in shown
    assert api(site, f"/api/search?q={quote('闸板')}")["translation"] is None


def test_facets_name_bodies_in_full_and_lists_name_one_so(site: Site) -> None:
    shown = page(site, f"/?q={quote('闸板')}")
    assert "<span>Ministry of Industry and Information Technology (MIIT)</span>" in shown
    assert '<span class="who">MIIT, NDRC General Office and others</span>' in shown


def test_where_only_news_is_found_the_page_leads_to_it(site: Site) -> None:
    hold(site[2], invented(title="部领导调研船坞", stage="news", document_type=None))
    params = f"q={quote('船坞')}"
    assert api(site, f"/api/search?{params}")["news_left_out"] == 1
    link = re.search(r'News found: <a href="([^"]+)">1</a>', page(site, f"/?{params}"))
    assert link
    assert "部领导调研" in page(site, html.unescape(link[1]))
    assert api(site, f"/api/search?q={quote('闸板')}")["news_left_out"] == 0


def test_pages_of_results_follow_each_other(site: Site) -> None:
    whole = [item["id"] for item in api(site, "/api/search?limit=100")["items"]]
    seen: list[int] = []
    after = ""
    while True:
        found = api(site, f"/api/search?limit=10{after}")
        seen += [item["id"] for item in found["items"]]
        if found["next"] is None:
            break
        after = f"&after={found['next']}"
    assert seen == whole
    assert len(set(seen)) == found["total"]


def test_facets_count_what_the_filters_find(site: Site) -> None:
    facets = api(site, "/api/facets")["facets"]
    assert set(facets) == {"issuer", "source", "type", "stage", "year", "topic", "keyword"}
    for kind, name in (
        ("issuer", "issuer"),
        ("type", "type"),
        ("stage", "stage"),
        ("source", "source"),
        ("keyword", "keyword"),
    ):
        for value in facets[kind][:3]:
            found = api(site, f"/api/search?{name}={quote(value['value'])}&limit=1")
            assert found["total"] == value["count"], (kind, value)
    year = facets["year"][0]
    found = api(site, f"/api/search?from={year['value']}-01-01&to={year['value']}-12-31&limit=1")
    assert found["total"] == year["count"]


def test_a_document_counts_for_every_site_that_shows_it_on_both_databases(database: Database) -> None:
    number = "工信部规〔2021〕9号"
    first = policy("关于做好通信保障工作的通知", "https://www.miit.gov.cn/1.html", document_number=number)
    keep(
        database,
        first,
        replace(first, source="state_council", url="https://www.gov.cn/1.htm"),
        replace(first, source="state_council", url="https://www.gov.cn/2.htm"),
        policy("部领导调研通信保障", "https://www.miit.gov.cn/2.html", stage="news"),
    )
    searches = SearchService(Reader(database, seconds=60))
    for params in (SearchParams(), SearchParams(source=["miit"])):
        with database.read() as connection:
            counts = {one.value: one.count for one in counted(searches, params).facets["source"]}
            assert counts == {"miit": 1, "state_council": 1}
            for name, count in counts.items():
                assert counted(searches, SearchParams(source=[name])).total == count
                reported = documents.source(connection, name)
                assert reported is not None
                assert reported.documents == count


def counted(searches: SearchService, params: SearchParams) -> FacetsAnswer:
    return searches.count_facets(params, seconds=60)


def test_a_filter_does_not_hide_its_own_alternatives(site: Site) -> None:
    every = {item["value"] for item in api(site, "/api/facets")["facets"]["type"]}
    chosen = {item["value"] for item in api(site, f"/api/facets?type={quote('通知')}")["facets"]["type"]}
    assert chosen == every


def test_the_office_that_signed_is_shown_with_its_body(site: Site) -> None:
    document = f"/documents/{site[1]['plan']}"
    for path in (f"/?q={quote('闸板')}", document):
        assert re.search("NDRC General Office|National Development and Reform Commission, General", page(site, path))
        assert "国家发展和改革委员会办公厅" in page(site, path, "zh")
    assert "National Development and Reform Commission (NDRC), General Office" in page(site, document)


def test_a_document_is_shown_whole(site: Site) -> None:
    found = api(site, f"/api/documents/{site[1]['plan']}")
    assert found["evidence"]["issuing_bodies"]["text"] == "工业和信息化部 国家发展改革委等十部门"
    assert [body["unit"] for body in found["issuing_bodies"]] == [None, "办公厅"]
    assert found["cites"] == [{"document_number": "国发〔2021〕20号", "title": None}]
    (cited,) = found["cited_documents"]
    assert (cited["position"], cited["id"], cited["title"]) == (0, site[1]["cited"], "国务院关于埽工的通知")
    assert found["evidence_pages"]["issuing_bodies"] == found["url"]
    assert [revision["number"] for revision in found["revisions"]] == [2, 1]
    assert found["revisions"][1]["fields"]["effective_on"] == {"old": "2021-12-01", "new": "2022-01-01"}
    citing = api(site, f"/api/documents/{site[1]['cited']}")
    assert [item["id"] for item in citing["cited_by"]] == [site[1]["plan"]]
    assert citing["pages"][0]["captures"][0]["status"] == 200


def test_sources_say_how_they_are(site: Site) -> None:
    states = {source["source"]: source["state"] for source in api(site, "/api/sources")["sources"]}
    assert states["miit"] == "well"
    assert states["ndrc"] == "failing"
    assert states["cac"] == "never crawled"
    assert "nmpa" in [closed["source"] for closed in api(site, "/api/sources")["closed"]]
    assert api(site, "/api/sources/ndrc")["runs"][0]["messages"] == ["一条消息 <b>"]


def test_the_terms_of_reuse_stand_with_the_sources_and_at_the_foot_of_a_document(site: Site) -> None:
    rights = {source["source"]: source["rights"] for source in api(site, "/api/sources")["sources"]}
    assert rights["miit"] == dict.fromkeys(rights["miit"], None) | {"source": "miit", "terms": "none found"}
    assert rights["state_council"]["basis"] == "reported"
    assert "Terms of reuse: none found" in page(site, f"/documents/{site[1]['plan']}")
    plan = page(site, f"/documents/{site[1]['plan']}/sources")
    assert re.search(r"Terms of reuse · Ministry of Industry and Information Technology \(MIIT\): none found", plan)
    cited = page(site, f"/documents/{site[1]['cited']}/sources", "zh")
    assert re.search(r"使用条款 · 中国政府网: .+据他人记录，未经核对， 2026-08-08", cited)
    assert '<h2 id="rights">Terms of reuse</h2>' in page(site, "/sources")


@pytest.mark.parametrize(
    "path",
    [
        "/api/search?limit=0",
        "/api/search?limit=101",
        "/api/search?limit=x",
        "/api/search?order=best;drop",
        "/api/search?stage=other",
        "/api/search?status=valid",
        "/api/targets?year=12",
        "/targets?offset=-1",
        "/api/documents/1/life?on=soon",
        "/api/search?from=yesterday",
        "/api/search?from=1700000000",
        "/api/search?after=../../etc/passwd",
        "/api/search?after=9.9.9",
        "/api/search?unknown=1",
        "/api/search?issuer=../x",
        "/api/search?issuer=nosuch",
        "/api/search?source=foo",
        "/api/facets?source=miit&source=foo",
        "/api/search?from=2026-02-01&to=2026-01-01",
        "/api/search?from=2026-W01-1",
        "/api/timeline?to=2026-02-30",
        "/feed.json?issuer=foo",
        "/feed.atom?source=foo",
        "/?source=foo",
        "/timeline?issuer=foo",
        f"/api/search?q={'x' * 201}",
        "/api/facets?limit=3",
        "/api/documents/0",
        "/api/documents/x",
        "/api/documents/99999999999999999999",
        "/?unknown=1",
        "/?limit=1000",
        "/documents/x",
    ],
)
def test_a_bad_parameter_is_refused_by_name(site: Site, path: str) -> None:
    status, text, headers = answer(site[0] + path)
    assert status == 422
    assert "Traceback" not in text
    if path.startswith("/api"):
        assert headers["Content-Type"] == "application/json"
        assert json.loads(text)["detail"]


def test_a_query_that_cannot_be_understood_is_refused(site: Site) -> None:
    status, text, _ = answer(site[0] + "/api/search?q=" + "%20".join("x" * 60))
    assert (status, json.loads(text)["detail"]) == (400, "a query may have 24 terms")


def test_a_body_is_asked_for_by_any_of_its_names(site: Site) -> None:
    by_id = api(site, "/api/search?issuer=miit")
    assert by_id["total"] > 0
    for name in ("工信部", "工业和信息化部"):
        assert api(site, f"/api/search?issuer={quote(name)}") == by_id


def test_a_refusal_says_what_was_expected(site: Site) -> None:
    def refusal(path: str) -> str:
        return str(json.loads(answer(site[0] + path)[1])["detail"])

    assert refusal(f"/api/search?type={quote('通只')}").startswith("type.0: no such type; did you mean ")
    assert refusal("/api/search?issuer=nosuch") == "issuer.0: no such body; give an id like miit or a name like 工信部"
    assert refusal(f"/api/search?issuer={quote('国家计委')}").endswith("give one of sdpc, state_planning_commission")
    assert refusal("/api/search?source=foo").startswith("source: no such source; known are state_council, miit")
    assert refusal("/api/search?from=2026-02-01&to=2026-01-01") == "the last day is before the first"
    assert refusal("/api/search?from=2026-W01-1") == "from: not a date; write it like 2021-11-16"


@pytest.mark.parametrize("path", ["/?q=%00", "/api/search?q=%1F", "/timeline?q=a%1Bb", "/?q=%E2%80%8B"])
def test_a_query_that_is_no_text_is_refused(site: Site, path: str) -> None:
    assert answer(site[0] + path)[0] == 400


@pytest.mark.parametrize(
    "path", ["/api/documents/123456", "/api/sources/none", "/api/none", "/none", "/documents/123456", "/archive/99"]
)
def test_what_is_not_there_is_said_so(site: Site, path: str) -> None:
    assert answer(site[0] + path)[0] == 404


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"]
)
def test_no_file_outside_the_static_folder_is_served(site: Site, path: str) -> None:
    assert answer(site[0] + path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_takes_a_writing_method(site: Site, method: str) -> None:
    for path in ("/api/search", f"/api/documents/{site[1]['plan']}", "/", "/sources"):
        assert answer(site[0] + path, method)[0] == 405


@pytest.mark.parametrize(
    "path",
    ["/", "/feed.atom", "/feed.json", "/api/search", "/documents/{plan}", "/archive/1/page", "/static/style.css",
     "/documents/123456", "/api/search?limit=0"],
)  # fmt: skip
def test_head_is_answered_like_get_without_the_content(site: Site, path: str) -> None:
    address = site[0] + path.format(**site[1])
    status, text, headers = answer(address)
    assert text
    head_status, nothing, head_headers = answer(address, "HEAD")
    assert (head_status, nothing) == (status, "")
    alike = {name: value for name, value in headers.items() if name != "date"}
    assert alike == {name: value for name, value in head_headers.items() if name != "date"}


# ------------------------------------------------------------------ limits


def test_the_webs_connections_cannot_write(database: Database) -> None:
    reader = Reader(database)
    for statement in ("DELETE FROM documents", "CREATE TABLE mine (x integer)", "UPDATE documents SET title = 'x'"):
        with pytest.raises(StorageError), reader.connection() as connection:
            connection.execute(sa.text(statement))


def test_a_question_that_takes_too_long_is_stopped(database: Database) -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000000) SELECT count(*) FROM n"
    )
    with pytest.raises(TooSlow), Reader(database, seconds=0.2).connection() as connection:
        connection.execute(sa.text(endless))


def test_a_slow_question_is_answered_with_503(site: Site, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, *(invented(title=f"关于第{n}座闸板的通知", body="闸板" * 2000) for n in range(30)))
    with served(database, tmp_path, seconds=0.0) as address:
        status, text, headers = answer(address + "/api/facets")
    assert status in (200, 503)  # a machine may be quicker than the first look at the clock
    if status == 503:
        assert headers["Retry-After"]
        assert "Traceback" not in text
    database.close()


def test_a_database_that_is_gone_is_a_503_without_details(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with served(database, tmp_path) as address:
        with sqlite3.connect(tmp_path / "zhengce.db") as connection:
            connection.execute("DROP VIEW policies")
            connection.execute("DROP TABLE citations")
            connection.execute("DROP TABLE captures")
            connection.execute("ALTER TABLE documents RENAME TO elsewhere")
        status, text, _ = answer(address + "/api/search")
    database.close()
    assert status == 503
    assert json.loads(text) == {"detail": "the database does not answer"}


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/timeline",
        "/targets",
        "/documents/{plan}/life",
        "/sources",
        "/sources/ndrc",
        "/documents/{plan}",
        "/documents/{hostile}",
        "/archive/1",
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_forbids_all_scripts_but_its_own(site: Site, path: str, language: str) -> None:
    status, text, headers = answer(site[0] + path.format(**site[1]), **{"Accept-Language": language})
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    has_data = path.startswith("/documents") and not path.endswith("/life")
    data_block = ['<script type="application/ld+json">'] if has_data else []
    assert re.findall(r"<script[^>]*>", text) == ['<script src="/static/page.js" defer>', *data_block]
    assert not re.search(r"\son\w+=|style=|javascript:", re.sub(r">[^<]*<", "><", text))
    text = re.sub('<link rel="schema[.]DC(?:TERMS)?" href="http://purl.org/dc/[a-z0-9./]+">', "", text)  # names
    assert not re.search(r"(?:src|href)=\"(?!/|\?|#|https://www\.(?:miit|gov|ndrc)|https://[a-z-]+\.example)", text)


def test_crawled_markup_is_text(site: Site) -> None:
    for path in ("/?q=" + quote("髹漆"), f"/documents/{site[1]['hostile']}"):
        text = page(site, path)
        assert ALERT not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("path", ["/", "/documents/{plan}"])
def test_chinese_text_is_marked_as_such_on_an_english_page(site: Site, path: str) -> None:
    text = page(site, path.format(**site[1]))
    assert '<html lang="en"' in text
    assert re.search(r'<h[13]><span lang="zh-Hans">|<(?:h3|a|p)[^>]* lang="zh-Hans">', text)


def test_labels_speak_both_languages(site: Site) -> None:
    assert "Titles first" in page(site, "/?q=" + quote("闸板"))
    assert "标题优先" in page(site, "/?q=" + quote("闸板"), "zh-CN,zh;q=0.9")
    status, text, headers = answer(site[0] + "/?lang=zh")
    assert status == 200
    assert '<html lang="zh-Hans"' in text
    assert headers["Set-Cookie"].startswith("lang=zh;")


def test_an_empty_form_field_asks_for_nothing(site: Site) -> None:
    assert answer(site[0] + "/?q=&from=&to=")[0] == 200
    assert answer(site[0] + "/api/search?from=")[0] == 422


def test_an_archived_page_runs_and_loads_nothing(site: Site) -> None:
    status, text, headers = answer(site[0] + "/archive/1/page")
    assert status == 200
    assert "埽工" in text
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert headers["Memento-Datetime"]
    assert headers["Link"].startswith('<https://www.gov.cn/zhengce/content_1.html>; rel="original", ')
    status, text, headers = answer(site[0] + "/archive/1/source")
    assert headers["Memento-Datetime"]
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert ALERT in text


def test_an_answer_that_the_archive_lost_is_said_so(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    fill(database, tmp_path / "archive")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE captures SET file = '../zhengce.db'")
    with served(database, tmp_path / "archive") as address:
        assert answer(address + "/archive/1/source")[0] == 404
    database.close()


def test_feeds_are_served(site: Site) -> None:
    status, text, headers = answer(site[0] + "/feed.atom?issuer=miit")
    assert status == 200
    assert headers["Content-Type"].startswith("application/atom+xml")
    assert f"{site[0]}/documents/{site[1]['plan']}" in text
    for held, status in ((headers["ETag"], 304), (f'"x", W/{headers["ETag"]}', 304), ("*", 304), ('"x"', 200)):
        assert answer(site[0] + "/feed.atom?issuer=miit", **{"If-None-Match": held})[0] == status, held
    assert json.loads(answer(site[0] + "/feed.json")[1])["version"].startswith("https://jsonfeed.org")


def test_a_search_leads_to_its_own_feed(site: Site) -> None:
    link = re.search(
        r'href="(/feed\.atom\?[^"]+)"', page(site, f"/?q={quote('闸板')}&issuer=miit&order=newest&limit=5")
    )
    assert link
    status, text, _ = answer(site[0] + html.unescape(link[1]))
    assert (status, text.count("<entry>")) == (200, 1)
    assert "<title>zhengce 政策 · 闸板 · issuers: miit</title>" in text
    assert answer(f"{site[0]}/feed.atom?q=%00")[0] == 400


def test_differences_show_what_came_and_went() -> None:
    assert differences("甲乙丙\n丁", "甲戊丙\n丁") == [
        (DiffPiece("same", "甲"), DiffPiece("old", "乙"), DiffPiece("new", "戊"), DiffPiece("same", "丙")),
        (DiffPiece("same", "丁"),),
    ]
    assert differences(None, "2022-01-01") == [(DiffPiece("new", "2022-01-01"),)]
    assert differences([{"name": "工信部"}], []) == [(DiffPiece("old", "工信部"),)]


# ------------------------------------------------------------------ against its own description


OPERATIONS = (
    *("search", "facets", "timeline", "citations", "targets", "series", "sources", "sources/{name}"),
    *("documents/{document_id}", "documents/{document_id}/life", "documents/{document_id}/attachments/{number}/text"),
    *("documents/{document_id}/articles", "documents/{document_id}/articles/{name}", "compare"),
    *("changes", "changes/stream", "revisions"),
)


@pytest.fixture(scope="module")
def description(site: Site) -> Any:
    import schemathesis  # takes a second, in this process alone

    return schemathesis.openapi.from_url(f"{site[0]}/api/openapi.json")


@pytest.fixture(scope="module")
def ending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose streams end, as they do when a server stops."""
    folder = tmp_path_factory.mktemp("ending")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with served(database, folder, streams_end=True) as address:
        yield address
    database.close()


def test_every_operation_is_tried(description: Any) -> None:
    assert {f"/api/{name}" for name in OPERATIONS} == set(description.raw_schema["paths"])


def ask_for_what_exists(query: dict[str, Any]) -> None:
    """No description says which bodies and sources there are, and that a period does not end before it begins."""
    if "issuer" in query:
        query["issuer"] = ["工信部", "ndrc"][: len(query["issuer"])]
    if "source" in query:
        query["source"] = ["miit", "mot"][: len(query["source"])]
    if "after" in query and str(query["after"]).isdecimal():
        query["after"] = 0
    if query.get("from") and query.get("to"):
        query["from"], query["to"] = sorted((query["from"], query["to"]))


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_api_keeps_to_its_description(description: Any, ending: str, name: str, mode: str) -> None:
    from schemathesis import GenerationMode

    operation = description[f"/api/{name}"]["GET"]
    if mode == "negative" and name == "sources":
        pytest.skip("takes no parameters")

    base_url = ending if name == "changes/stream" else None

    @settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    def try_it(case: Any) -> None:
        if mode == "positive":
            ask_for_what_exists(case.query or {})
        case.call_and_validate(base_url=base_url)

    try_it()
