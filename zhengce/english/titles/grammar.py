"""The English of a phrase that can be read in one way: verbs and their object, or a noun phrase.

A clause is a verb and its object, and may be followed by another (加强A促进B); a noun phrase is adjectives and two
words at most, the second the head of the first or an act that is done to it (药品监管: the regulation of drugs). Each
function reads one construction and names it; where words stand in another one `Unclear` is raised, since no title is
better than a misleading one. How two words stand together is in `wording.py`.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby, pairwise

from msgspec.structs import replace

from zhengce.english.plurals import english_class, is_described, plural, singular
from zhengce.english.titles import lexicon
from zhengce.english.titles.lexicon import ORDINALS, Kind, Word, ends_in, is_a
from zhengce.english.titles.wording import (
    EVENTS,
    MOST_NOUNS,
    RELATES,
    Unclear,
    act,
    as_attribute,
    compounded,
    is_act,
    is_built,
    is_doing,
    is_event,
    is_organ,
    is_owner,
    last_word,
    listed,
    nouns_in_a_row,
    preposition_behind,
    preposition_of,
    related,
    with_article,
)

OF_ALL = ("全国", "国家", "国家级", "中央", "中央财政")
"""Of the whole country, before what there is one of, or of the central government."""
_ABOUT_ACTS = tuple("政策 措施 安排 分工 方案 情况 请示 报告 重点工作 重点任务 经验 部署".split())
"""Last words that a verb before them seldom has as its object: 促进A税收政策."""
THINGS = frozenset("制度 政策 目录 标准 名单 清单 体系 机制".split())
"""Last words that are the object of a verb before them: 建立…制度."""
_NAMED_PLACES = (*"区港场园站路桥河湖山岛库院校岸", "海关")
"""Last characters of what bears the name of its place: Tianjin Port."""
_BODIES = tuple("部委院局署会行办")
_INSIDE = ("学校", "中小学", "高校", "院校", "医疗机构", "医院")
"""Owners in which something is: health services in schools."""
_ONE = re.compile(
    r"^the ((?!first|second|third|current|[a-z]+th |national)(?:[a-z-]+ )*"
    r"(?:campaign|program|action|competition|initiative|system|mechanism))\b"
)
"""What is carried out is new to the reader."""
_SECTOR = Word("行业", "noun", "sector")
_NTH = re.compile("第.+[次届轮]$")


def clause(words: Sequence[Word]) -> str:
    """What a document is about, behind 关于: accelerating the development of …, or a noun phrase."""
    core, behind = _apart(words)
    is_work = bool(words) and words[-1].chinese == "工作"
    return " ".join([_clause(core, is_work=is_work) if core else "", *behind]).strip()


def deed(words: Sequence[Word]) -> str:
    """What is agreed to: the establishment of …; a clause where there is more than one verb."""
    core, behind = _apart(words)
    if len(core) > 1 and core[0].kind == "verb" and not any(word.kind == "verb" for word in core[1:]):
        with suppress(Unclear):
            thing = _phrase(core[1:])
            what = thing if is_a("carries", core[0]) else act(core[0], thing)
            return "" if is_doing(thing) else " ".join([what, *behind])
    return clause(words).removeprefix("carrying out ")


def noun_phrase(words: Sequence[Word], *, is_one: bool = False) -> str:
    """A noun phrase, and the years at its end."""
    core, behind = _apart(words)
    text = _phrase(core) if core else ""
    return " ".join([singular(text) if is_one else text, *behind]).strip()


def stacked(words: Sequence[Word]) -> str:
    """Nouns side by side, as a table names what it counts: autonomous driving application scenarios."""
    at = next((at for at, word in enumerate(words) if word.kind != "adjective"), len(words))
    text = compounded(words)
    is_long = nouns_in_a_row(text) > MOST_NOUNS or bool(RELATES.search(text))
    if is_long or any(word.kind != "noun" for word in words[at:]) or not ends_in("carrier", words[-1]):
        raise Unclear
    return text


def _apart(words: Sequence[Word]) -> tuple[Sequence[Word], list[str]]:
    """The words without what closes a phrase (有关工作), years, plans and batches; and these as they stand behind."""
    end = len(words)
    is_solved = any(word.chinese.endswith("解决") for word in words)
    while end > 1 and (is_a("empty", words[end - 1]) or words[end - 1].chinese in ("的", "有关", "相关")):
        if is_solved and words[end - 1].chinese.endswith("问题"):
            break
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
    is_award = words[-1].chinese.endswith(("奖励", "决算报告")) and any(word.chinese.endswith("年度") for word in words)
    behind = [re.sub(r"^in (?=\d{4}$)", "for ", text) if is_award else text for text in behind]
    behind = [re.sub("^in (.*–.*)$", r"(\1)", re.sub("^in ([A-Z].*,)", r"on \1", text)) for text in behind]
    behind = [re.sub("^in (the .*period)$", r"during \1", text) for text in behind]
    core = [word for word in words if word.kind not in forms]
    if not core:
        return core, [word.english for word in words]
    return core, [text.replace("under the", "in the") if text.endswith("period") else text for text in behind]


# Clauses


def _clause(words: Sequence[Word], *, is_work: bool = False) -> str:
    """加强A, 进一步规范和完善A; and A促进B, where the second verb is one that opens an aim."""
    start = next((at for at, word in enumerate(words) if word.kind != "adverb"), 0)
    adverbs, verb, rest = [word.english for word in words[:start]], words[start], words[start + 1 :]
    if verb.kind != "verb" and not (verb.kind == "action" and (adverbs or _takes(verb, rest))):
        return _phrase(words)
    if not rest or sum(adverb.endswith("ly") for adverb in adverbs) > 1:
        raise Unclear
    if at := next((at for at in range(1, len(rest) - 1) if _opens(rest, at)), 0):
        before = rest[: at - 1] if rest[at - 1].kind == "and" else rest[:at]
        is_doer = (len(before) == 1 and is_a("helps", rest[at])) or ends_in("agent|owner", before[-1])
        is_doer = is_doer or (is_a("opens", verb) and _starts_late(rest[at:]))
        if is_doer or is_a("helps", verb) or not verb.gerund or any(word.kind == "and" for word in before):
            raise Unclear  # 开展财政支持A, 支持企业扩大A: who does what
        return f"{_clause([*words[: start + 1], *before])} and {_clause(rest[at:])}"
    if not verb.gerund:  # 做好 is work, and left out
        if any(adverb not in ("further", "effectively", "conscientiously") for adverb in adverbs):
            raise Unclear  # 从严从紧抓好
        return _phrase(rest)
    is_done = len(rest) > 1 and rest[-1].chinese.endswith(_ABOUT_ACTS) and not is_a("done to policies", verb)
    if is_done or (is_a("campaign", rest[-1]) and not ends_in("light|begins|carries", verb)):
        raise Unclear  # 促进A税收政策: the policies do it; 打击A专项行动
    gerunds = [verb.gerund]
    if len(rest) > 2 and rest[0].kind == "and" and is_act(rest[1]):  # 规范和完善A
        gerunds, rest = [verb.gerund, rest[1].gerund], rest[2:]
    is_long = not all(gerunds) or " and " in "".join(gerunds[1:])
    if is_long or not (ends_in("opens|light|lists|helps", verb) or not is_act(rest[-1])):
        raise Unclear  # 废弃汽车专项治理
    if is_a("light", verb) and len(rest) > 1 and rest[0].kind == "verb" and rest[0].gerund:
        if is_act(rest[-1]) or is_a("carrier", rest[1]) or is_a("campaign", rest[-1]):
            raise Unclear  # 规范代收业务, 开展清理A专项行动
        return " ".join([*adverbs, verb.gerund, act(rest[0], _phrase(rest[1:]))])  # 加快培育A
    thing, last = _phrase(rest), rest[-1]
    is_work = is_work and gerunds[-1].split(" ")[-1] in ("strengthening", "improving", "advancing")
    if is_work and last.kind == "noun" and not is_event(last) and singular(last.english) != last.english:
        thing = f"work on {thing}"  # 加强有机肥料工作
    if is_doing(thing):
        raise Unclear  # 支持稳外贸
    if is_a("begins", verb):
        thing = _ONE.sub(lambda one: f"a{'n' * (one[1][0] in 'aeio')} {one[1]}", thing)
    is_deed = is_act(last) or (is_event(last) and verb.chinese.endswith("开展"))
    if is_deed and is_a("carries", verb) and not adverbs and not thing.startswith(("a ", "an ")):
        return thing  # 开展…遴选: the selection of …
    behind = [adverb for adverb in adverbs if " " in adverb]  # 依法惩治
    return " ".join([*(adverb for adverb in adverbs if adverb not in behind), listed(gerunds), thing, *behind])


def _starts_late(words: Sequence[Word]) -> bool:
    """True where what is before grows by itself: 促进产业加快转型升级."""
    return words[0].kind == "adverb" or (words[0].chinese == "加快" and all(map(is_act, words)))


def _takes(verb: Word, rest: Sequence[Word]) -> bool:
    """True of an act that is a verb here, since a thing stands behind it: 清理规章."""
    is_thing = bool(rest) and rest[0].kind in ("noun", "adjective", "place", "count") and not is_a("carrier", rest[0])
    return is_thing and is_a("takes object", verb) and not is_act(rest[-1])


def _opens(words: Sequence[Word], at: int) -> bool:
    """True where a second verb with an object of its own begins: 加强A促进B, 完善A进一步提升B."""
    before, rest = words[at - 1], words[at:]
    while rest[0].kind == "adverb" and len(rest) > 2:
        rest = rest[1:]
    is_object = before.kind not in ("of", "function", "adverb", "verb") and not (before.kind == "and" and at < 2)
    if not is_object or not is_a("opens", rest[0]) or not rest[0].gerund or rest[1].kind in ("of", "and"):
        return False
    is_phrase = is_a("carrier|campaign", rest[-1]) and all(map(is_act, rest[1:-1]))
    is_thing = is_a("carrier", rest[1]) or rest[1].chinese.endswith("项目")
    is_thing = is_thing or (is_a("manages", rest[-1]) and all(map(is_act, rest[1:])))  # 规划实施管理
    return not is_thing and not is_phrase  # 完善质量保障体系, 就业促进行动


# Noun phrases


def _phrase(words: Sequence[Word]) -> str:
    """Parts between 和 and 、, and what all of them undergo or have: 生产和使用管理, A和B管理."""
    if [word.kind for word in words[:2]] == ["adjective", "of"] and len(words) > 2:  # 质量极差的地下水
        words = [words[0], *words[2:]]
    joints = {word.chinese for word in words if word.kind == "and"}
    parts = [list(part) for is_and, part in groupby(words, lambda word: word.kind == "and") if not is_and]
    is_open = any(word.kind in ("function", "of") or word.chinese == "等" for word in words)
    if is_open or len(joints - {"、"}) > 1 or not parts:
        raise Unclear
    first, last = parts[0], parts[-1]
    is_support = len(words) > 1 and first[0].kind == "noun" and first[0].chinese.endswith("支持")
    if is_support and first[-1].chinese not in ("措施", "举措", "政策", "力度", "体系"):  # 金融支持A
        return f"{first[0].english} for {_phrase(words[1:])}"
    if len(parts) == 1:
        return _simple(words)
    if all(len(part) == 1 for part in parts[:-1]) and all(part[0].kind == "place" for part in parts):
        names = listed([part[0].english for part in parts])
        return _located([replace(last[0], english=names), *last[1:]])  # 淄博、潍坊海关
    if joined := _acts_joined(parts) or _things_joined(parts):
        return _simple(joined)
    if all(is_act(part[-1]) and any(word.kind == "noun" for word in part) for part in parts):  # 文物保护和科技创新
        return listed([_simple(part) for part in parts])
    raise Unclear  # 生态环境保护和修复制度: a system for both, or two things


def _acts_joined(parts: Sequence[list[Word]]) -> list[Word]:
    """特种设备生产和使用单位 with its two acts as one word; nothing where a part behind has a thing of its own."""
    *base, first = parts[0]
    tail = next((at for at, word in enumerate(parts[-1]) if not is_act(word) and word.kind != "adjective"), 9)
    further = [*parts[1:-1], parts[-1][:tail]]
    if not is_act(first) or not all(part and is_act(part[-1]) and len(part) < 3 for part in further):
        return []
    acts = [" ".join(word.english for word in part) for part in ([first], *further)]
    is_clause = not base and any(word.kind == "verb" for part in ([first], *further) for word in part)
    is_adverbial = bool(base) and all(word.kind == "adjective" for word in base)  # 非法发行和经营A
    has_own = any(" and " in english or preposition_behind(english) for english in acts)
    if is_clause or is_adverbial or is_a("opens", further[-1][0]) or has_own:
        raise Unclear  # 创新和完善A, 申报和评选A
    return [*base, replace(further[-1][-1], kind="action", english=listed(acts)), *parts[-1][tail:]]


def _things_joined(parts: Sequence[list[Word]]) -> list[Word]:
    """A和B管理 with its things as one word, and what they undergo or have behind."""
    things, tail = [*(part[-1] for part in parts[:-1]), parts[-1][0]], parts[-1][1:]
    if any(len(part) > 1 for part in parts[:-1]) or any(word.kind != "noun" or is_event(word) for word in things):
        return []
    is_shared = not tail or is_act(tail[0]) or all(map(is_owner, things))
    if not is_shared or (tail and any(RELATES.search(word.english) for word in things)):
        raise Unclear  # 指标和数据体系
    if not tail and preposition_of(things[-1]) and not preposition_of(things[0]):
        raise Unclear  # 产品和服务质量
    return [replace(things[-1], english=listed([word.english for word in things])), *tail]


def _simple(words: Sequence[Word]) -> str:
    """Words without conjunctions: modifiers and nouns, and what the last words do to them."""
    if words[0].kind == "place":
        return _located(words)
    words = [word for at, word in enumerate(words) if not at or word.chinese not in ("有关", "相关")]
    first, last = words[0], words[-1]
    if first.chinese in ("行业", "领域") or last.kind in ("adjective", "count"):
        raise Unclear  # 行业应用
    if len(words) == 1:
        return first.english if is_act(first) else with_article(first.english)
    is_serving = first.chinese == "金融服务" and last.chinese.endswith(("发展", "振兴"))
    if is_serving or (first.chinese == "中国" and len(words) > 2):
        raise Unclear  # 金融服务“三农”发展; 中国国际茶叶博览会: a name
    if text := _in_sector(words):
        return text
    if is_act(first) and words[1].kind == "adjective":
        raise Unclear  # 服务重点企业
    return _folded(words)


def _in_sector(words: Sequence[Word]) -> str | None:
    """卫生健康行业数据安全: data security in the health sector."""
    at = next((at for at, word in enumerate(words[:-1]) if word.chinese.endswith(("行业", "领域"))), None)
    if at is None or all(word.kind != "noun" for word in words[at + 1 :]):
        return None
    name = words[at].english if at == 0 else compounded([words[0], _SECTOR])
    is_other = at > 1 or (at and len(words[at].chinese) > 2) or not name.islower()  # 能源重点领域
    if is_other or words[0].kind != "noun" or len(_units(words[at + 1 :])) > 1:
        raise Unclear
    return f"{_simple(words[at + 1 :])} in {with_article(name)}"


def _folded(words: Sequence[Word]) -> str:
    """Two words at most, the second the head of the first: food standards, the administration of drugs.

    Of longer phrases, each word the head of those before it, one in two must be rewritten before it is printed.
    """
    if any(_are_listed(word, behind) for word, behind in pairwise(words)):
        raise Unclear  # 设备设施: two things
    count = 0
    while count < 2 and len(words) - count > 1 and _is_of_whole(words[count:]):
        count += 1
    front, units = words[:count], _units(words[count:])
    if len(units) > 2 or any(unit.kind not in ("noun", "action", "verb") or unit.chinese == "等" for unit in units):
        raise Unclear  # 农作物|种子|质量
    if len(units) == 1:
        return _fronted(front, units[0].english if is_act(units[0]) else with_article(units[0].english))
    first, word = units
    if is_act(first) and (is_a("opens", first) or not is_act(word)) and not _is_headed(first, word):
        raise Unclear  # 审理案件
    if not is_act(word):
        is_mixed = words[0].kind == "adjective" and is_described(word.english)
        return _fronted(front, _had(first, word, is_mixed=is_mixed))
    if not is_a("manages", word):  # 标准化管理
        is_state = first.chinese.endswith("化") and not word.chinese.endswith("化")
        is_over = _is_over(word) or word.chinese in ("建设", "实施")
        if is_state or (not is_over and (is_event(first) or is_act(first))):
            raise Unclear  # 体系化|布局, 调查|处理
    return _fronted(front, _undergone(first, word))


def _is_of_whole(words: Sequence[Word]) -> bool:
    """True of a first word that is said of the last: 第二次…普查, 国家…中心, 15项…标准."""
    first, last = words[0], words[-1]
    if is_a("front", first) or _NTH.match(first.chinese):
        is_inner = len(words) > 2 and ends_in("campaign", words[-2])  # 第一次…普查宣传
        return not is_inner and (first.chinese != "全国" or ends_in("campaign", last))
    is_thing = last.kind == "noun" and not is_event(last) and not RELATES.search(last.english)
    is_rank = first.chinese.endswith(("国家", "国家级", "中央财政", "省级", "部级", "市级")) and is_thing
    is_rank = is_rank and words[1].kind == "noun"
    return is_rank or (first.kind == "count" and last.kind == "noun" and not first.chinese.endswith("个"))


def _units(words: Sequence[Word]) -> list[Word]:
    """Each noun and act with the adjectives before it as one word."""
    units: list[Word] = []
    described: list[Word] = []
    for word in words:
        if word.kind in ("adjective", "count"):
            described.append(word)
            continue
        is_field = described and is_act(word) and described[-1].english in english_class("of a field")
        is_whole = any(each.chinese in ("若干", "部分") for each in described) and bool(units)
        if (units and is_field) or is_whole or any(re.match("第.+期$", each.chinese) for each in described):
            raise Unclear  # 标准化|城市建设, 若干财政政策, 第二期兽药质量
        if word.chinese == "事业" and units:
            continue
        unit = _described(described, word) if described else word
        if word.chinese == "行业" and units and units[-1].kind == "noun":  # 煤电|行业
            units[-1] = replace(unit, english=compounded([units[-1], unit]))
        else:
            units.append(unit)
        described = []
    if described:
        raise Unclear
    return units


def _described(adjectives: Sequence[Word], word: Word) -> Word:
    """A noun or an act with adjectives: 综合改革, 健康快速发展; of a term with “of” they describe the last part."""
    if is_act(word) or (word.chinese.endswith("发展") and not RELATES.search(word.english)):
        joint = " and " if word.chinese.endswith("发展") else " "
        is_many = any(each.kind == "count" for each in adjectives)
        english = plural(word.english) if is_many else word.english  # 五项改革
        last = joint if is_described(english) else " "
        described = joint.join(each.english for each in adjectives)
        described = listed(described.split(" and ")) if word.chinese.endswith("发展") else described
        return replace(word, english=f"{described}{last}{english}")
    if not RELATES.search(word.english):
        return replace(word, english=compounded([*adjectives, word]))
    if all(each.chinese in OF_ALL for each in adjectives):  # 全国|公共信用信息目录
        return replace(
            word, english=" ".join([*(each.english for each in adjectives), word.english.removeprefix("the ")])
        )
    event, of, thing = word.english.partition(" of ")
    if not event.endswith(EVENTS) or not of or thing.startswith("the "):
        raise Unclear  # 新版产品目录
    return replace(word, english=f"the {event} of {compounded([*adjectives, replace(word, english=thing)])}")


def _are_listed(word: Word, behind: Word) -> bool:
    """True of two nouns side by side of which neither is the other's: 设备设施."""
    first, second = word.chinese, behind.chinese
    are_pair = len(first) == len(second) == 2 and first[0] == second[0]
    return word.kind == behind.kind == "noun" and (first[-1] == second[-1] or are_pair)


