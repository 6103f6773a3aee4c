"""Splits a paragraph into its sentences, joins lines that a saver broke, and covers what a text quotes."""

import re
from collections.abc import Iterator, Sequence

from parsers.grammar.document_type import ending_of
from parsers.grammar.patterns import lazy_regex
from parsers.passages import Passage

_END = lazy_regex("。(?!现予公布)|[；（）()《》]")
"""《…》已经…会议审议通过。现予公布 is one statement."""
_ENDED = lazy_regex("[^。；]+[。；]?|[。；]")
_BRACKETS = {"《": 1, "（": 1, "(": 1, "》": -1, "）": -1, ")": -1}


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a paragraph with their ends. A sign inside 《》 or brackets ends none, if these are closed."""
    if not any(opening in text for opening in "《（("):
        yield from _ENDED.findall(text)
        return
    count = text.count
    balanced = count("《") == count("》") and count("（") + count("(") == count("）") + count(")")
    depth, start = 0, 0
    for sign in _END.finditer(text):
        step = _BRACKETS.get(sign[0])
        if step is not None:
            depth = max(0, depth + step)
        elif depth == 0 or not balanced:
            yield text[start : sign.end()]
            start = sign.end()
    if start < len(text):
        yield text[start:]


# a line that goes on: …的通知》 / （样例发〔2011〕88号）同时废止 · …号） / 转发给你们 · …同时废 / 止。
_GOES_ON_BEHIND_TITLE = lazy_regex(r"[（(、，和及与同予停即]|转发|印发|批转|废止|自\S{2,14}起")
_LONGEST_TITLE = 200
_ENDS = ("。", "；", "：", ":", ";", "！", "？", "”", "…")  # of one character each
_ENDS_OPEN = lazy_regex(r"[\u4e00-\u9fff、，—\d]$")
_BEGINS_ANEW = lazy_regex(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}\s*[、.．\s]|第[一二三四五六七八九十百\d]+[章条节]|附\s*[件表录]|\u3000|抄送|主送|[^\u4e00-\u9fff（(《、，])"
)
_WIDTH = 30
"""The least characters of a line that a saver broke for its width."""
_LONGEST_JOINED = 3_000


def joined_lines(passages: Sequence[Passage], trigger: re.Pattern[str]) -> Iterator[Passage]:
    """The passages, where a saver broke one within a sentence of interest that names a document as one."""
    joined: Passage | None = None
    for passage in passages:
        if joined is not None and joined.text[-1] not in _ENDS and _goes_on(joined, passage, trigger):
            joined = joined._replace(text=joined.text.rstrip() + passage.text.strip())
            continue
        if joined is not None:
            yield joined
        joined = passage
    if joined is not None:
        yield joined


def _goes_on(before: Passage, passage: Passage, trigger: re.Pattern[str]) -> bool:
    text, following = before.text.rstrip(), passage.text
    if text.endswith(_ENDS) or len(text) > _LONGEST_JOINED or ("《" not in text and "《" not in following):
        return False
    if before.part is not passage.part or (before.attachment, before.page) != (passage.attachment, passage.page):
        return False
    last = max(text.rfind("。"), text.rfind("；"), len(text) - 400) + 1
    if text.rfind("《", last) > text.rfind("》", last):  # a title that is broken itself
        return 0 <= following.find("》") < _LONGEST_TITLE
    ends_in_title = text.endswith(("》", "）", ")"))
    if ends_in_title:
        is_open = _GOES_ON_BEHIND_TITLE.match(following) is not None
    else:
        is_open = len(text) >= _WIDTH and _ENDS_OPEN.search(text) is not None
    if not is_open or _BEGINS_ANEW.match(following):
        return False
    end = min(at for at in (following.find("。"), following.find("；"), 200) if at >= 0)
    broken = text[last:] + following[:end]
    if "《" not in broken or not trigger.search(broken):
        return False
    return ends_in_title or ending_of(text[-80:]) is None


_QUOTE = lazy_regex("[“”]")
# 将第一条修改为：“… · 增加一款：“…: the words that an amendment puts in, which may reach over paragraphs
_PUTS_IN = lazy_regex(r"(?:为|条|款|项|加|内容|作|下)\s*[：:，]?\s*$")
_LONG_QUOTE = 20
_MOST_QUOTED = 60
_COVER = "□"


class Quotes:
    """Covers the words that an amendment quotes: they are the amended rule's and state nothing for the decision."""

    def __init__(self) -> None:
        self._left = 0

    def cover(self, text: str) -> str:
        """The text with its long quotations covered, so that indexes stay; called for the paragraphs in turn."""
        pieces: list[str] = []
        done, start = 0, 0 if self._left else -1
        for sign in _QUOTE.finditer(text):
            if sign[0] == "“" and start < 0:
                start = sign.end()
            elif sign[0] == "”" and start >= 0:
                if sign.start() - start >= _LONG_QUOTE or (start == 0 and self._left):
                    pieces += (text[done:start], _COVER * (sign.start() - start))
                    done = sign.start()
                start, self._left = -1, 0
        if start >= 0 and (self._left or _PUTS_IN.search(text, max(0, start - 12), start - 1)):
            pieces += (text[done:start], _COVER * (len(text) - start))
            done = len(text)
            self._left = (self._left or _MOST_QUOTED + 1) - 1
        else:
            self._left = 0
        return "".join((*pieces, text[done:]))
