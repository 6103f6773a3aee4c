"""What two texts, and the words of two titles, say of whether their pages hold the same document.

Three answers: they agree, they share nothing, or they prove nothing. A text may stand whole on one site and in part on
another (the notice alone, the annex alone, a repost cut short), so the shorter is looked for in the longer.
"""

import re
import unicodedata
from functools import lru_cache

from parsers.record import PolicyDocument
from storage.resolution.normalization import plain

SHINGLE_LENGTH = 8
"""Characters of the pieces by which texts are compared."""

LEAST_TEXT = 50
"""Different pieces that a text must have for its words to prove that it is another's."""

LEAST_VETO = 20
"""Different pieces that a text must have for it to count that none of them stands in another."""

LONG_TEXT = 150
"""Different pieces of a text that proves by itself what it is, whatever its title."""

SHARED, NEARLY_ALL = 0.5, 0.93
"""Share of the pieces of the shorter text that stand in the longer: enough to agree; enough to be the same text."""

LONGEST_COVER = 300
"""Characters of a text that only says that a document is issued, and where it is to be found."""

# 现将《…》印发给你们 · 现予公布 · 全文见附件 · 点击下载: the document itself stands elsewhere
_POINTS_AWAY = re.compile(
    "附件|附后|(?:印发|转发|下发)给你们|现(?:予|将.{0,80}予以)?(?:印发|公布|发布)|予以(?:印发|公布|发布)|全文|详见|见下|"
    "点击|下载|链接|扫码"
)
# 更正如下 · 勘误 · 附件有误: what is corrected stands elsewhere, too, and is not this document
_CORRECTS = re.compile("更正|勘误|订正|有误")

# 2021年11月16日 · 3.7 · 164: what a form is filled with anew each time
_FIGURE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d+(?:\.\d+)?")

ACTS = {
    "corrects": re.compile("更正|勘误|订正|修正版|更新版|重新(?:发布|印发|公布)"),
    "repeals": re.compile("废止|失效"),
    "amends": re.compile("修改|修正"),
    "prolongs": re.compile("延长.{0,40}(?:期|时间)|延期"),
    "supplements": re.compile("补充(?:通知|规定|公告|通告|意见|说明|协议)"),
    "withdraws": re.compile("撤销|撤回|收回"),
    "explains": re.compile("解读|答记者问|图解|读懂"),
    "drafts": re.compile("征求.{0,80}意见|征集.{0,80}意见|草案|送审稿"),
}
"""What one document does to another, by the words of its title: two documents bear that title's matter, then.

关于更正《关于…的通知》附件的公告 · 关于延长《…办法》有效期的通知 · 关于修改《…办法》的决定 · …办法（征求意见稿）"""
_NAMED = re.compile("《.*》")


def texts_agree(one: PolicyDocument, other: PolicyDocument) -> bool | None:
    """True: the shorter text stands in the longer for the most part. False: they are texts of two documents. None: one
    of them is missing, too short to say, or only points to the document."""
    first, second = shingles(one.body), shingles(other.body)
    size = min(len(first), len(second))
    if size < LEAST_VETO:
        return None
    common = len(first & second)
    if common >= SHARED * size:
        if _filled_anew(one.body, other.body):
            return False
        return True if size >= LEAST_TEXT else None
    if _is_cover(one.body) != _is_cover(other.body):  # an order, and the rule that it publishes
        return None
    return False if size >= LEAST_TEXT or common == 0 else None


def texts_equal(one: PolicyDocument, other: PolicyDocument, least: int = LONG_TEXT) -> bool:
    """Whether nearly all of the shorter text stands in the longer, and every figure of it."""
    first, second = shingles(one.body), shingles(other.body)
    size = min(len(first), len(second))
    if size < least or len(first & second) < NEARLY_ALL * size:
        return False
    few, many = sorted((_figures(one.body), _figures(other.body)), key=len)
    return few <= many


def texts_whole(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether the texts are the same from end to end, figures included."""
    first, second = shingles(one.body), shingles(other.body)
    is_whole = len(first & second) >= NEARLY_ALL * max(len(first), len(second), 1)
    return is_whole and texts_equal(one, other, LEAST_TEXT) and _figures(one.body) == _figures(other.body)


def acts_of(title: str, *, outside: bool) -> set[str]:
    """What a title says that its document does to another; `outside`: by the words outside 《》 alone."""
    title = "".join(title.split())
    words = _NAMED.sub("《》", title) if outside and "《" in title else title
    return {act for act, pattern in ACTS.items() if pattern.search(words)}


def differing_acts(one: str, other: str) -> set[str]:
    """What only one of two documents does to another. A name in 《》 may hold such words: it counts for agreement."""
    return (acts_of(one, outside=True) - acts_of(other, outside=False)) | (
        acts_of(other, outside=True) - acts_of(one, outside=False)
    )


def longest_paragraph(body: str) -> str | None:
    """The longest paragraph of a text for comparing; reposts keep it. None where the text is not long enough to prove
    by itself what it is."""
    if len(body) < LONG_TEXT:
        return None
    longest = plain(max(("".join(line.split()) for line in body.splitlines()), key=len, default=""))
    return longest if len(longest) >= LEAST_VETO else None


@lru_cache(maxsize=64)
def shingles(body: str) -> frozenset[str]:
    """The different pieces of a text."""
    text = plain(body)
    return frozenset(text[i : i + SHINGLE_LENGTH] for i in range(len(text) - SHINGLE_LENGTH + 1))


def _is_cover(body: str) -> bool:
    if len(plain(body)) > LONGEST_COVER or _CORRECTS.search(body):
        return False
    return bool(_POINTS_AWAY.search(body))


def _filled_anew(one: str, other: str) -> bool:
    """Whether two texts are one form filled in twice: the daily rate, the monthly figures."""
    first, second = _figures(one), _figures(other)
    size = min(len(first), len(second))
    return size >= 2 and len(first & second) < SHARED * size


@lru_cache(maxsize=64)
def _figures(body: str) -> frozenset[str]:
    return frozenset(_FIGURE.findall(unicodedata.normalize("NFKC", "".join(body.split()))))
