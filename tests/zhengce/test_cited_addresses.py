"""Who cites a permalink, or what a merged document was called, gets the place of the document that it is now."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from storage.database import Database, open_database
from storage.documents.writing import judging
from tests.storage.keeping import save
from tests.storage.making import editor, plain_document
from zhengce.checking.findings import check_references
from zhengce.checking.verifying import verify

BASE = "https://policies.example.org/zhengce"
FIRST, SECOND = "/doc/miit/2021/工信部信函-1", "/doc/miit/2021/工信部信函-2"

CITED = [
    *(FIRST, SECOND, f"见{SECOND}。", f"(Permalink {SECOND})", f"{BASE}{quote(SECOND)}?lang=zh#art-1"),
    *(f"https://elsewhere.example.com{SECOND}", "/documents/2", f"{BASE}/documents/2", f"{BASE}/documents/1#art-1"),
    *("http://127.0.0.1:8000/documents/2?lang=zh", "工信部信函〔2021〕2号"),
]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Document 2 was found to be document 1; document 3 is another one."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('cited') / 'zhengce.db'}")
    for number in (1, 2, 3):
        save(database, plain_document(number))
    with database.write() as connection:
        judging.merge(connection, 1, 2, editor(1))
    yield database
    database.close()


@pytest.mark.parametrize("cited", CITED)
def test_it_is_held_in_a_bibliography_and_right_in_a_report(merged: Database, cited: str) -> None:
    with merged.read() as connection:
        [finding] = check_references(connection, [cited], base=BASE)
        [claim] = verify(connection, [f"The ministry has answered: {cited}"], base=BASE)
    assert finding.document is not None
    assert (finding.status, finding.document.id) == ("held", 1)
    assert claim.document is not None
    assert (claim.verdict, claim.document.id) == ("right", 1)


@pytest.mark.parametrize("cited", ["https://example.com/documents/2", "example.com/documents/2", "docs/documents/2"])
def test_the_pages_of_others_are_none_of_ours(merged: Database, cited: str) -> None:
    with merged.read() as connection:
        [finding] = check_references(connection, [cited], base=BASE)
        assert verify(connection, [f"The ministry has answered: {cited}"], base=BASE) == []
    assert finding.document is None


@pytest.mark.parametrize("cited", ["/doc/miit/2021/工信部信函-9", "/documents/9"])
def test_what_leads_nowhere_is_not_held(merged: Database, cited: str) -> None:
    with merged.read() as connection:
        [finding] = check_references(connection, [cited], base=BASE)
        [claim] = verify(connection, [f"The ministry has answered: {cited}"], base=BASE)
    assert (finding.status, claim.verdict) == ("missing", "not held")
    assert str(finding.why).startswith("not found in the crawled sources")


def test_a_permalink_beside_another_title_is_unsure(merged: Database) -> None:
    with merged.read() as connection:
        [finding] = check_references(connection, [f"工业和信息化部关于表彰先进集体的通知 {FIRST}"])
    assert finding.status == "unsure"
