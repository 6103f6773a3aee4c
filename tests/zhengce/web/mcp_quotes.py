"""Forty quotations of the crawled sample and the verdict on each; the words are invented, as the sample's."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Quoted:
    """A quotation, the verdict, and where its first place is."""

    verdict: str
    quote: str
    key: str | None = None
    place: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)

    def arguments(self) -> dict[str, str]:
        """Of `check_quote`."""
        return {"quote": self.quote} | ({"key": self.key} if self.key else {})


@dataclass(frozen=True)
class Draft:
    """A draft that was edited after it was first crawled."""

    title: str
    url: str
    old: str
    new: str


DRAFT = Draft(
    "国家互联网信息办公室关于《网络数据安全管理条例（征求意见稿）》公开征求意见的通知",
    "https://www.cac.gov.cn/2021-11/14/c_1638501991577898.htm",
    "将数据分为一般数据、重要数据、核心数据。",
    "将数据分为一般数据、重要数据、核心数据和个人数据。",
)

IPR, ICT, CLEAN = "国发〔2021〕20号", "工信部规〔2021〕164号", "发改环资〔2021〕1524号"

EXACT = [
    Quoted("exact", "到2025年，知识产权保护迈上新台阶。", IPR, {"part": "body", "paragraph": 10}),
    Quoted("exact", "到2025年，知识产权保护迈上新台阶。"),
    Quoted("exact", "每万人口高价值发明专利拥有量由6.3件提高到12件，海外发明专利授权量由4万件提高到9万件", IPR),
    Quoted("exact", "（一）完善知识产权法律政策体系，加强对新领域新业态的保护。", None, {"paragraph": 12}),
    Quoted("exact", "二、主要任务\n（一）完善知识产权法律政策体系", IPR, {"paragraph": 11, "to_paragraph": 12}),
    Quoted("exact", "“十四五”期间改造规模不低于3.5亿千瓦。"),
    Quoted("exact", "设计供电煤耗高于270克标准煤/千瓦时的湿冷机组不得新建。"),
    Quoted("exact", "国务院关于印发“十四五”国家知识产权保护和运用规划的通知", None, {"part": "title"}),
    Quoted("exact", "第二条　开展网络数据处理活动，应当建立健全安全管理制度，每年至少开展1次风险评估。"),
    Quoted("exact", "在能源、钢铁、焦化、建材等行业选择100家企业实施清洁生产改造工程", CLEAN),
    # the file alone has these words
    Quoted("exact", "执法人员不得少于两人，并应当主动出示执法证件。", None, {"part": "attachment", "page": 1}),
    Quoted("exact", "样例棉纺织厂\t850", None, {"attachment": 1, "page": 1, "name": "申领企业名单"}),
    # page 3 of a PDF file
    Quoted(
        "exact",
        "信息通信行业是支撑国民经济各部门运转的基础性行业。",
        None,
        {"attachment": 1, "page": 3, "paragraph": 1},
    ),
    Quoted("exact", "制造业和软件业的内容由其他规划安排，本规划只写与之衔接的部分。", ICT, {"page": 3, "paragraph": 2}),
    Quoted(
        "exact",
        "各项指标的口径以行业统计制度为准；统计制度修订的，按修订后的口径换算",
        ICT,
        {"page": 3, "paragraph": 3},
    ),
    # an earlier version
    Quoted("exact", DRAFT.old),
    Quoted("exact", DRAFT.old, DRAFT.url),
    Quoted("exact", DRAFT.new, DRAFT.url),
    # quotation marks around the whole
    Quoted("exact", "“到2025年，知识产权保护迈上新台阶。”"),
]

FOLDED = [
    Quoted("folded", "「十四五」期间改造规模不低于3.5亿千瓦。"),
    Quoted("folded", '"十四五"期间改造规模不低于3.5亿千瓦。'),
    Quoted("folded", "‘十四五’期间改造规模不低于3.5亿千瓦。"),
    Quoted("folded", "到２０２５年,知识产权保护迈上新台阶｡", IPR, {"paragraph": 10}),
    Quoted("folded", "到2025年，知识产权 保护迈上新台阶。"),
    Quoted("folded", "国家发展改革委生态环境部工业和信息化部科技部", CLEAN),
    Quoted("folded", "二、主要任务（一）完善知识产权法律政策体系，加强对新领域新业态的保护。", IPR),
    Quoted("folded", "第三条执法人员不得少于两人,并应当主动出示执法证件。", None, {"part": "attachment"}),
    Quoted("folded", "信息通信行业是支撑国民经济各部门\n运转的基础性行业。", ICT, {"page": 3}),
    Quoted("folded", "将数据分为一般数据、 重要数据、 核心数据。", DRAFT.url),
]

NOT_FOUND = [
    # one character altered
    Quoted("not_found", "到2026年，知识产权保护迈上新台阶。"),
    Quoted("not_found", "到2025年，知识产权保护迈上新台价。", IPR),
    Quoted("not_found", "设计供电煤耗高于280克标准煤/千瓦时的湿冷机组不得新建。"),
    Quoted("not_found", "设计供电煤耗高于270克标准煤/千瓦时的湿冷机组可以新建。"),
    Quoted("not_found", "信息通信行业是支撑国民经济各部门运转的基础行业。", ICT),
    Quoted("not_found", "将数据分为一般数据、重要数据和核心数据。"),
    Quoted("not_found", "每万人口高价值发明专利拥有量由6.3件提高到12件,海外发明专利授权量由4万件提高到8万件"),
    # a quotation mark that the text does not have
    Quoted("not_found", "到2025年，“知识产权”保护迈上新台阶。", IPR),
    # two sentences joined
    Quoted("not_found", "到2025年，知识产权保护迈上新台阶。知识产权民事一审案件服判息诉率达到85%。", IPR),
    Quoted("not_found", "到2025年，知识产权保护迈上新台阶。（一）完善知识产权法律政策体系"),
    Quoted("not_found", "第三条　执法人员不得少于两人。第四条　现场检查应当制作笔录"),
    Quoted("not_found", "信息通信行业是支撑国民经济各部门运转的基础性行业。规划期为2021年至2025年", ICT),
    # of another document
    Quoted("not_found", "到2025年，知识产权保护迈上新台阶。", CLEAN),
    # invented
    Quoted("not_found", "各地应当于2027年前全面禁止使用燃煤锅炉。"),
    Quoted("not_found", "国家将对所有人工智能企业实行许可证制度。", DRAFT.url),
]

QUOTES = [*EXACT, *FOLDED, *NOT_FOUND]
