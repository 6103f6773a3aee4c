"""Targets in running text: 到2025年，5G用户普及率由15%提高到56%，每万人拥有5G基站数达到26个.

A sentence is cut into clauses; each figure of a clause needs a verb of reaching, of change or of bounding, or a noun
before it, and a year. The year stands in the sentence, in the sentences before it in the paragraph, or in the line that
opens a list of targets. What the words leave open is not given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from parsers.grammar.targets.model import Comparator, Target, TargetKind
from parsers.grammar.targets.quantities import read_quantity
from parsers.grammar.targets.wording import (
    ADDED,
    BOUND_AFTER,
    BOUND_BEFORE,
    BUILT,
    CHANGE,
    COUNTED,
    DOWN,
    ENCOURAGES,
    ENDS_CLAUSE,
    FIGURE,
    FROM,
    HEADING,
    LEADING_WORDS,
    NO_INDICATOR,
    NOUN_ENDS,
    OPENS_LIST,
    RULE,
    SENTENCE,
    SIGN,
    TRAILING_WORDS,
    UP,
    VERB,
    YEAR_PHRASE,
)
from parsers.grammar.targets.years import YearWord, find_years, is_past
from parsers.passages import Passage

LONGEST_INDICATOR = 50
SHORTEST_INDICATOR = 2


@dataclass(frozen=True, slots=True)
class _Context:
    """The year that the words before a sentence set, and the day of the document."""

    year: int | None
    on: date | None


def read_prose(paragraphs: Sequence[Passage], on: date | None) -> Iterator[Target]:
    """The targets of consecutive paragraphs of prose."""
    listed: int | None = None  # the year of a line that opens a list of targets, until the next heading
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if HEADING.match(text):
            listed = None
        context = _Context(listed, on)
        named: int | None = None
        for match in SENTENCE.finditer(text):
            sentence = match[0].strip()
            years = find_years(sentence)
            if (bound := _bound_year(years, on)) is not None:
                named = bound
                context = replace(context, year=bound)
            elif any(not word.is_base for word in years) and named is None and _told_of_past(years, on):
                context = replace(context, year=None)
            for target in _read_sentence(sentence, years, context):
                yield replace(target, place=paragraph.place)
        if named is not None and OPENS_LIST.search(text) and len(text) <= 120:
            listed = named


def _bound_year(years: Sequence[YearWord], on: date | None) -> int | None:
    """The last year that a sentence sets as that of its targets."""
    for word in reversed(years):
        if word.is_base:
            continue
        if word.is_bound and (on is None or word.year >= on.year):
            return word.year
        if not word.is_bound and (word.start == 0 if on is None else word.year > on.year):
            return word.year
    return None


def _told_of_past(years: Sequence[YearWord], on: date | None) -> bool:
    return any(on is not None and word.year <= on.year for word in years if not word.is_base)


def _read_sentence(sentence: str, years: Sequence[YearWord], context: _Context) -> Iterator[Target]:
    if RULE.search(sentence):
        return
    spent: set[int] = set()
    last_indicator = ""
    matches = list(FIGURE.finditer(sentence))
    for index, match in enumerate(matches):
        if index in spent:
            continue
        year = _year_at(match.start(), years, context)
        if _is_vague(match) or year is None or _in_year(match, years) or ENCOURAGES.search(sentence[: match.start()]):
            continue
        if is_past(sentence, match.start()) and not _is_bound_before(match.start(), years):
            continue
        target, used = _read_figure(sentence, matches, index, last_indicator)
        if target is None:
            continue
        spent.update(used)
        last_indicator = target.indicator
        shared = _share_out(sentence, matches, index, target)
        spent.update(range(index + 1, index + len(shared)))
        yield from (replace(one, year=year, words=sentence) for one in shared)


def _share_out(sentence: str, matches: Sequence[re.Match[str]], index: int, target: Target) -> list[Target]:
    """The targets of 分别达到65%和55%, one for each indicator; none where figures and indicators do not pair."""
    if "分别" not in _clause_before(sentence[: matches[index].start()]):
        return [target]
    row = [matches[index]]
    for following in matches[index + 1 :]:
        if not re.fullmatch(r"[、，,和及与]|以及", sentence[row[-1].end() : following.start()].strip()):
            break
        row.append(following)
    names = _modifiers(target.indicator, len(row)) if len(row) > 1 else [target.indicator]
    if names is None:
        return []
    targets = [replace(_target(name, one, target.kind), kind=target.kind) for name, one in zip(names, row, strict=True)]
    bound = targets[0].comparator
    return [
        replace(
            one,
            direction=target.direction,
            baseline_year=target.baseline_year,
            comparator=bound if one.comparator == "=" else one.comparator,
        )
        for one in targets
    ]


def _year_at(at: int, years: Sequence[YearWord], context: _Context) -> int | None:
    """The year that holds for a figure: the nearest before it in its sentence, else that of the words before."""
    before = [word for word in years if word.end <= at and not word.is_base]
    for word in reversed(before):
        if word.is_bound or (word.start == 0 if context.on is None else word.year > context.on.year):
            return word.year if context.on is None or word.year >= context.on.year else None
        if context.on is not None and word.year <= context.on.year:
            return None
    return context.year


def _is_bound_before(at: int, years: Sequence[YearWord]) -> bool:
    return any(word.is_bound and word.end <= at for word in years)


def _is_vague(match: re.Match[str]) -> bool:
    """Whether a number in words counts nothing that can be measured: 一批, 三个类别. 百分之三十 and 二十万户 do."""
    number = match["number"]
    return bool(number) and not number[0].isdigit() and not re.search("[百千万亿倍成番]", number + match["unit"])


def _in_year(match: re.Match[str], years: Sequence[YearWord]) -> bool:
    at = match.start("number") if match["number"] else match.start()
    return any(word.start <= at < word.end for word in years)


def _read_figure(
    sentence: str, matches: Sequence[re.Match[str]], index: int, last: str
) -> tuple[Target | None, tuple[int, ...]]:
    """One figure with its verb and indicator; the indexes of the further figures that it takes in."""
    match = matches[index]
    before = sentence[: match.start()]
    clause = _clause_before(before, matches[index - 1].end() if index else 0)
    following = matches[index + 1] if index + 1 < len(matches) else None
    if (opening := FROM.search(before)) and following is not None:
        between = sentence[match.end() : following.start()]
        raised = re.fullmatch(
            rf"[^，。；]{{0,6}}?(?P<verb>(?:{UP}|{DOWN})(?:到|至|为)|达到|到|至|提至)(?:约|近)?", between
        )
        if raised:
            indicator = _indicator(_clause_before(before[: opening.start()]))
            if not indicator:
                return None, (index + 1,)
            base, year = read_quantity(*_parts(match)), opening["year"]
            target = replace(_target(indicator, following, "level"), baseline=base.value)
            return replace(target, baseline_year=int(year) if year else None), (index + 1,)
    if change := CHANGE.search(clause):
        unit = _parts(match)[1]
        if (
            unit in ("%", "％", "倍", "个百分点", "百分点", "成")
            or change["verb"] in ("新增", "净增")
            or _compares(clause)
        ):
            return _change(clause, change, match, last), ()
    if match["near"] in BOUND_BEFORE and (indicator := _indicator(clause)):
        return _target(indicator, match, "level"), ()
    if last and re.search(r"折合$|相当于$", clause):
        return _target(last, match, "level"), ()
    verb = VERB.search(clause)
    indicator = _indicator(clause[: verb.start()]) if verb else ""
    if verb and indicator:
        comparator = BOUND_BEFORE.get(verb["verb"])
        target = _target(indicator, match, "level")
        if verb["verb"] in ("控制在", "控制到", "限制在") and target.comparator == "=":
            comparator = None
        return (replace(target, comparator=comparator) if comparator and target.comparator == "=" else target), ()
    if counted := COUNTED.search(clause):
        return _count(counted["verb"], match, last), ()
    if (built := BUILT.match(last)) and re.search(r"(?:[和与及、]|以及)$", before):
        return _count(built[0], match, ""), ()  # 建设50所学校和150个专业
    indicator = _indicator(clause)
    is_named = _ends_as_noun(indicator) or BUILT.match(indicator) or ADDED.match(indicator)
    if indicator and is_named and not verb and ENDS_CLAUSE.match(sentence, match.end()):
        return _target(indicator, match, "level"), ()
    return None, ()


def _compares(clause: str) -> bool:
    return re.search(r"(?:比|较)(?:(?:19|20)\d{2}年|上年|[“\"]?[一二三四五六七八九十]{1,3}五)", clause) is not None


def _change(clause: str, change: re.Match[str], match: re.Match[str], last: str) -> Target | None:
    """A change against a year, a growth a year, or what is added: 比2020年下降13.5%, 年均增长8%以上, 新增3亿千瓦."""
    head = clause[: change.start()]
    base_year = re.search(r"(?:比|较)(?:到)?((?:19|20)\d{2})年(?:底|末)?", clause)
    head = re.sub(
        r"(?:比|较)(?:(?:19|20)\d{2}年(?:底|末)?|上年|[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?(?:末|期末|时期)?)(?:累计)?",
        "",
        head,
    )
    verb = change["verb"]
    indicator = _indicator(head)
    if verb in ("新增", "净增"):
        object_ = _object_after(match)
        indicator = (indicator + verb if indicator else "") or object_
    if not indicator:
        indicator = last
    if not indicator:
        return None
    yearly = change["yearly"] in ("年均", "每年", "平均每年", "年均复合", "逐年")
    kind: TargetKind = "growth_rate" if yearly and _parts(match)[1] in ("%", "％") else "change"
    direction: Literal["increase", "decrease"] = "decrease" if re.fullmatch(DOWN, verb) else "increase"
    target = replace(_target(indicator, match, kind), direction=direction)
    return replace(target, baseline_year=int(base_year[1])) if base_year else target


def _count(verb: str, match: re.Match[str], last: str) -> Target | None:
    """Things to be built or trained: 建成100个国家级平台, 整治修复海岸线1000公里."""
    unit = _parts(match)[1]
    if unit in ("%", "％", "倍", "个百分点", "百分点", "年", "元", "岁"):
        return None
    object_ = _object_after(match)
    if not object_:
        return _target(last, match, "level") if last else None
    return _target(f"{verb}{object_}"[:LONGEST_INDICATOR], match, "count")


def _object_after(match: re.Match[str]) -> str:
    """What is counted, as it stands behind the figure, to the end of the clause."""
    rest = match.string[match.end() :]
    found = re.match(r"(?:(?![和与及、]\d)[^，,。；;：:！？!?（(\n]){2,40}", rest.lstrip("的"))
    return found[0].strip() if found else ""


def _target(indicator: str, match: re.Match[str], kind: TargetKind) -> Target:
    number, unit = _parts(match)
    direction: Literal["increase"] | None = None
    if kind == "level" and unit not in ("%", "％") and ADDED.search(indicator):
        kind, direction = "change", "increase"
        indicator = re.sub(r"^(?:新增|净增)", "", indicator)
    elif kind == "level" and unit not in ("%", "％") and BUILT.match(indicator):
        kind = "count"
    quantity = read_quantity(number, unit)
    comparator: Comparator = "="
    if match["near"] in ("约", "大约", "近", "接近"):
        comparator = "~"
    elif match["near"]:
        comparator = BOUND_BEFORE.get(match["near"], ">=")
    if match["after"]:
        comparator = BOUND_AFTER[match["after"].removeprefix("及")]
    if match["sign"]:
        comparator = SIGN[match["sign"]]
    return Target(
        indicator=indicator,
        value=quantity.value,
        unit=quantity.unit,
        year=0,
        kind=kind,
        comparator=comparator,
        value_as_printed=(match["sign"] or "") + number,
        amount=quantity.amount,
        base_unit=quantity.base_unit,
        direction=direction,
    )


def _parts(match: re.Match[str]) -> tuple[str, str]:
    """Number and unit of a quantity; 百分之三十 is 三十 and %."""
    return (match["percent"], "%") if match["percent"] else (match["number"], match["unit"])


def _clause_before(text: str, after: int = 0) -> str:
    """The words before a figure back to the last boundary, or to `after`, the end of the figure before; commas inside
    brackets and lists of indicators stay."""
    if after and "）" not in text[after:] and ")" not in text[after:]:
        text = text[after:].lstrip("、和及与并且")
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        character = text[at]
        if character in "）)":
            depth += 1
        elif character in "（(":
            if depth == 0:
                return text[at + 1 :]
            depth -= 1
        elif depth == 0 and character in "，,。；;：:！？!?":
            return text[at + 1 :]
    return text


def _indicator(clause: str) -> str:
    """The indicator's words: without the year, without 全国, 力争, 均 and their like around it."""
    text = YEAR_PHRASE.sub("", clause).strip()
    for _ in range(3):
        text = TRAILING_WORDS.sub("", text).strip(" \t　，,、")
        text = LEADING_WORDS.sub("", text).strip(" \t　，,、")
    text = re.sub(r"^[^“”]*”", "", text) if text.count("”") > text.count("“") else text
    if not SHORTEST_INDICATOR <= len(text) <= LONGEST_INDICATOR or NO_INDICATOR.search(text):
        return ""
    return text


def _ends_as_noun(indicator: str) -> bool:
    return NOUN_ENDS.search(indicator) is not None


def _modifiers(indicator: str, count: int) -> list[str] | None:
    """The several indicators of one phrase, each in full: 花生种植、收获机械化率 -> 花生种植机械化率, 花生收获机械化率.

    The last part holds what all share behind its own modifier, which is as long as the words before the sign (种植,
    收获). Parts that are whole indicators of their own stay as they are. None where their number is another.
    """
    splits = (re.split(signs, indicator) for signs in ("、", "、|和|以及|与", "、|和|以及|与|及(?!率)"))
    parts = next((parts for parts in splits if len(parts) == count), None)
    if parts is None:
        return None
    last = parts[-1]
    if all(_ends_as_noun(part) for part in parts):
        return parts
    width = min(2, len(last) - 1)
    shared, head = last[width:], parts[0][:-width]
    if not _ends_as_noun(shared):
        return None
    middle = [part if part.startswith(head) and head else head + part for part in parts[1:-1]]
    return [name + shared for name in (parts[0], *middle, head + last[:width])]
