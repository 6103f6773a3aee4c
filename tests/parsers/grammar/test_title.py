"""What a title's own words say: bodies, type, subject, the document it issues, number, stage; else silence."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.grammar import agencies
from parsers.grammar.agencies import NAMES
from parsers.grammar.document_type import ENDINGS
from parsers.grammar.issuing_bodies import read_bodies
from parsers.grammar.numerals import NUMERALS
from parsers.grammar.title import TitleReading, read_title
from tests.characters import ANY
from tests.shared import DOCUMENTS
from tests.tables import from_table


def bodies(title: str) -> list[str | None]:
    return [body.id for body in read_title(title).issuing_bodies]


@from_table
def test_the_bodies_before_the_subject_are_the_issuers(title: str, expected: list[str]) -> None:
    assert bodies(title) == expected


@from_table
def test_bodies_that_do_not_issue_are_not_taken_for_issuers(title: str) -> None:
    assert bodies(title) == []


@from_table
def test_the_last_words_are_the_type(title: str, kind: str | None) -> None:
    assert read_title(title).document_type == kind


@from_table
def test_the_subject_stands_between_about_and_the_type(title: str, subject: str | None) -> None:
    assert read_title(title).subject == subject


@from_table
def test_a_number_in_the_title_is_the_documents_own(title: str, standard: str, printed: str) -> None:
    reading = read_title(title)
    assert (reading.document_number, reading.document_number_as_printed) == (standard, printed)


@from_table
def test_a_number_that_the_title_only_mentions_is_not_its_own(title: str) -> None:
    assert read_title(title).document_number is None


@from_table
def test_the_stage_is_told_by_the_words(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


def test_every_finding_has_its_evidence() -> None:
    reading = read_title("国家发展改革委等部门关于印发《某规划（征求意见稿）》的通知(发改环资〔2021〕1524号)")
    given_fields = {name for name, value in reading.to_dict().items() if value not in (None, [], True, "final")}
    assert given_fields - {"title", "evidence", "document_number_as_printed"} <= set(reading.evidence)
    for why in reading.evidence.values():
        assert why.rule
        assert why.text in reading.title


def test_a_reading_goes_to_json_with_the_records_names() -> None:
    plain = json.loads(json.dumps(read_title("商务部关于印发《某规划》的通知").to_dict(), ensure_ascii=False))
    assert plain["issuing_bodies"][0]["id"] == "mofcom"
    assert plain["evidence"]["issued_title"]["text"]
    assert list(plain)[:3] == ["title", "issuing_bodies", "issuing_bodies_complete"]


_PIECES = st.sampled_from(
    [
        *"国务院 国家发展改革委 关于 印发 转发 《 》 “ ” （ ） 的通知 的批复 令 公告 第 号 2021年 等部门".split(),
        *"公开征求 意见 〔2021〕 、 规划 解读 某".split(),
        " ",
    ]
)


@given(st.text(ANY, max_size=300) | st.lists(_PIECES, max_size=60).map("".join))
def test_any_text_is_read_without_error(text: str) -> None:
    reading = read_title(text)
    assert isinstance(reading, TitleReading)
    for name in set(reading.evidence):
        assert name in reading.to_dict()


@from_table
def test_text_too_long_for_a_title_is_kept_and_not_read(piece: str) -> None:
    text = "国务院关于" + piece * 20_000 + "的通知"
    reading = read_title(text)
    assert reading.document_type is None
    assert reading.title.endswith("的通知")
    assert read_title("国务院关于" + piece * 80 + "的通知").document_type == "通知"


def _truth(origins: Sequence[str]) -> list[dict[str, str]]:
    with DOCUMENTS.open(encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["origin"] in origins]


@pytest.mark.needs_shared("truth/documents.jsonl")
def test_titles_of_the_state_council_give_the_body_that_their_number_names() -> None:
    leads = {"国发": "state_council", "国函": "state_council", "国办": "state_council_go"}
    wrong = []
    for row in _truth(["state-council-list"]):
        lead = leads.get((row.get("document_number") or "")[:2])
        named = read_title(row["title"]).issuing_bodies
        joint = {body.id for body in named} & {"covid_mechanism", "covid_leading_group"}
        if lead and named and named[0].id != lead and not joint:
            wrong.append(row["title"])
    assert wrong == []


@from_table
def test_a_name_is_taken_whole_or_not_at_all(title: str, expected: list[str | None]) -> None:
    assert bodies(title) == expected


@from_table
def test_a_number_keeps_its_own_issuer_wherever_the_title_prints_it(
    title: str, number: str, issued: str | None
) -> None:
    reading = read_title(title)
    assert (reading.document_number, reading.issued_title) == (number, issued)


@from_table
def test_headlines_about_documents_are_no_documents(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


WORDS = (
    tuple(NAMES),
    tuple(ENDINGS),
    tuple(NUMERALS),
    tuple("0123456789０１９"),
    "联合 修订 调整 重新 再次 正式 继续 修改 制定 近日 日前 共同 会同".split(),
    "印发 转发 批转 发布 公布 颁布 下发 征求 征集 批准 同意 废止 修改 下达".split(),
    ["关于", *"对就给的等和与及、，：之由在至", "以及", " ", "\u3000"],
    "部门 个部门 家单位 部委 机构 多部门 有关部门 办公厅 综合司 党组 省 市".split(),
    list("《》“”〈〉（）()〔〕[]【】"),
    "令 公告 通告 第 号 年 月 日 届 次会议 2021年 二〇二一年 第3号 〔2021〕5号".split(),
    ["\u200b", *"征求意见稿 试行 草案 修订 解读 问答 意见 实施 若干 样例 工作 办法 代章".split()],
)
"""The grammar's own words by kind; each kind is drawn as often as any other."""


