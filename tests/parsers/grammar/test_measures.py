"""Measures and instruments: what a document does to earlier ones, and which they are."""

from datetime import date
from itertools import combinations

import pytest

from parsers.grammar.citations import citations_in
from parsers.grammar.elliptic_numbers import all_numbers_in
from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.relations.instrument import instrument_key, instrument_name, may_be_one_revision
from parsers.grammar.title import read_title
from parsers.record import Relation
from tests.parsers.grammar.relation_texts import WRITTEN, read
from tests.tables import from_table

# Suspensions, extensions and other events in the life of measures, and what is none. Texts are our own


TITLE = "财政部公告"


KINDS = ("suspends", "resumes", "extends", "continues", "ends_early", "postpones", "repeals", "removes_from")


def shown(one: Relation) -> str:
    days = (one.date, one.until, one.duration)
    return " ".join(str(word) for word in (one.kind, one.title, one.document_number, one.part, *days) if word)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "自即日起至2026年11月10日，暂停实施商务部公告2025年第3号、第4号和海关总署公告2025年第5号。",
            [
                f"suspends {number} {WRITTEN} 2026-11-10"
                for number in ("商务部公告2025年第3号", "商务部公告2025年第4号", "海关总署公告2025年第5号")
            ],
        ),
        (
            "自2025年5月1日起，继续暂停3月4日公告（样例工作机制〔2025〕5号和6号）相关措施90天，停止4月9日公告（样例工作机制〔2025〕8号）相关措施。",
            [
                "suspends 样例工作机制公告〔2025〕5号 2025-05-01 90天",
                "suspends 样例工作机制公告〔2025〕6号 2025-05-01 90天",
                "ends_early 样例工作机制公告〔2025〕8号 2025-05-01",
            ],
        ),
        (
            "自2025年6月1日起，恢复实施《甲样例办法》（财税〔2020〕5号）。",
            ["resumes 甲样例办法 财税〔2020〕5号 2025-06-01"],
        ),
        (
            "自2025年6月1日起，暂停执行《甲样例办法》（财税〔2020〕5号）第二条、第五条规定。",
            [
                "suspends 甲样例办法 财税〔2020〕5号 第二条 2025-06-01",
                "suspends 甲样例办法 财税〔2020〕5号 第五条 2025-06-01",
            ],
        ),
        (
            "自公告生效之日起至2026年11月27日，暂停执行商务部公告2024年第3号第二款规定。",
            [f"suspends 商务部公告2024年第3号 第二款 {WRITTEN} 2026-11-27"],
        ),
        ("《甲样例办法》有效期延长至2027年12月31日。", ["extends 甲样例办法 2027-12-31"]),
        ("将《甲样例办法》有效期延长2年。", ["extends 甲样例办法 2年"]),
        # a policy without a document is no relation
        ("将样例企业税前扣除政策执行期限延长至2026年底。", ["extends 样例企业税前扣除政策 2026-12-31"]),
        ("《甲样例办法》和《乙样例规定》继续有效。", ["continues 甲样例办法", "continues 乙样例规定"]),
        (
            "继续执行《甲样例办法》（财税〔2020〕5号）规定的样例补贴政策。",
            ["continues 甲样例办法 财税〔2020〕5号 样例补贴政策"],
        ),
        ("《甲样例办法》推迟至2025年10月1日施行。", ["postpones 甲样例办法 2025-10-01"]),
        ("对进口样例油恢复征收消费税。", ["resumes 对进口样例油征收消费税"]),
        # provisions that are postponed or resumed
        (
            "原定于2025年1月1日起施行的《甲样例规则》第十二条延至2026年1月1日起施行。",
            ["postpones 甲样例规则 第十二条 2026-01-01"],
        ),
        ("《甲样例办法》的施行日期由2023年7月1日调整至2024年1月1日。", ["postpones 甲样例办法 2024-01-01"]),
        ("将《甲样例要求》实施时间延后一年。", ["postpones 甲样例要求 一年"]),
        ("《甲样例办法》第二章的规定延期两年施行。", ["postpones 甲样例办法 第二章 两年"]),
        ("海关总署公告2020年第103号有关要求暂缓实施，具体时间另行通知。", ["suspends 海关总署公告2020年第103号 要求"]),
        ("暂停执行的《甲样例条例》第三条自2024年1月1日起恢复执行。", ["resumes 甲样例条例 第三条 2024-01-01"]),
        ("原暂停实施的《甲样例办法》自2022年1月1日起重新施行。", ["resumes 甲样例办法 2022-01-01"]),
        (
            "《甲样例规定》第十五条关于样例的要求推迟至2023年12月31日起执行。",
            ["postpones 甲样例规定 第十五条 2023-12-31"],
        ),
        ("将《甲样例标准》实施过渡期延长至2025年6月1日。", ["extends 甲样例标准 过渡期 2025-06-01"]),
        ("将《甲样例办法》第四十三条规定的过渡期延长至2025年12月31日。", ["extends 甲样例办法 第四十三条 2025-12-31"]),
        (
            "《甲样例标准》（GB 18352.6-2016）中汽车限值的过渡期截止日期，由2020年7月1日前调整为2021年1月1日前。",
            ["extends 甲样例标准 过渡期 2021-01-01"],
        ),
        (
            "样例企业不再执行《甲样例准则》（财税〔2020〕5号）中的报表格式。",
            ["repeals 甲样例准则 财税〔2020〕5号 报表格式"],
        ),
        (
            "自2026年1月10日至2026年12月31日，暂停实施商务部公告2025年第3号。",
            ["suspends 商务部公告2025年第3号 2026-01-10 2026-12-31"],
        ),
        ("自公告之日起，暂停实施商务部公告2025年第3号。", [f"suspends 商务部公告2025年第3号 {WRITTEN}"]),
        (
            "《甲样例办法》自2026年2月1日起停止执行，《乙样例办法》继续有效。",
            ["repeals 甲样例办法 2026-02-01", "continues 乙样例办法"],
        ),
        (
            "自2026年1月10日起，恢复实施商务部公告2025年第3号，并将商务部公告2025年第4号的实施期限延长至2026年12月31日。",
            [
                "resumes 商务部公告2025年第3号 2026-01-10",
                "extends 商务部公告2025年第4号 2026-01-10 2026-12-31",
            ],
        ),
        ("将《甲样例办法》的施行时间由2026年1月1日推迟至2026年7月1日。", ["postpones 甲样例办法 2026-07-01"]),
        # several verbs in a sentence: each has its own documents and its own day
        (
            "自2026年1月1日起，恢复实施商务部公告2025年第3号，商务部公告2025年第4号、第5号继续暂停实施。",
            [
                "resumes 商务部公告2025年第3号 2026-01-01",
                "suspends 商务部公告2025年第4号 2026-01-01",
                "suspends 商务部公告2025年第5号 2026-01-01",
            ],
        ),
        (
            "商务部公告2025年第3号第一条自2026年1月1日起暂停实施，其他条款继续有效。",
            [
                "suspends 商务部公告2025年第3号 第一条 2026-01-01",
                "continues 商务部公告2025年第3号 其他条款 2026-01-01",
            ],
        ),
        # the suspension is made longer, not the measure
        (
            "将对商务部公告2025年第3号的暂停实施期限延长至2026年12月31日。",
            ["suspends 商务部公告2025年第3号 2026-12-31"],
        ),
        (
            "商务部公告2025年第3号暂停实施期限届满，自2026年6月1日起恢复实施。",
            ["resumes 商务部公告2025年第3号 2026-06-01"],
        ),
        ("在2026年12月31日前，暂停实施商务部公告2025年第3号。", ["suspends 商务部公告2025年第3号 2026-12-31"]),
        (
            "自公告发布之日起180天内暂停实施商务部公告2025年第3号。",
            [f"suspends 商务部公告2025年第3号 {WRITTEN} 180天"],
        ),
        # a part of what a document lists or provides
        (
            "暂停商务部公告2025年第3号对甲公司、乙公司的清单措施1年。",
            ["suspends 商务部公告2025年第3号 对甲公司、乙公司的清单措施 1年"],
        ),
        (
            "自2026年1月1日起，暂不执行《甲样例办法》第三条至第五条。",
            ["suspends 甲样例办法 第三条至第五条 2026-01-01"],
        ),
        (
            "自2025年11月10日起，停止商务部公告2025年第3号规定的措施一年。",
            ["suspends 商务部公告2025年第3号 2025-11-10 一年"],
        ),
        ("《甲样例办法》第五条暂缓至2027年1月1日执行。", ["postpones 甲样例办法 第五条 2027-01-01"]),
        ("《甲样例办法》试行期满后继续试行一年。", ["continues 甲样例办法 一年"]),
        (
            "商务部公告2025年第3号所列第2类、第5类产品的管制措施自2026年1月1日起暂停实施。",
            ["suspends 商务部公告2025年第3号 所列第2类、第5类产品的管制措施 2026-01-01"],
        ),
        (
            "自2025年11月10日起，调整《关于对样例加征关税的公告》（财政部公告2025年第4号）规定的措施，在一年内继续暂停实施24%的加征关税税率。",
            ["suspends 关于对样例加征关税的公告 财政部公告2025年第4号 24%的加征关税税率 2025-11-10 一年"],
        ),
        (
            "财税〔2019〕13号、财税〔2019〕14号规定的优惠政策，执行期限延长至2027年12月31日。",
            [f"extends 财税〔2019〕{number}号 优惠政策 2027-12-31" for number in (13, 14)],
        ),
        (
            "自2026年5月1日起，终止商务部公告2024年第9号所实施的反倾销措施。",
            ["ends_early 商务部公告2024年第9号 反倾销措施 2026-05-01"],
        ),
        (
            "再次暂停实施《关于公布样例清单的公告》（商务部公告2025年第21号、第22号）90天。",
            ["suspends 关于公布样例清单的公告 商务部公告2025年第21号 90天", "suspends 商务部公告2025年第22号 90天"],
        ),
        ("《甲样例办法》将于2025年12月31日到期，经研究，决定继续施行五年。", ["continues 甲样例办法 五年"]),
        ("《甲样例办法》有效期至2025年12月31日，现延长有效期至2030年12月31日。", ["extends 甲样例办法 2030-12-31"]),
        ("《甲样例办法》原定于2026年7月1日起施行，现延期至2027年1月1日施行。", ["postpones 甲样例办法 2027-01-01"]),
        # another's power, a condition, a report, a name, a procedure
        ("情节严重的，样例局可以暂停其业务。", []),
        ("主管部门依法暂停或者撤销《样例公告》。", []),
        ("违反《甲样例办法》的，责令暂停执行样例业务。", []),
        ("2023年1月1日，样例部发布财政部公告2022年第9号，中止《甲样例协议》部分减让。", []),
        ("现将《关于暂停实施甲样例办法的决定》（财税〔2020〕5号）转发给你们。", []),
        ("在继续执行财税〔2020〕5号文件基础上，提出如下意见。", []),
        ("《甲样例条例》延期汇交的核准", []),
        ("原证书在有效期内继续有效。", []),
        ("按照商务部公告2025年第4号（暂停实施商务部公告2025年第3号）办理。", []),
        ("2025年10月，商务部暂停实施了商务部公告2025年第3号。", []),
        ("商务部公告2025年第3号到期后不再延长期限。", []),
        ("申请人可以申请延长《甲样例证书》有效期。", []),
        ("如甲国恢复加征，商务部将恢复实施商务部公告2025年第3号。", []),
        ("自2026年1月1日起暂停实施商务部公告2025年第3号的企业，可以申请出口。", []),
        ("《甲样例办法》第十条规定的报告期限延长至30日。", []),
        ("终止对商务部公告2025年第3号所涉反倾销措施的期终复审调查。", []),
        ("商务部公告2025年第4号暂停实施期间，企业无需申报。", []),
        ("暂时调整实施《甲样例条例》有关规定的，按程序办理。", []),
    ],
)
def test_a_sentence_says_what_happens_to_a_measure(sentence: str, expected: list[str]) -> None:
    assert [shown(one) for one in read(TITLE, sentence) if one.kind in KINDS] == expected


