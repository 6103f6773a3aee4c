"""The documents that a document's page and files name, each once, by number and by title."""

from collections.abc import Iterable

from parsers.record import Citation, PolicyDocument
from storage.resolution.normalization import by_value, number_form


class Cites:
    """Collects citations; a document does not cite itself or what it issues."""

    def __init__(self, record: PolicyDocument) -> None:
        self._cites: list[Citation] = list(record.cites)
        titles = (record.title, record.issued_title, *(cite.title for cite in record.cites))
        self._titles = {by_value(title) for title in titles if title}
        numbers = (record.document_number, *(cite.document_number for cite in record.cites))
        self._numbers = {number_form(number) for number in numbers if number}

    @property
    def all(self) -> tuple[Citation, ...]:
        """The citations of the page, then those that were added, in their order."""
        return tuple(self._cites)

    def add(self, cites: Iterable[Citation]) -> bool:
        """Adds those that are not there; gives whether there were any. A number distinguishes two of one title."""
        before = len(self._cites)
        for cite in cites:
            title, number = by_value(cite.title or ""), number_form(cite.document_number)
            if number in self._numbers if number else title in self._titles:
                continue
            self._cites.append(cite)
            self._titles.add(title)
            self._numbers.add(number)
        return len(self._cites) > before
