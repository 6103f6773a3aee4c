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
from zhengce.english.titles.lexicon import ORDINALS, Kind, Word, cut, ends_in, is_a, word_class
from zhengce.english.titles.lexicon import words as words_of_tables

_HEADS = {word: preposition for preposition in ("of", "for", "on", "in") for word in word_class(f"noun {preposition}")}
"""The preposition behind a noun that what it is about stands before: 名单, list of."""
OF_ALL = ("全国", "国家", "国家级", "中央", "中央财政")
_OF_A_PLACE = tuple("规划 方案 区划 计划 办法 条例 章程 纲要 目录 清单 名单 预案".split())
_NAMED_PLACES = "区港场园站路桥河湖山岛库院校岸"
_DONE_TO_POLICIES = ("落实", "完善", "调整", "执行", "明确", "延续", "实施", "规范", "优化")
THINGS = frozenset("制度 政策 目录 标准 名单 清单 体系 机制".split())
"""Last words that are the object of a verb before them: 建立…制度."""
_JOINED = tuple("发展 利用 保护 共享 应用 处理 登记 评分 分析 处置".split())
"""Acts that are done together with the act before them: the assistance and protection of ….."""
_ALONE = frozenset(word_class("compounds")) - {"改革", "创新"}
_MANAGES = ("管理", "监督管理", "监督", "监管", "改革", "试点")
"""Acts that are done to the act before them: the pilot program of …."""
_HAS_OBJECT = lazy_regex("[稳保促补打扫减扩惠援撤简纠]")
"""Verbs of one character whose object is in the same word: 稳外贸."""
_EVENTS = ("ation", "ction", "sion", "ing", "ment", "ition", "efficiency")
_RELATES = re.compile(r" (?:of|from|for|in|to|on|with|between|by|under|at|concerning) ")
_BREAK = re.compile(
    r" (?:of|from|for|in|to|on|with|between|among|by|under|against|into|as|at|through|concerning|affecting|including"
    r"|and|or|the|a|an) |[,:;()“”]+ ?",
    re.IGNORECASE,
)
_PROPER = re.compile("(?:the )?[A-Z][a-z]")
_OFFENSE = re.compile("violation|act|irregularit|offen[cs]e|infring|breach|damage")
"""For these penalties are imposed, in other fields."""
_FURTHER = re.compile(r"^(?:further|\w+ly) (?=\w+ing\b)", re.IGNORECASE)
_PROCESS = re.compile(r"(?:the )?\w+ization of ")
_OF_WHAT = re.compile(r"\w+(?:tion|sion|ment|ance) of ")
_OF_TWO = re.compile(r"\w+s and \w+s")
_MOST_WORDS, MOST_NOUNS = 5, 3
"""Side by side; more of them say too little of what belongs to what."""
_LONGEST_COMPOUND = 7
"""English words of it."""


_SECTOR = Word("行业", "noun", "sector")


class Unclear(ValueError):
    """Two readings of a phrase give different English."""


def clause(words: Sequence[Word]) -> str:
    """What a document is about, behind 关于: accelerating the development of …, or a noun phrase."""
    core, behind = _apart(words)
    return " ".join([_clause(core) if core else "", *behind]).strip()


def noun_phrase(words: Sequence[Word], *, is_one: bool = False) -> str:
    """A noun phrase, and the years at its end."""
    core, behind = _apart(words)
    text = _phrase(core) if core else ""
    return " ".join([singular(text) if is_one else text, *behind]).strip()


def nouns_in_a_row(text: str) -> int:
    """The most nouns of an English text without a preposition or conjunction between them."""
    most = 0
    for run in _BREAK.split(_BREAK.sub(r"\g<0> ", f" {text} ")):
        words = _FURTHER.sub("", run.strip()).split()
        is_gerund = len(words) > 1 and words[0].lower().endswith("ing")
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
    """True of a noun of doing: 建筑节能, energy efficiency of buildings."""
    last = _last(word)
    return word.kind == "noun" and last.endswith(_EVENTS) and last not in english_class("no event")


def _last(word: Word) -> str:
    return word.english.rpartition(" ")[2]


