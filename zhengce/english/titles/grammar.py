"""The English of a phrase that can be read in one way: verbs and their object, or a noun phrase.

A clause is verbs and what they are done to (加快推进…建设); a noun phrase is modifiers before a noun, or an act behind
what it is done to (数据安全管理: the administration of data security). `Unclear` is raised where two readings differ,
since no title is better than a misleading one.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from parsers.grammar.patterns import lazy_regex
from zhengce.english.plurals import is_adjective, is_described, singular
from zhengce.english.titles.lexicon import Word, ends_in, is_a, word_class
from zhengce.english.titles.lexicon import words as words_of_tables
from zhengce.english.titles.wording import COMPOUNDS, RELATES, act, compound, listed, nouns_in_a_row, with_article

_HEADS = {word: preposition for preposition in ("of", "for", "on", "in") for word in word_class(f"noun {preposition}")}
"""The preposition behind a noun that what it is about stands before: 名单, list of."""
_OF_ALL = ("全国", "国家", "国家级")
_OF_A_PLACE = ("规划", "方案", "区划", "计划", "办法", "条例", "章程", "纲要", "目录", "清单", "名单")
_NAMED_PLACES = "区港场园站路桥河湖山岛库院校岸"
_SEVERAL = tuple(f"若干{kind}" for kind in ("措施", "意见", "政策", "规定", "政策措施", "举措"))
_SETS_UP = ("成立", "设立", "组建", "建立", "调整", "完善", "健全")
_CHECKS = frozenset("调查 复核 评议 检查 评价 评估 考核 认定 登记 审核 监测 验收 督查 检验 检测 审查 备案".split())
"""Acts of which two side by side are both done: 复核评价."""
_REFORMS = ("改革", "试点")
_SIDE_BY_SIDE = ("创新", "发展", "转型")
"""Acts that are no object of the one behind them: 创新改革."""
_DONE_BY = ("延缓缴纳", "缴纳", "申报缴纳", "购买", "使用", "收集")
"""What those before them do: 企业缴纳税费."""
_HAS_OBJECT = lazy_regex("[稳保促补打扫减扩惠援撤简纠]")
"""Verbs of one character whose object is in the same word: 稳外贸."""
_TOGETHER = lazy_regex("融合|合作|协同|衔接|联动|对接")
_ADJECTIVES = (("ically", "ic"), ("ibly", "ible"), ("fully", "full"), ("ily", "y"), ("ly", ""))
_EVENTS = ("ation", "ction", "sion", "ing", "ment", "ition")
_NO_EVENTS = frozenset(
    "information institution population corporation association environment equipment region housing building".split()
)
_MOST_WORDS = 6
_MOST_NOUNS = 3
"""Nouns side by side; more of them say too little of what belongs to what."""


class Unclear(ValueError):
    """Two readings of a phrase give different English."""


def clause(words: Sequence[Word]) -> str:
    """What a document is about, behind 关于: accelerating the development of …, or a noun phrase."""
    clauses: list[list[Word]] = [[]]
    for word in words:
        if word.chinese in ("\u3000", "，", ","):
            clauses.append([])
        else:
            clauses[-1].append(word)
    clauses = [part for part in clauses if part]
    if len(clauses) > 1 and not all(part[0].kind in ("verb", "adverb", "action") for part in clauses):
        raise Unclear
    return listed([_clause(part) for part in clauses])


def noun_phrase(words: Sequence[Word]) -> str:
    """A noun phrase: the years at its end, “A的B” as B of A, an action behind its object as “the … of”."""
    words = _without_close(words)
    kinds = [word.kind for word in words]
    ands = [at for at, kind in enumerate(kinds) if kind == "and"]
    if kinds[0] == "and" or any(kinds.count(kind) > 1 for kind in ("year", "batch", "plan")):
        raise Unclear
    if ands and any(kind in ("year", "plan", "batch") for kind in kinds[ands[0] : -1]):
        raise Unclear  # A“九五”计划和2010年目标
    core = [word for word in words if word.kind not in ("year", "note", "plan", "batch")]
    if not core:
        return " ".join(word.english for word in words)
    forms = {"plan": "under the {}", "year": "in {}", "batch": "({})", "note": "{}"}
    behind = [form.format(word.english) for kind, form in forms.items() for word in words if word.kind == kind]
    behind = [text.replace("under the", "in the") if text.endswith("period") else text for text in behind]
    return " ".join([_of(core), *behind])


def _is_act(word: Word) -> bool:
    return word.kind in ("action", "verb")


def _is_event(word: Word) -> bool:
    last = word.english.rpartition(" ")[2]
    return word.kind == "noun" and last.endswith(_EVENTS) and last not in _NO_EVENTS


def _does_inside(word: Word) -> bool:
    """True of a verb and its object in one word: 稳外贸, 应对气候变化."""
    first, _, behind = word.english.partition(" ")
    verb = words_of_tables().get(word.chinese[:2])
    return first.endswith("ing") and bool(
        _HAS_OBJECT.search(word.chinese)
        or (
            behind[:4] != "and "
            and behind
            and len(word.chinese) > 3
            and verb
            and verb.gerund
            and not is_a("compounds", verb)
        )
    )


def _without_close(words: Sequence[Word]) -> Sequence[Word]:
    """Without the words that close a phrase and say nothing: 有关工作, 问题."""
    end = len(words)
    while end > 1 and (is_a("empty", words[end - 1]) or (end < len(words) and words[end - 1].chinese in "有关相关")):
        end -= 1
    return words[: end - 1 if end > 1 and words[end - 1].kind == "of" else end]


def _places(words: Sequence[Word]) -> int:
    """How many places stand before something else."""
    return next((at for at, word in enumerate(words) if word.kind != "place"), 0)


def _leads(words: Sequence[Word], *, has_adverb: bool = False) -> bool:
    """True if the first word is a verb with an object behind it."""
    first = words[0]
    if first.kind != "action" or len(words) < 2 or has_adverb:
        return first.kind == "verb" or (has_adverb and first.kind == "action")
    is_thing = words[1].kind in ("noun", "adjective", "place", "count", "batch") and not is_a("carrier", words[1])
    return is_a("takes object", first) and is_thing and not _is_act(_without_close(words)[-1])


def _clause(words: Sequence[Word]) -> str:
    words = _without_close(words)
    if len(words) > 1 and words[0].kind in ("year", "batch", "plan"):
        return _clause([*words[1:], words[0]])
    if len(words) > 1 and words[0].english.startswith("under the "):
        return f"{_clause(words[1:])} {words[0].english}"  # 新形势下加强A
    if words[0].kind == "function":
        return _with_preposition(words)
    start = next((at for at, word in enumerate(words) if word.kind != "adverb"), 0)
    adverbs, rest = words[:start], words[start:]
    if not _leads(rest, has_adverb=bool(adverbs)):
        return noun_phrase(words)
    count = 1 if rest[-1].chinese in _SEVERAL else 2 if len(rest) > 3 and rest[-2].kind == "count" else 0
    if count and len(rest) > count + 1 and rest[-1].chinese.endswith(("措施", *_SEVERAL)):
        lead = f"{rest[0].gerund} " if is_a("light", rest[0]) and rest[1].kind == "verb" else ""  # 落实支持A若干措施
        aim = rest[1:-count] if lead else [*adverbs, *rest[:-count]]
        return f"{lead}{compound(rest[-count:])} for {_clause(aim)}"  # 支持A若干措施
    if (
        rest[0].gerund
        and not is_a("body", rest[-1])
        and (at := next((at for at in range(2, len(rest) - 1) if _opens(rest, at)), 0))
    ):
        first = rest[: at - 1] if rest[at - 1].kind == "and" else rest[:at]
        return f"{_clause([*adverbs, *first])} and {_clause(rest[at:])}"
    if is_a("relative", rest[0]) and any(word.kind == "of" for word in rest):
        return noun_phrase(words)  # 享受A的B
    if not rest[0].gerund:  # 做好 is work, and left out
        if len(rest) < 2 or rest[1].kind in ("verb", "adverb", "function"):
            raise Unclear
        return _clause(rest[1:])
    return " ".join([*(word.english for word in adverbs), _verbs(rest)]).strip()


def _opens(words: Sequence[Word], at: int) -> bool:
    """True where a second verb with an object of its own begins: 加强A促进B, 完善A进一步提升B."""
    before, rest = words[at - 1], words[at:]
    while rest[0].kind == "adverb" and len(rest) > 2:
        rest = rest[1:]
    is_object = before.kind not in ("of", "function", "adverb", "verb") and (
        at > 2 or before.kind not in ("batch", "year")
    )
    if not is_object or not is_a("opens", rest[0]) or not rest[0].gerund:
        return False
    behind = [word for word in rest[1:] if not is_a("empty", word)]
    has_object = behind and not all(_is_act(word) or is_a("carrier", word) or is_a("campaign", word) for word in behind)
    if not has_object or behind[0].kind in ("of", "and"):
        return False  # 就业促进行动
    is_shared = any(word.kind == "and" for word in words[:at]) and before.kind != "and"
    issues = at == 2 and before.english.startswith("the ")  # 落实国务院优化A措施: what the body issued
    issues = issues or all(word.kind == "place" for word in words[1:at])
    sets_up = words[0].chinese in _SETS_UP and words[-1].chinese.endswith(("机制", "制度", "体系"))
    if is_shared or issues or sets_up or is_a("helps", words[0]) or any(word.kind == "of" for word in words[at:]):
        raise Unclear  # 支持企业扩大A: who does what
    return True


def _verbs(words: Sequence[Word]) -> str:
    """Verbs that share an object."""
    first = words[0]
    if len(words) == 1:
        return first.english
    if first.chinese == "加大" and words[-1].chinese == "力度" and len(words) > 2:
        return f"{first.gerund} efforts in {_clause(words[1:-1])}"
    said, rest = [first.gerund], list(words[1:])
    while len(rest) > 1 and (not is_a("body", rest[-1]) or rest[0].chinese in _SETS_UP):
        at = 1 if rest[0].kind == "and" else 0
        second = rest[at] if len(rest) > at + 1 else None
        if second is None or not _is_act(second) or (at == 0 and second.kind == "action"):
            break
        if at == 0 and is_a("light lists", first):
            break
        if (
            (at == 0 and is_a("helps", first))
            or not second.gerund
            or (at and second.kind == "action" and rest[at + 1].kind in ("action", "and", "of"))
        ):
            raise Unclear
        said.append(second.gerund)
        rest = rest[at + 1 :]
    is_sure = is_a("opens light lists helps gives", first) or len(said) > 1 or rest[0].kind != "noun"
    if len(said) > 2 or rest[0].kind in ("and", "of") or not (is_sure or not _is_act(_without_close(rest)[-1])):
        raise Unclear  # 废弃汽车专项治理
    return f"{listed(said)} {_object(first, rest)}"


def _object(verb: Word, words: Sequence[Word]) -> str:
    """What the verb is done to."""
    first, last = words[0], words[-1]
    if first.kind in ("year", "batch", "plan") and len(words) > 1:
        return _object(verb, [*words[1:], first])
    if len(words) == 1 and (
        (first.english.startswith("building ") and first.chinese.endswith("建设")) or _does_inside(first)
    ):
        raise Unclear
    if is_a("body", last) or not _is_act(first) or len(words) < 2 or words[1].kind in ("and", "of", "verb", "action"):
        return noun_phrase(words)
    if is_a("light", verb) and is_a("campaign", last) and first.gerund and len(words) > 2:
        return f"the {last.english} on {_clause(words[:-1])}"  # 开展打击A专项行动
    is_done = first.kind == "verb" or (is_a("takes object", first) and not is_a("compounds", first) and _leads(words))
    if not is_done or any(word.kind == "verb" for word in words[1:]):
        return noun_phrase(words)
    if not is_a("light", verb) or is_a("carrier", last):
        raise Unclear  # 规范转让A政策
    return f"the {first.english} of {noun_phrase(words[1:])}"


def _with_preposition(words: Sequence[Word]) -> str:
    """在A开展B, 对A实施B: the phrase stands behind what is done."""
    does = next((at for at, word in enumerate(words) if at > 1 and word.gerund and at < len(words) - 1), 0)
    if not does or any(word.kind in ("function", "of") for word in words[1:]):
        raise Unclear
    if words[0].chinese == "在" and words[does].kind == "verb":
        preposition = "in"
    elif words[0].chinese in ("对", "对于") and is_a("gives", words[does]):
        preposition = {"给予": "for", "予以": "for", "提供": "to"}.get(words[does].chinese, "on")
        preposition = "against" if any(is_a("against", word) for word in words[does:]) else preposition
    else:
        raise Unclear
    return f"{_clause(words[does:])} {preposition} {noun_phrase(words[1:does])}"


def _of(words: Sequence[Word]) -> str:
    if body := _body(words):
        return body
    if (count := _places(words)) and words[count].kind in ("verb", "adverb", "function"):
        return f"{_clause(words[count:])} in {_located(words[:count])}"
    if any(word.kind == "function" for word in words):
        raise Unclear
    is_plain = not any(word.kind in ("of", "and", "verb") for word in words[1:])
    supports = len(words) > 1 and words[0].kind == "noun" and words[0].chinese.endswith("支持")
    if supports and words[1].kind in ("noun", "place", "verb") and not is_a("carrier", words[1]):
        return f"{words[0].english} for {_of(words[1:])}"  # 金融支持服务业发展
    if len(words) > 2 and is_a("relative", words[0]) and ends_in("agent", words[-1]) and is_plain:
        return f"{words[-1].english} {words[0].gerund} {_simple(words[1:-1])}"  # 享受A人员
    does = next((at for at, word in enumerate(words) if word.kind == "verb" and 0 < at < len(words) - 1), 0)
    is_done_by = does and ends_in("agent", words[does - 1]) and words[does].chinese in _DONE_BY
    if is_done_by and not any(word.kind in ("of", "and", "verb", "action") for word in words[does + 1 :]):
        return f"{act(words[does], _simple(words[does + 1 :]))} by {_joined(words[:does])}"  # 企业缴纳税费
    if len(words) > 1 and words[-1].english.startswith("related "):  # 镓、锗相关物项
        return f"{words[-1].english.removeprefix('related ')} related to {noun_phrase(words[:-1])}"
    segments: list[list[Word]] = [[]]
    for word in words:
        if word.kind == "of":
            segments.append([])
        else:
            segments[-1].append(word)
    if len(segments) > 3 or not all(segments):
        raise Unclear
    text = _joined(segments[0]) if len(segments) == 1 else ""
    for owner, thing in pairwise(segments):
        text = _owned(owner, thing, text)
    return text


def _owned(owner: Sequence[Word], thing: Sequence[Word], said: str) -> str:
    """A的B: B of A; 享受A的B: B enjoying A; `said` is A where it has an owner itself."""
    is_thing = owner[0].kind not in ("verb", "adverb") and owner[-1].kind not in ("adjective", "verb")
    if said or (is_thing and (owner[-1].kind != "action" or (_is_act(thing[-1]) and len(owner) == 1))):
        return f"{_joined(thing)} of {said or noun_phrase(owner)}"
    if all(word.kind in ("adjective", "adverb") for word in owner):
        return _joined([*owner, *thing])
    if is_a("relative", owner[0]) and len(owner) > 1:
        behind = f"{owner[0].gerund} {noun_phrase(owner[1:])}"
        last = thing[-1]
        return act(last, f"{_joined(thing[:-1])} {behind}") if _is_act(last) else f"{_joined(thing)} {behind}"
    raise Unclear  # 部委管理的国家局


def _body(words: Sequence[Word]) -> str | None:
    """国务院A工作领导小组: the State Council Leading Group on A."""
    *before, last = words
    if not is_a("body", last) or len(before) < 2:
        if any(is_a("body", word) for word in before):
            raise Unclear
        return None
    count = _places(before) or (1 if before[0].chinese in ("国务院", "全国", "国家", "中央") else 0)
    owner = _located(before[:count]) if before[0].kind == "place" else " ".join(word.english for word in before[:count])
    name = f"{owner.removeprefix('the ')} {singular(last.english.removeprefix('the '))}".strip()
    return f"the {name} on {_clause(before[count:])}"


def _joined(words: Sequence[Word]) -> str:
    """Parts between 和 and 、; an action at the end goes for all of them: 生产和使用管理, A和B管理."""
    phrases = _parts(_with_others(words))
    if not phrases:
        raise Unclear
    if len(phrases) == 1:
        return _simple(phrases[0])
    last, before = phrases[-1], phrases[:-1]
    longest = max(map(len, before))
    if all(word.kind == "place" for part in before for word in part) and last[0].kind == "place":
        count = _places(last) or len(last)
        names = listed([_located(part) for part in (*before, last[:count])])
        return _located([replace(last[0], english=names), *last[count:]])  # 淄博、潍坊海关
    if (count := _places(before[0])) and not any(part[0].kind == "place" for part in phrases[1:]):
        return f"{_joined(words[count:])} in {_located(words[:count])}"
    if any(
        len(part) > 1 and (part[0].kind in ("verb", "place") or RELATES.search(part[0].english)) for part in phrases
    ):
        raise Unclear  # 社会救助和保障标准
    if all(ends_in("agent", part[-1]) for part in before) and len(last) > 1 and not _is_act(last[0]):
        if ends_in("agent", last[0]) and last[1].kind == "noun" and not any(map(_is_act, last)):
            return f"{_nouns(last[1:])} of {listed([_simple(part) for part in (*before, last[:1])])}"  # A企业、园区B
        if not ends_in("agent", last[-1]):
            raise Unclear
    acts = [_is_act(part[-1]) for part in phrases]
    if acts[-1] and len(last) > 1 and not any(acts[:-1]):
        if any(_is_event(part[-1]) for part in before) or last[-2].kind in ("adjective", "adverb"):
            raise Unclear  # 造林绿化和森林经营, 碳达峰和碳中和高质量发展
        if len(last) > 2 and (_is_act(last[-2]) or len(before[0]) < 2):
            raise Unclear
        return act(last[-1], listed([_simple(part) for part in (*before, last[:-1])]))
    if all(acts) and any(" and " in part[-1].english for part in phrases):
        raise Unclear
    if all(acts) and len(last) == 1 and len(before[0]) > 1 and all(len(part) == 1 for part in before[1:]):
        actions = [before[0][-1], *(part[0] for part in before[1:]), last[0]]
        return f"the {listed([action.english for action in actions])} of {_simple(before[0][:-1])}"
    if acts[-1] and not all(acts) and len(last) == 1 and longest > 1:
        raise Unclear
    if (not acts[-1] and any(acts)) or (acts[-1] and len(last) > 1 and last[0].kind == "adjective"):
        raise Unclear  # 生态环境保护和修复制度: a system for both, or two things
    if not any(acts) and len(last) > 1 and _is_event(last[-1]) and not any(_is_event(part[-1]) for part in before):
        if not _TOGETHER.search(last[-1].chinese):
            raise Unclear
        return act(last[-1], listed([_simple(part) for part in (*before, last[:-1])]))  # A与B融合发展
    lengths = {len(part) for part in phrases}
    if not any(acts) and (max(lengths) > 3 or (len(lengths) > 1 and not max(lengths) == 2 == len(last))):
        raise Unclear
    said = [_simple(part) for part in phrases]
    are_names = all(part[0].english[:4] == "the " for part in phrases)
    if not (all(acts) or are_names) and any(map(RELATES.search, said)):
        raise Unclear  # what belongs to one, and what to all
    return listed(said)


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """What stands between 和 and 、."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.kind == "and":
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _with_others(words: Sequence[Word]) -> list[Word]:
    """A等B: B including A, where B is counted; else A and other B. One word for the list and its noun."""
    at = next((at for at, word in enumerate(words) if word.chinese == "等"), None)
    if at is None:
        return list(words)
    names, rest = words[:at], list(words[at + 1 :])
    if not at or not rest or any(word.kind in ("and", "verb", "of") for word in rest) or any(map(_is_act, names)):
        raise Unclear
    if max(map(len, _parts(names))) > 1:
        raise Unclear
    if rest[0].kind == "count":
        return [Word("", "noun", f"{compound(rest)} including {_joined(names)}")]
    count = next((at for at, word in enumerate(rest) if _is_act(word)), len(rest))
    return [Word("", "noun", f"{_joined(names)} and other {compound(rest[:count])}"), *rest[count:]]


