"""A long text in pieces: where one ends, so that the next can begin there."""

LONGEST = 20_000
"""Characters of a piece of text."""


def piece_end(whole: str, offset: int, longest: int = LONGEST) -> int:
    """Where a piece ends: behind the last whole paragraph that fits, or where a paragraph is too long for one."""
    end = offset + longest
    if end >= len(whole):
        return len(whole)
    line = whole.rfind("\n", offset, end)
    return line + 1 if line > offset else end