def _does_inside(word: Word) -> bool:
    """True of a verb and its object in one word: 稳外贸."""
    first, _, behind = word.english.partition(" ")
    if not first.endswith("ing") or behind.startswith("and "):
        return False
    if _HAS_OBJECT.search(word.chinese):
        return True
    verb = words_of_tables().get(word.chinese[:2])
    return behind.startswith(("a ", "the ")) or bool(
        behind[:4] not in ("", "and ") and verb and verb.gerund and not is_a("compounds", verb)
    )


def _places(words: Sequence[Word]) -> int:
    """How many places stand before something else."""
    return next((at for at, word in enumerate(words) if word.kind != "place"), 0)


# Clauses


def _leads(words: Sequence[Word]) -> bool:
    """True if the first word is a verb with an object behind it."""
    first = words[0]
    if first.kind != "action" or len(words) < 2 or not is_a("takes object", first):
        return first.kind == "verb" and not is_a("relative", first)
    is_thing = words[1].kind in ("noun", "adjective", "place", "count") and not is_a("carrier", words[1])
    return is_thing and not _is_act(words[-1])


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
    if len(rest) > 2 and rest[0].kind == "noun" and _does_inside(rest[0]) and is_a("opens", rest[1]) and rest[1].gerund:
        return f"{' '.join(word.english for word in (*adverbs, rest[0]))} and {_clause(rest[1:])}"  # 深化改革促进A
    if not (_leads(rest) or (adverbs and rest[0].kind == "action")):
        return _phrase(words)
    has_policies = len(rest) > 2 and rest[-1].chinese.endswith(("政策", "措施", "举措", "任务", "要点", "安排"))
    if has_policies and not rest[0].chinese.endswith(_DONE_TO_POLICIES):
        start = -1 if rest[-1].chinese.startswith("若干") else -2
        if not rest[start].chinese.startswith("若干"):
            raise Unclear  # 深化A改革有关政策: the policies do it
        return f"{_compound(rest[start:])} for {_clause([*adverbs, *rest[:start]])}"  # 支持A若干措施
    if at := next((at for at in range(2, len(rest) - 1) if _opens(rest, at)), 0):
        first = rest[: at - 1] if rest[at - 1].kind == "and" else rest[:at]
        if not rest[0].gerund or not (adverbs or _leads(first)):
            raise Unclear  # 做好政府采购支持中小企业工作, 创新行业管理优化营商环境
        return f"{_clause([*adverbs, *first])} and {_clause(rest[at:])}"
    if not rest[0].gerund:  # 做好 is work, and left out
        if len(rest) < 2 or rest[1].kind in ("verb", "adverb", "function"):
            raise Unclear
        return _clause(rest[1:])
    behind = [word.english for word in adverbs if word.english == "nationwide"]
    return " ".join([*(word.english for word in adverbs if word.english not in behind), _verbs(rest), *behind])


def _opens(words: Sequence[Word], at: int) -> bool:
    """True where a second verb with an object of its own begins: 加强A促进B, 完善A进一步提升B."""
    before, rest = words[at - 1], words[at:]
    while rest[0].kind == "adverb" and len(rest) > 2:
        rest = rest[1:]
    is_object = before.kind not in ("of", "function", "adverb", "verb") and not (before.kind == "and" and at < 3)
    if not is_object or not is_a("opens", rest[0]) or not rest[0].gerund or rest[1].kind in ("of", "and"):
        return False
    if len(rest) > 2 and is_a("carrier", rest[1]):
        return False  # 完善质量保障体系
    if is_a("body", words[-1]) or all(_is_act(word) or is_a("carrier|campaign", word) for word in rest[1:]):
        return False  # 就业促进行动
    is_shared = any(word.kind == "and" for word in words[: at - 1]) or any(word.kind == "of" for word in rest)
    is_doer = at == 2 and (
        ends_in("agent|owner", before) or before.english.startswith("the ") or before.kind == "place"
    )
    if is_shared or is_doer or is_a("helps", words[0]) or words[-1].chinese in THINGS:
        raise Unclear  # 支持企业扩大A: who does what; 建立A促进B机制
    return True


