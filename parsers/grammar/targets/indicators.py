"""The words of an indicator: what a figure measures, as printed, without verbs, years and bounds."""

import re

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.wording import (
    COMPARED,
    COUNT,
    LEADING_WORDS,
    NO_INDICATOR,
    NO_OBJECT,
    NOUN_ENDS,
    REACH,
    TRAILING_WORDS,
    YEAR_PHRASE,
    YEARLY_AT_END,
    any_of,
)

LONGEST_INDICATOR = 60
SHORTEST_INDICATOR = 2
LONGEST_CLAUSE = 160
"""Characters before a figure in which its verb and indicator stand."""

_OBJECT = lazy_regex(
    rf"(?![、和与及])(?:(?!(?:[和与及、]|以及|为|向|对)(?:{COUNT})?(?:约|不少于|至少|超过)?\d)"
    r"[^，,。；;：:！？!?（(\n]|[（(][^）)\d]{1,12}[)）]){2,40}"
)
_REMARK = lazy_regex(r"^[（(][^（）()]{1,60}[)）]")
"""864个（县级81个、乡镇783个）活动中心."""
_BLANK_BETWEEN = lazy_regex(r"\d? (?=[\u4e00-\u9fff])")
"""The end of a cell: 航空公司3 支持新开航线."""
_NO_THING = lazy_regex(r"级$|以上$|由.*承担|\d[\d.]*(?:[万亿%％亩吨米]|公里|平方)")
"""投资规模超千亿级 describes a thing; 山区县新建装机10万千瓦 holds a figure of its own."""
_OF_WHOLE = lazy_regex("(?P<own>[^占]{2,})(?P<of>占[^占].{2,})")
_BODIES = lazy_regex(r"[局办委厅]、.*(?:[局办委厅]|政府|集团|公司)(?![^、]*(?:率|数|额|量)$)")
"""A list of those who carry something out."""
_BEHIND_OBJECT = lazy_regex(r"[（(](?:以下)?简称|\d{1,3}[.．](?!\d)|(?:和|及|与|以及)(?:一批|若干|一支)")
"""What does not belong to a thing any more: its short name, the number of the next item, 和一批…."""
_WITHIN = lazy_regex(
    r"^在[^，,]{2,40}?(?:(?:范围|区域|领域|行业|期间|地区)内(?=[\u4e00-\u9fff]{2})|[中内](?=新增|新建|建成|建设|培育|打造|整治))"
)
"""在公共供水管网覆盖范围内自备井关停率."""
_TASK = lazy_regex(
    r"^(?:在|面向|围绕|依托|通过|向|以|从|由|支持|鼓励|引导|推动|组织|省市县|定向)[^，,]{2,60}?(?:牵头|联合|共同|联动)?"
    r"(?P<task>(?<![未已])(?:建成|建设|新建|改建|打造|培育|培养|引进|引育|组建|创建|争创|淘汰|推广|实施|集聚|开展|举办|培训|遴选|认定|新增|完成|布局|攻克|制修订|制定|修订|派遣|选派|推荐|推选|选取)(?![业率性者基项中])[\u4e00-\u9fff“A-Z0-9].*)$"
)
"""在京津冀及周边地区淘汰老旧货车: what is done begins at its verb."""
_HOLDS_FIGURES = lazy_regex(
    r"\d[\d.]*[%％]|\d[\d.]*(?:万|亿|个|家|项|名|亩|公里|吨|元|座|套|处|辆|台|只|件)[^%％]*\d[\d.]*(?:万|亿|个|家|项|名|亩|公里|吨|元|座|套|处|辆|台|只|件)|(?:20\d\d\D+){2}"
)
_ITEM_INSIDE = lazy_regex(any_of("inside"))
"""The number of a further item, or a sentence of its own: 支持银行将期限."""
ENDS_IN_VERB = lazy_regex(rf"(?:{any_of('ends_in_verb')}|(?:不|未|勿)(?:宜|应|能|可|会|再|准|许|该|要|得)?)$")
"""What is built or done is left out: 各县新建5公里."""
_OF_OTHERS = lazy_regex(r"^由|^对(?!.*贡献率?$)")
"""对受疫情影响的企业…担保费率: a rule for some; 对GDP增长贡献 is measured."""
BARE = lazy_regex(any_of("bare"))
BARE_AT_END = lazy_regex(rf"(?:{any_of('bare')}|[\u4e00-\u9fff]{{2}}[率量])$")
"""Nouns that measure what another clause names."""
_BUILT_FIGURE = lazy_regex(rf"(?:{COUNT})\d+万?(?:个|家|项|所|座|处|条|户|名)")
"""培育15个数控化率提升5%的集群."""
_VERB_ALONE = lazy_regex(rf"(?:每年|年均|年)?(?:{COUNT}|{REACH})(?:{COUNT})?(?:了|到)?")
_INDUSTRIES = lazy_regex(
    r"(?P<before>.*?)第?(?P<numbers>[一二三](?:、[一二三])?(?:、|和|及|以及)[一二三])(?P<noun>次?产业)(?P<after>.*)"
)
"""第一、二、三产业增加值."""
_ACTIVITY = lazy_regex(rf"(?:{any_of('activity')})$")
"""Activities that share the thing before them: 花生种植、收获机械化率."""
HEAD = lazy_regex(
    r"(?:重点工程|使用|应用|综合|市场|年|总|平均|参加?|累计|电力|资源化|无害化|循环|装机|全程|有效)*"
    rf"(?:{any_of('shared_noun')})$"
)
_SHARED = lazy_regex(rf"(?:{any_of('shared_start')})")
"""Words that may begin what the parts share: 肉类、果蔬、水产品产地低温处理率."""
_PER_OUTPUT = lazy_regex("单位(?:国内生产总值|地区生产总值|工业增加值|生产总值|GDP)")
"""单位国内生产总值能源消耗和二氧化碳排放: what is measured per unit of output."""
_VERBS = lazy_regex(rf"(?P<yearly>每年|年均|年)?新?(?:{COUNT})")
_SPLITS = ("、", "、|(?<!协)和|以及|与", "、|(?<!协)和|以及|与|及(?!率)")


