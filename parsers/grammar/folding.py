"""Texts as quotations and translations are compared: width, the form of quotation marks and blanks do not count.

All else does: each character, its case, and whether there is a quotation mark at all.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
)

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

SELECTORS = re.compile(f"[{_SELECTORS}]")
"""The variation selectors."""

INVISIBLE = re.compile(f"[{_HIDDEN}]|(?<=[{_SELECTORS}])[{_SELECTORS}]")

_SUSPECT = re.compile(f"[{_HIDDEN}{_SELECTORS}]")
"""One set of characters, which is looked for faster."""


def remove_invisible(text: str) -> tuple[str, int]:
    """The text without invisible characters, nearly always the text itself; and how many there were."""
    return INVISIBLE.subn("", text) if _SUSPECT.search(text) else (text, 0)


QUOTATION_MARKS = "\"'“”„‟‘’‚‛「」『』«»‹›〝〞〟﹁﹂﹃﹄＂＇｢｣"
"""All compared as one: a quotation inside a quotation takes the other form, and keyboards have the straight ones."""


def fold(text: str) -> str:
    """The copy of a text that is compared."""
    return text.translate(folded_characters())


@cache
def folded_characters() -> Mapping[int, str | None]:
    """What each character becomes: one character, or nothing. Made when first wanted: it takes some milliseconds."""
    table: dict[int, str | None] = {}
    # Forms of another width, U+FF01 to U+FF65: the full-width ASCII and the half-width Chinese punctuation.
    for code in range(0xFF01, 0xFF66):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    everywhere = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE0200))))
    ignored = {char for char in everywhere if char.isspace()} | {
        *INVISIBLE.findall(everywhere),
        *SELECTORS.findall(everywhere),
    }
    table |= dict.fromkeys(map(ord, ignored))
    table |= dict.fromkeys(map(ord, QUOTATION_MARKS), '"')
    return table