def _verbs(words: Sequence[Word]) -> str:
    """A verb, or two that share an object, and the object."""
    first, rest = words[0], words[1:]
    if not rest:
        return first.english
    if first.chinese == "加大" and rest[-1].chinese == "力度" and len(rest) > 1:
        return f"{first.gerund} efforts in {_clause(rest[:-1])}"
    said, at = [first.gerund], 1 if rest[0].kind == "and" else 0
    is_second = len(rest) > at + 1 and _is_act(rest[at]) and (rest[at].kind == "verb" or at)
    if is_second and (at or not is_a("light|lists", first)) and not is_a("body", rest[-1]):
        if not rest[at].gerund or is_a("helps", first) or (rest[at].kind == "action" and _is_act(rest[at + 1])):
            raise Unclear
        said, rest = [*said, rest[at].gerund], rest[at + 1 :]
    is_sure = ends_in("opens|light|lists|helps|gives", first) or len(said) > 1 or rest[0].kind != "noun"
    if rest[0].kind in ("and", "of") or not (is_sure or not _is_act(rest[-1])):
        raise Unclear  # 废弃汽车专项治理
    return f"{listed(said)} {_object(first, rest)}"


def _object(verb: Word, words: Sequence[Word]) -> str:
    """What the verb is done to: a phrase, or for a light verb an act and its object (推进实施A)."""
    first, last = words[0], words[-1]
    if len(words) == 1 and (_does_inside(first) or first.english.startswith("building ")):
        raise Unclear
    if first.kind == "verb" and len(words) == 2 and is_a("carrier", last):
        raise Unclear  # 规范代收业务
    is_done = first.kind == "verb" or (not is_a("compounds", first) and _leads(words))
    if is_a("body", last) or not is_done or len(words) < 2 or words[1].kind in ("and", "verb", "action"):
        return _phrase(words)
    if is_a("light", verb) and is_a("campaign", last) and first.gerund and len(words) > 2:
        return f"the {last.english} on {_clause(words[:-1])}"
    if not is_a("light", verb) or last.chinese in THINGS or any(word.kind == "verb" for word in words[1:]):
        raise Unclear  # 规范转让A政策
    return f"the {first.english} of {_phrase(words[1:])}"


# Noun phrases


def _phrase(words: Sequence[Word]) -> str:
    if words[-1].chinese == "组成人员" and len(words) > 1 and is_a("body", words[-2]):
        return f"the members of {_phrase(words[:-1])}"
    if is_a("body", words[-1]) and (len(words) > 2 or words[-1].chinese.startswith("部际")):
        return _body(words)
    if (count := _places(words)) and words[count].kind in ("verb", "adverb", "function"):
        return f"{_clause(words[count:])} in {_located(words[:count])}"
    first, kinds = words[0], [word.kind for word in words]
    if is_a("relative", first) and kinds.count("of") == 1 and 1 < kinds.index("of") < len(words) - 1:  # 含有A的B
        at = kinds.index("of")
        acts = words[-1:] if _is_act(words[-1]) and at < len(words) - 2 else []
        thing = f"{_joined(words[at + 1 : len(words) - len(acts)])} {first.gerund} {_joined(words[1:at])}"
        return act(acts[0], thing) if acts else thing
    if kinds[:2] == ["adjective", "of"] and len(words) > 2:  # 质量极差的地下水
        return _phrase([words[0], *words[2:]])
    if "function" in kinds or "of" in kinds:
        raise Unclear
    if first.kind == "noun" and first.chinese.endswith(("支持", "支撑")) and len(words) > 1:  # 金融支持A
        if is_a("carrier", words[1]):
            raise Unclear
        return f"{first.english} for {_phrase(words[1:])}"
    return _joined(words)


def _body(words: Sequence[Word]) -> str:
    """国务院A工作领导小组: the State Council Leading Group on A."""
    *before, last = words
    count = _places(before) or (1 if before[0].chinese in ("国务院", *OF_ALL) else 0)
    if any(is_a("body", word) for word in before) or count == len(before):
        raise Unclear
    owner = _located(before[:count]) if before[0].kind == "place" else " ".join(word.english for word in before[:count])
    name = f"{owner.removeprefix('the ')} {singular(last.english.removeprefix('the '))}".strip()
    return f"the {name} on {clause(before[count:])}"


