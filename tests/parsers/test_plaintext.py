"""Pages of which only the visible text is known. Addresses, titles, numbers and dates are real, the texts invented."""

from collections.abc import Sequence
from datetime import date

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


def test_a_time_behind_its_day_on_one_line_is_no_text() -> None:
    text = f"{DRAFT} 首页 > 文件发布 {DRAFT} 发布时间：2024-01-17 16:00 来源：科技司 各有关单位： 现公开征求意见。"
    document = parse(Page.from_text(MEE_URL, text))
    assert document.published_at is not None
    assert (f"{document.published_at:%H:%M}", document.addressed_to) == ("16:00", "各有关单位")


def test_a_page_on_one_line_needs_no_title_of_the_page() -> None:
    bare = CAC.partition("_中央网络安全和信息化委员会办公室 ")[2]
    document = parse(Page.from_text(CAC_URL, bare))
    assert document.title == "关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知"
    assert document.published_on == date(2026, 1, 23)


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


def test_the_day_under_the_names_of_a_short_text_is_no_day_of_publication() -> None:
    document = record(
        DRAFT,
        "现就样例标准公开征求意见。征求意见截止时间为2022年12月18日。",
        "联系人：样例",
        "生态环境部办公厅",
        "2022年11月18日",
        "（此件社会公开）",
    )
    assert (document.title, document.published_on) == (DRAFT, None)
    assert (document.written_on, document.comments_due_on) == (date(2022, 11, 18), date(2022, 12, 18))
    assert [(body.id, body.unit) for body in document.issuing_bodies] == [("mee", "办公厅")]
    assert document.body.startswith("现就样例标准")


@from_table
def test_neither_the_trail_of_columns_nor_furniture_is_part_of_the_title(head: Sequence[str]) -> None:
    document = record(*head, "现就样例标准公开征求意见。", "生态环境部", "2022年11月18日")
    assert document.title == DRAFT
    assert (document.published_on, document.written_on) == (date(2022, 11, 24), date(2022, 11, 18))


def test_number_and_adoption_between_title_and_date_line_are_of_the_text() -> None:
    law = "中华人民共和国样例信息保护法"
    adopted = "（2021年8月20日第十三届全国人民代表大会常务委员会第三十次会议通过）"
    document = record(
        law, adopted, "来源： 样例网 浏览字号： 大中小", "2021年08月20日 16:53", "第一条", "为了样例，制定本法。"
    )
    assert document.title == law
    assert (document.written_on, document.published_on) == (date(2021, 8, 20), date(2021, 8, 20))
    assert [body.id for body in document.issuing_bodies] == ["npc_sc"]


def test_a_title_over_two_lines_is_put_together() -> None:
    document = record(
        "省人民政府关于", "进一步优化样例环境的若干意见", "鄂政发〔2018〕26号", "各市人民政府：", "现提出样例意见。"
    )
    assert (document.title, document.document_number) == (
        "省人民政府关于 进一步优化样例环境的若干意见",
        "鄂政发〔2018〕26号",
    )


def test_labels_in_brackets_and_cells_without_a_colon_are_labels() -> None:
    bracketed = record(
        "公布样例决定",
        "【发布单位】样例局",
        "【发布文号】商务部公告2025年第61号",
        "【发文日期】2025年10月09日",
        "为维护样例，决定如下。",
    )
    assert (bracketed.document_number, bracketed.written_on) == ("商务部公告2025年第61号", date(2025, 10, 9))
    lines = ("索引号", "000019713O03/2021-00027", "公开日期", "2021年03月26日")
    cells = record("样例管理规定", *lines, "现予公布样例。")
    assert (cells.index_number, cells.published_on) == ("000019713O03/2021-00027", date(2021, 3, 26))


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


def test_a_page_on_one_line_without_the_sites_name_begins_with_what_it_repeats() -> None:
    text = " ".join(MIIT.split())
    assert (
        parse(Page.from_text(MIIT_URL, text)).title
        == "工业和信息化部办公厅 教育部办公厅 关于组织开展2025年元宇宙典型案例推荐工作的通知"
    )


def test_a_heading_on_one_line_with_the_last_label_is_no_title() -> None:
    title = "中华人民共和国工业和信息化部公告（2021年 第14号）"
    block = "发文字号： 2021年 第14号 发布日期： 2021-05-27 分 类： 标准"
    text = f"{title} 首页 {block} {title} 发布时间：2021-05-27 17:23 现予公布。"
    document = parse(Page.from_text(MIIT_URL, text))
    assert (document.title, document.document_number) == (title, "工业和信息化部公告2021年第14号")