def _is_over(word: Word) -> bool:
    """True of an act on the act before it, not beside it: 培训管理, 教育健康发展."""
    return is_a("manages", word) or (is_described(word.english) and word.chinese.endswith("发展"))


def _is_headed(word: Word, head: Word) -> bool:
    """True of an act before what it is done by, in or for, not before its object: 检验机构, 服务质量."""
    is_purpose = bool(preposition_of(head)) and not ends_in("property", head)
    if is_a("compounds", word):
        return is_purpose or not RELATES.search(head.english) or ends_in("carrier|owner", head)
    is_object = is_a("takes object", word) or is_described(head.english)
    return (is_purpose and not is_object) or is_owner(head)


def _had(first: Word, word: Word, *, is_mixed: bool) -> str:
    """A noun behind what it belongs to: food safety standards, or standards for the …."""
    head, preposition = word.english, preposition_of(word)
    thing = first.english if is_act(first) else with_article(first.english)
    if is_doing(head) or (is_doing(thing) and preposition not in ("for", "on")):
        raise Unclear  # 工业稳增长
    if is_event(word):
        return _undergone(first, word)
    if is_mixed or first.chinese.endswith("政策"):
        raise Unclear  # 沿海经济|开放区, 政策|机制
    if is_organ(word) and not word.chinese.endswith(("中心", "公司")):
        head = singular(head)
    is_apart = is_described(head) or RELATES.search(head) or head[:4] == "the " or head == "scope"
    attribute = "" if is_apart or preposition == "in" else as_attribute(first)
    is_owned = is_owner(first) and not is_a("carrier", word) and not preposition
    most = 0 if is_owned else MOST_NOUNS if ends_in("carrier", word) else 2
    compound = f"{attribute} {head}"
    if attribute and nouns_in_a_row(compound) <= most and compound.count(" and ") < 2:
        return with_article(compound)
    if is_owner(word) or is_act(first):
        raise Unclear  # 地方政府融资平台公司, 进口|废旧服装
    if preposition in ("", "on") and is_owner(first):
        is_inside = first.chinese.endswith(_INSIDE)
        is_for = last_word(word) in english_class("for whom") and not first.chinese.endswith("部门")
        preposition = "by" if word.chinese.endswith("行为") else "for" if is_for else "in" if is_inside else "of"
    if not preposition:
        raise Unclear  # 生态保护补偿|先行区: of, for or in
    return related(head, preposition, thing)


