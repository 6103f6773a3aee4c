"""Pairs of records that look alike: one document or two? Real titles, numbers and days; invented texts.

The tables stand in `pairs_of_texts`, `pairs_of_titles` and `pairs_of_reposts`; here is how a row is read, and texts.
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
