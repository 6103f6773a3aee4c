"""What a title's own words say: bodies, type, subject, the document it issues, number, stage; else silence."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.grammar.agencies import NAMES
from parsers.grammar.document_type import ENDINGS
from parsers.grammar.numerals import NUMERALS
from parsers.grammar.title import TitleReading, read_title
from tests.characters import ANY
from tests.shared import DOCUMENTS


def bodies(title: str) -> list[str | None]:
    return [body.id for body in read_title(title).issuing_bodies]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("工业和信息化部关于印发“十四五”信息通信行业发展规划的通知", ["miit"]),
        ("国家发展改革委 国家能源局关于开展全国煤电机组改造升级的通知", ["ndrc", "nea"]),
        (
            "工业和信息化部办公厅 教育部办公厅 广电总局办公厅 关于组织开展2025年元宇宙典型案例推荐工作的通知",
            ["miit", "moe", "nrta"],
        ),
        ("国务院、中央军委关于同意新建博乐民用机场的批复", ["state_council", "cmc"]),
        ("国务院中央军委关于给郑静晨同志记一等功的命令", ["state_council", "cmc"]),
        (
            "国务院办公厅转发国家发展改革委关于推动生活性服务业补短板上水平提高人民生活品质若干意见的通知",
            ["state_council_go"],
        ),
        ("国务院办公厅转发国家工商行政管理局关于加强工商行政管理工作报告的通知", ["state_council_go"]),
        ("国务院批转国家计委、财政部关于改进固定资产更新改造资金管理的报告", ["state_council"]),
        ("国务院对石油部关于与外国石油公司在我海域合作进行地球物理勘探工作有关问题请示的批复", ["state_council"]),
        ("国务院给参加巴基斯坦古杜电站四号机组建设人员的贺信", ["state_council"]),
        ("国务院授予斯大孝等十七名同志、晋升牟新生等五十七名同志人民警察警衔命令", ["state_council"]),
        ("国务院、中央军委一九八五年冬季征兵命令", ["state_council", "cmc"]),
        ("国务院办公厅紧急通知", ["state_council_go"]),
        ("国务院公告", ["state_council"]),
        ("国务院实施《中华人民共和国民族区域自治法》若干规定", ["state_council"]),
        ("中华人民共和国工业和信息化部公告", ["miit"]),
        ("国办印发《关于国务院行政复议案件处理程序的若干规定》的通知", ["state_council_go"]),
        ("中办国办关于完善自然资源资产管理制度体系的意见", ["cpc_go", "state_council_go"]),
        ("中央网信办秘书局、市场监管总局办公厅联合印发《智能社会发展与治理标准化指引（2025版）》", ["cac", "samr"]),
        ("商务部公告2025年第27号 公布对原产于美国的进口相关模拟芯片发起反倾销立案调查", ["mofcom"]),
        ("关于延续实施优惠政策的公告（财政部 税务总局公告2021年第42号）", ["mof", "sta"]),
        ("《国家发展改革委关于修改部分规章的决定》 2024年第11号令", ["ndrc"]),
        (
            "第十三届全国人民代表大会第四次会议关于国民经济和社会发展第十四个五年规划和2035年远景目标纲要的决议",
            ["npc"],
        ),
        ("国家统计局 国务院第七次全国人口普查领导小组办公室关于印发普查公报的通知", ["nbs", None]),
        ("不可靠实体清单工作机制关于将3家美国企业列入不可靠实体清单的公告", ["unreliable_entity"]),
        ("国家能源局 2022年 第4号 公告", ["nea"]),
        ("国家发展改革委2024年第20号令《样例管理办法》", ["ndrc"]),
        ("【部门规章】交通运输部关于修改《样例规定》的决定", ["mot"]),
        ("（受权发布）中共中央 国务院关于促进样例发展的意见", ["cpc_central", "state_council"]),
        ("国家林业和草原局（国家公园管理局）关于开展样例建设的通知", ["nfga"]),
        ("国务院国资委党委关于加强样例建设的意见", ["sasac"]),
        ("国家矿山安全监察局山西局关于做好样例工作的通知", [None]),
        ("中国人民银行深圳市分行关于做好样例工作的通知", [None]),
        ("国办函〔2024〕1号-国务院办公厅关于样例的复函", ["state_council_go"]),
        ("国家市场监督管理总局 中国国家标准化管理委员会关于批准发布国家标准的公告", ["samr", "sac"]),
    ],
)
def test_the_bodies_before_the_subject_are_the_issuers(title: str, expected: list[str]) -> None:
    assert bodies(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "关于印发《煤炭工业发展“十五五”规划》的通知",
        "关于成立国务院机电产品出口办公室的通知",
        "转发财政部关于山东外贸企业严重违反财经纪律简报的通知",
        "国务院议事协调机构设置",
        "中华人民共和国个人信息保护法",
        "海关关衔标志式样和佩带办法",
        "国家地震应急预案",
        "商务部等9部门加力推动城市一刻钟便民生活圈建设扩围升级！",
        "国家发展改革委召开全国发展和改革工作会议",
        "王勇在河北检查指导防汛减灾工作",
        "国家能源局有关负责同志就《供电营业区划分及管理办法》答记者问",
        "关于《国家税务总局关于境外投资者以分配利润直接投资税收抵免政策有关事项的公告》的解读",
        "国务院办公厅",
        "中国人民银行授权全国银行间同业拆借中心公布贷款市场报价利率公告",
    ],
)
def test_bodies_that_do_not_issue_are_not_taken_for_issuers(title: str) -> None:
    assert bodies(title) == []


def test_an_unknown_body_before_the_subject_is_kept_as_printed() -> None:
    reading = read_title("广东省人民政府办公厅关于印发广东省数字经济发展规划的通知")
    assert [(body.id, body.as_printed) for body in reading.issuing_bodies] == [(None, "广东省人民政府办公厅")]


@pytest.mark.parametrize(
    "words", ["国家发展改革委等部门", "商务部等24部门", "工业和信息化部等七部门办公厅（办公室）", "十部门"]
)
def test_hidden_co_issuers_make_the_bodies_incomplete(words: str) -> None:
    assert not read_title(f"{words}关于严格能效约束的若干意见").issuing_bodies_complete
    assert not read_title(f"{words}联合印发《某行业规范条件》").issuing_bodies_complete


@pytest.mark.parametrize("words", ["国家发展改革委会同有关部门", "国家发展改革委 商务部会同有关部门"])
def test_unnamed_bodies_that_joined_are_no_body_of_their_own(words: str) -> None:
    reading = read_title(f"{words}关于促进样例消费的通知")
    assert (reading.issuing_bodies[0].id, reading.issuing_bodies_complete) == ("ndrc", False)
    assert all(body.id for body in reading.issuing_bodies)


def test_a_ministrys_own_committee_is_not_the_state_councils_of_the_same_name() -> None:
    reading = read_title("交通运输部安委会办公室关于做好样例检查的通知")
    assert [(body.id, body.unit) for body in reading.issuing_bodies] == [("mot", "安委会办公室")]


def test_co_issuers_hidden_in_what_is_forwarded_do_not_matter() -> None:
    assert read_title(
        "国务院办公厅转发国家发展改革委等部门关于加快推进快递包装绿色转型意见的通知"
    ).issuing_bodies_complete


def test_the_general_office_is_the_unit() -> None:
    reading = read_title("工业和信息化部等七部门办公厅（办公室）关于开展2026年创新任务揭榜挂帅工作的通知")
    assert [(body.id, body.unit) for body in reading.issuing_bodies] == [("miit", "办公厅")]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("国务院关于支持北京城市副中心高质量发展的意见", "意见"),
        ("国务院关于积极推进“互联网+”行动的指导意见", "意见"),
        ("国务院办公厅关于同意建立促进投资部际联席会议制度的复函", "函"),
        ("国务院、中央军委关于授予张剑同志武警警衔的命令", "令"),
        ("关于《某办法》有关问题的补充通知", "通知"),
        ("国务院关于严格控制高档房地产开发项目的通知（摘要）", "通知"),
        ("关于发布生成式人工智能服务已备案信息的公告（2025年9月至10月）", "公告"),
        ("海关总署关于公布《某规定》的令", "令"),
        ("地下水管理条例", "条例"),
        ("“十四五”航空物流发展专项规划", "规划"),
        ("《粤港澳大湾区国际一流营商环境建设三年行动计划》", "计划"),
        ("锂离子电池行业规范条件（2021年本）（征求意见稿）", "规范条件"),
        ("中华人民共和国科学技术普及法（2024年修订）", "法"),
        ("中央网信办等四部门印发《2025年数字乡村发展工作要点》", "要点"),
        ("公开征求对《中华人民共和国无线电频率划分规定（征求意见稿）》的意见", "规定"),
        ("国家发展改革委关于废止部分规章的决定 2023年第5号令", "令"),
        ("交通运输部关于修改《样例规定》的决定（中华人民共和国交通运输部令2018年第25号）", "决定"),
        ("样例规定（交通运输部令2018年第25号）", "令"),
        ("中华人民共和国国务院令", "令"),
        ("国家互联网信息办公室令", "令"),
        ("贺电", "贺电"),
        ("国务院议事协调机构设置", None),
        ("证券期货行政执法", None),
        ("证监会就《样例公司监督管理办法》修订公开征求意见", "办法"),
        ("国务院关于样例情况的报告——2024年6月25日在第十四届全国人民代表大会常务委员会第十次会议上", "报告"),
        ("三部门：延续实施样例税收优惠政策", None),
    ],
)
def test_the_last_words_are_the_type(title: str, kind: str | None) -> None:
    assert read_title(title).document_type == kind


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("国务院办公厅关于加强草原保护修复的若干意见", "加强草原保护修复"),
        ("国家发展改革委 工业和信息化部关于推动原料药产业高质量发展实施方案的通知", "推动原料药产业高质量发展实施方案"),
        ("关于印发《电力市场计量结算基本规则》的通知(发改能源规〔2025〕976号)", "印发《电力市场计量结算基本规则》"),
        ("国务院办公厅转发民政部关于清理整顿社会团体意见的通知", "转发民政部关于清理整顿社会团体意见"),
        ("地下水管理条例", None),
        ("中国人民银行等八部门联合印发《关于金融支持服务业扩能提质的指导意见》", None),
        ("国务院关于进一步加强样例工作的 决定", "进一步加强样例工作"),
        ("农业农村部关于加强样例能力建设的 指导意见", "加强样例能力建设"),
        ("商务部关于《样例条例（征求意见稿）》公开征求意见", None),
    ],
)
def test_the_subject_stands_between_about_and_the_type(title: str, subject: str | None) -> None:
    assert read_title(title).subject == subject


@pytest.mark.parametrize(
    ("title", "standard", "printed"),
    [
        (
            "关于印发《电力市场计量结算基本规则》的通知(发改能源规〔2025〕976号)",
            "发改能源规〔2025〕976号",
            "发改能源规〔2025〕976号",
        ),
        ("《电力重大事故隐患判定标准》 2026年第41号令", "2026年第41号令", "2026年第41号令"),
        ("国家发展改革委关于废止部分规章的决定 2023年第5号令", "国家发展和改革委员会令2023年第5号", "2023年第5号令"),
        ("科学技术部令第23号 科技部关于废止部分规章的决定", "科学技术部令第23号", "科学技术部令第23号"),
        ("国家广播电视总局令（第16号） 微短剧发展管理办法", "国家广播电视总局令第16号", "国家广播电视总局令（第16号）"),
        (
            "中华人民共和国工业和信息化部公告 （2025年 第19号）",
            "工业和信息化部公告2025年第19号",
            "中华人民共和国工业和信息化部公告 （2025年 第19号）",
        ),
        ("商务部公告2025年第27号 公布立案调查", "商务部公告2025年第27号", "商务部公告2025年第27号"),
        ("2021年第4号公告：2021年第二季度跟踪审计结果", "2021年第4号公告", "2021年第4号公告"),
        ("2025年农产品进口关税配额再分配公告 2025年第2号", "2025年第2号公告", "2025年第2号"),
        (
            "工信部联规〔2021〕207号 关于印发《“十四五”智能制造发展规划》的通知",
            "工信部联规〔2021〕207号",
            "工信部联规〔2021〕207号",
        ),
        (
            "中国证券监督管理委员会公告〔2021〕45号",
            "中国证券监督管理委员会公告〔2021〕45号",
            "中国证券监督管理委员会公告〔2021〕45号",
        ),
        (
            "广电办发〔2019〕221号《国家广播电视总局办公厅关于公布2019年第二季度广播电视创新创优节目的通知》",
            "广电办发〔2019〕221号",
            "广电办发〔2019〕221号",
        ),
        ("公共样例系统管理条例（国令第799号）", "国令第799号", "国令第799号"),
        ("中华人民共和国样例法（主席令第二十三号）", "中华人民共和国主席令第二十三号", "主席令第二十三号"),
        ("商务部令二〇二一年第一号", "商务部令2021年第一号", "商务部令二〇二一年第一号"),
        (
            "中国人民银行、发展改革委、科技部令〔2021〕第4号",
            "中国人民银行 国家发展和改革委员会 科学技术部令〔2021〕第4号",
            "中国人民银行、发展改革委、科技部令〔2021〕第4号",
        ),
    ],
)
def test_a_number_in_the_title_is_the_documents_own(title: str, standard: str, printed: str) -> None:
    reading = read_title(title)
    assert (reading.document_number, reading.document_number_as_printed) == (standard, printed)


@pytest.mark.parametrize(
    "title",
    [
        "国务院办公厅关于执行国办发〔1995〕27号文件有关问题的通知",
        "国务院办公厅对全国政协十届四次会议第4626号提案的答复",
        "国务院、中央军委关于停止生产霹雳2号系列空空导弹的批复",
        "国务院办公厅关于2022年部分节假日安排的通知",
    ],
)
def test_a_number_that_the_title_only_mentions_is_not_its_own(title: str) -> None:
    assert read_title(title).document_number is None


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("锂离子电池行业规范条件（2021年本）（征求意见稿）", "draft"),
        ("关于公开征求《某规定》意见的公告", "draft"),
        ("【进行中】关于向社会公开征求《某办法》意见的公告", "draft"),
        ("一图读懂丨固定资产投资项目节能审查和碳排放评价办法", "interpretation"),
        ("《粮食流通行政执法办法》政策解读", "interpretation"),
        ("国家能源局有关负责同志就《电力市场监管办法》答记者问", "interpretation"),
        ("专家解读文章之一 | 信用修复制度建设的重要里程碑", "interpretation"),
        ("国家发展改革委召开《某规划》发布会", "news"),
        ("王勇在河北检查指导防汛减灾工作", "news"),
        ("国务院关于印发《全民健身计划（2026—2030年）》的通知", "final"),
        ("关于做好政策解读工作的通知", "final"),
        ("关于做好征求意见工作的通知", "final"),
        ("关于征集2025年工业和信息化标准项目的通知", "final"),
        ("国务院关于提请审议《中华人民共和国审计法（修正草案）》的议案", "final"),
        ("国家网信办就《网络数据安全管理条例（征求意见稿）》公开征求意见", "draft"),
        ("14项重点任务，山东出台数据赋能人工智能创新发展实施意见", "news"),
        ("优化营商环境，关于样例的若干意见", "final"),
        ("《样例，样例》管理办法", "final"),
        ("关于做好重大行政决策公开征求意见工作的通知", "final"),
        ("关于《电信业务分类目录（征求意见稿）》征求意见采纳情况的公告", "final"),
        ("《网络安全审查办法》公开征求意见情况的反馈", "news"),
        ("关于召开全国会议的通知", "final"),
        ("集成电路布图设计保护条例", "final"),
        ("关于举办水闸展会", "final"),
        ("财政部令第5号 水闸调研", "final"),
        ("财政部公告2021年第5号 三部门：水闸", "final"),
        ("财政部令第5号 十四项任务，推进水闸建设", "final"),
        ("三部门：水闸工作通知", "final"),
        ("三部门：关于做好水闸工作的若干政策", "final"),
        ("水闸条例（送审稿）", "draft"),
        ("水闸调研数据（征求意见稿）", "draft"),
        ("水闸条例草案征求意见会召开", "news"),
        ("关于《水闸法（草案）》的说明", "final"),
    ],
)
def test_the_stage_is_told_by_the_words(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


def test_a_title_glued_to_the_order_that_published_it_is_no_part_of_the_issuers_name() -> None:
    reading = read_title("民用航空安全管理规定中华人民共和国交通运输部令2018年第3号")
    assert [body.id for body in reading.issuing_bodies] == ["mot"]
    assert (reading.document_type, reading.issued_title) == ("令", "民用航空安全管理规定")


def test_a_title_in_brackets_behind_its_number_is_read_like_any_other() -> None:
    reading = read_title("黔府办发〔2012〕34号《贵州省人民政府办公厅关于印发〈样例资金管理办法〉的通知》")
    assert [body.name for body in reading.issuing_bodies] == ["贵州省人民政府办公厅"]
    assert reading.document_type == "通知"


def test_every_finding_has_its_evidence() -> None:
    reading = read_title("国家发展改革委等部门关于印发《某规划（征求意见稿）》的通知(发改环资〔2021〕1524号)")
    given_fields = {name for name, value in reading.to_dict().items() if value not in (None, [], True, "final")}
    assert given_fields - {"title", "evidence", "document_number_as_printed"} <= set(reading.evidence)
    for why in reading.evidence.values():
        assert why.rule
        assert why.text in reading.title


def test_a_reading_goes_to_json_with_the_records_names() -> None:
    plain = json.loads(json.dumps(read_title("商务部关于印发《某规划》的通知").to_dict(), ensure_ascii=False))
    assert plain["issuing_bodies"][0]["id"] == "mofcom"
    assert plain["evidence"]["issued_title"]["text"]
    assert list(plain)[:3] == ["title", "issuing_bodies", "issuing_bodies_complete"]


def test_the_title_is_kept_as_printed_but_for_runs_of_blanks() -> None:
    assert read_title(" 关于“十四五”  规划（试行）\n的通知 ").title == "关于“十四五” 规划（试行） 的通知"


_PIECES = st.sampled_from(
    [
        *"国务院 国家发展改革委 关于 印发 转发 《 》 “ ” （ ） 的通知 的批复 令 公告 第 号 2021年 等部门".split(),
        *"公开征求 意见 〔2021〕 、 规划 解读 某".split(),
        " ",
    ]
)


@given(st.text(ANY, max_size=300) | st.lists(_PIECES, max_size=60).map("".join))
def test_any_text_is_read_without_error(text: str) -> None:
    reading = read_title(text)
    assert isinstance(reading, TitleReading)
    for name in set(reading.evidence):
        assert name in reading.to_dict()


@pytest.mark.parametrize(
    "piece",
    [
        "关于",
        "《",
        "国务院",
        "（",
        "（一）",
        "征求意见",
        "公开征求《",
        "等部门",
        "第1号",
        "国家发展改革委 ",
        "的",
        "转发“",
        "《》",
    ],
)
def test_text_too_long_for_a_title_is_kept_and_not_read(piece: str) -> None:
    text = "国务院关于" + piece * 20_000 + "的通知"
    reading = read_title(text)
    assert reading.document_type is None
    assert reading.title.endswith("的通知")
    assert read_title("国务院关于" + piece * 80 + "的通知").document_type == "通知"


def _truth(origins: Sequence[str]) -> list[dict[str, str]]:
    with DOCUMENTS.open(encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["origin"] in origins]


@pytest.mark.needs_shared("truth/documents.jsonl")
def test_titles_of_the_state_council_give_the_body_that_their_number_names() -> None:
    leads = {"国发": "state_council", "国函": "state_council", "国办": "state_council_go"}
    wrong = []
    for row in _truth(["state-council-list"]):
        lead = leads.get((row.get("document_number") or "")[:2])
        named = read_title(row["title"]).issuing_bodies
        joint = {body.id for body in named} & {"covid_mechanism", "covid_leading_group"}
        if lead and named and named[0].id != lead and not joint:
            wrong.append(row["title"])
    assert wrong == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("国务院样例促进和样例保护工作领导小组办公室关于开展专项行动的通知", [None]),
        ("国务院就业促进和劳动保护工作领导小组办公室关于开展专项行动的通知", ["employment_group"]),
        ("全国“扫黄打非”工作小组办公室 公安部关于开展专项行动的通知", ["publications_group", "mps"]),
        ("商务部对外投资和经济合作司关于报送统计资料的函", ["mofcom"]),
        ("财政部国库司 中国人民银行国库局关于债券招标的通知", ["mof", "pboc"]),
        ("教育部学位管理与研究生教育司（国务院学位委员会办公室）关于报送材料的通知", ["moe"]),
        ("中共教育部党组 共青团中央关于印发工作方案的通知", ["moe", "cyl"]),
        ("国务院转批国家计委关于整顿物价意见的通知", ["state_council"]),
        ("市场监管总局附加限制性条件批准某公司收购案的公告", ["samr"]),
        ("工业和信息化部2023年第12号公告", ["miit"]),
        ("国令第797号", ["state_council"]),
        ("主席令第八十四号", ["president"]),
        ("国家新闻出版署 国家版权局 文化和旅游部关于加强版权管理的通知", ["nppa", "mct"]),
        ("国务院推进政府职能转变和“放管服”改革协调小组办公室关于印发要点的通知", [None]),
        ("中华人民共和国政府和某国政府关于数字合作的谅解备忘录", []),
    ],
)
def test_a_name_is_taken_whole_or_not_at_all(title: str, expected: list[str | None]) -> None:
    assert bodies(title) == expected


def test_an_unknown_body_before_others_that_are_counted_is_not_taken_for_all() -> None:
    reading = read_title("国家某某委员会等14部门关于提升服务质量的意见")
    assert [body.name for body in reading.issuing_bodies] == ["国家某某委员会"]
    assert not reading.issuing_bodies_complete


@pytest.mark.parametrize(
    ("title", "number", "issued"),
    [
        ("客户备付金存管办法（中国人民银行令〔2021〕第1号）", "中国人民银行令〔2021〕第1号", "客户备付金存管办法"),
        ("客户备付金存管办法（中国人民银行令﹝2021﹞第1号）", "中国人民银行令〔2021〕第1号", "客户备付金存管办法"),
        ("中国人民银行公告﹝2026﹞第23号", "中国人民银行公告〔2026〕第23号", None),
        (
            "中国人民银行令（〔2020〕第1号） 中国人民银行行政许可实施办法",
            "中国人民银行令〔2020〕第1号",
            "中国人民银行行政许可实施办法",
        ),
        ("中华人民共和国财政部令第108号——严重失信主体名单管理办法", "财政部令第108号", "严重失信主体名单管理办法"),
        (
            "国家市场监督管理总局令第92号（网络拍卖监督管理办法）",
            "国家市场监督管理总局令第92号",
            "网络拍卖监督管理办法",
        ),
        (
            "关于试点政策的公告 财政部 海关总署 税务总局公告2020年第20号",
            "财政部 海关总署 国家税务总局公告2020年第20号",
            None,
        ),
        ("固定资产投资项目节能审查办法（2025年第31号令）", "2025年第31号令", "固定资产投资项目节能审查办法"),
        ("国家税务总局纳税服务司关于服务质量的公告（2024年第2号）", "国家税务总局纳税服务司公告2024年第2号", None),
    ],
)
def test_a_number_keeps_its_own_issuer_wherever_the_title_prints_it(
    title: str, number: str, issued: str | None
) -> None:
    reading = read_title(title)
    assert (reading.document_number, reading.issued_title) == (number, issued)


def test_what_an_agency_puts_before_a_title_is_no_part_of_it() -> None:
    reading = read_title("【福建省样例保障局】关于印发《福建省样例办法》的通知")
    assert reading.issued_title == "福建省样例办法"
    assert [body.name for body in reading.issuing_bodies] == ["福建省样例保障局"]


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("一图读懂：全国一体化算力网实施意见", "interpretation"),
        ("五问+一图，读懂《稳增长行动方案》", "interpretation"),
        ("国务院常务会议审议通过《公平竞争审查条例（草案）》", "news"),
        ("国家网信办依法约谈某平台", "news"),
        ("工业和信息化部：前三季度工业增加值同比增长", "news"),
        ("国家发展改革委就《价格法（征求意见稿）》公开征求意见", "draft"),
        ("国家林业和草原局公开征求《样例管理办法》意见", "draft"),
        ("某银行关于《样例条例（征求意见稿）》公开征求意见的反馈", "news"),
        ("三部门：延续实施样例税收优惠政策", "news"),
        ("住房和城乡建设部通知要求做好样例安全防范工作", "news"),
        ("某部办公厅印发通知组织推荐样例县", "news"),
        ("住房和城乡建设部发布通知征集样例大典修订意见建议", "news"),
        ("六部委联合发布《通知》开展样例行动", "news"),
        ("某厅紧急通知要求做好防汛工作", "news"),
        ("1-8月全县规上样例业增加值增长5.2%", "news"),
        ("某部发布开展样例示范的通知", "final"),
        ("《某部关于提升样例能力的通知》的解读“一图读懂”", "interpretation"),
    ],
)
def test_headlines_about_documents_are_no_documents(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


def test_rules_about_pictures_and_films_are_rules() -> None:
    for title in ("动漫企业认定管理办法（试行）", "短视频平台内容审核标准细则", "问答式检验样例准则"):
        assert read_title(title).stage == "final"
    for title in ("漫画：数据出境怎么办", "海报丨《网络数据安全管理条例》要点"):
        assert read_title(title).stage == "interpretation"


@pytest.mark.parametrize("who", ["有关部门", "多部门", "五部委", "一个部门", "五六家单位"])
def test_a_document_forwarded_from_bodies_that_are_not_named_is_read(who: str) -> None:
    reading = read_title(f"国务院办公厅转发{who}样例管理办法的通知")
    assert [body.id for body in reading.issuing_bodies] == ["state_council_go"]
    assert reading.document_type == "通知"


WORDS = (
    tuple(NAMES),
    tuple(ENDINGS),
    tuple(NUMERALS),
    tuple("0123456789０１９"),
    "联合 修订 调整 重新 再次 正式 继续 修改 制定 近日 日前 共同 会同".split(),
    "印发 转发 批转 发布 公布 颁布 下发 征求 征集 批准 同意 废止 修改 下达".split(),
    ["关于", *"对就给的等和与及、，：之由在至", "以及", " ", "\u3000"],
    "部门 个部门 家单位 部委 机构 多部门 有关部门 办公厅 综合司 党组 省 市".split(),
    list("《》“”〈〉（）()〔〕[]【】"),
    "令 公告 通告 第 号 年 月 日 届 次会议 2021年 二〇二一年 第3号 〔2021〕5号".split(),
    ["\u200b", *"征求意见稿 试行 草案 修订 解读 问答 意见 实施 若干 样例 工作 办法 代章".split()],
)
"""The grammar's own words by kind; each kind is drawn as often as any other."""


