"""The words of an indicator: what a figure measures, as printed, without verbs, years and bounds; and the several
indicators that one phrase names."""

import re

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.wording import any_of, words

SHORTEST_INDICATOR, LONGEST_INDICATOR = 2, 60
LONGEST_CLAUSE = 160
"""Characters before a figure in which its verb and indicator stand."""

_BLANK_BETWEEN = lazy_regex(r"\d? (?=[\u4e00-\u9fff])")
"""The end of a cell: 航空公司3 支持新开航线."""
_SPLITS = ("、", "、|(?<!协)和|以及|与", "、|(?<!协)和|以及|与|及(?!率)")
_CLAUSE = lazy_regex(r"(?:[^，,。；;：:！？!?（()）]++|[（(][^（()）]*[)）])*$")
_EDGES = " \t　，,、"
_PAIRS = ("存贷", "进出", "供排", "投融", "借贷", "产销")
"""Characters that stand alone before 、 and share what follows: 存、贷款, 进、出口."""


def name_indicator(clause: str, *, keep_yearly: bool = False) -> str:
    """The indicator in the words before a figure or its verb; "" where they name none.

    `keep_yearly`: 每年 and 年均 belong to the indicator, as before 500万人次.
    """
    text = words.year_phrase.sub("", words.compared.sub("", clause)).strip()
    if text.endswith("的"):
        return ""  # what it describes stands behind the figure
    before = None
    while text != before:
        before = text
        text = words.trails.sub("", text).strip(_EDGES)
        if not keep_yearly:
            text = re.sub(r"(?:(?<!\d)年均|每年|平均每年)+$", "", text)
        text = words.leads.sub("", text).strip(_EDGES)
    if (moved := words.moved.search(text)) and words.measured.search(moved["thing"]):
        text = moved["thing"]
    text = re.sub(r"^[^“”]*”", "", text) if text.count("”") > text.count("“") else text
    text = words.within.sub("", text)
    if keep_yearly and (task := words.task_of.match(text)):
        text = task["task"]
    is_whole = text.count("（") + text.count("(") == text.count("）") + text.count(")")
    if not is_whole or not SHORTEST_INDICATOR <= len(text) <= LONGEST_INDICATOR:
        return ""
    if words.no_indicator.search(text) or words.ends_in_verb.search(text) or words.verb_alone.match(text):
        return ""  # a verb alone, a rest of something else, figures of its own
    return text


def name_object(text: str) -> str:
    """What is counted, as it stands behind a figure, to the end of the clause; "" where nothing does."""
    text = _BLANK_BETWEEN.split(text.lstrip(), maxsplit=1)[0]
    match = words.object.match(words.remark.sub("", text).lstrip("的 "))
    name = words.behind_object.split(match[0], maxsplit=1)[0].strip() if match else ""
    return "" if words.no_object.search(name) or name.count("”") > name.count("“") else name


def clause_before(text: str, after: int = 0) -> str:
    """The words before a figure back to the last boundary, or to `after`, the end of the figure that was read before.

    Commas inside brackets and lists of indicators stay.
    """
    start = max(after, len(text) - LONGEST_CLAUSE)
    if after and ("）" in text[after:] or ")" in text[after:]) and not re.search(r"[（(]", text[after:]):
        start = max(0, len(text) - LONGEST_CLAUSE)
    text = text[start:]
    match = _CLAUSE.search(text)
    return match[0].lstrip("、和及与并且或") if match else ""


