"""The words that titles are made of: tables of Chinese and English, and the cheapest cut of a text into them.

Tables: `words.csv` (nouns, adjectives, adverbs), `actions.csv` (verbs, with their noun and gerund), `places.csv`, the
glossary of policy terms, the agencies. A single character is never a word, but for conjunctions, 的 and
rare metals: it has too many meanings. What no table holds stays Chinese and is marked as unknown.
"""

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal

import msgspec

from outputs.english.glossary import terms
from parsers.csv_tables import rows_of
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex

Kind = Literal[
    "noun", "adjective", "adverb", "verb", "action", "and", "of", "function", "place", "count", "year", "plan", "batch",
    "note", "unknown",
]  # fmt: skip


class Word(msgspec.Struct, frozen=True):
    """One word of a title: a struct, since 14,000 are made before the first title is read."""

    chinese: str
    kind: Kind
    english: str
    """Of a verb or an action its noun: development."""
    gerund: str = ""
    is_official: bool = False
    """From the glossary, the agencies or a pattern, not from the list of common words."""


_KINDS: Mapping[str, Kind] = {"n": "noun", "a": "adjective", "d": "adverb", "p": "noun", "b": "noun", "f": "adjective"}
_CONJUNCTIONS = "和 与 及 以及 暨 、 并 + ＋".split()
PREPOSITIONS: Mapping[str, str] = {
    "在": "in", "对": "on", "对于": "on", "为": "for", "向": "to", "从": "from", "由": "by", "以": "with", "按": "by",
    "按照": "according to", "用": "with", "于": "in", "至": "to", "被": "by", "经": "through", "通过": "through",
    "同": "with", "将": "", "把": "", "或": "or", "使": "", "关于": "on",
}  # fmt: skip
"""What the clause around them is read by, and their English where they stand alone."""
_UNKNOWN_COST = 10
_FUNCTION_COST = 3
_LONGEST = 16

_NUMERAL = r"(?:\d+|[一二三四五六七八九十百]+)"
_MEASURES = (
    "个(?!人|体|税)|项(?!目)|家(?!庭|电|具|禽)|名(?!单|录|称|酒|牌)|件|种(?!子|植|业|质|类|畜)|座|位|户(?!籍|外|口)"
    "|所(?!得|有)|处(?!理|罚|置|分|方)|条(?!例|件|款|约)|部(?=部门规章|规章|法|规范)"
)

