"""Pairs of records that look alike: one document or two? Real titles, numbers and days; invented texts.

Each row of PAIRS: what it shows, whether it is one document, and the two records by what they have; what both have
stands once, in BOTH.
"""

from datetime import date
from typing import Any

from parsers.record import Evidence, IssuingBody, PolicyDocument

_NAMES = {
    "国务院": "state_council",
    "国务院办公厅": "state_council_go",
    "工业和信息化部": "miit",
    "国家发展改革委": "ndrc",
    "财政部": "mof",
    "交通运输部": "mot",
    "生态环境部": "mee",
    "商务部": "mofcom",
    "国家网信办": "cac",
    "人民银行": "pboc",
    "国家能源局": "nea",
    "水利部": "mwr",
}
SITES = {
    "gov": ("state_council", "https://www.gov.cn/zhengce/"),
    "miit": ("miit", "https://www.miit.gov.cn/zwgk/"),
    "ndrc": ("ndrc", "https://www.ndrc.gov.cn/xxgk/"),
    "mot": ("mot", "https://xxgk.mot.gov.cn/"),
    "cac": ("cac", "https://www.cac.gov.cn/"),
    "mof": ("mof", "https://www.mof.gov.cn/"),
}
_LINES = (
    "渠首闸板 河防埽工 石料调运 值守名册 汛前查勘 浆砌护坡 引水渡槽 仓廪清点 驿路修整",
    "舟车登记 灯塔换油 航标涂刷 桥涵加固",
    "堤顶道路 量水标尺 蓄水塘坝 巡夜更次 船闸启闭 木桩防腐 柳枝扦插 草袋储备 石笼编扎",
    "淤泥清挖 水尺校正 闸门润滑 土方丈量",
)
_WORDS = [word for line in _LINES for word in line.split()]
_ENDS = (
    "逐项登记在册。",
    "由专人负责到底。",
    "按旬报送情况。",
    "不得延误片刻。",
    "遇雨即行复查。",
    "完工之后验收。",
    "留存备查三年。",
)


def prose(seed: int, sentences: int = 14) -> str:
    """An invented text; those of two seeds share next to nothing."""
    lines = []
    for at in range(sentences):
        first, second, third = (_WORDS[(seed * 7 + at * 5 + step * (seed + 3)) % len(_WORDS)] for step in range(3))
        lines.append(f"{first}与{second}、{third}{chr(0x4E10 + seed * 97 + at)}事{_ENDS[(seed + at) % len(_ENDS)]}")
    return "\n".join(lines)


def record(number: int, values: dict[str, Any]) -> PolicyDocument:
    """One record of a row: `on` a site, `by` bodies, `no` its number, `read` where, `w` and `p` its days, `text`."""
    given = {"on": "gov", "by": ("工业和信息化部",), "text": "", "stage": "final", "read": None, **values}
    source, address = SITES[given["on"]]
    title = given["title"]
    bodies = tuple(IssuingBody(_NAMES.get(name), name, name) for name in given["by"])
    evidence = {"document_number": Evidence(given["read"], given.get("no") or "")} if given["read"] else {}
    return PolicyDocument(
        source=source,
        url=f"{address}{number}.html",
        title=title,
        stage=given["stage"],
        issued_title=given.get("issues"),
        document_type=given.get("type"),
        document_number=given.get("no"),
        issuing_bodies=bodies,
        written_on=date.fromisoformat(given["w"]) if given.get("w") else None,
        published_on=date.fromisoformat(given["p"]) if given.get("p") else None,
        addressed_to=given.get("to"),
        body=given["text"],
        evidence=evidence,
    )