@given(st.lists(st.sampled_from(WORDS).flatmap(st.sampled_from), max_size=14))
def test_no_title_made_of_the_grammars_own_words_raises(words: list[str]) -> None:
    text = "".join(words)
    reading = read_title(text)
    assert all(body.as_printed for body in reading.issuing_bodies)
    assert reading.document_type is None or reading.document_type in {*ENDINGS.values()}


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("全国人民代表大会关于完善香港特别行政区选举制度的决定", "npc"),
        ("第十三届全国人民代表大会第四次会议关于政府工作报告的决议", "npc"),
        ("十三届全国人大四次会议关于最高人民法院工作报告的决议", "npc"),
        ("中华人民共和国全国人民代表大会公告", "npc"),
        ("全国人民代表大会常务委员会关于修改《中华人民共和国人口与计划生育法》的决定", "npc_sc"),
        ("第十四届全国人民代表大会常务委员会第三次会议关于2022年中央决算的决议", "npc_sc"),
        ("全国人大常委会关于授权国务院在部分地区开展房地产税改革试点工作的决定", "npc_sc"),
        ("十四届全国人大常委会第三次会议关于批准2022年中央决算的决议", "npc_sc"),
    ],
)
def test_the_congress_and_its_standing_committee_are_two_bodies(title: str, body: str) -> None:
    assert bodies(title) == [body]


