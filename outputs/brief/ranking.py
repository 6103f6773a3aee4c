"""How much weight a document has for an editor: points from four tables, each point with its reason.

The weight orders a list; it judges nothing. It looks at who issued, of what kind the document and the one that it
issues are, and how many bodies joined, and at nothing else, so the same record always weighs the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from outputs.english import vocabulary
from outputs.phrases import BilingualText
from parsers.grammar.document_type import ending_of
from parsers.record import IssuingBody, PolicyDocument, Stage

CENTRE = frozenset("cpc_central state_council npc npc_sc president cmc".split())
OFFICES_OF_THE_CENTRE = frozenset("cpc_go state_council_go".split())
MINISTRIES = frozenset(
    "mfa mnd ndrc moe most miit neac mps mss mca moj mof mohrss mnr mee mohurd mot mwr mara mofcom mct nhc mva mem"
    " pboc nao"
    # bodies of the same rank beside the constituent departments
    " ccdi nsc_supervision cpc_org cpc_prop cac sasac gacc sta samr nfra csrc nrta spc spp"
    # their forerunners
    " sdpc state_planning_commission setc moftec mii costind moc_transport mor mop molss moc_construction sepa mep mlr"
    " moa moh npfpc sfpc"
    " nhfpc moc_culture mos saic aqsiq gapp sarft sapprft cbrc circ cbirc sedc sstc".split()
)

INSTITUTIONS = frozenset(
    "sse szse bse neeq csdc shfe zce dce cffex gfex cfets ccdc shch sge nafmii"
    " securities_association futures_association fund_association banking_association insurance_association"
    " payment_association internet_finance_association electricity_council machinery_federation iron_steel_association"
    " petrochemical_federation light_industry_council_2001 textile_council_2001 building_materials_federation"
    " nonferrous_association coal_association logistics_federation commerce_federation internet_society"
    " consumers_association quality_association enterprise_confederation enterprise_directors_association"
    " china_railway china_railway_corporation china_post state_grid southern_grid state_power_corporation".split()
)
"""Exchanges, associations and companies: what they publish binds their members or customers."""

LEVELS = (
    (CENTRE, 50, BilingualText("issued at the centre", "中央发布")),
    (OFFICES_OF_THE_CENTRE, 42, BilingualText("issued by a general office of the centre", "中央办公厅发布")),
    (MINISTRIES, 30, BilingualText("issued by a ministry or a body of that rank", "部委或同级机关发布")),
    (INSTITUTIONS, 10, BilingualText("issued by an exchange, an association or a company", "交易所、协会或企业发布")),
)
OTHER_BODY = (20, BilingualText("issued by another central body", "其他中央机关发布"))
UNKNOWN_BODY = (10, BilingualText("issued by a body that the agencies table does not know", "机关表中没有的机关发布"))
NO_BODY = (0, BilingualText("no issuing body found", "未找到发文机关"))
INSIDE_OFFICE = (-6, BilingualText("signed by an office inside the body", "由内设机构署名"))

RULES = (20, BilingualText("lays down rules", "规定规则"))
PLAN = (20, BilingualText("sets a plan", "确定规划"))
POLICY = (14, BilingualText("states a policy", "提出政策"))
ACTION = (12, BilingualText("sets a programme of work", "部署工作"))
TECHNICAL = (8, BilingualText("sets technical requirements or a catalogue", "规定技术要求或目录"))
ANNOUNCES = BilingualText("announces", "公布事项")
KINDS = {
    **dict.fromkeys(("法", "法典", "条例", "规定", "办法", "细则", "规则", "令", "规程", "解释", "准则"), RULES),
    **dict.fromkeys(("规划", "纲要"), PLAN),
    **dict.fromkeys(("意见", "决定", "决议", "政策", "措施"), POLICY),
    **dict.fromkeys(("方案", "计划", "要点", "路线图"), ACTION),
    **dict.fromkeys(
        ("规范条件", "规范", "标准", "技术要求", "导则", "基准", "目录", "清单", "负面清单", "指南", "指引", "制度"),
        TECHNICAL,
    ),
    "通知": (4, BilingualText("notifies", "通知事项")),
    "公告": (3, ANNOUNCES),
    "通告": (3, ANNOUNCES),
    "批复": (3, BilingualText("approves", "批复事项")),
    **dict.fromkeys(
        ("公示", "名单", "名录", "答复", "贺电", "贺信", "唁电", "慰问电", "说明"),
        (-4, BilingualText("routine by its kind", "例行文种")),
    ),
}
"""Kind of the document, or of the document that it issues, whichever weighs more."""

CARRIES_ANY = BilingualText("issues", "印发")
CARRIES_DRAFT = BilingualText("puts out for comment", "征求意见")
CARRIES = {"批复": (BilingualText("approves", "批准"), 2), "公示": (BilingualText("lists", "公示"), 4)}
"""What a document does with the one in its title, and by what its points are divided; others issue it."""

JOINT = ((10, 12), (4, 8), (2, 5))
"""At least so many bodies -> points."""

BROAD = (("十四五", 6), ("十五五", 6), ("十三五", 6))
"""Words of a five-year plan in the title."""


_FORWARDS = re.compile(r"(?:[^《》]{0,60}(?:关于|[部委局办厅会署院司室社行组）)\s]))?转发")
"""关于转发《…》的通知, 某部办公厅转发…的函; not 规范转发行为的通知."""
_APPOINTS = re.compile(
    r"任免(?:国家工作人员|名单|人员名单|的?(?:通知|命令|令|决定|公告)|$)|(?:任职|免职)的?(?:通知|命令|决定|公告)$"
    r"|(?:^|关于|[院会部])(?:任命|免去)(?!.*(?:工作|制度|程序|资格|条件))"
)
"""国务院任免国家工作人员, 关于某某任职的通知, 关于任命某某为副部长的决定; not 规范干部任免程序的通知."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Points and the words that explain them."""

    points: int
    text: BilingualText


