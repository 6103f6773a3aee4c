"""One document is known as one; documents that only resemble each other stay apart."""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from parsers.record import Attachment, Evidence, IssuingBody, PolicyDocument
from storage.resolution.matching import is_lost, is_of_something_else, number_form, same_document, title_stem
from tests.shared import DOCUMENTS
from tests.storage.making import BODIES, document

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


def elsewhere(record: PolicyDocument, **values: Any) -> PolicyDocument:
    """The same on gov.cn, where the test says how it differs."""
    facts: dict[str, Any] = {"source": "state_council", "url": "https://www.gov.cn/zhengce/zhengceku/1.htm"}
    return replace(record, **(facts | values))


CLEAN = notice(
    "关于印发《“十四五”全国清洁生产推行方案》的通知",
    source="ndrc",
    issuing_bodies=(BODIES["ndrc"], BODIES["mee"]),
    written_on=date(2021, 10, 29),
    published_on=date(2021, 11, 9),
)
CLEAN_NUMBERED = replace(CLEAN, document_number="发改环资〔2021〕1524号")

ONE = {
    "the title names the issuers on one site only": (
        CLEAN,
        elsewhere(CLEAN, title="国家发展改革委等部门关于印发《“十四五”全国清洁生产推行方案》的通知"),
    ),
    "one page names the number and the other does not": (CLEAN_NUMBERED, elsewhere(CLEAN)),
    "the number stands behind the title": (
        CLEAN,
        elsewhere(CLEAN, title="关于印发《“十四五”全国清洁生产推行方案》的通知(发改环资〔2021〕1524号)"),
    ),
    "the number is printed with other brackets": (
        CLEAN_NUMBERED,
        elsewhere(CLEAN, document_number="发改环资[2021]1524号", published_on=None, written_on=None),
    ),
    "quotation marks and width differ": (
        notice("关于组织开展“百场万企”大中小企业融通对接活动（2021）的通知"),
        elsewhere(notice('关于组织开展"百场万企"大中小企业融通对接活动(２０２１)的通知')),
    ),
    "the other site names one body fewer": (CLEAN, elsewhere(CLEAN, issuing_bodies=(BODIES["ndrc"],))),
    "the other site names no body": (CLEAN, elsewhere(CLEAN, issuing_bodies=())),
    "the other site publishes it three days later and prints no day of signing": (
        replace(CLEAN, written_on=None),
        elsewhere(CLEAN, written_on=None, published_on=date(2021, 11, 12)),
    ),
    "the plan alone stands on the other site": (
        CLEAN,
        elsewhere(CLEAN, title="“十四五”全国清洁生产推行方案", issued_title=None),
    ),
    "a draft and the notice that puts it out": (
        notice("数据出境安全评估办法（征求意见稿）", stage="draft", issuing_bodies=(BODIES["cac"],)),
        notice(
            "国家互联网信息办公室关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知",
            stage="draft",
            issued_title="数据出境安全评估办法（征求意见稿）",
            issuing_bodies=(BODIES["cac"],),
            url="https://www.cac.gov.cn/2.htm",
        ),
    ),
    "an order whose year one page leaves out": (
        notice("节能审查办法", document_number="国家发展和改革委员会令2026年第41号", issuing_bodies=(BODIES["ndrc"],)),
        elsewhere(
            notice("节能审查办法", document_number="国家发展和改革委员会令第41号", issuing_bodies=(BODIES["ndrc"],))
        ),
    ),
    "an order in whose titles number and rule stand in another order": (
        notice(
            "《节能审查和碳排放评价办法》（2026年第41号令）",
            issued_title="节能审查和碳排放评价办法",
            document_number="国家发展和改革委员会令2026年第41号",
            issuing_bodies=(BODIES["ndrc"],),
        ),
        elsewhere(
            notice(
                "中华人民共和国国家发展和改革委员会令（第41号） 节能审查和碳排放评价办法",
                issued_title="节能审查和碳排放评价办法",
                document_number="国家发展和改革委员会令第41号",
                issuing_bodies=(BODIES["ndrc"],),
            )
        ),
    ),
    "an announcement that one site gives a name and posts a month later": (
        notice(
            "中华人民共和国工业和信息化部公告",
            document_number="工业和信息化部公告2021年第33号",
            written_on=None,
            published_on=date(2021, 12, 2),
        ),
        elsewhere(
            notice("关于批准机器人装箱机等行业标准的公告", document_number="工业和信息化部公告2021年第33号"),
            written_on=None,
            published_on=date(2021, 12, 30),
        ),
    ),
    "the same page without any day, with the same text": (
        replace(CLEAN, written_on=None, published_on=None),
        elsewhere(CLEAN, written_on=None, published_on=None),
    ),
}

