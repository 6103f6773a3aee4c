"""Titles in English by rules: the name of what is issued, or what the document does."""

import subprocess
import sys

import pytest

from zhengce.english.titles.frames import english_title
from zhengce.english.titles.lexicon import PREPOSITIONS, cut, words
from zhengce.english.titles.shown import gloss


@pytest.mark.parametrize(
    ("title", "english"),
    [
        (
            "工业和信息化部关于印发“十四五”信息通信行业发展规划的通知",
            "14th Five-Year Plan for the Development of the Information and Communication Industry",
        ),
        (
            "数据出境安全评估办法（征求意见稿）",
            "Measures for Data Export Security Assessment (Draft for Comment)",
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
            "关于调整煤炭工业若干政策的请示",
            "Request for Instructions on Several Policies for Adjusting the Coal Industry",
        ),
        (
            "关于落实支持农民工市民化若干政策的通知",
            "Notice on Implementing Several Policies for Supporting Urbanisation of Migrant Workers",
        ),
        (
            "《工业绿色低碳发展“十五五”规划》解读",
            "Interpretation of the 15th Five-Year Plan for Green and Low-carbon Industrial Development",
        ),
        (
            "关于对欧盟企业采取反制措施的决定",
            "Decision on Taking Countermeasures Against the European Union Enterprises",
        ),
        ("化妆品监督管理条例", "Regulations on the Supervision and Administration of Cosmetics"),
        (
            "国务院关于同意在石家庄等24个城市设立跨境电商综合试验区的批复",
            "Approval of Establishing Cross-border E-commerce Comprehensive Pilot Zones in 24 Cities Including "
            "Shijiazhuang",
        ),
        (
            "国务院办公厅关于调整国务院打击走私工作领导小组组成人员的通知",
            "Notice on Adjusting the Members of the State Council Leading Group on Cracking Down on Smuggling",
        ),
        (
            "国务院办公厅转发农业部等部门关于扶持家禽业发展若干措施的通知",
            "Several Measures for Supporting the Development of the Poultry Industry",
        ),
        ("国务院关于设立淄博、潍坊海关的批复", "Approval of Establishing Customs in Zibo and Weifang"),
        ("中华人民共和国国务院令第777号", "Order No. 777 of the State Council"),
        ("商务部公告2023年第23号", "Announcement No. 23 of 2023 by the Ministry of Commerce"),
        ("国家能源局公告　2026年第3号", "Announcement No. 3 of 2026 by the National Energy Administration"),
        (
            "中国人民银行 国家发展改革委公告〔2025〕第29号",
            "Announcement No. 29 of 2025 by the People's Bank of China and the National Development and Reform "
            "Commission",
        ),
        (
            "商务部公告2026年第44号 公布对原产于欧盟的进口对硝基甲苯发起反倾销立案调查",
            "Announcement on Initiating Anti-dumping Investigation into Imports of P-nitrotoluene Originating in the "
            "European Union",
        ),
        (
            "商务部公告2017年第30号　关于终止对原产于俄罗斯、日本和美国的进口环氧氯丙烷反倾销措施的公告",
            "Announcement on Terminating Anti-dumping Measures on Imports of Epichlorohydrin Originating in Russia, "
            "Japan and the United States",
        ),
        (
            "商务部公布对原产于日本的进口共聚聚甲醛反倾销措施相关企业税率继承的决定",
            "Decision on Publishing Anti-dumping Measure Succession of Enterprises to Duty Rates on Imports of "
            "Copolymer Polyoxymethylene Originating in Japan",
        ),
        (
            "关于印发肺癌筛查方案（2024年版）和结直肠癌筛查方案（2024年版）的通知",
            "Plan for the Screening of Lung Cancer (2024 Edition) and Plan for the Screening of Colorectal Cancer "
            "(2024 Edition)",
        ),
        ("关于加强数据安全管理的通知（试行）", "Notice on Strengthening Data Security Management (Trial)"),
        ("关于做好社会组织助力乡村振兴工作的通知", "Notice on Social Organizations Supporting Rural Revitalization"),
        ("关于7批次食品不合格情况的通告", "Public Notice on 7 Batches of Food Non-compliance"),
        (
            "关于将溴素列入易制毒化学品品种目录的公告",
            "Announcement on Including Bromine in the Precursor Chemical Catalogue",
        ),
        ("关于调整美国乳制品进口关税的公告", "Announcement on Adjusting the United States Dairy Product Import Tariff"),
        (
            "关于金融支持服务业扩能提质的指导意见",
            "Guiding Opinions on Financial Support for Service Sector Capacity Expansion and Quality Improvement",
        ),
        ("关于金融支持政策的通知", "Notice on Financial Support Policies"),
        ("关于公布3项推荐性国家标准的公告", "Three Recommended National Standards"),
        ("关于发布18项国家标准的公告", "18 National Standards"),
        (
            "关于发布《电动汽车充电系统 第3部分：通用要求》国家标准的公告",
            "National Standards for the Electric Vehicle Charging System and Part 3: General Requirements",
        ),
        (
            "商务部公告2026年第30号 公布将14家欧盟实体列入出口管制管控名单",
            "Announcement on Including 14 European Union Entities in the Export Control List",
        ),
        (
            "商务部 海关总署公告2023年第23号 关于对镓、锗相关物项实施出口管制的公告",
            "Announcement on Implementing Export Control on Items Related to Gallium and Germanium",
        ),
        (
            "中国人民银行令（〔2020〕第1号） 中国人民银行关于修改部分规章的决定",
            "Decision to Amend Certain Rules",
        ),
        (
            "商务部服贸司负责人解读《国际服务外包产业发展“十三五”规划》",
            "Interpretation of the 13th Five-Year Plan for the Development of the International Service Outsourcing "
            "Industry",
        ),
        (
            "司法部、国家知识产权局负责人就《集成电路布图设计保护条例》修订答记者问",
            "Questions and Answers on the Regulations on the Protection of Layout-designs of Integrated Circuits",
        ),
        (
            "《公开发行证券的公司信息披露内容与格式准则第41号——科创板公司招股说明书》",
            "Public Securities Issuer Information Disclosure Content and Format Standards No. 41: STAR Market Company "
            "Prospectuses",
        ),
        (
            "可能影响未成年人身心健康的网络信息分类办法",
            "Measures for the Classification of Online Information Possibly Affecting Minor Physical and Mental Health",
        ),
        (
            "国家林业局令（第50号） 在国家级自然保护区修筑设施审批管理暂行办法",
            "Interim Measures for the Administration of the Examination and Approval of Building Facilities in "
            "National Nature Reserves",
        ),
        (
            "国务院办公厅转发国家机关事务管理局关于清理规范驻省会城市办事机构指导意见的通知",
            "Guiding Opinions on Cleaning Up and Regulating Offices Stationed in Provincial Capitals",
        ),
        (
            "水利部关于修订印发水利工程管理考核办法及其考核标准的通知",
            "Measures for the Assessment of Water Conservancy Project Management and Its Assessment Standards",
        ),
        (
            "国家发展改革委办公厅关于2021年第四季度违背市场准入负面清单典型案例的通报",
            "Circular on Typical Cases of Violating the Negative List for Market Access in the Fourth Quarter of 2021",
        ),
        (
            "关于下达2019年支持学前教育发展资金预算的通知",
            "Notice on Issuing Fund Budgets for Supporting the Development of Preschool Education in 2019",
        ),
        (
            "民政部关于同意将北京市石景山区等单位确认为全国社区治理和服务创新实验区的批复",
            "Approval of Designating Beijing Shijingshan District and Other Organisations as National Community "
            "Governance and Services Innovation Experimental Zones",
        ),
        ("食品中坎地沙坦酯、拉西地平的测定", "Determination of Candesartan Cilexetil and Lacidipine in Food"),
        ("关于开展第三次全国文物普查的通知", "Notice on Carrying Out the Third National Cultural Relics Census"),
    ],
)
def test_a_title_of_known_words_is_english(title: str, english: str) -> None:
    found = english_title(title)
    assert (found.text, found.is_whole) == (english, True)


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("关于完善粮食合同定购制度的通知", "Notice on Improving Grain Contract Ordering System"),
        (
            "国务院关于同意在廊坊等33个城市和地区设立跨境电子商务综合试验区的批复",
            "Approval of Establishing Cross-border E-commerce Comprehensive Pilot Zones in 33 Cities and Regions "
            "Including Langfang",
        ),
        (
            "国务院办公厅关于促进全民健身和体育消费推动体育产业高质量发展的意见",
            "Opinions on Promoting National Fitness and Sports Consumption and Promoting Sports Industry "
            "High-quality Development",
        ),
    ],
)
def test_where_words_have_two_readings_they_stay_in_order(title: str, english: str) -> None:
    found = english_title(title)
    assert (found.text, found.is_whole, found.is_certain) == (english, True, False)


