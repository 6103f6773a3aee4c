"""Splits a query into its tokens as they are written: operators, "phrases", 《titles》, (groups) and runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

OPERATORS = ("AND", "OR", "NOT")

TokenKind = Literal["operator", "phrase", "title", "group", "run"]


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a query."""

    kind: TokenKind
    words: str
    """Without the quotes of a phrase and the brackets of a group; a title with its 《》."""
    text: str
    """As the query has it."""
    parts: tuple["Token", ...] = ()
    """Of a group."""


def run(words: str) -> Token:
    """Make the token of characters without blanks between them."""
    return Token("run", words, words)


def phrase(words: str) -> Token:
    """Make the token of exactly these characters."""
    return Token("phrase", words, f"“{words}”" if '"' in words else f'"{words}"')


def title(words: str) -> Token:
    """Make the token of a title, given without its 《》."""
    return Token("title", f"《{words}》", f"《{words}》")


def any_of(parts: Sequence[Token]) -> Token:
    """Make the token of which any part is meant: the only one, or a group joined by OR."""
    if len(parts) == 1:
        return parts[0]
    joined = (token for part in parts for token in (Token("operator", "OR", "OR"), part))
    return group(" OR ".join(part.text for part in parts), tuple(joined)[1:])


def group(words: str, parts: tuple[Token, ...]) -> Token:
    """Make the token of tokens in brackets."""
    return Token("group", words, f"({words})", parts)


def tokenize(text: str) -> tuple[Token, ...]:
    """Split a text into tokens; those of a group into tokens of their own."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        kind, words, end = _token(text, at)
        if words.strip():
            found.append(Token(kind, words, text[at:end], tokenize(words) if kind == "group" else ()))
        at = end
    return tuple(found)


def _token(text: str, at: int) -> tuple[TokenKind, str, int]:
    if text[at] == '"':
        end = text.find('"', at + 1)
        return ("phrase", text[at + 1 :], len(text)) if end < 0 else ("phrase", text[at + 1 : end], end + 1)
    pairs: tuple[tuple[str, TokenKind], ...] = (("“”", "phrase"), ("《》", "title"), ("()", "group"))
    for pair, kind in pairs:
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
    """Find where what opens at `at` is closed; -1 where it is not."""
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
