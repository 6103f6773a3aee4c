"""The English of an indicator: 每万人口高价值发明专利拥有量 as high-value invention patents held per 10,000 people.

An indicator is a thing, what is measured of it, and per what. What is measured is a closed class (`measures.csv`, the
longest that ends the indicator counts); 建成, 培育 and their like say what is done to the things that are counted
(`acts.csv`); the thing is a noun phrase of the words of titles. Where a part of it is in no table, or where its words
can be understood in two ways, there is no English: half an indicator misleads.
"""

import csv
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import normalize

from outputs.english.glossary import renderings
from outputs.english.glossary.spelling import STOP_WORDS, stem, words_of
from outputs.english.titles.lexicon import cut, words
from outputs.english.titles.phrases import noun_phrase
from outputs.english.titles.readings import Unclear
from outputs.english.titles.wording import singular
from parsers.grammar.targets.quantities import read_quantity
from storage.resolution.normalization import comparable

_SHARE = re.compile(r"(?P<part>[^占]{2,40})占(?P<whole>[^占]{2,40}?)(?:的)?(?:比重|比例|百分比|比)?")
"""高新技术产业增加值占规上工业增加值比重."""
_REACHING = re.compile(
    r"(?P<whole>.{2,30}?)(?P<does>达到或优于|达到|优于)(?P<level>.{2,20}?)(?:以上)?(?:的)?(?P<part>.{0,6}?)比例"
)
_PER = re.compile(
    r"每(?P<count>[一二三四五六七八九十百千万亿]+)(?P<of>人口|常住人口|名?就业人员|人|名?居民|户|辆|名?职工|名?学生)?"
)
_PER_UNIT = re.compile(
    r"(?P<before>.{0,16}?)(?P<per>单位|万元)(?P<of>国内生产总值|地区生产总值|GDP|工业增加值|产品|产值|面积|电量|建筑面积)(?P<what>.{2,16})"
)
_PREFIXES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("人均(?=.{2})"), "per capita {}"),
    (re.compile("户均(?=.{2})"), "{} per household"),
    (re.compile("每年(?=.{2})|年均(?=.{2})"), "{} a year"),
    (re.compile("年(?=发电量|产量|产值|交易|销售|处理|服务|培训)"), "annual {}"),
    (re.compile("累计(?=.{2})|累积(?=.{2})"), "cumulative {}"),
    (re.compile("平均(?=.{2})"), "average {}"),
    (re.compile("全国(?=.{2})|我国(?=.{2})"), "national {}"),
    (re.compile("全社会(?=.{2})"), "{} of the whole society"),
    (re.compile("其中[:：]?(?=.{2})"), "of which {}"),
)
_OF_UNITS = {
    "国内生产总值": "GDP",
    "GDP": "GDP",
    "地区生产总值": "regional GDP",
    "工业增加值": "industrial added value",
    "产品": "product",
    "产值": "output value",
    "面积": "area",
    "建筑面积": "floor area",
    "电量": "electricity",
}
_PEOPLE = {
    "": "people",
    "人": "people",
    "人口": "people",
    "常住人口": "permanent residents",
    "就业人员": "employed people",
    "居民": "residents",
    "户": "households",
    "辆": "vehicles",
    "职工": "employees",
    "学生": "students",
}
_CHANGES = {
    **dict.fromkeys(("年降低率", "年下降率"), "annual fall in"),
    **dict.fromkeys(("年增长率", "年均增速", "年均增长率", "年增速"), "annual growth of"),
    **dict.fromkeys(("下降率", "降低率", "下降", "降低", "减少"), "fall in"),
    **dict.fromkeys(("增长率", "增速", "增长"), "growth of"),
    "提高": "rise in",
    "占全国平均值": "ratio to the national average of",
}
"""Behind an indicator, the longest first."""
_BRACKET = re.compile(r"[（(]([^（）()]{1,24})[）)]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_COUNTED = frozenset(
    "energy power water infrastructure waste income talent personnel staff software equipment storage electricity air "
    "steel coal oil gas land soil forest farmland hydropower photovoltaic capital finance credit labour work research "
    "public tourism culture health commerce e-commerce traffic transport wastewater sewage rubbish hydrogen capacity "
    "people data media demand supply use area society agriculture sector computing economy trade GDP machinery".split()
)
"""Last words without a plural."""
_ABSTRACT = ("ing", "ion", "ment", "ware", "ity", "ence", "ance", "ology")
"""Endings of what is not counted, but for these:"""
_COUNTED = frozenset(
    "institution station application organization solution university facility community region building activity city "
    "section investment document settlement reference conference".split()
)
_SHORT = 2
"""Characters of a measure that may be a part of another word: 效率, 比."""
_LONGEST = 60
"""Characters; what is longer is a sentence."""


