"""The English of a name from its words: the kind of document that ends it, what that is about, the notes behind."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

import msgspec
from msgspec.structs import replace

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from zhengce.english.plurals import singular
from zhengce.english.titles.lexicon import Word, is_ambiguous, word_class
from zhengce.english.titles.phrases import clause, noun_phrase
from zhengce.english.titles.plain_order import in_order
from zhengce.english.titles.readings import CARRIERS, Unclear
from zhengce.english.titles.spelled import MARK
from zhengce.english.titles.wording import title_case

THINGS = frozenset("制度 政策 目录 标准 名单 清单 体系 机制".split())
"""Last words that are the object of a verb before them: 建立…制度."""
_SETS_UP = word_class("sets up")
_APPROVES = word_class("approves")
"""Last words that go for all before them: 设立旅行社申请审批办法, measures for the approval of establishing …."""
_BRACKETED = lazy_regex(r"\s*[（(]\s*([^（）()]*?)\s*[）)]")
_TWICE = lazy_regex(r"\b(on|of|for|in|the) \1\b", re.IGNORECASE)
_COLON = lazy_regex(r"\s*[：:]\s+")
CHINESE = lazy_regex(r"[\u3400-\u9fff]")
_DASHES = ("—", "－", "–", "·", "-")


class EnglishTitle(msgspec.Struct, frozen=True):
    """A title in English; `is_whole` where no Chinese is left and the words have one reading, `is_certain` where every
    word is an official one. The text of another is its known words, with the unknown ones as printed."""

    text: str
    is_whole: bool
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Head:
    """The last words of a name: what kind of document it is, before and behind what it is about."""

    before: str
    after: str


def named(words: Sequence[Word], notes: Sequence[Word]) -> EnglishTitle:
    """A name from its words: the head is the longest known one at its end."""
    if len(words) > 1 and words[0].chinese == "中华人民共和国":
        words = words[1:]
        notes = [Word("", "note", "of the People's Republic of China", is_official=True), *notes]
    known = heads()
    for count in range(min(5, len(words)), 0, -1):
        head = known.get("".join(word.chinese for word in words[-count:]))
        if head is None:
            continue
        about = list(words[:-count])
        first = next((word for word in about if word.kind not in ("place", "year", "plan")), None)
        is_clause = first is not None and (first.kind in ("verb", "adverb") or first.chinese in word_class("speeds"))
        if about and about[-1].kind == "and":  # …战略与行动计划: two texts
            return titled("", words, in_order, notes)
        if is_clause and count > 1 and words[-count].kind in ("action", "verb") and words[-count].chinese != "实施":
            continue  # 推进普惠金融发展规划 is the plan of 推进普惠金融发展
        if is_clause and words[-1].chinese in THINGS:
            break
        if is_clause and about[-1].chinese in word_class("about"):
            return titled("", words, in_order, notes)  # 落实A考核办法
        if about and about[-1].gerund and count > 1 and words[-count].kind == "noun" and words[-1].chinese in THINGS:
            continue  # 示范企业名单
        plan = next((word for word in about if word.kind == "plan"), None)
        before = head.before
        if plan and "Plan" in before:
            about.remove(plan)
            before = f"{plan.english} {before.partition('Plan ')[2]}" if before.startswith("Plan") else before
            if plan.english not in before:
                before = f"{plan.english}: {before}"
        if len(about) > 1 and about[-1].kind == "adjective" and before.endswith((" of", " for")):
            qualifier = about.pop().english  # 高质量 of 高质量发展规划 belongs to the development
            lead, _, noun = before.rpartition(" the ")
            before = f"{lead} the {qualifier} {noun}" if lead else f"{qualifier} {before}"
        if about and about[-1].kind == "count":
            before = f"{about.pop().english} {before}"
        if not about:
            return result(_without_preposition(before), [*words, *notes])
        if all(word.kind == "year" for word in about):
            before = f"{_without_preposition(before)} in"  # 2003年工作要点
            return result(" ".join([before, *(word.english for word in about)]), [*words, *notes])
        if before.endswith(" on") and all(word.is_official and word.english.startswith("the ") for word in about):
            before = f"{before.removesuffix(' on')} by"  # 国务院公告
        if about[-1].chinese in _APPROVES and any(word.kind == "verb" for word in about[:-1]):
            while about[-2].chinese == "申请":
                del about[-2]
            return titled(f"{before} the {about[-1].english} of ", about[:-1], clause, notes, head.after)
        say = clause if about[0].kind in ("verb", "adverb", "action", "function") else noun_phrase
        return titled(f"{before} ", about, say, notes, head.after)
    is_thing = words and words[-1].chinese in THINGS and words[0].kind == "verb"
    is_unclear = is_thing and words[0].chinese not in _SETS_UP  # 享受津贴人员名单
    return titled("", words, in_order if is_unclear else clause, notes)


def _without_preposition(head: str) -> str:
    words = head.split()
    while words and words[-1] in ("of", "on", "for", "the"):
        words.pop()
    return " ".join(words)


def titled(
    before: str,
    words: Sequence[Word],
    say: Callable[[Sequence[Word]], str],
    notes: Sequence[Word] = (),
    after: str = "",
) -> EnglishTitle:
    if _is_support(words):
        before, words = f"{before}{words[0].english} for ", words[1:]
    about = safely(say, words)
    is_clear = about is not None and say is not in_order
    if about is None and say in (clause, noun_phrase):  # another says more than the words
        about = safely(in_order, words)
    is_readable = about is not None
    if about is None:
        about = " ".join(word.english for word in words)
    if before.endswith("the ") and about.startswith("the "):
        about = about.removeprefix("the ")
    if after:
        about = f"{singular(about)} {after}"
    shown = " ".join([before + about, *(note.english for note in notes)])
    found = result(shown, [*words, *notes], is_clear)
    return found if is_readable else replace(found, is_whole=False, is_certain=False)


def _is_support(words: Sequence[Word]) -> bool:
    """True of 金融支持服务业发展: financial support for it; not of 金融支持政策."""
    return (
        len(words) > 1
        and words[0].kind == "noun"
        and words[0].chinese.endswith("支持")
        and words[1].kind in ("noun", "place", "adjective", "verb", "action", "adverb")
        and words[1].chinese not in CARRIERS | THINGS
    )


def safely(say: Callable[[Sequence[Word]], str], words: Sequence[Word]) -> str | None:
    try:
        return say(words) if words else None
    except Unclear:
        return None


def result(text: str, words: Sequence[Word], is_clear: bool = True) -> EnglishTitle:
    spaced = _BRACKETED.sub(r" (\1)", text) if "（" in text or "(" in text else text
    spaced = " ".join(spaced.replace("the building a ", "building a ").split())
    spaced = _COLON.sub(": ", spaced) if "：" in spaced or ":" in spaced else spaced
    shown = title_case(_TWICE.sub(itemgetter(1), spaced))
    is_known = all(word.kind != "unknown" or MARK in word.english or word.chinese in _DASHES for word in words)
    is_whole = is_known and bool(shown) and not CHINESE.search(shown) and not is_ambiguous(words)
    return EnglishTitle(shown, is_whole, is_whole and is_clear and all(word.is_official for word in words))


@cache
def heads() -> Mapping[str, _Head]:
    """How the last words of a name begin its English: 管理办法 as Measures for the Administration of."""
    return {row["chinese"]: _Head(row["before"], row["after"]) for row in rows_of(__package__, "heads.csv")}
