"""What the documents of a story say: their paragraphs with amounts, their targets, days and bodies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy.engine import Connection

from parsers.record import Target
from storage.documents.queries import StoredDocument
from zhengce.checking.amounts import Amount, amounts_of
from zhengce.checking.figures import Figure
from zhengce.checking.texts import Paragraph, Place, Section, sections_of
from zhengce.english.terms import terms_of

_SENTENCE = re.compile("[^。；;]+[。；;]?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a row of a table of a document, and where it stands."""

    document: StoredDocument
    place: Place
    amounts: tuple[Amount, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """As printed."""
        return self.place.as_printed

    @property
    def targets(self) -> list[Target]:
        """The targets that are read from it."""
        targets = self.document.record.targets
        return [target for target in targets if target.words in self.text or self.text in target.words]

    def is_like(self, figure: Figure) -> bool:
        """True if it has an amount of the kind of a figure."""
        return any(map(figure.is_alike, self.amounts))

    def has(self, *figures: Figure) -> bool:
        """True if it has all of these figures."""
        return all(any(map(figure.stands_for, self.amounts)) for figure in figures)

    def may_have(self, *figures: Figure) -> bool:
        """True if it has the numbers of these figures, and nobody knows what they count."""
        return all(
            any(figure.stands_for(own) or figure.may_stand_for(own) for own in self.amounts) for figure in figures
        )

    def likeness(self, roots: frozenset[str]) -> int:
        """How many of its telling words stand in an English text, given by its roots."""
        return sum(term.is_telling and term.is_like(roots) for term in terms_of(self.text))


class Evidence:
    """One document as far as a report can speak of it."""

    def __init__(self, connection: Connection, document: StoredDocument) -> None:
        self.document = document
        self._connection = connection

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that have a figure."""
        return list(self._read())

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that stand in its texts."""
        found = (int(year) for paragraph in self._paragraphs for year in _YEAR.findall(paragraph.text))
        return frozenset(found) | {day.year for day in self.days}

    @cached_property
    def days_of_issue(self) -> frozenset[date]:
        """The days on which it was written and published, on any site."""
        record = self.document.record
        pages = (page.published_on for page in self.document.pages)
        return frozenset(day for day in (record.written_on, record.published_on, *pages) if day)

    @cached_property
    def days(self) -> frozenset[date]:
        """The days of its record and of its pages."""
        record, document = self.document.record, self.document
        suspended = ((own.suspended_on, own.suspended_until) for own in document.suspensions)
        others = (record.effective_on, record.repealed_on, record.comments_due_on, *document.moved, document.ended_on)
        return self.days_of_issue | {day for days in (others, *suspended) for day in days if day}

    def has_day(self, day: date) -> bool:
        """True for a day of the document, or one that stands in its texts, with its year or without one."""
        printed = ((year, day.month, day.day) for year in (0, day.year))
        return day in self.days or not self._printed_days.isdisjoint(printed)

    @cached_property
    def _printed_days(self) -> frozenset[tuple[int, int, int]]:
        """Year (0 where none is printed), month and day of each day that stands in its texts."""
        found = (found for paragraph in self._paragraphs for found in _DAY.findall(paragraph.text))
        return frozenset((int(year or 0), int(month), int(day)) for year, month, day in found)

    @cached_property
    def _sections(self) -> list[Section]:
        return list(sections_of(self._connection, self.document))

    @cached_property
    def _paragraphs(self) -> list[Paragraph]:
        return [paragraph for section in self._sections for paragraph in section.paragraphs]

    def _read(self) -> Iterator[Sentence]:
        for section in self._sections:
            for paragraph in section.paragraphs:
                for part in _SENTENCE.finditer(paragraph.text):
                    text = part.group().strip()
                    at = part.start() + len(part.group()) - len(part.group().lstrip())
                    place = Place(section.part, section.attachment, paragraph, paragraph, at, text)
                    if text and (amounts := amounts_of(text)):
                        yield Sentence(self.document, place, amounts)
