"""`zhengce merge` and `zhengce split` as a user meets them."""

import json
from pathlib import Path

import pytest

from storage.database import open_database
from tests.command_line import zhengce
from tests.storage.keeping import ON_GOV
from tests.storage.making import document, plain_document
from tests.test_cli import one_line
from tests.zhengce.holding import hold

ONE, TWO = plain_document(1), plain_document(2)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with three documents; the third stands at two addresses."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, ONE, TWO, document(), ON_GOV)
    database.close()
    return tmp_path


def kinds(data: Path) -> list[str]:
    return [json.loads(line)["kind"] for line in zhengce("changes", data=data).stdout.splitlines()]


@pytest.mark.parametrize(
    "named",
    [("1", "2"), ("工信部信函[2021]1号", "工信部信函〔2021〕2号"), (ONE.url, TWO.url.removeprefix("https://"))],
    ids=["ids", "numbers", "addresses"],
)
def test_documents_are_merged_by_what_people_call_them(data: Path, named: tuple[str, str]) -> None:
    done = zhengce("merge", *named, data=data)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"1 and 2 are one now: document 1, {ONE.title}\n"
    shown = zhengce("show", "2", data=data)
    assert "one document, a person said" in shown.stdout
    assert ONE.url in shown.stdout
    assert shown.stderr.startswith("zhengce: document 2 was merged into document 1\n")
    assert zhengce("cite", "1", data=data).stderr == ""
    assert kinds(data)[-1] == "merged"
    again = zhengce("merge", *named, data=data)
    assert again.returncode == 2
    assert "already" in again.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "named", [("1", "2"), ("2", "1"), (ONE.url, TWO.url), ("工信部信函〔2021〕1号", "工信部信函〔2021〕2号")]
)
def test_a_merge_is_taken_back(data: Path, named: tuple[str, str]) -> None:
    assert zhengce("merge", "1", "2", data=data).returncode == 0
    back = zhengce("merge", *named, "--undo", data=data)
    assert back.returncode == 0
    assert back.stderr == f"taken back; by the rules they are document 1, {ONE.title} and document 2, {TWO.title}\n"
    assert "a person said" not in zhengce("show", "1", data=data).stdout
    again = zhengce("merge", *named, "--undo", data=data)
    assert again.returncode == 2
    assert "no judgement makes these one document" in one_line(again)


def test_a_page_is_split_and_given_back(data: Path) -> None:
    done = zhengce("split", ON_GOV.url, data=data)
    assert done.returncode == 0
    assert done.stderr.startswith("the page is document 4, ")
    assert "two documents, a person said" in zhengce("show", ON_GOV.url, data=data).stdout
    assert kinds(data)[-1] == "new"
    back = zhengce("split", ON_GOV.url, "--undo", data=data)
    assert back.returncode == 0
    assert back.stderr == f"taken back; by the rules the page is of document 3, {document().title}\n"
    again = zhengce("split", ON_GOV.url, "--undo", data=data)
    assert again.returncode == 2
    assert "no judgement makes this page a document of its own" in one_line(again)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("merge", "1", "99"), "99: no such document"),
        (("merge", "工信部信函〔2021〕77号", "1"), "no such document"),
        (("merge", "1", "1"), "both are document 1 already"),
        (("merge", "1", "99", "--undo"), "99: no such document"),
        (("split", "https://www.miit.gov.cn/none.html"), "no page of a document"),
        (("split", "1"), "no page of a document"),
        (("split", ONE.url), "the only page of document 1"),
        (("split", ONE.url, "--undo"), "no judgement makes"),
        (("merge", "1"), "Missing argument"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_one_line(data: Path, words: tuple[str, ...], message: str) -> None:
    before = kinds(data)
    result = zhengce(*words, data=data)
    assert result.returncode == 2
    assert message in one_line(result)
    assert kinds(data) == before


def test_the_api_says_what_a_person_judged(data: Path) -> None:
    from zhengce.web.api import documents

    zhengce("split", ON_GOV.url, data=data)
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.read() as connection:
        answer = documents.document(connection, 3)
    database.close()
    assert answer is not None
    [word] = answer.judgements
    assert (word.judgement, {word.one_url, word.other_url}) == ("negative", {ON_GOV.url, document().url})