def _simple(words: Sequence[Word]) -> str:
    """Words without conjunctions: modifiers before the last one, or what the last one does to them."""
    if words[0].kind == "place":
        return _located(words)
    words = [_as_adjective(word) for word in words]
    if len(words) > 2:
        words = [word for at, word in enumerate(words) if at < 1 or word.chinese not in ("有关", "相关")]
    behind = [word for word in words if word.english.startswith("with ")]  # 中国特色A: with Chinese characteristics
    if behind and len(words) > len(behind):
        return " ".join([_simple([word for word in words if word not in behind]), *(word.english for word in behind)])
    if text := _headed(words):
        return text
    _refuse_modifiers(words)
    if len(words) == 1:
        return with_article(words[0].english)
    return _done(words) if _is_act(words[-1]) and words[0].chinese[0:1] != "第" else _nouns(words)


def _as_adjective(word: Word) -> Word:
    """持续 before 增长 in a noun phrase: continuous growth."""
    if word.kind != "adverb":
        return word
    old, new = next(((old, new) for old, new in _ADJECTIVES if word.english.endswith(old)), ("", ""))
    if not old or " " in word.english:
        raise Unclear
    return replace(word, kind="adjective", english=word.english.removesuffix(old) + new)


def _preposition(word: Word) -> str:
    return next((_HEADS[word.chinese[at:]] for at in range(-4, 0) if word.chinese[at:] in _HEADS), "")


