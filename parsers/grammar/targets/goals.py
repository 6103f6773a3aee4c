"""Whether a figure without a year is a goal that the issuing body sets, and no limit, payment, size or description.

Words decide: what kind of text it is (a plan, a rule), what kind of section, and what the sentence and the clause say.
"""

import re
from enum import Enum, auto

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.clauses import PERCENT, SHARES
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.wording import ADDED, BUILT, ENDS_CLAUSE, MEASURED, YEARLY


class Genre(Enum):
    """What a text is by its title."""

    PLAN = auto()
    """方案, 规划, 意见: what is set in it is a goal."""
    OTHER = auto()
    """A notice: a goal says that it is one (力争, 确保, 每年)."""
    RULES = auto()
    """办法, 申报通知, 名单: figures are limits, terms, quotas."""


_TYPE = lazy_regex(
    r"(?P<plan>规划|计划|方案|行动|意见|纲要|要点|清单|举措|措施|部署|任务|目标|工程|政策|安排)"
    r"|(?P<rule>办法|规定|条例|细则|规则|规程|准则|指南|导则|标准|规范|制度|目录|名录|名单|公告|通告|批复|决定|预案|守则|章程|指引|解释|程序|合同|协议|函$)"
)
_ASKS = lazy_regex(
    r"申报|征集|评选|遴选|推荐|招聘|招生|公布|通报|表彰|奖励|取消|放假|收费|价格|补贴|补助|待遇|退休|事权|任命|考核|评价|评估|统计|普查|抽样调查|工资|津贴|保险费|税率|免征|竞赛|大赛|比赛|督查|检查|解读|召开|举办|成立|调整|经济形势|报告的决议|情况的报告"
)


PAST_SECTION = lazy_regex(
    r"现状|成效|成就|回顾|基础(?!设施|教育|研究|能力)|背景|形势|问题|挑战|环境(?=分析|与)|机遇|执行情况|发展历程|取得的"
)
"""Titles of sections that tell what was reached."""
PAYS_SECTION = lazy_regex(
    r"资金|投资估算|经费|补助|奖励|资格|条件|范围|对象|标准|程序|流程|要求$|名额|评分|赋分|考核|申报|建设内容|选址|参赛|奖项|费用|待遇|安排表"
)

_PAID = (
    r"补贴|补助|奖励|奖补|资助|贴息|给予|融资(?:额度|担保)|保费|收费|缴纳|罚|赔|补偿|工资|津贴|待遇|薪|税(?!收)|票价|租金|押金|定额|单价|补足"
    r"|借款|报销|返还|退还|缓缴|减免|费率|利率|救助金|抚恤|每人每|元[/／](?!人|亩)|出资|负担|承担\d|分担|中标|采购(?:金额|限额)"
)
"""对新认定的企业奖励20万元, 每人每月增加50元."""
_LIMITED = (
    r"注册|上限|下限|限额|额度|不得|应当|必须|(?<![供必刚军内])[需须](?!求|要|端|方)|符合|具备|(?:的|等)条件|申报|申请|入选|评选|参加对象|下列|情形|以上的|以下的|之一|年满|满\d|周岁|岁"
    r"|例如|比如|譬如|一式|报送|上报|如果|如有|凡|超标|超出|达不到|责令|问责|约谈|质保|保修|公示|投标|有权|处分|任期|工龄|学分|学时|课时|响应|[Ⅰ-Ⅳ]级|死亡|受伤|受灾|伤亡"
    r"|原则上|一般(?!公共|工商|债)|单(?:片|个|体(?!系)|座|栋|户|幢|块|宗)|可(?![再持视靠溯控信比复替])|允许|限于|仅限|时限|办结|有效期|工作日|个月内|日内|天内|小时内|分钟内|按照?[^，。；]{0,16}(?:标准|比例|计算|测算|折算)"
)
"""注册资本不低于500万元, 原则上不超过3个."""
_SIZED = (
    r"建设(?:内容|用地|规模)[:：]|投资[:：]|占地|建筑面积(?!的比例)|选址|位于|全长|总长|估算|概算|预算|总投资(?!.{0,4}(?:超|达到|突破|不低于))|项目投资|投资额|计划投资|工程量|包含|包括(?![:：])|含\d|配置|设置|人口\d"
    r"|户型|套型|容积率|间距|高度|宽度|厚度|分值|满分|计分|扣|得\d|加\d"
)
"""总投资12亿元, 每个场所包括教室2间, 满分100分."""
_PASSED = (
    r"截至|截止|[一二三四前]季度|上半年|目前|现有|已有|已(?!投)|现已|去年|上年|同比|以来"
    r"|常年|我[省市区国]是|曾|历年|了\d|所称|是指|指的是|预计|预测|据"
)
"""目前已建成12家, 据测算."""
_LIMITS = lazy_regex("|".join((_PAID, _LIMITED, _SIZED, _PASSED)))
AIMS = lazy_regex(r"力争|争取|确保|目标|力促|全年")
_ASSURES = lazy_regex(r"力争|争取|确保|保证|力促")
NEW_SUBJECT = lazy_regex("[，,](?:对|鼓励|[省市]?财政|由[省市]|并给予|给予|按)")
"""组建创新联合体50家，对其项目给予补助: the payment is of something else."""
_EACH_PLACE = lazy_regex(
    r"(?:^|[，、：:])(?:其中[，,：:]?)?(?:要求)?(?:各|每个?)(?:设区|地级|县级)?(?:市|县|区|地|乡|镇|村|街道|学?校|单位|部门|州)"
)
"""各设区市打造3个以上: a duty of each, and no figure of the whole."""
_EACH_DOES = lazy_regex("各(?:开展|完成|建设|新建|改造|建成|打造|创建|培育|实施)")
"""主要城市各开展10条道路改造."""
_BENEFIT = lazy_regex(r"缴费|报销|补偿|救助比例|自付|支付比例|起付|封顶|补助|费率|利率|返还|扣除|抵扣|首付")
"""用人单位缴费比例为12%: a rule of what is paid."""
_FOR_SOME = lazy_regex(
    r"(?:^|[，,；：:])对(?![^，,]{0,20}贡献)[^，,]*$|^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])?对"
)
"""对建造441千瓦以上渔船…: the figure says for whom a rule is."""
_PUBLIC_MONEY = lazy_regex("(?:财政|政府|扶持|补助|奖补|专项).{0,8}(?:资金|经费|预算)$|^奖补资金$")
_PER_HEAD = lazy_regex("(?:生均|人均|每生|每人).{0,12}(?:经费|拨款|补助|标准|定额)")
_PROJECT_COST = lazy_regex("^(?:计划|估算|安排|计划安排)?总?投资$|(?:工程|项目|计划|估算)总投资$")
"""总投资29.4亿元 is what projects cost; 总投资超1000亿元 is a goal."""
_RATE_OF_FEE = lazy_regex("缴费|费率$|利率$|税率$")
"""失业保险总费率降至1%."""
_MONEY_FOR_ONE = lazy_regex(r"标准|补差|养老金|低保|津贴|补贴|工资|封顶|起付|补助|救助|保费|单价|价格|费$|资费")
_DESCRIBED = lazy_regex(
    r"使用面积|配有|距离$|机会$|(?:^|[，、])(?:其中|包括|包含|含|涉及|共|共有|现有|全省|全市|全国)$|^(?:对|对于|凡|经|如)|每(?:个|家|名|位|人|户|条|所|座|次|处|台|辆|项|座|场|期|班|校|县|村|镇|乡|园区|单位|企业)"
)