def test_where_a_word_begins_in_two_places_a_title_is_not_whole() -> None:
    found = english_title("关于进一步加强对外国籍船舶监管工作的通知")  # 对外|国籍, or 对|外国籍
    assert not found.is_whole


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("关于同意开放秀屿港的批复", "Approval of Opening Xiuyu Port [pinyin]"),
        ("关于蔚县防洪的通知", "Notice on Yuxian County [pinyin] Flood Control"),
        (
            "关于同意萧山临江高新技术产业开发区升级为国家高新技术产业开发区的批复",
            "Approval of Upgrading Xiaoshan Linjiang [pinyin] High-tech Industrial Development Zone to a National "
            "High-tech Industrial Development Zone",
        ),
        ("关于授予李喆生称号的决定", "Decision on Conferring Li Zhesheng [pinyin] Titles"),
    ],
)
def test_a_name_that_no_table_holds_is_in_marked_pinyin(title: str, english: str) -> None:
    found = english_title(title)
    assert (found.text, found.is_whole, found.is_certain) == (english, True, False)


def test_a_common_word_that_no_table_holds_is_not_spelled() -> None:
    found = english_title("关于埽工养护的通知")
    assert (found.text, found.is_whole) == ("Notice on the Maintenance of 埽工", False)


def test_the_verb_of_a_headline_is_no_name() -> None:
    found = english_title("新型电力系统建设迎来“十五五”发展路线图")
    assert not found.is_whole
    assert "迎来" in found.text


