"""Sentences of a closed class in English: what a document does, from which day, until when, how much.

A statement says what the rules know of a sentence and no more: its aim, its act, days (`statements.csv`), figures. It
stands above the Chinese for those who do not read it; it is no translation of the whole. Where a figure has no certain
English around it, a bullet of a newsletter quotes the words: At least 30% by 2025: “…”; a statement says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from parsers.csv_tables import rows_of
from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from parsers.record import plain
from zhengce.brief.extracts import LIMIT
from zhengce.documents.phrases import short_day
from zhengce.english.figures import lost_and_added
from zhengce.english.indicators import english_indicator
from zhengce.english.targets import COUNTERS, CURRENCIES, UNITS, bound_in, is_bare, phrase_of
from zhengce.english.titles.frames import english_clause, english_name

_PARTS = {
    "<day>": r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    "<count>": r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})",
}
_ACT = lazy_regex(
    r"(?:^|，)现(?:就|将|决定)?(?P<act>[^，。；《》]{4,40}?)(?:的?有关(?:事项|事宜|工作|要求))?(?:通知|公告|通告)?(?:如下)?[，。：]"
)
_FOLLOWS = lazy_regex("[如以]下")
"""提出如下意见: what follows is not said."""
_AIM = lazy_regex(r"(?:^|[\s　])为(?:了|着)?(?:进一步|切实|认真|深入)?(?P<aim>[^，。；：《》“”]{4,24})，")
_DOES = lazy_regex(r"(?:\w+ly )?\w+ing\b")
"""An aim is to do something: not related preparation."""
_OFFICIALESE = lazy_regex("精神|部署|组织领导|督促|工作落实|力度|一系列")
"""What every office strives for, and what has no short English."""
_TWICE = lazy_regex(r"\b(\w{4})\w* (?:and )?\1|\b(?:the|all) (?:province|city|county|region|prefecture) [a-z]")
"""Two Chinese words of one sense, and 全省: what the rules put into poor English."""
_CHANGE_FIRST = lazy_regex(r"(?:annual )?(?:fall|growth|rise|ratio)\b|of which", re.IGNORECASE)
"""Indicators that say what changes: they are followed by a figure, not raised or cut."""
_COUNTED = lazy_regex(r"(?:number|share|rate|ratio|proportion|size|area|index|volume|level)$")
_BEHIND_HEAD = lazy_regex(r" (?:of|in|per|by|for|at|above)\b.*")
_PROPER = lazy_regex(r"[A-Z][a-z]*[A-Z0-9]|[A-Z]\b|(?:Chinese|Internet|China|Beijing|European|Asian|Grade)\b")
_NUMBERED = lazy_regex(
    r"^(?:第[一二三四五六七八九十百零\d]+[条款项][\s　]*|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．][\s　]*)"
)
_CLAUSE_ENDS = "，。；：！？"
LONGEST_QUOTED = 60
"""Characters of Chinese that a bullet quotes."""
_COMPARED = lazy_regex(r"^(?:不低于|不少于|不得低于|不得少于|不小于|不高于|不超过|不得超过|不得高于|不大于|至少)")
_AROUND = lazy_regex(
    r"^(?:确保|力争|实现|保证|使|将)+|(?:应当?|要|须|力争|一般|严格)*(?:(?:控制|保持|稳定|压减|压缩|缩短|限制)(?:在|至|到))?$"
)
"""What stands around an indicator before its bound: 力争…控制在."""
_OF = lazy_regex(r"^(?P<when>当年|同年|上年|上一年度?|本年度?)?(?:企业|单位)?(?P<what>[^的\d]{2,24})的$")
_OF_YEAR = {"当年": " of the year", "同年": " of the same year"} | dict.fromkeys(
    ("上年", "上一年", "上一年度"), " of the year before"
)
_REACHES = lazy_regex("达到|超过")
"""达到100万人的 is a bound, 城镇化率达到64.1% a report."""
_SHARE = lazy_regex("share|rate|ratio|proportion|coverage|rise|fall|growth", re.IGNORECASE)
_FALLS = lazy_regex("下降|降低|减少|压减")
_IS_SPAN = lazy_regex(r"(?:minutes?|hours?|days?|months?|years?|k?m)$")
"""Of time or way: within 5 days, but at most 5 people."""
_VALID = lazy_regex(r"^有效期限?为?")
_UNITS = sorted({*UNITS, *COUNTERS, *CURRENCIES}, key=len, reverse=True)


def statement(sentence: str) -> str | None:
    """What the rules know of a sentence; None where that is nothing."""
    facts = list(dict.fromkeys(fact for fact in _facts(sentence) if fact and "“" not in fact))
    return "; ".join([facts[0], *map(_lower, facts[1:])]) if facts else None


def _facts(sentence: str) -> Iterator[str | None]:
    yield aim_bullet(sentence)
    match = _ACT.search(sentence)
    act = english_clause(match["act"]) if match and not _FOLLOWS.search(match["act"]) else None
    if act and _DOES.match(act):
        yield _capital(act)
    found: dict[str, str] = {}
    for kind, pattern, english in _table():
        if kind not in found and (match := pattern.search(sentence)):
            found[kind] = english.format(**{name: _value(name, match) for name in match.groupdict()})
    yield from found.values()
    names_year = re.search(r"到20\d\d年", sentence)
    targets = [target for target in read_targets(passages_of(sentence)) if target.year] if names_year else []
    for target in targets:
        yield target_bullet(plain(target) | {"indicator_en": english_indicator(target.indicator)})
    if not targets and "valid" not in found and (bound := _bound(sentence)):
        english, quote = bound
        yield None if quote and is_bare(english) else english


@cache
def _table() -> list[tuple[str, re.Pattern[str], str]]:
    found = []
    for row in rows_of(__package__, "statements.csv"):
        printed = re.sub("(?<!P)<(?:day|count)>", lambda part: _PARTS[part[0]], row["pattern"])
        found.append((row["kind"], re.compile(printed), row["english"]))
    return found


def _value(name: str, match: re.Match[str]) -> str:
    if name == "day":
        try:
            return short_day(date(int(match["year"]), int(match["month"]), int(match["day"])))
        except ValueError:
            return match["year"]
    if name == "name":
        english = english_name(match["name"])
        return f"the {english.text}" if english.text else "an earlier document"
    return str(read_numeral(match[name]) or match[name]) if name == "count" else match[name]


def target_bullet(target: Mapping[str, Any]) -> str | None:
    """The bullet of a target (of `english_target`): Increase the 5G user penetration rate from 15% to 56% by 2025."""
    phrase, name, indicator = phrase_of(target), target["indicator_en"], str(target["indicator"])
    if phrase is None or not _has_its_digits(target):
        return None
    if not name or lost_and_added(indicator, name)[1]:
        printed = indicator if indicator in target["words"] else _part_with_value(target)
        return f"{_capital(phrase)}: {quoted(printed)}" if printed and not is_bare(phrase) else None
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


def _part_with_value(target: Mapping[str, Any]) -> str | None:
    """The words around the figure of a target, as printed: 培育5家以上具有国际竞争力的领军企业."""
    parts = re.split("[，,。；;]", str(target["words"]))
    value = re.compile(rf"(?<![\d.]){re.escape(str(target['value_as_printed']))}(?![\d.])")
    return next(filter(value.search, parts), None)


def bound_bullet(sentence: str) -> str | None:
    """The bullet of the first bound of a sentence: R&D expenses: at least 3% of main business revenue."""
    english, quote = _bound(sentence) or ("", "")
    if not quote:
        return english or None
    return None if is_bare(english) else f"{english}: {quoted(quote)}"


def _bound(sentence: str) -> tuple[str, str] | None:
    """The first bound of a sentence in English, and the words that say of what it is where that has no English."""
    text = _NUMBERED.sub("", sentence.strip())
    match = LIMIT.search(text)
    unit = _unit_at(text, match.end()) if match and match[0][-1] in "万亿" else ""
    if match is None or unit is None:
        return None
    words, end = match[0] + unit, match.end() + len(unit)
    phrase, (start, stop) = _phrase_of(words), _clause(text, match.start(), end)
    is_one_of_two = LIMIT.match(text, end) or text.startswith(("/", "／"), end)  # of two ends one says too little
    is_report = _REACHES.match(words) and "的" not in text[end:]
    if phrase is None or is_one_of_two or is_report or stop - start > LONGEST_QUOTED:
        return None
    before, of_what = text[start : match.start()], _of_what(words)
    if "原则上" in before:
        before, phrase = before.removesuffix("原则上"), f"{phrase} in principle"
    indicator = _AROUND.sub("", before)
    name = english_indicator(indicator) if indicator and not re.search(r"\d", indicator) else None
    if name and of_what is not None and stop == end and ("%" not in phrase or of_what or _SHARE.search(name)):
        found, quote = f"{name}: {phrase}{of_what}", ""
    else:
        of = of_what if of_what and stop == end else ""
        found = _capital(f"{'down ' if _FALLS.search(before) else ''}{phrase}{of}")
        quote = before if of and before else text[start:stop]
    return None if lost_and_added(text, found)[1] else (found, quote)


def _unit_at(text: str, at: int) -> str | None:
    """The unit behind 万 or 亿; None where it is not known."""
    return next((unit for unit in _UNITS if text.startswith(unit, at)), None)


def _phrase_of(words: str) -> str | None:
    """The figure of a bound: at least 3%, within 45 working days, valid for 2 years, more than 1 million people."""
    bound = bound_in(words)
    phrase = phrase_of(bound) if bound else None
    if phrase is None or _VALID.search(words):
        return phrase and f"valid for {phrase}"
    if words.endswith("内") and _IS_SPAN.search(phrase):
        return phrase.replace("at most", "within")
    return phrase.replace("at least", "more than") if re.search("(?<!不)(?<!不得)超过", words) else phrase


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause of a bound begins and ends, with the condition before it and what stands behind a condition:
    达到100万人的，应当申报."""
    begin = _begin(text, start)
    if text[begin - 2 : begin] == "的，":
        begin = _begin(text, begin - 1)
    stop = _stop(text, end)
    return begin, _stop(text, stop + 1) if text[stop - 1 : stop + 1] == "的，" else stop


