"""Ranks of a hit: the title (or number) is the text of the search · a title has it · the text has it."""

WHOLE, IN_TITLE, IN_TEXT = 0, 1, 2
