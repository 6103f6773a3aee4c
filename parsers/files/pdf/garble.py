"""Whether the text layer of a page says what the page shows."""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from parsers.files.pdf.lines import HAN

PageKind = Literal["text", "poor", "scan", "garbled", "blank", "broken"]

FEWEST_CHARACTERS = 20
"""Characters of a page with text; one with fewer, and a picture over half of it, is a scan."""
_COMMON_SHARE = 0.25
"""Share of the Chinese characters of a page of policy text that are among the commonest; most have 0.8."""
_CONTROL_SHARE = 0.05

_POOR_SHARE = 0.6
"""The same share of a picture's text layer below which its recognition failed in many places."""
_MARKS_SHARE = 0.3
"""Share of marks and stray signs among the characters of such a layer; printed policy text has 0.15 at most."""

_DOTS = re.compile(r"[.．…·‥]{3,}")
"""The dots of a table of contents."""
_MARK = re.compile(r"[^\w\s]|_")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_BLANK = re.compile(r"\s+")
_BULLET = re.compile("(?:^|(?<=\\s))[\uf020-\uf0ff](?=\\s|[\u4e00-\u9fff])", re.MULTILINE)
"""A bullet of a symbol font (Wingdings), which Word writes before each item of a list: no sign of a broken font."""


@cache
def common_characters() -> frozenset[str]:
    """The commonest Chinese characters of policy documents, counted by `python -m benchmarks.characters`."""
    return frozenset(files(__package__).joinpath("common_characters.txt").read_text("utf-8")) - {"\n"}


def is_garbled(text: str) -> bool:
    """Whether a page's text is rubbish: control and private characters, or Chinese characters that nobody writes.

    A font without a table to Unicode gives the first; a table that is wrong gives the second (犐犆犛 for ICS)."""
    bare = _BLANK.sub("", _BULLET.sub("", text))
    if len(bare) < FEWEST_CHARACTERS:
        return False
    if len(_NO_TEXT.findall(bare)) > _CONTROL_SHARE * len(bare):
        return True
    han = HAN.findall(bare)
    if len(han) < FEWEST_CHARACTERS:
        return False
    return sum(map(common_characters().__contains__, han)) < _COMMON_SHARE * len(han)


def is_poor(text: str) -> bool:
    """Whether the text layer of a scanned page was recognised badly: many stray marks, or characters nobody writes."""
    bare = _BLANK.sub("", _DOTS.sub("", text))
    if len(bare) < FEWEST_CHARACTERS:
        return False
    if len(_MARK.findall(bare)) > _MARKS_SHARE * len(bare):
        return True
    han = HAN.findall(bare)
    return len(han) >= FEWEST_CHARACTERS and sum(map(common_characters().__contains__, han)) < _POOR_SHARE * len(han)
