"""The English of a phrase that can be read in one way: verbs and their object, or a noun phrase.

A clause is verbs and what they are done to (加快推进…建设); a noun phrase is modifiers before a noun, or an act behind
what it is done to (数据安全管理: the administration of data security). Constructions are few, and each is sure; where
words stand in another one `Unclear` is raised, since no title is better than a misleading one.
"""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from msgspec.structs import replace

from parsers.grammar.patterns import lazy_regex
from zhengce.english.plurals import english_class, is_adjective, is_described, plural, singular
from zhengce.english.titles.lexicon import ORDINALS, Kind, Word, ends_in, is_a, word_class
from zhengce.english.titles.lexicon import words as words_of_tables

_HEADS = {word: preposition for preposition in ("of", "for", "on", "in") for word in word_class(f"noun {preposition}")}
"""The preposition behind a noun that what it is about stands before: 名单, list of."""
_OF_ALL = ("全国", "国家", "国家级", "中央")
_OF_A_PLACE = tuple("规划 方案 区划 计划 办法 条例 章程 纲要 目录 清单 名单 预案".split())
_NAMED_PLACES = "区港场园站路桥河湖山岛库院校岸"
_SEVERAL = {f"若干{word}" for word in word_class("measures")}
_DONE_TO_POLICIES = ("落实", "完善", "调整", "执行", "明确", "延续", "实施", "规范")
THINGS = frozenset("制度 政策 目录 标准 名单 清单 体系 机制".split())
"""Last words that are the object of a verb before them: 建立…制度."""
_TEXTS = THINGS | frozenset("方案 办法 规定 措施 政策措施".split())
_SETS_UP = ("成立", "设立", "组建", "建立", "调整", "完善", "健全")
_MANAGES = ("管理", "监督管理", "监督", "监管", "改革", "试点", "奖励")
"""Acts that are done to the act before them: the pilot program of …."""
_HAS_OBJECT = lazy_regex("[稳保促补打扫减扩惠援撤简纠]")
"""Verbs of one character whose object is in the same word: 稳外贸."""
_EVENTS = ("ation", "ction", "sion", "ing", "ment", "ition")
_RELATES = re.compile(r" (?:of|from|for|in|to|on|with|between|by|under|at) ")
_BREAK = re.compile(
    r" (?:of|from|for|in|to|on|with|between|among|by|under|against|into|as|at|through|and|or|including|the|a|an) "
    r"|[,:;()“”]+ ?",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"^(?:further|\w+ly) (?=\w+ing\b)", re.IGNORECASE)
_PROCESS = re.compile(r"(?:the )?\w+ization of ")
_OF_WHAT = re.compile(r"\w+(?:tion|sion|ment|ance) of ")
_MOST_WORDS, _MOST_NOUNS = 6, 3
"""Side by side; more of them say too little of what belongs to what."""


class Unclear(ValueError):
    """Two readings of a phrase give different English."""


def clause(words: Sequence[Word]) -> str:
    """What a document is about, behind 关于: accelerating the development of …, or a noun phrase."""
    core, behind = _apart(words)
    return " ".join([_clause(core) if core else "", *behind]).strip()


def noun_phrase(words: Sequence[Word], *, is_one: bool = False) -> str:
    """A noun phrase: the years at its end, “A的B” as B of A, an action behind its object as “the … of”."""
    core, behind = _apart(words)
    text = _phrase(core) if core else ""
    return " ".join([singular(text) if is_one else text, *behind]).strip()


def nouns_in_a_row(text: str) -> int:
    """The most nouns of an English text without a preposition or conjunction between them."""
    most = 0
    for run in _BREAK.split(_BREAK.sub(r"\g<0> ", f" {text} ")):
        words = _FURTHER.sub("", run).split()
        is_gerund = len(words) > 2 and words[0].lower().endswith("ing")
        most = max(most, sum(not is_adjective(word) for word in words[is_gerund:]))
    return most