@pytest.mark.parametrize(
    ("title", "expected", "complete", "issued"),
    [
        ("国家网信办等十三部门联合修订发布《网络安全审查办法》", ["cac"], False, "网络安全审查办法"),
        (
            "国家发展改革委 商务部联合修订并发布《样例目录（2021年版）》",
            ["ndrc", "mofcom"],
            True,
            "样例目录（2021年版）",
        ),
        ("生态环境部、公安部修订印发《国家危险废物名录》", ["mee", "mps"], True, "国家危险废物名录"),
        ("工业和信息化部关于调整发布《样例目录》的公告", ["miit"], True, "样例目录"),
        ("财政部关于重新修订印发《样例办法》的通知", ["mof"], True, "样例办法"),
        ("财政部关于修订并重新发布《样例目录》的公告", ["mof"], True, "样例目录"),
        ("财政部修订后重新发布《样例目录》", ["mof"], True, "样例目录"),
        ("国家网信办、公安部修订和重新公布《样例办法》", ["cac", "mps"], True, "样例办法"),
        ("国家能源局综合司修订印发《样例办法》", ["nea"], True, "样例办法"),
        ("某某工作领导小组办公室联合制定印发《样例办法》", [None], True, "样例办法"),
    ],
)
def test_any_words_may_stand_before_the_verb_in_any_order(
    title: str, expected: list[str | None], complete: bool, issued: str
) -> None:
    reading = read_title(title)
    assert [body.id for body in reading.issuing_bodies] == expected
    assert reading.issuing_bodies_complete is complete
    assert reading.issued_title == issued


