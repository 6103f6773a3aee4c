"""Which finding of a page gives a field, by the places that `fields.csv` names in their order, with its evidence."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast

from parsers.extraction import Field, Finding, Notice
from parsers.fields import FIELDS
from parsers.grammar.dates import plausible, read_date, read_day_and_time
from parsers.record import Evidence
from parsers.text import one_line

PRINTED = tuple(
    cast("Field", name)
    for name, field in FIELDS.items()
    if field.type == "text" and field.places and name not in ("title", "document_type")
)
"""Fields whose value is the text of their first finding: index_number, topic."""

LONGEST_EVIDENCE = 300


class Findings:
    """The findings of one notice, and the evidence of the values that were read from the page."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.evidence: dict[str, Evidence] = {}

    def ranked(self, field: Field) -> Iterator[Finding]:
        """A field's findings by the order of its places, within a place in the order of the site."""
        findings = self.notice.facts.get(field, ())
        for place in FIELDS[field].places if findings else ():
            yield from (finding for finding in findings if finding.place is place)

    def first(self, field: Field) -> Finding | None:
        """The first finding of a field that is not blank."""
        return next((finding for finding in self.ranked(field) if one_line(finding.text)), None)

    def add_evidence(self, field: str, rule: str, text: str) -> None:
        """Notes by which rule and from which words a field has its value."""
        self.evidence[field] = Evidence(rule, text[:LONGEST_EVIDENCE])

    def printed(self) -> dict[str, Any]:
        """The values of the fields PRINTED, None for those without a finding."""
        return {name: self._text(name) for name in PRINTED}

    def _text(self, field: Field) -> str | None:
        finding = self.first(field)
        if finding is None:
            return None
        self.add_evidence(field, finding.rule, finding.text)
        return one_line(finding.text)

    def day(self, field: Field) -> date | None:
        """The day that the first readable finding of a field prints."""
        for finding in self.ranked(field):
            if on := read_date(finding.text):
                self.add_evidence(field, finding.rule, finding.text)
                return on
        return None

    def publication(self) -> tuple[date | None, datetime | None]:
        """The day of publication, and the time of that day where the page prints one."""
        day: date | None = None
        for finding in self.ranked("published_on"):
            on, at = read_day_and_time(finding.text, self.notice.fetched_at)
            if on is None or not plausible(on, self.notice.fetched_at):
                continue
            if day is None:
                day = on
                self.add_evidence("published_on", finding.rule, finding.text)
            if at and at.date() == day:
                self.add_evidence("published_at", finding.rule, finding.text)
                return day, at
        return day, None