def name_indicator(clause: str, *, keep_yearly: bool = False) -> str:
    """The indicator in the words before a figure or its verb; "" where they name none.

    `keep_yearly`: 每年 and 年均 belong to the indicator, as before 500万人次.
    """
    text = YEAR_PHRASE.sub("", COMPARED.sub("", clause)).strip()
    if text.endswith("的"):
        return ""  # what it describes stands behind the figure
    for _ in range(3):
        before = text
        text = TRAILING_WORDS.sub("", text).strip(" \t　，,、")
        if not keep_yearly:
            text = YEARLY_AT_END.sub("", text)
        text = LEADING_WORDS.sub("", text).strip(" \t　，,、")
        if text == before:
            break
    text = re.sub(r"^[^“”]*”", "", text) if text.count("”") > text.count("“") else text
    text = _WITHIN.sub("", text)
    if keep_yearly and (task := _TASK.match(text)):
        text = task["task"]
    return text if _is_sound(text) else ""


def _is_sound(name: str) -> bool:
    """Whether words can be an indicator: no verb alone, no rest of something else, no figures of their own."""
    if not SHORTEST_INDICATOR <= len(name) <= LONGEST_INDICATOR or NO_INDICATOR.search(name):
        return False
    if _ITEM_INSIDE.search(name) or _OF_OTHERS.search(name):
        return False
    if ENDS_IN_VERB.search(name) or _BODIES.search(name):
        return False
    if _BUILT_FIGURE.search(name):
        return False
    if _HOLDS_FIGURES.search(name) or _VERB_ALONE.fullmatch(name):
        return False
    return name.count("（") + name.count("(") == name.count("）") + name.count(")")


def name_object(text: str) -> str:
    """What is counted, as it stands behind a figure, to the end of the clause; "" where nothing does."""
    text = _BLANK_BETWEEN.split(text.lstrip(), maxsplit=1)[0]
    found = _OBJECT.match(_REMARK.sub("", text).lstrip("的 "))
    name = _BEHIND_OBJECT.split(found[0], maxsplit=1)[0].strip() if found else ""
    return "" if NO_OBJECT.search(name) or _NO_THING.search(name) else name


def ends_as_noun(indicator: str) -> bool:
    """Whether the last word is a thing that is measured: 产量, 规模, 普及率."""
    return NOUN_ENDS.search(indicator) is not None


def clause_before(text: str, after: int = 0) -> str:
    """The words before a figure back to the last boundary, or to `after`, the end of the figure that was read before.

    Commas inside brackets and lists of indicators stay.
    """
    start = max(after, len(text) - LONGEST_CLAUSE)
    if after and ("）" in text[after:] or ")" in text[after:]) and not re.search(r"[（(]", text[after:]):
        start = max(0, len(text) - LONGEST_CLAUSE)
    text = text[start:]
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        character = text[at]
        if character in "）)":
            depth += 1
        elif character in "（(":
            if depth == 0:
                return text[at + 1 :]
            depth -= 1
        elif depth == 0 and character in "，,。；;：:！？!?":
            return text[at + 1 :].lstrip("、和及与并且或")
    return text.lstrip("、和及与并且或")


