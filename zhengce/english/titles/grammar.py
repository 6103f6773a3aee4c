"""The English of a phrase that can be read in one way: verbs and their object, or a noun phrase.

A clause is a verb and its object, and may be followed by another (加强A促进B); a noun phrase is adjectives, some nouns,
and an act that is done to them (数据安全管理: the administration of data security). Each function reads one
construction and names it; where words stand in another one `Unclear` is raised, since no title is better than a
misleading one.
"""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from msgspec.structs import replace

from zhengce.english.plurals import english_class, is_adjective, is_described, plural, singular
from zhengce.english.titles.lexicon import ORDINALS, Kind, Word, ends_in, is_a, word_class

OF_ALL = ("全国", "国家", "国家级", "中央", "中央财政")
"""Of the whole country, before what there is one of, or of the central government."""
THINGS = frozenset("制度 政策 目录 标准 名单 清单 体系 机制".split())
"""Last words that are the object of a verb before them: 建立…制度."""
MOST_NOUNS = 3
"""Side by side; more of them say too little of what belongs to what."""
_MOST_WORDS = 4
"""Of a phrase without conjunctions."""
_HEADS = {word: preposition for preposition in ("of", "for", "on", "in") for word in word_class(f"noun {preposition}")}
"""The preposition behind a noun that what it is about stands before: 名单, list of."""
_NAMED_PLACES = "区港场园站路桥河湖山岛库院校岸"
"""Last characters of what bears the name of its place: Tianjin Port."""
_RELATES = re.compile(r" (?:of|from|for|in|to|on|with|between|by|under|at|concerning) ")
_BREAK = re.compile(
    r" (?:of|from|for|in|to|on|with|between|among|by|under|against|into|as|at|through|concerning|affecting|including"
    r"|and|or|the|a|an) |[,:;()“”]+ ?",
    re.IGNORECASE,
)
_PROPER_HEAD = re.compile("Action|Ban|Commission|Committee|Fund|Initiative|Plan|Program|Port|System|Strategy|Zone")
"""Last words of a name that has an article."""
_FURTHER = re.compile(r"^(?:further|\w+ly) (?=\w+ing\b)", re.IGNORECASE)
_SECTOR = Word("行业", "noun", "sector")
_EVENTS = ("ation", "ction", "sion", "ing", "ment", "ition", "efficiency")


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
    if end < len(words) and words[end - 1].kind == "noun" and ends_in("agent|owner", words[end - 1]):
        raise Unclear  # 加强班主任工作
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


# Clauses


def _clause(words: Sequence[Word]) -> str:
    """加强A, 进一步规范和完善A; and A促进B, where the second verb is one that opens an aim."""
    start = next((at for at, word in enumerate(words) if word.kind != "adverb"), 0)
    adverbs, verb, rest = [word.english for word in words[:start]], words[start], words[start + 1 :]
    if verb.kind != "verb" and not (verb.kind == "action" and (adverbs or _takes(verb, rest))):
        return _phrase(words)
    if is_a("relative", verb) or not rest:
        raise Unclear
    if at := next((at for at in range(1, len(rest) - 1) if _opens(rest, at)), 0):
        before = rest[: at - 1] if rest[at - 1].kind == "and" else rest[:at]
        is_doer = len(before) == 1 and (is_a("helps", rest[at]) or ends_in("agent|owner", before[0]))
        if is_doer or is_a("helps", verb) or not verb.gerund or any(word.kind == "and" for word in before):
            raise Unclear  # 开展财政支持A, 支持企业扩大A: who does what
        return f"{_clause([*words[: start + 1], *before])} and {_clause(rest[at:])}"
    if not verb.gerund:  # 做好 is work, and left out
        return _phrase(rest)
    if len(rest) > 1 and rest[-1].chinese.endswith(("政策", "措施")) and not is_a("done to policies", verb):
        raise Unclear  # 促进A税收政策: the policies do it
    gerunds = [verb.gerund]
    if len(rest) > 2 and rest[0].kind == "and" and _is_act(rest[1]):  # 规范和完善A
        gerunds, rest = [verb.gerund, rest[1].gerund], rest[2:]
    if not all(gerunds) or not (ends_in("opens|light|lists|helps|gives", verb) or not _is_act(rest[-1])):
        raise Unclear  # 废弃汽车专项治理
    if is_a("light", verb) and len(rest) > 1 and rest[0].kind == "verb" and rest[0].gerund:
        if _is_act(rest[-1]) or is_a("carrier", rest[1]) or is_a("campaign", rest[-1]):
            raise Unclear  # 规范代收业务, 开展清理A专项行动
        return " ".join([*adverbs, verb.gerund, act(rest[0], _phrase(rest[1:]))])  # 加快培育A
    return " ".join([*adverbs, listed(gerunds), _phrase(rest)])


