"""What a document says that it does to others."""

from collections.abc import Iterable

from parsers.passages import Passage
from parsers.record import PolicyDocument, Relation


def read_relations(record: PolicyDocument, passages: Iterable[Passage]) -> tuple[Relation, ...]:
    """None so far: the rules are still to be written."""
    return ()
