"""What documents say of other documents: in titles, sentences and lists. Titles and sentences are our own."""

from datetime import date

import pytest

from parsers.grammar.relations import read_relations
from parsers.grammar.relations.printed import read_printed_validity
from parsers.grammar.title import read_title
from parsers.grammar.validity import effective_on
from parsers.passages import passages_of
from parsers.record import PolicyDocument, Relation, plain_relation

WRITTEN = date(2024, 3, 1)


def read(title: str, *lines: str, files: dict[int, list[tuple[int, str]]] | None = None) -> tuple[Relation, ...]:
    reading = read_title(title)
    body = "\n".join(lines)
    begins = effective_on(body, written_on=WRITTEN, published_on=None)
    record = PolicyDocument(
        source="样例",
        url="https://样例/",
        title=title,
        stage=reading.stage,
        issued_title=reading.issued_title,
        document_number=reading.document_number,
        written_on=WRITTEN,
        effective_on=begins.on if begins and reading.stage == "final" else None,
        body=body,
    )
    return read_relations(record, passages_of(body, files))


def shown(*found: Relation) -> list[str]:
    """Each relation as `kind title number part`, without what is absent."""
    return [" ".join(filter(None, (one.kind, one.title, one.document_number, one.part))) for one in found]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("工业和信息化部关于印发《甲样例管理办法》的通知", ["issues 甲样例管理办法"]),
        ("国务院关于印发甲样例发展规划的通知", ["issues 甲样例发展规划"]),
        ("《甲样例管理规定》 2026年第41号令", ["issues 甲样例管理规定"]),
        ("国务院办公厅转发民政部关于甲样例管理意见的通知", ["forwards 关于甲样例管理意见"]),
        ("国务院办公厅关于转发教育部等部门“十四五”甲样例行动计划的通知", ["forwards “十四五”甲样例行动计划"]),
        ("国务院办公厅转发中国样例公司关于撤销甲样例工作方案的通知", ["forwards 关于撤销甲样例工作方案"]),
        ("工业和信息化部科技司关于转发《甲样例评估规范（试行）》的函", ["forwards 甲样例评估规范（试行）"]),
        ("国务院关于《甲样例区域发展规划（2021—2035年）》的批复", ["approves 甲样例区域发展规划（2021—2035年）"]),
        ("国务院关于同意设立甲样例市的批复", []),
        ("公开征求对《甲样例管理办法（征求意见稿）》的意见", ["draft_of 甲样例管理办法"]),
        ("关于《中华人民共和国样例法（修订草案征求意见稿）》公开征求意见的通知", ["draft_of 中华人民共和国样例法"]),
        ("甲样例目录（2024年本，征求意见稿）", ["draft_of 甲样例目录（2024年本）"]),
        ("关于公开征求《甲样例规范》等14项强制性国家标准（征求意见稿）意见的通知", []),
        ("《甲样例管理办法》答记者问", ["interprets 甲样例管理办法"]),
        ("一图读懂《甲样例行动方案》", ["interprets 甲样例行动方案"]),
        ("国务院关于修改《甲样例条例》的决定", ["amends 甲样例条例"]),
        ("国务院关于修改《甲样例条例》和《乙样例条例》的决定", ["amends 甲样例条例", "amends 乙样例条例"]),
        ("国务院关于修改《甲样例细则》第四十四条的批复", ["amends 甲样例细则 第四十四条"]),
        ("中华人民共和国样例法修正案（十一）", ["amends 中华人民共和国样例法"]),
        ("国务院办公厅关于废止国发〔1989〕33号文件的通知", ["repeals 国发〔1989〕33号"]),
        ("关于废止《甲样例办法》和《乙样例办法》的决定", ["repeals 甲样例办法", "repeals 乙样例办法"]),
        ("关于停止执行《甲样例通知》有关规定的公告", ["repeals 甲样例通知 有关规定"]),
        ("关于更正《甲样例目录》的公告", ["corrects 甲样例目录"]),
        ("国务院关于修改和废止部分行政法规的决定", []),
        ("关于公布甲样例复核评价结果的通知", []),
        ("关于贯彻落实《甲样例办法》的通知", []),
    ],
)
def test_a_title_says_what_becomes_of_other_documents(title: str, expected: list[str]) -> None:
    assert shown(*read(title)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("《甲样例办法》（样例发〔2001〕1号）同时废止。", ["甲样例办法 样例发〔2001〕1号"]),
        ("原样例部《甲样例办法》（样例发〔2001〕1号）即行废止。", ["甲样例办法 样例发〔2001〕1号"]),
        (
            "《甲样例办法》（样例发〔2001〕1号）、《乙样例办法》和原样例部2003年印发的《丙样例办法》同时废止。",
            ["甲样例办法 样例发〔2001〕1号", "乙样例办法", "丙样例办法"],
        ),
        (
            "《甲样例通知》（财税〔2001〕1号）第一条、《乙样例通知》第二条第（一）项中“样例”的规定相应废止。",
            ["甲样例通知 财税〔2001〕1号 第一条", "乙样例通知 第二条第（一）项中“样例”的规定"],
        ),
        (
            "《甲样例办法》（财税〔2001〕1号）中有关样例收费的规定停止执行。",
            ["甲样例办法 财税〔2001〕1号 有关样例收费的规定"],
        ),
        ("1983年12月29日国务院发布的《甲样例条例》同时废止。", ["甲样例条例"]),
        ("财政部令2005年第28号（《甲样例管理规定》）同时废止。", ["甲样例管理规定 财政部令2005年第28号"]),
        ("国发〔1989〕33号文件自行失效。", ["国发〔1989〕33号"]),
        (
            "财税〔2020〕1号文件第三条、财税〔2021〕2号文件第四条停止执行。",
            ["财税〔2020〕1号 第三条", "财税〔2021〕2号 第四条"],
        ),
        ("根据《中华人民共和国样例法》，样例部发布的《乙样例办法》同时废止。", ["乙样例办法"]),
        (
            "现决定废止《甲样例办法》、《乙样例办法》（样例发〔2002〕2号）。",
            ["甲样例办法", "乙样例办法 样例发〔2002〕2号"],
        ),
        ("停止执行《甲样例通知》（财税〔2001〕1号）第二条的规定。", ["甲样例通知 财税〔2001〕1号 第二条的规定"]),
        ("《甲样例规范》等1243项行业标准予以废止（见附件3）。", ["甲样例规范"]),
        ("《甲样例办法》（财政部令第4号发布；财政部令第9号修改）不再执行。", ["甲样例办法 财政部令第4号"]),
        (
            "2007年7月10日原国家食品药品监督管理局令第28号公布的《甲样例办法》同时废止。",
            ["甲样例办法 国家食品药品监督管理局令第28号"],
        ),
        ("海关总署公告2018年第1号、2019年第20号同时废止。", ["海关总署公告2018年第1号", "海关总署公告2019年第20号"]),
        (
            "《国家税务总局关于甲样例的公告》（2014年第37号）同时废止。",
            ["国家税务总局关于甲样例的公告 国家税务总局公告2014年第37号"],
        ),
        ("根据2017年《关于修改部分规章的决定》修正的《甲样例办法》同时废止。", ["甲样例办法"]),
        ("原国家标准《甲样例规范》GB50001-2010同时废止。", ["甲样例规范"]),
        ("《甲样例办法》（国家电监会令第xx号）、《乙样例办法》同时废止。", ["甲样例办法", "乙样例办法"]),
        # Reported of others, proposed, conditional, or about abolition
        ("《甲样例办法》已于2020年废止。", []),
        ("《甲样例办法》第三条已于2020年废止。", []),
        ("《甲样例办法》有关样例的规定应予废止。", []),
        ("《甲样例办法》已被《乙样例办法》废止。", []),
        ("《甲样例办法》废止后，样例继续有效。", []),
        ("《甲样例办法》与本办法不一致的，同时废止。", []),
        ("《甲样例办法》中与本办法不一致的规定同时废止。", []),
        ("凡《甲样例办法》规定的样例，一律废止。", []),
        ("建议修改或者废止《甲样例办法》。", []),
        ("拟废止《甲样例办法》。", []),
        ("样例部关于废止《甲样例办法》的请示收悉。", []),
        ("决定废止《甲样例办法》规定的样例许可。", []),
        ("违反《甲样例办法》的样例证书作废。", []),
        ("不再执行《甲样例规定》中关于样例的限制。", []),
    ],
)
def test_a_sentence_repeals_the_documents_that_it_names(sentence: str, expected: list[str]) -> None:
    found = [one for one in read("样例规定", "样例的正文。", sentence) if one.kind == "repeals"]
    assert [text.removeprefix("repeals ") for text in shown(*found)] == expected


