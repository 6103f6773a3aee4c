"""What no database of ours can hold: NUL (PostgreSQL), half of a surrogate pair (any encoding)."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable_text(text: str) -> str:
    """The text without what cannot be stored; nearly always the text itself."""
    return _UNSTORABLE.sub("", text)


def is_storable(text: str) -> bool:
    """Whether a text can be stored as it is."""
    return _UNSTORABLE.search(text) is None