@lru_cache(maxsize=8192)
def english_indicator(indicator: str) -> str | None:
    """An indicator in English with a capital; None where a part of it has no certain English."""
    text = re.sub(r"[\s“”\"]", "", indicator)
    found = _translated(text) if 0 < len(text) <= _LONGEST else None
    if not found or _CHINESE.search(found):
        return None
    if _thing(text) == found:  # what is counted, without a measure
        found = _many(found)
    return found[0].upper() + found[1:]


def _translated(text: str) -> str | None:
    """The English of an indicator or of a part of one."""
    if _BRACKET.search(text):
        return _with_bracket(text)
    for read in (_prefixed, _per, _change, _per_unit, _share, _done, _measured, _thing):
        if found := read(text):
            return found
    return None


def _with_bracket(text: str) -> str | None:
    notes = [_translated(note) for note in _BRACKET.findall(text)]
    found = _translated(_BRACKET.sub("", text))
    shown = [note for note in notes if note]
    return f"{found} ({'; '.join(shown)})" if found and len(shown) == len(notes) else None


def _prefixed(text: str) -> str | None:
    for pattern, form in _PREFIXES:
        if match := pattern.match(text):
            rest = _translated(text[match.end() :])
            return form.format(rest) if rest else None
    return None


def _per(text: str) -> str | None:
    """每万人口…: per 10,000 people."""
    if (match := _PER.match(text)) is None:
        return None
    count = read_quantity("1", match["count"] + "个").amount
    rest = _translated(text[match.end() :].removeprefix("拥有").removeprefix("中"))
    if count is None or rest is None:
        return None
    return f"{rest} per {count:,.0f} {_PEOPLE[(match['of'] or '').removeprefix('名')]}"


def _per_unit(text: str) -> str | None:
    """规模以上工业单位增加值能耗, 万元地区生产总值用水量: per unit of …, per CNY 10,000 of …."""
    if (match := _PER_UNIT.fullmatch(text)) is None:
        return None
    what = _translated(match["what"])
    of = _OF_UNITS[match["of"]]
    before = _thing(match["before"]) if match["before"] else ""
    if what is None or before is None:
        return None
    per = f"per unit of {of}" if match["per"] == "单位" else f"per CNY 10,000 of {of}"
    return f"{what} {per}" + (f" of {before}" if before else "")


def _share(text: str) -> str | None:
    """A占B比重: share of A in B."""
    if (match := _SHARE.fullmatch(text)) is None:
        return None
    part, whole = _translated(match["part"]), _translated(match["whole"])
    return f"share of {part} in {whole}" if part and whole else None


def _change(text: str) -> str | None:
    for ending, word in _CHANGES.items():
        if text.endswith(ending) and len(text) > len(ending) + 2:
            found = _translated(text.removesuffix(ending))
            return f"{word} {found}" if found else None
    return None


