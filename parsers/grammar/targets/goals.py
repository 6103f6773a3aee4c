"""Whether a figure is a goal that the issuing body sets, and no limit, payment, size or count of each place.

Words decide: what kind of text it is (a plan, a rule), and what indicator, clause and sentence say. The words stand in
`words.csv`; here is where each kind of them is looked for.
"""

import re
from enum import Enum, auto

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.indicators import clause_before
from parsers.grammar.targets.quantities import COUNTERS, PERCENT, SHARES
from parsers.grammar.targets.wording import any_of, words
from parsers.record import Target


class Genre(Enum):
    """What a text is by its title."""

    PLAN = auto()
    """方案, 规划, 意见: what is set in it is a goal."""
    OTHER = auto()
    """A notice: a goal says that it is one (力争, 确保, 每年)."""
    RULES = auto()
    """办法, 申报通知, 名单: figures are limits, terms, quotas."""


_TYPE = lazy_regex(f"(?P<plan>{any_of('plan')})|(?P<rule>{any_of('rules')})")


def genre_of(title: str) -> Genre:
    """What a title makes of its text: the last word of a type before 的通知 decides."""
    matches = list(_TYPE.finditer(title))
    if words.asks.search(title) and not (matches and matches[-1]["plan"] and "印发" in title):
        return Genre.RULES
    if not matches:
        return Genre.OTHER
    return Genre.PLAN if matches[-1]["plan"] else Genre.RULES


def is_of_other_kind(target: Target, figure: Figure, sentence: str) -> bool:
    """Whether a figure, whatever its year, is a payment, money set aside, a quota or a count of each place."""
    is_quota = target.kind == "count" and target.comparator == "<="
    is_cost = target.comparator == "=" and words.cost.search(target.indicator)
    if is_quota or is_cost or words.fee.search(target.indicator):
        return True
    if target.base_unit == "元" and (
        words.public_money.search(target.indicator) or words.set_aside.search(clause_before(sentence[: figure.start]))
    ):
        return True
    return _is_of_each_place(target, figure, sentence)


def _is_of_each_place(target: Target, figure: Figure, sentence: str) -> bool:
    """Whether so many are counted in each of several places; the rate of each is that of all."""
    is_counted = target.kind != "level" or (
        target.base_unit in COUNTERS and not words.quantity_noun.search(target.indicator)
    )
    if figure.unit in SHARES or not is_counted or re.match("每(?!年)", target.indicator):
        return False
    return words.each_place.search(re.split("[，,]", sentence[: figure.start])[-1]) is not None


def is_governed(target: Target, figure: Figure, sentence: str) -> bool:
    """Whether a figure is a goal for the year that the words before its sentence set."""
    own = re.split("[，,]", sentence[: figure.start])[-1].replace(target.indicator, "")
    if words.limits.search(own + re.split("[，,]", sentence[figure.end :], maxsplit=1)[0]):
        return False
    if words.for_one.search(target.indicator) or words.for_some.search(sentence[: figure.start]):
        return False
    return not (target.base_unit == "元" and words.money_for_one.search(target.indicator))


def is_goal(target: Target, figure: Figure, sentence: str, genre: Genre, *, in_goals: bool) -> bool:
    """Whether a figure without a year is a goal."""
    if genre is Genre.RULES or target.unit == "次" or not is_governed(target, figure, sentence):
        return False  # how often a year something is done is a duty
    before, rest = sentence[: figure.start], sentence[figure.end :]
    own = re.split("[，,]", before)[-1]
    is_assured = in_goals or bool(words.assures.search(own) or words.promises.search(own))
    if not is_assured and words.limits.search(before + words.new_subject.split(rest, maxsplit=1)[0]):
        return False
    is_aim = is_assured or bool(words.assures.search(before) or words.aims.search(before))
    if not is_aim and (genre is not Genre.PLAN or target.baseline is not None):
        return False
    is_made = any(pattern.search(target.indicator) for pattern in (words.built_at_start, words.added, words.yearly))
    if is_assured or target.kind in ("count", "change", "growth_rate") or is_made:
        return True
    if figure.unit in SHARES:
        noun = words.quantity_noun if figure.unit else words.index
        return figure.unit in (*PERCENT, "‰", "") and noun.search(target.indicator) is not None
    is_reached = words.measured.search(target.indicator) and words.reached.search(before)
    return is_aim or bool(figure.near or figure.after or is_reached) or not words.ends_clause.match(rest)
