"""Puts a phrase into English that `phrases` finds two readings in: in the order of the Chinese, which leaves both open.

The phrase is cut into clauses, each a verb with its object; nouns stand side by side, and a verb among them is its
noun: “environmental protection and restoration systems” has the two readings of the Chinese. Where the order would
mislead (以A为B, A或B, who does what to whom), `Unclear` is raised.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from zhengce.english.titles.lexicon import Word, word_class
from zhengce.english.titles.phrases import noun_phrase
from zhengce.english.titles.readings import (
    AS_NOUNS,
    CARRIERS,
    EMPTY_BEFORE,
    Unclear,
    core_of,
    is_act,
    is_event,
    leads,
    parted,
    places_before,
    without_close,
)
from zhengce.english.titles.refusals import COMPOUNDING, RELATES
from zhengce.english.titles.wording import act, compound, listed, participle

_LIGHT = word_class("light")
_HELPED = tuple(word_class("helped"))
_PIVOTS = tuple(word_class("pivot"))
_OPENS = word_class("opens")
"""Verbs that begin a clause behind a noun as well: 加强监管促进A, 深化改革激发A."""
_OPENING = tuple(_OPENS)
_BODIES = word_class("body")
_LISTS = word_class("lists")
"""Verbs whose object is a thing, however long: 推广A支持B典型做法, 公布A名单."""
_RELATIVE = word_class("relative")
_AGENTS = tuple(word_class("agent"))
"""Last characters of those who do what follows: 企业, 机构, 人员."""
_HEADS = tuple(CARRIERS | word_class("campaign") | word_class("body") | word_class("head noun"))
"""Last words that a verb before them describes: 免征增值税政策."""
_DUAL = AS_NOUNS | word_class("takes object") | word_class("compounds")
"""Verbs that are nouns behind a noun: 产业发展软实力."""
_WHEN = word_class("when")
"""Times before a verb: 新时代加快A."""
_SETS_UP = word_class("sets up")
_POLICIES = ("政策", "措施", "制度")
"""What a verb before them is the content of: 规范转让A政策."""
_WORK = ("做好", "抓好")
_CARRIES_OUT = ("实施", "落实", "执行", "贯彻", "贯彻落实", "贯彻实施")
_INTO = ("纳入", "列入", "并入", "转入", "列为", "改为", "转为", "移出")
"""Ends of verbs of which more is said: A纳入B."""
_GIVES = word_class("gives")
"""对A给予B, 对A实施B: B for A."""
_AGAINST = word_class("against")
"""What is done against somebody: 对A采取反制措施."""
_SPEEDS = word_class("speeds")
"""Verbs whose object is an act: 加快A建设."""
_REFORMS = ("改革", "建设", "发展")
_ON = ("对", "对于")
_DONE_BY = word_class("done by")
"""Verbs before 的 whose subject stands before them: 国务院批准的A."""
_EMPTY_FIRST = ("其", "所")
_SILENT = EMPTY_BEFORE | {*_EMPTY_FIRST}
_ABOUT = word_class("about")
"""Actions that another action before them is the object of: 收购管理."""
_TOO_LONG = 7
_LONG = 3
"""Nouns side by side, from which on the act behind them is said first: the reform of …."""
_AROUND = ("under ", "in ", "during ", "amid ")
"""What the English of circumstances begins with: 新形势下, under the new situation."""
_FORMS = {"year": "in {}", "plan": "under the {}", "batch": "({})", "note": "{}"}


def in_order(words: Sequence[Word]) -> str:
    """The English of a clause or a noun phrase.

    Raises:
        Unclear: the order of the Chinese says too little.
    """
    found = core_of(without_close(words))
    core = [word for word in found if not word.english.startswith(_AROUND)] or found
    around = [_FORMS.get(word.kind, "{}").format(word.english) for word in words if _is_around(word, core)]
    count = places_before(core)
    if count and core[count].kind not in ("and", "of", "function") and core[count].chinese != "等":
        around.insert(0, f"in {', '.join(word.english for word in core[:count][::-1])}")
        core = core[count:]
    if core[0].kind == "and":
        raise Unclear  # 与A合作
    if len(core) > 1 and core[0].chinese in _WHEN and core[1].kind in ("verb", "adverb"):
        around.append(f"in the {core[0].english}")
        core = core[1:]
    of = next((at for at, word in enumerate(core) if word.kind == "of"), 0)
    if of > 1 and core[0].chinese in _RELATIVE and core[of + 1 :]:  # 享受A的B: B enjoying A
        return " ".join([in_order(core[of + 1 :]), core[0].gerund, _thing(core[1:of]), *around])
    several = next((at for at, word in enumerate(core) if at and word.chinese.startswith("若干")), 0)
    if several and _does(core[0]):  # 支持A深化B若干措施
        first = f"{core[0].gerund} " if core[0].chinese in _CARRIES_OUT and several > 1 else ""
        aim = in_order(core[1:several] if first else core[:several])
        return " ".join([f"{first}{_thing(core[several:])} for {aim}", *around])
    clauses: list[list[Word]] = [[]]
    for at in range(len(core)):
        if at and _opens(clauses[-1], core[at:]):
            clauses.append([])
        clauses[-1].append(core[at])
    if len(clauses) > 1 and clauses[0][0].chinese.endswith(_WORK) and clauses[0][-1].kind != "and":
        clauses[0] = clauses[0][1:] or clauses[0]  # 做好A助力B工作
    if len(clauses) > 1 and not any(map(_does, clauses[0])):
        if not clauses[0][-1].chinese.endswith(_AGENTS):
            if not core[-1].chinese.endswith(_HEADS):
                raise Unclear
            return " ".join([_compound(core, alone=True), *around])  # A赋能B典型案例
        said = [f"{_thing(clauses[0])} {_clause(clauses[1])}", *map(_clause, clauses[2:])]
    else:
        said = [_clause(clause, is_one=len(clauses) == 1) for clause in clauses]
    return " ".join([listed(said), *around])


def _is_around(word: Word, core: Sequence[Word]) -> bool:
    return word.kind in _FORMS or (word.english.startswith(_AROUND) and word not in core)


def _does(word: Word) -> bool:
    return bool(word.gerund) or word.chinese.endswith(_WORK)


def _opens(clause: Sequence[Word], words: Sequence[Word]) -> bool:
    """True where a clause begins behind another: at its adverbs, or at the verb, if it has an object."""
    before, word = clause[-1], words[0]
    if before.kind in ("adverb", "function", "of") or word.kind not in ("adverb", "verb", "action"):
        return False
    verb = next((at for at, one in enumerate(words) if one.kind != "adverb"), 0)
    rest = words[verb + 1 :]
    if not _does(words[verb]) or not rest or rest[0].kind in ("of", "and", "adverb"):
        return False
    sets_up = words[verb].chinese in _SETS_UP
    is_described = len(rest) == 1 and _is_close(rest[0]) and not sets_up  # 就业促进活动
    if is_described or before.chinese in _LIGHT or any(one.kind == "function" for one in clause):
        return False
    if any(one.chinese in _BODIES for one in rest):
        return False  # 打击…领导小组
    if word.kind == "adverb":
        return True
    does = next((at for at, one in enumerate(clause) if _does(one)), len(clause))
    is_noun = word.chinese in AS_NOUNS - _LIGHT and is_act(rest[0])  # 要素保障接续政策
    is_second = word.kind == "verb" and word.chinese not in _DUAL - AS_NOUNS and not _is_close(rest[0])
    if before.chinese == "\u3000" or (before.kind == "and" and is_second):
        return True  # 加强A和成立B
    may_open = word.chinese.endswith(_OPENING) and not rest[0].chinese.endswith(_OPENING) and not is_noun
    if not may_open or does == len(clause):
        return may_open
    if clause[does].chinese.endswith(_PIVOTS) and before.chinese.endswith(_AGENTS):
        return False  # 推进企业扩大A
    speeds = clause[does].chinese in _SPEEDS
    has_object = any(
        is_act(one)
        or is_event(one)
        or one.chinese.endswith(_REFORMS)
        or (one.kind == "noun" and not speeds)
        or (one.kind in ("place", "unknown") and clause[does].chinese not in _OPENS)  # 撤销A设立B
        for one in clause[does + 1 :]
    )
    return has_object and not clause[does].chinese.endswith(tuple(_LISTS))


def _is_close(word: Word) -> bool:
    """True of words that a verb before them describes: 推广 in 技术推广体系."""
    return is_act(word) or word.chinese.endswith(_HEADS)


def _clause(words: list[Word], *, is_one: bool = False) -> str:
    """A verb, its adverbs and its object; or a noun phrase."""
    while words and words[-1].kind == "and":
        words.pop()
    start = next((at for at, word in enumerate(words) if word.kind not in ("adverb", "and")), None)
    if start is None:
        raise Unclear
    adverbs, rest = [word.english for word in words[:start] if word.kind == "adverb"], words[start:]
    if any(word.kind == "function" for word in rest):
        return " ".join([*adverbs, _with_preposition(rest)])
    verb, behind = rest[0], rest[1:]
    may_lead = verb.chinese in _OPENS or (_does(verb) and not is_one)
    if not behind or not (leads(rest, bool(adverbs)) or (may_lead and not _is_close(behind[0]))):
        return _thing(rest)
    if not verb.gerund:  # 做好 is work, and left out
        return _clause(behind)
    if behind[0].kind == "and" and len(behind) > 2 and behind[1].gerund:
        verb, behind = replace(verb, gerund=f"{verb.gerund} and {behind[1].gerund}"), behind[2:]
    return " ".join([*adverbs, verb.gerund, _object(verb, behind)])


def _object(verb: Word, words: list[Word]) -> str:
    first, behind = words[0], words[1:]
    on_policies = len(behind) > 1 and behind[-1].chinese.endswith(_POLICIES) and first.chinese not in COMPOUNDING
    if (
        (first.kind == "verb" or first.chinese in _OPENS or (on_policies and first.gerund))
        and behind
        and behind[0].kind not in ("and", "of")
        and (on_policies or not all(map(_is_close, behind)))
    ):
        if behind[-1].chinese.endswith(_HEADS):  # 延续免征A政策
            return f"the {behind[-1].english} of {first.gerund} {_thing(behind[:-1])}"
        if verb.chinese in _LIGHT:
            return f"the {first.english} of {_thing(behind)}"
        return f"and {first.gerund} {_thing(behind)}"
    at = next((at for at in range(1, len(words)) if _does(words[at]) and _has_object(words[at:])), 0)
    if verb.chinese.endswith(_HELPED) and at:
        return f"{_thing(words[:at])} in {_clause(words[at:])}"
    if verb.chinese not in _OPENS | _LISTS | _LIGHT and any(word.kind == "of" for word in words):
        raise Unclear  # 管理A的B
    return _thing(words)


def _has_object(words: Sequence[Word]) -> bool:
    """True of 设立研发中心 and of 参加展览; not of 管理中心."""
    behind = words[1:]
    sets_up = words[0].chinese in _SETS_UP and words[0].chinese not in AS_NOUNS
    is_on_agents = len(behind) > 1 and behind[0].kind == "noun" and behind[0].chinese.endswith(_AGENTS)
    is_described = all(map(_is_close, behind)) and not sets_up and not is_on_agents
    is_described = is_described or (words[0].chinese in AS_NOUNS and not sets_up)
    return bool(behind) and behind[0].kind not in ("of", "and") and not is_described


def _with_preposition(words: list[Word]) -> str:
    """在A开展B, 对A实施B, 向A提供B, 为A提供B: the phrase stands behind what is done; so does A in 加强对A的B."""
    at = next(at for at, word in enumerate(words) if word.kind == "function")
    if at == 1 and _does(words[0]) and words[1].chinese in _ON:
        return f"{words[0].gerund} {_on(words[2:])}".strip()
    if at and words[at].chinese == "在" and not any(map(_does, words[:at])):
        return f"{_thing(words[:at])} {_with_preposition(words[at:])}"
    verbs = [at for at, word in enumerate(words) if at > 1 and _does(word) and at < len(words) - 1]
    given = [at for at in verbs if words[0].chinese in _ON and words[at].chinese in _GIVES]
    given = [at for at in given if not any(_is_verb(words, before) for before in range(2, at))]
    does = next(iter(given or verbs), 0)
    of = next((at for at, word in enumerate(words) if word.kind == "of"), 0)
    if not at and words[0].chinese in _ON and 1 < of < len(words) - 1 and not does:
        return f"{_thing(words[of + 1 :])} on {_thing(words[1:of])}"  # 对A的B
    if at or sum(word.kind == "function" for word in words) > 1 or not does:
        raise Unclear
    preposition = {"在": "in", "向": "to", "为": "for"}.get(words[0].chinese)
    if words[0].chinese in _ON and words[does].chinese in _GIVES:
        preposition = {"给予": "for", "予以": "for", "提供": "to"}.get(words[does].chinese, "on")
        if any(word.chinese in _AGAINST for word in words[does:]):
            preposition = "against"
    if preposition is None or any(word.kind == "of" for word in words[does:]):
        raise Unclear
    return f"{_clause(words[does:])} {preposition} {_thing(words[1:does])}"


def _on(words: Sequence[Word]) -> str:
    """对A的B, 对A监管, 对A帮扶力度: the acts at the end are what is done to A."""
    words = without_close(words)
    end = next(
        (at for at in range(len(words), 1, -1) if not (is_act(words[at - 1]) or words[at - 1].chinese == "力度")), 0
    )
    done = words[end:]
    if words[end - 1].kind == "of":
        end -= 1
    if not done or end < 1 or any(word.kind in ("of", "function") for word in words[:end]):
        raise Unclear
    acts = [word for word in done if word.chinese != "力度"]
    lead = "" if len(acts) == len(done) else "efforts in "
    return f"{lead}the {' and '.join(word.english for word in acts)} of {_thing(words[:end])}"


def _thing(words: Sequence[Word]) -> str:
    """A noun phrase without a clause in it; “A的B” is B of A."""
    closed = without_close(words) if words else []
    if closed and closed[-1].kind in ("adjective", "count"):
        closed = words  # 几个问题
    words = [word for at, word in enumerate(closed) if word.chinese not in (_SILENT if at else _EMPTY_FIRST)]
    while words and words[0].kind in ("and", "of"):
        words = words[1:]
    while words and words[-1].kind in ("and", "of"):
        words = words[:-1]
    if not words or any(word.kind == "function" for word in words):
        raise Unclear
    try:
        return noun_phrase(words)
    except Unclear:
        pass
    others = next((at for at, word in enumerate(words) if at and word.chinese == "等"), 0)
    if others:
        counted = words[others + 1 :]
        if counted and counted[0].kind == "count":
            return f"{_thing(counted)} including {_thing(words[:others])}"
        others_of = _thing(counted).removeprefix("the ") if counted else "matters"
        return f"{_thing(words[:others])} and other {others_of}"
    of = max((at for at, word in enumerate(words) if word.kind == "of"), default=0)
    if of:
        return _owned(words[:of], words[of + 1 :])
    phrases = parted(words)
    return listed([_compound(part, alone=len(phrases) == 1) for part in phrases])


def _owned(owner: Sequence[Word], thing: Sequence[Word]) -> str:
    """A的B: B of A; 享受A的B: B enjoying A; A批准的B: B approved by A."""
    if all(word.kind in ("adjective", "adverb") for word in owner):
        return f"{' '.join(word.english for word in owner)} {_thing(thing)}"
    if owner[0].chinese in _RELATIVE and len(owner) > 1:
        return f"{_thing(thing)} {owner[0].gerund} {_thing(owner[1:])}"
    if owner[-1].chinese in _DONE_BY and owner[-1].gerund and not any(map(_does, owner[:-1])):
        done = f"{_thing(thing)} {participle(owner[-1].gerund)}"
        return f"{done} by {_thing(owner[:-1])}" if owner[:-1] else done
    if is_act(owner[-1]) or owner[-1].kind == "adjective" or owner[0].gerund:
        raise Unclear  # 成绩突出的A
    return f"{_thing(thing)} of {_thing(owner)}"


def _compound(words: Sequence[Word], *, alone: bool) -> str:
    """Nouns side by side; a verb among them is its noun, and stands behind its object: 免征增值税政策."""
    if any(word.kind == "adverb" or word.chinese in _LIGHT - AS_NOUNS for word in words[1:]):
        raise Unclear
    at = next((at for at, word in enumerate(words[:-1]) if _is_verb(words, at)), None)
    if at is not None and _has_object(words[at:]):
        is_body = at > 0 and words[at - 1].english.startswith("the ")
        sets_up = words[at].chinese in _SETS_UP and words[-1].chinese.endswith(_AGENTS)
        if is_body or sets_up or not words[-1].chinese.endswith(_HEADS):
            if at and words[at - 1].kind in ("noun", "place") and not words[at].chinese.endswith(_INTO):
                more = words[at + 2 :]
                if any(_does(one) and not _is_close(behind) for one, behind in pairwise(more)):
                    raise Unclear  # A持有B变更C
                return f"{compound(words[:at])} {words[at].gerund} {_thing(words[at + 1 :])}"
            raise Unclear
        end = next(end for end in range(len(words) - 1, 0, -1) if not words[end - 1].chinese.endswith(_HEADS))
        end = max(end, at + 2)
        words = [*words[:at], *words[at + 1 : end], words[at], *words[end:]]
    if len(words) > _TOO_LONG:
        raise Unclear
    if alone and words[1:] and words[0].kind == "noun" and not _does(words[1]) and RELATES.search(words[0].english):
        return f"the {_compound(words[1:], alone=False)} of {words[0].english}"  # 教育部综合改革
    last, before = words[-1], words[:-1]
    if alone and before and is_act(last):
        doing = last.english
        if len(before) > 1 and before[-1].chinese in ("实施", "开展", "实行", "进行"):
            before = before[:-1]  # A实施核查
        elif len(before) > 1 and is_act(before[-1]) and last.chinese not in _ABOUT:
            doing, before = f"{before[-1].english} and {doing}", before[:-1]
        while len(before) > 1 and before[-1].kind == "adjective" and doing.endswith(last.english):
            doing, before = f"{before[-1].english} {doing}", before[:-1]
        if doing != last.english or len(words) > _LONG:
            return act(replace(last, english=doing), compound(before))
    is_numbered = words[0].chinese.startswith("第")  # 第九届A大赛
    return act(last, compound(before)) if alone and before and is_event(last) and not is_numbered else compound(words)


def _is_verb(words: Sequence[Word], at: int) -> bool:
    """True of a verb that is no noun here: 参加 in 企业参加展览."""
    before = words[at - 1] if at else words[at]
    is_done_by = at > 0 and (before.chinese.endswith(_AGENTS) or before.english.startswith("the "))
    return bool(words[at].gerund) and (is_done_by or (words[at].kind == "verb" and words[at].chinese not in _DUAL))
