"""Characters that take no place on a page and that nobody sees: they hide words from people, or order them anew.

Control characters but tab and line feed; zero-width characters; the marks that turn the direction of writing; Unicode's
tag characters, which spell ASCII invisibly; and every variation selector but the first behind a character (one chooses
the form of a Chinese character, a run of them can spell anything).
"""

import re

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