def _undergone(first: Word, word: Word) -> str:
    """An act behind what it is done to: the administration of drugs, food inspection."""
    thing = first.english if is_act(first) else with_article(first.english)
    is_built_up = word.chinese.startswith("建设") and word.chinese != "建设发展"
    if is_built_up and first.kind == "noun" and not is_built(first):
        word = replace(word, english=word.english.replace("construction", "development"))
    is_deed = is_act(word) or word.chinese.startswith("行政")
    is_body = is_deed and first.english.startswith("the ") and first.chinese.endswith(_BODIES)
    if is_body or is_doing(word.english) or is_doing(thing):
        raise Unclear  # 交通运输部教育培训, 反有组织犯罪工作
    attribute = "" if is_described(word.english) or RELATES.search(word.english) else as_attribute(first)
    is_taught = word.english.split(" of ")[0].endswith(("education", "nursing", "teaching"))
    is_in = is_taught and (first.chinese.endswith(_INSIDE) or not is_owner(first))
    is_behind = attribute and last_word(word) in english_class("behind its object") and not is_in
    if is_behind and nouns_in_a_row(f"{attribute} {word.english}") <= MOST_NOUNS:
        return f"{attribute} {word.english}"
    if is_owner(first) and last_word(word) in english_class("done by"):
        return f"{with_article(word.english)} by {thing}"
    is_region = first.chinese.endswith(("地区", "区域")) and " " in word.english
    if is_region or is_in:
        return f"{word.english} in {thing}"  # 西部地区市场建设, 信息技术教育
    return act(word, thing)


