"""Phrases that two readings of differ in English: they are refused, since no title is better than a misleading one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from zhengce.english.titles.lexicon import Word, word_class
from zhengce.english.titles.readings import AS_NOUNS, CARRIERS, Unclear, describes, is_act, is_event

_DOCUMENTS = word_class("document")
"""Kinds of documents: with 和 behind them the title is that of two."""
COMPOUNDING = word_class("compounds")
"""Actions before a noun that describe it, whatever it is: 进口商品, import goods."""
RELATES = re.compile(r" (?:of|from|for|in|to|on|with|between) ")
_MOST_WORDS = 5
"""Words of a phrase without a conjunction: more of them say too little of what belongs to what."""
_OF_ALL = ("全国", "国家", "国家级")


def refuse_two_texts(words: Sequence[Word]) -> None:
    """关于…的意见和…安排: the titles of two documents in one; 与A合作: with A."""
    kinds = [word.kind for word in words]
    has_two = "and" in kinds and (
        kinds[0] == "and" or any(one.chinese in _DOCUMENTS and other.kind == "and" for one, other in pairwise(words))
    )
    if has_two or kinds.count("year") > 1 or kinds.count("batch") > 1:
        raise Unclear


def refuse_years(words: Sequence[Word]) -> None:
    """A“九五”计划和2010年目标: a year behind 和 is of the last part alone."""
    ands = [at for at, word in enumerate(words) if word.kind == "and"]
    inner = words[ands[0] : -1] if ands else ()
    if any(words[at].chinese == "\u3000" for at in ands) or any(word.kind in ("year", "plan") for word in inner):
        raise Unclear


def refuse_scopes(phrases: Sequence[Sequence[Word]]) -> None:
    """Parts between 和 of which the last word may be of the last part, or of all."""
    last, before = phrases[-1], phrases[:-1]
    acts = [is_act(part[-1]) for part in phrases]
    if any(len(part) > 1 and part[0].kind == "verb" for part in phrases[1:]):
        raise Unclear  # 社会救助和保障标准
    if not acts[-1] and any(len(part) > 1 and RELATES.search(part[0].english) for part in phrases):
        raise Unclear  # A, and C for B
    if len(last) > 1 and acts[-1] and not any(acts[:-1]):
        if any(is_event(part[-1]) for part in before) or last[-2].kind in ("adjective", "adverb"):
            raise Unclear  # 造林绿化和森林经营, 碳达峰和碳中和高质量发展
        if len(last) > 2 and is_act(last[-2]):
            raise Unclear
    if not any(acts[:-1]):
        return
    if acts[-1] and len(last) > 1 and (last[0].kind == "adjective" or (len(phrases) > 2 and len(last) > 2)):
        raise Unclear  # 体系化布局和高水平建设
    if not acts[-1] and last[-1].chinese[-2:] in CARRIERS and any(len(part) > 1 for part in before):
        raise Unclear  # 生态环境保护和修复制度: a system for both, or two things


def refuse_modifiers(words: Sequence[Word]) -> None:
    """Words side by side of which it is not clear what describes what, or who does it."""
    last = words[-1]
    if len(words) > _MOST_WORDS or last.kind in ("adjective", "count") or (len(words) > 1 and last.english.isdigit()):
        raise Unclear
    if len(words) == 1 or words[0].kind == "verb":
        return
    for at, (word, behind) in enumerate(pairwise(words)):
        if at and RELATES.search(word.english):
            raise Unclear  # A, B of C, D: what belongs to what
        if word.chinese.endswith(("服务", "支持")) and behind.chinese not in CARRIERS and not is_act(behind):
            raise Unclear  # 金融服务三农
        describes_it = behind.chinese in CARRIERS or all(map(is_act, words[at + 1 :]))
        if word.kind == "verb" and (word.chinese not in AS_NOUNS or not describes_it):
            raise Unclear
        if word.kind == "action" and word.chinese not in COMPOUNDING and not describes(words, at):
            raise Unclear
    if not is_act(last) and RELATES.search(last.english) and (len(words) > 2 or words[0].chinese not in _OF_ALL):
        raise Unclear
    acts = next(at for at, word in enumerate(reversed((Word("", "note", ""), *words))) if not is_act(word))
    if acts > 2:
        raise Unclear  # 分区分级防控
