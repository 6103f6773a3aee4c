"""Titles in English by rules: whole where the grammar is sure, else a line of known words that is no title."""

import csv
import re
from importlib.resources import files

import pytest

from parsers.csv_tables import rows_of
from zhengce.english.glossary import terms
from zhengce.english.glossary.spelling import words_of
from zhengce.english.plurals import plural, singular
from zhengce.english.titles.frames import english_title
from zhengce.english.titles.grammar import nouns_in_a_row
from zhengce.english.titles.lexicon import PREPOSITIONS, cut, words
from zhengce.english.titles.shown import LEAD, gloss


@pytest.mark.parametrize(
    ("title", "english"),
    [
        (
            "工业和信息化部关于印发“十四五”信息通信行业发展规划的通知",
            "14th Five-Year Plan for the Development of the Information and Communication Industry",
        ),
        (
            "数据出境安全评估办法（征求意见稿）",
            "Measures for the Security Assessment of Data Exports (Draft for Comment)",
        ),
        (
            "交通运输部关于修改《道路运输从业人员管理规定》的决定",
            "Decision to Amend the Provisions on the Administration of Road Transport Practitioners",
        ),
        (
            "国务院办公厅关于加快发展保障性租赁住房的意见",
            "Opinions on Accelerating the Development of Government-subsidized Rental Housing",
        ),
        (
            "国务院关于“十四五”对外贸易高质量发展规划的批复",
            "Approval of the 14th Five-Year Plan for High-quality Development of Foreign Trade",
        ),
        (
            "国务院关于同意将安徽省桐城市列为国家历史文化名城的批复",
            "Approval of Designating Tongcheng, Anhui as a National Famous Historical and Cultural City",
        ),
        ("国务院办公厅关于2022年部分节假日安排的通知", "Notice on Arrangements for Certain Holidays in 2022"),
        (
            "关于落实支持农民工市民化若干政策的通知",
            "Notice on Implementing Several Policies for Supporting Urbanization of Migrant Workers",
        ),
        (
            "《工业绿色低碳发展“十五五”规划》解读",
            "Interpretation of the 15th Five-Year Plan for Green and Low-carbon Industrial Development",
        ),
        ("关于对欧盟企业采取反制措施的决定", "Decision on Taking Countermeasures Against European Union Enterprises"),
        (
            "国务院关于同意在石家庄等24个城市设立跨境电商综合试验区的批复",
            "Approval of Establishing Cross-border E-commerce Comprehensive Pilot Zones in 24 Cities "
            "Including Shijiazhuang",
        ),
        (
            "国务院办公厅关于同意建立国务院优化生育政策工作部际联席会议制度的函",
            "Approval of Establishing the State Council Inter-ministerial Joint Meeting System on "
            "Optimizing Childbirth Policies",
        ),
        ("国务院关于设立淄博、潍坊海关的批复", "Approval of Establishing Customs in Zibo and Weifang"),
        ("中华人民共和国国务院令第777号", "Order No. 777 of the State Council"),
        (
            "中国人民银行 国家发展改革委公告〔2025〕第29号",
            "Announcement No. 29 of 2025 by the People's Bank of China and the National Development "
            "and Reform Commission",
        ),
        (
            "商务部公告2017年第30号　关于终止对原产于俄罗斯、日本和美国的进口环氧氯丙烷反倾销措施的公告",
            "Announcement on Terminating Anti-dumping Measures on Imports of Epichlorohydrin "
            "Originating in Russia, Japan and the United States",
        ),
        (
            "关于印发肺癌筛查方案（2024年版）和结直肠癌筛查方案（2024年版）的通知",
            "Plan for the Screening of Lung Cancer (2024 Edition) and Plan for the Screening of "
            "Colorectal Cancer (2024 Edition)",
        ),
        ("关于7批次食品不合格情况的通告", "Public Notice on 7 Batches of Non-compliant Food"),
        (
            "关于将溴素列入易制毒化学品品种目录的公告",
            "Announcement on Including Bromine in the Precursor Chemical Catalogue",
        ),
        (
            "关于金融支持服务业扩能提质的指导意见",
            "Guiding Opinions on Financial Support for the Capacity Expansion and Quality "
            "Improvement of the Service Sector",
        ),
        ("关于公布3项推荐性国家标准的公告", "Three Recommended National Standards"),
        (
            "商务部 海关总署公告2023年第23号 关于对镓、锗相关物项实施出口管制的公告",
            "Announcement on Implementing Export Control on Items Related to Gallium and Germanium",
        ),
        (
            "司法部、国家知识产权局负责人就《集成电路布图设计保护条例》修订答记者问",
            "Questions and Answers on the Regulations on the Protection of Layout-designs of Integrated Circuits",
        ),
        (
            "可能影响未成年人身心健康的网络信息分类办法",
            "Measures for the Classification of Online Information Possibly Affecting Physical and "
            "Mental Health of Minors",
        ),
        (
            "水利部关于修订印发水利工程管理考核办法及其考核标准的通知",
            "Measures for the Assessment of Water Conservancy Project Management and Its Assessment Standards",
        ),
        ("关于加大吸引外商投资力度的意见", "Opinions on Increasing Efforts in Attracting Foreign Investment"),
        (
            "关于《中华人民共和国公路法（修正草案征求意见稿）》公开征求意见的通知",
            "Highway Law of the People's Republic of China (Draft Amendment for Comment)",
        ),
        (
            "关于《二手车流通管理办法（修订征求意见稿）》公开征求意见的通知",
            "Measures for the Administration of Used Car Distribution (Revised Draft for Comment)",
        ),
        (
            "关于发布生成式人工智能服务已备案信息的公告（2025年9月至10月）",
            "Information on Filed Generative AI Services (September to October 2025)",
        ),
        (
            "国家能源局关于印发《电力安全生产“十五五”行动计划》的通知",
            "15th Five-Year Action Plan for Work Safety in the Power Sector",
        ),
        (
            "重庆市人民政府办公厅关于印发重庆市推进 “专精特新 ”企业高质量发展专项行动计划（ 2022—2025年）的通知",
            "Special Action Plan for Advancing the High-quality Development of Specialized, Refined, "
            "Distinctive and Innovative Enterprises in Chongqing (2022–2025)",
        ),
        (
            "安徽省⼈民政府办公厅关于印发安徽省国⼟空间⽣态修复规划（2021—2035年）的通知",
            "Plan for the Ecological Restoration of Territorial Space in Anhui (2021–2035)",
        ),
        (
            "农业农村部办公厅关于成立全国动物营养指导委员会的通知",
            "Notice on Establishing the National Steering Committee on Animal Nutrition",
        ),
        (
            "中共中央办公厅 国务院办公厅关于完善中国特色现代企业制度的意见",
            "Opinions on Improving the Modern Enterprise System with Chinese Characteristics",
        ),
        (
            "国务院关于印发中国（海南）自由贸易试验区总体方案的通知",
            "Overall Plan for the China (Hainan) Pilot Free Trade Zone",
        ),
        (
            "关于公布2020年享受国务院政府特殊津贴人员名单的通知",
            "List of Persons Receiving the Special Government Allowance of the State Council in 2020",
        ),
        (
            "国家税务总局 财政部关于制造业中小微企业延缓缴纳2021年第四季度部分税费有关事项的公告",
            "Announcement on the Deferred Payment of Certain Taxes and Fees by Manufacturing Micro, "
            "Small and Medium-sized Enterprises in the Fourth Quarter of 2021",
        ),
        (
            "工业和信息化部关于公布2020年大数据产业发展试点示范项目名单的通知",
            "List of Pilot Demonstration Projects for the Development of the Big Data Industry in 2020",
        ),
        (
            "关键信息基础设施商用密码使用管理规定",
            "Provisions on the Administration of the Use of Commercial Cryptography of Critical "
            "Information Infrastructure",
        ),
        (
            "海南省人民政府关于印发《海南省妇女发展规划(2021—2030年)》和《海南省儿童发展规划(2021—2030年)》的通知",
            "Plan for the Development of Women in Hainan (2021–2030) and Plan for the Development of Children in "
            "Hainan (2021–2030)",
        ),
        (
            "国务院办公厅关于印发食品安全工作评议考核办法的通知",
            "Measures for the Appraisal and Assessment of Food Safety Work",
        ),
        ("关于加强数据安全管理的通知（试行）", "Notice on Strengthening Data Security Management (Trial)"),
        (
            "福建省人民政府办公厅关于印发福建省人民政府2019年立法计划的通知",
            "Legislative Plan of the People's Government of Fujian in 2019",
        ),
        (
            "国家发展改革委办公厅关于组织推荐城市更新典型案例的通知",
            "Notice on Organizing the Recommendation of Typical Cases of Urban Renewal",
        ),
        (
            "关于加快推进政务服务标准化规范化便利化的指导意见",
            "Guiding Opinions on Accelerating Standardization, Regularization and Facilitation of Government Services",
        ),
    ],
)
def test_a_title_that_can_be_read_in_one_way_is_english(title: str, english: str) -> None:
    found = english_title(title)
    assert found.text == english
    assert gloss(title) == english