def _fronted(front: Sequence[Word], text: str) -> str:
    """What is said of the whole: the second national census of pollution sources."""
    if not front:
        return text
    if is_doing(text):
        raise Unclear  # 当前减轻农民负担
    before = " ".join(word.english for word in front)
    is_nth = front[0].english in ORDINALS or bool(re.match(r"\d+th ", before))
    is_one = is_nth or (text.startswith("the ") and not before.endswith("kinds of"))
    the = "the " * (is_one and front[0].kind != "count")
    return f"{the}{before} {(singular(text) if is_nth else text).removeprefix('the ')}"


def _located(words: Sequence[Word]) -> str:
    """安徽桐城…: … in Tongcheng, Anhui; a zone, a port, a school bears the name of its place."""
    count = next((at for at, word in enumerate(words) if word.kind != "place"), len(words))
    names, rest = [word.english for word in words[:count]][::-1], words[count:]
    ranks = [lexicon.rank(name) for name in names]
    if any(inner < 2 and inner <= outer for inner, outer in pairwise(ranks)):
        raise Unclear  # 芜湖宣城机场
    the = "the " * names[0].endswith((" Region", " Area", " Corps"))
    if not rest:
        return the + ", ".join(names)
    if rest[-1].chinese.endswith(_NAMED_PLACES) and not any(map(is_act, rest)):
        of_many = plural if " and " in names[0] else singular
        return ", ".join([f"{names[0]} {of_many(compounded(rest))}", *names[1:]])
    is_itself = rest[0].chinese in ("建设", "创建") and "国家" in rest[1].chinese if rest[1:] else False
    if is_itself or any(
        word.kind == "noun" and (word.chinese.endswith(_NAMED_PLACES) or is_organ(word)) for word in rest
    ):
        raise Unclear  # 湖南省创建国家…; 湛江机场对外开放
    text = _clause(rest)
    is_within = re.search(r" in [A-Z][\w'’-]*$", text)
    return f"{text}{',' if is_within else f' in {the}'.rstrip()} {', '.join(names)}"