@pytest.mark.parametrize(
    ("title", "kind", "subject"),
    [
        ("中共中央关于制定样例规划的建议", "建议", "制定样例规划"),
        ("关于做好2024年样例奖申报的预通知", "通知", "做好2024年样例奖申报"),
        ("科技部关于发布样例项目申报指南的预通知", "通知", "发布样例项目申报指南"),
        ("关于公开征集样例工作的建议", None, None),
        ("样例工作意见建议", None, None),
    ],
)
def test_proposals_and_advance_notices_have_type_and_subject(title: str, kind: str | None, subject: str | None) -> None:
    reading = read_title(title)
    assert (reading.document_type, reading.subject) == (kind, subject)


def test_what_an_advance_notice_issues_is_named_without_its_type() -> None:
    assert read_title("科技部关于发布样例项目申报指南的预通知").issued_title == "样例项目申报指南"


def test_a_plenary_session_is_the_central_committees() -> None:
    assert bodies("中国共产党第十九届中央委员会第六次全体会议公报") == ["cpc_central"]


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("关于《样例法（修订草案）》审议结果的报告", "final"),
        ("关于《样例法（修正草案）》的说明", "final"),
        ("样例法（修订草案）", "draft"),
        ("关于《样例法（修订草案）》公开征求意见的公告", "draft"),
    ],
)
def test_what_is_said_about_a_draft_is_none_itself(title: str, stage: str) -> None:
    assert read_title(title).stage == stage


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中华人民共和国数据安全法", "法"),
        ("中华人民共和国刑法修正案（十二）", "修正案"),
        ("加强样例行政执法", None),
        ("生活饮用水标准检验方法", None),
        ("水和废水监测分析方法", None),
        ("国务院 中央军委关于授予样例称号的命令", "令"),
        ("关于对样例单位的嘉奖令", "令"),
        ("关于样例飞机的适航指令", None),
        ("国家能源局关于样例项目的预公告", "公告"),
    ],
)
def test_the_end_of_another_word_is_no_kind(title: str, kind: str | None) -> None:
    assert read_title(title).document_type == kind