@pytest.mark.parametrize(
    "title",
    [
        "国务院办公厅关于同意吉林省以出口大豆易货进口小麦的复函",  # 以A易货进口B
        "关于做好享受税收优惠政策的集成电路企业或软件企业清单制定工作的通知",  # A或B
        "中国证监会关于某卿甲业务与某卿乙协议的公告",  # two words that no table holds
        "关于推动企业取消收费的通知",  # who abolishes what
        "关于与外商合作勘探石油的批复",
        "国务院关于确定三亚市城市总体规划由国务院审批的通知",  # 由A审批
        "关于对企业在检验期间稳定和提升出口能力实施支持政策的通知",  # two prepositions
        "国务院关于加强职业培训促进就业的意见",  # 促进就业: to promote it, or its promotion
        "关于进一步加强对外国籍船舶监管工作的通知",  # 对外|国籍, or 对|外国籍
        "关于埽工养护的通知",  # no table holds 埽工
        "新型电力系统建设迎来“十五五”发展路线图",
        "关于进一步健全横向生态保护补偿机制的意见",  # 横|向 is no 向
        "关于开展第六批企业培育和第三批企业复核工作的通知",  # two batches
        "天津市废弃汽车专项治理工作方案",  # 废弃 is done to, or describes
        "土地征收成片开发标准（试行）",  # development in expropriation, not of it
        "重庆市贯彻落实国务院优化科研管理提升科研绩效若干措施任务分工",  # what the State Council issued
        "关于基础安全专业的通知",  # three words of several senses, and no neighbour that says which
        "关于申报国家重点研发计划“引力波探测”等7个重点专项的通知",  # a name in quotation marks
        "关于医保药品中药饮片和医疗机构制剂统一编码规则和方法的通知",  # what 和 joins
        "国务院关于部委管理的国家局设置的通知",
        "",
    ],
)
def test_a_title_of_two_readings_or_unknown_words_is_not_english(title: str) -> None:
    assert not english_title(title).text


