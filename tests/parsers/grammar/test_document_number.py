"""Document numbers in all the forms that sites print: standard form, prefix, lead body; no words swallowed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.grammar.document_number import Number, complete_number, issuers, lead_body, numbers_in, read_number
from parsers.grammar.issuing_bodies import read_bodies
from tests.characters import ANY


def number(text: str) -> Number:
    found = read_number(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("printed", "standard"),
    [
        ("国发〔2021〕20号", "国发〔2021〕20号"),
        ("工信部联科﹝2021﹞187号", "工信部联科〔2021〕187号"),
        ("农办农[2021]24号", "农办农〔2021〕24号"),
        ("工信厅科函［2018］83号", "工信厅科函〔2018〕83号"),
        ("人社部发【2021】80号", "人社部发〔2021〕80号"),
        ("交办办（2021）75号", "交办办〔2021〕75号"),
        ("环综合(2017〕60号", "环综合〔2017〕60号"),
        ("民航发〔2022〕7 号", "民航发〔2022〕7号"),
        ("国市监竞争[2020] 74号", "国市监竞争〔2020〕74号"),
        ("\u200b工信厅科函〔2025〕456号", "工信厅科函〔2025〕456号"),
        ("工信厅科函 ﹝2022﹞ 88号", "工信厅科函〔2022〕88号"),
        ("工信厅科函【2020】151", "工信厅科函〔2020〕151号"),
        ("工信厅科 2022 34号", "工信厅科〔2022〕34号"),
        ("国科发政〔２０２１〕１２３号", "国科发政〔2021〕123号"),
        ("国办发明电〔2021〕11号", "国办发明电〔2021〕11号"),
        ("灾总指挥部发明电〔2010〕2号", "灾总指挥部发明电〔2010〕2号"),
        ("署令〔2021〕252号", "署令〔2021〕252号"),
        ("(发改能源〔2025〕1171号)", "发改能源〔2025〕1171号"),
        ("发文字号：晋政办函[2003]102号", "晋政办函〔2003〕102号"),
        ("川发改数据规〔2025〕510号", "川发改数据规〔2025〕510号"),
    ],
)
def test_letters_year_and_serial_come_out_in_standard_form(printed: str, standard: str) -> None:
    found = number(printed)
    assert found.standard == standard
    assert found.kind == "letter"


@pytest.mark.parametrize(
    ("printed", "standard"),
    [
        ("国令第790号", "国令第790号"),
        ("国务院令第790号", "国令第790号"),
        ("中华人民共和国国务院令第790号", "国令第790号"),
        ("人社部令第45号", "人力资源和社会保障部令第45号"),
        ("中华人民共和国应急管理部令 第7号", "应急管理部令第7号"),
        ("重庆市人民政府令第 359 号", "重庆市人民政府令第359号"),
        ("交通运输部令2021年第17号", "交通运输部令2021年第17号"),
        ("2026年第41号令", "2026年第41号令"),
        ("中华人民共和国主席令第四十三号", "中华人民共和国主席令第四十三号"),
        ("国家税务总局公告2021年第31号", "国家税务总局公告2021年第31号"),
        ("财政部 税务总局公告2021年第33号", "财政部 国家税务总局公告2021年第33号"),
        ("审计署2021年第4号公告", "审计署公告2021年第4号"),
        ("中华人民共和国工业和信息化部公告（2019年 第29号）", "工业和信息化部公告2019年第29号"),
        ("国家知识产权局公告 第四六二号", "国家知识产权局公告第四六二号"),
        ("中华人民共和国农业农村部公告第492号", "农业农村部公告第492号"),
        ("农业农村部公告492号", "农业农村部公告第492号"),
        ("财政部令〔2021〕第6号", "财政部令〔2021〕第6号"),
        ("农业农村部通告〔2021〕4号", "农业农村部通告〔2021〕4号"),
        ("2021年第126号", "2021年第126号"),
        ("2021第68号", "2021年第68号"),
        ("商务部公告2025第61号", "商务部公告2025年第61号"),
        ("民用航空安全管理规定中华人民共和国交通运输部令2018年第3号", "交通运输部令2018年第3号"),
        ("2019年 第29号", "2019年第29号"),
        ("二〇二四年 第3号", "2024年第3号"),
    ],
)
def test_orders_and_announcements_come_out_with_issuer_kind_year_and_serial(printed: str, standard: str) -> None:
    assert number(printed).standard == standard


def test_what_was_printed_is_kept_beside_the_standard_form() -> None:
    assert number(" 农办农[2021]24号 ").as_printed == "农办农[2021]24号"
    assert number("国务院令第790号").as_printed == "国务院令第790号"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "号",
        "关于印发规划的通知",
        "2021年11月",
        "第三条",
        "〔2021〕20号",
        "000014349/2018-00222",
        "公告〔2024〕123号",
        "国发〔2021〕20号 国发〔2021〕21号",
    ],
)
def test_what_is_not_one_number_gives_none(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("《售电公司管理办法》（发改体改规〔2021〕1595号）同时废止", ["发改体改规〔2021〕1595号"]),
        ("根据国发〔2021〕20号和国办发〔2021〕3号文件", ["国发〔2021〕20号", "国办发〔2021〕3号"]),
        ("按照工信厅科函﹝2020﹞9号要求", ["工信厅科函〔2020〕9号"]),
        ("见粤财税〔2020〕12号", ["粤财税〔2020〕12号"]),
        (
            "（商务部、国家发展改革委令2003年第4号）",
            ["商务部 国家发展和改革委员会令2003年第4号"],
        ),
        ("依据国家税务总局公告2021年第30号执行", ["国家税务总局公告2021年第30号"]),
        ("中华人民共和国主席令 第四十三号", ["中华人民共和国主席令第四十三号"]),
        ("国务院令第790号公布", ["国令第790号"]),
        ("我部2021年第4号公告", ["2021年第4号公告"]),
    ],
)
def test_numbers_in_a_sentence_come_without_the_words_around_them(sentence: str, expected: list[str]) -> None:
    assert [found.standard for found in numbers_in(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    ["十届全国人大四次会议第2996号建议", "请拨打12345号热线", "该命令第5号", "2021年第126号", "京沪高速第3号桥"],
)
def test_other_things_with_a_serial_are_no_numbers_of_documents(sentence: str) -> None:
    assert numbers_in(sentence) == []


def test_numbers_know_where_they_stood() -> None:
    text = "根据国发〔2021〕20号和工信部联科〔2021〕187号"
    for found in numbers_in(text):
        assert text[found.start :].startswith(found.as_printed)


@pytest.mark.parametrize(
    ("printed", "body", "unit"),
    [
        ("国发〔2021〕20号", "state_council", None),
        ("国办发〔2021〕3号", "state_council_go", None),
        ("国令第790号", "state_council", None),
        ("工信部联节〔2021〕1号", "miit", None),
        ("工信厅联科函〔2021〕247号", "miit", "办公厅"),
        ("工科函〔2021〕877号", "miit", "科技司"),
        ("发改环资〔2021〕1524号", "ndrc", None),
        ("发改办价格〔2021〕775号", "ndrc", "办公厅"),
        ("交规划发〔2021〕1号", "mot", None),
        ("交规划发〔2005〕1号", "moc_transport", None),
        ("交办科技函〔2021〕1749号", "mot", "办公厅"),
        ("环发〔2007〕1号", "sepa", None),
        ("环发〔2010〕1号", "mep", None),
        ("环发〔2019〕1号", "mee", None),
        ("财政部 税务总局公告2021年第33号", "mof", None),
        ("科学技术部令第23号", "most", None),
        ("银保监办发[2021]118号", "cbirc", "办公厅"),
    ],
)
def test_a_prefix_gives_the_lead_body_of_its_year(printed: str, body: str, unit: str | None) -> None:
    found = lead_body(number(printed))
    assert found is not None
    assert (found.id, found.unit) == (body, unit)


@pytest.mark.parametrize(
    "printed",
    [
        "川发改数据规〔2025〕510号",
        "粤财税〔2020〕12号",
        "某某发〔2021〕1号",
        "环发〔2008〕1号",  # the year in which one body handed the prefix to the next
        "工信部联科〔2005〕1号",  # before the ministry existed
        "2021年第126号",
        "中华人民共和国主席令第四十三号",
    ],
)
def test_a_prefix_that_is_local_unknown_or_ambiguous_gives_no_body(printed: str) -> None:
    assert lead_body(number(printed)) is None


def test_the_day_settles_a_year_in_which_a_prefix_changed_hands() -> None:
    found = number("环发〔2008〕1号")
    early, late = lead_body(found, date(2008, 1, 15)), lead_body(found, date(2008, 6, 15))
    assert early is not None
    assert late is not None
    assert (early.id, late.id) == ("sepa", "mep")


def test_an_announcement_names_all_its_issuers() -> None:
    reading = issuers(number("商务部 工业和信息化部 海关总署 市场监管总局公告2025年第54号"))
    assert [body.id for body in reading.bodies] == ["mofcom", "miit", "gacc", "samr"]
    assert issuers(number("国发〔2021〕20号")).bodies == ()


def test_all_ways_to_print_a_number_have_one_key() -> None:
    orders = ("国令第790号", "国务院令第790号", "中华人民共和国国务院令第七百九十号")
    assert len({number(text).key for text in orders}) == 1
    assert number("证监会令第187号").key == number("中国证券监督管理委员会令第187号").key
    assert number("国家知识产权局公告第四六二号").key == number("国家知识产权局公告第462号").key
    assert number("国发〔2021〕20号").key != number("国发〔2020〕20号").key


def test_an_order_without_issuer_is_completed_with_its_issuers_full_name() -> None:
    found = number("2026年第41号令")
    assert complete_number(found, read_bodies("国家发展改革委")).standard == "国家发展和改革委员会令2026年第41号"
    assert complete_number(found, read_bodies("某某部")).standard == "2026年第41号令"
    assert complete_number(found, read_bodies("国家发展改革委等部门")).standard == "2026年第41号令"


def test_a_number_alone_takes_its_kind_from_the_type() -> None:
    found = number("2021年第126号")
    assert complete_number(found, read_bodies("国家药监局"), "公告").standard == "国家药品监督管理局公告2021年第126号"
    assert complete_number(found, read_bodies(""), "公告").standard == "2021年第126号公告"
    assert complete_number(found, read_bodies("国家药监局"), "通知").standard == "2021年第126号"


def test_a_number_that_names_its_issuer_stays_as_it_is() -> None:
    found = number("科学技术部令第23号")
    assert complete_number(found, read_bodies("商务部")) == found


_PIECES = st.sampled_from(
    [
        *"国发办令公告第号年〔〕[]（）【】﹝﹞ 、，《》的",
        "\u200b",
        "2021",
        "20",
        "二〇二四",
        "国务院",
        "财政部",
        "2021年",
        "第四十三号",
    ]
)


@given(st.text(ANY, max_size=300) | st.lists(_PIECES, max_size=80).map("".join))
def test_any_text_is_read_without_error_and_numbers_are_part_of_it(text: str) -> None:
    read_number(text)
    for found in numbers_in(text):
        assert found.as_printed in text
        assert found.standard
        assert found.key
        lead_body(found)


@given(
    letters=st.sampled_from(["国发", "国办发", "工信部联科", "发改环资", "交办科技函", "银保监办发"]),
    year=st.integers(1950, 2049),
    serial=st.integers(1, 99999),
    brackets=st.sampled_from(["〔〕", "[]", "［］", "【】", "（）", "()", "﹝﹞"]),
    blank=st.sampled_from(["", " ", "\u3000", "\u200b"]),
)
def test_a_number_survives_its_disguise(letters: str, year: int, serial: int, brackets: str, blank: str) -> None:
    printed = f"{letters}{blank}{brackets[0]}{blank}{year}{brackets[1]}{blank}{serial}{blank}号"
    assert number(printed).standard == f"{letters}〔{year}〕{serial}号"
    assert [found.standard for found in numbers_in(f"《某办法》（{printed}）")] == [f"{letters}〔{year}〕{serial}号"]


@pytest.mark.parametrize(
    "piece",
    [
        "〔2021〕20号",
        "国发〔2021",
        "第一号",
        "令第",
        "公告2021年第",
        "国家 ",
        "一" * 8 + "号",
        "公告第1号",
        "财政部公告第1号",
    ],
)
def test_long_texts_are_read_to_their_end(piece: str) -> None:
    text = piece * 5_000 + "，国发〔2021〕20号"
    assert numbers_in(text)[-1].key == "国发|2021|20"


@pytest.mark.parametrize("text", ["财政部令第百十号", "农业部公告第千百号"])
def test_what_is_no_numeral_is_no_serial(text: str) -> None:
    assert read_number(text) is None
    assert numbers_in(text) == []


def test_two_chinese_digits_are_a_serial() -> None:
    number = read_number("农业部公告第四六号")
    assert number is not None
    assert number.value == 46


@pytest.mark.parametrize(
    ("printed", "standard"),
    [
        ("证监会公告〔2022〕1号", "中国证券监督管理委员会公告〔2022〕1号"),
        ("中国证券监督管理委员会公告〔2022〕1号", "中国证券监督管理委员会公告〔2022〕1号"),
        ("中国证监会公告[2022]1号", "中国证券监督管理委员会公告〔2022〕1号"),
        ("证监会令第189号", "中国证券监督管理委员会令第189号"),
        ("人民银行令〔2021〕第1号", "中国人民银行令〔2021〕第1号"),
        ("国家药监局公告2021年第121号", "国家药品监督管理局公告2021年第121号"),
        ("银监会令2007年第1号", "中国银行业监督管理委员会令2007年第1号"),
        ("国家食品药品监管总局公告2015年第117号", "国家食品药品监督管理总局公告2015年第117号"),
        (
            "商务部 工业和信息化部 海关总署 市场监管总局公告2025年第54号",
            "商务部 工业和信息化部 海关总署 国家市场监督管理总局公告2025年第54号",
        ),
        ("中央网信办公告2020年第1号", "中央网络安全和信息化委员会办公室公告2020年第1号"),
        ("国务院 中央军委令第400号", "国务院 中央军事委员会令第400号"),
    ],
)
def test_an_order_has_one_standard_form_whichever_name_its_issuer_bears(printed: str, standard: str) -> None:
    assert number(printed).standard == standard
    assert number(standard).standard == standard
    assert number(printed).as_printed == printed


@pytest.mark.parametrize(
    "printed",
    [
        "国家药监局令第28号",
        "国家核安全局公告2020年第1号",
        "国家新闻出版署 国家版权局公告2020年第1号",
        "公安部等部门公告2021年第3号",
        "重庆市人民政府令第359号",
        "证监发〔2021〕5号",
    ],
)
def test_a_name_that_may_mean_another_body_or_is_no_short_form_stays_as_printed(printed: str) -> None:
    assert number(printed).standard == printed


def test_an_order_without_a_year_has_the_names_of_the_documents_day() -> None:
    found = number("国家药监局令第28号")
    assert found.standard_on(date(2021, 5, 1)) == "国家药品监督管理局令第28号"
    assert found.standard_on(date(2012, 5, 1)) == "国家食品药品监督管理局令第28号"
    assert found.standard_on(None) == "国家药监局令第28号"
    assert number("国发〔2021〕20号").standard_on(date(2021, 5, 1)) == "国发〔2021〕20号"


@pytest.mark.parametrize(
    ("printed", "is_it"),
    [
        ("第41号令", True),
        ("2026年第41号令", True),
        ("国家发展改革委令第41号", True),
        ("2025年第41号令", False),
        ("第42号令", False),
        ("财政部令第41号", False),
        ("第41号公告", False),
    ],
)
def test_a_number_without_issuer_or_year_may_be_the_whole_one(printed: str, is_it: bool) -> None:
    whole, part = read_number("国家发展和改革委员会令2026年第41号"), read_number(printed)
    assert whole
    assert part
    assert part.may_be(whole) is is_it