@from_table
def test_a_list_says_what_happens_to_each_measure(opening: str, expected: list[str]) -> None:
    lines = (opening, "1.商务部公告2025年第3号；", "2.商务部公告2025年第4号第二条。", "请遵照执行。")
    found = [shown(one) for one in read(TITLE, *lines) if one.kind in KINDS]
    assert [one.replace("商务部公告2025年第", "").replace("号", "") for one in found] == expected


@from_table
def test_a_title_says_what_happens_to_a_measure(title: str, expected: list[str]) -> None:
    assert read_title(title).stage == "final"
    assert [" ".join(filter(None, (one.kind, one.title, one.part))) for one in read(title, "样例。")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据财税〔2020〕5号、〔2021〕6号和7号文件", ["财税〔2020〕5号", "财税〔2021〕6号", "财税〔2021〕7号"]),
        ("商务部公告2025年第5、7、9号", [f"商务部公告2025年第{number}号" for number in (5, 7, 9)]),
        (
            "商务部于2025年4月4日和9日分别发布了第21号和22号公告",
            ["商务部公告2025年第21号", "商务部公告2025年第22号"],
        ),
        (
            "《甲样例办法》（财政部令第5号公布，财政部令第7号、第9号修改）",
            ["财政部令第5号", "财政部令第7号", "财政部令第9号"],
        ),
        ("财税〔2020〕5号，3号楼", ["财税〔2020〕5号"]),
    ],
)
def test_numbers_that_leave_words_out_are_read_whole(text: str, expected: list[str]) -> None:
    assert [number.standard for number, _, _ in all_numbers_in(text)] == expected
    assert {one.document_number for one in citations_in(text)} == set(expected)


