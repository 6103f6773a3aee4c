"""Language models ask the database through MCP: the SDK's own client, over HTTP, on the crawled sample."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from scrapers.run import process
from storage.database import open_database
from storage.documents import queries
from storage.documents.writing import saving
from storage.schema import documents
from tests.command_line import zhengce
from tests.conftest import Sample
from tests.tables import from_table
from tests.zhengce.serving import served
from tests.zhengce.shelf import DIGEST, capture
from tests.zhengce.web.mcp_clients import BASE, EVERY_TOOL, ROOT, Asked, command, connected
from zhengce.web.mcp.endpoint import MOST_BYTES

TOOLS = "search get_document get_article read_text find_in_document check_references".split()
TOOLS += "check_quote check_report cite targets life changes_since coverage".split()

BIBLIOGRAPHY = {
    "工业和信息化部关于印发“十四五”信息通信行业发展规划的通知": "held",
    "国务院关于印发“十四五”国家知识产权保护和运用规划的通知": "held",
    "锂离子电池行业规范条件(2021年本)(征求意见稿)": "held",
    "关于推动原料药产业高质量发展实施方案的通知": "held",
    "国家互联网信息办公室关于《数据出境安全评估办法(征求意见稿)》公开征求意见的通知": "held",
    "国家发展改革委 国家能源局关于开展全国煤电机组改造升级的通知": "held",
    "国家发展改革委等部门关于印发《“十四五”全国清洁生产推行方案》的通知": "held",
    "交通运输部办公厅关于组织开展自动驾驶和智能航运先导应用试点的通知": "held",
    "工业和信息化部办公厅 国家药品监督管理局综合和规划财务司关于组织开展人工智能医疗器械创新任务揭榜工作的通知": "held",
    "国家互联网信息办公室关于《网络数据安全管理条例(征求意见稿)》公开征求意见的通知": "changed",
    "国家发展改革委等部门关于发布《高耗能行业重点领域能效标杆水平和基准水平（2021年版）》的通知": "held",
    "交通运输行业节能低碳技术推广目录 (MOT releases a list of 31 energy-saving and low-carbon technologies)": "missing",
    "商务部关于印发《“十四五”对外贸易高质量发展规划》的通知": "held",
}
"""The thirteen of the newsletter. The full title of the twelfth is not known, and it is not in the sample."""

DRAFT_TITLE = "国家互联网信息办公室关于《网络数据安全管理条例（征求意见稿）》公开征求意见的通知"
DRAFT_URL = "https://www.cac.gov.cn/2021-11/14/c_1638501991577898.htm"
OLD, NEW = "将数据分为一般数据、重要数据、核心数据。", "将数据分为一般数据、重要数据、核心数据和个人数据。"
"""A sentence of a draft that was edited after it was first crawled."""

LONG = "\n".join(f"第{number}条　{'闸板要结实，' * 80}埽工要牢。" for number in range(1, 401))
"""A text of more than half a megabyte."""

EDITED_AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def data(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The crawled sample, in which one draft was edited since, and one text is long."""
    folder = tmp_path_factory.mktemp("mcp") / "data"
    shutil.copytree(sample.folder, folder)
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    with database.write() as connection:
        [draft] = [one for one in queries.each(connection) if one.record.title == DRAFT_TITLE]
        edited = replace(draft.record, body=draft.record.body.replace(OLD, NEW))
        saving.save(connection, edited, capture(EDITED_AT), None, EDITED_AT)
        connection.execute(sa.update(documents).where(documents.c.title == LAW).values(body=LONG))
    database.close()
    return folder


JOINED = "到2025年，知识产权保护迈上新台阶。（一）完善知识产权法律政策体系"
LAW = "中华人民共和国网络安全法"


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """Where the server is, which knows the columns of its sources, as the command does."""
    database = open_database(f"sqlite:///{data / 'zhengce.db'}", upgrade=False)
    columns = {source.name: [column.name for column in source.columns] for source in process.sources()}
    with served(database, data / "archive", sources=process.source_names(), columns=lambda: columns) as opened:
        yield opened
    database.close()


@pytest.fixture(scope="module")
def ask(address: str) -> Iterator[Asked]:
    """The server over HTTP."""
    with connected(f"{address}/mcp") as asked:
        yield asked


def test_the_command_answers_the_same_over_standard_input_and_output(data: Path, address: str, ask: Asked) -> None:
    from mcp.shared.exceptions import MCPError

    with connected(command(data)) as stdio:
        assert (stdio.tools(), stdio.instructions) == (ask.tools(), ask.instructions)
        for tool, arguments in EVERY_TOOL.items():
            answer = json.dumps(stdio(tool, **arguments)).replace(BASE, f"{address}/")
            assert json.loads(answer) == ask(tool, **arguments), tool
        assert stdio.refusal("read_text", key="25", attachment=9) == ask.refusal("read_text", key="25", attachment=9)
        with pytest.raises(MCPError, match="'delete': no such tool; there are search"):
            stdio.ask("delete")


