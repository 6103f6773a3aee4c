"""`zhengce translate`, and what a crawl does with a model: one closing line, the right exit code, no secrets."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.command_line import Result, zhengce
from tests.tables import from_table
from tests.zhengce import shelf
from tests.zhengce.model_server import KEY, ModelServer, model_server
from tests.zhengce.tiny_model import write_model

BY_RULES = "4 texts: 1 by rules, 3 need a model (docs/english.md)"
ENGLISH = {
    "焙烧炉检验办法": "Measures for Roaster Inspection",
    "第三批焙烧炉试点名单": "List of the Third Batch of Roaster Pilots",
    "焙烧炉出口管制和数据安全办法": "Measures for Roaster Export Control and Protection",
}
"""Names with a word that no table has; the last answer lacks 教师."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that the environment configures."""
    with model_server() as started:
        started.english = dict(ENGLISH)
        for name, value in {"URL": started.url, "MODEL": "qwen3:8b", "KEY": KEY, "TIMEOUT": "5s"}.items():
            monkeypatch.setenv(f"ZHENGCE_ENGLISH_{name}", value)
        yield started


@pytest.fixture
def data(tmp_path: Path, sqlite_template: Path) -> Path:
    """A data folder with three documents whose names the rules lack, and one that they have from tables alone."""
    folder = tmp_path / "data"
    folder.mkdir()
    database = open_database(f"sqlite:///{shutil.copy(sqlite_template, folder / 'zhengce.db')}")
    records = (
        shelf.policy(f"工业和信息化部关于印发《{name}》的通知", f"https://www.miit.gov.cn/{at}.html", issued_title=name)
        for at, name in enumerate((*ENGLISH, "数据安全管理办法"))
    )
    shelf.keep(database, *records)
    database.close()
    return folder


def closing_line(result: Result) -> str:
    """The last line, without the time."""
    return re.sub(r"; 0:\d\d:\d\d\n$", "", result.stdout)


def test_a_run_ends_in_one_line_and_the_next_asks_for_nothing(server: ModelServer, data: Path) -> None:
    result = zhengce("translate", data=data)
    assert (result.returncode, result.stderr) == (0, "")
    assert closing_line(result) == "4 texts: 1 by rules, 3 asked of qwen3:8b, 3 stored, 0 refused"
    again = zhengce("translate", data=data)
    assert closing_line(again) == "4 texts: 1 by rules, 0 asked of qwen3:8b, 0 stored, 0 refused, 3 known from before"
    assert [sorted(asked) for asked in server.asked()] == [sorted(ENGLISH)]
    assert "◇ Measures for Roaster Inspection\n" in zhengce("list", data=data).stdout


def test_a_refusal_is_counted_by_its_reason_and_asked_for_again_where_wanted(server: ModelServer, data: Path) -> None:
    server.english["第三批焙烧炉试点名单"] = "List of the Fourth Batch of Roaster Pilots"
    assert closing_line(zhengce("translate", data=data)) == (
        "4 texts: 1 by rules, 3 asked of qwen3:8b, 2 stored, 1 refused (number lost 1)"
    )
    server.english = dict(ENGLISH)
    assert closing_line(zhengce("translate", "--again", "--what", "names", data=data)) == (
        "4 texts: 1 by rules, 3 asked of qwen3:8b, 3 stored, 0 refused"
    )


def test_a_dry_run_and_the_rules_alone_ask_nobody(server: ModelServer, data: Path) -> None:
    planned = zhengce("translate", "--dry-run", data=data)
    assert re.fullmatch(
        r"4 texts: 1 by rules, 3 to ask for of qwen3:8b; 31 characters; nothing was asked\n",
        planned.stdout,
    )
    assert closing_line(zhengce("translate", "--engine", "rules", data=data)) == BY_RULES
    assert server.requests == []


@pytest.mark.parametrize(("limit", "per_run"), [("2", "3"), ("3", "2")])
def test_a_limit_leaves_the_rest_to_the_next_run(
    limit: str, per_run: str, server: ModelServer, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGCE_ENGLISH_PER_RUN", per_run)
    assert closing_line(zhengce("translate", "--limit", limit, data=data)) == (
        "4 texts: 1 by rules, 2 asked of qwen3:8b, 2 stored, 0 refused, more are left for the next run"
    )


def test_a_server_that_refuses_the_key_is_one_line_without_the_key(server: ModelServer, data: Path) -> None:
    server.behaviour = "401"
    result = zhengce("translate", data=data)
    assert result.returncode == 1
    assert result.stderr == f"zhengce: {server.url[:-3]} refuses the key (HTTP 401); set ZHENGCE_ENGLISH_KEY\n"
    assert KEY not in result.stdout
    assert closing_line(result) == "4 texts: 1 by rules, 0 asked of qwen3:8b, 0 stored, 0 refused"


def test_a_model_in_a_folder_is_used_where_it_is_wanted(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGCE_ENGLISH_LOCAL", str(write_model(tmp_path / "zh-en")))
    assert closing_line(zhengce("translate", data=data)).startswith("4 texts: 1 by rules, 3 asked of zh-en, ")


@from_table
def test_wrong_usage_is_one_line(words: tuple[str, ...], reason: str, data: Path) -> None:
    result = zhengce("translate", *words, data=data)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"zhengce: {reason}")
    assert result.stderr.count("\n") == 1


@from_table
def test_without_an_extra_all_else_works_and_a_line_names_it(
    module: str, variables: dict[str, str], extra: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert closing_line(zhengce("translate", data=data)) == BY_RULES
    for name, value in variables.items():
        monkeypatch.setenv(f"ZHENGCE_ENGLISH_{name}", value)
    assert zhengce("list", data=data).returncode == 0
    result = zhengce("translate", data=data)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.endswith(f"needs {module}: pip install 'zhengce[{extra}]'\n")
