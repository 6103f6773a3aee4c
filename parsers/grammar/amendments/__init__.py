"""What an amending decision does, operation by operation, and a rule with these applied."""

from parsers.grammar.amendments.applying import Amended, amend
from parsers.grammar.amendments.comparing import ArticleState, compare
from parsers.grammar.amendments.model import Address, Operation, Refused
from parsers.grammar.amendments.reading import Decision, read_decision

__all__ = [
    "Address", "Amended", "ArticleState", "Decision", "Operation", "Refused", "amend", "compare", "read_decision",
]  # fmt: skip