def _begin(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in _CLAUSE_ENDS) + 1


def _stop(text: str, at: int) -> int:
    return min((place for mark in _CLAUSE_ENDS if (place := text.find(mark, at)) >= 0), default=len(text))


def _of_what(words: str) -> str | None:
    """What a bound is a share of: 不低于当年主营业务收入的3% as of main business revenue of the year.

    Empty where it is of nothing; None where that has no English.
    """
    between = re.sub(r"[\d一二两三四五六七八九十百].*$", "", _COMPARED.sub("", words))
    if not between or _VALID.fullmatch(between):
        return ""
    match = _OF.fullmatch(between) if _COMPARED.match(words) else None
    name = english_indicator(match["what"]) if match else None
    return f" of {_in_sentence(name)}{_OF_YEAR.get(match['when'] or '', '')}" if match and name else None


def aim_bullet(sentence: str) -> str | None:
    """The aim that a document states: Stated aim: regulating data export activities."""
    match = _AIM.search(sentence)
    found = english_clause(match["aim"]) if match else None
    if match is None or not found or not _DOES.match(found) or _TWICE.search(found):
        return None
    is_empty = _OFFICIALESE.search(match["aim"]) or any(lost_and_added(match["aim"], found))
    return None if is_empty else f"Stated aim: {found}"


def _in_sentence(name: str) -> str:
    """An indicator amid a sentence: the number of 5G base stations, overseas patents, GDP."""
    name = name if _PROPER.match(name) else name[0].lower() + name[1:]
    return f"the {name}" if _COUNTED.search(_BEHIND_HEAD.sub("", name)) else name


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(text: str) -> str:
    """Without a capital, unless the first word is written in capitals."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def quoted(chinese: str) -> str:
    """Chinese words on one line, in quotation marks; their own ones are the inner ones."""
    return f"“{' '.join(chinese.split()).replace('“', '‘').replace('”', '’')}”"
