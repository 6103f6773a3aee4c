"""What an attached file says of itself: by the forms of GB/T 9704-2012, with the page of each value."""

from datetime import date
from typing import Any

import pytest

from parsers.document import understand_file
from parsers.files.text import FilePage, FileText
from parsers.record import PolicyDocument

PDF = "application/pdf"


def read(*pages: str, link: str = "附件.pdf", media_type: str = PDF, **more: Any) -> PolicyDocument:
    numbered = enumerate(pages, 1)
    texts = tuple(FilePage(number, tuple(page.strip().split("\n")), **more) for number, page in numbered)
    record = understand_file(
        FileText("ok", media_type, "pdf 1", texts), title=link, url="https://www.pbc.gov.cn/a.pdf", source="pboc"
    )
    assert record is not None
    return record


def values(record: PolicyDocument) -> dict[str, Any]:
    """The values that a file gives to its document, without the absent ones."""
    names = ("document_number", "written_on", "addressed_to", "effective_on", "repealed_on", "comments_due_on")
    given = {name: getattr(record, name) for name in names} | {"issued_title": record.issued_title}
    given["issuing_bodies"] = " ".join(body.as_printed for body in record.issuing_bodies)
    return {name: str(value) for name, value in given.items() if value}


NOTICE = """
000012
特急
中国人民银行文件
银发〔2025〕78号
中国人民银行关于印发
《样例支付机构
管理办法》的通知
中国人民银行上海总部，各省、自治区、直辖市分行；各国有商业银行、股份制商业银行：
为规范样例支付，现将《样例支付机构管理办法》印发给你们，请遵照执行。
附件：样例支付机构管理办法
中国人民银行
2025年3月4日
（此件公开发布）
"""
RULE = """
附件
样例支付机构管理办法
第一章总则
第一条根据《中华人民共和国样例银行法》（主席令第12号），制定本办法。
第九条本办法自2025年5月1日起施行。
附件2
样例申报表
申报单位：某某公司
财政部
2024年1月1日
"""
OF_NOTICE = {
    "document_number": "银发〔2025〕78号",
    "written_on": "2025-03-04",
    "addressed_to": "中国人民银行上海总部，各省、自治区、直辖市分行；各国有商业银行、股份制商业银行",
    "issued_title": "样例支付机构管理办法",
    "issuing_bodies": "中国人民银行",
}