def _takes(verb: Word, rest: Sequence[Word]) -> bool:
    """True of an act that is a verb here, since a thing stands behind it: 清理规章."""
    is_thing = bool(rest) and rest[0].kind in ("noun", "adjective", "place", "count") and not is_a("carrier", rest[0])
    return is_thing and is_a("takes object", verb) and not _is_act(rest[-1])


def _opens(words: Sequence[Word], at: int) -> bool:
    """True where a second verb with an object of its own begins: 加强A促进B, 完善A进一步提升B."""
    before, rest = words[at - 1], words[at:]
    while rest[0].kind == "adverb" and len(rest) > 2:
        rest = rest[1:]
    is_object = before.kind not in ("of", "function", "adverb", "verb") and not (before.kind == "and" and at < 2)
    if not is_object or not is_a("opens", rest[0]) or not rest[0].gerund or rest[1].kind in ("of", "and"):
        return False
    if is_a("carrier", rest[1]) or all(_is_act(word) or is_a("carrier|campaign", word) for word in rest[1:]):
        return False  # 完善质量保障体系, 就业促进行动
    if words[-1].chinese in THINGS:
        raise Unclear  # 建立A促进B机制
    return True


# Noun phrases


def _phrase(words: Sequence[Word]) -> str:
    """Parts between 和 and 、; an action at the end goes for all of them: 生产和使用管理, A和B管理."""
    if [word.kind for word in words[:2]] == ["adjective", "of"] and len(words) > 2:  # 质量极差的地下水
        words = [words[0], *words[2:]]
    parts = [list(part) for is_and, part in groupby(words, lambda word: word.kind == "and") if not is_and]
    joints = {word.chinese for word in words if word.kind == "and"}
    if any(word.kind in ("function", "of") for word in words) or len(joints - {"、"}) > 1 or not parts:
        raise Unclear
    if len(words) > 1 and words[0].kind == "noun" and words[0].chinese.endswith("支持"):  # 金融支持A
        return f"{words[0].english} for {_phrase(words[1:])}"
    if len(parts) == 1:
        return _simple(parts[0])
    first, last = parts[0], parts[-1]
    if all(len(part) == 1 for part in parts[:-1]) and all(part[0].kind == "place" for part in parts):
        names = listed([part[0].english for part in parts])
        return _located([replace(last[0], english=names), *last[1:]])  # 淄博、潍坊海关
    if len(parts) == 2 and len(last) > 1 and last[-1].chinese.startswith(("融合", "协同发展")):  # A与B深度融合发展
        is_deep = last[-2].chinese == "深度"
        both = listed([_simple(first), _simple(last[: -1 - is_deep])])
        return act(replace(last[-1], english=f"{'in-depth ' * is_deep}{last[-1].english}"), both)
    if all(_is_act(part[-1]) for part in parts) and len(first) > 1 and all(len(part) == 1 for part in parts[1:]):
        acts = [first[-1].english, *(part[0].english for part in parts[1:])]
        if any(" and " in english for english in acts):
            raise Unclear
        return _done(first[:-1], [replace(last[0], english=listed(acts))])  # A生产和使用
    if any(len(part) > 1 for part in parts[:-1]) or len(last) > 2 or any(_is_event(part[0]) for part in parts):
        raise Unclear  # 生态环境保护和修复制度: a system for both, or two things
    things = [part[0] for part in parts]
    is_done = len(last) == 2 and (_is_act(last[1]) or last[1].english.endswith(tuple(english_class("undergone"))))
    is_sure = len(last) == 1 or (is_done and not any(_RELATES.search(word.english) for word in things))
    if not is_sure or any(word.kind != "noun" for word in things):
        raise Unclear  # 建筑节能与可再生能源利用
    both = listed([_simple([word]) for word in things])
    return act(last[1], both) if len(last) == 2 else both  # A和B管理