def _joined(words: Sequence[Word]) -> str:
    """Parts between 和 and 、; an action at the end goes for all of them: 生产和使用管理, A和B管理."""
    if "等" in (chinese := [word.chinese for word in words]):  # A等B, where B is counted
        at = chinese.index("等")
        if at == 0 or words[at + 1 :][:1] == [] or words[at + 1].kind != "count" or len(words) > at + 3:
            raise Unclear
        return f"{_compound(words[at + 1 :])} including {_joined(words[:at])}"
    parts = [list(part) for is_and, part in groupby(words, lambda word: word.kind == "and") if not is_and]
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
    if len(parts) == 2 and last[-1].chinese.startswith(("融合", "协同发展")) and len(last) > 1:  # A与B深度融合发展
        is_deep = last[-2].chinese == "深度"
        things = listed([_simple(before[0]), _simple(last[: -1 - is_deep])])
        return act(replace(last[-1], english=f"{'in-depth ' * is_deep}{last[-1].english}"), things)
    acts = [_is_act(part[-1]) for part in parts]
    lengths = [len(part) for part in parts]
    if all(acts) and set(lengths[1:]) == {1} and lengths[0] > 1:  # A生产和使用
        actions = [before[0][-1], *(part[0] for part in parts[1:])]
        if any(" and " in action.english for action in actions):
            raise Unclear
        return _act(replace(actions[-1], english=listed([action.english for action in actions])), before[0][:-1])
    are_things = all(part[0].kind == "noun" and not _is_event(part[0]) for part in parts)
    if set(lengths[:-1]) == {1} and lengths[-1] == 2 and _is_act(last[-1]) and are_things:  # A和B管理
        return act(last[-1], listed([_simple(part) for part in (*before, last[:1])]))
    if set(acts) != {acts[0]} or set(lengths) != {lengths[0]} or lengths[0] > 2:
        raise Unclear  # 生态环境保护和修复制度: a system for both, or two things
    said = [_simple(part) for part in parts]
    are_names = all(part[0].english.startswith("the ") for part in parts)
    if any(word.kind == "verb" for word in words) or (not (all(acts) or are_names) and any(map(_RELATES.search, said))):
        raise Unclear  # what belongs to one, and what to all
    return listed(said)


def _simple(words: Sequence[Word]) -> str:
    """Words without conjunctions: modifiers before the last one, or what the last one does to them."""
    if words[0].kind == "place":
        return _located(words)
    if len(words) > 2:
        words = [word for at, word in enumerate(words) if at < 1 or word.chinese not in ("有关", "相关")]
    words = [_as_adjective(word) for word in words]
    if len(words) > 2 and words[-2].chinese == "加快":  # A加快转型升级
        words = [*words[:-2], replace(words[-2], kind="adjective", english="accelerated"), words[-1]]
    if behind := next((word for word in words[:-1] if word.english.startswith("with ")), None):  # 中国特色A
        return f"{_simple([word for word in words if word is not behind])} {behind.english}"
    if len(words) > 1 and words[-1].chinese == "建设" and words[-2].chinese.endswith("化"):  # 标准化建设
        words = words[:-1]
    if len(words) > 2 and words[-2].chinese == "业务" and _is_act(words[-1]):  # 财产保险业务监管
        words = [*words[:-2], words[-1]]
    at = next((at for at, word in enumerate(words[:-1]) if at and word.chinese in ("行业", "领域")), 0)
    is_its_own = (
        at and words[at].chinese == "行业" and all(word.kind != "noun" or _is_event(word) for word in words[at + 1 :])
    )
    if (at and words[0].chinese == "部分") or (words[0].chinese == "行业" and _is_act(words[-1]) and len(words) == 2):
        raise Unclear  # 部分重点行业企业, 行业应用
    if at and not is_its_own and not all(map(_is_act, words[at + 1 :])):
        return f"{_simple(words[at + 1 :])} in the {_compound([*words[:at], _SECTOR])}"  # 卫生健康行业数据安全
    if text := _headed(words):
        return text
    if text := _owned(words):
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
    ending = "" if _PROPER.match(words[-1].english) else words[-1].chinese  # 台湾地区 is no 地区
    preposition = next((_HEADS[ending[at:]] for at in range(-4, 0) if ending[at:] in _HEADS), "")
    start = len(words) - 1
    while start > 1 and (is_a("bound", words[start - 1]) or words[start - 1].kind in kinds):
        start -= 1
    is_whole = words[0].chinese in OF_ALL or words[0].kind == "count"
    around = 1 if preposition == "for" and is_whole and start > 1 else 0
    return preposition, words[around:start], [*words[:around], *words[start:]]


