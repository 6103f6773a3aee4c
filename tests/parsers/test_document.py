"""Which of the places that say something of a document is believed, and that every value has its evidence.

Titles, numbers, names and dates are real where such a document is named; texts are invented.
"""

import contextlib
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.document import parse, understand
from parsers.errors import NotReadable, UnknownTemplate
from parsers.extraction import Entry, Facts, Field, Finding, Notice, Place
from parsers.grammar.news import LONGEST_REPORT
from parsers.page import Page
from parsers.record import Attachment, PolicyDocument, Stage
from parsers.sites import site_of
from parsers.time_limit import read_in_time
from tests.characters import ANY

URL = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2023/art_1.html"
FETCHED = datetime(2026, 10, 9, 8, 0, tzinfo=UTC)


def facts(**places: Any) -> Facts:
    """`title=[("table", "…")]` and so on as findings."""
    return {
        cast(Field, field): tuple(Finding(text, Place(place), "label") for place, text in values)
        for field, values in places.items()
    }


def understood(*body: str, stage: Stage | None = None, **places: Any) -> PolicyDocument:
    places.setdefault("title", [("heading", "关于样例的通知")])
    return understand(Notice("miit", URL, facts(**places), body, stage=stage, fetched_at=FETCHED))


def ids(document: PolicyDocument) -> list[str | None]:
    return [body.id for body in document.issuing_bodies]


SIGNED_BY_TEN = (
    "现将样例方案印发给你们，请认真贯彻执行。",
    "国家发展改革委",
    "生 态 环 境 部",
    "工业和信息化部",
    "科  技  部",
    "财　政　部",
    "住房城乡建设部",
    "交通运输部",
    "农业农村部",
    "商　务　部",
    "市场监管总局",
    "2021年10月29日",
)


class TestTitle:
    def test_the_cell_outweighs_the_heading_and_the_heading_the_list_row(self) -> None:
        places = [
            ("listing", "国办印发《样例》"),
            ("heading", "关于印发《样例》的通知"),
            ("table", "国务院办公厅关于印发《样例》的通知"),
        ]
        assert understood(title=places).title == "国务院办公厅关于印发《样例》的通知"
        assert understood(title=places[:2]).title == "关于印发《样例》的通知"
        assert understood(title=places[:1]).title == "国办印发《样例》"

    def test_runs_of_blanks_are_one_and_quotation_marks_stay(self) -> None:
        assert understood(title=[("table", "  关于“样例”　　的\u200b通知 ")]).title == "关于“样例” 的通知"

    def test_a_page_without_a_title_is_not_readable(self) -> None:
        with pytest.raises(NotReadable):
            understood(title=[])