@pytest.mark.parametrize(
    ("lines", "day", "rule"),
    [
        (["本办法自2024年5月1日起施行。《甲样例细则》同时废止。"], date(2024, 5, 1), None),
        (["现予公布，自2024年5月1日起施行。", "《甲样例细则》同时废止。"], date(2024, 5, 1), None),
        (["本办法自印发之日起施行，《甲样例细则》同时废止。"], WRITTEN, "自印发之日起"),
        (["自本通知印发之日起，《甲样例细则》停止执行。"], WRITTEN, "自本通知印发之日起"),
        (["本通知印发之日起，《甲样例细则》作废。"], WRITTEN, "自本通知印发之日起"),
        (["本办法自公布之日起30日后施行，《甲样例细则》同时废止。"], date(2024, 3, 31), "自公布之日起30日后"),
        (["《甲样例细则》自2025年1月1日起废止。"], date(2025, 1, 1), None),
        (["《甲样例细则》自本公告实施之日起废止。", "本公告自2024年7月1日起执行。"], date(2024, 7, 1), None),
        (["决定废止《甲样例细则》，自公布之日起生效。"], WRITTEN, "自公布之日起"),
        (["《甲样例细则》同时废止。"], None, None),
    ],
)
def test_a_repeal_has_its_day(lines: list[str], day: date | None, rule: str | None) -> None:
    found = [one for one in read("样例规定", *lines) if one.kind == "repeals"]
    assert [(one.date, one.date_rule) for one in found] == [(day, rule)]


