"""English where it is certain: types, stages, topics and dates of documents. What no table holds has no English.

Names of bodies come with the record (`IssuingBody.name_en`), from the agencies table; the office that signed for a body
is named with it, in every form. A title has English only where an editor gave it. Nothing here is translated by rule.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from outputs.english.glossary.offices import office_in_english
from parsers.grammar.agencies import AGENCIES, Agency
from parsers.record import Stage

STAGES: Mapping[Stage | None, str] = {
    None: "Unknown",
    "draft": "Draft for comment",
    "final": "Final",
    "interpretation": "Interpretation",
    "news": "News",
}

OFFICIAL_TYPES = {
    "决议": "Resolution",
    "决定": "Decision",
    "令": "Order",
    "公报": "Communiqué",
    "公告": "Announcement",
    "通告": "Public notice",
    "意见": "Opinions",
    "通知": "Notice",
    "通报": "Circular",
    "报告": "Report",
    "请示": "Request for instructions",
    "批复": "Reply",
    "议案": "Proposal",
    "函": "Letter",
    "纪要": "Minutes",
}
"""The 15 公文种类."""

OWN_TYPES = {
    "修正案": "Amendment",
    "建议": "Proposals",
    "指示": "Instructions",
    "法": "Law",
    "法典": "Code",
    "条例": "Regulations",
    "规定": "Provisions",
    "办法": "Measures",
    "细则": "Detailed rules",
    "规则": "Rules",
    "章程": "Articles of association",
    "准则": "Norms",
    "规程": "Procedures",
    "规范条件": "Regulatory conditions",
    "规范": "Specifications",
    "制度": "System",
    "标准": "Standard",
    "技术要求": "Technical requirements",
    "导则": "Technical guide",
    "基准": "Benchmark",
    "解释": "Interpretation",
    "规划": "Plan",
    "纲要": "Outline",
    "计划": "Plan",
    "方案": "Plan",
    "预案": "Emergency plan",
    "要点": "Key points",
    "措施": "Measures",
    "政策": "Policy",
    "路线图": "Roadmap",
    "目录": "Catalogue",
    "名录": "Directory",
    "名单": "List of names",
    "清单": "List",
    "负面清单": "Negative list",
    "指南": "Guide",
    "指引": "Guidelines",
    "手册": "Manual",
    "大纲": "Syllabus",
    "白皮书": "White paper",
    "答复": "Answer",
    "说明": "Explanatory note",
    "公示": "Public notification",
    "倡议": "Initiative",
    "倡议书": "Written initiative",
    "公约": "Convention",
    "声明": "Statement",
    "解答": "Questions and answers",
    "贺电": "Congratulatory telegram",
    "贺信": "Congratulatory letter",
    "唁电": "Telegram of condolence",
    "慰问电": "Telegram of sympathy",
}
"""Kinds of documents that are published on their own."""

TYPES = OFFICIAL_TYPES | OWN_TYPES

_OTHER = {"其他": "Other"}

TOPICS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "国务院组织机构": (
        "Organisation of the State Council",
        {
            "国务院": "State Council",
            "国务院办公厅": "General Office of the State Council",
            "国务院组成部门": "Constituent departments",
            "国务院直属特设机构": "Special organisation directly under the State Council",
            "国务院直属机构": "Organisations directly under the State Council",
            "国务院办事机构": "Administrative offices",
            "国务院直属事业单位": "Institutions directly under the State Council",
            "国务院部委管理的国家局": "National administrations under ministries and commissions",
            "国务院议事协调机构": "Deliberating and coordinating bodies",
        },
    ),
    "综合政务": (
        "General government affairs",
        {
            "政务公开": "Open government",
            "政务督查": "Government inspection",
            "应急管理": "Emergency management",
            "电子政务": "E-government",
            "文秘工作": "Secretarial work",
            "保密工作": "Secrecy",
            "信访": "Letters and visits",
            "参事、文史": "Counsellors, culture and history",
        },
    ),
    "国民经济管理、国有资产监管": (
        "Economic management, state assets",
        {
            "宏观经济": "Macroeconomy",
            "经济体制改革": "Economic system reform",
            "统计": "Statistics",
            "物价": "Prices",
            "国有资产监管": "State assets",
            "重大建设项目": "Major construction projects",
        },
    ),
    "财政、金融、审计": (
        "Public finance, banking, audit",
        {
            "财政": "Public finance",
            "税务": "Taxation",
            "银行": "Banking",
            "货币（含外汇）": "Currency (incl. foreign exchange)",
            "证券": "Securities",
            "保险": "Insurance",
            "社会信用体系建设": "Social credit system",
            "审计": "Audit",
        },
    ),
    "国土资源、能源": (
        "Land and resources, energy",
        {
            "土地": "Land",
            "矿产": "Minerals",
            "水资源": "Water resources",
            "海洋": "Oceans",
            "煤炭": "Coal",
            "石油与天然气": "Oil and natural gas",
            "电力": "Electric power",
        },
    ),
    "农业、林业、水利": (
        "Agriculture, forestry, water conservancy",
        {
            "农业、畜牧业、渔业": "Agriculture, animal husbandry, fisheries",
            "林业": "Forestry",
            "水利": "Water conservancy",
        },
    ),
    "工业、交通": (
        "Industry, transport",
        {
            "机械制造与重工业": "Machinery and heavy industry",
            "轻工纺织": "Light industry and textiles",
            "化工": "Chemical industry",
            "国防工业": "Defence industry",
            "航天、航空": "Aerospace and aviation industry",
            "信息产业（含电信）": "Information industry (incl. telecommunications)",
            "公路": "Roads",
            "水运": "Water transport",
            "铁路": "Railways",
            "民航": "Civil aviation",
            "邮政": "Post",
        },
    ),
    "商贸、海关、旅游": (
        "Trade, customs, tourism",
        {
            "对外经贸合作": "Foreign trade and economic cooperation",
            "国内贸易（含供销）": "Domestic trade (incl. supply and marketing)",
            "海关": "Customs",
            "检验、检疫": "Inspection and quarantine",
            "旅游": "Tourism",
        },
    ),
    "市场监管、安全生产监管": (
        "Market regulation, work safety",
        {
            "工商": "Industry and commerce",
            "质量监督": "Quality supervision",
            "标准": "Standards",
            "食品药品监管": "Food and drugs",
            "安全生产监管": "Work safety",
        },
    ),
    "城乡建设、环境保护": (
        "Urban and rural construction, environment",
        {
            "城市规划": "Urban planning",
            "城乡建设（含住房）": "Urban and rural construction (incl. housing)",
            "环境监测、保护与治理": "Environmental monitoring, protection and treatment",
            "节能与资源综合利用": "Energy saving and resource use",
            "气象、水文、测绘、地震": "Meteorology, hydrology, surveying, earthquakes",
        },
    ),
    "科技、教育": (
        "Science and technology, education",
        {"科技": "Science and technology", "教育": "Education", "知识产权": "Intellectual property"},
    ),
    "文化、广电、新闻出版": (
        "Culture, broadcasting, press and publishing",
        {
            "文化": "Culture",
            "文物": "Cultural relics",
            "新闻出版": "Press and publishing",
            "广播、电影、电视": "Radio, film, television",
        },
    ),
    "卫生、体育": ("Health, sport", {"卫生": "Health", "医药管理": "Medicines", "体育": "Sport"}),
    "人口与计划生育、妇女儿童工作": (
        "Population and family planning, women and children",
        {"人口与计划生育": "Population and family planning", "妇女儿童": "Women and children"},
    ),
    "劳动、人事、监察": (
        "Labour, personnel, supervision",
        {
            "劳动就业": "Employment",
            "社会保障": "Social security",
            "人事工作": "Personnel",
            "军转安置": "Placement of demobilised officers",
            "监察": "Supervision",
            "纠正行业不正之风": "Correcting malpractice in trades",
        },
    ),
    "公安、安全、司法": (
        "Public security, state security, justice",
        {"公安": "Public security", "国家安全": "State security", "司法": "Justice"},
    ),
    "民政、扶贫、救灾": (
        "Civil affairs, poverty alleviation, disaster relief",
        {
            "减灾救灾": "Disaster reduction and relief",
            "优抚安置": "Special care and placement",
            "社会福利": "Social welfare",
            "行政区划与地名": "Administrative divisions and place names",
            "社团管理": "Social organisations",
            "扶贫": "Poverty alleviation",
        },
    ),
    "民族、宗教": ("Ethnic affairs, religion", {"民族事务": "Ethnic affairs", "宗教事务": "Religious affairs"}),
    "对外事务": (
        "Foreign affairs",
        {"外交、外事": "Diplomacy and foreign affairs", "国际条约、国际组织": "Treaties, international organisations"},
    ),
    "港澳台侨工作": (
        "Hong Kong, Macao, Taiwan and overseas Chinese affairs",
        {
            "港澳工作": "Hong Kong and Macao affairs",
            "对台工作": "Taiwan affairs",
            "侨务工作": "Overseas Chinese affairs",
        },
    ),
    "国防": ("National defence", {"国防建设": "Defence building", "国防动员": "Defence mobilisation"}),
    "其他": ("Other", {}),
}
"""国务院主题分类: 22 top terms and their 121 second-level terms, as gov.cn's policy library prints them."""

