"""What the words before and behind a figure state: the rows of `rules.csv` are tried in order, and the first that fits
makes the target.

A row has the words before the figure and those behind it as patterns of `wording`, what else it asks, and the
indicator: a form in braces, or several of which the first that can be filled holds. {head} is what stands before the
words of the rule, {thing} what stands behind the figure; {last}, {topic} and {before} go on from the target before.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from parsers.csv_tables import rows_of
from parsers.grammar.targets.figures import Figure, plan_end
from parsers.grammar.targets.indicators import clause_before, name_indicator, name_object
from parsers.grammar.targets.quantities import COUNTERS, PERCENT, SHARES, TIMES, as_number, read_quantity
from parsers.grammar.targets.wording import fill, read_bound, words
from parsers.record import Target, TargetKind

_TIME = re.compile(f"[十百千万亿]*(?:{TIMES})")
_SHORT_NAME, _SHORTEST_ITEM, _LONGEST_VERB = 4, 3, 24


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure, the words before it in its clause, the words behind it, and the target read before it."""

    figure: Figure
    lead: str
    """The words before it in its clause."""
    rest: str
    last: Target | None
    sentence: str

    @property
    def tail(self) -> int:
        """Where the end of the words begins, in which a verb stands: what is looked for there costs a fifth."""
        return max(0, len(self.lead) - _LONGEST_VERB)

    @property
    def base(self) -> str:
        return read_quantity(self.figure.number, self.figure.unit).base_unit

    @property
    def before(self) -> str:
        return self.sentence[: self.figure.start]

    @property
    def whole(self) -> str:
        """The words before the figure back to the last comma, with the figures among them."""
        return clause_before(self.before)

    @property
    def sort(self) -> str:
        """What kind of figure it is, by its unit."""
        unit = self.figure.unit
        if unit == "番":
            return "double"
        if not unit or _TIME.fullmatch(unit):
            sort = "time"
        elif unit in SHARES:
            sort = "percent" if unit in PERCENT else "points" if unit.endswith("点") else "times"
        else:
            sort = "money" if unit.endswith("元") else "score" if unit in ("岁", "分") else "thing"
        return sort + "的" if words.of_noun.match(self.rest) else sort

    @property
    def next(self) -> str:
        """The words behind it in its clause."""
        return re.split("[，,]", self.rest)[0]

    @property
    def counted(self) -> str:
        """What is counted, with its unit."""
        return self.figure.unit + self.thing

    @property
    def verbless(self) -> bool:
        return words.verb.search(self.lead, self.tail) is None

    @property
    def compared(self) -> re.Match[str] | None:
        return words.compared.search(self.lead) or words.since.match(self.sentence)

    @property
    def unnamed(self) -> bool:
        lead = words.leads.sub("", words.year_phrase.sub("", self.lead)).strip()
        return not self.name(words.whole_area.sub("", lead))

    @property
    def fraction(self) -> bool:
        figure = self.figure
        return not figure.unit and ("/" in figure.number or "分之" in figure.number or figure.number == "一半")

    @property
    def just(self) -> Target | None:
        """The target before, where it stands in the same sentence."""
        return self.last if self.last is not None and not self.last.words else None

    @property
    def thing(self) -> str:
        """What is counted behind the figure."""
        return name_object(self.rest)

    def carried(self, head: str) -> str:
        """The indicator of the target before, if a figure names no more than a year of its own: 到2030年，达到25%."""
        bare = words.year_phrase.sub("", words.compared.sub("", head)).strip()
        if self.last is None or not words.only_year.fullmatch(bare):
            return ""
        is_of_year = self.last.unit == self.figure.unit and (head.strip() or self._opens())
        return self.last.indicator if self.just or is_of_year else ""

    def noun_before(self, head: str) -> str:
        """The noun of the clause before that says how it changes: 吸烟率持续下降，到2030年低于20%."""
        before = re.split("[，,；;]", self.sentence[: self.figure.start - len(self.lead)].rstrip("，,"))[-1]
        noun = words.keeps_changing.sub("", before)
        is_bare = self.just is None and noun != before and words.only_year.fullmatch(head)
        name = name_indicator(noun) if is_bare else ""
        return name if words.measured.search(name) else ""

    def again(self, head: str) -> str:
        """What was counted before, where nothing is named: 建成1万个；2025年建成2万个."""
        if head or self.last is None or self.last.base_unit != self.base or self.thing:
            return ""
        thing = words.built_at_start.sub("", self.last.indicator)
        return "" if words.count.fullmatch(thing) else thing

    def name(self, text: str) -> str:
        """The indicator that words name, with the noun before where they are only the end of one."""
        just = self.just
        if just and (share := words.share_alone.fullmatch(text)):
            return just.indicator + share["noun"]  # 装机达到7.7亿千瓦，占比约39%
        name = name_indicator(text, keep_yearly=self.figure.unit not in SHARES)
        last = self.last.indicator if self.last is not None and self.last.unit == self.figure.unit else ""
        if 0 < len(name) <= _SHORT_NAME and last.endswith(name) and self._opens():
            return last  # 大宗固废年利用量达到40亿吨；到2030年，年利用量达到45亿吨
        if words.of_whole.match(name):  # 生产总值达到1.5万亿元，占全省比重达到28.5%
            return just.indicator + name if just and just.unit not in SHARES else ""
        if not words.bare.match(name.partition("占")[0]) or self._opens():
            return name
        # 化肥施用量减少2公斤，利用率提高到40%: the noun before is what the next measures, too.
        thing = just.indicator.partition("占")[0] if just else ""
        noun = words.head.search(thing) or words.bare_at_end.search(thing)
        if noun and noun.start() > 1 and not re.search("[、和与]", thing):
            return thing[: noun.start()] + name
        return name if just and "占" in name else ""

    def _opens(self) -> bool:
        """Whether no words but a year stand before the clause in its sentence."""
        before = re.split("[：:]", self.before.removesuffix(whole := self.whole))[-1]
        opens = words.only_year.fullmatch(words.year_phrase.sub("", before).strip("，, "))
        return opens is not None and len(self.lead) >= len(whole)