class TestIssuingBodies:
    def test_the_title_outweighs_a_table_that_names_a_bureau(self) -> None:
        document = understood(
            title=[("table", "工业和信息化部办公厅关于样例的通知")], issuing_bodies=[("table", "科技司")]
        )
        assert [(body.id, body.unit) for body in document.issuing_bodies] == [("miit", "办公厅")]

    def test_a_title_that_names_the_host_only_is_completed_by_the_sign_off(self) -> None:
        document = understood(
            *SIGNED_BY_TEN,
            title=[("table", "国家发展改革委等部门关于印发《样例方案》的通知")],
            issuing_bodies=[("table", "国家发展改革委")],
        )
        assert ids(document) == "ndrc mee miit most mof mohurd mot mara mofcom samr".split()
        assert document.issuing_bodies_complete
        assert document.evidence["issuing_bodies"].rule == "sign-off"

    def test_a_co_issuer_that_nobody_knows_is_not_dropped_when_a_sign_off_completes_a_title(self) -> None:
        document = understood(
            "现将样例印发给你们，请认真执行。",
            "教育部",
            "样例协调委员会",
            "公安部",
            "2025年3月1日",
            title=[("heading", "教育部等三部门关于样例的通知")],
            issuing_bodies=[("table", "教育部 公安部")],
        )
        assert [body.as_printed for body in document.issuing_bodies] == ["教育部", "样例协调委员会", "公安部"]
        assert document.issuing_bodies_complete

    def test_a_title_that_counts_ten_is_not_complete_with_two(self) -> None:
        document = understood(
            title=[("table", "国家发展改革委等十部门关于印发《样例方案》的通知")],
            issuing_bodies=[("table", "国家发展改革委 生态环境部")],
        )
        assert ids(document) == ["ndrc", "mee"]
        assert not document.issuing_bodies_complete

    def test_the_word_for_a_class_does_not_hide_how_many_bodies_a_title_counts(self) -> None:
        document = understood(
            title=[("table", "生态环境部 十部门关于加强水闸等级保护工作的通知")],
            issuing_bodies=[("table", "国家发展改革委 生态环境部")],
        )
        assert not document.issuing_bodies_complete

    @pytest.mark.parametrize(
        ("signed", "expected", "rule"),
        [
            (("公安部", "教育部"), ["ndrc"], "table: label"),
            (("国家发展改革委",), ["ndrc"], "table: label"),
            (("国家发展改革委", "样例协调委员会"), ["ndrc", None], "sign-off"),
        ],
    )
    def test_a_sign_off_completes_a_table_only_with_more_than_it_names(
        self, signed: tuple[str, ...], expected: list[str | None], rule: str
    ) -> None:
        text = ("现将样例印发给你们，请认真执行。", *signed, "2025年3月1日")
        document = understood(*text, issuing_bodies=[("table", "国家发展改革委")])
        assert (ids(document), document.evidence["issuing_bodies"].rule) == (expected, rule)

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            (("国家发展改革委", "主任 样二 2021年10月29日"), ["ndrc"]),
            (("国家发展改革委主任 样二 2021年10月29日",), ["ndrc"]),
            (("主任 样二 2021年10月29日",), []),
            (("截止时间 2021年12月31日", "国家发展改革委", "2021年10月29日"), ["ndrc"]),
        ],
    )
    def test_who_signs_on_the_line_of_the_day_is_no_body(self, lines: tuple[str, ...], expected: list[str]) -> None:
        document = understood("现将样例印发给你们，请认真执行。", *lines)
        assert (ids(document), str(document.written_on)) == (expected, "2021-10-29")

    def test_a_title_that_names_nobody_takes_the_table(self) -> None:
        assert ids(understood(issuing_bodies=[("table", "工业和信息化部")])) == ["miit"]

    def test_a_table_that_names_one_is_completed_by_a_sign_off_of_all(self) -> None:
        assert len(ids(understood(*SIGNED_BY_TEN, issuing_bodies=[("table", "国家发展改革委")]))) == 10

    def test_the_committee_that_made_a_law_is_not_replaced_by_the_president_who_signed_it(self) -> None:
        document = understood(
            "中华人民共和国主席令",
            "第四十三号",
            "《样例法》已由会议修订通过，现予公布，自公布之日起施行。",
            "中华人民共和国主席　习近平",
            "2024年12月25日",
            title=[("table", "中华人民共和国样例法")],
            issuing_bodies=[("table", "全国人民代表大会常务委员会")],
            document_number=[("table", "中华人民共和国主席令第四十三号")],
        )
        assert ids(document) == ["npc_sc"]
        assert document.document_number == "中华人民共和国主席令第四十三号"

    def test_an_announcement_is_issued_by_those_whom_its_number_names(self) -> None:
        number = "商务部 海关总署公告2025年第54号"
        assert ids(understood(title=[("heading", "公布样例管理")], document_number=[("table", number)])) == [
            "mofcom",
            "gacc",
        ]

    def test_a_bureau_that_nobody_knows_is_kept_as_printed(self) -> None:
        document = understood(issuing_bodies=[("table", "样例协调局")])
        assert [(body.id, body.as_printed) for body in document.issuing_bodies] == [(None, "样例协调局")]

    def test_the_prefix_of_the_number_names_the_host_where_nothing_else_does(self) -> None:
        document = understood(document_number=[("api", "工信部科〔2019〕188号")])
        assert ids(document) == ["miit"]
        assert document.evidence["issuing_bodies"].rule == "prefix of the number"

    def test_who_signs_inside_an_interpretation_issues_nothing(self) -> None:
        document = understood(*SIGNED_BY_TEN, title=[("heading", "《样例》解读")], stage="interpretation")
        assert ids(document) == []