def test_every_tool_is_offered_read_only_and_every_argument_is_described(ask: Asked) -> None:
    tools = ask.tools()
    assert [tool.name for tool in tools] == TOOLS
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    arguments = [(tool.name, name, about) for tool in tools for name, about in tool.input_schema["properties"].items()]
    assert [(tool, name) for tool, name, about in arguments if not about.get("description")] == []
    assert all(name in ask.instructions for name in TOOLS)


def test_the_documentation_names_every_tool_and_every_argument(ask: Asked) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `")}
    for tool in ask.tools():
        assert [name for name in tool.input_schema["properties"] if f"`{name}`" not in rows[tool.name]] == []


def test_a_report_is_checked_as_a_whole(ask: Asked) -> None:
    report = "# 国发〔2021〕20号\nThe State Council issued the plan on October 28, 2021.\nIssuing body: MIIT\n"
    answer = ask("check_report", text=report)
    assert (answer["is_right"], answer["counts"]) == (False, {"wrong": 1, "right": 3})
    assert (answer["claims"][0]["kind"], answer["claims"][0]["words"]) == ("body", "MIIT")
    assert answer["claims"][0]["key"] == ask("get_document", key="国发〔2021〕20号", fields=["id"])["key"]


def test_a_citation_comes_in_the_style_that_is_asked_for(ask: Asked) -> None:
    cited = ask("cite", key="国发〔2021〕20号", style="gb7714")["citation"]
    assert "国发〔2021〕20号" in cited
    assert "sha256:" in cited
    assert ask("cite", key="国发〔2021〕20号", style="ris")["citation"].startswith("TY  - ")


def test_the_titles_of_a_newsletter_are_checked(ask: Asked) -> None:
    answer = ask("check_references", references=list(BIBLIOGRAPHY), since="2026-11-01")
    found = {one["reference"]: one["status"] for one in answer["findings"]}
    assert found == BIBLIOGRAPHY
    [missing] = [one for one in answer["findings"] if one["status"] == "missing"]
    assert "is held" in missing["why"]
    assert "does not exist" in answer["coverage"]["note"]


@from_table
def test_a_quotation_has_its_verdict_and_place(
    ask: Asked, verdict: str, quote: str, key: str | None, place: dict[str, Any]
) -> None:
    found = ask("check_quote", quote=quote, **({"key": key} if key else {}))
    assert found["verdict"] == verdict
    assert not place or place.items() <= found["places"][0]["place"].items()


def test_a_quotation_leads_to_the_archived_copy_and_the_live_page(ask: Asked) -> None:
    place = ask("check_quote", quote="意见反馈截止时间为2021年12月13日。")["places"][0]
    assert place["live_url"] == DRAFT_URL
    assert place["archived"]["digest"] == DIGEST
    assert "/archive/" in place["archived"]["url"]


def test_a_quotation_of_an_earlier_version_leads_to_its_days_and_its_copy(ask: Asked) -> None:
    place = ask("check_quote", quote=OLD)["places"][0]
    assert place["version"]["current"] is False
    assert place["version"]["until"] == "2026-11-20T03:00:00Z"
    assert place["version"]["ended_by"] == "crawled"
    assert place["archived"]["digest"] not in (DIGEST, None)


def test_a_quotation_of_a_file_leads_to_the_copy_of_the_file(ask: Asked) -> None:
    [place] = ask("check_quote", quote="规划期为2021年至2025年", key="工信部规〔2021〕164号")["places"]
    record = ask("get_document", key="工信部规〔2021〕164号", fields=["attachments"])["record"]
    assert place["live_url"] == record["attachments"][0]["url"]
    assert place["archived"]["digest"] == f"sha256:{record['attachments'][0]['sha256']}"


def test_a_quotation_with_a_wrong_character_leads_to_the_right_words(ask: Asked) -> None:
    nearest = ask("check_quote", quote="到2026年，知识产权保护迈上新台阶。")["nearest"]
    assert (nearest["as_printed"], nearest["place"]["paragraph"]) == ("到2025年，知识产权保护迈上新台阶。", 10)
    assert ask("check_quote", quote=JOINED)["nearest"] is None


def test_a_text_of_half_a_megabyte_is_read_to_its_end(ask: Asked) -> None:
    key = ask("search", query=f"《{LAW}》", limit=1)["hits"][0]["key"]
    lines: dict[int, str] = {}
    cursor = None
    while True:
        piece = ask("read_text", key=key, **({"cursor": cursor} if cursor else {}))
        for paragraph in piece["paragraphs"]:
            number = paragraph["paragraph"]
            lines[number] = lines.get(number, "") + paragraph["text"]
        cursor = piece["next_cursor"]
        if cursor is None:
            break
    text = "\n".join(lines[number] for number in sorted(lines))
    assert text == LONG
    assert len(text.encode()) > 500_000


def test_an_attached_file_is_read_page_by_page(ask: Asked) -> None:
    answer = ask("read_text", key="工信部规〔2021〕164号", attachment=1)
    third = [one for one in answer["paragraphs"] if one["page"] == 3]
    assert third[0]["paragraph"] == 1
    assert third[0]["text"].startswith("信息通信行业是支撑国民经济各部门运转的基础性行业。")


def test_words_are_found_with_page_and_paragraph(ask: Asked) -> None:
    answer = ask("find_in_document", key="工信部规〔2021〕164号", words="规划期为 2021年至2025年")
    assert answer["total"] == 1
    assert {"attachment": 1, "page": 3, "paragraph": 1}.items() <= answer["places"][0].items()


def test_changes_go_on_from_a_number(ask: Asked) -> None:
    first = ask("changes_since", number=0, limit=2)
    assert [one["number"] for one in first["changes"]] == [1, 2]
    later = ask("changes_since", number=first["next_cursor"], limit=1)
    assert [one["number"] for one in later["changes"]] == [3]
    [last] = ask("changes_since", number=first["coverage"]["last_change"] - 1)["changes"]
    assert (last["kind"], last["record"]["title"]) == ("revised", DRAFT_TITLE)


def test_every_answer_says_what_is_missing_and_why(ask: Asked) -> None:
    for answer in (ask("search", query="没有这样的词"), ask("coverage"), ask.ask("get_document", key="999999")[0]):
        covered = answer["coverage"]
        assert covered["documents"] > 40
        assert {"miit", "ndrc"} <= set(covered["sources"])
        assert any(one.startswith("nmpa: closed: ") for one in covered["missing"])
        assert "csrc: never crawled" in covered["missing"]
    assert "does not mean that it does not exist" in ask.refusal("get_document", key="999999")


def test_the_coverage_names_columns_and_days_of_each_source(ask: Asked) -> None:
    answer = ask("coverage")
    [miit] = [one for one in answer["sources"] if one["source"] == "miit"]
    assert miit["columns"][:2] == ["政策文件库", "文件发布·通知"]
    assert miit["first_day"] <= "2021-11-08"
    assert {one["source"] for one in answer["closed"]} >= {"nmpa", "nhc"}


@from_table
def test_a_bad_argument_is_refused_in_one_line(ask: Asked, tool: str, arguments: dict[str, Any], why: str) -> None:
    shown = ask.refusal(tool, **arguments)
    assert why in shown
    assert "\n" not in shown
    assert "Traceback" not in shown


def test_no_tool_changes_the_database(ask: Asked, data: Path) -> None:
    def digests() -> dict[str, str]:
        files = [data / name for name in ("zhengce.db", "zhengce.db-wal")]
        # A log that is empty says no more than one that is not there: readers make and remove it.
        held = {file.name: file.read_bytes() if file.exists() else b"" for file in files}
        return {name: hashlib.sha256(content).hexdigest() for name, content in held.items()}

    before = digests()
    for tool, arguments in EVERY_TOOL.items():
        ask(tool, **arguments)
    assert digests() == before


def test_the_command_says_in_one_line_what_it_lacks(tmp_path: Path) -> None:
    for words, why in (((), "no database here yet"), (("--base", "nonsense"), "--base nonsense: not an address")):
        result = zhengce("mcp", *words, data=tmp_path)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert why in result.stderr


def test_a_client_of_an_older_protocol_is_answered(address: str) -> None:
    with connected(f"{address}/mcp", mode="legacy") as ask:
        assert ask("search", query="规划", limit=1)["hits"]


def test_requests_over_http_have_limits(address: str) -> None:
    with httpx2.Client(base_url=address) as client:
        assert client.post("/mcp", content=b" " * (MOST_BYTES + 1)).status_code == 413
        assert client.get("/mcp").status_code == 405
        refused = client.post("/mcp", json={}, headers={"Origin": "https://evil.example.com"})
        assert (refused.status_code, "evil.example.com" in refused.json()["detail"]) == (403, True)
        assert client.post("/mcp", json={}, headers={"Origin": "http://localhost:6274"}).status_code != 403
        assert client.post("/mcp", content=b"nonsense", headers={"Content-Type": "application/json"}).status_code == 400
