"""Ranks of a hit: the title (or number) is what is looked for · a title has it · the text has it."""

WHOLE, IN_TITLE, IN_TEXT = 0, 1, 2