class TestNumber:
    def test_the_table_outweighs_the_line_above_the_text(self) -> None:
        document = understood(
            "工信厅科函〔2025〕1号", "有关单位：", "样例正文。", document_number=[("table", "工信厅科函［2025］349号")]
        )
        assert document.document_number == "工信厅科函〔2025〕349号"
        assert document.document_number_as_printed == "工信厅科函［2025］349号"

    def test_a_line_above_the_text_is_the_documents_own(self) -> None:
        document = understood("关于样例的通知", "发改产业〔2021〕1523号", "各省发展改革委：", "样例正文。")
        assert document.document_number == "发改产业〔2021〕1523号"

    def test_a_number_in_the_text_is_cited_and_never_the_documents_own(self) -> None:
        document = understood("根据《样例管理办法》（工信部科〔2025〕261号）和国发〔2021〕20号文件，开展样例。")
        assert document.document_number is None
        assert [citation.document_number for citation in document.cites] == [
            "工信部科〔2025〕261号",
            "国发〔2021〕20号",
        ]

    def test_an_order_is_completed_from_title_and_text(self) -> None:
        document = understood(
            "中华人民共和国国家发展和改革委员会令",
            "第41号",
            "《样例规定》已经2026年3月16日委务会议审议通过，现予公布，自2026年7月1日起施行。",
            "主任：郑栅洁",
            "2026年3月18日",
            title=[("heading", "《样例规定》 2026年第41号令")],
        )
        assert document.document_number == "国家发展和改革委员会令2026年第41号"
        assert document.document_number_as_printed == "中华人民共和国国家发展和改革委员会令第41号"
        assert (document.written_on, document.effective_on) == (date(2026, 3, 18), date(2026, 7, 1))

    def test_an_announcement_whose_cell_has_no_kind_takes_it_from_the_title(self) -> None:
        document = understood(
            title=[("table", "中华人民共和国工业和信息化部公告（2025年第45号）")],
            document_number=[("table", "2025年第45号")],
            issuing_bodies=[("table", "科技司")],
        )
        assert document.document_number == "工业和信息化部公告2025年第45号"
        assert document.document_number_as_printed == "2025年第45号"

    def test_an_empty_cell_does_not_take_the_title(self) -> None:
        assert understood(document_number=[("table", "")]).document_number is None


class TestDates:
    def test_written_by_table_then_sign_off_then_api(self) -> None:
        both = [("api", "2021-10-01"), ("table", "2021年10月11日")]
        assert understood(*SIGNED_BY_TEN, written_on=both).written_on == date(2021, 10, 11)
        assert understood(*SIGNED_BY_TEN, written_on=[("api", "2021-10-01")]).written_on == date(2021, 10, 29)
        assert understood("样例正文。", written_on=[("api", "2021-10-01")]).written_on == date(2021, 10, 1)

    def test_published_by_table_line_meta_and_list(self) -> None:
        places = [
            ("listing", "2021-11-09"),
            ("meta", "2021-11-08 09:11"),
            ("line", "2021-11-07 20:40"),
            ("table", "2021-11-06"),
        ]
        for count, day in ((4, 6), (3, 7), (2, 8), (1, 9)):
            assert understood(published_on=places[:count]).published_on == date(2021, 11, day)

    def test_a_time_is_taken_only_from_a_print_of_the_chosen_day(self) -> None:
        document = understood(published_on=[("line", "2026-08-05"), ("meta", "2026-08-06 09:11")])
        assert (document.published_on, document.published_at) == (date(2026, 8, 5), None)
        document = understood(published_on=[("table", "2026-08-05"), ("line", "2026-08-05 20:40")])
        assert document.published_at is not None
        assert document.published_at.isoformat() == "2026-08-05T20:40:00+08:00"

    @pytest.mark.parametrize("day", ["1949-09-30", "2026-10-11"])
    def test_a_day_that_no_document_can_have_is_passed_over(self, day: str) -> None:
        document = understood(published_on=[("table", day), ("line", "2021-11-07")], written_on=[("table", day)])
        assert (document.published_on, document.written_on) == (date(2021, 11, 7), None)

    def test_a_hidden_deadline_stands_in_for_one_that_the_text_does_not_say(self) -> None:
        deadline = [("api", "2021-12-14")]
        said = understood("请于2021年12月13日前反馈意见。", stage="draft", comments_due_on=deadline)
        assert said.comments_due_on == date(2021, 12, 13)
        assert understood("请反馈意见。", stage="draft", comments_due_on=deadline).comments_due_on == date(2021, 12, 14)
        assert understood("请于2021年12月13日前反馈意见。", stage="final").comments_due_on is None


