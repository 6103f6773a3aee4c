"""Tools take arguments as models give them: titles, a text for a list, null, English; and answer in little."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parsers.record import IssuingBody, Target
from storage.database import Database, open_database
from tests.zhengce.holding import hold, invented
from tests.zhengce.web.mcp_clients import answered, server_on
from zhengce.web.mcp.tool import LONGEST_ANSWER

if TYPE_CHECKING:
    from zhengce.web.mcp.server import PolicyServer

MIIT = (IssuingBody("miit", "工业和信息化部", "工业和信息化部", "Ministry of Industry and Information Technology"),)
PLAN = invented(
    title="工业和信息化部关于印发闸板行业发展规划的通知",
    issued_title="闸板行业发展规划",
    document_type="通知",
    document_number="工信部规〔2021〕164号",
    issuing_bodies=MIIT,
    body="闸板要结实。",
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with the plan alone, only to be read."""
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('held') / 'zhengce.db'}")
    hold(opened, PLAN)
    yield opened
    opened.close()


def refused(server: "PolicyServer", tool: str, **arguments: Any) -> str:
    answer, failed = server.answer(tool, arguments)
    assert failed, answer
    return str(answer["error"])


@pytest.mark.parametrize(
    "key",
    [PLAN.title, "关于印发闸板行业发展规划的通知", "《闸板行业发展规划》", "闸板行业发展规划", "document 1", "#1", 1],
)
def test_a_document_is_named_as_people_name_it(held: Database, key: Any) -> None:
    server = server_on(held)
    assert answered(server, "get_document", key=key, fields="title")["record"] == {"title": PLAN.title}
    assert answered(server, "life", key=key)["title"] == PLAN.title


def test_a_title_of_several_documents_names_them(tmp_path: Path) -> None:
    later = replace(
        PLAN, url="https://www.miit.gov.cn/2.html", document_number="工信部规〔2026〕3号", body="又一个闸板。"
    )
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    ids = hold(database, PLAN, replace(later, published_on=date(2026, 1, 5)))
    shown = refused(server_on(database), "get_document", key="关于印发闸板行业发展规划的通知")
    database.close()
    assert "2 documents have this title" in shown
    assert all(f"{number} " in shown for number in ids)


@pytest.mark.parametrize("key", ["MIIT 2021 No. 164", "the gate plan", "闸板", "关于埽工的通知"])
def test_what_is_no_key_is_not_called_missing(held: Database, key: str) -> None:
    shown = refused(server_on(held), "get_document", key=key)
    assert "a key is an id, a 发文字号" in shown
    assert "not held" not in shown


@pytest.mark.parametrize("key", ["999", "国发〔1999〕1号", "https://www.gov.cn/none.html"])
def test_an_identifier_that_nothing_bears_is_not_held(held: Database, key: str) -> None:
    assert "not held" in refused(server_on(held), "get_document", key=key)


@pytest.mark.parametrize(
    "given",
    [
        {"issuer": "miit"},
        {"type": "通知"},
        {"type": ["Notice"]},
        {"type": "notice"},
        {"stage": "final", "source": PLAN.source},
        {"issuer": None, "from": "", "to": None, "query": None, "cursor": "", "limit": None, "keyword": ""},
    ],
)
def test_a_text_is_a_list_of_one_and_null_is_absent(held: Database, given: dict[str, Any]) -> None:
    found = answered(server_on(held, PLAN.source), "search", **given)
    assert [hit["title"] for hit in found["hits"]] == [PLAN.title]
    assert "status" in found["hits"][0]


def test_what_a_tool_needs_is_not_taken_for_absent(held: Database) -> None:
    server = server_on(held)
    assert refused(server, "get_document", key="").startswith("key: ")
    assert refused(server, "check_references", references=None).startswith("references: ")
    assert answered(server, "check_references", references=PLAN.title)["counts"] == {"held": 1}


def test_english_where_chinese_is_needed_is_named(held: Database) -> None:
    server = server_on(held)
    for quote, key in (("gates shall be strong and light", None), ("strong gates", 1)):
        assert "in Chinese" in answered(server, "check_quote", quote=quote, key=key)["note"]
    assert "note" not in answered(server, "check_quote", quote="闸板要轻便而且好看", key=None)


@pytest.mark.sqlite_alone
def test_answers_are_cut_by_size_and_go_on(database: Database) -> None:
    aims = tuple(
        Target(f"闸板第{n}率", n + 1, str(n + 1), "%", 2025, "level", words="闸板要结实，" * 40, place="paragraph 1")
        for n in range(40)
    )
    numbered = [
        invented(
            title=f"关于第{n}座闸板的通知" + "和埽工" * 60,
            url=f"https://www.miit.gov.cn/{n}.html",
            published_on=date(2021, 1, 1 + n % 28),
            body=f"第{n}座闸板要结实。" * 20,
            issuing_bodies=MIIT * 8,
            targets=aims if n == 0 else (),
        )
        for n in range(60)
    ]
    hold(database, *numbered)
    server = server_on(database)

    def read(tool: str, items: str, place: str, limit: int, first: Any) -> list[Any]:
        found, at = [], first
        while at is not None:
            answer = answered(
                server, tool, limit=limit, **({"query": "闸板"} if tool == "search" else {}), **{place: at}
            )
            assert len(json.dumps(answer[items], ensure_ascii=False).encode()) < LONGEST_ANSWER * 1.1
            found += answer[items]
            at = answer["next_cursor"] if answer[items] and answer.get("more", True) else None
        return found

    assert len({hit["key"] for hit in read("search", "hits", "cursor", 50, "")}) == 60
    indicators = [[one["indicator"] for one in read("targets", "targets", "cursor", limit, "")] for limit in (100, 9)]
    assert indicators[0] == indicators[1]
    assert sorted(indicators[0]) == sorted(aim.indicator for aim in aims)
    [record] = {
        change["record"]["issuing_bodies"][0] for change in answered(server, "changes_since", number=0)["changes"]
    }
    assert record == "工业和信息化部"
    numbers = [change["number"] for change in read("changes_since", "changes", "number", 100, 0)]
    assert numbers == list(range(1, 61))
    assert len(answered(server, "changes_since", number=0, limit=100)["changes"]) < 60
