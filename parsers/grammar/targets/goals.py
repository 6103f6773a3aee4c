"""Whether a figure without a year is a goal that the issuing body sets, and no limit, payment, size or description.

Words decide: what kind of text it is (a plan, a rule), what kind of section, and what the sentence and the clause say.
"""

import re
from enum import Enum, auto

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import COUNTERS, PERCENT, SHARES
from parsers.grammar.targets.wording import ADDED, BUILT, ENDS_CLAUSE, MEASURED, YEARLY, any_of


class Genre(Enum):
    """What a text is by its title."""

    PLAN = auto()
    """方案, 规划, 意见: what is set in it is a goal."""
    OTHER = auto()
    """A notice: a goal says that it is one (力争, 确保, 每年)."""
    RULES = auto()
    """办法, 申报通知, 名单: figures are limits, terms, quotas."""


_TYPE = lazy_regex(f"(?P<plan>{any_of('plan')})|(?P<rule>{any_of('rules')})")
_ASKS = lazy_regex(any_of("asks"))


PAST_SECTION = lazy_regex(any_of("past_section"))
"""Titles of sections that tell what was reached."""
PAYS_SECTION = lazy_regex(any_of("pays_section"))
_LIMITS = lazy_regex(any_of("paid", "limited", "sized", "passed"))
AIMS = lazy_regex(r"力争|争取|确保|目标|力促|全年")
_ASSURES = lazy_regex(r"力争|争取|确保|保证|力促")
NEW_SUBJECT = lazy_regex("[，,](?:对|鼓励|[省市]?财政|由[省市]|并给予|给予|按)")
"""组建创新联合体50家，对其项目给予补助: the payment is of something else."""
_EACH_PLACE = lazy_regex(
    r"(?:各|(?<!平均)每个?|所有|全部)(?:设区|地级|县级)?(?:市|县|区|乡|镇|村|街道|学?校|州)(?!.*(?:共|累计|合计))"
    r"|(?:^|[，、：:])(?:其中[，,：:]?)?(?:要求)?(?:各|每个?)(?:地|单位|部门)"
    rf"|[^各]各(?:{any_of('count')})"
)
"""各设区市打造3个以上, 主要城市各开展10条道路改造: a duty of each, and no figure of the whole."""
_BENEFIT = lazy_regex(any_of("benefit"))
"""用人单位缴费比例为12%: a rule of what is paid."""
_FOR_SOME = lazy_regex(
    r"(?:^|[，,；：:])对(?![^，,]{0,20}贡献)[^，,]*$|^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])?对"
)
"""对建造441千瓦以上渔船…: the figure says for whom a rule is."""
_PUBLIC_MONEY = lazy_regex("(?:价格|票价)$|(?:财政|政府|扶持|补助|奖补|专项).{0,8}(?:资金|经费|预算)$|^奖补资金$")
_PER_HEAD = lazy_regex("(?:生均|人均|每生|每人).{0,12}(?:经费|拨款|补助|标准|定额)")
_PROJECT_COST = lazy_regex("^(?:计划|估算|安排|计划安排)?总?投资$|(?:工程|项目|计划|估算)总投资$")
"""总投资29.4亿元 is what projects cost; 总投资超1000亿元 is a goal."""
_RATE_OF_FEE = lazy_regex("缴费|费率$|利率$|税率$")
"""失业保险总费率降至1%."""
_MONEY_FOR_ONE = lazy_regex(any_of("money_for_one"))
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
    return is_of_each_place(target, figure, sentence)


def is_of_each_place(target: TargetReading, figure: Figure, sentence: str) -> bool:
    """Whether so many are counted in each of several places; the rate of each is that of all."""
    if figure.unit in SHARES or (
        target.kind == "level" and (target.base_unit not in COUNTERS or MEASURED.search(target.indicator))
    ):
        return False
    if re.match("每(?!年)", target.indicator):
        return False
    return _EACH_PLACE.search(re.split("[，,]", sentence[: figure.start])[-1]) is not None


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
