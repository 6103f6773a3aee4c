"""The words of an indicator: what a figure measures, as printed, without verbs, years and bounds."""

import re

from parsers.grammar.targets.wording import (
    COMPARED,
    COUNT,
    LEADING_WORDS,
    NO_INDICATOR,
    NO_OBJECT,
    NOUN_ENDS,
    TRAILING_WORDS,
    YEAR_PHRASE,
    YEARLY_AT_END,
)

LONGEST_INDICATOR = 60
SHORTEST_INDICATOR = 2
LONGEST_CLAUSE = 160
"""Characters before a figure in which its verb and indicator stand."""

_OBJECT = re.compile(
    rf"(?![、和与及])(?:(?!(?:[和与及、]|以及)(?:{COUNT})?(?:约|不少于|至少)?\d)"
    r"[^，,。；;：:！？!?（(\n]|[（(][^）)\d]{1,12}[)）]){2,40}"
)
_ACTIVITY = re.compile(
    r"(?:种植|收获|播种|移栽|采收|采摘|耕整|植保|生产|消费|进口|出口|加工|制造|研发|设计|建设|运营|培育|养殖|捕捞|销售|回收|利用|施工|维护)$"
)
"""Activities that share the thing before them: 花生种植、收获机械化率."""
_HEAD = re.compile(
    r"(?:重点工程|综合|市场|年|总|平均|参加?|累计|电力|资源化|无害化|循环|装机|全程|有效)*"
    r"(?:单位产品(?:能耗|电耗|水耗)|单位[^、]{0,6}能耗|综合能耗|能耗|电耗|水耗|成本|机械化率|机采率|机播率|机收率|(?:生活)?污水(?:集中)?处理率|(?:生活)?垃圾(?:无害化)?处理率|数控化率|国产化率|电气化率|自动化率|信息化率|城镇化率|减排量|排放总量|排放量|产量|产能|产值|参保率|参保人数|覆盖率|普及率|达标率|利用率|处理率|回收率|满足率|保障率|入学率"
    r"|入园率|巩固率|自给率|渗透率|拥有量|保有量|发电量|消费量|使用量|供应量|交易量|运输量|吞吐量|周转量|蓄积量|储量|数量|人数|户数|床位数|容量|规模|面积|强度|浓度|占比|比重|比例|能力|里程|收入|总额"
    r"|金额|交易额|销售额|进出口额|零售额|增加值|投资|增速|增长率|下降率|死亡率|发病率|合格率|满意度|装机|总量|人次|比率|长度)$"
)
_SPLITS = ("、", "、|和|以及|与", "、|和|以及|与|及(?!率)")


def name_indicator(clause: str, *, keep_yearly: bool = False) -> str:
    """The indicator in the words before a figure or its verb; "" where they name none.

    `keep_yearly`: 每年 and 年均 belong to the indicator, as before 500万人次.
    """
    text = YEAR_PHRASE.sub("", COMPARED.sub("", clause)).strip()
    for _ in range(3):
        text = TRAILING_WORDS.sub("", text).strip(" \t　，,、")
        if not keep_yearly:
            text = YEARLY_AT_END.sub("", text)
        text = LEADING_WORDS.sub("", text).strip(" \t　，,、")
    text = re.sub(r"^[^“”]*”", "", text) if text.count("”") > text.count("“") else text
    if not SHORTEST_INDICATOR <= len(text) <= LONGEST_INDICATOR or NO_INDICATOR.search(text):
        return ""
    return text


def name_object(text: str) -> str:
    """What is counted, as it stands behind a figure, to the end of the clause; "" where nothing does."""
    found = _OBJECT.match(text.lstrip("的 "))
    name = found[0].strip() if found else ""
    return "" if NO_OBJECT.search(name) else name


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
            return text[at + 1 :].lstrip("、和及与并且")
    return text.lstrip("、和及与并且")


def split_indicators(indicator: str, count: int) -> list[str] | None:
    """The several indicators of one phrase, each in full: 花生种植、收获机械化率 -> 花生种植机械化率, 花生收获机械化率.

    Parts that are whole indicators stay as they are; else all share the noun that ends the last part. Where no word
    says what they share, each has the whole phrase. None where their number is another.
    """
    splits = (re.split(signs, _outside_brackets(indicator)) for signs in _SPLITS)
    parts = next((parts for parts in splits if len(parts) == count), None)
    if parts is None:
        return None
    parts = [part.replace("\0", "、") for part in parts]
    if all(ends_as_noun(part) for part in parts):
        return parts
    last = parts[-1]
    own = _own_words(parts)
    if not 0 < own < len(last):
        return [indicator] * count
    shared, last_own = last[own:], last[:own]
    first = parts[0]
    if _ACTIVITY.search(first) and len(last_own) < len(first) and _ACTIVITY.fullmatch(last_own):
        thing = _ACTIVITY.sub("", first)
        return [first + shared, *(thing + part + shared for part in [*parts[1:-1], last_own])]
    return [part + shared for part in [*parts[:-1], last_own]]


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
    head = _HEAD.search(last)
    # Words much longer than the other parts hold more of the shared noun than its end: 长江、黄河干流水质优良断面比例.
    return head.start() if head and head.start() <= max(len(part) for part in parts[:-1]) + 1 else 0


def _outside_brackets(text: str) -> str:
    """The text with 、 inside brackets hidden, so that a split leaves them."""
    return re.sub(r"[（(][^）)]*[)）]", lambda found: found[0].replace("、", "\0"), text)