def _headed(words: Sequence[Word]) -> str | None:
    """产业发展试点项目: pilot projects for the development of industry; None where no act stands before the head."""
    preposition, start = _preposition(words[-1]), len(words) - 1
    while start > 1 and is_a("bound", words[start - 1]):
        start -= 1
    done = words[start - 1]
    if not preposition or start < 2 or not (_is_act(done) or (_is_event(done) and is_described(done.english))):
        return None
    around = [word for word in words[:1] if preposition == "for" and word.chinese in _OF_ALL]
    base = words[len(around) : start]
    has_agent = any(ends_in("agent", word) for word in base[:-1])
    if len(base) < 2 or (is_a("compounds", done) and (len(base) < 3 or has_agent)):
        return None  # 证券交易费用
    if done.kind == "verb" and not is_a("describes", done):
        return None
    return f"{compound([*around, *words[start:]])} {preposition} {_simple(base)}"


def _refuse_modifiers(words: Sequence[Word]) -> None:
    """Words side by side of which it is not clear what describes what, or who does it."""
    last = words[-1]
    if any(map(_does_inside, words)) and len(words) > 1:
        raise Unclear
    if len(words) > _MOST_WORDS or last.kind in ("adjective", "count") or (len(words) > 1 and last.english.isdigit()):
        raise Unclear
    for at, (word, behind) in enumerate(pairwise(words)):
        describes = is_a("carrier", behind) or all(map(_is_act, words[at + 1 :]))
        is_clear = {"verb": is_a("describes", word) and describes, "action": is_a("compounds", word) or describes}
        if not (is_clear.get(word.kind, True) or (word.kind == "action" and _is_act(behind))):
            raise Unclear
        if (behind.kind == "place" and word.kind != "count") or (
            behind.kind == "count" and word.chinese not in _OF_ALL
        ):
            raise Unclear  # A公司5家美国子公司
        if (at and RELATES.search(word.english)) or behind.english.endswith(" of"):
            raise Unclear  # A, B of C, D: what belongs to what
        if not describes and word.chinese.endswith(("服务", "支持")):
            raise Unclear  # 金融服务三农
        if _is_event(word) and ends_in("agent", behind) and behind is not last:
            raise Unclear  # 平等对待内外资企业政策
    is_alone = len(words) == 1 or (len(words) == 2 and words[0].chinese in _OF_ALL)
    if not is_alone and not _is_act(last) and RELATES.search(last.english):
        raise Unclear