_GROUPS = {
    "any": "time percent points times money score thing",
    "most": "percent points times money score thing",
    "shares": "percent times time",
    "amounts": "money score thing",
    "things": "thing thing的",
}
"""Sorts of figures under one name; 的 marks those that 的 and a noun follow."""


class _Rule(NamedTuple):
    """A row of the table."""

    name: str
    before: re.Pattern[str]
    behind: re.Pattern[str] | None
    asks: Sequence[tuple[str, re.Pattern[str] | None, bool]]
    """What is asked of a text by its name: that it holds words, that it holds none (!), or that there is one."""
    forms: Sequence[Sequence[str]]
    kind: TargetKind
    is_long: bool
    """Whether its words begin far before the figure."""


@cache
def rules_of(sort: str) -> Sequence[_Rule]:
    """The rules for a sort of figures, in the order of the table."""
    return [
        _Rule(
            row["rule"],
            re.compile(fill(row["before"])),
            re.compile(fill(row["behind"])) if row["behind"] else None,
            [
                (text, getattr(words, kind.lstrip("!")) if kind else None, not kind.startswith("!"))
                for text, _, kind in (ask.partition(":") for ask in row["asks"].split())
            ],
            [re.findall(r"{\w+}|[^{}]+", form) for form in row["indicator"].split("|")],
            cast("TargetKind", row["kind"]),
            re.match(r"\^|{(?:raised|part_of|share_of_year|share_as)}", row["before"]) is not None,
        )
        for row in rows_of(__package__, "rules.csv")
        if sort in _GROUPS.get(row["figures"], row["figures"]).split()
    ]


def read_figure(sentence: str, figure: Figure, after: int, last: Target | None) -> Target | None:
    """The target that a figure states, still without its year; None where the words state none.

    `after`: the end of the figure that was read before; `last`: its target, which this one may go on from.
    """
    lead, rest = clause_before(sentence[: figure.start], after), words.included.sub("", sentence[figure.end :], count=1)
    clause = Clause(figure, lead, rest, last, sentence)
    if words.from_base.search(clause.lead, clause.tail) and (words.rises.match(rest) or figure.unit in SHARES):
        return None  # a baseline, read with its target
    for rule in rules_of(clause.sort):
        special = _SPECIAL.get(rule.name)
        if (target := special(clause) if special else _apply(rule, clause)) is not None:
            apart = words.bound_apart.search(clause.lead) if target.comparator == "=" else None
            if apart is None:
                return target
            return replace(target, indicator=target.indicator.replace(apart[0], ""), comparator=read_bound(apart[0]))
    return None