@pytest.mark.parametrize(
    ("title", "sentence", "expected"),
    [
        (
            "甲样例管理办法",
            "《甲样例管理办法》（财税〔2015〕1号）同时废止。",
            "replaces 甲样例管理办法 财税〔2015〕1号",
        ),
        ("甲样例目录（2024年本）", "《甲样例目录（2019年本）》同时废止。", "replaces 甲样例目录（2019年本）"),
        ("关于印发《甲样例预案》的通知", "2005年印发的《甲样例预案》同时废止。", "replaces 甲样例预案"),
        ("甲样例规范", "本标准代替《乙样例规范》。", "replaces 乙样例规范"),
        ("防治甲样例条例", "《中华人民共和国防止甲样例条例》同时废止。", None),
        ("甲样例管理办法", "《甲样例管理办法》第三条同时废止。", None),
    ],
)
def test_a_document_replaces_an_earlier_one_of_its_name(title: str, sentence: str, expected: str | None) -> None:
    found = [one for one in read(title, sentence) if one.kind == "replaces"]
    assert shown(*found) == ([expected] if expected else [])


def test_a_draft_has_no_day_of_its_own_yet() -> None:
    found = read("甲样例办法（征求意见稿）", "本办法自公布之日起施行。《乙样例办法》（财税〔2001〕1号）同时废止。")
    assert shown(*found) == ["draft_of 甲样例办法", "repeals 乙样例办法 财税〔2001〕1号"]
    assert found[1].date is None