class TestStage:
    def test_the_page_outweighs_the_title(self) -> None:
        assert understood(stage="draft").stage == "draft"
        assert understood(stage="news").stage == "news"

    def test_a_draft_in_a_column_of_documents_is_a_draft(self) -> None:
        title = [("heading", "关于公开征求《样例规定（征求意见稿）》意见的通知")]
        assert understood(title=title, stage="final").stage == "draft"

    def test_a_document_is_final_where_nothing_says_otherwise(self) -> None:
        assert understood().stage == "final"


def test_what_only_the_list_knew_reaches_the_record_with_that_as_its_evidence() -> None:
    entry = Entry(
        URL,
        "关于样例的通知",
        published_on=date(2021, 11, 9),
        facts=facts(
            document_number=[("api", "工信厅联科函〔2021〕247号")], issuing_bodies=[("api", "工业和信息化部办公厅")]
        ),
    )
    html = (
        "<html><body><h1 id='con_title'>关于样例的通知</h1><div id='con_con'><p>样例</p></div></body></html>".encode()
    )
    document = parse(Page(URL, html), entry, "final")
    assert document.document_number == "工信厅联科函〔2021〕247号"
    assert document.published_on == date(2021, 11, 9)
    assert document.evidence["document_number"].rule == "api: label"
    assert document.evidence["published_on"].rule == "listing: row"


def test_files_whose_links_say_nothing_take_the_titles_of_the_list_of_attachments() -> None:
    files = (
        Attachment("附件1", "https://www.miit.gov.cn/a.pdf"),
        Attachment("样例汇总表.docx", "https://www.miit.gov.cn/b.docx"),
    )
    body = ("现将样例印发给你们。", "附件：1.样例申报书", "2.样例汇总表", "工业和信息化部", "2021年10月29日")
    document = understand(Notice("miit", URL, facts(title=[("heading", "关于样例的通知")]), body, files))
    assert [file.title for file in document.attachments] == ["样例申报书", "样例汇总表.docx"]


def test_every_value_has_its_evidence() -> None:
    document = understood(
        "发改环资〔2021〕1524号",
        "各省、自治区、直辖市发展改革委：",
        *SIGNED_BY_TEN,
        "本方案自2022年1月1日起施行，有效期5年。依据《样例管理条例》制定。",
        title=[("heading", "国家发展改革委等部门关于印发《样例方案》的通知")],
        published_on=[("line", "2021-11-09 10:00")],
        index_number=[("table", "000014349/2021-00001")],
        topic=[("table", "城乡建设、环境保护\\其他")],
    )
    record = document.to_dict()
    expected = (
        "title issued_title subject document_type document_number issuing_bodies written_on published_on published_at "
        "effective_on repealed_on index_number topic addressed_to cites stage"
    ).split()
    assert [name for name in expected if not record[name]] == []
    assert [name for name in expected if name not in document.evidence] == []
    assert all(evidence.rule and evidence.text for evidence in document.evidence.values())


def test_a_value_that_is_absent_has_no_evidence() -> None:
    document = understood("样例正文。")
    absent = {
        "document_number",
        "issuing_bodies",
        "written_on",
        "published_on",
        "effective_on",
        "topic",
        "addressed_to",
    }
    assert not absent & document.evidence.keys()


def test_a_record_survives_being_written_down() -> None:
    document = understood(*SIGNED_BY_TEN, published_on=[("line", "2021-11-09 10:00")])
    assert PolicyDocument.from_dict(document.to_dict()) == document


HOSTS = (
    "https://www.gov.cn/zhengce/content/202608/content_7077398.htm",
    "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2023/art_1.html",
    "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202509/t20250923_1400000.html",
    "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm",
    "https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_4137208.html",
    "https://www.mofcom.gov.cn/zcfb/a.html",
    "not an address",
)
PIECES = [
    *"<html> </html> <head> <body> </body> <frameset> <noscript> <table class=bd1> <td> <h1> <p> </p> </div>".split(
        " "
    ),
    *"<!-- ]]> { [] \x00 \ufeff &#x0;".split(" "),
    *(f"<div id={name}>" for name in ("con_con", "con_title", "UCAP-CONTENT", "Zoom", "BodyLabel")),
    *(f"<div class={name}>" for name in ("article_con", "article_title", "main-title", "policyLibraryOverview_header")),
    "<title>关于样例的通知</title>",
    "<tr><td><b>标题：</b></td><td>国务院令</td>",
    "<span id=pubtime>2026年01月23日 17:00</span>",
    '{"data":{"articleTitle":"关于样例的通知",',
    *"2021年10月29日 国务院 国发〔2021〕20号 各省： 令 第41号 主任：郑栅洁".split(" "),
]