def _apply(rule: _Rule, clause: Clause) -> Target | None:
    match = rule.before.search(clause.lead, 0 if rule.is_long else clause.tail)
    behind = rule.behind.match(clause.rest) if rule.behind and match else None
    if match is None or (rule.behind and behind is None):
        return None
    figure, groups = clause.figure, match.groupdict("") | (behind.groupdict("") if behind else {})
    parts = {"near": figure.near, "after": figure.after, "unit": figure.unit, "head": clause.lead[: match.start()]}
    parts |= groups
    yearly = words.yearly.search(match[0])
    parts["every"] = parts.get("every") or parts.get("every_behind") or (yearly[0] if yearly else "")
    if not all(_holds(ask, clause, parts) for ask in rule.asks if ask[0] != "name"):
        return None
    parts["name"] = next(filter(None, (_fill(form, clause, parts) for form in rule.forms)), "")
    if not parts["name"] or not all(_holds(ask, clause, parts) for ask in rule.asks if ask[0] == "name"):
        return None
    target = make_target(parts["name"], clause.figure, rule.kind)
    if target.comparator == "=":
        target = replace(target, comparator=read_bound(parts.get("near") or parts.get("bound") or parts.get("reach")))
    if "base" in parts:
        target = replace(
            target, baseline=_baseline(parts["base"], parts["unit"], target), baseline_year=_year_of(parts)
        )
    if rule.kind not in ("change", "growth_rate"):
        return target
    falls = words.decrease.fullmatch(parts.get("change", "")) or words.falling.match(parts.get("noun", ""))
    is_rate = rule.kind == "growth_rate" or (
        parts.get("every") and clause.figure.unit in (*PERCENT, "个百分点", "百分点")
    )
    return replace(
        target,
        kind="growth_rate" if is_rate else "change",
        direction="decrease" if falls else "increase",
        baseline_year=_year_of(clause.compared.groupdict()) if clause.compared and rule.kind == "change" else None,
    )


def _holds(ask: tuple[str, re.Pattern[str] | None, bool], clause: Clause, parts: Mapping[str, str]) -> bool:
    name, pattern, is_wanted = ask
    text = parts[name] if name in parts else getattr(clause, name)
    return bool(text) if pattern is None else (pattern.search(text) is not None) == is_wanted


def _fill(form: Sequence[str], clause: Clause, parts: Mapping[str, str]) -> str:
    """The indicator of a form; "" where one of its words is missing."""
    filled = [_word(part[1:-1], clause, parts) if part.startswith("{") else part for part in form]
    return "".join(word or "" for word in filled) if None not in filled else ""


def _word(name: str, clause: Clause, parts: Mapping[str, str]) -> str | None:
    """A word of a form; None where the form cannot be filled without it."""
    match name:
        case "head":
            return clause.name(parts["head"]) or None
        case "thing":
            return clause.thing or None
        case "item":
            return name if len(name := clause.name(parts["head"])) >= _SHORTEST_ITEM else None
        case "once":
            return None if parts["every"] else clause.name(parts["head"]) or None
        case "last":
            return clause.carried(parts["head"]) or None
        case "same" if clause.last:
            may = clause.last.unit in (clause.figure.unit, "番", "倍") or clause.last.kind in ("change", "growth_rate")
            return clause.carried(parts["head"]) if may else None
        case "noun_before":
            return clause.noun_before(parts["head"]) or None
        case "topic":
            return words.own_whole.sub("", clause.carried(parts["head"])) or None
        case "part" | "name":
            return clause.name(parts[name]) or None
        case "before":
            return clause.last.indicator if clause.last else None
        case "again":
            return clause.again(words.lead.sub("", words.leads.sub("", parts["head"]))) or None
        case "yearly":
            return yearly[0] if (yearly := words.yearly.search(clause.whole)) else ""
        case "noun":
            return "" if parts["every"] else parts["noun"]
    return parts.get(name) or None


def _year_of(parts: Mapping[str, str | Any]) -> int | None:
    """The year of 比2020年 and 较“十三五”末; None of 比上年."""
    return int(parts["year"]) if parts.get("year") else plan_end(plan) if (plan := parts.get("plan")) else None