def _nouns(words: Sequence[Word]) -> str:
    """Nouns side by side; where they are many, the last ones “of” those who own them, or “for” what they are about."""
    if RELATES.search(words[0].english) and len(words) > 1:
        of = "of" if words[0].english.startswith("the ") or not words[0].chinese else "for"
        if of == "for" and RELATES.search(words[0].english.replace(" of ", " ")):
            raise Unclear
        return f"{_nouns(words[1:])} {of} {words[0].english}"
    text, last = with_article(compound(words)), words[-1]
    lasts = [singular(word.english.rpartition(" ")[2]) for word in words]
    if len(set(lasts)) < len(lasts):
        raise Unclear  # 博士硕士学位: doctoral degree master's degree
    preposition = _preposition(last)
    of = "for" if preposition == "for" else "of"
    for at in range(1, len(words)):
        word = words[at]
        is_pair = _is_event(word) and " and " in word.english
        describes = word.kind == "adjective" or (word is last and (is_pair or is_described(word.english)))
        is_noun = words[at - 1].kind == "noun" and not is_adjective(words[at - 1].english)
        if describes and is_noun and word.english.islower():
            if word is last and _is_event(word):
                return act(word, _nouns(words[:at]))  # 国土空间生态修复
            return f"{compound(words[at:])} {of} {_nouns(words[:at])}"  # 关键信息基础设施商用密码
    is_owned = len(words) == 2 and ends_in("agent", words[0]) and " " in words[0].english
    if is_owned and not is_a("carrier", last) and not _is_event(last):
        return f"{last.english} of {words[0].english}"  # 医疗机构手术
    if len(words) == 1 or nouns_in_a_row(text) <= _MOST_NOUNS:
        return text
    around = [word for word in words[:1] if preposition == "for" and word.chinese in _OF_ALL]
    rest = words[len(around) :]
    for at in range(len(rest) - 1, 0, -1):
        if ends_in("agent", rest[at - 1]) and not is_a("bound", rest[at]) and rest[at].kind == "noun":
            return f"{_nouns([*around, *rest[at:]])} {of} {_simple(rest[:at])}"
    start = len(rest) - 1
    while start > 0 and (rest[start - 1].kind == "adjective" or is_a("bound", rest[start - 1])):
        start -= 1
    if preposition and start:
        return f"{compound([*around, *rest[start:]])} {preposition} {_simple(rest[:start])}"
    if len([word for word in words if word.kind != "adjective"]) < 3 and nouns_in_a_row(text) <= _MOST_NOUNS + 1:
        return text
    raise Unclear


