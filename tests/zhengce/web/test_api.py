"""The API: what it answers, and that it keeps to its description."""

import html
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings

from storage.database import Database
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from tests.zhengce.shelf import keep, policy
from tests.zhengce.web.asking import Site, answer, api, ask
from zhengce.web.api.parameters import SearchParams
from zhengce.web.coverage import CoverageReader
from zhengce.web.database import Reader
from zhengce.web.searching import SearchService

# The API for analysts: what it finds, counts and shows, and what it refuses by name


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
    path = "?q=industry%20plan&stage=final"
    found = api(site, f"/api/search{path}")
    assert [item["id"] for item in found["items"]][:1] == [site[1]["plan"]]
    made = found["translation"]
    assert {"english": "plan", "chinese": ["规划", "计划", "方案"]} in [
        term | {"chinese": sorted(term["chinese"], key="规划 计划 方案".find)} for term in made["terms"]
    ]
    again = api(site, f"/api/search?q={quote(made['searched_for'])}&stage=final")
    assert [item["id"] for item in again["items"]] == [item["id"] for item in found["items"]]
    shown = ask(site, f"/{path}")
    change = re.search(r'<b lang="zh-Hans">([^<]+)</b> <a href="([^"]+)">change</a>', shown)
    assert change
    assert change[1] == made["searched_for"]
    assert f'value="{made["searched_for"]}"' in ask(site, html.unescape(change[2]))
    unknown = ask(site, "/?q=industry%20plan%20foobar&stage=final")
    assert 'No term for: <span lang="en">foobar</span>; searched for as written' in unknown
    assert "No document has all of these words." in unknown
    assert api(site, f"/api/search?q={quote('闸板')}")["translation"] is None


def test_facets_name_bodies_in_full_and_lists_name_one_so(site: Site) -> None:
    shown = ask(site, f"/?q={quote('闸板')}")
    assert ">Ministry of Industry and Information Technology (MIIT) (" in shown
    assert '<span class="who">MIIT, NDRC General Office and others</span>' in shown


def test_where_only_news_is_found_the_page_leads_to_it(site: Site) -> None:
    hold(site[2], invented(title="部领导调研船坞", stage="news", document_type=None))
    params = f"q={quote('船坞')}"
    assert api(site, f"/api/search?{params}")["news_left_out"] == 1
    link = re.search(r'News found: <a href="([^"]+)">1</a>', ask(site, f"/?{params}"))
    assert link
    assert "部领导调研" in ask(site, html.unescape(link[1]))
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
    assert set(facets) == {"issuer", "source", "type", "stage", "year", "topic", "status"}
    for kind, name in (
        ("issuer", "issuer"),
        ("type", "type"),
        ("stage", "stage"),
        ("source", "source"),
        ("status", "status"),
    ):
        for value in facets[kind][:3]:
            found = api(site, f"/api/search?{name}={quote(value['value'])}&limit=1")
            assert found["total"] == value["count"], (kind, value)
    year = facets["year"][0]
    found = api(site, f"/api/search?from={year['value']}-01-01&to={year['value']}-12-31&limit=1")
    assert found["total"] == year["count"]


def test_a_document_counts_for_every_site_that_shows_it(database: Database) -> None:
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
            covered = CoverageReader(()).read(connection)
            counts = {one.value: one.count for one in searches.count_facets(params).facets["source"]}
            assert counts == {"miit": 1, "state_council": 1}
            for name, count in counts.items():
                assert searches.count_facets(SearchParams(source=[name])).total == count
                [reported] = [source for source in covered.sources if source.source == name]
                assert reported.documents == count
    keep(database, policy("关于做好供水保障工作的通知", "https://www.miit.gov.cn/3.html"))
    counts = {one.value: one.count for one in searches.count_facets(SearchParams()).facets["source"]}
    assert counts == {"miit": 2, "state_council": 1}


def test_a_filter_does_not_hide_its_own_alternatives(site: Site) -> None:
    every = {item["value"] for item in api(site, "/api/facets")["facets"]["type"]}
    chosen = {item["value"] for item in api(site, f"/api/facets?type={quote('通知')}")["facets"]["type"]}
    assert chosen == every


def test_the_office_that_signed_is_shown_with_its_body(site: Site) -> None:
    document = f"/documents/{site[1]['plan']}"
    for path in (f"/?q={quote('闸板')}", document):
        assert re.search("NDRC General Office|National Development and Reform Commission, General", ask(site, path))
    assert "National Development and Reform Commission (NDRC), General Office" in ask(site, document)


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
    assert states["ndrc"] == "wanting"
    assert states["cac"] == "never crawled"
    assert "nmpa" in [closed["source"] for closed in api(site, "/api/sources")["closed"]]


def test_the_terms_of_reuse_stand_with_the_sources_and_at_the_foot_of_a_document(site: Site) -> None:
    rights = {source["source"]: source["rights"] for source in api(site, "/api/sources")["sources"]}
    assert rights["miit"] == dict.fromkeys(rights["miit"], None) | {"source": "miit", "terms": "none found"}
    assert rights["state_council"]["basis"] == "reported"
    assert "Terms of reuse: none found" in ask(site, f"/documents/{site[1]['plan']}")
    assert '<h2 id="rights">Terms of reuse</h2>' in ask(site, "/sources")


@from_table
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


@pytest.mark.parametrize("path", ["/?q=%00", "/api/search?q=%1F", "/search?q=a%1Bb", "/?q=%E2%80%8B"])
def test_a_query_that_is_no_text_is_refused(site: Site, path: str) -> None:
    assert answer(site[0] + path)[0] == 400


@pytest.mark.parametrize("path", ["/api/documents/123456", "/api/none", "/none", "/documents/123456", "/archive/99"])
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


@from_table
def test_head_is_answered_like_get_without_the_content(site: Site, path: str) -> None:
    address = site[0] + path.format(**site[1])
    status, text, headers = answer(address)
    assert text
    head_status, nothing, head_headers = answer(address, "HEAD")
    assert (head_status, nothing) == (status, "")
    alike = {name: value for name, value in headers.items() if name != "date"}
    assert alike == {name: value for name, value in head_headers.items() if name != "date"}


# The API keeps to its own description, whatever is asked


OPERATIONS = (
    *("search", "facets", "targets", "sources", "changes", "documents/{document_id}"),
    *(f"documents/{{document_id}}/{name}" for name in ("life", "articles", "attachments/{number}/text")),
)


@pytest.fixture(scope="module")
def description(site: Site) -> Any:
    import schemathesis  # takes a second, in this process alone

    return schemathesis.openapi.from_url(f"{site[0]}/api/openapi.json")


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


MODES = [(mode, name) for name in OPERATIONS for mode in ("positive", "negative")]


@pytest.mark.parametrize(("mode", "name"), [one for one in MODES if one != ("negative", "sources")])  # no parameters
def test_the_api_keeps_to_its_description(description: Any, mode: str, name: str) -> None:
    from schemathesis import GenerationMode

    operation = description[f"/api/{name}"]["GET"]

    @settings(max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    def try_it(case: Any) -> None:
        if mode == "positive":
            ask_for_what_exists(case.query or {})
        case.call_and_validate()

    try_it()