@given(
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(PIECES) | st.text(ANY, max_size=8), max_size=40),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_any_page_is_a_record_or_not_readable(url: str, pieces: list[str], charset: str) -> None:
    with contextlib.suppress(NotReadable):
        assert parse(Page(url, "".join(pieces).encode(charset, "replace"), fetched_at=FETCHED)).title


@given(st.sampled_from(HOSTS), st.binary(max_size=200))
def test_any_bytes_are_a_record_or_not_readable(url: str, body: bytes) -> None:
    with contextlib.suppress(NotReadable):
        assert parse(Page(url, body, fetched_at=FETCHED)).title


class TestReports:
    TITLE = "国家互联网信息办公室、公安部联合公布《样例安全管理办法》"
    OPENING = "近日，国家互联网信息办公室、公安部联合公布《样例安全管理办法》（以下简称《办法》）。"

    def test_a_headline_over_a_text_that_only_tells_of_the_document_is_news(self) -> None:
        document = understood(self.OPENING, "《办法》明确了样例要求。", title=[("heading", self.TITLE)])
        assert document.stage == "news"
        assert ids(document) == ["cac", "mps"]

    @pytest.mark.parametrize(
        "rest", ["样例安全管理办法", "《样例安全管理办法》", "附件：样例安全管理办法", "现将全文公布如下。"]
    )
    def test_a_headline_over_the_document_itself_is_the_document(self, rest: str) -> None:
        assert understood(self.OPENING, rest, title=[("heading", self.TITLE)]).stage == "final"

    def test_a_text_that_is_longer_than_a_report_is_the_document(self) -> None:
        long = "样例" * (LONGEST_REPORT // 2)
        assert understood(self.OPENING, long, title=[("heading", self.TITLE)]).stage == "final"
        assert 1_000 <= LONGEST_REPORT <= 10_000
        short = "样例" * (LONGEST_REPORT // 2 - 100)
        assert understood(self.OPENING, short, title=[("heading", self.TITLE)]).stage == "news"

    def test_a_headline_with_a_file_carries_the_document(self) -> None:
        file = Attachment("样例.pdf", "https://www.cac.gov.cn/1.pdf", "application/pdf")
        notice = Notice("cac", URL, facts(title=[("heading", self.TITLE)]), (self.OPENING,), (file,))
        assert understand(notice).stage == "final"


def test_a_law_is_issued_by_the_congress_or_committee_that_passed_it() -> None:
    passed = "（2016年11月7日第十二届全国人民代表大会常务委员会第二十四次会议通过）"
    document = understood("中华人民共和国样例法", passed, "第一条 样例。", title=[("heading", "中华人民共和国样例法")])
    assert ids(document) == ["npc_sc"]


def test_a_rule_has_number_issuer_and_day_of_the_order_that_published_it() -> None:
    line = "（2022年4月14日国家市场监督管理总局令第56号公布　自2022年7月1日起施行）"
    document = understood(line, "第一条 样例。", "第二条 本规定自公布之日起施行。", title=[("heading", "样例价格规定")])
    assert document.document_number == "国家市场监督管理总局令第56号"
    assert ids(document) == ["samr"]
    assert document.written_on == document.effective_on == date(2022, 4, 14)


def test_a_joint_number_alone_does_not_name_all() -> None:
    text = ("工信部联科〔2026〕3号", "现将样例印发给你们，请遵照执行。")
    document = understood(*text)
    assert (ids(document), document.issuing_bodies_complete) == (["miit"], False)


def test_the_rest_of_a_torn_name_above_the_names_says_that_they_are_not_all() -> None:
    text = ("现将样例印发给你们，请遵照执行。", "室", "国家新闻出版署", "2026年3月2日")
    document = understood(*text)
    assert (ids(document), document.issuing_bodies_complete) == (["nppa"], False)


def test_the_bodies_of_a_title_are_those_of_the_day_of_writing_though_it_was_published_years_later() -> None:
    document = understood(
        "样例正文。",
        title=[("heading", "国家药监局关于样例的公告")],
        written_on=[("api", "2012-05-01")],
        published_on=[("line", "2021-05-01")],
    )
    assert ids(document) == ["sda_sfda"]


def test_a_sign_off_of_which_most_names_are_unknown_is_not_believed_before_a_place_that_names_a_known_body() -> None:
    unknown = ("教育部", "样例协调委员会", "样例促进委员会", "2025年3月1日")
    document = understood("现将样例印发给你们，请遵照执行。", *unknown, issuing_bodies=[("line", "财政部")])
    assert ids(document) == ["mof"]
    half = ("教育部", "样例协调委员会", "2025年3月1日")
    document = understood("现将样例印发给你们，请遵照执行。", *half, issuing_bodies=[("line", "财政部")])
    assert ids(document) == ["moe", None]


def test_a_cell_that_names_an_unknown_body_is_not_believed_before_a_place_that_names_a_known_one() -> None:
    document = understood("样例正文。", issuing_bodies=[("table", "教育部 样例协调委员会"), ("line", "财政部")])
    assert ids(document) == ["mof"]


def test_a_sign_off_with_an_unknown_name_adds_nobody_to_a_title_that_names_all() -> None:
    signed = ("现将样例印发给你们，请遵照执行。", "教育部", "样例协调委员会", "2025年3月1日")
    assert ids(understood(*signed, title=[("heading", "教育部关于样例的通知")])) == ["moe"]
    known = (*signed[:2], "公安部", signed[3])
    assert ids(understood(*known, title=[("heading", "教育部关于样例的通知")])) == ["moe", "mps"]


def test_known_bodies_of_a_cell_do_not_replace_those_of_the_title_of_which_one_is_unknown() -> None:
    title = [("heading", "教育部 样例协调委员会关于样例的通知")]
    document = understood("样例正文。", title=title, issuing_bodies=[("table", "财政部 商务部")])
    assert ids(document) == ["moe", None]


def test_a_number_is_completed_from_its_own_prints_alone() -> None:
    other = [("table", "第41号"), ("meta", "国家发展和改革委员会令2020年第5号")]
    assert understood("样例正文。", document_number=other).document_number == "第41号"
    own = [("table", "第41号"), ("meta", "国家发展和改革委员会令2020年第四十一号")]
    assert understood("样例正文。", document_number=own).document_number == "国家发展和改革委员会令2020年第四十一号"


@pytest.mark.parametrize("answer", ["[" * 100_000, '{"a":' * 100_000], ids=["lists", "objects"])
def test_an_answer_that_is_nested_without_end_is_a_template_that_is_not_known(answer: str) -> None:
    page = Page("https://www.mofcom.gov.cn/zcfb/a.html", answer.encode())
    with pytest.raises(UnknownTemplate, match="nested too deeply"):
        parse(page)
    with pytest.raises(UnknownTemplate, match="nested too deeply"):
        read_in_time(page.url, lambda: site_of(page.url).read_listing(page))


def test_an_order_has_one_number_whichever_name_the_page_prints() -> None:
    printed = ("证监会公告〔2022〕1号", "中国证券监督管理委员会公告〔2022〕1号", "证监会公告[2022]1号")
    documents = [understood("样例正文。", document_number=[("table", number)]) for number in printed]
    assert {document.document_number for document in documents} == {"中国证券监督管理委员会公告〔2022〕1号"}
    assert [document.document_number_as_printed for document in documents] == list(printed)


@pytest.mark.parametrize(
    ("day", "number"),
    [("2012-05-01", "国家食品药品监督管理局令第28号"), ("2021-05-01", "国家药品监督管理局令第28号")],
)
def test_an_order_without_a_year_has_the_names_of_the_day_of_writing(day: str, number: str) -> None:
    document = understood("样例正文。", document_number=[("table", "国家药监局令第28号")], written_on=[("table", day)])
    assert document.document_number == number


def test_a_law_is_issued_by_the_organ_whose_session_passed_it() -> None:
    congress = "（2021年3月11日第十三届全国人民代表大会第四次会议通过）"
    document = understood("样例组织法", congress, "第一条 样例。", title=[("heading", "中华人民共和国样例组织法")])
    assert ids(document) == ["npc"]
    assert document.written_on == date(2021, 3, 11)


def test_an_announcement_is_in_force_from_the_first_to_the_last_day_that_it_names() -> None:
    document = understood("一、样例。", "本公告自2023年1月1日至2027年12月31日执行。", "特此公告。")
    assert (document.effective_on, document.repealed_on) == (date(2023, 1, 1), date(2027, 12, 31))
