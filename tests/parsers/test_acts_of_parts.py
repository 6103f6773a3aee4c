"""Whose act it is: a page holds a decision and the rule that it amends, a letter and the text that it forwards.

The texts are our own.
"""

from datetime import date

from parsers.document import parse
from parsers.page import Page
from parsers.record import PolicyDocument
from tests.parsers.grammar.relation_texts import shown

DECISION = """样例部关于修改《甲样例办法》的决定
发布日期：2021-09-10
中华人民共和国交通运输部令2021年第23号
《样例部关于修改〈甲样例办法〉的决定》已经部务会议通过，现予公布，自公布之日起施行。
部长 样例
2021年9月1日
交通运输部决定对《甲样例办法》（交通运输部令2014年第15号）作如下修改：
将第二条修改为：“样例应当统计。”
本决定自公布之日起施行。
《甲样例办法》根据本决定作相应修正，重新公布。
甲样例办法
（2014年9月30日交通运输部发布 根据2021年9月1日《样例部关于修改〈甲样例办法〉的决定》修正）
第一条 为规范样例，依据《中华人民共和国样例法》，制定本办法。
第二条 样例应当统计。
第三条 本办法自2015年1月1日起施行。2002年8月26日交通部第5号令发布的《甲样例办法》同时废止。
"""

LETTER = """交通运输部转发国务院办公厅关于加强样例管理的通知的通知
发布日期：2015-02-01
各省交通运输厅：
现将《国务院办公厅关于加强样例管理的通知》（国办发〔2014〕56号）转发给你们，请认真贯彻执行。
交通运输部
2015年1月29日
国务院办公厅关于加强样例管理的通知
国办发〔2014〕56号
各省人民政府：
为加强样例管理，现就有关要求通知如下。
本通知自印发之日起施行，《国务院办公厅关于样例的通知》（国办发〔1999〕5号）同时废止。
国务院办公厅
2014年11月12日
"""


def read(text: str) -> PolicyDocument:
    return parse(Page.from_text("https://xxgk.mot.gov.cn/2020/jigou/fgs/202109/t20210910_3618001.html", text))


def test_the_last_article_of_an_amended_rule_says_nothing_for_the_decision() -> None:
    record = read(DECISION)
    assert record.effective_on == date(2021, 9, 1)
    assert [one for one in shown(*record.relations) if not one.startswith("issues")] == [
        "amends 甲样例办法 交通运输部令2014年第15号"
    ]
    assert {one.date for one in record.relations if one.kind == "amends"} == {date(2021, 9, 1)}


def test_what_a_forwarded_text_repeals_falls_on_the_day_of_that_text() -> None:
    record = read(LETTER)
    assert shown(*record.relations) == [
        "forwards 国务院办公厅关于加强样例管理的通知 国办发〔2014〕56号",
        "repeals 国务院办公厅关于样例的通知 国办发〔1999〕5号",
    ]
    assert (record.written_on, record.relations[1].date) == (date(2015, 1, 29), date(2014, 11, 12))


def test_an_interpretation_explains_what_the_box_beside_it_links_to() -> None:
    html = """<html><head><meta name="ColumnName" content="解读"><meta name="ArticleTitle" content="图解：样例新规来了">
    <meta name="PubDate" content="2026-04-09"></head><body><h2 class="article_title">图解：样例新规来了</h2>
    <div class="article_con"><p>样例新规有三个看点。</p></div>
    <div class="xgwz"><div class="mt"><span>相关政策与解读</span></div><ul>
    <li><a href="../tz/202604/t20260409_1.html">国家发展改革委关于印发《甲样例办法》的通知</a></li>
    <li><a href="../jd/202604/t20260409_2.html">《甲样例办法》答记者问</a></li></ul></div></body></html>"""
    record = parse(Page("https://www.ndrc.gov.cn/xxgk/jd/jd/202604/t20260410_3.html", html.encode()))
    assert [(one.kind, one.title, one.place) for one in record.relations] == [
        ("interprets", "国家发展改革委关于印发《甲样例办法》的通知", "related links")
    ]