@given(st.lists(st.sampled_from(WORDS).flatmap(st.sampled_from), max_size=14))
def test_no_title_made_of_the_grammars_own_words_raises(words: list[str]) -> None:
    text = "".join(words)
    reading = read_title(text)
    assert all(body.as_printed for body in reading.issuing_bodies)
    assert reading.document_type is None or reading.document_type in {*ENDINGS.values()}


@from_table
def test_the_congress_and_its_standing_committee_are_two_bodies(title: str, body: str) -> None:
    assert bodies(title) == [body]


@from_table
def test_any_words_may_stand_before_the_verb_in_any_order(
    title: str, expected: list[str | None], complete: bool, issued: str
) -> None:
    reading = read_title(title)
    assert [body.id for body in reading.issuing_bodies] == expected
    assert reading.issuing_bodies_complete is complete
    assert reading.issued_title == issued


@from_table
def test_proposals_and_advance_notices_have_type_and_subject(title: str, kind: str | None, subject: str | None) -> None:
    reading = read_title(title)
    assert (reading.document_type, reading.subject) == (kind, subject)


def test_a_plenary_session_is_the_central_committees() -> None:
    assert bodies("中国共产党第十九届中央委员会第六次全体会议公报") == ["cpc_central"]


@from_table
def test_what_is_said_about_a_draft_is_none_itself(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


@from_table
def test_the_end_of_another_word_is_no_kind(title: str, kind: str | None) -> None:
    assert read_title(title).document_type == kind


@from_table
def test_what_is_issued_is_a_document(title: str, issued: str | None) -> None:
    assert read_title(title).issued_title == issued


@from_table
def test_a_subject_ends_before_the_words_that_belong_to_the_type(title: str, subject: str) -> None:
    assert read_title(title).subject == subject


@from_table
def test_a_joint_document_with_the_number_of_its_lead_keeps_all_who_issued_it(
    title: str, bodies: list[str], complete: bool
) -> None:
    reading = read_title(title)
    assert [body.id for body in reading.issuing_bodies] == bodies
    assert reading.issuing_bodies_complete is complete


# The document that a title issues, forwards, approves or puts out for comment, as it is called; or none


@from_table
def test_the_document_that_is_issued_forwarded_approved_or_put_out_for_comment(title: str, issued: str) -> None:
    assert read_title(title).issued_title == issued


@from_table
def test_where_nothing_is_issued_there_is_no_issued_title(title: str) -> None:
    assert read_title(title).issued_title is None


@from_table
def test_what_is_issued_is_named_as_it_is_called(title: str, issued: str | None) -> None:
    assert read_title(title).issued_title == issued


@from_table
def test_a_reply_approves_documents_but_answers_requests(title: str, issued: str | None) -> None:
    assert read_title(title).issued_title == issued


# Joint titles from 1985 to 2026 give the bodies of their day: each reform of the State Council changed the names


with Path(__file__).with_name("joint_titles.csv").open(encoding="utf-8", newline="") as table:
    TITLES = tuple(csv.reader(table))[1:]
"""Day, title and its bodies in their order; the office that signs stands behind a colon."""


with Path(__file__).with_name("bodies_by_year.csv").open(encoding="utf-8", newline="") as table:
    BODIES = {int(year): names.split() for year, names in tuple(csv.reader(table))[1:]}
"""The central bodies that stood in a year between two reforms, under their names of that year."""


@pytest.mark.parametrize(("day", "title", "expected"), TITLES, ids=[day for day, _, _ in TITLES])
def test_a_joint_title_gives_the_bodies_of_its_day(day: str, title: str, expected: str) -> None:
    bodies = read_title(title, date.fromisoformat(day)).issuing_bodies
    assert [f"{body.id}:{body.unit}" if body.unit else body.id for body in bodies] == expected.split()


@pytest.mark.parametrize("year", BODIES)
def test_every_central_body_is_known_under_its_name_of_that_year(year: int) -> None:
    on = date(year, 6, 1)
    read = {name: [body.id for body in read_bodies(name, on).bodies] for name in BODIES[year]}
    assert {name for name, ids in read.items() if len(ids) != 1 or ids[0] not in agencies.AGENCIES} == set()


@from_table
def test_a_body_is_not_given_for_a_day_on_which_it_did_not_exist(name: str, on: date) -> None:
    assert [body.id for body in read_bodies(name, on).bodies] == [None]


def test_an_office_behind_any_name_of_any_body_is_the_unit_of_that_body() -> None:
    wrong = []
    for name in (name for names in agencies.PLAIN_NAMES.values() for name in names):
        on = name.valid_to or date(2024, 6, 1)
        if agencies.named(name.text, on) != name:
            continue  # two bodies bear the name in the month of a reform
        for office in ("办公厅", "办公室"):
            reading = read_bodies(name.text + office, on)
            own = agencies.named(name.text + office, on)
            expected = (own.agency.id, own.unit) if own else (name.agency.id, office)
            if [(body.id, body.unit) for body in reading.bodies] != [expected]:
                wrong.append(name.text + office)
    assert wrong == []


def test_an_office_that_became_a_body_is_one_from_then_on() -> None:
    in_1986, in_2020 = (read_bodies("财政部税务总局", date(year, 5, 1)).bodies for year in (1986, 2020))
    assert [(body.id, body.unit) for body in in_1986] == [("mof", "税务总局")]
    assert [(body.id, body.unit) for body in in_2020] == [("mof", None), ("sta", None)]


@from_table
def test_a_name_is_not_found_inside_a_longer_one(text: str, expected: str) -> None:
    assert [body.id for body in read_bodies(text, date(2017, 5, 1)).bodies] == [expected]


@pytest.mark.parametrize(
    "text", ["商业部门", "能源部门", "物资部门", "粮食部门", "国家电网公司系统", "中央电视台某栏目组"]
)
def test_a_word_that_begins_like_a_name_is_no_body(text: str) -> None:
    assert [body.id for body in read_bodies(text, date(1990, 5, 1)).bodies] == [None]


@from_table
def test_a_title_is_read(title: str, expected: dict[str, Any]) -> None:
    reading = read_title(title)
    read: dict[str, Any] = {
        **{name: getattr(reading, name, None) for name in expected},
        "ids": [body.id for body in reading.issuing_bodies],
        "units": [body.unit for body in reading.issuing_bodies],
        "as_printed": [body.as_printed for body in reading.issuing_bodies],
    }
    assert {name: read[name] for name in expected} == expected
