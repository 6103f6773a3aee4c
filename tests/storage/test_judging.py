"""What a person judged of pages, and documents that are made one."""

from dataclasses import replace
from datetime import date

import pytest

from parsers.record import PolicyDocument
from storage import changes
from storage.crawl import pages as crawl
from storage.database import Database
from storage.documents import queries
from storage.documents.writing import judging, revisions
from storage.documents.writing.judging import NothingToDo
from storage.resolution import judgements
from storage.resolution.merging import PageRecord, merge_pages
from tests.storage.keeping import ON_GOV, held, kinds, save
from tests.storage.making import BODIES, document, editor, moment, plain_document

# A person says what is one document and what is two; every later crawl and reparse obeys


ONE, TWO, THREE = (plain_document(number) for number in (1, 2, 3))


def elsewhere(record: PolicyDocument) -> PolicyDocument:
    """The same document on gov.cn."""
    return replace(record, source="state_council", url=f"https://www.gov.cn/{record.url.rsplit('/', 1)[-1]}")


def merge(database: Database, one: int, other: int, day: float = 1) -> int:
    with database.write() as connection:
        return judging.merge(connection, one, other, editor(day))


def split(database: Database, url: str, day: float = 1) -> tuple[int, int]:
    with database.write() as connection:
        return judging.split(connection, url, editor(day))


def standing(database: Database) -> dict[int, list[str]]:
    """The addresses of each document."""
    return {one.id: sorted(page.url for page in one.pages) for one in held(database)}


def read_again(database: Database, *records: PolicyDocument, day: float = 5) -> None:
    for record in records:
        save(database, record, day, kind="reparsed")


def edited(database: Database, *records: PolicyDocument, day: float = 6) -> None:
    for record in records:
        save(database, replace(record, topic=f"改{day}"), day)


def test_two_documents_are_one_because_a_person_said_so_and_stay_one(database: Database) -> None:
    save(database, ONE)
    save(database, TWO)
    assert merge(database, 1, 2) == 1
    together = {1: sorted([ONE.url, TWO.url])}
    assert standing(database) == together
    assert kinds(database) == ["new", "new", "merged"]
    with database.read() as connection:
        assert changes.after(connection, 2)[0].other_id == 2
        assert queries.by_id(connection, 2) == queries.by_id(connection, 1)
        assert queries.by_id(connection, 1)
    read_again(database, ONE, TWO)
    edited(database, TWO, ONE)
    assert standing(database) == together
    assert kinds(database).count("new") == 2