A, B, C = prose(1), prose(2), prose(3)
NOTICE = "各省、自治区、直辖市有关部门：现将《“十四五”信息通信行业发展规划》印发给你们，请结合实际，认真贯彻落实。"
FLOOD = "关于做好汛期防御工作的通知"
PLAN = "关于印发“十四五”信息通信行业发展规划的通知"
PLAN_ITSELF = "“十四五”信息通信行业发展规划"
RATES = (
    "授权公布人民币汇率中间价如下：{day}，1美元对人民币{a}元，1欧元对人民币{b}元，1英镑对人民币{c}元，请各行遵照执行并向客户公告，"
    "特此公告。各行应当将上述价格张贴于营业场所醒目之处，以便来往客商查阅，遇有疑问可向所在地分行询问。"
)
LIST_TEXT = (
    "根据有关管理办法，经企业申报、地方推荐、专家评审和公示，现将第{n}批绿色制造名单予以公布。请各地加强指导，支持列入名单的"
    "单位发挥示范作用，并及时总结经验做法。名单实行动态管理，不符合要求的及时移出。"
)
REPLY = (
    "你{who}关于设立综合试验区的请示收悉。现批复如下：同意在{place}设立综合试验区，名称为中国（{place}）综合试验区，"
    "具体实施方案由你{who}负责印发。要复制推广成熟经验，加强协调服务，做好风险防范，重大问题及时请示报告。"
)

Row = tuple[str, bool, dict[str, Any], dict[str, Any], dict[str, Any]]

