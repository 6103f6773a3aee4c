"""What a sentence amends or corrects: 将《…》第三条修改为 · 对《…》作如下修改 · 《…》第二页…更正为."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from parsers.grammar.relations.references import Reference

SIGNS = ("修改", "删去", "删除", "增加一", "更正", "勘误", "修订", "作出如下", "作如下")

_COUNT = r"[一二三四五六七八九十百零〇\d]+"
_ARTICLE = rf"第{_COUNT}(?:[章节条款项目](?:之[一二三四五])?|部分)(?:第?[（(]?{_COUNT}[)）]?[款项目])*"
_PART = re.compile(rf"\s*(?:中的?|的)?(?P<part>{_ARTICLE}(?:[、和及至]{_ARTICLE})*)")
# 将《…》第三条修改为 · 《…》第三条第一款中的“…”修改为 · 删去《…》第五条
_CHANGED = re.compile(
    rf"\s*(?:中的?|的)?(?:{_ARTICLE}|附件|附表|序言|名称|标题|题目|“)[^。；]{{0,400}}?(?:修改为|改为|修订为|调整为|删去|删除|增加|改成)|\s*增加[一二三四五六七八九十]+[章节条款项]"
)
# 对《…》作如下修改 · 对《…》部分条款予以修改
_AS_FOLLOWS = re.compile(
    r"[^，。；《》]{0,16}?(?:作|作出|做|做出|进行)?(?:了)?(?:如下|以下|部分)(?:部分)?(?:修改|修订|修正|调整)|(?:作|作出|做出)(?:修改|修订)(?=[：:。，]|$)|[^，。；《》]{0,12}予以修改|[^，。；《》]{0,20}作[出]?(?:如下|以下)[^，。；《》]{0,4}(?:修改|修订)"
)
_OBJECT = re.compile(r"(?:^|[，,：:、；\s\u3000]|[.．])(?:现|决定|经研究)*(?:将|对|删去|删除|在)\s*$")
_DELETES = re.compile(r"删[去除]\s*$")
_BARE = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)?$")
_CORRECTED = re.compile(r"[^。；]{0,200}?(?:予以|作如下|现)?(?:更正|勘误)(?:如下|为|[。：:]|$)")
# 《…》附件1中“样例”更正为“范例”
_MISPRINT = re.compile(r"[^。；《》]{0,60}“[^”]*”[^。；《》]{0,12}更正为")
_NOT_NOW = re.compile(r"应当|可以|申请|要求|及时|已(?:经)?(?:修改|更正)|拟(?:将|对)|建议")


class Changed(NamedTuple):
    """A document that a sentence changes, how, and the part of it."""

    kind: Literal["amends", "corrects"]
    reference: Reference
    part: str | None


def read_changed(sentence: str, references: Sequence[Reference]) -> Iterator[Changed]:
    """The documents that a sentence amends or corrects, in order."""
    for reference in references:
        before = sentence[: reference.start]
        if _NOT_NOW.search(before) or not reference.names_document:
            continue
        is_object = _OBJECT.search(before) is not None
        if not is_object and not _BARE.match(before):
            continue
        part = _PART.match(sentence, reference.end)
        named = part["part"] if part else None
        if _CHANGED.match(sentence, reference.end) or (named and _DELETES.search(before)):
            yield Changed("amends", reference, named)
        elif _MISPRINT.match(sentence, reference.end):
            yield Changed("corrects", reference, named)
        elif not is_object:
            continue
        elif _AS_FOLLOWS.match(sentence, reference.end):
            yield Changed("amends", reference, named)
        elif _CORRECTED.match(sentence, reference.end):
            yield Changed("corrects", reference, named)
