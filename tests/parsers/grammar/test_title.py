"""What a title's own words say: bodies, type, subject, the document it issues, number, stage; else silence."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

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


def test_an_unknown_body_before_the_subject_is_kept_as_printed() -> None:
    reading = read_title("广东省人民政府办公厅关于印发广东省数字经济发展规划的通知")
    assert [(body.id, body.as_printed) for body in reading.issuing_bodies] == [(None, "广东省人民政府办公厅")]


@pytest.mark.parametrize(
    "words", ["国家发展改革委等部门", "商务部等24部门", "工业和信息化部等七部门办公厅（办公室）", "十部门"]
)
def test_hidden_co_issuers_make_the_bodies_incomplete(words: str) -> None:
    assert not read_title(f"{words}关于严格能效约束的若干意见").issuing_bodies_complete
    assert not read_title(f"{words}联合印发《某行业规范条件》").issuing_bodies_complete


@pytest.mark.parametrize("words", ["国家发展改革委会同有关部门", "国家发展改革委 商务部会同有关部门"])
def test_unnamed_bodies_that_joined_are_no_body_of_their_own(words: str) -> None:
    reading = read_title(f"{words}关于促进样例消费的通知")
    assert (reading.issuing_bodies[0].id, reading.issuing_bodies_complete) == ("ndrc", False)
    assert all(body.id for body in reading.issuing_bodies)


def test_a_ministrys_own_committee_is_not_the_state_councils_of_the_same_name() -> None:
    reading = read_title("交通运输部安委会办公室关于做好样例检查的通知")
    assert [(body.id, body.unit) for body in reading.issuing_bodies] == [("mot", "安委会办公室")]


def test_co_issuers_hidden_in_what_is_forwarded_do_not_matter() -> None:
    assert read_title(
        "国务院办公厅转发国家发展改革委等部门关于加快推进快递包装绿色转型意见的通知"
    ).issuing_bodies_complete


def test_the_general_office_is_the_unit() -> None:
    reading = read_title("工业和信息化部等七部门办公厅（办公室）关于开展2026年创新任务揭榜挂帅工作的通知")
    assert [(body.id, body.unit) for body in reading.issuing_bodies] == [("miit", "办公厅")]


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


def test_a_title_glued_to_the_order_that_published_it_is_no_part_of_the_issuers_name() -> None:
    reading = read_title("民用航空安全管理规定中华人民共和国交通运输部令2018年第3号")
    assert [body.id for body in reading.issuing_bodies] == ["mot"]
    assert (reading.document_type, reading.issued_title) == ("令", "民用航空安全管理规定")


def test_a_title_in_brackets_behind_its_number_is_read_like_any_other() -> None:
    reading = read_title("黔府办发〔2012〕34号《贵州省人民政府办公厅关于印发〈样例资金管理办法〉的通知》")
    assert [body.name for body in reading.issuing_bodies] == ["贵州省人民政府办公厅"]
    assert reading.document_type == "通知"


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


def test_the_title_is_kept_as_printed_but_for_runs_of_blanks() -> None:
    assert read_title(" 关于“十四五”  规划（试行）\n的通知 ").title == "关于“十四五” 规划（试行） 的通知"


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


def test_an_unknown_body_before_others_that_are_counted_is_not_taken_for_all() -> None:
    reading = read_title("国家某某委员会等14部门关于提升服务质量的意见")
    assert [body.name for body in reading.issuing_bodies] == ["国家某某委员会"]
    assert not reading.issuing_bodies_complete


@from_table
def test_a_number_keeps_its_own_issuer_wherever_the_title_prints_it(
    title: str, number: str, issued: str | None
) -> None:
    reading = read_title(title)
    assert (reading.document_number, reading.issued_title) == (number, issued)


def test_what_an_agency_puts_before_a_title_is_no_part_of_it() -> None:
    reading = read_title("【福建省样例保障局】关于印发《福建省样例办法》的通知")
    assert reading.issued_title == "福建省样例办法"
    assert [body.name for body in reading.issuing_bodies] == ["福建省样例保障局"]


@from_table
def test_headlines_about_documents_are_no_documents(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


def test_rules_about_pictures_and_films_are_rules() -> None:
    for title in ("动漫企业认定管理办法（试行）", "短视频平台内容审核标准细则", "问答式检验样例准则"):
        assert read_title(title).stage == "final"
    for title in ("漫画：数据出境怎么办", "海报丨《网络数据安全管理条例》要点"):
        assert read_title(title).stage == "interpretation"


@pytest.mark.parametrize("who", ["有关部门", "多部门", "五部委", "一个部门", "五六家单位"])
def test_a_document_forwarded_from_bodies_that_are_not_named_is_read(who: str) -> None:
    reading = read_title(f"国务院办公厅转发{who}样例管理办法的通知")
    assert [body.id for body in reading.issuing_bodies] == ["state_council_go"]
    assert reading.document_type == "通知"


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


def test_what_an_advance_notice_issues_is_named_without_its_type() -> None:
    assert read_title("科技部关于发布样例项目申报指南的预通知").issued_title == "样例项目申报指南"


def test_a_plenary_session_is_the_central_committees() -> None:
    assert bodies("中国共产党第十九届中央委员会第六次全体会议公报") == ["cpc_central"]


@from_table
def test_what_is_said_about_a_draft_is_none_itself(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


@from_table
def test_the_end_of_another_word_is_no_kind(title: str, kind: str | None) -> None:
    assert read_title(title).document_type == kind


@pytest.mark.parametrize(
    "names",
    ["国务院推进政府职能转变和“放管服”改革协调小组办公室", "全国“样例”工作小组办公室"],
)
def test_a_bodys_name_may_hold_a_word_in_quotation_marks(names: str) -> None:
    assert [body.name for body in read_title(f"{names}关于样例的通知").issuing_bodies] == [names]


@pytest.mark.parametrize(
    "title",
    ["国家核安全局关于颁发田湾核电站5号机组运行许可证的通知", "样例部关于颁发样例奖章的决定", "关于颁发样例证书的通知"],
)
def test_a_right_or_an_honour_that_is_conferred_is_no_document(title: str) -> None:
    assert read_title(title).issued_title is None


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


def test_brackets_at_the_end_of_a_quoted_title_hide_its_type_no_more_than_those_of_a_bare_one() -> None:
    for title in ("《样例办法（试行）》", "国务院《样例条例（草案）（第二版）》", "样例条例（2024年修订）"):
        assert read_title(title).document_type == ("办法" if "办法" in title else "条例")


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


def test_several_documents_put_out_for_comment_are_named_as_several() -> None:
    reading = read_title("关于对《样例要求》等3项标准公开征求意见的函")
    assert reading.issued_title == "《样例要求》等3项标准"


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