def _simple(words: Sequence[Word]) -> str:
    """Words without conjunctions: modifiers and nouns, and what the last words do to them."""
    if words[0].kind == "place":
        return _located(words)
    words = [word for at, word in enumerate(words) if not at or word.chinese not in ("有关", "相关")]
    if len(words) == 1:
        return words[0].english if _is_act(words[0]) else _things(words)
    if any(word.english.startswith("building ") for word in words):
        raise Unclear
    if text := _in_sector(words):
        return text
    if len(words) > _MOST_WORDS:
        raise Unclear
    return _headed(words) or _owned(words) or _described(words)


def _headed(words: Sequence[Word]) -> str | None:
    """产业发展试点项目: pilot projects for the development of industry; None where no act stands before the head."""
    *base, last = words
    preposition = _preposition(last)
    if len(base) < 2 or not preposition or not _is_act(base[-1]) or any(map(_is_act, base[:-1])):
        return None
    if base[-1].chinese == "保障" or (base[-1].kind == "verb" and not is_a("describes", base[-1])):
        raise Unclear  # 质量保障体系
    return f"{_with_article(last.english)} {preposition} {_described(base)}"


def _preposition(word: Word) -> str:
    """Between a head and what it is about: measures for, policies on; nothing of other words."""
    return next((_HEADS[word.chinese[at:]] for at in range(-4, 0) if word.chinese[at:] in _HEADS), "")


def _in_sector(words: Sequence[Word]) -> str | None:
    """卫生健康行业数据安全: data security in the health sector."""
    at = next((at for at, word in enumerate(words[:-1]) if word.chinese.endswith(("行业", "领域"))), None)
    if words[0].chinese in ("行业", "领域"):
        raise Unclear  # 行业应用
    if at is None or all(word.kind != "noun" for word in words[at + 1 :]):
        return None
    name = words[at].english if at == 0 else _compound([words[0], _SECTOR])
    if at > 1 or not name.islower() or words[0].kind != "noun":
        raise Unclear
    return f"{_simple(words[at + 1 :])} in {_with_article(name)}"


def _owned(words: Sequence[Word]) -> str | None:
    """医疗机构手术: surgery of medical institutions; what companies, schools, bodies have or do, before “of”."""
    is_body = words[0].english.startswith("the ") and words[0].chinese.endswith(tuple("部委院局署会行办"))
    count = 1 if is_body or ends_in("owner", words[0]) else 2
    owners, things = words[:count], words[count:]
    owner, last = owners[-1], words[-1]
    if not things or not (is_body or ends_in("owner", owner)) or owner.kind != "noun" or all(map(_is_act, things)):
        return None
    if ends_in("owner", things[0]):
        raise Unclear  # 未成年人学校保护
    if not is_body and (is_a("carrier", last) or _preposition(last)):
        return None
    if len(things) > 2 or _is_act(things[0]) or (len(things) > 1 and _RELATES.search(owner.english)):
        raise Unclear
    is_done_by_all = is_body and (_is_event(last) or _RELATES.search(last.english))
    if is_done_by_all or (
        _is_event(last) and not last.english.endswith((*english_class("undergone"), *english_class("had")))
    ):
        raise Unclear  # 人民银行消费者保护, 技工院校校企合作
    text, of = _described(things) if len(things) > 1 else _with_article(things[0].english), "of"
    if owner.chinese.endswith(("学校", "中小学", "高校", "院校", "医疗机构", "医院")):
        text, of = text if " of " in text else text.removeprefix("the "), "in"
    elif (_is_act(last) or _is_event(last)) and not text.startswith("the "):
        text = f"the {text}"
    return f"{text} {of} {_compound(owners)}"