def test_a_day_under_names_right_below_the_title_is_the_day_of_signing() -> None:
    document = record(DRAFT, "生态环境部", "2022年11月18日")
    assert (document.published_on, document.written_on) == (None, date(2022, 11, 18))


def test_cells_that_a_browser_copied_with_tabs_between_are_labels_and_values() -> None:
    document = parse(
        Page.from_text(
            "https://www.gov.cn/zhengce/zhengceku/202306/content_1.htm",
            "关于印发《样例实施意见》的通知\n"
            "索 引 号：\t000014349/2023-00045\t主题分类：\t工业、交通\\机械制造\n"
            "发文机关\t工业和信息化部 教育部\t成文日期\t2023年06月02日\n"
            "标　　题：\t关于印发《样例实施意见》的通知\n"
            "文　　号\t工信部联科〔2023〕77号\n分　　类\t规章\n主 题 词\n"
            "现印发给你们，请执行。\n工业和信息化部\n教育部\n2023年6月2日",
        )
    )
    assert (document.title, document.index_number) == ("关于印发《样例实施意见》的通知", "000014349/2023-00045")
    assert (document.document_number, document.topic) == ("工信部联科〔2023〕77号", "工业、交通\\机械制造")
    assert document.body.startswith("现印发给你们")


@pytest.mark.parametrize("gap", ["\t", "　　", "    "])
def test_several_labels_on_a_line_each_have_their_value(gap: str) -> None:
    block = (
        f"索 引 号：000014349/2023-00045{gap}主题分类：工业",
        f"发文机关：生态环境部{gap}成文日期：2023年06月02日{gap}文　号：环办〔2023〕7号",
    )
    document = record(DRAFT, *block, f"标　　题：{DRAFT}", DRAFT, "现公开征求意见。")
    assert (document.index_number, document.topic) == ("000014349/2023-00045", "工业")
    assert (document.written_on, document.document_number) == (date(2023, 6, 2), "环办〔2023〕7号")


def test_a_table_of_the_text_whose_head_reads_like_labels_stays_as_it_is() -> None:
    document = record(DRAFT, "现公开征求意见。", "名称\t文号\t发布日期", "文号\t样发〔1990〕1号")
    assert document.body == "现公开征求意见。\n名称\t文号\t发布日期\n文号\t样发〔1990〕1号"
    assert document.document_number is None


def test_a_label_that_is_not_known_ends_the_value_before_it() -> None:
    lines = (
        "索引号:",
        "000013338/2024-00123",
        "主题分类信息:",
        "城市建设",
        "文号:",
        "建城〔2024〕23号",
        DRAFT,
        "现公开。",
    )
    assert record(DRAFT, *lines).index_number == "000013338/2024-00123"


def test_the_column_of_another_site_is_no_topic() -> None:
    block = ("索引号：bm56000001/2024-1", "分类：规章;证监会令", "文号：证监会公告〔2024〕8号")
    assert record(DRAFT, *block, DRAFT, "现公开征求意见。").topic is None


def test_the_name_of_the_site_behind_a_title_does_not_draw_the_heading_into_it() -> None:
    title = "国家能源局关于印发《样例基本规则》的通知"
    document = record(f"{title}-国家能源局网站", title, "发布时间：2024-02-04 来源：国家能源局 大 中 小", "现印发。")
    assert (document.title, document.published_on) == (title, date(2024, 2, 4))


def test_name_and_number_between_title_and_date_line_are_no_part_of_the_title() -> None:
    title = "关于延续实施样例政策的公告"
    document = record(title, "财政部 税务总局公告2023年第61号", "2023-10-20　来源：税政司", "公告如下：样例。")
    assert (document.title, document.document_number) == (title, "财政部 国家税务总局公告2023年第61号")
    document = record(title, "中华人民共和国国家卫生健康委员会", "2024-06-20", "国卫办医政函〔2024〕241号", "各省：")
    assert (document.title, document.published_on) == (title, date(2024, 6, 20))
    assert document.document_number == "国卫办医政函〔2024〕241号"


