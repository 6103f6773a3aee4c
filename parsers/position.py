"""Where words stand in a document: attachment, page and paragraph, as a value and as the database keeps it."""

import re
from dataclasses import dataclass
from typing import Self

_WRITTEN = re.compile(
    r"(?:attachment (?P<attachment>\d+))?(?:(?:, |^)page (?P<page>\d+))?(?:(?:, |^)paragraph (?P<paragraph>\d+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in the body or in an attached file; all numbers are counted from 1."""

    attachment: int | None = None
    """The position of the file among the attachments; None for the body, or for a file by itself."""
    page: int | None = None
    """The page, sheet or member of the file; None in the body."""
    paragraph: int | None = None
    """The paragraph of the body or of the page; None where only the page is known."""

    def __str__(self) -> str:
        """`attachment 1, page 2, paragraph 3`, without what is not known."""
        parts = ("attachment", self.attachment), ("page", self.page), ("paragraph", self.paragraph)
        return ", ".join(f"{name} {number}" for name, number in parts if number is not None)

    @classmethod
    def parse(cls, written: str | None) -> Self | None:
        """A position from its text; None for any other text, such as `title`."""
        match = _WRITTEN.fullmatch(written) if written else None
        if match is None:
            return None
        return cls(**{name: int(number) for name, number in match.groupdict().items() if number})