def test_the_day_of_a_suspension_is_that_of_its_words() -> None:
    (found,) = read(TITLE, "自2025年11月10日13时01分起，暂停实施财政部公告2025年第3号1年。")
    assert (found.date, found.until, found.duration) == (date(2025, 11, 10), None, "1年")


ANSWER = "商务部新闻发言人就调整样例清单措施答记者问"
NAMED = "答：商务部于2025年4月4日和9日分别发布了第21号和22号公告，将28家样例企业列入样例清单。"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("为落实共识，中方决定自2025年8月12日起，继续暂停第21号公告相关措施90天，停止第22号公告相关措施。",),
            ["suspends 商务部公告2025年第21号 2025-08-12 90天", "ends_early 商务部公告2025年第22号 2025-08-12"],
        ),
        (
            (
                "为落实共识，自2025年8月12日起，对于2025年4月4日被列入样例清单的16家样例企业，继续暂停上述措施90天；"
                "对于2025年4月9日被列入样例清单的12家样例企业，停止上述措施。",
            ),
            ["suspends 商务部公告2025年第21号 2025-08-12 90天", "ends_early 商务部公告2025年第22号 2025-08-12"],
        ),
        (
            ("商务部决定自2025年5月14日起，在90天内暂停上述相关措施。",),
            [f"suspends 商务部公告2025年第{number}号 2025-05-14 90天" for number in (21, 22)],
        ),
        (
            (
                "2025年3月4日，商务部发布第13号公告，将15家样例企业列入样例清单。",
                "中方决定自2025年11月10日起，停止第13号公告（3月4日）所列15家样例企业的相关措施。",
            ),
            ["ends_early 商务部公告2025年第13号 2025-11-10"],
        ),
        # reported of others, recalled, threatened, asked
        (("美方宣布自2025年11月10日起，暂停实施第21号公告相关措施一年。",), []),
        (("此前中方已宣布自2025年11月10日起，停止第21号公告相关措施。",), []),
        (("如果美方恢复加征，中方将自2025年11月10日起，恢复实施第21号公告。",), []),
        (("问：中方决定自2025年11月10日起，停止第21号公告相关措施，请问有何考虑？", "中方对此已有说明。"), []),
    ],
)
def test_an_answer_acts_where_a_sentence_of_it_decides(lines: tuple[str, ...], expected: list[str]) -> None:
    assert [shown(one) for one in read(ANSWER, "问：请问有何考虑？", NAMED, *lines)] == expected


