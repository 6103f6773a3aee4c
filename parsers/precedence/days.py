"""Which place gives the day of writing where no table has it: sign-off, promulgation, adoption, API, line."""

from collections.abc import Iterator
from datetime import date

from parsers.extraction import Field, Notice, Place
from parsers.grammar.dates import plausible, read_date
from parsers.grammar.layout.head import Layout

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
