"""Operations of an amending decision as data, and the addresses that they name."""

from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

Op = Literal[
    "replace",  # 将第三条修改为：“…”
    "replace_words",  # 将第三条中的“…”修改为“…”
    "delete_words",  # 删去第三条中的“…”
    "insert_words",  # 在第三条中的“…”后增加“…”
    "insert",  # 增加一条，作为第七条：“…”
    "delete",  # 删去第三条
    "renumber",  # 第三条改为第四条
    "merge",  # 将第六条和第七条合并，修改为：“…”
    "unread",  # words that change something, in no form that is known
]
Unit = Literal["chapter", "section", "article", "paragraph", "item", "point"]


@dataclass(frozen=True, slots=True)
class Address:
    """A unit of the amended rule, as far as it is named: 第七条之一第二款第三项."""

    chapter: int | None = None
    section: int | None = None
    article: int | None = None
    sub: int = 0
    paragraph: int | None = None
    item: int | None = None
    point: int | None = None
    title: bool = False
    """The title of the rule."""

    def to_dict(self) -> dict[str, Any]:
        """The address for JSON: what it names alone."""
        return {name: value for name in Address.__slots__ if (value := getattr(self, name))}

    @property
    def is_whole(self) -> bool:
        """Whether it names no unit: the whole rule."""
        return self == Address()

    @property
    def names_article(self) -> bool:
        """Whether it names an article and nothing below it."""
        return self.article is not None and self == Address(article=self.article, sub=self.sub)

    def without(self, *names: str) -> "Address":
        """The same address without these levels."""
        return replace(self, **dict.fromkeys(names))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a decision does to a rule."""

    op: Op
    at: Address = Address()
    """Old numbers; behind a renumbering in the same item of the decision, new ones."""
    text: str | None = None
    """The new words of a unit."""
    old: tuple[str, ...] = ()
    new: str | None = None
    side: Literal["after", "before", "start", "end"] | None = None
    """Where `insert_words` puts the new words: beside the old ones, or at an end of the unit."""
    unit: Unit | None = None
    """What is inserted."""
    places: tuple[Address, ...] = ()
    """Where what is inserted stands in the new text."""
    sources: tuple[Address, ...] = ()
    """What is renumbered or merged."""
    to: Address | None = None
    title: str | None = None
    """The document that is amended, where the decision names it."""
    words: str = ""
    """The words of the decision, long quotations shortened."""
    was: Address | None = None
    """The address in the old text, where `at` has new numbers."""

    def to_dict(self) -> dict[str, Any]:
        """The operation for JSON."""
        values: dict[str, Any] = {"op": self.op}
        if self.op == "renumber":
            values |= {"from": self.sources[0].to_dict(), "to": self.to.to_dict() if self.to else {}}
        elif self.op == "merge":
            values |= {"from": [one.to_dict() for one in self.sources], "to": self.to.to_dict() if self.to else {}}
        elif self.op != "unread":
            values["at"] = self.at.to_dict()
        if self.op == "insert":
            values |= {"unit": self.unit, "count": len(self.places), "as": [one.to_dict() for one in self.places]}
        values |= {"old": list(self.old)} if self.old else {}
        for name in ("new", "text", "side", "title", "words"):
            if (value := getattr(self, name)) is not None:
                values[name] = value
        return values


class Refused(NamedTuple):
    """An operation that could not be applied, and why."""

    operation: Operation
    why: str

    def to_dict(self) -> dict[str, Any]:
        """The refusal for JSON."""
        return {"operation": self.operation.to_dict(), "why": self.why}