def _described(words: Sequence[Word]) -> str:
    """Adjectives, nouns, and acts behind them; each kind has its place, and there are few of each."""
    acts = 0
    while acts < 2 and acts < len(words) - 1 and _is_act(words[-1 - acts]):
        acts += 1
    base, done = list(words[: len(words) - acts]), words[len(words) - acts :]
    if len(base) > 1 and base[0].kind == "action" and is_a("carrier", base[1]):  # 检查人员
        base[0] = replace(base[0], kind="noun")
    if any(word.kind not in ("noun", "adjective", "count") for word in base) or len(base) > MOST_NOUNS:
        raise Unclear  # 教育移动互联网应用程序备案, 征收土地开发标准
    return _done(base, done) if done else _things(base)


def _things(words: Sequence[Word]) -> str:
    """Nouns side by side, and adjectives before them; what plural things have or undergo is “of” them."""
    last, before = words[-1], words[:-1]
    if last.kind != "noun":
        raise Unclear
    if not before:
        return _with_article(last.english)
    nouns = [word for word in before if word.kind == "noun"]
    if len(words) == 2 and _RELATES.search(before[0].english) and _preposition(last):
        return f"{_with_article(last.english)} {_preposition(last)} {_with_article(before[0].english)}"  # 污染防治基金
    is_mixed = any(word.kind == "noun" and behind.kind != "noun" for word, behind in pairwise(words))
    if is_mixed or any(_RELATES.search(word.english) for word in (words if nouns else before)):
        raise Unclear  # 传染病严重疫情风险
    qualities = [word for word in before if word.kind == "adjective" and word.chinese not in OF_ALL]
    if len([word for word in qualities if not re.match("第|部分|若干|.+级$", word.chinese)]) > 1:
        raise Unclear  # 绿色高效制冷
    if not nouns:
        if last.english.endswith((" safety", " security", " quality")) and before[0].chinese not in OF_ALL:
            raise Unclear  # 重点食品安全
        event, of, thing = last.english.partition(" of ")
        if before[0].chinese not in OF_ALL and _RELATES.search(last.english):
            if not event.endswith(_EVENTS) or not of or thing.startswith("the "):
                raise Unclear  # 新版产品目录
            return f"the {event} of {_compound([*before, replace(last, english=thing)])}"  # 城市医院|改革
        return _with_article(_compound(words))
    is_many = singular(before[-1].english) != before[-1].english
    is_undergone = last.english.endswith(tuple(english_class("undergone"))) and (
        is_described(last.english) or " and " in last.english
    )
    if is_undergone or (is_many and last.english.endswith(tuple(english_class("had")))):
        return act(last, _things(before))  # 航空物流业高质量发展
    preposition = _preposition(last)
    if len(nouns) == len(before) and preposition and (len(nouns) == 2 or is_described(last.english)):
        return f"{_with_article(last.english)} {preposition} {_things(before)}"  # 失业保险金标准
    if (last.english.islower() and is_described(last.english)) or last.chinese.endswith("建设"):
        raise Unclear  # 劳务派遣行政许可, 电磁辐射环境保护
    if not ends_in("carrier|head", last) or len(nouns) > 1 or before[-1].chinese.endswith("化"):
        raise Unclear  # 突发公共卫生事件交通, 儿童主任队伍, 标准化票据
    text = _with_article(_compound(words))
    if nouns_in_a_row(text) > MOST_NOUNS and len(words) == 2 and is_many:
        return f"{_with_article(last.english)} {preposition or 'of'} {before[0].english}"  # 建设工程质量
    return text