_PATTERNS = (
    (
        lazy_regex(
            r"[（(](?:第[一二三四]次|修订|修正|草案|公开)*征求意见稿[）)]|[（(](?:草案|修订草案|修正草案|送审稿)[）)]"
        ),
        "note",
    ),
    (lazy_regex(r"[（(](?:试行|暂行|修订|修正|试行稿|摘要|节录)[）)]"), "note"),
    (lazy_regex(r"[（(](?:(?P<version>20\d\d|19\d\d)年?(?:版|本|度|修订|修订版|修正)?)[）)]"), "note"),
    (
        lazy_regex(
            rf"[（(](?:第(?P<edition>{_NUMERAL})版|第?(?P<issue>{_NUMERAL})期"
            r"|截至(?P<as_of>(?:19|20)\d\d年(?:1[0-2]|[1-9])月\d\d?日))[）)]"
        ),
        "note",
    ),
    (lazy_regex(r"(?P<money>\d+(?:\.\d+)?)(?P<unit>万亿|亿|万)元"), "noun"),
    (lazy_regex(rf"第(?P<serial>{_NUMERAL})号"), "noun"),
    (lazy_regex(r"[（(](?P<first>(?:19|20)\d\d)年?\s?[-—－–~～至]+\s?(?P<last>(?:19|20)?\d\d)年?[）)]"), "note"),
    (lazy_regex(r"(?P<begin>(?:19|20)\d\d)年?[-—－–~～至]+(?P<end>(?:19|20)\d\d)年(?:度)?"), "year"),
    (lazy_regex(r"[“\"]?(?P<plan>十[一二三四五六])五[”\"]?(?P<period>时期|期间|期)?"), "plan"),
    (
        lazy_regex(r"[“\"]?(?P<plan>[六七八九]|十(?=五[”\"]?(?:时期|期间|计划|规划)))五[”\"]?(?P<period>时期|期间)?"),
        "plan",
    ),
    (lazy_regex(rf"第(?P<batch>{_NUMERAL})批|[（(]第(?P<batch_note>{_NUMERAL})批[）)]"), "batch"),
    (lazy_regex(r"(?P<day_year>(?:19|20)\d\d)年(?P<day_month>1[0-2]|[1-9])月(?P<day>[1-3]?\d)日"), "year"),
    (lazy_regex(r"(?P<month_year>(?:19|20)\d\d)年(?P<month>1[0-2]|[1-9])月(?!\d)"), "year"),
    (lazy_regex(r"(?P<quarter_year>(?:19|20)\d\d)年第?(?P<quarter>[一二三四])季度"), "year"),
    (lazy_regex(r"(?P<quarters_year>(?:19|20)\d\d)年前(?P<quarters>[二两三])(?:个)?季度"), "year"),
    (lazy_regex(r"(?P<cohort>(?:19|20)\d\d)届"), "adjective"),
    (lazy_regex(r"(?P<year>(?:19|20)\d\d)年(?:度|底|末|至今)?"), "year"),
    (lazy_regex(r"(?P<characters>[一二][九〇○零][〇○零一二三四五六七八九]{2})年(?:度)?"), "year"),
    (lazy_regex(rf"第(?P<plan>{_NUMERAL})个五年(?:规划|计划)(?P<period>时期|期间)?"), "plan"),
    (lazy_regex(rf"第(?P<article>{_NUMERAL})条"), "noun"),
    (
        lazy_regex(
            rf"(?P<congress>{_NUMERAL})届(?P<body>全国人大|全国人民代表大会|全国政协)(?P<session>{_NUMERAL})次会议"
        ),
        "noun",
    ),
    (lazy_regex(rf"第(?P<part>{_NUMERAL})部分"), "noun"),
    (lazy_regex(rf"第(?P<ordinal>{_NUMERAL})(?:次|届|轮|期|代|个|版)?"), "adjective"),
    (lazy_regex(r"(?P<age>\d+)岁(?P<side>及?以[上下])"), "adjective"),
    (lazy_regex(r"(?<!\d)(?P<month_alone>1[0-2]|[1-9])月份?"), "year"),
    (lazy_regex(r"(?P<years>(?<!\d)\d{1,2}|[一两三四五六七八九十]{1,3})年(?![级代度])"), "adjective"),
    (lazy_regex(rf"(?P<count>\d+|[二两三四五六七八九十百]+)(?:{_MEASURES})"), "count"),
    (lazy_regex(r"[A-Za-z0-9][A-Za-z0-9+./•·-]*(?: [A-Za-z0-9+./-]+)*"), "noun"),
)
"""（征求意见稿） （试行） （2021年版） （2021—2025年） “十四五” 第三批 2021年8月 2022届 第三次 三年 12个 5G IPv6
（第四版） （第3期） （截至2018年12月30日） 1.8亿元 第5号."""
_ANY_PATTERN = lazy_regex("|".join(re.sub(r"\?P<\w+>", "?:", pattern.pattern) for pattern, _ in _PATTERNS))
_PATTERN_STARTS = frozenset('（(“"第一二三四五六七八九十百两0123456789' + string.ascii_letters)
"""With what a text of a pattern begins."""
_MONTHS = "January February March April May June July August September October November December".split()
_UNITS = {"万": 0.01, "亿": 100, "万亿": 1}
"""What 万元 and 亿元 are in million yuan, 万亿元 in trillion."""
_SMALL_NUMBERS = "zero one two three four five six seven eight nine ten".split()
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NOTES = {
    "试行": "Trial",
    "试行稿": "Trial",
    "暂行": "Interim",
    "修订": "Revised",
    "修正": "Amended",
    "摘要": "Abstract",
    "节录": "Excerpt",
    "草案": "Draft",
    "修订草案": "Revised Draft",
    "修正草案": "Draft Amendment",
    "送审稿": "Draft for Review",
}