def test_a_numbered_list_is_repealed_whole() -> None:
    found = read(
        "科技部关于废止部分规章的决定",
        "根据《规章制定程序条例》，因内容不符合有关要求，决定废止4部规章。",
        "1. 甲样例安全管理办法（1993年12月24日国家科学技术委员会令第17号公布）",
        "2. 乙样例管理暂行规定（试行）（2001年1月20日科学技术部令第4号公布）",
        "3. 《丙样例办法》（财税〔2001〕5号）",
        "4. 关于受理丁样例奖的规定（财税〔2003〕6号）",
        "本决定自公布之日起施行。",
        "《戊样例办法》继续有效。",
    )
    assert shown(*found) == [
        "based_on 规章制定程序条例",
        "repeals 甲样例安全管理办法 国家科学技术委员会令第17号",
        "repeals 乙样例管理暂行规定（试行） 科学技术部令第4号",
        "repeals 丙样例办法 财税〔2001〕5号",
        "repeals 关于受理丁样例奖的规定 财税〔2003〕6号",
    ]
    assert {one.date for one in found[1:]} == {WRITTEN}
    assert found[1].place == "paragraph 2"


def test_a_table_in_a_file_is_repealed_row_by_row_and_the_next_table_is_not() -> None:
    table = "\n".join(
        (
            "附件1",
            "废止的规范性文件目录",
            "序号\t文件名称\t文号\t发布日期",
            "1\t关于甲样例工作的通知\t财税〔1999〕1号\t1999-01-02",
            "2\t财政部关于乙样例工作的通知\t财税〔2000〕2号\t2000-02-02",
            "继续有效的规范性文件目录",
            "1\t关于丙样例工作的通知\t财税〔2001〕3号\t2001-01-02",
        )
    )
    found = read("财政部关于规范性文件清理结果的公告", "清理结果见附件。", files={1: [(1, table)]})
    assert shown(*found) == [
        "repeals 关于甲样例工作的通知 财税〔1999〕1号",
        "repeals 财政部关于乙样例工作的通知 财税〔2000〕2号",
    ]
    assert found[0].place == "attachment 1, page 1, paragraph 4"


