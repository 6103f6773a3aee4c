"""The parts of a query as it is written: operators, phrases in quotes, 《titles》, groups in brackets, and runs."""

from collections.abc import Iterator

OPERATORS = ("AND", "OR", "NOT")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a query: operator, phrase, title, group or run, and its words."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        kind, words, at = _token(text, at)
        if words.strip():
            yield kind, words


def _token(text: str, at: int) -> tuple[str, str, int]:
    if text[at] == '"':
        end = text.find('"', at + 1)
        return ("phrase", text[at + 1 :], len(text)) if end < 0 else ("phrase", text[at + 1 : end], end + 1)
    for pair, kind in (("“”", "phrase"), ("《》", "title"), ("()", "group")):
        if text[at] == pair[0]:
            end = _closing(text, at, pair)
            inner = text[at + 1 : end]
            alone = end > 0 and (end + 1 == len(text) or text[end + 1].isspace())
            if alone and inner.strip() and (kind != "group" or len(inner.split()) > 1):
                return kind, (f"《{inner}》" if kind == "title" else inner), end + 1
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    words = text[at:end]
    return "operator" if words in OPERATORS else "run", words, end


def _closing(text: str, at: int, pair: str) -> int:
    """Where what opens at `at` is closed; -1 where it is not."""
    depth, in_phrase = 0, False
    for place in range(at, len(text)):
        if text[place] == '"' and pair == "()":
            in_phrase = not in_phrase
        if in_phrase:
            continue
        depth += (text[place] == pair[0]) - (text[place] == pair[1])
        if depth == 0:
            return place
    return -1