def listed(parts: Sequence[str]) -> str:
    """A, B and C."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _apart(words: Sequence[Word]) -> tuple[Sequence[Word], list[str]]:
    """The words without what closes a phrase (有关工作), years, plans and batches; and these as they stand behind."""
    end = len(words)
    while end > 1 and (is_a("empty", words[end - 1]) or words[end - 1].chinese in ("的", "有关", "相关")):
        end -= 1
    words = [replace(word, kind="note") if word.english.startswith("under the ") else word for word in words[:end]]
    forms: dict[Kind, str] = {"plan": "under the {}", "year": "in {}", "batch": "({})", "note": "{}"}
    kinds = [word.kind for word in words]
    first_and = kinds.index("and") if "and" in kinds else len(kinds)
    if "unknown" in kinds or any(kinds.count(kind) > 1 or kind in kinds[first_and:-1] for kind in forms):
        raise Unclear  # A“九五”计划和2010年目标
    behind = [form.format(word.english) for kind, form in forms.items() for word in words if word.kind == kind]
    core = [word for word in words if word.kind not in forms]
    if not core:
        return core, [word.english for word in words]
    return core, [text.replace("under the", "in the") if text.endswith("period") else text for text in behind]


def _is_act(word: Word) -> bool:
    return word.kind in ("action", "verb")


def _is_event(word: Word) -> bool:
    last = word.english.rpartition(" ")[2]
    return word.kind == "noun" and last.endswith(_EVENTS) and last not in english_class("no event")


def _does_inside(word: Word) -> bool:
    """True of a verb and its object in one word: 稳外贸."""
    first, _, behind = word.english.partition(" ")
    if not first.endswith("ing") or _HAS_OBJECT.search(word.chinese):
        return first.endswith("ing")
    verb = words_of_tables().get(word.chinese[:2])
    if behind.startswith(("a ", "the ")):
        return True
    return bool(behind[:4] not in ("", "and ") and verb and verb.gerund and not is_a("compounds", verb))


def _places(words: Sequence[Word]) -> int:
    """How many places stand before something else."""
    return next((at for at, word in enumerate(words) if word.kind != "place"), 0)


def _leads(words: Sequence[Word], *, has_adverb: bool = False) -> bool:
    """True if the first word is a verb with an object behind it."""
    first = words[0]
    if is_a("relative", first):
        return False
    if first.kind != "action" or len(words) < 2 or has_adverb:
        return first.kind == "verb" or (has_adverb and first.kind == "action")
    is_thing = words[1].kind in ("noun", "adjective", "place", "count") and not is_a("carrier", words[1])
    return is_a("takes object", first) and is_thing and not _is_act(words[-1])


def _clause(words: Sequence[Word]) -> str:
    if words[0].kind == "function":  # 在A开展B, 对A实施B
        does = next((at for at in range(2, len(words) - 1) if words[at].kind == "verb"), 0)
        gives = words[0].chinese == "对" and does and is_a("gives", words[does])
        if not does or not (gives or words[0].chinese == "在") or "function" in [word.kind for word in words[1:]]:
            raise Unclear
        preposition = "against" if any(is_a("against", word) for word in words) else "on" if gives else "in"
        return f"{_clause(words[does:])} {preposition} {_phrase(words[1:does])}"
    start = next((at for at, word in enumerate(words) if word.kind != "adverb"), 0)
    adverbs, rest = words[:start], words[start:]
    if not _leads(rest, has_adverb=bool(adverbs)):
        return _phrase(words)
    count = 1 if rest[-1].chinese in _SEVERAL else 2 * is_a("measures", rest[-1])
    is_many = count == 1 or rest[-2:][0].kind == "count" or rest[-2:][0].chinese == "若干"
    has_policies = rest[-1].chinese.endswith("政策") and len(rest) > 2
    is_about = rest[-2:][0].chinese in ("有关", "相关")
    if has_policies and (is_a("helps", rest[0]) or rest[0].chinese == "扶持"):  # 支持A有关税收政策
        return f"{rest[-1].english} for {_clause([*adverbs, *rest[: -2 if is_about else -1]])}"
    if (count == 2 or has_policies) and is_about and not rest[0].chinese.endswith(_DONE_TO_POLICIES):
        raise Unclear  # 深化A改革有关政策: the policies do it
    if count and len(rest) > count + 1 and is_many:
        at = 1 if is_a("light", rest[0]) and rest[1].kind == "verb" else 0  # 落实支持A若干措施
        aim = [*adverbs, *rest[at : -count - (rest[-count - 1].kind == "of")]]
        return f"{rest[0].gerund if at else ''} {_compound(rest[-count:])} for {_clause(aim)}".strip()
    if rest[0].gerund and not any(is_a("body", word) for word in rest[-2:]):
        at = next((at for at in range(2, len(rest) - 1) if _opens(rest, at)), 0)
        if at:
            first = rest[: at - 1] if rest[at - 1].kind == "and" else rest[:at]
            return f"{_clause([*adverbs, *first])} and {_clause(rest[at:])}"
    if not rest[0].gerund:  # 做好 is work, and left out
        if len(rest) < 2 or rest[1].kind in ("verb", "adverb", "function"):
            raise Unclear
        return _clause(rest[1:])
    return " ".join([*(word.english for word in adverbs), _verbs(rest)])


def _opens(words: Sequence[Word], at: int) -> bool:
    """True where a second verb with an object of its own begins: 加强A促进B, 完善A进一步提升B."""
    before, rest = words[at - 1], words[at:]
    while rest[0].kind == "adverb" and len(rest) > 2:
        rest = rest[1:]
    is_object = before.kind not in ("of", "function", "adverb", "verb")
    if before.kind == "and" and at < 3:
        return False  # 促进和规范A
    if not is_object or not is_a("opens", rest[0]) or not rest[0].gerund or rest[1].kind in ("of", "and"):
        return False
    if all(_is_act(word) or is_a("carrier", word) or is_a("campaign", word) for word in rest[1:]):
        return False  # 就业促进行动
    is_shared = any(word.kind == "and" for word in words[:at]) and before.kind != "and"
    issues = at == 2 and before.english.startswith("the ")  # 落实国务院优化A措施: what the body issued
    sets_up = words[0].chinese in _SETS_UP and words[-1].chinese.endswith(("机制", "制度", "体系"))
    is_of = any(word.kind == "of" for word in words[at:]) or all(word.kind == "place" for word in words[1:at])
    helps = is_a("helps", words[0]) or (at == 2 and words[1].kind == "noun" and ends_in("agent", words[1]))
    if is_shared or issues or sets_up or is_of or helps:
        raise Unclear  # 支持企业扩大A: who does what
    return True


def _verbs(words: Sequence[Word]) -> str:
    """A verb, or two that share an object, and the object."""
    first = words[0]
    if len(words) == 1:
        return first.english
    if first.chinese == "加大" and words[-1].chinese == "力度" and len(words) > 2:
        return f"{first.gerund} efforts in {_clause(words[1:-1])}"
    said, rest = [first.gerund], list(words[1:])
    at = 1 if rest[0].kind == "and" else 0
    is_second = len(rest) > at + 1 and _is_act(rest[at]) and (rest[at].kind == "verb" or at)
    if is_second and not (at == 0 and is_a("light|lists", first)) and not is_a("body", rest[-1]):
        if not rest[at].gerund or is_a("helps", first) or (rest[at].kind == "action" and _is_act(rest[at + 1])):
            raise Unclear
        said.append(rest[at].gerund)
        rest = rest[at + 1 :]
    is_sure = (
        ends_in("opens|light|lists|helps|gives", first)
        or len(said) > 1
        or " and " in first.gerund
        or rest[0].kind != "noun"
    )
    if rest[0].kind in ("and", "of") or not (is_sure or not _is_act(rest[-1])):
        raise Unclear  # 废弃汽车专项治理
    return f"{listed(said)} {_object(first, rest)}"


def _object(verb: Word, words: Sequence[Word]) -> str:
    """What the verb is done to: a phrase, or for a light verb an act and its object (开展打击A专项行动)."""
    first, last = words[0], words[-1]
    if len(words) == 1 and (_does_inside(first) or first.english.startswith("building ")):
        raise Unclear
    if is_a("body", last) or not _is_act(first) or len(words) < 2 or words[1].kind in ("and", "of", "verb", "action"):
        return _phrase(words)
    if is_a("light", verb) and is_a("campaign", last) and first.gerund and len(words) > 2:
        return f"the {last.english} on {_clause(words[:-1])}"
    is_done = first.kind == "verb" or (is_a("takes object", first) and not is_a("compounds", first) and _leads(words))
    if not is_done:
        return _phrase(words)
    if not is_a("light", verb) or last.chinese in _TEXTS or any(word.kind == "verb" for word in words[1:]):
        raise Unclear  # 规范转让A政策
    return f"the {first.english} of {_phrase(words[1:])}"


def _phrase(words: Sequence[Word]) -> str:
    if words[-1].chinese == "组成人员" and len(words) > 1 and is_a("body", words[-2]):
        return f"the members of {_phrase(words[:-1])}"
    if is_a("body", words[-1]) and len(words) > 2:
        return _body(words)
    if (count := _places(words)) and words[count].kind in ("verb", "adverb", "function"):
        return f"{_clause(words[count:])} in {_located(words[:count])}"
    kinds = [word.kind for word in words]
    if "function" in kinds or kinds.count("of") > 1:
        raise Unclear
    if "of" not in kinds:
        return _related(words) or _joined(words)
    at = kinds.index("of")  # A的B: B of A
    owner, thing = words[:at], words[at + 1 :]
    if not owner or not thing:
        raise Unclear
    if all(word.kind in ("adjective", "adverb") for word in owner):
        return _joined([*owner, *thing])
    if is_a("relative", owner[0]) and len(owner) > 1:  # 含有A的B管理
        acts, thing = (thing[-1:], thing[:-1]) if _is_act(thing[-1]) and len(thing) > 1 else ([], thing)
        text = f"{_joined(thing)} {owner[0].gerund} {_joined(owner[1:])}"
        return act(acts[0], text) if acts else text
    if owner[0].kind in ("verb", "adverb") or owner[-1].kind in ("adjective", "verb", "action"):
        raise Unclear  # 部委管理的国家局
    of = "in" if owner[-1].chinese.endswith(("领域", "行业")) else "of"
    return f"{_joined(thing)} {of} {_phrase(owner)}"


def _related(words: Sequence[Word]) -> str | None:
    """金融支持A: financial support for A; A相关物项: items related to A; 企业缴纳A: the payment of A by enterprises."""
    first, last = words[0], words[-1]
    is_for = first.kind == "noun" and first.chinese.endswith(("支持", "支撑"))
    if is_for and len(words) > 1 and not is_a("carrier", words[1]):
        return f"{first.english} for {_phrase(words[1:])}"
    if len(words) > 1 and last.english.startswith("related "):
        return f"{last.english.removeprefix('related ')} related to {_joined(words[:-1])}"
    does = next((at for at, word in enumerate(words[:-1]) if at and is_a("done by", word)), 0)
    if does and ends_in("agent", words[does - 1]) and not any(map(_is_act, words[does + 1 :])):
        return f"{act(words[does], _joined(words[does + 1 :]))} by {_joined(words[:does])}"
    return None


def _body(words: Sequence[Word]) -> str:
    """国务院A工作领导小组: the State Council Leading Group on A."""
    *before, last = words
    count = _places(before) or (1 if before[0].chinese in ("国务院", *_OF_ALL) else 0)
    if any(is_a("body", word) for word in before) or count == len(before):
        raise Unclear
    owner = _located(before[:count]) if before[0].kind == "place" else " ".join(word.english for word in before[:count])
    name = f"{owner.removeprefix('the ')} {singular(last.english.removeprefix('the '))}".strip()
    return f"the {name} on {clause(before[count:])}"


def _joined(words: Sequence[Word]) -> str:
    """Parts between 和 and 、; an action at the end goes for all of them: 生产和使用管理, A和B管理."""
    words = _with_others(words)
    parts = _parts(words)
    if len({word.chinese for word in words if word.kind == "and"} - {"、"}) > 1 or not parts:
        raise Unclear  # A和B及C
    if len(parts) == 1:
        return _simple(parts[0])
    last, before = parts[-1], parts[:-1]
    if all(word.kind == "place" for part in before for word in part) and last[0].kind == "place":
        count = _places(last) or len(last)
        names = listed([_located(part) for part in (*before, last[:count])])
        return _located([replace(last[0], english=names), *last[count:]])  # 淄博、潍坊海关
    if (count := _places(before[0])) and not any(part[0].kind == "place" for part in parts[1:]):
        return f"{_joined(words[count:])} in {_located(words[:count])}"
    if any(part[0].kind in ("verb", "place") or _RELATES.search(part[0].english) for part in parts if len(part) > 1):
        raise Unclear  # 社会救助和保障标准
    acts = [_is_act(part[-1]) for part in parts]
    lengths = [len(part) for part in parts]
    if all(acts) and set(lengths[1:]) == {1} and lengths[0] > 1:  # A生产和使用
        if any(" and " in part[-1].english for part in parts):
            raise Unclear
        actions = [before[0][-1], *(part[0] for part in parts[1:])]
        return _act(replace(actions[-1], english=listed([action.english for action in actions])), before[0][:-1])
    is_one = lengths[-1] == 2 and set(lengths[:-1]) == {1}
    is_odd = any(_is_event(part[0]) or part[0].english[:4] == "the " for part in before) or last[0].kind != "noun"
    if is_one and is_odd:
        raise Unclear  # 造林绿化和森林经营
    if is_one and _is_act(last[-1]) and not any(acts[:-1]) and not _is_event(last[0]):
        return act(last[-1], listed([_simple(part) for part in (*before, last[:1])]))  # A和B管理
    if len(set(acts)) > 1 or (len(set(lengths)) > 1 and not is_one) or max(lengths) > 3 or (is_one and acts[-1]):
        raise Unclear  # 生态环境保护和修复制度: a system for both, or two things
    said = [_simple(part) for part in parts]
    are_names = all(part[0].english[:4] == "the " for part in parts)
    if not (all(acts) or are_names) and any(map(_RELATES.search, said)):
        raise Unclear  # what belongs to one, and what to all
    return listed(said)


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """What stands between 和 and 、."""
    return [list(part) for is_and, part in groupby(words, lambda word: word.kind == "and") if not is_and]


def _with_others(words: Sequence[Word]) -> Sequence[Word]:
    """A等B: B including A, where B is counted; else A and other B. One word for the list and its noun."""
    at = next((at for at, word in enumerate(words) if word.chinese == "等"), None)
    if at is None:
        return words
    names, rest = words[:at], words[at + 1 :]
    if not at or not rest or any(word.kind in ("and", "verb", "of") for word in rest) or any(map(_is_act, names)):
        raise Unclear
    if max(map(len, _parts(names))) > 1 or any(word.kind == "count" for word in rest[1:]):
        raise Unclear
    if rest[0].kind == "count":
        return [Word("", "noun", f"{_compound(rest)} including {_joined(names)}")]
    if not (ends_in("agent", names[-1]) and ends_in("agent", rest[0])):
        raise Unclear  # 风力发电等增值税政策
    count = next((at for at, word in enumerate(rest) if _is_act(word)), len(rest))
    return [Word("", "noun", f"{_joined(names)} and other {_compound(rest[:count])}"), *rest[count:]]


def _simple(words: Sequence[Word]) -> str:
    """Words without conjunctions: modifiers before the last one, or what the last one does to them."""
    if words[0].kind == "place":
        return _located(words)
    if len(words) > 2:
        words = [word for at, word in enumerate(words) if at < 1 or word.chinese not in ("有关", "相关")]
    words = [_as_adjective(word) for word in words]
    if behind := next((word for word in words[:-1] if word.english.startswith("with ")), None):  # 中国特色A
        return f"{_simple([word for word in words if word is not behind])} {behind.english}"
    if text := _headed(words):
        return text
    _refuse_modifiers(words)
    if len(words) == 1:
        return _with_article(words[0].english)
    return _done(words) if _is_act(words[-1]) and words[0].chinese[:1] != "第" else _nouns(words)


def _as_adjective(word: Word) -> Word:
    """持续 before 增长 in a noun phrase: continuous growth."""
    is_plain = word.kind == "adverb" and re.fullmatch("[a-z]+[^ilb]ly", word.english)
    return replace(word, kind="adjective", english=word.english.removesuffix("ly")) if is_plain else word


def _before_head(words: Sequence[Word], *kinds: Kind) -> tuple[str, Sequence[Word], Sequence[Word]]:
    """The preposition of the head of a phrase, what stands before it, and the head with what is bound to it.

    全国 belongs to a head of which there is one for all of the country: the national program for ….
    """
    preposition = next((_HEADS[words[-1].chinese[at:]] for at in range(-4, 0) if words[-1].chinese[at:] in _HEADS), "")
    start = len(words) - 1
    while start > 1 and (is_a("bound", words[start - 1]) or words[start - 1].kind in kinds):
        start -= 1
    is_whole = words[0].chinese in _OF_ALL or words[0].kind == "count"
    around = 1 if preposition == "for" and is_whole and start > 1 else 0
    return preposition, words[around:start], [*words[:around], *words[start:]]


def _headed(words: Sequence[Word]) -> str | None:
    """产业发展试点项目: pilot projects for the development of industry; None where no act stands before the head."""
    preposition, base, head = _before_head(words)
    if not preposition or len(base) < 2 or not _is_act(base[-1]) or (is_a("compounds", base[-1]) and len(base) < 3):
        return None  # 证券交易费用
    if base[-1].kind == "verb" and not is_a("describes", base[-1]):
        return None
    return f"{_with_article(_compound(head))} {preposition} {_simple(base)}"


def _refuse_modifiers(words: Sequence[Word]) -> None:
    """Words side by side of which it is not clear what describes what, or who does it."""
    last, kinds = words[-1], [word.kind for word in words]
    if len(words) > _MOST_WORDS or kinds[-1] in ("adjective", "count") or "adverb" in kinds:
        raise Unclear
    if len(words) == 1:
        return
    is_repeated = len({singular(_last(word)) for word in words}) < len(words)  # 博士硕士学位
    is_repeated = is_repeated or sum(word.chinese[:1] == "新" for word in words) > 1  # 新模式新业态
    is_amid = any(word.english.startswith(("several", "certain", "various")) for word in words[1:])  # 发展若干政策
    if is_repeated or is_amid or last.english.isdigit() or any(map(_does_inside, words)):
        raise Unclear
    for at, (word, behind) in enumerate(pairwise(words)):
        describes = is_a("carrier", behind) or all(map(_is_act, words[at + 1 :]))
        is_clear = {"verb": is_a("describes", word) and describes, "action": is_a("compounds", word) or describes}
        is_agent = word.kind == "noun" and ends_in("agent", word) and not word.english.startswith("the ")
        is_amid = behind is not last
        if (
            not (is_clear.get(word.kind, True) or (word.kind == "action" and _is_act(behind)))
            # A公司5家美国子公司
            or (behind.kind in ("place", "count") and word.kind != "count" and word.chinese not in _OF_ALL)
            # 金融服务三农
            or (not describes and word.chinese.endswith(("服务", "支持")))
            # 秋冬季托育机构疫情防控, 平等对待内外资企业政策: who does what to whom
            or (is_amid and is_agent and (at or _is_event(behind) or " and " in behind.english))
            or (is_amid and _is_event(word) and ends_in("agent", behind))
            # 危险废物规范化环境
            or (at and is_amid and word.english.endswith("ization") and behind.kind == "noun")
            # 冬季恶劣天气灾害预防
            or (word.chinese.endswith(tuple("春夏秋冬季")) and (is_amid or _is_act(last)))
        ):
            raise Unclear
    related = [word for word in words if _RELATES.search(word.english)]
    base = words[1:] if words[0].chinese in _OF_ALL else words
    is_plain = all(word.kind != "verb" for word in base[1:-1]) and sum(word.kind == "noun" for word in base[1:]) < 2
    is_plain = is_plain and (len(base) < 3 or base[1].kind != "action" or is_a("compounds", base[1]))
    is_base = is_plain and related == [base[0]]
    is_last = related == [last] and (_is_act(last) or base == [last] or last.chinese.endswith("改革"))
    if related and not (is_base or is_last):
        raise Unclear  # A, B of C, D: what belongs to what


def _last(word: Word) -> str:
    return word.english.rpartition(" ")[2]


def _nouns(words: Sequence[Word]) -> str:
    """Nouns side by side; where they are many, the last ones “of” those who own them, or “for” what they are about."""
    last, of = words[-1], "for" if _before_head(words)[0] == "for" else "of"
    base = words[1:] if words[0].chinese in _OF_ALL else words
    if len(base) > 1 and _RELATES.search(base[0].english):
        if base[0].english[0].isupper():
            raise Unclear  # “绿剑护粮安”执法行动: a name
        of = "of" if base[0].english.startswith("the ") or not base[0].chinese else "for"
        return f"{_nouns([*words[: len(words) - len(base)], *base[1:]])} {of} {base[0].english}"
    if len(words) > 1 and words[0].chinese.endswith("领域") and not _RELATES.search(words[0].english):
        return f"{_nouns(words[1:])} in {_with_article(words[0].english)}"
    if len(words) == 2 and _RELATES.search(last.english) and words[0].kind == "noun":
        return f"the {last.english} for {words[0].english}"  # 工程建设项目审批制度改革
    if len(words) == 2 and ends_in("agent", words[0]) and " " in words[0].english and not is_a("carrier", last):
        return f"{_with_article(last.english)} of {words[0].english}"  # 医疗机构手术
    for at in range(1, len(words)):
        word = words[at]
        is_noun = words[at - 1].kind == "noun" and not is_adjective(words[at - 1].english)
        is_pair = _is_event(word) and " and " in word.english
        if is_pair and is_noun and word.english.count(" ") == 3 and not is_described(word.english):
            raise Unclear  # 工业数据分类分级
        describes = word.kind == "adjective" or (word is last and (is_pair or is_described(word.english)))
        if describes and is_noun and word.english.islower():
            if word is last and _is_event(word):
                is_in = words[at - 1].chinese.endswith(("行业", "领域", "地区"))
                thing = _nouns(words[:at])  # 国土空间生态修复
                return f"{word.english} in {_with_article(thing)}" if is_in else act(word, thing)
            if len(words) > at + 2:
                raise Unclear  # 铁路专用产品质量监督抽查
            return f"{_compound(words[at:])} {of} {_nouns(words[:at])}"  # 关键信息基础设施商用密码
    text = _with_article(_compound(words))
    if len(words) == 1 or nouns_in_a_row(text) <= _MOST_NOUNS:
        return text
    if len(words) == 2 and words[0].kind == "noun" and words[0].english.endswith("s"):
        return f"{_with_article(last.english)} {of} {words[0].english}"  # 建设工程安全生产
    if sum(word.kind != "adjective" for word in words) < 3 and nouns_in_a_row(text) == _MOST_NOUNS + 1:
        return text
    preposition, base, head = _before_head(words, "adjective")
    if not preposition or not base:
        raise Unclear
    return f"{_with_article(_compound(head))} {preposition} {_simple(base)}"


def _done(words: Sequence[Word]) -> str:
    """What one or two last words do to those before them."""
    start = next((at for at in range(len(words), 0, -1) if not _is_act(words[at - 1])), 0)
    acts, base, last = words[start:], words[:start], words[-1]
    if len(acts) > 2 or not base or any(map(_does_inside, acts)):
        raise Unclear
    if len(acts) == 2 and (last.chinese in _MANAGES or (is_a("about", last) and not is_a("about", acts[0]))):
        if base[-1].kind == "adjective":
            raise Unclear
        return f"the {last.english} of {act(acts[0], _simple(base))}"
    follows = is_a("about", last) or _last(last) in english_class("behind its object")
    is_pair = len(acts) == 2 and any(" and " in word.english for word in acts)
    if is_pair or (_is_event(base[-1]) and not follows):
        raise Unclear  # 土地征收成片开发
    if len(acts) == 2:
        last = replace(last, english=f"{acts[0].english} and {last.english}")
    return _act(last, base)


def _act(last: Word, base: Sequence[Word]) -> str:
    """An act behind what it is done to, and behind adjectives: the green development of industry."""
    if _last(last) in english_class("behind its object"):
        text = _compound([*base, last])
        if nouns_in_a_row(text) <= _MOST_NOUNS and not _RELATES.search(text):
            return text
    doing = last.english
    while base and base[-1].kind == "adjective":
        doing, base = f"{base[-1].english} {doing}", base[:-1]
    return act(replace(last, english=doing), _simple(base)) if base else doing


def act(action: Word, thing: str) -> str:
    """What is done to a thing: the administration of drugs, applications for projects, internet services."""
    last = _last(action)
    if action.english == "development" and _PROCESS.match(thing):
        return thing  # 信息化发展
    is_short = (
        nouns_in_a_row(thing) < 3 and not _RELATES.search(thing) and " " not in action.english and " and " not in thing
    )
    if last in english_class("behind its object") and is_short:
        return f"{singular(thing)} {action.english}"
    preposition = english_class("preposition").get(last)
    return f"{action.english} {preposition} {thing}" if preposition else f"the {action.english} of {thing}"


def _located(words: Sequence[Word]) -> str:
    """安徽桐城…: … in Tongcheng, Anhui; a zone, a port, a school bears the name of its place."""
    count = _places(words) or len(words)
    names, rest = [word.english for word in words[:count]][::-1], words[count:]
    if not rest:
        return ", ".join(names)
    if rest[0].chinese[-1:] in _NAMED_PLACES and len(rest) == 2 and _is_act(rest[1]):
        return act(rest[1], _located(words[: count + 1]))
    if rest[-1].chinese[-1:] in _NAMED_PLACES and not any(map(_is_act, rest)):
        text = _compound(rest) if any(word.kind == "count" for word in rest) else singular(_compound(rest))
        return ", ".join([f"{names[0]} {text}", *names[1:]])
    return f"{_simple(rest)} {'of' if rest[-1].chinese.endswith(_OF_A_PLACE) else 'in'} {', '.join(names)}"


def _compound(words: Sequence[Word]) -> str:
    """Modifiers before the last word, which is plural where it is counted: three national standards."""
    if len(words) > 2 and sum(word.english.replace(" and ", " ").count(" ") + 1 for word in words) > _MOST_WORDS + 1:
        raise Unclear
    last = words[-1].english
    if words[-1].kind == "noun" and any(word.kind == "count" and word.english != "one" for word in words[:-1]):
        last = plural(last)
    modifiers = " ".join(_modifier(word) for word in words[:-1])
    if words[0].chinese.endswith(("国", "欧盟")):
        modifiers = modifiers.removeprefix("the ")  # European Union enterprises
    return f"{modifiers} {last}".strip().replace(" the ", " ")


def _with_article(text: str) -> str:
    wants = text.rpartition(" ")[2] in english_class("article") or text.partition(" ")[0] in ORDINALS
    wants = wants and not text.startswith(("the ", "building ", "China's ")) and not _RELATES.search(text)
    return f"the {text}" if wants or _OF_WHAT.match(text) else text


def _modifier(word: Word) -> str:
    is_name = word.english.startswith("the ")  # the United States
    is_many = (word.kind == "noun" and not is_name) or word.english in ("applications", "services")
    return english_class("as adjective").get(word.english) or (singular(word.english) if is_many else word.english)
