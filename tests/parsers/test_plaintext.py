"""Pages of which only the visible text is known. Addresses, titles, numbers and dates are real, the texts invented."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.document import parse
from parsers.errors import NotReadable
from parsers.extraction import Notice, Place
from parsers.page import Page
from parsers.plaintext.lines import join_pieces
from parsers.plaintext.notice import read_notice
from parsers.record import PolicyDocument
from tests.characters import ANY
from tests.tables import from_table

MIIT_URL = "https://www.miit.gov.cn/jgsj/kjs/wjfb/art/2025/art_9ba714a04a54b934784943fca0000000.html"
MIIT = """工业和信息化部办公厅 教育部办公厅关于组织开展2025年元宇宙典型案例推荐工作的通知
首页
>
文件发布
发文机关：
科技司
标　　题：
工业和信息化部办公厅 教育部办公厅关于组织开展2025年元宇宙典型案例推荐工作的通知
发文字号：
\u200b工信厅联科函〔2025〕272号
成文日期：
2025-06-27
发布日期：
2025-07-03
发布机构：
工业和信息化部
分　　类：
高新技术发展及产业化
工业和信息化部办公厅 教育部办公厅
关于组织开展2025年元宇宙典型案例推荐工作的通知
发布时间：2025-07-03 18:17
来源：科技司
工信厅联科函
〔
2025
〕
272
号
有关省、自治区、直辖市
：
根据《样例办法》（工信部科〔
2010
〕
540
号）的规定，现开展样例工作。
附件：1.
样例申报书
2
.
样例汇总表
工业和信息化部办公厅
教
育
部
办公厅
2025
年
6
月
27
日
【返回顶部】
【关闭窗口】
【打印本页】"""

CAC_URL = "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm"
CAC = (
    "关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知_中央网络安全和信息化委员会办公室 设为首页 加入收藏 "
    "首 页 时政要闻 当前位置： 首页 > 正文 关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知 "
    "2026年01月23日 17:00 来源： 中国网信网 【打印】 【纠错】 "
    "关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知 国信办通字〔2025〕5号 "
    "各省、自治区、直辖市互联网信息办公室： 现将样例印发给你们，请认真执行。 国家互联网信息办公室 国家新闻出版署 "
    "2025年12月26日 样例分类办法 第一章 总 则 第一条 为规范样例，制定本办法。 "
    "//www.cac.gov.cn/pdf/web/viewer.html?file=//www.cac.gov.cn/rootimages/uploadimg/1/1.pdf "
    "//www.cac.gov.cn/rootimages/uploadimg/1/1.pdf 关闭 中央网络安全和信息化委员会办公室 © 版权所有 "
    "Produced By CMS 网站群内容管理系统 publishdate:2026/01/30 17:50:58"
)


def miit() -> Notice:
    return read_notice(Page.from_text(MIIT_URL, MIIT))


def cac() -> Notice:
    return read_notice(Page.from_text(CAC_URL, CAC))


def first(notice: Notice, field: str) -> str:
    return next(findings[0].text for name, findings in notice.facts.items() if name == field)


@from_table
def test_a_block_of_labels_is_read_a_label_and_its_value_on_two_lines(field: str, expected: str) -> None:
    assert first(miit(), field) == expected


def test_the_publishing_office_is_no_issuer() -> None:
    assert [finding.text for finding in miit().facts["issuing_bodies"]] == ["科技司"]


def test_the_time_under_the_heading_is_a_finding_too() -> None:
    assert [finding.text for finding in miit().facts["published_on"]] == ["2025-07-03", "2025-07-03 18:17"]


def test_the_heading_may_stand_on_several_lines() -> None:
    headings = [finding.text for finding in miit().facts["title"] if finding.place == Place.HEADING]
    assert headings == ["工业和信息化部办公厅 教育部办公厅 关于组织开展2025年元宇宙典型案例推荐工作的通知"]


def test_pieces_of_a_paragraph_are_put_together_and_furniture_is_left_out() -> None:
    assert miit().body == (
        "工信厅联科函〔2025〕272号",
        "有关省、自治区、直辖市：",
        "根据《样例办法》（工信部科〔2010〕540号）的规定，现开展样例工作。",
        "附件：1.样例申报书",
        "2.样例汇总表",
        "工业和信息化部办公厅",
        "教育部",
        "办公厅",
        "2025年6月27日",
    )


def test_a_page_on_one_line_has_its_heading_time_and_text_between_navigation() -> None:
    notice = cac()
    assert first(notice, "title") == "关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知"
    assert first(notice, "published_on") == "2026年01月23日 17:00"
    assert notice.body[1:3] == ("国信办通字〔2025〕5号", "各省、自治区、直辖市互联网信息办公室：")
    assert notice.body[-2:] == ("第一章 总则", "第一条 为规范样例，制定本办法。")


def test_the_footers_date_of_building_is_no_publication_date() -> None:
    assert len(cac().facts["published_on"]) == 1


def test_addresses_of_files_are_attachments_and_no_text() -> None:
    notice = cac()
    assert [attachment.url for attachment in notice.attachments] == [
        "https://www.cac.gov.cn/rootimages/uploadimg/1/1.pdf"
    ]
    assert not any("//" in line for line in notice.body)


def test_the_source_is_the_site_of_the_address() -> None:
    assert (miit().source, cac().source) == ("miit", "cac")
    assert read_notice(Page.from_text("https://www.mofcom.gov.cn/zcfb/1.html", "样例通知")).source == "mofcom"


@from_table
def test_only_what_can_only_belong_together_is_put_together(lines: Sequence[str], expected: Sequence[str]) -> None:
    assert join_pieces(lines) == expected


MEE_URL = "https://www.mee.gov.cn/xxgk2018/xxgk/xxgk06/202211/t20221124_1006013.html"
DRAFT = "关于公开征求国家生态环境标准《自然保护地生态环境调查与观测技术规范（征求意见稿）》意见的通知"


def record(*lines: str) -> PolicyDocument:
    return parse(Page.from_text(MEE_URL, "\n".join(lines)))


@from_table
def test_a_page_of_which_the_text_is_known_is_read(url: str, text: str, expected: dict[str, Any]) -> None:
    document = parse(Page.from_text(url, text))
    read: dict[str, Any] = {
        **{name: getattr(document, name, None) for name in expected},
        "ids": [body.id for body in document.issuing_bodies],
        "units": [body.unit for body in document.issuing_bodies],
    }
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in read.items()}
    assert {name: shown[name] for name in expected} == expected


@from_table
def test_neither_the_trail_of_columns_nor_furniture_is_part_of_the_title(head: Sequence[str]) -> None:
    document = record(*head, "现就样例标准公开征求意见。", "生态环境部", "2022年11月18日")
    assert document.title == DRAFT
    assert (document.published_on, document.written_on) == (date(2022, 11, 24), date(2022, 11, 18))


@pytest.mark.parametrize("first", ["各州、市广电局，样例电视台：", "根据样例要求，现向社会公开征求意见。"])
def test_a_text_that_begins_at_once_has_no_title(first: str) -> None:
    with pytest.raises(NotReadable, match="expected a title"):
        record(first, "现将样例转发你们。", "2024年4月1日", "样例局")


def test_no_text_is_not_readable() -> None:
    with pytest.raises(NotReadable):
        read_notice(Page.from_text(CAC_URL, " \n\u200b\n"))


TEXTS = st.lists(st.text(ANY, max_size=30) | st.sampled_from([*MIIT.splitlines(), *CAC.split(" ")]), max_size=40)


@given(TEXTS, st.sampled_from(["\n", " "]))
def test_any_text_is_a_notice_or_not_readable(pieces: list[str], joint: str) -> None:
    try:
        notice = read_notice(Page.from_text(CAC_URL, joint.join(pieces)))
    except NotReadable:
        return
    assert "title" in notice.facts


def test_a_name_and_a_date_whose_characters_stand_apart_are_put_together() -> None:
    assert join_pieces(["国", "家", "数", "据", "局", "2026", "年", "3", "月", "2", "日"]) == [
        "国家数据局",
        "2026年3月2日",
    ]
    text = CAC.replace("国家互联网信息办公室 国家新闻出版署", " ".join("国家互联网信息办公室") + " 国家新闻出版署")
    document = parse(Page.from_text(CAC_URL, text.replace("2025年12月26日", "2025 年 12 月 26 日")))
    assert [body.id for body in document.issuing_bodies] == ["cac", "nppa"]
    assert document.written_on == date(2025, 12, 26)


@pytest.mark.parametrize("bracket", ["[]", "［］", "【】", "（）"])
def test_a_number_in_keyboard_brackets_over_lines_is_one(bracket: str) -> None:
    lines = ["工信部科函", f"{bracket[0]}2022{bracket[1]}", "236号"]
    assert join_pieces(lines) == [f"工信部科函{bracket[0]}2022{bracket[1]}236号"]
