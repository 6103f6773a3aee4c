"""How much weight a document has for an editor: points from four tables, each point with its reason.

The weight orders a list; it judges nothing. It looks at who issued, of what kind the document and the one that it
issues are, and how many bodies joined, and at nothing else, so the same record always weighs the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outputs import english
from parsers.grammar.document_type import ending_of
from parsers.record import IssuingBody, PolicyDocument

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
    (CENTRE, 50, "issued at the centre"),
    (OFFICES_OF_THE_CENTRE, 42, "issued by a general office of the centre"),
    (MINISTRIES, 30, "issued by a ministry or a body of that rank"),
    (INSTITUTIONS, 10, "issued by an exchange, an association or a company"),
)
OTHER_BODY = (20, "issued by another central body")
UNKNOWN_BODY = (10, "issued by a body that the agencies table does not know")
NO_BODY = (0, "no issuing body found")
INSIDE_OFFICE = (-6, "signed by an office inside the body")

RULES = (20, "lays down rules")
PLAN = (20, "sets a plan")
POLICY = (14, "states a policy")
ACTION = (12, "sets a programme of work")
TECHNICAL = (8, "sets technical requirements or a catalogue")
KINDS = {
    **dict.fromkeys(("法", "法典", "条例", "规定", "办法", "细则", "规则", "令", "规程", "解释", "准则"), RULES),
    **dict.fromkeys(("规划", "纲要"), PLAN),
    **dict.fromkeys(("意见", "决定", "决议", "政策", "措施"), POLICY),
    **dict.fromkeys(("方案", "计划", "要点", "路线图"), ACTION),
    **dict.fromkeys(
        ("规范条件", "规范", "标准", "技术要求", "导则", "基准", "目录", "清单", "负面清单", "指南", "指引", "制度"),
        TECHNICAL,
    ),
    "通知": (4, "notifies"),
    "公告": (3, "announces"),
    "通告": (3, "announces"),
    "批复": (3, "approves"),
    **dict.fromkeys(
        ("公示", "名单", "名录", "答复", "贺电", "贺信", "唁电", "慰问电", "说明"), (-4, "routine by its kind")
    ),
}
"""Kind of the document, or of the document that it issues, whichever weighs more."""

CARRIES_ANY = "issues"
CARRIES_DRAFT = "puts out for comment"
CARRIES = {"批复": ("approves", 2), "公示": ("lists", 4)}
"""What a document does with the one in its title, and by what its points are divided; others issue it."""

JOINT = ((10, 12), (4, 8), (2, 5))
"""At least so many bodies -> points."""

BROAD = (("十四五", 6), ("十五五", 6), ("十三五", 6))
"""Words of a five-year plan in the title."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Points and the words that explain them."""

    points: int
    text: str


def reasons(record: PolicyDocument) -> tuple[Reason, ...]:
    """Why a document weighs what it weighs; the weight is the sum of the points."""
    found = [*_of_bodies(record.issuing_bodies), *_of_kind(record), *_of_joint(record), *_of_title(record)]
    return tuple(reason for reason in found if reason.points or reason.text == NO_BODY[1])


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
        return Reason(UNKNOWN_BODY[0], f"{UNKNOWN_BODY[1]}: {body.name}")
    for members, points, words in LEVELS:
        if body.id in members:
            return Reason(points, f"{words}: {name}")
    return Reason(OTHER_BODY[0], f"{OTHER_BODY[1]}: {name}")


def _of_kind(record: PolicyDocument) -> list[Reason]:
    found = []
    own = record.document_type
    if own in KINDS:
        found.append((KINDS[own][0], KINDS[own][1], own))
    if carried := kind_of(record.issued_title):
        points, words = KINDS[carried]
        verb, share = CARRIES.get(own or "", (CARRIES_ANY, 1))
        if record.stage == "draft":
            verb = CARRIES_DRAFT
        found.append((points // share, f"{verb} a document that {words}", carried))
    if not found:
        return []
    points, words, kind = max(found, key=lambda item: item[0])
    name = english.document_type(kind)
    return [Reason(points, f"{words}: {kind} ({name})" if name else f"{words}: {kind}")]


def kind_of(issued_title: str | None) -> str | None:
    """The kind of the document that a title issues, where it has points."""
    ending = ending_of(issued_title.split("（")[0].strip('”"》')) if issued_title else None
    return ending.kind if ending and ending.kind in KINDS else None


def _of_joint(record: PolicyDocument) -> list[Reason]:
    count = len(record.issuing_bodies)
    for least, points in JOINT:
        if count >= least:
            more = "" if record.issuing_bodies_complete else " or more"
            return [Reason(points, f"joint issue of {count}{more} bodies")]
    if not record.issuing_bodies_complete and count:
        return [Reason(JOINT[-1][1], "joint issue, of which the page names one body")]
    return []


def of_title(title: str, issued_title: str | None) -> tuple[str, int] | None:
    """The words of a five-year plan in a title, with their points."""
    for words, points in BROAD:
        if words in title or words in (issued_title or ""):
            return words, points
    return None


def _of_title(record: PolicyDocument) -> list[Reason]:
    found = of_title(record.title, record.issued_title)
    return [Reason(found[1], f"part of a five-year plan: “{found[0]}”")] if found else []
