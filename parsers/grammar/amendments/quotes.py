"""Takes the quotations out of a decision, so that its own words can be read: 将第三条修改为：Q。

Quotations hold quotations. New words of several paragraphs open with “ at each and close once (as NPC prints them): a “
behind a blank within an open quotation opens none.
"""

import re
from dataclasses import dataclass

SIGN = "\ue000"
"""Stands for a quotation in the words of a decision; no text holds it."""
_SIGNS = re.compile("[“”]")
_REOPENS = re.compile(r"(?:^|(?<=[\s\n]))“", re.MULTILINE)

_RUNS_ON = re.compile(r"(?<=[。；：])“")


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words of a decision with a sign for each quotation, and the quotations in order."""

    words: str
    quotes: tuple[str, ...]


def take_out(text: str) -> Quoted:
    """The words of a text without its quotations. Linear; a quotation that never ends reaches to the next ”."""
    text = text.replace(SIGN, "")
    if "“" not in text and text.count('"') > 1:
        text = _with_signs(text)
    pieces: list[str] = []
    quotes: list[str] = []
    done, depth, opened = 0, 0, 0
    for sign in _SIGNS.finditer(text):
        at = sign.start()
        if sign[0] == "“":
            if depth == 0:
                pieces.append(text[done:at])
                opened, depth = at + 1, 1
            elif not text[at - 1].isspace():
                depth += 1
        elif depth:
            depth -= 1
            if depth == 0 or _closes(text, at):
                quotes.append(_paragraphs(text[opened:at]))
                pieces.append(SIGN)
                done, depth = at + 1, 0
    pieces.append(text[done:] if depth == 0 else text[opened - 1 :])
    return Quoted("".join(pieces).replace("\r", ""), tuple(quotes))


def _paragraphs(words: str) -> str:
    """New words without the “ that opens each further paragraph, on a line of its own or behind the one before."""
    words = _REOPENS.sub("", words)
    if words.count("“") > words.count("”"):
        words = _RUNS_ON.sub("\n", words)
    return words.strip()


# ” 二、将第四条 · ”。三、 · ”\n本决定自
_NEXT_ITEM = re.compile(
    r"[。；;]?\s*(?:[一二三四五六七八九十]{1,3}、\s*(?:将|删|增加|第|在|对|原|把)|[（(][一二三四五六七八九十]{1,3}[)）]\s*(?:将|删|增加|在第)"
    r"|本决定自|条文[序顺]|此外[，,]|$)"
)


def _closes(text: str, at: int) -> bool:
    """Whether an end sign closes all that is open: the decision goes on behind it."""
    return _NEXT_ITEM.match(text, at + 1) is not None


def _with_signs(text: str) -> str:
    """A text that prints straight signs with those that open and close."""
    parts = text.split('"')
    return "".join(part + ("“" if index % 2 == 0 else "”") for index, part in enumerate(parts[:-1])) + parts[-1]
