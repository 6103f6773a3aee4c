"""A relation: what one document says of its tie to another one, in its own words."""

import datetime
from dataclasses import dataclass
from typing import Any, Literal

RelationKind = Literal[
    "issues",
    "forwards",
    "approves",
    "draft_of",
    "interprets",
    "amends",
    "repeals",
    "replaces",
    "based_on",
    "corrects",
]
"""印发 · 转发 · 批复 · 征求意见稿 · 解读 · 修改 · 废止 · 代替 · 根据 · 更正."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One tie of a document to another, which `title`, `document_number` or both name."""

    kind: RelationKind
    title: str | None = None
    """As printed, without 《》; that of a draft without 征求意见稿."""
    document_number: str | None = None
    """发文字号 in standard form, as in the record."""
    date: datetime.date | None = None
    """The day from which a repeal or replacement holds; None where it is not printed, cannot be computed, or for other
    kinds, which hold as the document does."""
    date_rule: str | None = None
    """The words of the rule that the day was computed by: 自公布之日起30日后."""
    part: str | None = None
    """What is repealed or amended where that is not the whole: 第三条, 有关样例的规定."""
    words: str = ""
    """The sentence, the row of a list or the title, as printed."""
    place: str | None = None
    """Where the words stand (`parsers.passages.Passage.place`), or `title`."""

    def to_dict(self) -> dict[str, Any]:
        """The relation for JSON, with the day in ISO 8601."""
        return {
            "kind": self.kind,
            "title": self.title,
            "document_number": self.document_number,
            "date": self.date.isoformat() if self.date else None,
            "date_rule": self.date_rule,
            "part": self.part,
            "words": self.words,
            "place": self.place,
        }