def _measured(text: str) -> str | None:
    """What is measured, and of what."""
    table = _measures()
    for count in range(min(len(text), 14), 0, -1):
        measure = table.get(text[-count:])
        if measure is None or (count <= _SHORT and _splits_word(text, len(text) - count)):
            continue
        before, after = measure
        thing = text[:-count]
        if not thing:
            return _alone(before, after) if count > 1 else None
        found = _translated(thing) if count < len(text) else None
        if found is None:
            continue
        if before:
            joined = before if before.rpartition(" ")[2] in (*_PREPOSITIONS, "total") else f"{before} of"
            return f"{joined} {_many(found)}"
        return f"{singular(found)} {after}" if _is_short(found) else f"{after} of {_many(found)}"
    return None


_PREPOSITIONS = frozenset("of in on for by to into from".split())


def _alone(before: str, after: str) -> str:
    words = (after or before).split()
    while words[-1] in _PREPOSITIONS:
        words.pop()
    return " ".join(words)


def _is_short(phrase: str) -> bool:
    """Whether a phrase can stand before a noun: 5G user, not the treatment of sewage and refuse."""
    return len(phrase.split()) <= 4 and not re.search(r"\b(?:of|and|in|for|per|to)\b|,", phrase)


def _splits_word(text: str, at: int) -> bool:
    """Whether a cut goes through a known word: 效率 of 服务效率, 比 of 对比."""
    known = words()
    return any(
        text[start:end] in known
        for start in range(max(0, at - 3), at)
        for end in range(at + 1, min(len(text), at + 4) + 1)
    )


def _done(text: str) -> str | None:
    """培育具有国际竞争力的领军企业: leading enterprises … fostered."""
    table = _acts()
    for count in range(min(6, len(text) - 2), 1, -1):
        if behind := table.get(text[:count]):
            found = _translated(text[count:])
            if found:
                return f"{_many(found)} {behind}"
    return None


def _many(phrase: str) -> str:
    """The plural of what is counted: new energy vehicles; of what is not, as it is: electricity."""
    head, of, rest = phrase.partition(" of ")
    start, _, last = head.rpartition(" ")
    is_counted = last in _COUNTED or not last.endswith(("s", *_ABSTRACT))
    if not is_counted or last in _NOT_COUNTED or not (last.isascii() and last.islower()):
        return phrase
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "es" if last.endswith(("ch", "sh", "x")) else "s"
    return f"{start} {last}".strip() + of + rest


def _thing(text: str) -> str | None:
    """A noun phrase, where all of its words are known and no verb stands amid them."""
    if not text:
        return None
    parts = cut(text)
    if any(word.kind in ("unknown", "verb", "adverb", "note") for word in parts) or parts[-1].kind in ("and", "of"):
        return None
    try:
        return noun_phrase(parts).removeprefix("the ")
    except Unclear:
        return None


@cache
def _measures() -> Mapping[str, tuple[str, str]]:
    with files(__package__).joinpath("measures.csv").open(encoding="utf-8") as table:
        return {row["chinese"]: (row["before"], row["after"]) for row in csv.DictReader(table)}


@cache
def _acts() -> Mapping[str, str]:
    with files(__package__).joinpath("acts.csv").open(encoding="utf-8") as table:
        return {row["chinese"]: row["behind"] for row in csv.DictReader(table)}


def indicator_filter(text: str) -> Callable[[str], bool]:
    """Whether an indicator, as printed, is meant by a text; width, case, blanks and punctuation do not matter.

    Each word of an English text is in the indicator's English, in its name, or stands for Chinese that the name has.
    """
    wanted = comparable(text)
    words = tuple(word for word in words_of(text) if word not in STOP_WORDS) if text.isascii() else ()

    @cache
    def is_meant(indicator: str) -> bool:
        name = comparable(indicator)
        if wanted and wanted in name:
            return True
        if not words or not wanted:
            return False
        own = {stem(word) for word in words_of(english_indicator(normalize("NFKC", indicator)) or "")}
        return all(
            stem(word) in own
            or comparable(word) in name
            or any(chinese in name for chinese in renderings.index().containing(word))
            for word in words
        )

    return is_meant
