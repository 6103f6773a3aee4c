"""Health of the sources: what is wrong with each, and since when."""

from storage.health.checking import Health, by_kind, check
from storage.health.problems import AGAIN, Closed, Normal, Problem, ProblemKind, Trouble, Watched, passed_over

__all__ = [
    "AGAIN", "Closed", "Health", "Normal", "Problem", "ProblemKind", "Trouble", "Watched", "by_kind", "check",
    "passed_over",
]  # fmt: skip