def test_an_answer_about_a_law_that_it_cites_does_not_interpret_it() -> None:
    assert read(ANSWER, "答：根据《中华人民共和国样例法》，商务部依法处理。") == ()


# Whether a draft and a final document are one instrument, by their titles. Names are our own


ONE_INSTRUMENT = (
    "工业和信息化部关于公开征求《甲样例管理办法（征求意见稿）》意见的通知",
    "公开征求对《甲样例管理办法（征求意见稿）》的意见",
    "关于《甲样例管理办法（修订草案征求意见稿）》公开征求意见的通知",
    "关于再次公开征求《甲样例管理办法》（第二次公开征求意见稿）意见的公告",
    "甲样例管理办法（草案）",
    "工业和信息化部关于印发《甲样例管理办法》的通知",
    "工业和信息化部关于印发甲样例管理办法（试行）的通知",
    "甲样例管理办法（2024年修订）",
    "甲样例管理办法（工业和信息化部令第1号）",
    "工业和信息化部令第1号 甲样例管理办法",
)


def is_one_instrument(draft: str, final: str) -> bool:
    """True if two titles name one instrument: equal keys, no two years of revision, no two sets of issuing bodies."""
    key = instrument_key(draft)
    if key is None or key != instrument_key(final):
        return False
    bodies = [_bodies(title) for title in (draft, final)]
    if bodies[0] and bodies[1] and bodies[0].isdisjoint(bodies[1]):
        return False
    return may_be_one_revision(draft, final)