def _read_further(clause: Clause) -> Target | None:
    """培育示范企业1万家，单项冠军企业1000家; 建设50所学校和150个专业: the verb goes on."""
    last, figure, before = clause.last, clause.figure, clause.before
    if last is None or last.kind not in ("count", "change") or words.parts_of_sum.search(before):
        return None
    if last.kind == "change" and (last.direction != "increase" or last.unit in SHARES or last.unit.endswith("元")):
        return None
    if clause.lead.strip() and words.only_year.fullmatch(clause.lead) and words.ends_clause.match(clause.rest):
        is_same = last.kind == "count" and last.unit == figure.unit and clause.just
        return make_target(last.indicator, figure, "count") if is_same else None  # 2024年建成1万个，2025年2万个
    verb = words.built.match(last.indicator)
    if verb and clause.just and re.search(r"(?:[和与及、，,]|以及)$", before):
        if not clause.thing or (
            before.endswith(("，", ",")) and not figure.near and words.no_things.search(clause.thing)
        ):
            return None  # 26个县今年开工建设水源
        target = make_target(verb[0] + clause.thing, figure, "count")
        return replace(target, kind=last.kind, direction=last.direction)
    is_joined = re.search(r"[、和及与]$", before[: len(before) - len(clause.lead)]) is not None
    if last.kind == "change" and not (is_joined or clause.base in COUNTERS):
        return None
    is_next = last.value_as_printed in before[-len(clause.lead) - 24 :]
    if not is_next or not clause.verbless or not words.ends_clause.match(clause.rest):
        return None
    indicator = clause.name(clause.lead)
    if (
        not indicator
        or words.built.match(indicator)
        or (words.measured.search(indicator) and (last.kind == "count" or not is_joined))
    ):
        return None
    if last.kind == "change" and not is_joined and words.own_verb.search(indicator):
        return None
    if yearly := words.yearly_verb.match(last.indicator):
        indicator = yearly[0] + indicator
    return replace(make_target(indicator, figure, "count"), kind=last.kind, direction=last.direction)


def _read_item(clause: Clause) -> Target | None:
    """5A级旅游景区达到350家，国家全域旅游示范区200家: a further item of a list in one sentence."""
    opens = clause.before[: len(clause.before) - len(clause.lead)]
    goes_on = clause.just or (clause.last and clause.sentence.startswith("其中"))
    if not (goes_on or words.only_target_year.fullmatch(opens)) or not clause.verbless:
        return None
    indicator = clause.name(clause.lead)
    least = 2 if clause.sentence.startswith("其中") else _SHORTEST_ITEM
    if len(indicator) < least or not words.ends_clause.match(clause.rest) or words.that_is.search(clause.before):
        return None
    if clause.base not in COUNTERS and (clause.last is None or clause.last.base_unit != clause.base):
        return None
    return make_target(indicator, clause.figure, "count" if clause.just and clause.just.kind == "count" else "level")


_SPECIAL: Mapping[str, Callable[[Clause], Target | None]] = {"further": _read_further, "item": _read_item}


def make_target(indicator: str, figure: Figure, kind: TargetKind) -> Target:
    """The target of a figure; 新增 before the indicator makes it a change, a verb of building a count."""
    direction: Literal["increase"] | None = None
    if kind == "level" and figure.unit not in (*PERCENT, ""):
        if words.added.search(indicator) and not re.match(r"新增(?:和|、|及|或)", indicator):
            kind, direction = "change", "increase"
            if not words.yearly.search(indicator):
                indicator = re.sub(r"^(?:新增|净增)(?=..)", "", indicator)
        elif words.built.match(indicator) and not (words.quantity_noun.search(indicator) or figure.unit.endswith("元")):
            kind = "count"
    quantity = read_quantity(figure.number, figure.unit)
    return Target(
        indicator=indicator,
        value=quantity.value,
        upper=quantity.upper,
        unit=figure.unit,
        year=None,
        kind=kind,
        comparator=figure.comparator,
        value_as_printed=figure.sign + figure.number,
        amount=quantity.amount,
        base_unit=quantity.base_unit,
        direction=direction,
    )


def _baseline(number: str, unit: str, target: Target) -> float | None:
    """The baseline in the unit of the target: 9000亿元 is 0.9 of a target in 万亿元; None where units differ."""
    base = read_quantity(number, unit or target.unit)
    if base.base_unit != target.base_unit or base.amount is None or not target.amount or isinstance(target.value, str):
        return None
    return as_number(f"{base.amount / (target.amount / target.value):.10g}") if target.value else None