_SPELLED = {"港澳台(侨)工作": "港澳台侨工作", "港澳台（侨）工作": "港澳台侨工作"}

MONTHS = "January February March April May June July August September October November December".split()


def document_type(kind: str | None) -> str | None:
    """通知 -> Notice; None for a kind that has no certain English."""
    return TYPES.get(kind) if kind else None


def topic(printed: str | None) -> str | None:
    """科技、教育\\知识产权 -> Science and technology, education / Intellectual property; None elsewhere."""
    top, _, second = (printed or "").partition("\\")
    top = _SPELLED.get(top, top)
    if top not in TOPICS:
        return None
    name, children = TOPICS[top]
    if not second:
        return name
    english = (dict(children) | _OTHER).get(second)
    return f"{name} / {english}" if english else None


def day(value: date) -> str:
    """2021-11-16 -> November 16, 2021, as a newsletter prints it."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def counted(number: int, one: str, several: str | None = None) -> str:
    """1 line, 1,000 lines."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


class Body(Protocol):
    """What these functions read of an issuing body, of the record or of the API."""

    @property
    def id(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str | None: ...
    @property
    def abbreviation(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...


def body(value: Body, *, abbreviated: bool = True) -> str | None:
    """Ministry of Industry and Information Technology (MIIT), General Office: the body and the office that signed.

    None for a body that the agencies table does not know.
    """
    name = value.name_en or value.abbreviation
    if name is None:
        return None
    if abbreviated and value.name_en and value.abbreviation:
        name = f"{name} ({value.abbreviation})"
    return f"{name}, {_office(value)}" if value.unit else name


def short_body(value: Body) -> str:
    """MIIT General Office; a body that the agencies table does not know in Chinese."""
    name = value.abbreviation or value.name_en
    if name is None:
        return value.name + (value.unit or "")
    return f"{name} {_office(value)}" if value.unit else name


def agency(value: Agency) -> str:
    """Ministry of Transport (MOT): a row of the agencies table, in Chinese where it has no English name."""
    name = value.en_name or value.abbr or value.zh_short
    return f"{name} ({value.abbr})" if value.en_name and value.abbr else name


SITES = {"state_council": "State Council (gov.cn)"}
"""Sources whose site has a name of its own."""


def site(source: str) -> str:
    """A source as its body is called: Ministry of Transport (MOT)."""
    return SITES.get(source) or (agency(AGENCIES[source]) if source in AGENCIES else source)


def _office(value: Body) -> str:
    """办公厅 -> General Office; an office that the table does not know as printed."""
    return office_in_english(value.unit or "", value.id) or value.unit or ""
