"""Targets, bounds and aims as bullets of a newsletter: Increase the 5G user penetration rate from 15% to 56% by 2025.

A bullet is English alone. Where a part of the Chinese has no certain English, the bullet says the figure, which is
certain, and quotes the words: At least 30% by 2025: “…”. What has not even a certain figure gives none.
"""

import re
from collections.abc import Mapping
from typing import Any

from zhengce.brief.extracts import LIMIT
from zhengce.english.figures import lost_and_added
from zhengce.english.indicators import english_indicator
from zhengce.english.targets import COUNTERS, CURRENCIES, UNITS, bound_in, phrase_of
from zhengce.english.titles.frames import english_clause

_CHANGE_FIRST = re.compile(r"(?:annual )?(?:fall|growth|rise|ratio)\b|of which", re.IGNORECASE)
"""Indicators that say what changes: they are followed by a figure, not raised or cut."""
_COUNTED = re.compile(r"(?:number|share|rate|ratio|proportion|size|area|index|volume|level)$")
_BEHIND_HEAD = re.compile(r" (?:of|in|per|by|for|at|above)\b.*")
_PROPER = re.compile(r"[A-Z][a-z]*[A-Z0-9]|[A-Z]\b|(?:Chinese|Internet|China|Beijing|European|Asian|Grade)\b")

_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+[条款项][\s　]*|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．][\s　]*)"
)
_CLAUSE_ENDS = "，。；：！？"
LONGEST_QUOTED = 60
"""Characters of Chinese that a bullet quotes."""
_COMPARED = re.compile(r"^(?:不低于|不少于|不得低于|不得少于|不小于|不高于|不超过|不得超过|不得高于|不大于|至少)")
_IN_PRINCIPLE = "原则上"
_OF = re.compile(r"^(?P<when>当年|同年|上年|上一年度?|本年度?)?(?:企业|单位)?(?P<what>[^的\d]{2,24})的$")
_OF_YEAR = {"当年": " of the year", "同年": " of the same year"} | dict.fromkeys(
    ("上年", "上一年", "上一年度"), " of the year before"
)
_MORE = re.compile(r"(?<!不)(?<!不得)超过")
_REACHES = re.compile("达到|超过")
"""达到100万人的 is a bound, 城镇化率达到64.1% a report."""
_UNITS = {*UNITS, *COUNTERS, *CURRENCIES}
_SHARE = re.compile("share|rate|ratio|proportion|coverage|rise|fall|growth", re.IGNORECASE)
_WITHIN = re.compile(r"(?:以内|之内|内)$")
_VALID = re.compile(r"^有效期限?为?")

_AIM = re.compile(r"(?:^|[\s　])为(?:了|着)?(?:进一步|切实|认真|深入)?(?P<aim>[^，。；：《》“”]{4,24})，")
_OFFICIALESE = re.compile("精神|部署|组织领导|督促|工作落实|力度|一系列")
"""What every office strives for, and what has no short English."""
_TWICE = re.compile(r"\b(\w{4})\w* (?:and )?\1|\b(?:the|all) (?:province|city|county|region|prefecture) [a-z]")
"""Two Chinese words of one sense, and 全省: what the rules put into poor English."""


def target_bullet(target: Mapping[str, Any]) -> str | None:
    """The bullet of a target (of `english_target`)."""
    phrase, name, indicator = phrase_of(target), target["indicator_en"], str(target["indicator"])
    if phrase is None or not _has_its_digits(target):
        return None
    if not name or lost_and_added(indicator, name)[1]:
        printed = indicator if indicator in target["words"] else _part_with_value(target)
        return f"{_capital(phrase)}: {quoted(printed)}" if printed else None
    value, base = target["value"], target["baseline"]
    if not _CHANGE_FIRST.match(name):
        if target["kind"] == "level" and isinstance(value, float | int) and base is not None and value != base:
            return f"{'Increase' if value > base else 'Reduce'} {_in_sentence(name)} {phrase}"
        if phrase.startswith(("up ", "down ")):
            verb, _, rest = phrase.partition(" ")
            return f"{'Increase' if verb == 'up' else 'Reduce'} {_in_sentence(name)} by {rest.removeprefix('by ')}"
    return f"{name}: {phrase}"


def _has_its_digits(target: Mapping[str, Any]) -> bool:
    """Whether the figures of a target stand in the words that it was read from."""
    printed = re.sub(r"(?<=\d)[,，](?=\d)| ", "", str(target["words"]))
    values = [target["value_as_printed"], *([] if target["baseline"] is None else [f"{target['baseline']:.10g}"])]
    plain = (re.sub(r"[,，\s]", "", str(value)) for value in values)
    return all(re.search(rf"(?<![\d.]){re.escape(value)}(?!\.?\d)", printed) for value in plain)