def _headed(words: Sequence[Word]) -> str | None:
    """产业发展试点项目: pilot projects for the development of industry; None where no act stands before the head."""
    preposition, base, head = _before_head(words)
    if not preposition or len(base) < 2 or not _is_act(base[-1]) or (is_a("compounds", base[-1]) and len(base) < 3):
        return None  # 证券交易费用
    if base[-1].chinese == "保障":
        raise Unclear  # 质量保障体系
    if base[-1].kind == "verb" and not is_a("describes", base[-1]):
        return None
    return f"{_with_article(_compound(head))} {preposition} {_simple(base)}"


def _owned(words: Sequence[Word]) -> str | None:
    """医疗机构手术: surgery of medical institutions; what companies, schools and people have or do, before “of”."""
    at = next((at for at in range(len(words) - 1, 0, -1) if ends_in("owner", words[at - 1])), 0)
    things, owners = words[at:], words[:at]
    if any(ends_in("owner", word) for word in owners[:-1]):
        raise Unclear  # 未成年人学校保护
    if not at or is_a("carrier", words[-1]) or _before_head(words)[0] or all(map(_is_act, things)):
        return None
    if len(things) > 2 or things[0].kind == "verb":
        raise Unclear
    text, owner = _simple(things), _simple(owners)
    if (_is_act(things[-1]) or _is_event(things[-1])) and not text.startswith("the "):
        text = f"the {text}"
    is_whole = len(owners) > 1 and (_RELATES.search(owner) or owners[0].chinese in OF_ALL)
    if (
        text.count(" of ") > 1
        or is_whole
        or text.startswith("building ")
        or owners[0].chinese.endswith(tuple("春夏秋冬季"))
    ):
        raise Unclear
    if owners[-1].chinese.endswith(("学校", "中小学", "高校")):
        return f"{text.removeprefix('the ')} in {owner}"
    return f"{text} of {owner}"


def _refuse_modifiers(words: Sequence[Word]) -> None:
    """Words side by side of which it is not clear what describes what, or who does it."""
    last, kinds = words[-1], [word.kind for word in words]
    if len(words) > _MOST_WORDS or kinds[-1] in ("adjective", "count") or "adverb" in kinds:
        raise Unclear
    if len(words) == 1:
        return
    is_repeated = len({singular(_last(word)) for word in words}) < len(words)  # 博士硕士学位
    is_amid = any(word.english.startswith(("several", "certain", "various")) for word in words[1:])  # 发展若干政策
    is_chain = sum(_is_act(word) or _is_event(word) for word in words) > 2  # 城市抗震防灾规划
    if is_repeated or is_amid or is_chain or last.english.isdigit() or any(map(_does_inside, words)):
        raise Unclear
    for at, (word, behind) in enumerate(pairwise(words)):
        describes = is_a("carrier", behind) or all(map(_is_act, words[at + 1 :]))
        is_clear = {"verb": is_a("describes", word) and describes, "action": is_a("compounds", word) or describes}
        if not at and word.kind == "action" and behind is not last and not all(map(_is_act, words[at + 2 :])):
            is_clear["action"] = is_a("compounds", word)  # 审理环境公益诉讼案件
        is_agent = word.kind == "noun" and ends_in("agent|owner", word) and not word.english.startswith("the ")
        is_amid = behind is not last
        if (
            not (is_clear.get(word.kind, True) or (word.kind == "action" and _is_act(behind)))
            # A公司5家美国子公司
            or (behind.kind in ("place", "count") and word.kind != "count" and word.chinese not in OF_ALL)
            # 金融服务三农, 金融支持举措
            or (not describes and word.chinese.endswith(("服务", "支持")))
            # 秋冬季托育机构疫情防控, 平等对待内外资企业政策: who does what to whom
            or (is_amid and is_agent and (at or _is_event(behind) or " and " in behind.english))
            # 经营高危险性体育项目许可
            or (not at and word.kind == "action" and behind.kind == "adjective" and words[2].kind == "noun")
            or (is_amid and _is_event(word) and (ends_in("agent|owner", behind) or word.english.endswith("ization")))
            # 冬季恶劣天气灾害预防
            or (word.chinese.endswith(tuple("春夏秋冬季")) and (is_amid or _is_act(last)))
        ):
            raise Unclear
    related = [word for word in words if _RELATES.search(word.english)]
    base = words[1:] if words[0].chinese in OF_ALL else words
    is_plain = all(word.kind != "verb" for word in base[1:-1]) and sum(word.kind == "noun" for word in base[1:]) < 2
    is_plain = is_plain and (len(base) < 3 or base[1].kind != "action" or is_a("compounds", base[1]))
    is_base = is_plain and related == [base[0]]
    is_last = related == [last] and (_is_act(last) or base == [last] or last.chinese.endswith("改革"))
    if related and not (is_base or is_last):
        raise Unclear  # A, B of C, D: what belongs to what


