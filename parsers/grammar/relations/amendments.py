"""What a sentence amends or corrects: 将《…》第三条修改为 · 对《…》作如下修改 · 《…》第二页…更正为."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.references import Reference

SIGNS = ("修改", "删去", "删除", "增加一", "更正", "勘误", "修订", "作出如下", "作如下")

_COUNT = r"[一二三四五六七八九十百零〇\d]+"
_ARTICLE = rf"第{_COUNT}(?:[章节条款项目](?:之[一二三四五])?|部分)(?:第?[（(]?{_COUNT}[)）]?[款项目])*"
_PART = lazy_regex(rf"\s*(?:中的?|的)?(?P<part>{_ARTICLE}(?:[、和及至]{_ARTICLE})*)")
# 将《…》第三条修改为 · 《…》第三条第一款中的“…”修改为 · 删去《…》第五条
_CHANGED = lazy_regex(
    rf"\s*(?:中的?|的)?(?:{_ARTICLE}|附件|附表|序言|名称|标题|题目|“)[^。；]{{0,400}}?(?:修改为|改为|修订为|调整为|删去|删除|增加|改成)|\s*增加[一二三四五六七八九十]+[章节条款项]"
)
# 对《…》作如下修改 · 对《…》部分条款予以修改
_AS_FOLLOWS = lazy_regex(
    r"[^，。；《》]{0,16}?(?:作|作出|做|做出|进行)?(?:了)?(?:如下|以下|部分)(?:部分)?(?:修改|修订|修正|调整)|(?:作|作出|做出|进行)(?:修改|修订)(?=[：:。（(]|$)|[^，。；《》]{0,12}予以修改|[^，。；《》]{0,20}作[出]?(?:如下|以下)[^，。；《》]{0,4}(?:修改|修订)"
)
_OBJECT = lazy_regex(r"(?:(?:^|[，,：:、；\s\u3000)）]|[.．])(?:现|经研究)*|决定|现)(?:将|对|删去|删除|在)\s*$")
# 一、修改《…》（…）
_MODIFIES = lazy_regex(r"(?:^|[，,：:、；\s\u3000.．)）]|决定)修[改订]\s*$")
_DELETES = lazy_regex(r"删[去除]\s*$")
_BARE = lazy_regex(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)?$")
_CORRECTED = lazy_regex(r"[^。；]{0,200}?(?:予以|作如下|现)?(?:更正|勘误)(?:如下|为|[。：:]|$)")
# 《…》附件1中“样例”更正为“范例”
_MISPRINT = lazy_regex(r"[^。；《》]{0,60}“[^”]*”[^。；《》]{0,12}更正为")
# 一、《…》（样例发〔2021〕20号）：将第三条修改为… · 《…》删去第五条
_LISTED = lazy_regex(
    r"\s*[：:，。]?\s*(?:[（(]?[一1][)）.．、]\s*)?(?:删[去除]|增加|(?:将|对|把|在|第|原?附[件表])[^。；]{0,200}?(?:修改|改为|改成|删[去除]|增加|调整|合并|表述))"
)
# （一）将第三条修改为：“…” · 删去第五条: below a line that names a document alone
_ITEM = lazy_regex(
    rf"\s*+(?:[（(]?[一1][)）.．、]\s*+)?(?:(?:将|对|在|删[去除])?\s*{_ARTICLE}|将|删[去除]|增加)[^。；]{{0,200}}?(?:修改|改为|删[去除]|增加|调整为)|\s*+(?:[（(]?[一1][)）.．、]\s*+)?(?:删[去除]|增加)"
)
_JOINT = lazy_regex(r"\s*(?:[、和及与]|以及)?\s*")
_NEAR = 40
"""The characters before a document in which words tell that the change is another's."""
_NOT_NOW = lazy_regex(r"应当|可以|申请|要求|及时|已(?:经)?(?:修改|更正)|拟(?:将|对)|建议")


class Changed(NamedTuple):
    """A document that a sentence changes, how, and the part of it."""

    kind: Literal["amends", "corrects"]
    reference: Reference
    part: str | None


def read_changed(sentence: str, references: Sequence[Reference], *, is_decision: bool) -> Iterator[Changed]:
    """The documents that a sentence amends or corrects, in order.

    `is_decision`: whether the document is one that changes others: in a plan 修订《…》 is a task.
    """
    for group in _groups(sentence, references):
        start, end = group[0].start, group[-1].end
        before = sentence[max(0, start - _NEAR) : start]
        if _NOT_NOW.search(before):
            continue
        part = _PART.match(sentence, end)
        kind = _kind(sentence, before, start, end, part["part"] if part else None)
        if kind is None and is_decision and _is_modified(sentence, before, start, end):
            kind = "amends"
        if kind is not None:
            named = part["part"] if part else None
            yield from (Changed(kind, one, named) for one in group if one.names_document)


def names_alone(line: str, references: Sequence[Reference]) -> Reference | None:
    """The document that is all that a line of a list names: 一、《…》（样例发〔2021〕20号）."""
    if len(references) != 1 or not references[0].names_document or references[0].title is None:
        return None
    one = references[0]
    is_alone = _BARE.match(line[: one.start]) and not line[one.end :].strip("：:。；;，, ")
    return one if is_alone else None


def is_item(line: str) -> bool:
    """Whether a line changes a part of the document that the line before it names: （一）将第三条修改为…."""
    return _ITEM.match(line) is not None


def _kind(sentence: str, before: str, start: int, end: int, part: str | None) -> Literal["amends", "corrects"] | None:
    """What a sentence does to the documents between two indexes; None where it does something else."""
    is_object = _OBJECT.search(before) is not None
    is_bare = start < _NEAR and _BARE.match(before) is not None
    if not is_object and not is_bare:
        return None
    if _CHANGED.match(sentence, end) or (part and _DELETES.search(before)):
        return "amends"
    if _MISPRINT.match(sentence, end):
        return "corrects"
    if not is_object:
        return None
    if _AS_FOLLOWS.match(sentence, end):
        return "amends"
    return "corrects" if _CORRECTED.match(sentence, end) else None


def _is_modified(sentence: str, before: str, start: int, end: int) -> bool:
    """Whether a decision lists documents with their amendments, or says 修改《…》 of them."""
    is_bare = start < _NEAR and _BARE.match(before) is not None
    return _MODIFIES.search(before) is not None or (is_bare and _LISTED.match(sentence, end) is not None)


def _groups(sentence: str, references: Sequence[Reference]) -> Iterator[list[Reference]]:
    """Documents that stand beside each other: 《…》、《…》和《…》."""
    group: list[Reference] = []
    for one in references:
        if group and not _JOINT.fullmatch(sentence, group[-1].end, one.start):
            yield group
            group = []
        group.append(one)
    if group:
        yield group