@pytest.mark.parametrize(
    "names",
    ["国务院推进政府职能转变和“放管服”改革协调小组办公室", "全国“样例”工作小组办公室"],
)
def test_a_bodys_name_may_hold_a_word_in_quotation_marks(names: str) -> None:
    assert [body.name for body in read_title(f"{names}关于样例的通知").issuing_bodies] == [names]


@pytest.mark.parametrize(
    "title",
    ["国家核安全局关于颁发田湾核电站5号机组运行许可证的通知", "样例部关于颁发样例奖章的决定", "关于颁发样例证书的通知"],
)
def test_a_right_or_an_honour_that_is_conferred_is_no_document(title: str) -> None:
    assert read_title(title).issued_title is None


@pytest.mark.parametrize(
    ("title", "issued"),
    [
        ("多部门联合印发意见 加快培育样例", None),
        ("国务院办公厅转发关于加强样例管理的会议纪要", "关于加强样例管理的会议纪要"),
        ("关于印送《样例会议纪要》的函", "样例会议纪要"),
        ("关于发布国家固体废物污染控制标准《样例贮存污染控制标准》的公告", "样例贮存污染控制标准"),
    ],
)
def test_what_is_issued_is_a_document(title: str, issued: str | None) -> None:
    assert read_title(title).issued_title == issued


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("国家税务局关于样例税若干具体问题的解释和暂行规定", "样例税若干具体问题"),
        ("国务院关于样例待遇暂行规定", "样例待遇"),
    ],
)
def test_a_subject_ends_before_the_words_that_belong_to_the_type(title: str, subject: str) -> None:
    assert read_title(title).subject == subject


@pytest.mark.parametrize(
    ("title", "bodies", "complete"),
    [
        ("国家税务总局 财政部关于样例优惠政策的公告（国家税务总局公告2023年第12号）", ["sta", "mof"], True),
        ("财政部公告2023年第12号 财政部 税务总局关于样例优惠政策的公告", ["mof", "sta"], True),
        ("商务部等8部门关于公布样例目录的公告（商务部公告2023年第5号）", ["mofcom"], False),
        ("样例操作风险管理办法（国家金融监督管理总局令2023年第5号）", ["nfra"], True),
    ],
)
def test_a_joint_document_with_the_number_of_its_lead_keeps_all_who_issued_it(
    title: str, bodies: list[str], complete: bool
) -> None:
    reading = read_title(title)
    assert [body.id for body in reading.issuing_bodies] == bodies
    assert reading.issuing_bodies_complete is complete


def test_brackets_at_the_end_of_a_quoted_title_hide_its_type_no_more_than_those_of_a_bare_one() -> None:
    for title in ("《样例办法（试行）》", "国务院《样例条例（草案）（第二版）》", "样例条例（2024年修订）"):
        assert read_title(title).document_type == ("办法" if "办法" in title else "条例")