def _nouns(words: Sequence[Word]) -> str:
    """Nouns side by side; where they are many, the last ones “of” those who own them, or “for” what they are about."""
    last, of = words[-1], "for" if _before_head(words)[0] == "for" else "of"
    base = words[1:] if words[0].chinese in OF_ALL else words
    if len(base) > 1 and _RELATES.search(base[0].english):
        if base[0].english[0].isupper():
            raise Unclear  # “绿剑护粮安”执法行动: a name
        of = "of" if base[0].english.startswith("the ") or not base[0].chinese else "for"
        thing, what, whom = base[0].english.partition(" for ")
        if what and last.english == "services" and len(words) == 2:  # 老年助餐服务
            return f"{thing} {last.english}{what}{whom}"
        return f"{_nouns([*words[: len(words) - len(base)], *base[1:]])} {of} {base[0].english}"
    if len(words) > 1 and words[0].chinese.endswith(("领域", "行业")) and words[0].english.islower():
        return f"{_nouns(words[1:])} in {_with_article(words[0].english)}"
    if len(words) == 2 and _RELATES.search(last.english) and words[0].kind == "noun":
        return f"the {last.english} for {words[0].english}"  # 工程建设项目审批制度改革
    if len(words) == 2 and ends_in("agent|owner", words[0]) and " " in words[0].english and not is_a("carrier", last):
        return f"{_with_article(last.english)} of {words[0].english}"  # 医疗机构手术
    if len(words) == 2 and _OF_TWO.fullmatch(words[0].english) and not is_a("carrier", last):
        return f"{_with_article(last.english)} of {words[0].english}"  # 大中小学劳动教育
    for at in range(1, len(words)):
        word = words[at]
        is_noun = words[at - 1].kind in ("noun", "action") and not is_adjective(words[at - 1].english)
        is_pair = _is_event(word) and " and " in word.english
        if is_pair and is_noun and word.english.count(" ") == 3 and not is_described(word.english):
            raise Unclear  # 工业数据分类分级
        describes = word.kind == "adjective" or (word is last and (is_pair or is_described(word.english)))
        if describes and is_noun and word.english.islower():
            if word is last and _is_event(word):
                is_in = words[at - 1].chinese.endswith(("行业", "领域", "地区"))
                thing = _nouns(words[:at])  # 国土空间生态修复
                return f"{word.english} in {_with_article(thing)}" if is_in else act(word, thing)
            owner = words[at - 1]
            is_owner = singular(owner.english) != owner.english or (" " in owner.english and not _is_event(owner))
            if len(words) > at + 2 or not is_owner:
                raise Unclear  # 铁路专用产品质量监督抽查, 国家级文化生态保护区
            thing, what = _nouns(words[:at]), _compound(words[at:])  # 关键信息基础设施商用密码
            has_own = what.rpartition(" ")[2] in english_class("preposition")  # access to, penalties for
            return act(Word("", "noun", what), thing) if has_own else f"{what} {of} {thing}"
    text = _with_article(_compound(words))
    if len(words) == 1 or nouns_in_a_row(text) <= MOST_NOUNS:
        return text
    if len(words) == 2 and words[0].kind == "noun" and singular(words[0].english) != words[0].english:
        return f"{_with_article(last.english)} {of} {words[0].english}"  # 建设工程安全生产
    if last.chinese.endswith("管理") and len(last.chinese) > 2:  # 政府债务|风险管理
        return _simple([*words[:-1], *cut(last.chinese[:-2]), *cut("管理")])
    preposition, base, head = _before_head(words, "adjective")
    if not preposition or not base:
        raise Unclear
    if len(head) == 1 and ends_in("owner", last):
        raise Unclear  # 民营快递企业
    preposition = "of" if _PROPER.match(base[0].english) else preposition
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
    if (
        is_pair
        or (_is_event(base[-1]) and not follows)
        or (len(acts) == 2 and not (last.chinese.endswith(_JOINED) and acts[0].chinese not in _ALONE))
    ):
        raise Unclear  # 土地征收成片开发, 综合运输服务
    if len(acts) == 2:
        last = replace(last, english=f"{acts[0].english} and {last.english}")
    return _act(last, base)


