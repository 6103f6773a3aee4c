"""Finds the articles that a text names: 本办法第十二条第二款, 第九条、第十条, 《样例条例》（国务院令第1号）第五条.

A number behind a title without 《》 (公司法第三条) is another document's, which is not certain: it is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_N = r"[一二三四五六七八九十百零〇0-9０-９]{1,6}"
_ARTICLE = re.compile(rf"第{_N}条(?:之[一二三四五六七八九十]{{1,3}})?(?:第{_N}款)?(?:第[（(]?{_N}[)）]?项)?")
# 本办法 · 本条例 · 本法: the text itself
_OWN = re.compile(r"本[\u4e00-\u9fff]{0,6}(?:法|办法|条例|规定|细则|规则|规程|规范|制度|准则|决定|意见|通知|公告)的?$")
# 依照第九条 · 有第十条所列情形 · （第三条）
_BARE = re.compile(
    r"(?:^|[，。；：、（(“\s]|依照|依据|根据|按照|违反|符合|适用|具有|除|有|与|和|及|或者?|至|到|对|在|由|将|为|前款|本章)$"
)
_TITLED = re.compile(r"《(?P<title>[^《》\n]{2,80})》\s*(?:[（(][^（()）\n]{1,60}[)）])?\s*的?$")
_JOINT = re.compile(r"(?:规定的?)?(?:[、和及与或至到]|以及|或者|，)?$")
_BEFORE = 160


@dataclass(frozen=True, slots=True)
class Reference:
    """An article that a text names."""

    start: int
    end: int
    words: str
    """第十二条第二款."""
    title: str | None
    """Of the other document; None for the text itself."""


def references_in(text: str) -> Iterator[Reference]:
    """The articles that a paragraph names, in order; not the number with which it begins."""
    before: Reference | None = None
    begins = len(text) - len(text.lstrip())
    for match in _ARTICLE.finditer(text):
        at = match.start()
        if at == begins:
            continue
        head = text[max(0, at - _BEFORE) : at]
        if before is not None and before.end >= at - 4 and _JOINT.fullmatch(text, before.end, at):
            title, is_certain = before.title, True  # 第九条、第十条
        elif titled := _TITLED.search(head):
            title, is_certain = titled["title"], True
        else:
            title, is_certain = None, bool(_OWN.search(head[-12:]) or _BARE.search(head[-3:]))
        before = Reference(at, match.end(), match[0], title) if is_certain else None
        if before:
            yield before