def genre_of(title: str) -> Genre:
    """What a title makes of its text: the last word of a type before 的通知 decides."""
    found = list(_TYPE.finditer(title))
    if _ASKS.search(title) and not (found and found[-1]["plan"] and "印发" in title):
        return Genre.RULES
    if not found:
        return Genre.OTHER
    return Genre.PLAN if found[-1]["plan"] else Genre.RULES


def is_of_payment(target: TargetReading) -> bool:
    """Whether a figure is what somebody pays or gets by a rule, or money that is set aside, whatever its year."""
    if _RATE_OF_FEE.search(target.indicator):
        return True
    if target.comparator == "=" and _PROJECT_COST.search(target.indicator):
        return True
    return target.base_unit == "元" and (
        _PUBLIC_MONEY.search(target.indicator) is not None or _PER_HEAD.search(target.indicator) is not None
    )


def is_governed(target: TargetReading, figure: Figure, sentence: str) -> bool:
    """Whether a figure is a goal for the year that the words before its sentence set."""
    return not (_is_of_each(target, figure, sentence) or _LIMITS.search(_clause_of(target, figure, sentence)))


def _is_of_each(target: TargetReading, figure: Figure, sentence: str) -> bool:
    """Whether a figure is for each place or person, or describes what another figure counts."""
    if _BENEFIT.search(target.indicator) or _FOR_SOME.search(sentence[: figure.start]):
        return True
    if _DESCRIBED.search(target.indicator) or (target.base_unit == "元" and _MONEY_FOR_ONE.search(target.indicator)):
        return True
    own = re.split("[，,]", sentence[: figure.start])[-1]
    return _EACH_PLACE.search(own) is not None or _EACH_DOES.search(own) is not None


def _clause_of(target: TargetReading, figure: Figure, sentence: str) -> str:
    """The words of a figure's own clause without its indicator."""
    own = re.split("[，,]", sentence[: figure.start])[-1]
    return own.replace(target.indicator, "") + re.split("[，,]", sentence[figure.end :], maxsplit=1)[0]


def is_goal(target: TargetReading, figure: Figure, sentence: str, genre: Genre, *, in_goals: bool) -> bool:
    """Whether a figure without a year is a goal."""
    if genre is Genre.RULES or target.unit == "次":
        return False  # how often a year something is done is a duty
    before, rest = sentence[: figure.start], sentence[figure.end :]
    assured = _ASSURES.search(re.split("[，,]", before)[-1]) is not None
    if _LIMITS.search(_clause_of(target, figure, sentence)):
        return False
    if not (assured or in_goals) and _LIMITS.search(before + NEW_SUBJECT.split(rest, maxsplit=1)[0]):
        return False
    aims = assured or in_goals or AIMS.search(before) is not None
    if not aims and (genre is not Genre.PLAN or target.baseline is not None):
        return False
    if _is_of_each(target, figure, sentence):
        return False
    if target.kind in ("count", "change", "growth_rate") or in_goals or assured:
        return True
    if BUILT.match(target.indicator) or ADDED.search(target.indicator) or YEARLY.search(target.indicator):
        return True
    if figure.unit in SHARES:
        return figure.unit in (*PERCENT, "‰") and MEASURED.search(target.indicator) is not None
    return aims or bool(figure.near or figure.after) or not ENDS_CLAUSE.match(rest)
