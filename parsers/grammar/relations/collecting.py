"""Joins the prints of one relation: it is given once, with the fullest title, number and day of all its prints."""

from dataclasses import replace

from parsers.grammar.relations.instrument import instrument_key, printed_key
from parsers.record import Relation

_HANDED_OVER = ("issues", "forwards", "approves")
_MOST_COMPARED = 20
"""Documents that are handed over are compared word by word with so many others, for titles and texts are few."""
_LONGEST_PART = 120


class Collection:
    """Relations in the order of printing; one that is printed again is joined with its first print.

    A document is amended once: its parts are named together, or none where the whole is.
    """

    def __init__(self) -> None:
        self.relations: list[Relation] = []
        self._by_title: dict[tuple[str, str, str], int] = {}
        self._by_number: dict[tuple[str, str, str], int] = {}
        self._handed_over: list[int] = []

    def add(self, relation: Relation) -> None:
        title, kind = _name(relation), relation.kind
        part = "" if kind == "amends" else printed_key(relation.part)
        at = self._find(relation, title, part)
        if at is None:
            at = len(self.relations)
            self.relations.append(relation)
            if kind in _HANDED_OVER:
                self._handed_over.append(at)
        else:
            former = self.relations[at]
            fullest = _filled(relation, former) if _fullness(relation) > _fullness(former) else former
            both = _parts(former.part, relation.part) if kind == "amends" else former.part
            self.relations[at] = replace(fullest, part=both)
        if title:
            self._by_title.setdefault((kind, part, title), at)
        if relation.document_number:
            self._by_number.setdefault((kind, part, relation.document_number), at)

    def _find(self, relation: Relation, title: str, part: str) -> int | None:
        """The index of the same relation: by number, unless the titles differ, or by title, unless the numbers do."""
        number = relation.document_number
        at = self._by_number.get((relation.kind, part, number)) if number else None
        if at is not None:  # 样例办法 and 关于印发〈样例办法〉的通知 can have one number
            other = _name(self.relations[at])
            if title in other or other in title:
                return at
        at = self._by_title.get((relation.kind, part, title)) if title else None
        if at is not None and (not number or self.relations[at].document_number in (None, number)):
            return at
        if title and relation.kind in _HANDED_OVER:
            for index in self._handed_over[:_MOST_COMPARED]:
                former = self.relations[index]
                if former.kind == relation.kind and _is_one_title(title, printed_key(former.title)):
                    return index
        return None


def _name(relation: Relation) -> str:
    """The title for comparison; a basis by its rule, which can be named itself and by the notice that issued it."""
    rule = instrument_key(relation.title or "") if relation.kind == "based_on" else None
    return rule or printed_key(relation.title)


def _parts(part: str | None, other: str | None) -> str | None:
    """The parts that two prints name; None for the whole, and for a list of parts that is longer than a line."""
    if part is None or other is None or other in part:
        return part if other else None
    joined = f"{part}、{other}"
    return joined if len(joined) <= _LONGEST_PART else None


def _is_one_title(title: str, other: str) -> bool:
    """Whether two titles of what is issued name one document: one can lack the owner's name, the years or 的."""
    short, long = sorted((title.replace("的", ""), other.replace("的", "")), key=len)
    return len(short) > 8 and (long.endswith(short) or long.startswith(f"{short}("))


def _fullness(relation: Relation) -> int:
    return sum(value is not None for value in (relation.title, relation.document_number, relation.date))


def _filled(relation: Relation, former: Relation) -> Relation:
    """The fuller of two prints with what only the other one has."""
    return replace(
        relation,
        title=relation.title or former.title,
        document_number=relation.document_number or former.document_number,
        date=relation.date or former.date,
        date_rule=relation.date_rule if relation.date else former.date_rule,
    )