def split_indicators(indicator: str, count: int) -> list[str] | None:
    """The several indicators of one phrase, each in full: 花生种植、收获机械化率 -> 花生种植机械化率, 花生收获机械化率.

    Parts that are whole indicators stay as they are; else all share the noun that ends the last part. Where no word
    says what they share, each has the whole phrase. None where their number is another.
    """
    if found := _INDUSTRIES.fullmatch(indicator):
        numbers = re.findall("[一二三]", found["numbers"])
        names = [f"{found['before']}第{number}{found['noun']}{found['after']}" for number in numbers]
        return names if len(names) == count else None
    splits = (re.split(signs, _outside_brackets(indicator)) for signs in _SPLITS)
    parts = next((parts for parts in splits if len(parts) == count), None)
    if parts is None:
        return None
    parts = [part.replace("\0", "、") for part in parts]
    if min(map(len, parts)) < 2:
        return None  # 存、贷款规模
    if whole := _OF_WHOLE.fullmatch(parts[-1]):
        # 甲增加值和乙增加值占生产总值的比重: the whole is that of all.
        shares = [*parts[:-1], whole["own"]]
        return [one + whole["of"] for one in shares] if all(map(ends_as_noun, shares)) else None
    if all(ends_as_noun(part) for part in parts):
        per = _PER_OUTPUT.match(parts[0])
        return [part if at == 0 or per is None or "单位" in part else per[0] + part for at, part in enumerate(parts)]
    if (heads := [HEAD.search(part) for part in parts])[-1] and any(heads[:-1]):
        # 工业、农业增加值和研发投入: a part without a noun takes that of the next.
        for at in range(len(parts) - 2, -1, -1):
            if heads[at] is None and (head := heads[at + 1]):
                parts[at], heads[at] = parts[at] + head[0], head
        return parts
    last = parts[-1]
    own = _own_words(parts)
    if not 0 < own < len(last):
        return None
    shared, last_own = last[own:], last[:own]
    first = parts[0]
    if _ACTIVITY.search(first) and len(last_own) < len(first) and _ACTIVITY.fullmatch(last_own):
        thing = _ACTIVITY.sub("", first)
        return [first + shared, *(thing + part + shared for part in [*parts[1:-1], last_own])]
    return [part + shared for part in [*parts[:-1], last_own]]


def split_things(indicator: str) -> list[str]:
    """The things of which there are as many each: 生育友好医院和儿童友好医院各20家, 签约、开工项目各100个.

    Empty where one thing alone is named: so many for each place.
    """
    parts = re.split(_SPLITS[1], _outside_brackets(indicator))
    if len(parts) == 1:
        return []
    verb = _VERBS.match(parts[-1])
    if verb and all(_VERBS.fullmatch(part) for part in parts[:-1]):
        thing = parts[-1][verb.end() :]
        yearly = (_VERBS.match(parts[0]) or verb)["yearly"] or ""
        return [parts[0] + thing, *(yearly + part + thing for part in parts[1:-1]), yearly + parts[-1]]
    return split_indicators(indicator, len(parts)) or [part.replace("\0", "、") for part in parts]


def _own_words(parts: list[str]) -> int:
    """How many characters of the last part are its own, before the noun that all parts share."""
    first, last = parts[0], parts[-1]
    # 失业保险、工伤保险参保人数: the parts end in the same word.
    for length in range(min(4, len(first)), 1, -1):
        tail = first[-length:]
        if tail in last[:-1] and all(part.endswith(tail) for part in parts[:-1]):
            return last.index(tail) + length
    # 再生铜、再生铅产量: the parts begin alike and are equally long.
    same = {len(part) for part in parts[:-1]}
    if len(same) == 1 and len(first) > 2 and first[:2] == last[:2] and len(last) > len(first):
        return len(first)
    if (at := last.find("的")) > 1 and not any("的" in part for part in parts[:-1]):
        return at  # 城市居民、中小学生的健康知识知晓率
    longest = max(len(part) for part in parts[:-1])
    for length in range(2, min(longest + 2, len(last))):
        if _SHARED.match(last, length):
            return length
    head = HEAD.search(last)
    # Words much longer than the other parts hold more of the shared noun than its end: 长江、黄河干流水质优良断面比例.
    return head.start() if head and head.start() <= max(len(part) for part in parts[:-1]) + 1 else 0


def _outside_brackets(text: str) -> str:
    """The text with 、 inside brackets hidden, so that a split leaves them."""

    def hide(found: re.Match[str]) -> str:
        return found[0].replace("、", "\0") if found["end"] else found[0]

    # A bracket without an end takes the rest, so that no other one is looked for in it again.
    return re.sub(r"[（(][^）)]*+(?P<end>[)）]?)", hide, text)