@pytest.mark.parametrize(
    ("title", "line"),
    [
        (
            "工业和信息化部办公厅 国家卫生健康委员会办公厅 国家医疗保障局办公室关于加强短缺药品埽工监测工作的通知",
            "Ministry of Industry and Information Technology and 2 others: Notice: drug shortage …",
        ),
        ("关于进一步健全横向生态保护补偿机制的意见", "Opinions: ecological protection compensation mechanism"),
        ("推动东北地区冰雪经济高质量发展助力全面振兴取得新突破实施方案", None),
        ("王勇在河北检查指导防汛减灾工作", "Hebei … flood control …"),
    ],
)
def test_another_title_is_a_line_of_known_words(title: str, line: str | None) -> None:
    shown = gloss(title) or ""
    assert shown.startswith(LEAD)
    assert line is None or shown == LEAD + line
    assert not re.search("[\u3400-\u9fff]", shown)
    assert not re.search(r"(?:^|· |… )(?:of|to|with|in|on|for|by)\b", shown)


def test_a_title_of_which_no_word_is_known_has_no_line() -> None:
    assert gloss("关于埽工养护的通知") is None
    assert gloss("") is None


def test_an_official_name_wins_over_the_rules() -> None:
    for name, entry in terms.official_names().items():
        assert english_title(f"《{name}》").text == entry.english
        assert english_title(f"关于修改《{name}》的决定").text == f"Decision to Amend the {entry.english}"
        assert entry.source


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("Notice on Advancing National Urban Water Conservation Publicity Week", 4),
        ("the national smart manufacturing standards system", 3),
        ("Measures for the Administration of Drugs", 1),
        ("Key Water Use Enterprise Water Efficiency Leaders", 6),
    ],
)
def test_nouns_in_a_row_are_counted_without_adjectives(text: str, nouns: int) -> None:
    assert nouns_in_a_row(text) == nouns


@pytest.mark.parametrize(
    ("one", "many"),
    [("enterprise", "enterprises"), ("share of people who exercise", "shares of people who exercise")],
)
def test_the_plural_is_that_of_the_noun(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize("phrase", ["securities", "minors", "premises", "ashes", "works", "services"])
def test_what_has_no_singular_keeps_its_form(phrase: str) -> None:
    assert singular(phrase) == phrase


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("titles/words.csv", ("english",)),
        ("titles/actions.csv", ("noun", "gerund")),
        ("titles/heads.csv", ("before",)),
        ("glossary/terms.csv", ("english",)),
        ("measures.csv", ("before", "after")),
    ],
)
def test_the_english_of_the_tables_is_spelled_as_in_america(table: str, columns: tuple[str, ...]) -> None:
    kept = {"catalogue", "catalogues", "dialogue", "dialogues", "analyses"}
    with files("zhengce.english").joinpath(table).open(encoding="utf-8") as rows:
        found = {word for row in csv.DictReader(rows) for column in columns for word in row[column].lower().split()}
    british = {row["british"] for row in rows_of("zhengce.english.glossary", "american.csv")}
    digitised = {word for word in found if any("iz" in form and "iz" not in word for form in words_of(word))}
    assert (found & british - kept) | digitised == set()


def test_no_single_character_is_a_word_but_for_conjunctions_prepositions_and_rare_metals() -> None:
    metals = "碲钆钇钐钒钕钨钪钬钼钽铋铌铍铒铕铟铥铼铽锆锑锗镓镝镥镨镱"
    assert sorted(word for word in words() if len(word) == 1) == sorted(
        {*f"+＋和与及暨、并的等\u3000{metals}", *(one for one in PREPOSITIONS if len(one) == 1)}
    )


def test_a_text_is_cut_whole() -> None:
    for text in ("国家数据安全管理办法", "埽工养护，ABC 2021年", "、、（）"):
        assert "".join(word.chinese for word in cut(text)) == text