def test_a_table_of_results_repeals_the_rows_that_say_so_and_the_articles_that_it_names() -> None:
    found = read(
        "财政部关于规范性文件清理结果的公告",
        "失效或者废止条款的文件目录",
        "序号\t标题\t发文字号\t废止条款\t清理结果",
        "1\t关于甲样例工作的通知\t财税〔1999〕1号\t第三条\t条款废止",
        "2\t关于乙样例工作的通知\t财税〔2000〕2号\t\t继续有效",
        "3\t关于丙样例工作的通知\t财税〔2001〕3号\t\t全文废止",
    )
    assert shown(*found) == [
        "repeals 关于甲样例工作的通知 财税〔1999〕1号 第三条",
        "repeals 关于丙样例工作的通知 财税〔2001〕3号",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("下列标准予以废止：", "1. 甲样例规范（QB/T 1234-2001）", "2. 乙样例方法（QB/T 1235-2001）"),
            ["甲样例规范", "乙样例方法"],
        ),
        (
            ("决定废止的规章目录", "1 关于甲样例的暂行办法 计价格〔1999〕1号", "修改的规章目录", "2 关于乙样例的规定"),
            ["关于甲样例的暂行办法 计价格〔1999〕1号"],
        ),
        (
            ("部分条款失效废止的文件目录", "序号\t标题\t文号", "1\t关于甲样例的通知\t财税〔1999〕1号"),
            ["关于甲样例的通知 财税〔1999〕1号 部分条款"],
        ),
        (
            ("废止以下文件：《关于甲样例的通知》（财税〔2001〕1号）；《关于乙样例的通知》（财税〔2002〕1号）。",),
            ["关于甲样例的通知 财税〔2001〕1号", "关于乙样例的通知 财税〔2002〕1号"],
        ),
        (("附件：1.废止的文件目录", "2.关于甲样例的说明", "3.乙样例办法（2021年）"), []),
        (("各单位要提出废止下列文件的建议：", "一、清理方案", "二、关于责任的规定"), []),
        (("继续有效的文件目录", "1. 关于甲样例的通知（财税〔2001〕1号）"), []),
    ],
)
def test_a_list_is_known_by_its_heading(lines: tuple[str, ...], expected: list[str]) -> None:
    found = [one for one in read("样例部公告", *lines) if one.kind == "repeals"]
    assert [text.removeprefix("repeals ") for text in shown(*found)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "第一条 为了样例，根据《中华人民共和国样例法》、《乙样例条例》等法律法规，制定本办法。",
            ["中华人民共和国样例法", "乙样例条例"],
        ),
        ("根据国务院《甲样例意见》（国发〔2020〕2号）要求，现就有关事项通知如下：", ["甲样例意见 国发〔2020〕2号"]),
        ("按照《甲样例法》的有关规定，样例部制定了《乙样例条件》，现印发给你们。", ["甲样例法"]),
        ("为贯彻《丁样例意见》，依据《甲样例管理办法》，现组织开展样例遴选。", ["丁样例意见", "甲样例管理办法"]),
        ("根据宪法，制定本法。", ["宪法"]),
        ("本规定根据《中华人民共和国样例法》制定。", ["中华人民共和国样例法"]),
        ("根据国发〔2020〕2号文件精神，制定本方案。", ["国发〔2020〕2号"]),
        ("第三条 县级政府应当根据《乙样例办法》，制定本地区样例方案。", []),
        ("第十条 违反本办法的，依据《乙样例条例》的规定予以处理。", []),
        ("为贯彻落实《丁样例意见》精神，结合我省实际，制定本方案。", ["丁样例意见"]),
        (
            "为深入贯彻样例大会精神，落实省委关于样例工作的部署和《丁样例意见》（国发〔2020〕2号）要求，现提出以下意见。",
            ["丁样例意见 国发〔2020〕2号"],
        ),
        ("各地要为样例创造条件，认真落实《丁样例意见》，制定配套办法，推动样例落地。", []),
        ("以样例思想为指导，落实《丁样例意见》，制定本方案。", []),
        ("（一）按照《乙样例办法》要求，现有样例应当备案。", []),
        ("根据《办法》，制定本细则。", []),
    ],
)
def test_a_document_says_what_it_is_based_on(sentence: str, expected: list[str]) -> None:
    found = [one for one in read("样例规定", sentence) if one.kind == "based_on"]
    assert [text.removeprefix("based_on ") for text in shown(*found)] == expected