def _done(words: Sequence[Word]) -> str:
    """What one or two last words do to those before them."""
    start = next((at for at in range(len(words), 0, -1) if not _is_act(words[at - 1])), 0)
    acts, base, last = words[start:], words[:start], words[-1]
    if len(acts) > 2 or not base:
        raise Unclear
    doing = last.english
    if doing.rpartition(" ")[2] in COMPOUNDS and nouns_in_a_row(compound(words)) <= _MOST_NOUNS:
        return compound(words)
    if any(map(_does_inside, acts)):
        raise Unclear  # 稳外贸稳外资工作
    if len(acts) == 2:
        is_pair = acts[0].chinese in _SIDE_BY_SIDE or all(word.chinese in _CHECKS for word in acts)
        if (is_a("about", last) or last.chinese in _REFORMS) and not is_pair:
            if base[-1].kind == "adjective":
                raise Unclear
            return f"the {doing} of {act(acts[0], _simple(base))}"
        if last.chinese == "服务":
            return f"{acts[0].english} services for {_simple(base)}"
        if any(" and " in word.english for word in acts):
            raise Unclear
        doing = f"{acts[0].english} and {doing}"
    if base[-1].kind != "adjective" and _is_event(base[-1]) and not is_a("about", last):
        raise Unclear  # 土地征收成片开发
    while base and base[-1].kind == "adjective":
        doing, base = f"{base[-1].english} {doing}", base[:-1]
    return act(replace(last, english=doing), _simple(base)) if base else doing


def _located(words: Sequence[Word]) -> str:
    """安徽桐城…: … in Tongcheng, Anhui; a zone, a port, a school bears the name of its place."""
    count = _places(words) or len(words)
    names, rest = [word.english for word in words[:count]][::-1], words[count:]
    if not rest:
        return ", ".join(names)
    if rest[0].chinese[-1:] in _NAMED_PLACES and len(rest) == 2 and _is_act(rest[1]):
        return act(rest[1], _located(words[: count + 1]))
    if rest[-1].chinese[-1:] in _NAMED_PLACES and not any(map(_is_act, rest)):
        text = compound(rest) if any(word.kind == "count" for word in rest) else singular(compound(rest))
        return ", ".join([f"{names[0]} {text}", *names[1:]])
    return f"{_simple(rest)} {'of' if rest[-1].chinese.endswith(_OF_A_PLACE) else 'in'} {', '.join(names)}"
