"""What a search asks for, after its words were understood, as terms with AND, OR and NOT; and how texts are
compared."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

WHOLE, IN_TITLE, IN_TEXT = 0, 1, 2
"""The ranks of hits, the best first."""

_WIDE = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
_SMALL = "abcdefghijklmnopqrstuvwxyz"

FOLDED_FROM = _SMALL.upper() + _WIDE
FOLDED_TO = _SMALL + "0123456789" + _SMALL + _SMALL
"""Letters are compared without case, letters and digits without width (Ａ４ is a4); all else as it is printed."""

_FOLD = str.maketrans(FOLDED_FROM, FOLDED_TO)
_WIDE_ONES = re.compile(f"[{_WIDE}]+")


def fold(text: str) -> str:
    """A text as it is compared. One character becomes one character: places in the copy are places in the text."""
    text = _WIDE_ONES.sub(lambda match: match[0].translate(_FOLD), text)
    # Ten times faster on Chinese text than to translate all: bytes.lower() changes the letters A to Z and nothing else.
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for. A document has it if any of what is given holds."""

    texts: tuple[str, ...] = ()
    """Stands in the title, in the issued title, in the body or on a page of an attached file."""
    titles: tuple[str, ...] = ()
    """Stands in the title or in the issued title."""
    issuers: tuple[str, ...] = ()
    """Is issued by one of these bodies (their ids)."""
    numbers: tuple[str, ...] = ()
    """Has one of these 发文字号, in standard form."""
    is_run: bool = field(default=False, compare=False, repr=False)
    """True if it is a run of characters or a title, which may be searched for by its words."""


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Expression"


Expression = Term | All | AnyOf | Not


def terms(expression: Expression) -> Iterator[Term]:
    """All terms, in order."""
    if isinstance(expression, Term):
        yield expression
    else:
        for part in (expression.part,) if isinstance(expression, Not) else expression.parts:
            yield from terms(part)


def replace_terms(expression: Expression, replaced: Callable[[Term], Expression]) -> Expression:
    """The same with each term replaced by what it gives."""
    if isinstance(expression, Term):
        return replaced(expression)
    if isinstance(expression, Not):
        return Not(replace_terms(expression.part, replaced))
    return replace(expression, parts=tuple(replace_terms(part, replaced) for part in expression.parts))


def all_of(parts: Sequence[Expression]) -> Expression:
    """That all of these hold, at least one."""
    return All(tuple(parts)) if len(parts) > 1 else parts[0]


def without_refused(expression: Expression) -> Expression | None:
    """What a hit may have: the expression without its NOT; None where there is nothing else."""
    if isinstance(expression, Term | Not):
        return expression if isinstance(expression, Term) else None
    parts = tuple(wanted for part in expression.parts if (wanted := without_refused(part)))
    return replace(expression, parts=parts) if parts else None