def test_pinyin_is_loaded_for_a_name_alone() -> None:
    code = "import sys; from zhengce.english.titles.frames import english_title as e; e('关于印发规划的通知')"
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}; print('pypinyin' in sys.modules)"], capture_output=True, text=True
    )
    assert ran.stdout.strip() == "False"


def test_an_empty_title_is_not_english() -> None:
    assert not english_title("").is_whole
    assert gloss("") is None


def test_no_single_character_is_a_word_but_for_conjunctions_prepositions_and_rare_metals() -> None:
    metals = "碲钆钇钐钒钕钨钪钬钼钽铋铌铍铒铕铟铥铼铽锆锑锗镓镝镥镨镱"
    assert sorted(word for word in words() if len(word) == 1) == sorted(
        {*f"+＋和与及暨、并的等\u3000{metals}", *(one for one in PREPOSITIONS if len(one) == 1)}
    )


def test_a_text_is_cut_whole() -> None:
    for text in ("国家数据安全管理办法", "埽工养护，ABC 2021年", "、、（）"):
        assert "".join(word.chinese for word in cut(text)) == text


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
    ],
)
def test_what_the_order_of_the_words_does_not_say_has_no_english(title: str) -> None:
    assert not english_title(title).is_whole


@pytest.mark.parametrize(
    ("title", "english"),
    [
        (
            "海关总署公告2018年第121号（关于海关行政审批网上平台升级）",
            "Announcement on the Upgrading of Customs Administrative Approval Online Platform",
        ),
        (
            "国务院办公厅关于结束清理整顿驻港澳机构工作的通知",
            "Notice on Ending the Clean-up and Rectification of Institutions in Hong Kong and Macao",
        ),
        (
            "关于开展打击野生动物非法贸易专项行动的通知",
            "Notice on Carrying Out the Special Campaign on Cracking Down on Wildlife Illegal Trade",
        ),
        (
            "关于继续有效的个人所得税优惠政策目录的公告",
            "Announcement on Still Effective Individual Income Tax Preferential Policy Catalogue",
        ),
        (
            "关于享受增值税加计抵减政策的集成电路企业清单制定工作的通知",
            "Notice on the Formulation of Integrated Circuit Enterprise List Enjoying Additional VAT Credit Policies",
        ),
        (
            "财政部有关负责人就完善增值税制度答记者问",
            "Questions and Answers on Improving the Value-added Tax System",
        ),
        (
            "关于加大吸引外商投资力度的意见",
            "Opinions on Increasing Efforts in Attracting Foreign Investment",
        ),
        (
            "关于延续免征国产抗艾滋病病毒药品增值税政策的通知",
            "Notice on Continuing the VAT Policies of Exempting Domestically Produced Anti-HIV Drugs",
        ),
        (
            "关于新时代推进西部大开发加强生态保护的指导意见",
            "Guiding Opinions on Advancing Large-scale Development of the Western Region and Strengthening Ecological "
            "Protection in the New Era",
        ),
        (
            "关于申报国家重点研发计划“引力波探测”等7个重点专项的通知",
            "Notice on Applying for Seven Key Special Projects Including National Key R&D Program “Exploration of "
            "Gravitational Waves”",
        ),
        (
            "关于对社会公众提供海关统计服务有关事项的公告",
            "Announcement on Providing Customs Statistical Services to the Public",
        ),
    ],
)
def test_subjects_in_brackets_campaigns_and_what_is_ended_are_put_into_english(title: str, english: str) -> None:
    found = english_title(title)
    assert (found.text, found.is_whole) == (english, True)
