"""One document or two: the rule, the look-up before it and a real saving, on pairs that look alike."""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.identity import verdict
from parsers.record import Attachment, Evidence, IssuingBody, PolicyDocument
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import saving
from storage.resolution import judgements
from storage.resolution.matching import is_lost, is_of_something_else, number_form, same_document, title_stem
from storage.schema import documents, pages
from tests.shared import DOCUMENTS
from tests.storage.keeping import save
from tests.storage.making import NOON, document
from tests.storage.pairs import rows
from tests.tables import from_table

# Pairs that look alike: the rule, the look-up before it and a real saving all give the same verdict


ROWS = list(rows())
NAMES = [name for name, *_ in ROWS]


def test_there_are_pairs_of_both_kinds_and_no_name_stands_twice() -> None:
    assert len(ROWS) >= 60
    assert min(sum(is_one for _, is_one, *_ in ROWS), sum(not is_one for _, is_one, *_ in ROWS)) >= 25
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(("name", "is_one", "one", "other"), ROWS, ids=NAMES)
def test_a_pair_is_told_whichever_page_comes_first(
    name: str, is_one: bool, one: PolicyDocument, other: PolicyDocument
) -> None:
    assert same_document(one, other) is is_one
    assert same_document(other, one) is is_one
    assert verdict(one, other) == verdict(other, one) == ("same" if is_one else "different")


class _TakenBack(Exception):
    """Ends a transaction that is to leave nothing."""


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "the other way round"])
def test_saving_the_pages_gives_the_same_verdicts(tmp_path: Path, turned: bool) -> None:
    wrong = []
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    for name, is_one, *pair in ROWS:
        with suppress(_TakenBack), database.write() as connection:
            assert queries.count(connection) == 0
            for record in reversed(pair) if turned else pair:
                saving.save(connection, record, None, None, NOON)
            if queries.count(connection) != 2 - is_one:
                wrong.append(name)
            raise _TakenBack
    database.close()
    assert wrong == []


@pytest.mark.parametrize("site_of_greater", ["mee", "ndrc"])
def test_of_notices_equal_but_for_their_numbers_a_page_without_one_is_of_the_same_whichever_came_first(
    database: Database, site_of_greater: str
) -> None:
    """The same site goes first, then the smaller number."""
    sites = {"164": "mot", "165": site_of_greater, "without": "ndrc"}
    records = []
    for name, site in sites.items():
        shown = f"工信部规〔2021〕{name}号" if name.isdigit() else None
        values: dict[str, Any] = {"document_number": shown, "document_number_as_printed": shown, "evidence": {}}
        records.append(document(source=site, url=f"https://www.{site}.gov.cn/{name}.htm", **values))
    expected = "165" if site_of_greater == "ndrc" else "164"
    for order in permutations(records):
        with suppress(_TakenBack), database.write() as connection:
            for record in order:
                saving.save(connection, record, None, None, NOON)
            homes = {
                row.url: row.document_id for row in connection.execute(sa.select(pages.c.url, pages.c.document_id))
            }
            home = {name: homes[f"https://www.{site}.gov.cn/{name}.htm"] for name, site in sites.items()}
            assert home["164"] != home["165"]
            assert home["without"] == home[expected]
            number = connection.scalar(sa.select(documents.c.document_number).where(documents.c.id == home["without"]))
            assert number == f"工信部规〔2021〕{expected}号"
            raise _TakenBack


def test_a_page_that_a_person_joined_to_a_notice_stays_with_it(database: Database) -> None:
    values: dict[str, Any] = {"document_number": "工信部规〔2021〕165号", "evidence": {}}
    first = save(database, document(source="mot", url="https://www.mot.gov.cn/165.htm", **values)).document_id
    bare = document(source="ndrc", url="https://www.ndrc.gov.cn/without.htm", document_number=None, evidence={})
    assert save(database, bare).document_id == first
    with database.write() as connection:
        urls = ["https://www.mot.gov.cn/165.htm", "https://www.ndrc.gov.cn/without.htm"]
        judgements.record(connection, "positive", [(urls[0], urls[1])], NOON)
    values["document_number"] = "工信部规〔2021〕164号"
    assert save(database, document(source="mot", url="https://www.mot.gov.cn/164.htm", **values)).document_id != first
    with database.read() as connection:
        homes = connection.execute(sa.select(pages.c.document_id).where(pages.c.url.in_(urls))).scalars().all()
    assert homes == [first, first]