def split_indicators(indicator: str, count: int) -> list[str] | None:
    """The several indicators of one phrase, each in full: 花生种植、收获机械化率 -> 花生种植机械化率, 花生收获机械化率.

    Parts that are whole indicators stay as they are; else all share the noun that ends the last part. None where their
    number is another, or where no word says what they share.
    """
    if match := words.industries.fullmatch(indicator):
        numbers = re.findall("[一二三]", match["numbers"])
        names = [f"{match['before']}第{number}{match['noun']}{match['after']}" for number in numbers]
        return names if len(names) == count else None
    splits = (_split(indicator, signs) for signs in _SPLITS)
    parts = next((parts for parts in splits if len(parts) == count), None)
    if parts is None or min(map(len, parts)) == 0:
        return None
    if whole := words.share_of_whole.fullmatch(parts[-1]):
        # 甲增加值和乙增加值占生产总值的比重: the whole is that of all.
        shares = [*parts[:-1], whole["own"]]
        return [share + whole["of"] for share in shares] if all(map(words.measured.search, shares)) else None
    if all(map(words.measured.search, parts)):
        first, *others = parts
        per, noun = words.per_output.match(first), words.bare_at_end.search(first)
        if per:
            is_whole = [words.per_output.match(part) or "单位" in part for part in others]
            return [first, *(part if whole else per[0] + part for part, whole in zip(others, is_whole, strict=True))]
        thing = first[: noun.start()] if noun else ""  # 专利申请量和授权量
        return [first, *(thing + part if words.bare_at_end.fullmatch(part) else part for part in others)]
    heads = [words.head.search(part) for part in parts]
    if heads[-1] and any(heads[:-1]):
        # 工业、农业增加值和研发投入: a part without a noun takes that of the next.
        for at in range(len(parts) - 2, -1, -1):
            if heads[at] is None and (head := heads[at + 1]):
                parts[at], heads[at] = parts[at] + head[0], head
        return parts
    first, last = parts[0], parts[-1]
    own = _own_words(parts)
    if not 0 < own < len(last):
        return None
    shared, last_own = last[own:], last[:own]
    if first[-1] + last_own[0] in _PAIRS:  # 存、贷款规模
        shared, last_own = last_own[1:] + shared, last_own[0]
    if len(last_own) < len(first) and words.activity.search(first) and re.fullmatch(any_of("activity"), last_own):
        thing = words.activity.sub("", first)
        return [first + shared, *(thing + part + shared for part in [*parts[1:-1], last_own])]
    return [part + shared for part in [*parts[:-1], last_own]]


def split_things(indicator: str) -> list[str]:
    """The things of which there are as many each: 生育友好医院和儿童友好医院各20家, 签约、开工项目各100个.

    Empty where one thing alone is named: so many for each place.
    """
    if len(parts := _split(indicator, _SPLITS[1])) == 1:
        return []
    verb = words.verbs_alone.match(parts[-1])
    if verb and all(words.verbs_alone.fullmatch(part) for part in parts[:-1]):
        thing = parts[-1][verb.end() :]
        yearly = (words.verbs_alone.match(parts[0]) or verb)["yearly"] or ""
        return [parts[0] + thing, *(yearly + part + thing for part in parts[1:-1]), yearly + parts[-1]]
    return split_indicators(indicator, len(parts)) or parts


def _own_words(parts: list[str]) -> int:
    """How many characters of the last part are its own, before the noun that all parts share."""
    first, last = parts[0], parts[-1]
    longest = max(len(part) for part in parts[:-1])
    if longest == 1:
        return 1  # 铜、铅、锌产量
    # 失业保险、工伤保险参保人数: the parts end in the same word.
    for length in range(min(4, len(first)), 1, -1):
        tail = first[-length:]
        if tail in last[:-1] and all(part.endswith(tail) for part in parts[:-1]):
            return last.index(tail) + length
    # 京津冀及周边地区、汾渭平原PM2.5浓度: places share what stands behind the last of them.
    if all(map(words.place_alone.fullmatch, parts[:-1])) and (place := words.place_at_start.match(last)):
        return place.end()
    # 再生铜、再生铅产量: the parts begin alike and are equally long.
    if {len(part) for part in parts[:-1]} == {len(first)} and 2 < len(first) < len(last) and first[:2] == last[:2]:
        return len(first)
    if (at := last.find("的")) > 1 and not any("的" in part for part in parts[:-1]):
        return at  # 城市居民、中小学生的健康知识知晓率
    starts = [length for length in range(2, min(longest + 2, len(last))) if words.shared_start.match(last[length:])]
    # Words much longer than the other parts hold more of the shared noun than its end: 长江、黄河干流水质优良断面比例.
    head = words.head.search(last)
    own = len(re.sub(r"[（(][^）)]*[)）]", "", last[: head.start()])) if head else 0
    return min([*starts[:1], *([head.start()] if head and own <= longest + 1 else [])], default=0)


def _split(text: str, signs: str) -> list[str]:
    """The parts of a text between signs outside of brackets."""

    def hide(match: re.Match[str]) -> str:
        return match[0].replace("、", "\0").replace("和", "\1") if match["end"] else match[0]

    # A bracket without an end takes the rest, so that no other one is looked for in it again.
    hidden = re.sub(r"[（(][^）)]*+(?P<end>[)）]?)", hide, text)
    return [part.replace("\0", "、").replace("\1", "和") for part in re.split(signs, hidden)]