APART = {
    "two numbers": (CLEAN_NUMBERED, elsewhere(CLEAN, document_number="发改环资〔2021〕1525号")),
    "the batches of one series": (
        notice("关于公布第五批服务型制造名单的通知"),
        notice("关于公布第六批服务型制造名单的通知"),
    ),
    "the batches of one series under one number": (
        notice("关于公布第五批服务型制造名单的通知", document_number="工信部政法〔2021〕1号"),
        notice("关于公布第六批服务型制造名单的通知", document_number="工信部政法〔2021〕1号"),
    ),
    "an order and the decision that changes its rule": (
        notice(
            "国家发展和改革委员会令（第41号） 节能审查和碳排放评价办法",
            issued_title="节能审查和碳排放评价办法",
            issuing_bodies=(BODIES["ndrc"],),
        ),
        notice(
            "国家发展和改革委员会关于修改《节能审查和碳排放评价办法》的决定",
            issued_title="节能审查和碳排放评价办法",
            issuing_bodies=(BODIES["ndrc"],),
        ),
    ),
    "yearly notices whose title names the year": (
        notice("国务院办公厅关于2021年部分节假日安排的通知"),
        notice("国务院办公厅关于2022年部分节假日安排的通知"),
    ),
    "yearly notices whose title names no year": (
        notice("关于做好春运工作的通知", written_on=date(2020, 12, 1)),
        notice("关于做好春运工作的通知", written_on=date(2021, 12, 1)),
    ),
    "editions of one year each": (
        notice("锂离子电池行业规范条件（2021年本）"),
        notice("锂离子电池行业规范条件（2018年本）"),
    ),
    "a draft and what became of it": (
        replace(CLEAN, stage="draft"),
        elsewhere(CLEAN),
    ),
    "a document and its interpretation under its number": (
        CLEAN_NUMBERED,
        elsewhere(CLEAN_NUMBERED, stage="interpretation"),
    ),
    "announcements that have nothing but their name": (
        notice("中华人民共和国工业和信息化部公告", body=OTHER_TEXT),
        notice("中华人民共和国工业和信息化部公告", url="https://www.miit.gov.cn/other.html"),
    ),
    "the same title of two ministries": (
        notice("关于开展安全生产专项检查工作的通知"),
        elsewhere(notice("关于开展安全生产专项检查工作的通知", issuing_bodies=(BODIES["mot"],))),
    ),
    "what issues a plan and what carries it out": (
        CLEAN,
        elsewhere(CLEAN, title="关于贯彻落实《“十四五”全国清洁生产推行方案》的通知"),
    ),
    "what issues a rule and what prolongs it": (
        notice("关于印发《工业节能监察办法》的通知"),
        notice("关于延长《工业节能监察办法》有效期的通知", issued_title="工业节能监察办法"),
    ),
    "a number that was read from a citation": (
        notice("装备制造业调整和振兴规划", document_number="国发〔2006〕8号", written_on=date(2009, 5, 12)),
        notice("关于加快振兴装备制造业的若干意见", document_number="国发〔2006〕8号", written_on=date(2006, 2, 13)),
    ),
    "orders of one number in two years": (
        notice("节能审查办法", document_number="国家发展和改革委员会令2023年第2号", issuing_bodies=(BODIES["ndrc"],)),
        notice("节能审查办法", document_number="国家发展和改革委员会令2024年第2号", issuing_bodies=(BODIES["ndrc"],)),
    ),
    "announcements of one number by two ministries": (
        notice("关于认证目录的公告", document_number="公告2021年第33号", document_type="公告"),
        notice(
            "关于认证目录的公告",
            document_number="公告2021年第33号",
            document_type="公告",
            issuing_bodies=(BODIES["mot"],),
        ),
    ),
    "the same title twice on one site on one day, with other texts": (
        notice("关于同意设立综合试验区的批复"),
        notice("关于同意设立综合试验区的批复", body=OTHER_TEXT, url="https://www.miit.gov.cn/other.html"),
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_one_document_is_known_as_one(name: str) -> None:
    one, other = ONE[name]
    assert same_document(one, other)
    assert same_document(other, one)


@pytest.mark.parametrize("name", APART)
def test_documents_that_resemble_each_other_stay_apart(name: str) -> None:
    one, other = APART[name]
    assert not same_document(one, other)
    assert not same_document(other, one)


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


@pytest.mark.parametrize(
    ("printed", "form"),
    [
        ("工信部规[2021]164号", "工信部规〔2021〕164号"),
        ("工信部规（2021）164号", "工信部规〔2021〕164号"),
        ("工信部规【2021】１６４ 号", "工信部规〔2021〕164号"),
        ("中华人民共和国国务院令　第745号", "中华人民共和国国务院令第745号"),
        (None, None),
    ],
)
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