def _done(base: Sequence[Word], acts: Sequence[Word]) -> str:
    """What one or two acts do to the things before them: the administration of drugs, pilot programs of …."""
    last = acts[-1]
    while base and base[-1].kind == "adjective" and len(base) > 1:  # 证券公司分类监管
        if base[-1].english in english_class("of a field"):
            raise Unclear  # 国家卫生城镇评审
        last, base = replace(last, english=f"{base[-1].english} {last.english}"), base[:-1]
    thing, is_plain = base[-1], last is acts[-1]
    if len(acts) == 2 and is_a("manages", last):
        return f"the {last.english} of {_done(base, acts[:1])}"
    if len(acts) == 2:
        is_alone = acts[0].chinese == "管理" or (is_a("compounds", acts[0]) and acts[0].chinese not in ("改革", "创新"))
        if is_alone or not ends_in("joined", last) or " and " in acts[0].english + last.english:
            raise Unclear  # 土地征收成片开发, 在线教育健康发展
        last = replace(last, english=f"{acts[0].english} and {last.english}")
    if not ends_in("sure act", acts[-1]) or (thing.kind == "noun" and thing.chinese.endswith("化")):
        raise Unclear  # 重大税务案件审理, 便利化改革
    is_behind = _last(last) in english_class("behind its object")
    if all(word.kind != "noun" for word in base):
        return _compound([*base, last])
    if _is_event(thing) and not is_a("about", last):
        raise Unclear  # 矿业权出让|交易
    if is_behind and is_plain and thing.english not in english_class("as adjective"):
        text = _compound([*base, last])
        if nouns_in_a_row(text) <= MOST_NOUNS and not _RELATES.search(text):
            return text
    if len(base) > 1 and _RELATES.search(thing.english):
        raise Unclear  # 全国自建房安全专项整治
    return act(last, _things(base))


def act(action: Word, thing: str) -> str:
    """What is done to a thing: the administration of drugs, applications for projects."""
    is_in = _last(action) == "trading" and re.search("markets?$", thing)
    if (
        is_in
        or _last(action) in ("services", "complaints")
        or (thing.endswith("safety") and re.search("改造|生产|治理|保障", action.chinese))
    ):
        raise Unclear  # 公众账号信息服务, 医疗机构投诉, 煤矿安全|生产
    preposition = english_class("preposition").get(_last(action))
    return f"{action.english} {preposition} {thing}" if preposition else f"the {action.english} of {thing}"


def _located(words: Sequence[Word]) -> str:
    """安徽桐城…: … in Tongcheng, Anhui; a zone, a port, a school bears the name of its place."""
    count = next((at for at, word in enumerate(words) if word.kind != "place"), len(words))
    names, rest = [word.english for word in words[:count]][::-1], words[count:]
    if not rest:
        return ", ".join(names)
    if rest[-1].chinese[-1:] in _NAMED_PLACES and not any(map(_is_act, rest)):
        return ", ".join([f"{names[0]} {singular(_compound(rest))}", *names[1:]])
    return f"{_clause(rest)} in {', '.join(names)}"


def _compound(words: Sequence[Word]) -> str:
    """Modifiers before the last word, which is plural where it is counted: three national standards."""
    last = words[-1].english
    if words[-1].kind == "noun" and any(word.kind == "count" and word.english != "one" for word in words[:-1]):
        last = plural(last)
    modifiers = " ".join(_modifier(word) for word in words[:-1])
    if words[0].chinese.endswith(("国", "欧盟")):
        modifiers = modifiers.removeprefix("the ")  # European Union enterprises
    if " and " in modifiers and " and " in last:
        raise Unclear  # 农业农村科技
    return f"{modifiers} {last}".strip().replace(" the ", " ")


def _modifier(word: Word) -> str:
    if adjective := english_class("as adjective").get(word.english):
        return adjective
    is_many = (word.kind == "noun" and not word.english.startswith("the ")) or word.english in (
        "applications",
        "services",
    )
    text = " and ".join(map(singular, word.english.split(" and "))) if is_many else word.english
    return re.sub("services$", "service", text)


def _with_article(text: str) -> str:
    if text.startswith(("the ", "a ", "building ", "China's ")):
        return text
    head, *further = _RELATES.split(text, maxsplit=1)
    last = head.rpartition(" ")[2]
    is_one = last in english_class("article") or bool(_PROPER_HEAD.fullmatch(last)) or text.split(" ")[0] in ORDINALS
    is_of = bool(further) and text.startswith(f"{head} of ") and head.islower() and not last.endswith("s")
    return f"the {text}" if is_one or (is_of and "s and " not in head) else text