def test_a_page_is_a_document_of_its_own_because_a_person_said_so_and_stays_one(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    assert split(database, ON_GOV.url) == (2, 1)
    apart = {1: [document().url], 2: [ON_GOV.url]}
    assert standing(database) == apart
    assert kinds(database) == ["new", "merged", "new"]
    with database.read() as connection:
        assert [(change.kind, change.other_id) for change in changes.after(connection, 2)] == [("new", 1)]
        assert {one.kind for one in revisions.of(connection, 1)} == {"merged", "judged"}
    read_again(database, document(), ON_GOV)
    edited(database, document(), ON_GOV)
    assert standing(database) == apart
    assert kinds(database).count("new") == 2
    assert held(database)[0].revised_at == moment(6)  # by the edit, not by the split


def test_the_page_that_made_the_document_keeps_its_id_when_it_is_split_from_it(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    assert split(database, document().url) == (1, 2)
    assert standing(database) == {1: [document().url], 2: [ON_GOV.url]}


def test_a_merge_is_taken_back_and_the_documents_are_what_they_were(database: Database) -> None:
    save(database, ONE)
    save(database, TWO)
    before = held(database)
    merge(database, 1, 2)
    with database.write() as connection:
        some, others = judging.pages_of(connection, 1), judging.pages_of(connection, 2)
        assert judging.unmerge(connection, some, others, editor(2)) == {1, 2}
    assert held(database) == before
    read_again(database, ONE, TWO)
    assert held(database) == before


def test_the_history_of_a_document_goes_with_it_into_another_and_comes_back(database: Database) -> None:
    def history(number: int) -> list[tuple[int, str]]:
        with database.read() as connection:
            return [(one.document_id, one.kind) for one in revisions.of(connection, number)]

    save(database, ONE)
    save(database, TWO)
    edited(database, ONE, day=1)
    edited(database, TWO, day=2)
    merge(database, 1, 2, 3)
    assert history(1)[:2] == [(2, "crawled"), (1, "crawled")]
    with database.write() as connection:
        judging.unmerge(connection, [ONE.url], [TWO.url], editor(4))
    assert {number for number, _ in history(1)} == {1}
    assert history(2)[:1] == [(2, "crawled")]


def test_a_split_is_taken_back_and_the_rules_decide(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    before = standing(database)
    split(database, ON_GOV.url)
    with database.write() as connection:
        assert judging.unsplit(connection, ON_GOV.url, editor(2)) == 1
    assert standing(database) == before


def test_what_is_so_already_is_refused_and_changes_nothing(database: Database) -> None:
    save(database, ONE)
    save(database, TWO)
    with database.write() as connection:
        with pytest.raises(NothingToDo, match="both are document 1 already"):
            judging.merge(connection, 1, 1, editor(1))
        with pytest.raises(NothingToDo, match="the only page of document 1"):
            judging.split(connection, ONE.url, editor(1))
        with pytest.raises(NothingToDo, match="no judgement makes"):
            judging.unmerge(connection, [ONE.url], [TWO.url], editor(1))
        with pytest.raises(NothingToDo, match="no judgement makes"):
            judging.unsplit(connection, ONE.url, editor(1))
        with pytest.raises(LookupError):
            judging.split(connection, "https://www.miit.gov.cn/none.html", editor(1))
        assert judgements.of(connection, [ONE.url, TWO.url]) == []


def test_the_last_word_on_two_pages_holds(database: Database) -> None:
    save(database, ONE)
    save(database, TWO)
    merge(database, 1, 2)
    split(database, TWO.url, 2)
    read_again(database, ONE, TWO)
    assert standing(database) == {1: [ONE.url], 2: [TWO.url]}
    merge(database, 1, 2, 3)
    read_again(database, ONE, TWO)
    assert standing(database) == {1: sorted([ONE.url, TWO.url])}
    with database.read() as connection:
        [word] = judgements.of(connection, [ONE.url])
    assert (word.judgement, word.judged_at) == ("positive", moment(3))


def test_a_split_page_joins_what_it_was_split_from_only_by_a_persons_word(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    split(database, ON_GOV.url)
    third = replace(document(), source="ndrc", url="https://www.ndrc.gov.cn/1.html")
    assert save(database, third, 2).document_id == 1  # of both by the rules: of the older alone
    assert standing(database)[2] == [ON_GOV.url]
    apart = {1: sorted([document().url, third.url]), 2: [ON_GOV.url]}
    for record in (ON_GOV, document(), third):
        read_again(database, record)
        assert standing(database) == apart


@pytest.mark.parametrize("kind", ["crawled", "reparsed"])
def test_a_word_that_nothing_was_done_about_yet_is_obeyed_when_the_page_is_read(
    database: Database, kind: revisions.RevisionKind
) -> None:
    save(database, ONE)
    save(database, TWO)
    with database.write() as connection:
        judgements.record(connection, "positive", [(ONE.url, TWO.url)], moment(1))
    outcome = save(database, replace(TWO, title=THREE.title), 2, kind=kind)
    assert (outcome.kind, outcome.document_id) == ("merged", 1)


def test_a_document_that_is_gone_stays_so_when_a_person_splits_it(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    with database.write() as connection:
        for record in (document(), ON_GOV):
            crawl.gone(connection, record.source, record.url, "404", moment(1))
    split(database, ON_GOV.url, 2)
    assert [one.gone_at for one in held(database)] == [moment(1), moment(1)]
    assert "returned" not in kinds(database)


def test_a_person_outranks_numbers_that_come_to_contradict_each_other(database: Database) -> None:
    bare = replace(TWO, document_number=None)
    save(database, ONE)
    save(database, bare)
    merge(database, 1, 2)
    save(database, TWO, 3)  # the number is printed now, and it is another one
    assert standing(database) == {1: sorted([ONE.url, TWO.url])}


def test_the_rest_stays_together_when_the_page_is_split_by_which_it_was_joined(database: Database) -> None:
    for record in (ONE, elsewhere(ONE), TWO):
        save(database, record)
    merge(database, 1, 2)
    split(database, ONE.url, 2)
    read_again(database, ONE, elsewhere(ONE), TWO)
    assert sorted(map(len, standing(database).values())) == [1, 2]
    assert [ONE.url] in standing(database).values()


# Which page of a document speaks for it


OWN = document(issuing_bodies=(BODIES["mwr"],))  # of a ministry whose site none of the pages stands on


def page(record: PolicyDocument, number: int) -> PageRecord:
    return PageRecord(number, record.url, None, record)


def test_a_page_with_the_text_speaks_before_one_without_though_that_came_first() -> None:
    empty = replace(
        OWN, url="https://www.miit.gov.cn/1.html", body="", published_on=date(2021, 11, 2), title="规划印发了"
    )
    whole = replace(
        OWN,
        source="ndrc",
        url="https://www.ndrc.gov.cn/2.html",
        published_on=date(2021, 11, 9),
        title="关于印发规划的通知",
    )
    for members in ([page(empty, 1), page(whole, 2)], [page(whole, 2), page(empty, 1)]):
        record, _ = merge_pages(members)
        assert (record.title, record.published_on, record.url) == (whole.title, whole.published_on, whole.url)


def test_a_time_of_day_stays_with_its_day() -> None:
    timeless = replace(OWN, source="mwr", url="https://www.mwr.gov.cn/1.html", published_at=None)
    later = replace(OWN, source="ndrc", url="https://www.ndrc.gov.cn/2.html", published_on=date(2021, 11, 20))
    record, _ = merge_pages([page(timeless, 1), page(later, 2)])
    assert (record.published_on, record.published_at) == (timeless.published_on, None)
    record, _ = merge_pages([page(timeless, 1), page(replace(later, published_on=timeless.published_on), 2)])
    assert record.published_at == OWN.published_at