def reasons(record: PolicyDocument) -> tuple[Reason, ...]:
    """Why a document weighs what it weighs; the weight is the sum of the points."""
    carried, plan = kind_of(record.issued_title), of_title(record.title, record.issued_title)
    bodies, is_complete = record.issuing_bodies, record.issuing_bodies_complete
    return reasons_of(bodies, is_complete, record.document_type, record.stage, carried, plan)


@lru_cache(maxsize=10_000)
def reasons_of(
    bodies: tuple[IssuingBody, ...],
    is_complete: bool,
    document_type: str | None,
    stage: Stage,
    carried: str | None,
    plan: tuple[str, int] | None,
) -> tuple[Reason, ...]:
    """The same by all that it depends on, which few documents of many have alone.

    `carried`: what `kind_of` the issued title is; `plan`: what `of_title` finds.
    """
    found = [*_of_bodies(bodies), *_of_kind(document_type, stage, carried), *_of_joint(len(bodies), is_complete)]
    if plan:
        words, points = plan
        found.append(Reason(points, BilingualText(f"part of a five-year plan: “{words}”", f"属于五年规划：“{words}”")))
    return tuple(reason for reason in found if reason.points or reason.text == NO_BODY[1])


def only_passes_on(
    title: str, document_type: str | None, issued_title: str | None, bodies: Sequence[IssuingBody]
) -> bool:
    """True if a document only forwards, approves or appoints, so that another one says what holds.

    What the centre or its general office forwards (国务院办公厅转发…意见的通知) is issued by that, nowhere else.
    """
    if _APPOINTS.search(title):
        return KINDS.get(document_type or "") is not RULES and not issued_title
    if document_type == "批复":
        return issued_title is not None
    return _FORWARDS.match(title) is not None and not any(body.id in CENTRE | OFFICES_OF_THE_CENTRE for body in bodies)


def weight(found: Sequence[Reason]) -> int:
    """The sum of the points."""
    return sum(reason.points for reason in found)


def _of_bodies(bodies: Sequence[IssuingBody]) -> list[Reason]:
    if not bodies:
        return [Reason(*NO_BODY)]
    best = max((_level(body) for body in bodies), key=lambda reason: reason.points)
    found = [best]
    if all(body.unit for body in bodies):
        found.append(Reason(*INSIDE_OFFICE))
    return found


def _level(body: IssuingBody) -> Reason:
    name = body.abbreviation or body.name_en or body.name
    if body.id is None:
        return Reason(UNKNOWN_BODY[0], _of(UNKNOWN_BODY[1], body.name, body.name))
    for members, points, words in LEVELS:
        if body.id in members:
            return Reason(points, _of(words, name, body.name))
    return Reason(OTHER_BODY[0], _of(OTHER_BODY[1], name, body.name))


def _of(words: BilingualText, name: str, name_zh: str) -> BilingualText:
    return BilingualText(f"{words}: {name}", f"{words.zh}：{name_zh}")


def _of_kind(own: str | None, stage: Stage, carried: str | None) -> list[Reason]:
    found = []
    if own in KINDS:
        found.append((KINDS[own][0], KINDS[own][1], own))
    if carried:
        points, words = KINDS[carried]
        verb, share = CARRIES.get(own or "", (CARRIES_ANY, 1))
        if stage == "draft":
            verb = CARRIES_DRAFT
        sentence = BilingualText(f"{verb} a document that {words}", f"{verb.zh}的文件{words.zh}")
        found.append((points // share, sentence, carried))
    if not found:
        return []
    points, words, kind = max(found, key=lambda item: item[0])
    name = vocabulary.document_type(kind)
    return [Reason(points, _of(words, f"{kind} ({name})" if name else kind, kind))]


def kind_of(issued_title: str | None) -> str | None:
    """The kind of the document that a title issues, where it has points."""
    ending = ending_of(issued_title.split("（")[0].strip('”"》')) if issued_title else None
    return ending.kind if ending and ending.kind in KINDS else None


def _of_joint(count: int, is_complete: bool) -> list[Reason]:
    for least, points in JOINT:
        if count >= least:
            more, more_zh = ("", "") if is_complete else (" or more", "以上")
            words = BilingualText(f"joint issue of {count}{more} bodies", f"{count}个{more_zh}机关联合发布")
            return [Reason(points, words)]
    if not is_complete and count:
        words = BilingualText("joint issue, of which the page names one body", "联合发布，网页只列一个机关")
        return [Reason(JOINT[-1][1], words)]
    return []


def of_title(title: str, issued_title: str | None) -> tuple[str, int] | None:
    """The words of a five-year plan in a title, with their points."""
    for words, points in BROAD:
        if words in title or words in (issued_title or ""):
            return words, points
    return None
