"""The English of an indicator: 每万人口高价值发明专利拥有量 as high-value invention patents held per 10,000 people.

An indicator is a thing, what is measured of it, and per what. What is measured is a closed class (`measures.csv`, the
longest that ends the indicator counts); 建成, 培育 and their like say what is done to the things that are counted
(`acts.csv`); the thing is a noun phrase of the words of titles. Where a part of it is in no table, or where its words
can be understood in two ways, there is no English: half an indicator misleads.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from unicodedata import normalize

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.quantities import read_quantity
from storage.resolution.normalization import comparable
from zhengce.english.glossary import renderings
from zhengce.english.glossary.spelling import STOP_WORDS, stem, words_of
from zhengce.english.plurals import plural, singular
from zhengce.english.titles.grammar import Unclear, noun_phrase
from zhengce.english.titles.lexicon import cut, word_class, words

_SHARE = lazy_regex(r"(?P<part>[^占]{2,40})占(?P<whole>[^占]{2,40}?)(?:的)?(?:比重|比例|百分比|比)?")
"""高新技术产业增加值占规上工业增加值比重."""
_OF_GRADE = lazy_regex(
    r"(?P<of>.{2,24}?)(?:水质)?(?:达到或(?:优|好)于|优于|达到)(?P<grade>[ⅠⅡⅢⅣⅤ]|III|II|IV|V|I)类"
    r"(?:以上)?(?:标准)?(?:的)?(?:水质|水体|断面)?(?:比例|比率)"
)
"""地表水达到或好于Ⅲ类水体比例."""
_AT_LEVEL = lazy_regex(r"(?P<level>国家|省|市|地市|地|县|区县|乡镇)级?及?以上(?:的)?(?P<of>.{2,})")
"""省级以上产业创新平台."""
_IN_CITIES = lazy_regex(r"(?P<level>市|地市|地|县)级?及?以上(?:的)?城市(?P<of>.{2,})")
_OF_SIZE = lazy_regex(r"(?:规模以上|规上)(?P<of>.{2,})")
_WHERE = lazy_regex(r"(?P<where>.{2,8}?(?:地区(?!生产总值)|山区县|流域))(?P<what>.{5,})")
"""脱贫地区农村居民可支配收入."""
_EITHER = lazy_regex("(?P<one>.{2,})或(?P<other>.{2,})")
_COUNTIES = lazy_regex(r"县[（(]市、区[）)]")
_NOTES = {"不包括": "excluding", "不含": "excluding", "包括": "including", "含": "including"}
"""What stands before a thing in brackets, the longest first."""
_PER_HEAD = lazy_regex(r"(?P<of>.{2,12})人均(?P<what>.{2,})")
_PER = lazy_regex(
    r"每(?P<count>[一二三四五六七八九十百千万亿]+)(?P<of>人口|常住人口|名?就业人员|人|名?居民|户|辆|名?职工|名?学生)?"
)
_PER_UNIT = lazy_regex(
    r"(?P<before>.{0,16}?)(?P<per>单位|万元)(?P<of>国内生产总值|地区生产总值|GDP|工业增加值|增加值|产品|产值|面积|电量|建筑面积)(?P<what>.{2,16})"
)
_PREFIXES: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazy_regex("人均(?=.{2})"), "per capita {}"),
    (lazy_regex("户均(?=.{2})"), "{} per household"),
    (lazy_regex("每年(?=.{2})|年均(?=.{2})"), "{} a year"),
    (lazy_regex("年(?=发电量|产量|产值|交易|销售|处理量|服务量)"), "annual {}"),
    (lazy_regex("年(?=推广|培训|服务|处理|新增|培育|引进)"), "{} a year"),
    (lazy_regex("累计(?=.{2})|累积(?=.{2})"), "cumulative {}"),
    (lazy_regex("平均(?=.{2})"), "average {}"),
    (lazy_regex("全国(?=.{2})|我国(?=.{2})"), "national {}"),
    (lazy_regex("全省(?=.{2})"), "{} in the province"),
    (lazy_regex("全市(?=.{2})"), "{} in the city"),
    (lazy_regex("全社会(?=.{2})"), "{}"),
    (lazy_regex("其中[:：]?(?=.{2})"), "of which {}"),
)


def _words_of(table: str) -> Mapping[str, str]:
    rows = rows_of(__package__, "indicator_words.csv")
    return {row["chinese"]: row["english"] for row in rows if row["table"] == table}


_OF_UNITS = _words_of("unit")
_LEVELS = _words_of("level")
_PEOPLE = _words_of("people")
_CHANGES = _words_of("change")
"""Behind an indicator, the longest first."""
_BRACKET = lazy_regex(r"[（(]([^（）()]{1,24})[）)]")
_NO_NOUN = ("unknown", "verb", "adverb", "note", "function")
_CHINESE = lazy_regex(r"[\u3400-\u9fff]")
_SHORT = 2
"""Characters of a measure that may be a part of another word: 效率, 比."""
_LONGEST = 60
"""Characters; what is longer is a sentence."""


@lru_cache(maxsize=8192)
def english_indicator(indicator: str) -> str | None:
    """An indicator in English with a capital; None where a part of it has no certain English."""
    text = re.sub(r"[\s“”\"]|(?<=乡镇)[（(](?=街道)|(?<=乡镇[（(]街道)[）)]", "", _COUNTIES.sub("县", indicator))
    found = _translated(text) if 0 < len(text) <= _LONGEST else None
    if not found or _CHINESE.search(found):
        return None
    if _thing(text) == found:  # what is counted, without a measure
        found = plural(found)
    return found[0].upper() + found[1:]


@lru_cache(maxsize=8192)
def _translated(text: str) -> str | None:
    """The English of an indicator or of a part of one; each part is read once, however many ways lead to it."""
    if _BRACKET.search(text):
        return _with_bracket(text)
    for read in (_prefixed, _per, _change, _per_unit, _per_head, _share, _of_grade, _done, _located, _measured, _thing):
        if found := read(text):
            return found
    return None


def _with_bracket(text: str) -> str | None:
    notes = [_note(note) for note in _BRACKET.findall(text)]
    found = _translated(_BRACKET.sub("", text))
    shown = [note for note in notes if note]
    return f"{found} ({'; '.join(shown)})" if found and len(shown) == len(notes) else None


def _note(text: str) -> str | None:
    """不包括海岛岸线: excluding island coastlines."""
    for chinese, english in _NOTES.items():
        if text.startswith(chinese):
            found = _thing(text.removeprefix(chinese))
            return f"{english} {plural(found)}" if found else None
    return _translated(text)


def _located(text: str) -> str | None:
    if (match := _WHERE.fullmatch(text)) is None:
        return None
    what, where = _translated(match["what"]), _thing(match["where"])
    return f"{what} in {where}" if what and where else None


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


def _per_head(text: str) -> str | None:
    """城市居民人均生活用水量: per capita … of …."""
    if (match := _PER_HEAD.fullmatch(text)) is None:
        return None
    what, of = _translated(match["what"]), _thing(match["of"])
    return f"per capita {what} of {plural(of)}" if what and of else None


def _of_grade(text: str) -> str | None:
    """The share of waters that reach a grade (GB 3838)."""
    if (match := _OF_GRADE.fullmatch(text)) is None:
        return None
    of = _thing(match["of"])
    return f"share of {plural(of)} meeting Grade {match['grade']} or better" if of else None


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
        plain = _thing(thing)
        is_vague = count == 1 or text[-count:][:2] in _DOUBLED
        if plain and is_vague and cut(thing)[-1].kind in ("action", "verb"):
            return None  # 利用处置能力: of one act or of two; 全民艺术普及率 of which 率 says too little
        found = plural(plain) if plain else _translated(thing) if before.startswith(_OF_MEASURES) else None
        if found is None:
            continue
        if before:
            joined = before if before.rpartition(" ")[2] in (*_PREPOSITIONS, "total") else f"{before} of"
            return f"{joined} {found}"
        if after in _PARTICIPLES:
            return f"{found} {after}"
        one = singular(plain or found)
        return f"{one} {after}" if _is_short(one) and _is_short(after) else f"{after} of {found}"
    return None


_OF_MEASURES = ("share of", "market share of", "total imports")
"""Measures of other measures: the share of an output value."""
_DOUBLED = ("处置", "处理", "回收", "利用", "收集", "加工", "运输", "储备")
"""Acts with which a measure begins, and before which another act may stand."""
_PARTICIPLES = ("held", "recovered")
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
        rest = text[count:]
        if (behind := table.get(text[:count])) is None or rest in _measures() or rest in word_class("carrier"):
            continue
        if not rest.startswith(tuple(table)) and (found := _translated(rest)):
            return f"{plural(found) if _thing(rest) else found} {behind}"
    return None


def _thing(text: str) -> str | None:
    """A noun phrase, where all of its words are known and no verb stands amid them."""
    if not text:
        return None
    if match := _EITHER.fullmatch(text):
        one, other = _thing(match["one"]), _thing(match["other"])
        return f"{one} or {other}" if one and other else None
    if match := _OF_SIZE.fullmatch(text):
        return f"{found} above designated size" if (found := _thing(match["of"])) else None
    if match := _IN_CITIES.fullmatch(text):
        found = _noun(match["of"])
        return f"{plural(found)} in cities at or above {_LEVELS[match['level']]} level" if found else None
    if match := _AT_LEVEL.fullmatch(text):
        found = _thing(match["of"])
        return f"{plural(found)} at or above {_LEVELS[match['level']]} level" if found else None
    for name, adjective in _MODIFIERS.items():
        rest = text.removeprefix(name)
        if 1 < len(rest) < len(text) and not _splits_word(text, len(name)) and (found := _noun(rest)):
            return f"{adjective} {found}"
    return _noun(text)


_MODIFIERS = {"城市": "urban", "城镇": "urban", "农村": "rural", "工业": "industrial", "县域": "county"}
"""Nouns that are adjectives before another."""


def _noun(text: str) -> str | None:
    parts = cut(text)
    if any(word.kind in _NO_NOUN for word in parts) or parts[-1].kind in ("and", "of"):
        return None
    try:
        return noun_phrase(parts).removeprefix("the ")
    except Unclear:
        return None


@cache
def _measures() -> Mapping[str, tuple[str, str]]:
    return {row["chinese"]: (row["before"], row["after"]) for row in rows_of(__package__, "measures.csv")}


@cache
def _acts() -> Mapping[str, str]:
    return {row["chinese"]: row["behind"] for row in rows_of(__package__, "acts.csv")}


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