@cache
def words() -> Mapping[str, Word]:
    """All words of the tables by their Chinese."""
    found: dict[str, Word] = {}
    for row in rows_of(__package__, "words.csv"):
        found[row["chinese"]] = Word(row["chinese"], _KINDS.get(row["kind"], "noun"), row["english"])
    for agency in AGENCIES.values():
        for name in (agency.zh_full, agency.zh_short):
            if agency.en_name and len(name) > 1:
                found[name] = Word(name, "noun", f"the {agency.en_name}", is_official=True)
    for entry in terms.entries():
        if len(entry.chinese) > 1 and entry.chinese not in found:
            found[entry.chinese] = Word(entry.chinese, "noun", entry.english, is_official=True)
    for row in rows_of(__package__, "places.csv"):
        suffixes = {"province": ("", "省", "市"), "city": ("", "市"), "county": ("", "市", "县"), "region": ("",)}[
            row["kind"]
        ]
        for suffix in suffixes:
            found[row["chinese"] + suffix] = Word(row["chinese"] + suffix, "place", row["english"], is_official=True)
    for row in rows_of(__package__, "actions.csv"):
        kind: Kind = "action" if row["kind"] == "noun" else "verb"
        found[row["chinese"]] = Word(row["chinese"], kind, row["noun"], row["gerund"])
    for conjunction in _CONJUNCTIONS:
        found[conjunction] = Word(conjunction, "and", "and", is_official=True)
    for preposition, english in PREPOSITIONS.items():
        found[preposition] = Word(preposition, "function", english, is_official=True)
    found["\u3000"] = Word("\u3000", "and", "and", is_official=True)
    return found | {"的": Word("的", "of", "of", is_official=True), "等": Word("等", "noun", "others")}


@cache
def _lengths() -> Mapping[str, Sequence[int]]:
    """The first two characters of words -> their lengths, the shortest first."""
    found: dict[str, set[int]] = {}
    for word in words():
        if 1 < len(word) <= _LONGEST:
            found.setdefault(word[:2], set()).add(len(word))
    return {first: (1, *sorted(lengths)) for first, lengths in found.items()}


def word_class(name: str) -> frozenset[str]:
    """The Chinese words of a class of `classes.csv`: those that the order of a phrase depends on."""
    return _classes()[name]


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows_of(__package__, "classes.csv"):
        found.setdefault(row["class"], set()).add(row["chinese"])
    return {name: frozenset(chinese) for name, chinese in found.items()}


_START = Word("", "note", "")
_COSTS: Mapping[Kind, int] = {"function": _FUNCTION_COST}


def cut(text: str) -> list[Word]:
    """The cheapest cut of a text: as few words as possible, and as few unknown characters as possible."""
    best: list[tuple[int, int, Word | None]] = [(0, 0, _START), *[(10**9, 0, _START)] * len(text)]
    for at in range(len(text)):
        cost = best[at][0]
        for word, end in _words_at(text, at):
            price = cost + _COSTS.get(word.kind, 1)
            if price < best[end][0]:
                best[end] = (price, at, word)
        if cost + _UNKNOWN_COST < best[at + 1][0]:
            best[at + 1] = (cost + _UNKNOWN_COST, at, None)
    backwards: list[Word] = []
    at = len(text)
    while at:
        end = at
        while at and best[at][2] is None:  # unknown characters, joined
            at = best[at][1]
        if at < end:
            backwards.append(Word(text[at:end], "unknown", text[at:end]))
        else:
            _, at, known = best[at]
            backwards.append(known or _START)
    return backwards[::-1]


def _words_at(text: str, at: int) -> Iterator[tuple[Word, int]]:
    may_match = text[at] in _PATTERN_STARTS and _ANY_PATTERN.match(text, at)
    for pattern, kind in _PATTERNS if may_match else ():
        if match := pattern.match(text, at):
            yield _of_pattern(match, kind), match.end()
    table = words()
    for length in _lengths().get(text[at : at + 2], (1,)):
        if at + length <= len(text) and (word := table.get(text[at : at + length])):
            yield word, at + length


