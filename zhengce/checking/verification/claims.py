"""One thing that a report prints, and what is known of it."""

from dataclasses import dataclass
from typing import Literal, get_args

from storage.documents.queries import StoredDocument
from zhengce.checking.quotes.checking import Sighting

Verdict = Literal["wrong", "not held", "unsure", "right", "unchecked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""In the order in which people are shown them."""
FAILING: tuple[Verdict, ...] = ("wrong", "not held")

Kind = Literal["title", "number", "address", "quotation", "figure", "year", "day", "body"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a report prints, and what is known of it."""

    line: int
    """From 1."""
    kind: Kind
    words: str
    verdict: Verdict
    why: str = ""
    document: StoredDocument | None = None
    sighting: Sighting | None = None
    """Where it stands."""