def bound_bullet(sentence: str) -> str | None:
    """The bullet of the first bound of a sentence: R&D expenses: at least 3% of main business revenue."""
    text = _NUMBERED.sub("", sentence.strip())
    match = LIMIT.search(text)
    words = _with_unit(text, match) if match else None
    if (
        match is None or words is None or LIMIT.match(text, match.start() + len(words))
    ):  # of two ends one says too little
        return None
    end = match.start() + len(words)
    if text[end : end + 1] in ("/", "／"):  # 30元/平方米: of a unit that is not read
        return None
    clause = _clause(text, match.start(), end)
    phrase = _phrase_of(words)
    if phrase is None or len(clause) > LONGEST_QUOTED or (_REACHES.match(words) and "的" not in text[end:]):
        return None
    start = text.index(clause)
    before, said = text[start : match.start()], _of_what(words)
    if _IN_PRINCIPLE in before:
        before, phrase = before.removesuffix(_IN_PRINCIPLE), f"{phrase} in principle"
    name = english_indicator(before) if before and not re.search(r"\d", before) else None
    if said is None or text[start:end] != clause:
        found = f"{_capital(phrase)}: {quoted(clause)}"
    elif name and ("%" not in phrase or said or _SHARE.search(name)):
        found = f"{name}: {phrase}{said}"
    else:
        found = f"{_capital(phrase)}{said}: {quoted(before if said and before else clause)}"
    return None if lost_and_added(text, found)[1] else found


def _with_unit(text: str, match: re.Match[str]) -> str | None:
    """The words of a bound with the unit behind 万 or 亿; None where that is not known."""
    if match[0][-1] not in "万亿":
        return match[0]
    behind = text[match.end() : match.end() + 6]
    unit = next((behind[:count] for count in range(len(behind), 0, -1) if behind[:count] in _UNITS), None)
    return match[0] + unit if unit else None


def _phrase_of(words: str) -> str | None:
    """The figure of a bound: at least 3%, within 45 working days, valid for 2 years, more than 1 million people."""
    bound = bound_in(words)
    phrase = phrase_of(bound) if bound else None
    if phrase is None:
        return None
    if _VALID.search(words):
        return f"valid for {phrase}"
    if _WITHIN.search(words):
        return phrase.replace("at most", "within")
    return phrase.replace("at least", "more than") if _MORE.search(words) else phrase


def _clause(text: str, start: int, end: int) -> str:
    """The clause of a bound, with the condition before it and the one behind a condition: 达到100万人的，应当申报."""
    begin = _begin(text, start)
    if text[begin - 2 : begin] == "的，":
        begin = _begin(text, begin - 1)
    stop = _stop(text, end)
    return text[begin : _stop(text, stop + 1) if text[stop - 1 : stop + 1] == "的，" else stop]


def _begin(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in _CLAUSE_ENDS) + 1


def _stop(text: str, at: int) -> int:
    return min((place for mark in _CLAUSE_ENDS if (place := text.find(mark, at)) >= 0), default=len(text))


def _of_what(words: str) -> str | None:
    """What a bound is a share of: 不低于当年主营业务收入的3% as of main business revenue of the year.

    Empty where it is of nothing; None where that has no English.
    """
    between = re.sub(r"[\d一二两三四五六七八九十百].*$", "", _COMPARED.sub("", words))
    if not between or not _COMPARED.match(words):
        return "" if not between or _VALID.fullmatch(between) or words[0].isdigit() else None
    match = _OF.fullmatch(between)
    name = english_indicator(match["what"]) if match else None
    return f" of {_in_sentence(name)}{_OF_YEAR.get(match['when'] or '', '')}" if match and name else None


def aim_bullet(sentence: str) -> str | None:
    """The aim that a document states: Stated aim: regulating data export activities."""
    match = _AIM.search(sentence)
    found = english_clause(match["aim"]) if match else None
    if (
        match is None
        or not found
        or _OFFICIALESE.search(match["aim"])
        or _TWICE.search(found)
        or any(lost_and_added(match["aim"], found))
    ):
        return None
    return f"Stated aim: {found}"


def _in_sentence(name: str) -> str:
    """An indicator amid a sentence: the number of 5G base stations, overseas patents, GDP."""
    name = name if _PROPER.match(name) else name[0].lower() + name[1:]
    return f"the {name}" if _COUNTED.search(_BEHIND_HEAD.sub("", name)) else name


def _part_with_value(target: Mapping[str, Any]) -> str | None:
    """The words around the figure of a target, as printed: 培育5家以上具有国际竞争力的领军企业."""
    parts = re.split("[，,。；;]", str(target["words"]))
    value = re.compile(rf"(?<![\d.]){re.escape(str(target['value_as_printed']))}(?![\d.])")
    return next(filter(value.search, parts), None)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def quoted(chinese: str) -> str:
    """Chinese words on one line, in quotation marks; their own ones are the inner ones."""
    return f"“{' '.join(chinese.split()).replace('“', '‘').replace('”', '’')}”"