# A page that lost its document is known; real documents that only resemble each other stay apart


OTHER_TEXT = "\n".join(
    f"第{n}条 这一段文字与另一份文件毫无关系，只为让两份正文有足够的长度可以比较。" for n in range(9)
)


def notice(title: str, **values: Any) -> PolicyDocument:
    """A notice without number, whose issued document stands in 《》."""
    found = re.search("(?:印发|发布)《(.+)》", title)
    facts: dict[str, Any] = {
        "title": title,
        "issued_title": found[1] if found else None,
        "subject": None,
        "document_number": None,
        "document_number_as_printed": None,
    }
    return document(**(facts | values))


BARE: dict[str, Any] = {
    "issued_title": None,
    "subject": None,
    "document_number": None,
    "document_number_as_printed": None,
    "issuing_bodies": (),
    "written_on": None,
    "attachments": (),
}
READING = document(**BARE, title="《“十四五”全国清洁生产推行方案》解读", stage="interpretation")
TOLD = "网站升级维护，请稍后访问。"
FILE = Attachment("清单.pdf", "https://www.miit.gov.cn/b.pdf", "application/pdf")

LOST = {
    "a notice of maintenance": (document(), document(**BARE, title="系统维护中", body=TOLD)),
    "one that shows the title of the list": (document(), document(**BARE, body=TOLD)),
    "one in place of an interpretation": (READING, replace(READING, title="系统维护中", body=TOLD)),
    "one in place of a document that is a file": (document(body=""), document(**BARE, title="系统维护中", body=TOLD)),
    "an emptied text": (document(), document(body="")),
    "a text that is gone with its files": (document(), document(body="", attachments=())),
}
STILL_THERE = {
    "an edit": (document(), document(body=document().body + "四、本规划自发布之日起施行。")),
    "a new text under the same number": (document(), document(body=OTHER_TEXT)),
    "another document": (document(), notice("关于公布第五批服务型制造名单的通知", body=OTHER_TEXT)),
    "a text that was put into a file": (document(), document(body="", attachments=(FILE,))),
    "a text whose signs are not found any more": (document(), document(**BARE)),
    "an interpretation that was written anew": (READING, replace(READING, body=OTHER_TEXT)),
    "a document without a text, as before": (document(body=""), document(body="", topic="规划")),
    "a text where there was none": (replace(READING, body=""), READING),
}


@pytest.mark.parametrize("name", LOST)
def test_a_page_that_says_nothing_of_its_document_any_more_is_known(name: str) -> None:
    assert is_lost(*LOST[name])


@pytest.mark.parametrize("name", STILL_THERE)
def test_a_page_that_says_something_of_its_document_or_of_another_is_not_lost(name: str) -> None:
    assert not is_lost(*STILL_THERE[name])


@from_table
def test_a_number_is_compared_in_one_form(printed: str | None, form: str | None) -> None:
    assert number_form(printed) == form


def test_a_title_that_forwards_keeps_the_body_whose_document_it_forwards() -> None:
    forwarding = notice("国务院办公厅转发国家发展改革委关于推动生活性服务业补短板若干意见的通知")
    assert title_stem(forwarding).startswith("国务院办公厅转发")