def _act(last: Word, base: Sequence[Word]) -> str:
    """An act behind what it is done to, and behind adjectives: the green development of industry."""
    if _last(last) in english_class("behind its object"):
        if base[0].chinese.endswith(("行业", "领域")) and len(base) == 2 and base[1].kind == "adjective":
            return f"{base[1].english} {last.english} in {_with_article(base[0].english)}"  # 水泥行业超低排放
        text = _compound([*base, last])
        if nouns_in_a_row(text) <= MOST_NOUNS and not _RELATES.search(text):
            return text
    doing = last.english
    if len(base) > 1 and base[-1].english in {*english_class("of a field"), *english_class("as adjective").values()}:
        raise Unclear  # 国家卫生城镇评审
    while base and base[-1].kind == "adjective":
        doing, base = f"{base[-1].english} {doing}", base[:-1]
    return act(replace(last, english=doing), _simple(base)) if base else doing


def act(action: Word, thing: str) -> str:
    """What is done to a thing: the administration of drugs, applications for projects."""
    if action.english == "development" and _PROCESS.match(thing):
        return thing  # 信息化发展
    if _last(action) in ("services", "complaints") or (action.chinese == "改造" and thing.endswith("safety")):
        raise Unclear  # 公众账号信息服务, 医疗机构投诉, 煤矿安全改造
    preposition = english_class("preposition").get(_last(action))
    if _last(action) == "penalties" and _OFFENSE.search(thing):
        preposition = "for"
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
    if len(words) > 2 and sum(word.english.replace(" and ", " ").count(" ") + 1 for word in words) > _LONGEST_COMPOUND:
        raise Unclear
    last = words[-1].english
    if words[-1].kind == "noun" and any(word.kind == "count" and word.english != "one" for word in words[:-1]):
        last = plural(last)
    modifiers = " ".join(_modifier(word) for word in words[:-1])
    if words[0].chinese.endswith(("国", "欧盟")):
        modifiers = modifiers.removeprefix("the ")  # European Union enterprises
    are_pairs = " and " in modifiers and (
        " and " in last or nouns_in_a_row(f"{modifiers} {last}".replace(" and ", " ")) > 4
    )
    if are_pairs:
        raise Unclear  # 农业农村科技, 地质灾害防治单位资质
    return f"{modifiers} {last}".strip().replace(" the ", " ")


def _with_article(text: str) -> str:
    wants = text.rpartition(" ")[2] in english_class("article") or text.partition(" ")[0] in ORDINALS
    wants = wants and not text.startswith(("the ", "building ", "China's ")) and not _RELATES.search(text)
    return f"the {text}" if wants or _OF_WHAT.match(text) else text


def _modifier(word: Word) -> str:
    is_name = word.english.startswith("the ")  # the United States
    is_many = (word.kind == "noun" and not is_name) or word.english in ("applications", "services")
    if word.chinese.endswith("行业"):
        return word.english
    if adjective := english_class("as adjective").get(word.english):
        return adjective
    is_many = (word.kind == "noun" and not word.english.startswith("the ")) or word.english in (
        "applications",
        "services",
    )
    return " and ".join(map(singular, word.english.split(" and "))) if is_many else word.english
