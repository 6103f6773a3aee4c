"""Which finding of a page gives a field, by the places that `fields.csv` names in their order, with its evidence.

The day of writing has more places where no table gives it: sign-off, promulgation, adoption, API, line.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast

from parsers.extraction import Field, Finding, Notice, Place
from parsers.fields import FIELDS
from parsers.grammar.dates import plausible, read_date, read_day_and_time
from parsers.grammar.layout.head import Layout
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


Dated = tuple[date, str, str]
"""A day, the rule that found it and the words that it was read from."""


def written_days(notice: Notice, layout: Layout) -> Iterator[Dated]:
    """The plausible days of writing by text and site, in the order of precedence."""
    signed = " ".join(filter(None, (layout.signed_by or layout.officer, layout.signed_on_as_printed)))
    for on, rule, text in (
        (layout.signed_on, Place.SIGN_OFF, signed),
        (layout.promulgated_on, Place.PROMULGATION, layout.promulgated_as_printed),
        (layout.adopted_on, Place.ADOPTION, layout.adopted_as_printed),
    ):
        if on and plausible(on, notice.fetched_at):
            yield on, rule, text or ""
    yield from days_at(notice, "written_on", Place.API)
    yield from days_at(notice, "written_on", Place.LINE)


def days_at(notice: Notice, field: Field, place: Place) -> Iterator[Dated]:
    """The plausible days of a field at a place."""
    for finding in notice.facts.get(field, ()):
        on = read_date(finding.text) if finding.place == place else None
        if on and plausible(on, notice.fetched_at):
            yield on, finding.rule, finding.text
