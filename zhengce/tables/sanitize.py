"""Text as a terminal may be sent it: stored text is of others, and their control characters would be commands to it."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""All but tab and line feed; also the marks that turn the direction in which a line is shown."""


def has_control(text: str) -> bool:
    """Whether a text holds control characters."""
    return _CONTROL.search(text) is not None


def printable(text: str) -> str:
    """A text without control characters."""
    return _CONTROL.sub("", text)


def escaped(json_text: str) -> str:
    """JSON that says the same and holds no control characters as they are."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)