def _bodies(title: str) -> set[str]:
    """The bodies that issue a document, and those whose document it passes on: 国务院批转样例部关于…的报告."""
    reading = read_title(title)
    owners = leading_bodies(reading.issued_title).reading.bodies if reading.issued_title else ()
    return {body.id or body.name for body in (*reading.issuing_bodies, *owners)}


@pytest.mark.parametrize(("one", "other"), tuple(combinations(ONE_INSTRUMENT, 2)))
def test_draft_and_final_have_one_key(one: str, other: str) -> None:
    assert instrument_key(one) == instrument_key(other) is not None
    assert is_one_instrument(one, other)


@from_table
def test_an_edition_is_kept_and_a_body_before_its_title_is_not(one: str, other: str) -> None:
    assert is_one_instrument(one, other)


@from_table
def test_what_only_resembles_a_draft_is_another_instrument(draft: str, final: str) -> None:
    assert not is_one_instrument(draft, final)


@from_table
def test_a_title_that_names_no_one_instrument_has_no_key(title: str) -> None:
    assert instrument_key(title) is None


def test_successive_editions_share_a_name_and_no_key() -> None:
    older, newer = "甲样例目录（2021年本）", "关于发布《甲样例目录（2024年本）》的公告"
    assert instrument_name(older) == instrument_name(newer)
    assert instrument_key(older) != instrument_key(newer)