def is_ambiguous(words_of_text: Sequence[Word]) -> bool:
    """True where two neighbours may be cut elsewhere at no higher cost: 对外|国籍 is 对|外国籍 as well."""
    table = words()
    for one, other in pairwise(words_of_text):
        if one.kind in _OPEN or other.kind in _OPEN:
            continue
        both, border = one.chinese + other.chinese, len(one.chinese)
        for at in _lengths().get(both[:2], (1,)):
            head, tail = both[:at], both[at:]
            if at == border or not tail or (len(both) > 5 and min(len(head), len(tail)) > 1):
                continue
            if head in table and tail in table and "的" not in (head, tail):
                return True
    return False


_OPEN = ("unknown", "and", "of", "year", "plan", "batch", "note", "count")


def _of_pattern(match: re.Match[str], kind: str) -> Word:
    groups = {name: value for name, value in match.groupdict().items() if value}
    printed = match.group()

    def official(of_kind: Kind, english: str) -> Word:
        return Word(printed, of_kind, english, is_official=True)

    if "plan" in groups:
        period = " period" if "period" in groups else ""
        return official("plan", f"{_number(groups['plan'])}th Five-Year Plan{period}")
    if batch := groups.get("batch") or groups.get("batch_note"):
        return official("batch", f"Batch {_number(batch)}")
    if "version" in groups:
        return official("note", f"({groups['version']} Edition)")
    if "first" in groups:
        return official("note", f"({groups['first']}–{groups['last']})")
    if "begin" in groups:
        return official("year", f"{groups['begin']}–{groups['end']}")
    if "edition" in groups:
        return official("note", f"({_ordinal(_number(groups['edition']))} Edition)")
    if "issue" in groups:
        return official("note", f"(Issue {_number(groups['issue'])})")
    if "as_of" in groups:
        year, month, day = re.findall(r"\d+", groups["as_of"])
        return official("note", f"(as of {_MONTHS[int(month) - 1]} {day}, {year})")
    if "money" in groups:
        amount = f"{float(groups['money']) * _UNITS[groups['unit']]:,.12g}"
        return official("noun", f"RMB {amount} {'trillion' if groups['unit'] == '万亿' else 'million'}")
    if "serial" in groups:
        return official("noun", f"No. {_number(groups['serial'])}")
    if "part" in groups:
        return official("noun", f"Part {_number(groups['part'])}")
    if "article" in groups:
        return official("noun", f"Article {_number(groups['article'])}")
    if "congress" in groups:
        body = "CPPCC" if groups["body"] == "全国政协" else "National People's Congress"
        session, congress = (_ordinal(_number(groups[name])).title() for name in ("session", "congress"))
        return official("noun", f"the {session} Session of the {congress} {body}")
    if "age" in groups:
        return official("adjective", f"{'under' if groups['side'][-1] == '下' else 'over'}-{groups['age']}")
    if "years" in groups:
        return official("adjective", f"{_small(groups['years'])}-year")
    if "month_alone" in groups:
        return official("year", _MONTHS[int(groups["month_alone"]) - 1])
    if "month" in groups:
        return official("year", f"{_MONTHS[int(groups['month']) - 1]} {groups['month_year']}")
    if "day" in groups:
        return official("year", f"{_MONTHS[int(groups['day_month']) - 1]} {groups['day']}, {groups['day_year']}")
    if "quarter" in groups:
        return official("year", f"the {_ordinal(_number(groups['quarter']))} quarter of {groups['quarter_year']}")
    if "quarters" in groups:
        return official("year", f"the first {_small(groups['quarters'])} quarters of {groups['quarters_year']}")
    if "cohort" in groups:
        return official("adjective", groups["cohort"])
    if "year" in groups:
        return official("year", groups["year"])
    if "characters" in groups:
        return official("year", groups["characters"].translate(_DIGITS))
    if "ordinal" in groups:
        return official("adjective", _ordinal(_number(groups["ordinal"])))
    if "count" in groups:
        return official("count", _small(groups["count"]))
    if kind == "note":
        return official("note", f"({_NOTES.get(printed[1:-1], 'Draft for Comment')})")
    return official("noun", printed)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else read_numeral(text) or 0


def _small(text: str) -> str:
    number = _number(text.replace("两", "二"))
    return _SMALL_NUMBERS[number] if number < len(_SMALL_NUMBERS) else str(number)


def _ordinal(number: int) -> str:
    if number < len(ORDINALS):
        return ORDINALS[number]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
