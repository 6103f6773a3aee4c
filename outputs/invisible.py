"""Characters that take no place on a page and that nobody sees: they hide words from people, or order them anew.

Control characters but tab and line feed; zero-width characters; the marks that turn the direction of writing; Unicode's
tag characters, which spell ASCII invisibly; and every variation selector but the first behind a character (one chooses
the form of a Chinese character, a run of them can spell anything).
"""

import re

_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
)

SELECTORS = "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""The variation selectors."""

INVISIBLE = re.compile(f"[{_HIDDEN}]|(?<=[{SELECTORS}])[{SELECTORS}]")


def visible(text: str) -> str:
    """The text without invisible characters; nearly always the text itself."""
    return INVISIBLE.sub("", text)