CASES: dict[str, tuple[str, str, dict[str, str]]] = {
    "a notice": (NOTICE, "中国人民银行关于印发《样例支付机构管理办法》的通知", OF_NOTICE),
    "a notice with the rule that it issues, and a form": (
        NOTICE + RULE,
        "中国人民银行关于印发《样例支付机构管理办法》的通知",
        OF_NOTICE | {"effective_on": "2025-05-01"},
    ),
    "the rule alone": (RULE, "样例支付机构管理办法", {"effective_on": "2025-05-01"}),
    "a plan with a cover": (
        "“十四五”\n样例通信行业发展规划\n工业和信息化部\n2021年11月\n目 录\n一、发展回顾\n"
        "一、发展回顾\n“十三五”期间，成绩显著。",
        "“十四五”样例通信行业发展规划",
        {},
    ),
    "names of bodies that belong to the title": (
        "国家发展改革委\n工业和信息化部\n关于做好样例工作的通知\n发改产业〔2024〕12号\n"
        "各省、自治区、直辖市发展改革委：\n请做好工作。\n国家发展改革委\n工业和信息化部\n2024年2月1日",
        "国家发展改革委 工业和信息化部关于做好样例工作的通知",
        {
            "document_number": "发改产业〔2024〕12号",
            "written_on": "2024-02-01",
            "addressed_to": "各省、自治区、直辖市发展改革委",
            "issuing_bodies": "国家发展改革委 工业和信息化部",
        },
    ),
    "a letter (信函格式)": (
        "工业和信息化部办公厅\n工信厅科函〔2025〕456号\n工业和信息化部办公厅关于开展样例试点的通知\n"
        "各有关单位：\n现就有关事项通知如下。\n工业和信息化部办公厅\n二〇二五年六月三日",
        "工业和信息化部办公厅关于开展样例试点的通知",
        {
            "document_number": "工信厅科函〔2025〕456号",
            "written_on": "2025-06-03",
            "addressed_to": "各有关单位",
            "issuing_bodies": "工业和信息化部办公厅",
        },
    ),
    "a joint red head": (
        "财政部\n税务总局\n文件\n财税〔2023〕9号\n关于样例税收政策的通知\n各省、自治区、直辖市财政厅（局）：\n"
        "一、本通知执行至2027年12月31日。\n财政部\n税务总局\n2023年8月2日",
        "关于样例税收政策的通知",
        {
            "document_number": "财税〔2023〕9号",
            "written_on": "2023-08-02",
            "addressed_to": "各省、自治区、直辖市财政厅（局）",
            "repealed_on": "2027-12-31",
            "issuing_bodies": "财政部 税务总局",
        },
    ),
    "an order with its rule": (
        "中华人民共和国国家发展和改革委员会令\n第41号\n《样例管理办法》已经2026年1月5日第3次委务会议审议通过，现予公布，"
        "自2026年3月1日起施行。\n主任：王某某\n2026年1月8日\n样例管理办法\n第一条为了管理样例，制定本办法。",
        "中华人民共和国国家发展和改革委员会令 第41号",
        {
            "document_number": "国家发展和改革委员会令第41号",
            "written_on": "2026-01-08",
            "effective_on": "2026-03-01",
            "issuing_bodies": "中华人民共和国国家发展和改革委员会",
        },
    ),
    "a draft put out for comment": (
        "国家能源局综合司\n国能综通样例〔2023〕9号\n国家能源局综合司关于公开征求《样例规则\n（征求意见稿）》意见的通知\n"
        "各有关单位：\n请于2023年5月6日前将意见反馈我们。\n国家能源局综合司\n2023年4月6日",
        "国家能源局综合司关于公开征求《样例规则（征求意见稿）》意见的通知",
        {
            "document_number": "国能综通样例〔2023〕9号",
            "written_on": "2023-04-06",
            "addressed_to": "各有关单位",
            "comments_due_on": "2023-05-06",
            "issued_title": "样例规则（征求意见稿）",
            "issuing_bodies": "国家能源局综合司",
        },
    ),
    "a draft": (
        "附件1\n样例行业规范条件\n（2024年本）\n（征求意见稿）\n一、总则\n本规范条件自2024年6月1日起施行。",
        "样例行业规范条件（2024年本）（征求意见稿）",
        {},
    ),
    "a list of annexes without a colon before the sign-off": (
        "关于开展样例评选的通知\n各有关单位：\n请认真组织。\n附件\n1．申报书\n2．名单\n工业和信息化部\n2024年5月6日\n"
        "附件1\n样例管理办法\n工业和信息化部印制\n2020年1月1日",
        "关于开展样例评选的通知",
        {"written_on": "2024-05-06", "addressed_to": "各有关单位", "issuing_bodies": "工业和信息化部"},
    ),
    "titles behind the labels of annexes": (
        "附件1：样例管理办法\n第一条为了管理，制定本办法。\n财政部\n2024年5月6日\n附件2：样例细则\n本细则自2024年7月1日起施行。",
        "样例管理办法",
        {"written_on": "2024-05-06", "issuing_bodies": "财政部"},
    ),
    "names of responsible bodies at the end of a plan": (
        "样例行动计划\n（2024—2026年）\n一、总体要求\n责任单位\n工业和信息化部\n国家发展改革委",
        "样例行动计划（2024—2026年）",
        {},
    ),
    "the number of an announcement under its issuer": (
        "海关总署\n公告〔2021〕98号\n关于样例事项的公告\n为规范样例，现公告如下：\n一、自2022年1月1日起施行。\n海关总署\n2021年11月3日",
        "关于样例事项的公告",
        {"document_number": "海关总署公告〔2021〕98号", "written_on": "2021-11-03", "issuing_bodies": "海关总署"},
    ),
    "a header of the page above the red head": (
        "政策文件公开\n中国人民银行文件\n银发〔2025〕78号\n关于样例工作的通知\n各分行：\n请执行。\n中国人民银行\n2025年3月4日",
        "关于样例工作的通知",
        {
            "document_number": "银发〔2025〕78号",
            "written_on": "2025-03-04",
            "addressed_to": "各分行",
            "issuing_bodies": "中国人民银行",
        },
    ),
    "a law above the order that publishes it": (
        "中华人民共和国样例法\n中华人民共和国主席令\n第四十三号\n《中华人民共和国样例法》已由会议通过，现予公布。\n"
        "中华人民共和国主席　王某某\n2024年12月25日\n中华人民共和国样例法\n第一条为了样例，制定本法。",
        "中华人民共和国样例法",
        {
            "document_number": "中华人民共和国主席令第四十三号",
            "written_on": "2024-12-25",
            "issuing_bodies": "中华人民共和国主席",
        },
    ),
    "a standard": (
        "中华人民共和国通信行业标准\nYD/T 1234—2024\n样例设备技术要求\n"
        "2024-01-01发布\n2024-04-01实施\n中华人民共和国工业和信息化部 发布",
        "样例设备技术要求",
        {},
    ),
    "a form": ("申报书\n申报单位（盖章）：\n2024年1月1日\n工业和信息化部", "附件.pdf", {}),
    "a table": ("序号\t名称\t牵头单位\n1\t样例行动\t国家数据局\n2025年6月1日", "附件.pdf", {}),
    "a text that cites a number first": (
        "根据《样例意见》（国办发〔2020〕5号），制定如下。\n工业和信息化部\n2024年1月1日",
        "附件.pdf",
        {},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_gives_what_it_prints_of_itself_and_nothing_of_its_annexes(name: str) -> None:
    text, title, expected = CASES[name]
    record = read(text)
    assert (record.title, values(record)) == (title, expected)
    assert record.body == text.strip()


def test_each_value_names_its_page() -> None:
    record = read(NOTICE, RULE)
    assert {name: found.place for name, found in record.evidence.items()} == dict.fromkeys(
        record.evidence, "page 1"
    ) | {
        "effective_on": "page 2",
        "cites": "page 2",
        "relations": "title",
    }
    assert record.written_on == date(2025, 3, 4)


def test_documents_named_in_annexes_are_cited_and_the_file_itself_is_not() -> None:
    assert [cite.title for cite in read(NOTICE, RULE).cites] == ["中华人民共和国样例银行法"]


def test_a_workbook_gives_title_and_text_alone() -> None:
    record = read(NOTICE, link="附件1：名单", name="Sheet1")
    assert (record.title, values(record), record.body) == ("附件1：名单", {}, NOTICE.strip())


def test_an_archive_of_one_file_is_that_file() -> None:
    assert values(read(NOTICE, media_type="application/zip", name="通知.docx")) == OF_NOTICE


def test_a_file_without_text_has_no_reading() -> None:
    text = FileText("scan", PDF, "pdf 1", reason="pictures of pages")
    assert understand_file(text, title="附件.pdf", url="https://www.pbc.gov.cn/a.pdf", source="pboc") is None
