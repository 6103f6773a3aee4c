"""Validates records: one that cannot be right is not stored, but reported with what is wrong."""

from datetime import date, timedelta

from parsers.record import PolicyDocument

EARLIEST = date(1949, 10, 1)
"""No document of these bodies is older."""

TOMORROW = timedelta(days=1)
"""A site may be a few hours ahead of this machine's clock."""

PAST_FIELDS = ("written_on", "published_on")
"""Days that lie in the past when a page is read. A document may enter into force, or end, years later."""

LONGEST_TITLE = 600
"""Characters. The longest title of 2,795 State Council documents has 163; a body taken for a title has thousands."""


def faults(document: PolicyDocument, today: date) -> list[str]:
    """What is wrong with a record, in words for the user; empty where nothing is."""
    wrong = []
    if not document.title.strip():
        wrong.append("no title")
    if len(document.title) > LONGEST_TITLE:
        wrong.append(f"a title of {len(document.title)} characters")
    if "\ufffd" in document.title:
        wrong.append("a title with unreadable characters")
    if document.stage is None:
        wrong.append("nothing shows that it is a document: no column, type, number, addressee or sign-off")
    for name in PAST_FIELDS:
        value: date | None = getattr(document, name)
        if value is None:
            continue
        if value > today + TOMORROW:
            wrong.append(f"{name} {value} lies in the future")
        elif value < EARLIEST:
            wrong.append(f"{name} {value} lies before {EARLIEST}")
    if document.published_at and document.published_on and document.published_at.date() != document.published_on:
        wrong.append(f"published_at {document.published_at.isoformat()} is not on published_on {document.published_on}")
    return wrong