@pytest.mark.parametrize(
    ("title", "sentence", "expected"),
    [
        ("甲样例办法", "《甲样例办法》已经2024年2月1日第1次部务会议审议通过，现予公布。", ["issues 甲样例办法"]),
        ("甲样例条例", "现公布修订后的《甲样例条例》，自2024年5月1日起施行。", ["issues 甲样例条例"]),
        ("财政部公告", "现将《甲样例办法》《乙样例办法》印发给你们。", ["issues 甲样例办法", "issues 乙样例办法"]),
        ("财政部公告", "样例局《甲样例意见》已经国务院同意，现转发给你们。", ["forwards 甲样例意见"]),
        ("财政部公告", "我们制定了《甲样例办法》，现印发给你们。", ["issues 甲样例办法"]),
        ("财政部公告", "我部起草了《甲样例办法（征求意见稿）》，现向社会公开征求意见。", ["draft_of 甲样例办法"]),
        ("财政部公告", "根据样例部制定的《甲样例办法》，经审核确定名单，现予公布。", ["based_on 甲样例办法"]),
        (
            "国务院关于甲样例发展规划的批复",
            "原则同意《甲样例发展规划》（以下简称《规划》）。",
            ["approves 甲样例发展规划"],
        ),
        ("财政部公告", "一、将《甲样例条例》第六条第一款修改为：“样例。”", ["amends 甲样例条例 第六条第一款"]),
        ("财政部公告", "三、在《甲样例条例》第二条后增加一条。", ["amends 甲样例条例 第二条"]),
        ("财政部公告", "《甲样例目录》附件中“样例”更正为“范例”。", ["corrects 甲样例目录"]),
        ("财政部公告", "二、删去《乙样例条例》第九条、第十条。", ["amends 乙样例条例 第九条、第十条"]),
        ("财政部公告", "决定对《甲样例条例》作如下修改：", ["amends 甲样例条例"]),
        ("财政部公告", "二、对《甲样例规定》（财政部令第24号）作出修改：", ["amends 甲样例规定 财政部令第24号"]),
        (
            "财政部令",
            "《关于修改〈甲样例办法〉的决定》已经审议通过，现予公布。",
            ["issues 关于修改〈甲样例办法〉的决定", "amends 甲样例办法"],
        ),
        (
            "财政部公告",
            "现将《甲样例目录》（财税〔2023〕1号）第3页“样例”更正为“范例”。",
            ["corrects 甲样例目录 财税〔2023〕1号"],
        ),
        ("财政部公告", "企业应当将《甲样例计划》修改为符合要求的计划。", []),
        ("《甲样例办法》政策解读", "《甲样例办法》施行后，《乙样例办法》同时废止。", ["interprets 甲样例办法"]),
        (
            "图解：甲样例行动方案",
            "近日，样例部印发《甲样例行动方案》，根据《乙样例法》制定。",
            ["interprets 甲样例行动方案"],
        ),
    ],
)
def test_a_text_says_what_it_does_with_other_documents(title: str, sentence: str, expected: list[str]) -> None:
    assert shown(*read(title, sentence)) == expected


def test_a_relation_that_is_printed_twice_is_given_once_with_all_that_is_known_of_it() -> None:
    (found,) = read("关于废止《甲样例办法》的公告", "自2024年5月1日起，《甲样例办法》（财税〔2001〕1号）予以废止。")
    assert plain_relation(found) == {
        "kind": "repeals",
        "title": "甲样例办法",
        "document_number": "财税〔2001〕1号",
        "date": "2024-05-01",
        "date_rule": None,
        "part": None,
        "words": "自2024年5月1日起，《甲样例办法》（财税〔2001〕1号）予以废止。",
        "place": "paragraph 1",
        "document_id": None,
    }


def test_an_abbreviation_stands_for_the_document_that_it_was_defined_for() -> None:
    found = read(
        "样例公告",
        "《财政部关于甲样例的通知》（财税〔2018〕74号，以下简称《通知》）执行情况良好。",
        "《通知》第三条同时废止。",
    )
    assert shown(*found) == ["repeals 财政部关于甲样例的通知 财税〔2018〕74号 第三条"]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("全文有效", "in_force"),
        ("时效性：全文废止", "repealed"),
        ("【失效】", "expired"),
        ("有效性：有效", "in_force"),
        ("已修改", "amended"),
        ("条款失效", "amended"),
        ("尚未生效", "not_yet_in_force"),
        ("现行有效", "in_force"),
        ("null", None),
        ("", None),
        ("有效期至2027年12月31日", None),
    ],
)
def test_a_site_prints_whether_a_document_is_in_force(text: str, state: str | None) -> None:
    printed = read_printed_validity(text)
    assert (printed.state if printed else None) == state


def test_a_draft_that_another_draft_names_is_not_what_that_one_puts_out() -> None:
    title = "样例部关于《甲样例管理办法（征求意见稿）》公开征求意见的通知"
    body = "第二条　甲样例的报送，与《乙样例管理办法（征求意见稿）》相衔接。"
    assert shown(*read(title, body)) == ["draft_of 甲样例管理办法"]
