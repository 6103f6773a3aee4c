"""Sentences of a closed class in English: what a document does, from which day, until when, how much.

A statement says what the rules know of a sentence and no more: its aim, its act, days (`statements.csv`), figures. It
stands above the Chinese for those who do not read it; it is no translation of the whole. Where a figure has no certain
English around it, a bullet of a newsletter quotes the words: At least 30% by 2025: “…”; a statement says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from parsers.csv_tables import rows_of
from parsers.grammar.dates import read_date
from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from parsers.record import plain
from zhengce.brief.extracts import LIMIT
from zhengce.documents.phrases import short_day
from zhengce.english.indicators import english_indicator
from zhengce.english.targets import bound_phrase, is_bare, phrase_of
from zhengce.english.titles.frames import english_clause, english_name

_AIM = lazy_regex(r"(?:^|[\s　])为(?:了|着)?(?:进一步|切实|认真|深入)?(?P<aim>[^，。；：《》“”]{4,24})，")
_DOES = lazy_regex(r"(?:\w+ly )?\w+ing\b")
"""An aim is to do something: not related preparation."""
_TOWARDS = lazy_regex(r"到20\d\d年")
_COUNTED = lazy_regex(r"(?:number|share|rate|ratio|proportion|size|area|index|volume|level)$")
_BEHIND_HEAD = lazy_regex(r" (?:of|in|per|by|for|at|above)\b.*")
_PROPER = lazy_regex(r"[A-Z][a-z]*[A-Z0-9]|[A-Z]\b|(?:Chinese|Internet|China|Beijing|European|Asian|Grade)\b")
_NUMBERED = lazy_regex(
    r"^(?:第[一二三四五六七八九十百零\d]+[条款项][\s　]*|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．][\s　]*)"
)
_CLAUSE_END = lazy_regex("(?<!的)，|[。；;：！？]")
"""达到100万人的，应当申报: a condition and what follows from it are one."""
LONGEST_QUOTED = 60
"""Characters of Chinese that a bullet quotes."""
_AROUND = lazy_regex(
    r"^(?:确保|力争|实现|保证|使|将)+|(?:应当?|要|须|力争|一般|严格|原则上)*(?:(?:控制|保持|稳定|压减|压缩|缩短|限制)(?:在|至|到))?$"
)
"""What stands around an indicator before its bound: 力争…控制在."""
_OF = lazy_regex(r"(?P<when>当年|同年|上年|上一年度?|本年度?)?(?:企业|单位)?(?P<what>[^的\d]{2,24})的")
_OF_YEAR = {"当": " of the year", "同": " of the same year", "上": " of the year before"}
_REPORTED = lazy_regex(r"(?:达到|超过)[^的，；]*(?:[，；]|$)")
"""达到100万人的 is a bound, 城镇化率达到64.1% a report."""
_TIME = lazy_regex("time|period|cycle|term|limit|years|duration", re.IGNORECASE)
_MEASURES = {
    lazy_regex("%"): lazy_regex("share|rate|ratio|proportion|coverage|rise|fall|growth", re.IGNORECASE),
    lazy_regex(r"^(?!valid).*\d (?:working )?(?:hours?|days?|months?|years?|m)$"): _TIME,
}
"""Figures, and the indicators of which they can be: a project has no 50 working days."""
_FALLS = lazy_regex(r"(?:下降|降低|减少|压减)\s*$")


def statement(sentence: str) -> str | None:
    """What the rules know of a sentence; None where that is nothing."""
    facts = list(dict.fromkeys(fact for fact in _facts(sentence) if fact and "“" not in fact))
    return "; ".join([facts[0], *map(_lower, facts[1:])]) if facts else None


def _facts(sentence: str) -> Iterator[str | None]:
    yield aim_bullet(sentence)
    for pattern, english in _table():
        if match := pattern.search(sentence):
            values = {name: _value(name, text) for name, text in match.groupdict().items()}
            yield None if None in values.values() else english.format(**values)
    targets = read_targets(passages_of(sentence)) if _TOWARDS.search(sentence) else ()
    dated = [target for target in targets if target.year]
    for target in dated:
        yield target_bullet(plain(target) | {"indicator_en": english_indicator(target.indicator)})
    if not dated and (bound := _bound(sentence)):
        english, quote = bound
        yield None if quote and is_bare(english) else english


@cache
def _table() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["english"]) for row in rows_of(__package__, "statements.csv")]


def _value(name: str, text: str) -> str | None:
    if name == "day":
        return short_day(day) if (day := read_date(text)) else None
    if name == "name":
        return f"the {english}" if (english := english_name(text).text) else "an earlier document"
    return str(read_numeral(text) or text)


def target_bullet(target: Mapping[str, Any]) -> str | None:
    """The bullet of a target (of `english_target`): Increase the 5G user penetration rate from 15% to 56% by 2025."""
    phrase, name, indicator = phrase_of(target), target["indicator_en"], str(target["indicator"])
    if phrase is None:
        return None
    if not name:
        quote = indicator if indicator in target["words"] else _part_with_value(target)
        return f"{phrase[0].upper()}{phrase[1:]}: {quoted(quote)}" if quote and not is_bare(phrase) else None
    if not phrase.startswith(("from ", "up ", "down ")):
        return f"{name}: {phrase}"
    is_more = target["value"] > target["baseline"] if phrase.startswith("from ") else phrase.startswith("up ")
    figure = re.sub("^(?:up|down) (?:by )?", "by ", phrase)
    return f"{'Increase' if is_more else 'Reduce'} {_in_sentence(name)} {figure}"


def _part_with_value(target: Mapping[str, Any]) -> str | None:
    """The words around the figure of a target, as printed: 培育5家以上具有国际竞争力的领军企业."""
    value = re.compile(rf"(?<![\d.]){re.escape(str(target['value_as_printed']))}(?![\d.])")
    return next(filter(value.search, re.split("[，,。；;]", str(target["words"]))), None)


def bound_bullet(sentence: str) -> str | None:
    """The bullet of the first bound of a sentence: R&D expenses: at least 3% of main business revenue."""
    english, quote = _bound(sentence) or ("", "")
    if not quote:
        return english or None
    return None if is_bare(english) else f"{english}: {quoted(quote)}"


def _bound(sentence: str) -> tuple[str, str] | None:
    """The first bound of a sentence in English, and the words that say of what it is where that has no English."""
    text = _NUMBERED.sub("", sentence.strip())
    bounds = ((match, bound) for match in LIMIT.finditer(text) if (bound := bound_phrase(match[0])))
    match, bound = next(bounds, (None, None))
    if match is None or bound is None or _REPORTED.match(text, match.start()):
        return None
    start = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
    stop = next((mark.start() for mark in _CLAUSE_END.finditer(text, match.end())), len(text))
    is_one_of_two = LIMIT.match(text, match.end()) or text.startswith(("/", "／"), match.end())
    if is_one_of_two or stop - start > LONGEST_QUOTED:
        return None  # of two ends one says too little
    (phrase, of), before = bound, text[start : match.start()]
    phrase += " in principle" if "原则上" in before else ""
    indicator, of_what = _AROUND.sub("", before), _of_what(of)
    name = english_indicator(indicator) if indicator and not re.search(r"\d", indicator) else None
    is_of = all(of_what or not figure.search(phrase) or names.search(name or "") for figure, names in _MEASURES.items())
    if name and of_what is not None and stop == match.end() and is_of:
        return f"{name}: {phrase}{of_what}", ""
    english = f"{'down ' if _FALLS.search(before) else ''}{phrase}{of_what or ''}"
    return english[0].upper() + english[1:], text[start:stop]


def _of_what(words: str) -> str | None:
    """What a bound is a share of: 当年主营业务收入的 as of main business revenue of the year; None without English."""
    match = _OF.fullmatch(words)
    name = english_indicator(match["what"]) if match else None
    if match is None or name is None:
        return None if words else ""
    return f" of {_in_sentence(name)}{_OF_YEAR.get((match['when'] or '')[:1], '')}"


def aim_bullet(sentence: str) -> str | None:
    """The aim that a document states: Stated aim: regulating data export activities."""
    match = _AIM.search(sentence)
    aim = english_clause(match["aim"]) if match else None
    return f"Stated aim: {aim}" if aim and _DOES.match(aim) else None


def _in_sentence(name: str) -> str:
    """An indicator amid a sentence: the number of 5G base stations, overseas patents, GDP."""
    name = _lower(name)
    return f"the {name}" if _COUNTED.search(_BEHIND_HEAD.sub("", name)) else name


def _lower(text: str) -> str:
    """Without a capital, unless the first word has it amid a sentence, too."""
    return text if _PROPER.match(text) else text[0].lower() + text[1:]


def quoted(chinese: str) -> str:
    """Chinese words on one line, in quotation marks; their own ones are the inner ones."""
    return f"“{' '.join(chinese.split()).replace('“', '‘').replace('”', '’')}”"