def _of_truth(row: dict[str, Any], *, numbered: bool) -> PolicyDocument:
    number = row.get("document_number")
    printed = (row.get("issuing_bodies_raw") or "").replace("等", " ").split()
    if not printed and number:
        printed = ["国务院办公厅" if number.startswith("国办") else "国务院"]
    issued = re.search("印发《(.+)》", row["title"])
    written, published = row.get("written_on"), row.get("published_on")
    return PolicyDocument(
        source="state_council",
        url=row["url"],
        title=row["title"],
        stage="final",
        issued_title=issued[1] if issued else None,
        document_number=number if numbered else None,
        issuing_bodies=tuple(IssuingBody(None, name, name) for name in printed),
        written_on=date.fromisoformat(written) if written else None,
        published_on=date.fromisoformat(published) if published else None,
    )


def _look_alikes(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of titles that differ in years, batches and ordinals only."""
    stems: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        stems[re.sub(r"\d+|[一二三四五六七八九十百]+", "#", re.sub(r"\s", "", row["title"]))].append(row)
    for alike in stems.values():
        for one, other in itertools.combinations(alike, 2):
            if re.sub(r"\s", "", one["title"]) != re.sub(r"\s", "", other["title"]):
                yield one, other


@pytest.mark.needs_shared("truth/documents.jsonl")
def test_300_pairs_of_real_titles_that_look_alike_stay_apart() -> None:
    rows = [json.loads(line) for line in DOCUMENTS.read_text().splitlines()]
    pairs = list(_look_alikes(rows))
    assert len(pairs) >= 300
    for one, other in pairs:
        for numbered in (True, False):
            records = _of_truth(one, numbered=numbered), _of_truth(other, numbered=numbered)
            # Even were they published on one day, by one body, without numbers.
            same_day = replace(records[0], written_on=records[1].written_on, published_on=records[1].published_on)
            assert not same_document(*records), (one["title"], other["title"])
            assert not same_document(same_day, records[1]), (one["title"], other["title"])


@pytest.mark.needs_shared("truth/documents.jsonl")
def test_real_documents_that_stand_at_two_addresses_are_one() -> None:
    rows = [json.loads(line) for line in DOCUMENTS.read_text().splitlines()]
    by_number: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.get("document_number") and row["origin"] in ("gov.cn-library", "gov.cn-page", "state-council-list"):
            by_number[row["document_number"]].append(row)
    doubles = [
        pair
        for alike in by_number.values()
        for pair in itertools.combinations(alike, 2)
        if pair[0]["title"] == pair[1]["title"]
    ]
    assert len(doubles) >= 20
    for one, other in doubles:
        assert same_document(_of_truth(one, numbered=True), _of_truth(other, numbered=True)), one["title"]
        assert same_document(_of_truth(one, numbered=True), _of_truth(other, numbered=False)), one["title"]


LISTED = "关于推动高端装备制造业发展的实施意见"
FROM_THE_ROW = {"title": Evidence("listing: row", LISTED)}
A_FILE = Attachment("附件", "https://www.miit.gov.cn/1.pdf", None)


@pytest.mark.parametrize(
    ("page", "strange"),
    [
        ({"title": "系统维护中", "body": "网站正在升级，请稍后访问。"}, True),
        ({"title": LISTED, "body": "网站正在升级，请稍后访问。", "evidence": FROM_THE_ROW}, True),
        ({"title": "公告", "body": "我部制定了高端装备有关意见，现予发布。"}, False),
        ({"title": "一图读懂：高端装备怎么发展", "body": ""}, False),
        ({"title": LISTED, "body": "", "evidence": FROM_THE_ROW}, False),
        ({"title": "公告", "body": "内容见附件。", "attachments": (A_FILE,)}, False),
        ({"title": "令", "body": "现予公布。", "document_number": "国令第790号"}, False),
        ({"title": "公告", "body": "现予公布。", "written_on": date(2026, 4, 1)}, False),
    ],
)
def test_a_page_that_shows_nothing_of_what_its_list_calls_it_is_of_something_else(
    page: dict[str, Any], strange: bool
) -> None:
    record = PolicyDocument(**{"source": "miit", "url": "https://www.miit.gov.cn/1.html", "stage": "final"} | page)
    assert is_of_something_else(record, LISTED) is strange
    assert not is_of_something_else(record, "")