def test_the_day_of_signing_alone_under_a_heading_is_no_day_of_publication() -> None:
    lines = (
        "税总征科发〔2024〕38号",
        "成文日期：2024-06-30",
        "字体：【大】【中】【小】",
        "各省、自治区、直辖市税务局：",
    )
    document = record("国家税务总局关于样例的通知", *lines, "现通知如下。")
    assert (document.published_on, document.written_on) == (None, date(2024, 6, 30))
    assert document.addressed_to == "各省、自治区、直辖市税务局"


def test_the_day_under_who_signed_a_short_order_is_no_day_of_publication() -> None:
    words = "《应急管理部关于废止样例规章的决定》已经审议通过，现予公布，自公布之日起施行。"
    document = record(
        "应急管理部关于废止样例规章的决定", "（应急管理部令第15号）", words, "部　长　王祥喜", "2024年1月29日"
    )
    assert (document.published_on, document.written_on) == (None, date(2024, 1, 29))
    assert document.body.count("\n") == 3


def test_bars_between_a_sites_buttons_above_the_text_do_not_end_it() -> None:
    head = ("2024-08-21 18:30 来源： 新华社", "字号：默认 大 超大", "|", "打印", "|")
    document = record(
        "中共中央办公厅 国务院办公厅印发《关于样例制度的意见》", *head, "《意见》全文如下。", "一、样例。"
    )
    assert document.body == "《意见》全文如下。\n一、样例。"


def test_the_foot_of_a_site_is_no_text() -> None:
    document = record("样例管理办法", "第一条", "为了样例，制定本办法。", "全国人大", "|", "全国政协", "|", "网站纠错")
    assert document.body == "第一条\n为了样例，制定本办法。"


def test_who_hosts_a_fair_is_text_and_who_hosts_the_site_is_none() -> None:
    hosts = ("一、组织机构", "主办单位：样例部", "承办单位应当在收件后1个工作日内回复。")
    assert record(DRAFT, *hosts, "主办：样例部办公厅", "网站标识码：bm00").body == "\n".join(hosts)


def test_the_last_column_of_a_trail_over_lines_is_no_part_of_the_title() -> None:
    title = "关于建立样例机制的通知"
    document = record(
        f"【{title}】-样例委员会",
        "首页",
        ">",
        "政策",
        ">",
        "通知",
        title,
        "2025/01/20 价格司",
        "各省：",
        "现通知如下。",
    )
    assert document.title == title


@pytest.mark.parametrize("number", ["第十二号", "2020年第12号", "（2020年 第12号）"])
def test_the_text_of_an_order_may_run_on_behind_its_number(number: str) -> None:
    order = f"中华人民共和国交通运输部令{number}《样例办法》已经2020年5月6日部务会议通过，自2020年7月1日起施行。"
    document = parse(
        Page.from_text(MIIT_URL, f"{order}\n部长　样例\n2020年5月8日\n样例办法\n第一条　为了样例，制定本办法。")
    )
    assert (document.title, document.effective_on) == (f"中华人民共和国交通运输部令{number}", date(2020, 7, 1))


def test_an_interview_may_begin_with_its_first_question_on_the_line_of_its_title() -> None:
    text = "样例部负责人就《样例办法》答问问：请介绍背景。答：近日，样例部发布了《样例办法》。"
    assert parse(Page.from_text(MIIT_URL, text)).title == "样例部负责人就《样例办法》答问"


@pytest.mark.parametrize("names", ["财政部", "财政部\n国家税务总局", "财政部 国家税务总局"])
def test_the_names_of_those_who_issue_may_stand_above_the_rest_of_the_title(names: str) -> None:
    text = f"{names}\n关于印发《样例办法》的通知\n财税〔2016〕36号\n各省、自治区、直辖市财政厅：\n现将样例印发给你们。"
    document = parse(Page.from_text(MIIT_URL, text))
    assert document.title == f"{names.replace(chr(10), ' ')} 关于印发《样例办法》的通知"


def test_the_day_beside_a_number_is_no_day_of_publication() -> None:
    text = "国务院关于样例的通知\n国发〔2000〕1号 2000年1月5日\n各省、自治区、直辖市人民政府：\n现将样例转发给你们。"
    document = parse(Page.from_text(MIIT_URL, text))
    assert (document.published_on, document.written_on) == (None, date(2000, 1, 5))
    assert document.document_number == "国发〔2000〕1号"
