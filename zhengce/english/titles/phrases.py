"""Puts the words of a Chinese phrase in the order of English; gives up where the order does not show what is meant.

A clause is verbs and their object (加快推进…建设); a noun phrase is modifiers before a noun, or an action behind what
it is done to (数据安全管理: the administration of data security). `Unclear` is raised where two readings differ.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from zhengce.english.titles.lexicon import Word, word_class
from zhengce.english.titles.readings import (
    CARRIERS,
    Unclear,
    adjectives_for_adverbs,
    adjectives_together,
    begins,
    core_of,
    is_act,
    is_done_to,
    leads,
    parted,
    places_before,
    takes_object,
    without_close,
)
from zhengce.english.titles.refusals import (
    COMPOUNDING,
    RELATES,
    refuse_modifiers,
    refuse_scopes,
    refuse_two_texts,
    refuse_years,
)
from zhengce.english.titles.wording import act, compound, listed, with_article

_LIGHT = word_class("light")
"""Verbs whose object may be what is done: 加快发展…, accelerating the development of …."""
_PIVOTS = word_class("pivot")
_ABOUT = word_class("about")
"""Actions that another action before them is the object of: 收购管理, the administration of acquisition."""
_COUNTED = ("若干", "几项", "几点")
_BODIES = word_class("body")
"""Last words of the names of bodies, that what they are for stands before: 打击…领导小组."""
_PARTS = word_class("part")
"""Nouns that belong to the body before them: the members of the committee."""
_CAMPAIGNS = word_class("campaign")
_LISTS = word_class("lists")
_RELATIVE = word_class("relative")
_STOPS = word_class("stops")
"""What another verb behind them is the object of: 结束清理A."""
_HARMS = word_class("harms")
_RELATED = word_class("related")
_POLICIES = ("政策", "措施", "制度")
_CASES = ("典型案例", "案例", "案件")
_FUNDS = ("资金", "预算", "基金")
_TOPICS = word_class("topic")
"""Actions that another behind them is about: 教育投入, investment in education."""
_OF_A_PLACE = ("规划", "方案", "区划", "计划", "办法", "条例", "章程", "纲要")
_NAMED_PLACES = "区港场园站路桥河湖山岛库院校"


def clause(words: Sequence[Word]) -> str:
    """What a document is about, behind 关于: accelerating the development of …, or a noun phrase."""
    clauses: list[list[Word]] = [[]]
    for word in words:
        if word.chinese == "\u3000":
            clauses.append([])
        else:
            clauses[-1].append(word)
    return " and ".join(_clause(part) for part in clauses if part)


def _clause(words: Sequence[Word]) -> str:
    words = without_close(words)
    refuse_two_texts(words)
    if words[0].kind == "function":
        raise Unclear
    if any(word.chinese.startswith(_COUNTED) for word in words[1:]) and any(word.kind == "verb" for word in words):
        raise Unclear  # 支持A若干措施
    if len(words) > 1 and words[0].kind == "year":
        return _clause([*words[1:], words[0]])
    at = next((at for at, word in enumerate(words) if at > 1 and word.chinese in _CASES), None)
    if at and words[0].chinese in _HARMS:
        return f"{noun_phrase(words[at:])} of {_clause(words[:at])}"  # 违反A典型案例
    start = 0
    while start < len(words) and words[start].kind == "adverb":
        start += 1
    adverbs, rest = words[:start], words[start:]
    if not rest or not leads(rest, bool(adverbs)):
        return noun_phrase(words)
    if rest[0].chinese in _RELATIVE and any(word.kind == "of" for word in rest):
        raise Unclear  # 享受A的B
    if not rest[0].gerund:  # 做好 is work, and left out
        return _clause(rest[1:]) if len(rest) > 1 else rest[0].english
    return " ".join([*(word.english for word in adverbs), _verbs(rest)]).strip()


def _verbs(words: Sequence[Word]) -> str:
    """Verbs that share an object, or each with its own."""
    first = words[0]
    if len(words) == 1:
        return first.english
    said, rest = [first.gerund], list(words[1:])
    while len(rest) > 1 and (rest[-1].chinese not in _BODIES or rest[0].chinese in ("成立", "设立", "组建", "完善")):
        at = 1 if rest[0].kind == "and" else 0
        if at == 0 and rest[0].kind == "action":
            break
        second = rest[at] if len(rest) > at + 1 else None
        if second is None or second.kind not in ("verb", "action") or (at and not takes_object(rest[at:])):
            break
        if at == 0 and (first.chinese in _LIGHT or first.chinese in _STOPS or rest[0].chinese in ("实施", "实行")):
            break
        if at == 0 and second.chinese in _HARMS:
            raise Unclear  # 惩治袭警行为
        if at == 0 and first.chinese in _LISTS and rest[-1].chinese.endswith(tuple(CARRIERS)):
            raise Unclear  # 延续免征A政策
        said.append(second.gerund or second.english)
        rest = rest[at + 1 :]
    if len(said) > 2 or (len(rest) > 1 and rest[0].kind == "verb" and rest[1].kind == "verb"):
        raise Unclear
    verb = listed(said)
    return f"{verb} {_object(first, rest)}"


def _object(verb: Word, words: Sequence[Word]) -> str:
    """What the verb is done to."""
    if words[-1].chinese in _BODIES or words[-1].chinese in _PARTS:
        return noun_phrase(words)
    if words[0].kind == "year" and len(words) > 1:
        return f"{_object(verb, words[1:])} in {words[0].english}"
    if words[0].chinese in _PIVOTS and len(words) > 2 and words[-1].chinese.endswith(_FUNDS):
        end = next(end for end in range(len(words)) if all(word.chinese.endswith(_FUNDS) for word in words[end:]))
        return f"{compound(words[end:])} for {_clause(words[:end])}"  # 下达支持A发展资金预算
    if verb.chinese in _LIGHT and words[-1].chinese in _CAMPAIGNS and words[0].gerund and len(words) > 2:
        return f"the {words[-1].english} on {_clause(words[:-1])}"  # 开展整治A专项行动
    if words[0].kind == "verb" and any(word.kind == "of" for word in words):
        if words[0].chinese in ("实施", "实行"):
            return noun_phrase(words)  # 调整实施A管理的B
        raise Unclear  # 开展具有…功能的区域试点
    if words[-1].chinese == "力度" and verb.chinese == "加大" and len(words) > 1:
        return f"efforts in {_clause(words[:-1])}"
    if words[0].kind in ("verb", "action") and len(words) > 1 and words[1].kind not in ("and", "of", "verb"):
        done = words[0].kind == "verb" or (
            words[0].chinese not in COMPOUNDING and is_done_to(words) and words[0].chinese not in CARRIERS
        )
        if done and not any(word.kind == "verb" for word in words[1:]) and words[1].kind != "action":
            if (verb.chinese not in _LIGHT and words[0].kind != "verb") or words[-1].chinese.endswith(_POLICIES):
                raise Unclear  # 规范转让A政策
            return f"the {words[0].english} of {noun_phrase(words[1:])}"
    if any(at and word.kind == "verb" and begins(words, at) for at, word in enumerate(words[:-1])):
        raise Unclear  # 加强A促进B
    return noun_phrase(words)


def noun_phrase(words: Sequence[Word]) -> str:
    """A noun phrase: the years at its end, “A的B” as B of A, an action behind its object as “the … of”."""
    words = without_close(words)
    refuse_two_texts(words)
    refuse_years(words)
    core = core_of(words)
    if not core:
        return " ".join(word.english for word in words)
    plans = [f"under the {word.english}" for word in words if word.kind == "plan"]
    years = [f"in {word.english}" for word in words if word.kind == "year"]
    batches = [f"({word.english})" for word in words if word.kind == "batch"]
    notes = [word.english for word in words if word.kind == "note"]
    return " ".join([_of(core), *plans, *years, *batches, *notes]).strip()


def _body(words: Sequence[Word]) -> str | None:
    """国务院A工作领导小组: the State Council Leading Group on A; B成员: the members of B."""
    *before, last = words
    if not before:
        return None
    if last.chinese in _PARTS:
        at = next((at for at, word in enumerate(before) if at and word.kind == "and"), None)
        if at and before[at - 1].chinese in _PARTS and at == len(before) - 1 and at > 1:
            return f"the {before[at - 1].english} and {last.english} of {noun_phrase(before[: at - 1])}"
        return f"the {last.english} of {noun_phrase(before)}"
    if last.chinese not in _BODIES or len(before) < 2:
        if any(word.chinese in _BODIES for word in before):
            raise Unclear
        return None
    count = places_before(before)
    if count:
        return f"the {last.english.removeprefix('the ')} on {_clause(before[count:])} of {_located(before[:count])}"
    owner = " ".join(word.english for word in before[:1] if word.chinese in ("国务院", "全国", "国家", "中央"))
    about = _clause(before[1:] if owner else before)
    owner = owner if owner.startswith("the ") else f"the {owner}"
    return f"{owner.strip()} {last.english.removeprefix('the ')} on {about}"


def _of(words: Sequence[Word]) -> str:
    if found := _body(words):
        return found
    count = places_before(words)
    if count and words[count].kind in ("verb", "adverb"):
        return f"{_clause(words[count:])} in {_located(words[:count])}"
    if any(word.kind == "function" for word in words):
        raise Unclear
    at = next((at for at, word in enumerate(words) if word.chinese == "领域" and 0 < at < len(words) - 1), None)
    if at is not None and not any(word.kind == "and" for word in words[at:]):
        return f"{_of(words[at + 1 :])} in the field of {_of(words[:at])}"
    if len(words) > 1 and words[-1].chinese in _RELATED:  # 镓、锗相关物项
        return f"{words[-1].english.removeprefix('related ')} related to {noun_phrase(words[:-1])}"
    places = [at for at, word in enumerate(words) if word.kind == "of"]
    if not places:
        return _joined(words)
    at = places[-1]
    if at in (0, len(words) - 1) or len(places) > 1:
        raise Unclear
    owner, thing = words[:at], words[at + 1 :]
    if len(owner) > 1 and owner[0].chinese in ("实施", "实行") and is_act(owner[-1]):
        return f"{_joined(thing)} subject to {noun_phrase(owner[1:])}"  # 实施A管理的B
    if owner[0].kind in ("verb", "adverb"):
        return f"{_joined(thing)} for {_clause(owner)}"
    if all(word.kind == "adjective" for word in owner):
        return _joined([*owner, *thing])
    if len(owner) > 1 and is_act(owner[-1]):
        raise Unclear  # 部委管理的国家局
    return f"{_joined(thing)} of {noun_phrase(owner)}"


def _joined(words: Sequence[Word]) -> str:
    """Parts between 和 and 、; an action at the end goes for all of them: 生产和使用管理, A和B管理."""
    words = _with_others(words)
    phrases = adjectives_together(parted(words))
    if not phrases:
        raise Unclear
    if len(phrases) < 2:
        return _simple(phrases[0])
    if all(word.kind == "place" for part in phrases[:-1] for word in part) and phrases[-1][0].kind == "place":
        count = next((at for at, word in enumerate(phrases[-1]) if word.kind != "place"), len(phrases[-1]))
        names = listed([_located(part) for part in (*phrases[:-1], phrases[-1][:count])])
        return _located([replace(phrases[0][0], english=names), *phrases[-1][count:]])  # 淄博、潍坊海关
    count = places_before(phrases[0])
    if count and not any(part[0].kind == "place" for part in phrases[1:]):
        return f"{_joined(words[count:])} in {_located(words[:count])}"
    last, before = phrases[-1], phrases[:-1]
    refuse_scopes(phrases)
    acts = [is_act(part[-1]) for part in phrases]
    if acts[-1] and len(last) > 1 and not any(acts[:-1]):
        return act(last[-1], listed([_simple(part) for part in (*before, last[:-1])]))
    if all(acts) and len(last) == 1 and len(before[0]) > 1:
        actions = [before[0][-1], *(part[0] for part in before[1:]), last[0]]
        return f"the {listed([action.english for action in actions])} of {_simple(before[0][:-1])}"
    if not acts[-1] and len(last) > 1 and is_act(last[0]) and all(len(part) == 1 for part in before) and any(acts):
        return f"{listed([*(part[0].english for part in before), last[0].english])} {compound(last[1:])}"
    return listed([_simple(part) for part in phrases])


def _with_others(words: Sequence[Word]) -> list[Word]:
    """A等B: B including A, where B is counted; else A and other B. One word for the list and its noun."""
    at = next((at for at, word in enumerate(words) if word.chinese == "等"), None)
    if at is None or at == 0:
        return list(words)
    if at == len(words) - 1:
        return [*words[:at], Word("", "and", "and"), words[at]]
    listed, rest = words[:at], list(words[at + 1 :])
    if any(word.kind in ("and", "verb") for word in rest) or any(is_act(word) for word in listed):
        raise Unclear
    names = _joined(listed)
    if rest[0].kind == "count":
        return [Word("", "noun", f"{compound(rest)} including {names}")]
    count = next((at for at, word in enumerate(rest) if is_act(word)), len(rest))
    return [Word("", "noun", f"{names} and other {compound(rest[:count])}"), *rest[count:]]


def _simple(words: Sequence[Word]) -> str:
    """Words without conjunctions: modifiers before the last one, or what the last one does to them."""
    words = adjectives_for_adverbs(words)
    if words[0].kind == "place":
        return _located(words)
    *before, last = words
    refuse_modifiers(words)
    if not before:
        return with_article(last.english)
    if words[0].kind == "verb":
        return _clause(words)
    if not is_act(last) and RELATES.search(before[0].english):
        return with_article(f"{compound(words[1:])} for {before[0].english}")
    if not is_act(last) or words[0].chinese.startswith("第"):  # 第九次全国森林资源清查
        return with_article(compound(words))
    return _done(words)


def _done(words: Sequence[Word]) -> str:
    """What one or two last words do to those before them."""
    *before, last = words
    start = next((at for at in range(len(words), 0, -1) if not is_act(words[at - 1])), 0)
    if len(words) - start > 1 and words[start - 1].kind == "adjective" and start > 1:
        run = listed([word.english for word in words[start:]])  # 绿色转型发展: green transformation and development
        return act(replace(last, chinese="", english=f"{words[start - 1].english} {run}"), _simple(words[: start - 1]))
    if before[-1].kind == "adjective" and before[:-1]:
        return act(replace(last, english=f"{before[-1].english} {last.english}"), _simple(before[:-1]))
    if is_act(before[-1]) and before[:-1]:
        if last.chinese in _ABOUT or before[-1].chinese in _TOPICS:
            return act(last, compound(before))
        return act(replace(last, english=f"{before[-1].english} and {last.english}"), _simple(before[:-1]))
    if before[-1].kind == "adjective":
        return f"{before[-1].english} {last.english}"
    return act(last, _simple(before))


def _located(words: Sequence[Word]) -> str:
    """安徽桐城…: … in Tongcheng, Anhui; a zone, a port, a school bears the name of its place."""
    count = next((at for at, word in enumerate(words) if word.kind != "place"), len(words))
    names = [word.english for word in words[:count]][::-1]
    rest = words[count:]
    if not rest:
        return ", ".join(names)
    if rest[0].chinese == "人民政府" and len(rest) == 1:
        return f"the People's Government of {', '.join(names)}"
    if rest[-1].chinese[-1:] in _NAMED_PLACES and not any(map(is_act, rest)):
        return ", ".join([f"{names[0]} {compound(rest)}", *names[1:]])
    if rest[0].chinese == "地区":
        return _located([*words[:count], *rest[1:]]) if rest[1:] else ", ".join([f"{names[0]} Prefecture", *names[1:]])
    where = "of" if rest[-1].chinese.endswith(_OF_A_PLACE) else "in"
    return f"{_simple(rest)} {where} {', '.join(names)}"
