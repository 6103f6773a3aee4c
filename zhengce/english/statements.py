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
from zhengce.english.targets import COUNTERS, CURRENCIES, UNITS, bound_in, phrase_of
from zhengce.english.titles.frames import english_clause, english_name

_PARTS = {
    "<day>": r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    "<count>": r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})",
}
_ACT = lazy_regex(
    r"(?:^|，)现(?:就|将|决定)?(?P<act>[^，。；《》]{4,40}?)(?:的?有关(?:事项|事宜|工作|要求))?(?:通知|公告|通告)?(?:如下)?[，。：]"
)
_AIM = lazy_regex(r"(?:^|[\s　])为(?:了|着)?(?:进一步|切实|认真|深入)?(?P<aim>[^，。；：《》“”]{4,24})，")
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
_IN_PRINCIPLE = "原则上"
_OF = lazy_regex(r"^(?P<when>当年|同年|上年|上一年度?|本年度?)?(?:企业|单位)?(?P<what>[^的\d]{2,24})的$")
_OF_YEAR = {"当年": " of the year", "同年": " of the same year"} | dict.fromkeys(
    ("上年", "上一年", "上一年度"), " of the year before"
)
_REACHES = lazy_regex("达到|超过")
"""达到100万人的 is a bound, 城镇化率达到64.1% a report."""
_SHARE = lazy_regex("share|rate|ratio|proportion|coverage|rise|fall|growth", re.IGNORECASE)
_FALLS = lazy_regex("下降|降低|减少|压减")
_BARE = lazy_regex(r"[A-Z][a-z]+ (?:[a-z]+ )?[\d,.]+")
"""At least 1: of what, nobody says."""
_VALID = lazy_regex(r"^有效期限?为?")
_UNITS = {*UNITS, *COUNTERS, *CURRENCIES}


def statement(sentence: str) -> str | None:
    """What the rules know of a sentence; None where that is nothing."""
    facts = list(dict.fromkeys(_facts(sentence)))
    return "; ".join([facts[0], *(_begun(fact, str.lower) for fact in facts[1:])]) if facts else None


def _facts(sentence: str) -> Iterator[str]:
    if aim := aim_bullet(sentence):
        yield aim
    act = english_clause(match["act"]) if (match := _ACT.search(sentence)) else None
    if act and act.partition(" ")[0].endswith("ing"):
        yield _begun(act)
    found: dict[str, str] = {}
    for kind, pattern, english in _table():
        if kind not in found and (match := pattern.search(sentence)):
            found[kind] = english.format(**{name: _value(name, match) for name in match.groupdict()})
    yield from (found[kind] for kind in found if kind != "reports")
    figures = [target_bullet(plain(target) | _named(target.indicator)) for target in _targets(sentence)]
    bound = None if figures or "valid" in found else bound_bullet(sentence)
    if bound and "“" in bound:
        bound = bound.partition(": “")[0]
        bound = None if _BARE.fullmatch(bound) else bound
    if bound and ":" not in bound:
        bound = f"Down {_begun(bound, str.lower)}" if _FALLS.search(sentence) else bound
    yield from (figure for figure in [*figures, bound] if figure and "“" not in figure)
    yield from filter(None, [found.get("reports")])


def _named(indicator: str) -> dict[str, str | None]:
    return {"indicator_en": english_indicator(indicator)}


def _targets(sentence: str) -> list[Any]:
    """The targets of a sentence that names their year itself."""
    return (
        [target for target in read_targets(passages_of(sentence)) if target.year]
        if re.search(r"到20\d\d年", sentence)
        else []
    )


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
        return f"{_begun(phrase)}: {quoted(printed)}" if printed else None
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
    text = _NUMBERED.sub("", sentence.strip())
    match = LIMIT.search(text)
    words = _with_unit(text, match) if match else None
    if match is None or words is None or LIMIT.match(text, match.start() + len(words)):
        return None  # of two ends one says too little
    end = match.start() + len(words)
    clause, phrase = _clause(text, match.start(), end), _phrase_of(words)
    is_report = _REACHES.match(words) and "的" not in text[end:]
    if text[end : end + 1] in ("/", "／") or phrase is None or len(clause) > LONGEST_QUOTED or is_report:
        return None  # 30元/平方米: of a unit that is not read
    start = text.index(clause)
    before, said = text[start : match.start()], _of_what(words)
    if _IN_PRINCIPLE in before:
        before, phrase = before.removesuffix(_IN_PRINCIPLE), f"{phrase} in principle"
    name = english_indicator(before) if before and not re.search(r"\d", before) else None
    if said is None or text[start:end] != clause:
        found = f"{_begun(phrase)}: {quoted(clause)}"
    elif name and ("%" not in phrase or said or _SHARE.search(name)):
        found = f"{name}: {phrase}{said}"
    else:
        found = f"{_begun(phrase)}{said}: {quoted(before if said and before else clause)}"
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
    if phrase is None or _VALID.search(words):
        return phrase and f"valid for {phrase}"
    if words.endswith("内"):
        return phrase.replace("at most", "within")
    return phrase.replace("at least", "more than") if re.search("(?<!不)(?<!不得)超过", words) else phrase


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
    if match is None or not found or _OFFICIALESE.search(match["aim"]) or _TWICE.search(found):
        return None
    return None if any(lost_and_added(match["aim"], found)) else f"Stated aim: {found}"


def _in_sentence(name: str) -> str:
    """An indicator amid a sentence: the number of 5G base stations, overseas patents, GDP."""
    name = name if _PROPER.match(name) else name[0].lower() + name[1:]
    return f"the {name}" if _COUNTED.search(_BEHIND_HEAD.sub("", name)) else name


def _begun(text: str, case: Any = str.upper) -> str:
    """A text with a capital; with `str.lower` without, unless its first word is written in capitals."""
    is_word = case is str.upper or text[1:2].islower()
    return case(text[0]) + text[1:] if is_word else text


def quoted(chinese: str) -> str:
    """Chinese words on one line, in quotation marks; their own ones are the inner ones."""
    return f"“{' '.join(chinese.split()).replace('“', '‘').replace('”', '’')}”"