# what it shows · one document? · what both have · the one · the other
PAIRS: tuple[Row, ...] = (
    # --- two texts that share nothing ---------------------------------------------------------------------------
    (
        "appointments of two days, met on another site",
        False,
        {"title": "国务院任免国家工作人员", "by": ["国务院"]},
        {"w": "2021-11-16", "p": "2021-11-16", "text": A},
        {"on": "mot", "w": "2021-11-18", "p": "2021-11-18", "text": B},
    ),
    (
        "appointments of two days in one week, of which only the day of publication is known",
        False,
        {"title": "国务院任免国家工作人员", "by": ["国务院"]},
        {"p": "2021-11-16", "text": A},
        {"on": "mot", "p": "2021-11-22", "text": B},
    ),
    (
        "short lists of appointments",
        False,
        {"title": "国务院任免国家工作人员", "by": ["国务院"], "w": "2021-11-16"},
        {"text": "任命张三为某部副部长；免去李四的某部副部长职务。任命王五为某局局长。"},
        {"on": "mot", "text": "免去钱七的另一署署长职务；任命孙八为驻外总领事，赵九另有任用，周十退休。"},
    ),
    (
        "appointments of one day on two sites",
        True,
        {"title": "国务院任免国家工作人员", "by": ["国务院"], "w": "2021-11-16", "text": A},
        {"p": "2021-11-16"},
        {"on": "mot", "p": "2021-11-17"},
    ),
    (
        "appointments of two days of which one page has no text",
        False,
        {"title": "国务院任免国家工作人员", "by": ["国务院"]},
        {"w": "2021-11-16", "text": A},
        {"on": "mot", "w": "2021-11-18"},
    ),
    (
        "one title and one number over two texts",
        False,
        {"title": FLOOD, "no": "工信部规〔2021〕7号", "w": "2021-06-01"},
        {"text": A},
        {"on": "miit", "text": B},
    ),
    (
        "one title, one day, two texts on two sites",
        False,
        {"title": FLOOD, "w": "2021-06-01"},
        {"text": A},
        {"on": "miit", "text": B},
    ),
    # --- corrections, misread numbers ---------------------------------------------------------------------------
    (
        "a correction under the number of what it corrects",
        False,
        {"no": "工信部规〔2021〕1号"},
        {"title": FLOOD, "text": A, "w": "2021-11-16"},
        {"title": "关于更正《关于做好汛期防御工作的通知》附件的公告", "text": B, "w": "2021-11-30"},
    ),
    (
        "a correction that prints the corrected text whole",
        False,
        {"no": "工信部规〔2021〕1号"},
        {"title": FLOOD, "text": A, "w": "2021-11-16"},
        {"title": "关于做好汛期防御工作的通知（更正）", "text": f"更正后的全文如下。\n{A}", "w": "2021-11-18"},
    ),
    (
        "a correction without a text",
        False,
        {"no": "工信部规〔2021〕1号", "w": "2021-11-16"},
        {"title": FLOOD, "text": A},
        {"title": "关于做好汛期防御工作的通知的勘误"},
    ),
    (
        "a correction on two sites",
        True,
        {"title": "关于更正《关于做好汛期防御工作的通知》附件的公告", "w": "2021-11-30", "text": A},
        {"no": "工信部规〔2021〕1号"},
        {"on": "miit", "no": "工信部规〔2021〕1号"},
    ),
    (
        "a number misread from a citation, other title, other text, same body, same month",
        False,
        {"no": "工信部规〔2021〕1号"},
        {"title": "关于印发电池目录管理办法的通知", "text": A, "w": "2021-11-16"},
        {"title": "关于召开电池企业座谈会的通知", "text": B, "w": "2021-12-10", "on": "miit"},
    ),
    (
        "a number misread from a citation, one page without a text",
        False,
        {"no": "工信部规〔2021〕1号"},
        {"title": "关于印发电池目录管理办法的通知", "text": A, "w": "2021-11-16"},
        {"title": "关于召开电池企业座谈会的通知", "w": "2021-11-20", "on": "miit"},
    ),
    (
        "a number read from the order that a rule names, another rule",
        False,
        {"no": "交通运输部令2021年第5号", "by": ["交通运输部"], "w": "2021-03-01"},
        {"title": "港口设施保安规则", "text": A, "read": "promulgation"},
        {"title": "船舶引航管理规定", "on": "mot", "read": "promulgation"},
    ),
    (
        "a number that is a document's own, headline over the same text",
        True,
        {"no": "工信部联规〔2021〕9号", "w": "2021-06-01", "text": A},
        {"title": "工业和信息化部等三部门关于做好船闸启闭工作的通知", "read": "table: 发文字号"},
        {"title": "三部门：船闸要这样启闭", "on": "mot", "read": "line above the text"},
    ),
    (
        "what is repealed and what repeals it, under one number",
        False,
        {"no": "工信部规〔2021〕1号", "w": "2021-11-16"},
        {"title": "工业节能监察办法"},
        {"title": "关于废止《工业节能监察办法》的通知", "issues": None},
    ),
    (
        "what is prolonged and what prolongs it",
        False,
        {"w": "2021-11-16"},
        {"title": "关于印发《工业节能监察办法》的通知", "issues": "工业节能监察办法"},
        {"title": "关于延长《工业节能监察办法》有效期的通知", "issues": "工业节能监察办法"},
    ),
    (
        "a notice and its supplement",
        False,
        {"no": None, "w": "2021-11-16"},
        {"title": "关于做好船闸启闭工作的通知"},
        {"title": "关于做好船闸启闭工作的补充通知", "on": "miit"},
    ),
    # --- replies, figures, yearly lists -------------------------------------------------------------------------
    (
        "replies of one title and day to two provinces",
        False,
        {"title": "国务院关于同意设立综合试验区的批复", "by": ["国务院"], "type": "批复", "w": "2021-11-16"},
        {"text": REPLY.format(who="省", place="河湾市"), "to": "甲省人民政府"},
        {"on": "mof", "text": REPLY.format(who="省", place="石岭市"), "to": "乙省人民政府"},
    ),
    (
        "the same replies where the addressee was not read",
        False,
        {"title": "国务院关于同意设立综合试验区的批复", "by": ["国务院"], "type": "批复", "w": "2021-11-16"},
        {"text": REPLY.format(who="省", place="河湾市")},
        {"on": "mof", "text": REPLY.format(who="省", place="石岭市")},
    ),
    (
        "a reply on two sites",
        True,
        {"title": "国务院关于同意设立综合试验区的批复", "by": ["国务院"], "type": "批复", "w": "2021-11-16"},
        {"text": REPLY.format(who="省", place="河湾市"), "to": "甲省人民政府"},
        {"on": "mof", "text": REPLY.format(who="省", place="河湾市"), "to": "甲省人民政府、商务部"},
    ),
    (
        "the rates of two days",
        False,
        {"title": "人民币汇率中间价公告", "by": ["人民银行"]},
        {
            "p": "2021-11-16",
            "text": RATES.format(day="2021年11月16日", a="6.3896", b="7.2661", c="8.5712"),
        },
        {
            "on": "mof",
            "p": "2021-11-17",
            "text": RATES.format(day="2021年11月17日", a="6.3935", b="7.2399", c="8.5890"),
        },
    ),
    (
        "the rates of one day on two sites",
        True,
        {
            "title": "人民币汇率中间价公告",
            "by": ["人民银行"],
            "text": RATES.format(day="2021年11月16日", a="6.3896", b="7.2661", c="8.5712"),
        },
        {"p": "2021-11-16"},
        {"on": "mof", "p": "2021-11-16"},
    ),
    (
        "monthly figures of one title",
        False,
        {"title": "全国电力工业统计数据", "by": ["国家能源局"]},
        {"p": "2021-10-20", "text": f"截至9月底，装机22.9亿千瓦，同比增长9.4%，利用2880小时。{prose(4, 5)}"},
        {"p": "2021-11-20", "text": f"截至10月底，装机23.0亿千瓦，同比增长9.0%，利用3160小时。{prose(4, 5)}"},
    ),
    (
        "one form filled in for two weeks under a title that is not known to come again",
        False,
        {"title": "关于成品油零售限额标准的公告", "by": ["国家发展改革委"]},
        {"p": "2021-11-18", "text": RATES.format(day="2021年11月18日", a="9.71", b="8.55", c="7.02")},
        {"on": "ndrc", "p": "2021-11-22", "text": RATES.format(day="2021年11月22日", a="9.33", b="8.19", c="6.88")},
    ),
    (
        "yearly notices whose title names the year",
        False,
        {"by": ["国务院办公厅"], "w": "2021-10-25", "text": A},
        {"title": "国务院办公厅关于2021年部分节假日安排的通知"},
        {"title": "国务院办公厅关于2022年部分节假日安排的通知"},
    ),
    (
        "yearly notices whose title names the year in two scripts",
        False,
        {"by": ["国务院办公厅"], "text": A},
        {"title": "国务院办公厅关于二〇二一年部分节假日安排的通知", "w": "2020-11-25"},
        {"title": "国务院办公厅关于2022年部分节假日安排的通知", "w": "2021-10-25"},
    ),
    (
        "yearly notices whose year stands before 关于",
        False,
        {"w": "2021-10-25", "text": A},
        {"title": "2021年关于组织申报智能制造试点的通知"},
        {"title": "2022年关于组织申报智能制造试点的通知", "on": "miit"},
    ),
    (
        "yearly notices whose title names no year",
        False,
        {"title": "关于做好春运工作的通知", "by": ["交通运输部"], "text": A},
        {"w": "2020-12-01"},
        {"w": "2021-12-01"},
    ),
    (
        "editions of two years",
        False,
        {"w": "2021-12-01", "text": A},
        {"title": "锂离子电池行业规范条件（2018年本）"},
        {"title": "锂离子电池行业规范条件（2021年本）", "on": "miit"},
    ),
    (
        "yearly plans under two numbers",
        False,
        {"by": ["国务院办公厅"], "w": "2021-05-01"},
        {"title": "国务院办公厅关于印发国务院2020年立法工作计划的通知", "no": "国办发〔2020〕18号"},
        {"title": "国务院办公厅关于印发国务院2021年立法工作计划的通知", "no": "国办发〔2021〕21号"},
    ),
    (
        "a year misprinted in one title, over the same number and text",
        True,
        {"no": "工信部规〔2021〕20号", "w": "2021-05-01", "text": A, "read": "table: 发文字号"},
        {"title": "关于做好2021年汛期防御工作的通知"},
        {"title": "关于做好2012年汛期防御工作的通知", "on": "miit"},
    ),
    # --- batches ------------------------------------------------------------------------------------------------
    (
        "two batches",
        False,
        {"w": "2021-01-05"},
        {"title": "关于公布第五批绿色制造名单的通知", "text": LIST_TEXT.format(n="五")},
        {"title": "关于公布第六批绿色制造名单的通知", "text": LIST_TEXT.format(n="六"), "on": "miit"},
    ),
    (
        "two batches under one number",
        False,
        {"w": "2021-01-05", "no": "工信厅节函〔2021〕12号", "read": "table: 发文字号"},
        {"title": "关于公布第五批绿色制造名单的通知", "text": LIST_TEXT.format(n="五")},
        {"title": "关于公布第6批绿色制造名单的通知", "text": LIST_TEXT.format(n="六"), "on": "miit"},
    ),
    (
        "a batch numbered in two scripts",
        True,
        {"w": "2021-01-05"},
        {"title": "关于公布第五批绿色制造名单的通知", "text": LIST_TEXT.format(n="五")},
        {"title": "关于公布第5批绿色制造名单的通知", "text": LIST_TEXT.format(n="5"), "on": "miit"},
    ),
    (
        "batches one, two and twelve",
        False,
        {"w": "2021-01-05"},
        {"title": "关于公布第一、二批绿色制造名单的通知"},
        {"title": "关于公布第十二批绿色制造名单的通知", "on": "miit"},
    ),
    (
        "the list with and without its batch",
        False,
        {"w": "2021-01-05"},
        {"title": "关于公布绿色制造名单的通知"},
        {"title": "关于公布第五批绿色制造名单的通知", "on": "miit"},
    ),
    (
        "two issues of a catalogue under two numbers",
        False,
        {"type": "公告", "w": "2021-05-01"},
        {"title": "《新能源汽车推广应用推荐车型目录》（2021年第3批）", "no": "工业和信息化部公告2021年第10号"},
        {"title": "《新能源汽车推广应用推荐车型目录》（2021年第4批）", "no": "工业和信息化部公告2021年第13号"},
    ),
    # --- numerals in two scripts --------------------------------------------------------------------------------
    (
        "a year in two scripts, one number",
        True,
        {"no": "工信部规〔2021〕7号", "w": "2021-05-01", "text": A},
        {"title": "关于做好二〇二一年汛期工作的通知"},
        {"title": "关于做好2021年汛期工作的通知", "on": "miit"},
    ),
    (
        "a year written with circles, no number",
        True,
        {"w": "2021-05-01"},
        {"title": "关于做好二○二一年汛期工作的通知"},
        {"title": "关于做好２０２１年汛期工作的通知", "on": "miit"},
    ),
    (
        "ten departments in two scripts",
        True,
        {"w": "2025-02-10", "no": "工信部联电子〔2025〕7号"},
        {"title": "工业和信息化部等十部门印发《新型储能制造业高质量发展行动方案》"},
        {"title": "工业和信息化部等10部门印发《新型储能制造业高质量发展行动方案》", "on": "miit"},
    ),
    (
        "ten departments before 关于, no number",
        True,
        {"w": "2025-02-10"},
        {"title": "工业和信息化部等10部门关于推动船闸联合调度的指导意见"},
        {"title": "关于推动船闸联合调度的指导意见", "on": "miit"},
    ),
    (
        "a number with a leading nought",
        True,
        {"title": FLOOD, "w": "2021-05-01"},
        {"no": "工信部规〔2021〕1号"},
        {"no": "工信部规〔2021〕01号", "on": "miit"},
    ),
    (
        "a number in full-width digits and other brackets",
        True,
        {"title": FLOOD},
        {"no": "工信部规〔2021〕164号"},
        {"no": "工信部规［２０２１］１６４号", "on": "miit"},
    ),
    (
        "an order numbered in two scripts",
        True,
        {"title": "船舶引航管理规定", "by": ["交通运输部"], "type": "令", "w": "2021-09-01"},
        {"no": "交通运输部令二〇二一年第四十三号"},
        {"no": "交通运输部令2021年第43号", "on": "mot"},
    ),
    (
        "numbers that differ by a nought at their end",
        False,
        {"title": FLOOD, "w": "2021-05-01", "text": A},
        {"no": "工信部规〔2021〕1号"},
        {"no": "工信部规〔2021〕10号", "on": "miit"},
    ),
    (
        "five-year plans by their names",
        False,
        {"w": "2021-11-01", "text": A},
        {"title": "“十三五”信息通信行业发展规划"},
        {"title": "“十四五”信息通信行业发展规划", "on": "miit"},
    ),
    (
        "a span of years with another dash",
        True,
        {"w": "2021-02-10"},
        {"title": "工业互联网创新发展行动计划（2021-2023年）"},
        {"title": "工业互联网创新发展行动计划（2021—2023年）", "on": "miit"},
    ),
    (
        "what a title issues without 《》, and a headline that puts it into 《》",
        True,
        {"no": "工信部联科〔2023〕77号", "w": "2023-06-02"},
        {"title": "工业和信息化部等五部门关于印发制造业可靠性提升实施意见的通知"},
        {"title": "工业和信息化部等五部门联合印发《制造业可靠性提升实施意见》", "on": "miit"},
    ),
    (
        "a headline without 《》 over the same text",
        True,
        {"by": ["国务院"], "p": "2021-08-27", "text": A},
        {"title": "国务院关于印发“十四五”就业促进规划的通知"},
        {"title": "国务院印发“十四五”就业促进规划", "on": "ndrc"},
    ),
    (
        "grants of one title and day to two provinces",
        False,
        {"title": "关于下达节能减排补助资金预算的通知", "by": ["财政部"], "w": "2021-11-16", "text": A},
        {"to": "河北省财政厅"},
        {"to": "山西省财政厅", "on": "mof"},
    ),
    (
        "a title that a list abridges",
        True,
        {"no": "工信部规〔2021〕7号", "w": "2021-06-01"},
        {"title": "关于做好船闸启闭和航标涂刷…"},
        {"title": "关于做好船闸启闭和航标涂刷有关工作的通知", "on": "miit"},
    ),
    (
        "a title that says that the whole text stands there",
        True,
        {"by": ["国务院"], "w": "2021-06-01"},
        {"title": "国务院关于加快船闸联合调度的意见（全文）"},
        {"title": "国务院关于加快船闸联合调度的意见", "on": "mot"},
    ),
    (
        "a correction under the same title, in a few words",
        False,
        {"title": FLOOD, "no": "工信部规〔2021〕33号", "w": "2021-12-02"},
        {"text": A},
        {"on": "miit", "text": "通知附件第三项有误，石闸板应为木闸板，特此更正，请各单位遵照执行。"},
    ),
    # --- drafts and finals --------------------------------------------------------------------------------------
    (
        "a draft and its final",
        False,
        {"by": ["国家网信办"], "text": A},
        {"title": "数据出境安全评估办法（征求意见稿）", "stage": "draft", "p": "2021-10-29", "on": "cac"},
        {"title": "数据出境安全评估办法", "p": "2021-11-01", "w": "2021-11-01", "on": "cac"},
    ),
    (
        "a draft that a column of finals shows, and its final",
        False,
        {"by": ["国家网信办"], "text": A, "p": "2021-10-29"},
        {"title": "数据出境安全评估办法（征求意见稿）"},
        {"title": "数据出境安全评估办法", "on": "cac"},
    ),
    (
        "a draft put out by a notice and by itself",
        True,
        {"by": ["国家网信办"], "stage": "draft", "p": "2021-10-29", "text": A},
        {"title": "数据出境安全评估办法（征求意见稿）", "on": "cac"},
        {
            "title": "国家互联网信息办公室关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知",
            "issues": "数据出境安全评估办法（征求意见稿）",
        },
    ),
    (
        "two rounds of comments",
        False,
        {"by": ["国家网信办"], "stage": "draft", "title": "关于公开征求《网络数据安全管理条例》意见的通知"},
        {"p": "2021-11-14", "text": A, "on": "cac"},
        {"p": "2022-03-02", "text": f"{A}\n二轮另加一条。", "on": "cac"},
    ),
    (
        "a document and its interpretation",
        False,
        {"no": "工信部规〔2021〕164号", "text": A},
        {"title": PLAN},
        {"title": "《“十四五”信息通信行业发展规划》解读", "stage": "interpretation", "on": "miit"},
    ),
    (
        "a document and an interpretation that a column of finals shows",
        False,
        {"w": "2021-11-01", "text": A},
        {"title": PLAN_ITSELF},
        {"title": "《“十四五”信息通信行业发展规划》解读", "issues": PLAN_ITSELF, "on": "miit"},
    ),
    # --- parts of one document, reposts -------------------------------------------------------------------------
    (
        "a page that only links to a file, and the text elsewhere",
        True,
        {"title": PLAN, "issues": PLAN_ITSELF, "w": "2021-11-01"},
        {"text": ""},
        {"on": "miit", "text": A},
    ),
    (
        "the notice alone, and the notice with its annex",
        True,
        {"title": PLAN, "issues": PLAN_ITSELF, "w": "2021-11-01"},
        {"text": NOTICE},
        {"on": "miit", "text": f"{NOTICE}\n{A}"},
    ),
    (
        "the annex alone under its own title, and the notice with its annex",
        True,
        {"w": "2021-11-01", "text": A},
        {"title": PLAN_ITSELF},
        {"title": PLAN, "issues": PLAN_ITSELF, "on": "miit", "text": f"{NOTICE}\n{A}"},
    ),
    (
        "the annex alone and the notice alone",
        True,
        {"w": "2021-11-01"},
        {"title": PLAN_ITSELF, "text": A},
        {"title": PLAN, "issues": PLAN_ITSELF, "on": "miit", "text": NOTICE},
    ),
    (
        "a repost cut short",
        True,
        {"title": FLOOD, "w": "2021-06-01"},
        {"text": A},
        {"on": "miit", "text": A[: len(A) // 3]},
    ),
    (
        "a headline over the same text, with the document in 《》",
        True,
        {"p": "2021-12-01", "text": A},
        {"title": "关于印发《“十四五”工业绿色发展规划》的通知", "issues": "“十四五”工业绿色发展规划", "on": "miit"},
        {"title": "国家发展改革委等部门印发《“十四五”工业绿色发展规划》", "by": []},
    ),
    (
        "a headline over the same text, without 《》 and number",
        True,
        {"p": "2023-01-30", "text": A},
        {"title": "关于跨境电子商务出口退运商品税收政策的公告", "by": ["财政部"], "on": "mof"},
        {"title": "三部门明确跨境电商出口退运商品税收政策", "by": []},
    ),
    (
        "a headline over another text",
        False,
        {"p": "2023-01-30"},
        {"title": "关于跨境电子商务出口退运商品税收政策的公告", "by": ["财政部"], "on": "mof", "text": A},
        {"title": "三部门明确跨境电商出口退运商品税收政策", "by": [], "text": C},
    ),
    (
        "two titles that bodies gave over one text, without numbers",
        False,
        {"w": "2021-10-20", "by": ["财政部"], "text": A},
        {"title": "关于提前下达2022年彩票公益金支持体育事业专项资金预算的通知"},
        {"title": "关于提前下达2022年彩票公益金支持残疾人事业专项资金预算的通知", "on": "mof"},
    ),
    (
        "the press version and the official version",
        True,
        {"by": ["国务院"], "issues": "关于推动城乡建设绿色发展的意见", "text": A},
        {"title": "中共中央办公厅 国务院办公厅印发《关于推动城乡建设绿色发展的意见》", "p": "2021-10-21"},
        {"title": "关于推动城乡建设绿色发展的意见", "issues": None, "p": "2021-10-22", "on": "ndrc"},
    ),
    (
        "a press summary in other words and the official version",
        False,
        {"by": ["国务院"]},
        {"title": "关于推动城乡建设绿色发展的意见", "p": "2021-10-21", "text": A},
        {"title": "国务院印发《关于推动城乡建设绿色发展的意见》", "p": "2021-10-22", "on": "ndrc", "text": C},
    ),
    (
        "a repost a month later that prints no day of signing",
        True,
        {"title": "关于印发物流降本增效实施方案的通知", "text": A},
        {"p": "2021-11-01"},
        {"p": "2021-12-01", "on": "miit"},
    ),
    (
        "the same a month later with other figures",
        False,
        {"title": "关于物流降本增效进展的通报"},
        {"p": "2021-11-01", "text": f"{A}\n降本12.5亿元。"},
        {"p": "2021-12-01", "on": "miit", "text": f"{A}\n降本13.1亿元。"},
    ),
    (
        "a co-issuer's page that names itself first",
        True,
        {"title": "关于印发新能源汽车推广行动方案的通知", "w": "2021-11-16", "text": A},
        {"by": ["工业和信息化部", "国家发展改革委"]},
        {"by": ["国家发展改革委", "工业和信息化部"], "on": "ndrc"},
    ),
    (
        "one title of two ministries on one day",
        False,
        {"title": "关于开展安全生产专项检查工作的通知", "w": "2021-11-16"},
        {"by": ["工业和信息化部"]},
        {"by": ["交通运输部"], "on": "mot"},
    ),
    (
        "what is forwarded and what forwards it",
        False,
        {"w": "2021-11-16", "text": A},
        {"title": "关于推动生活性服务业补短板若干意见", "by": ["国家发展改革委"], "on": "ndrc"},
        {
            "title": "国务院办公厅转发国家发展改革委关于推动生活性服务业补短板若干意见的通知",
            "by": ["国务院办公厅"],
            "no": "国办函〔2021〕103号",
        },
    ),
    (
        "an announcement that has nothing but its name, and its name given elsewhere",
        True,
        {"no": "工业和信息化部公告2021年第33号", "type": "公告", "w": "2021-11-30"},
        {"title": "中华人民共和国工业和信息化部公告", "on": "miit"},
        {"title": "关于批准机器人装箱机等行业标准的公告", "text": A},
    ),
    (
        "announcements that have nothing but their name",
        False,
        {"title": "中华人民共和国工业和信息化部公告", "w": "2021-11-30", "type": "公告"},
        {"text": A},
        {"text": B, "on": "miit"},
    ),
    (
        "an order of one number in two years",
        False,
        {"title": "节能审查办法", "by": ["国家发展改革委"], "type": "令"},
        {"no": "国家发展和改革委员会令2023年第2号", "w": "2023-03-28"},
        {"no": "国家发展和改革委员会令2024年第2号", "w": "2024-03-28", "on": "ndrc"},
    ),
    (
        "an order whose year one page leaves out",
        True,
        {"title": "节能审查和碳排放评价办法", "by": ["国家发展改革委"], "type": "令", "w": "2026-04-08"},
        {"no": "国家发展和改革委员会令2026年第41号"},
        {"no": "国家发展和改革委员会令第41号", "on": "ndrc"},
    ),
    (
        "an order and the decision that changes its rule",
        False,
        {"by": ["国家发展改革委"], "w": "2026-04-08", "issues": "节能审查和碳排放评价办法"},
        {"title": "国家发展和改革委员会令（第41号） 节能审查和碳排放评价办法"},
        {"title": "国家发展和改革委员会关于修改《节能审查和碳排放评价办法》的决定"},
    ),
)


def rows() -> list[tuple[str, bool, PolicyDocument, PolicyDocument]]:
    """Every pair as records."""
    return [
        (name, is_one, record(2 * at, {**both, **one}), record(2 * at + 1, {**both, **other}))
        for at, (name, is_one, both, one, other) in enumerate(PAIRS)
    ]
