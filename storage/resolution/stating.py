"""The targets and relations that a document's page and files state, each once, with the file in its place."""

from dataclasses import replace
from typing import Any

from parsers.position import Position
from parsers.record import PolicyDocument, Relation, Target
from storage.resolution.normalization import by_value, number_form

LISTED = ("repeals", "amends")
"""What any annex may do to other documents, as a list of those that are repealed. All else counts only in a file that
holds the document itself or what it issues: another annex speaks for itself."""


class Statements:
    """Collects what page and files of one document state; news and interpretations only report targets of others."""

    def __init__(self, record: PolicyDocument) -> None:
        self._is_document = record.stage in ("final", "draft")
        self._targets = {_of_target(item): item for item in record.targets}
        self._relations = {_of_relation(item): item for item in record.relations}
        self._titles = {by_value(title) for title in (record.title, record.issued_title) if title}

    @property
    def all(self) -> dict[str, Any]:
        """`targets` and `relations`: those of the page, then those that were added, in their order."""
        return {"targets": tuple(self._targets.values()), "relations": tuple(self._relations.values())}

    def add(self, reading: PolicyDocument, position: int, *, is_own: bool) -> list[str]:
        """Adds what a file states that is not there; gives the names of the lists that were empty before.

        `position`: which attachment it is, from 1. `is_own`: the file holds the document or what it issues.
        """
        before = {"targets": len(self._targets), "relations": len(self._relations)}
        if self._is_document:
            for target in reading.targets:
                self._targets.setdefault(
                    _of_target(target), replace(target, place=place_in_file(position, target.place))
                )
        for relation in reading.relations:
            if by_value(relation.title or "") not in self._titles and (is_own or relation.kind in LISTED):
                placed = replace(relation, place=place_in_file(position, relation.place))
                self._relations.setdefault(_of_relation(relation), placed)
        after = {"targets": len(self._targets), "relations": len(self._relations)}
        return [name for name, count in before.items() if not count and after[name]]


def _of_target(target: Target) -> tuple[object, ...]:
    return target.indicator, target.value, target.unit, target.year, target.kind


def _of_relation(relation: Relation) -> tuple[object, ...]:
    names = by_value(relation.title or ""), number_form(relation.document_number)
    return relation.kind, names, relation.part, relation.date


def place_in_file(position: int, place: str | None) -> str:
    """attachment 1, page 2: where words stand in a file, given which attachment that is."""
    return str(replace(Position.parse(place) or Position(), attachment=position))
