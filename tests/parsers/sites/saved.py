"""Saved pages as the sites' tests use them, and findings in a form that reads well in an assertion."""

from pathlib import Path

from parsers.extraction import Entry, Field, Notice
from parsers.page import Page

PAGES = Path(__file__).parents[2] / "pages"


def saved(name: str, url: str, *, content_type: str | None = None) -> Page:
    """The saved page of this name (`ndrc/order.html`), as if it had been answered for this address."""
    return Page(url, (PAGES / name).read_bytes(), content_type=content_type)


def printed(holder: Notice | Entry, field: Field) -> list[tuple[str, str]]:
    """Place and text of each finding of a field, in order."""
    return [(finding.place.value, finding.text) for finding in holder.facts.get(field, ())]
