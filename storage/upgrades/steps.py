"""Which rows are filled after which revision of the schema.

A revision changes no rows that may be many: what it needs filled is a step here, which runs after the last revision. A
revision that makes a column, or a newer rule for one, stands beside the step that fills it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import search
from storage.schema import documents, files, pages
from storage.upgrades import fills


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of a table that an upgrade fills."""

    name: str
    """For people; `upgrade_steps.name` until it is done."""
    table: sa.Table
    """By whose ids it goes."""
    revisions: tuple[str, ...]
    """The revisions that need it."""
    fill: Callable[[Connection, int], int | None]
    """Does the batch after an id; gives the last id that is done, None where none is left."""

    def is_needed(self, connection: Connection, found: str) -> bool:
        """Whether a database that was at a revision has rows that this step has to fill."""
        there = sa.select(sa.exists(sa.select(self.table.c.id)))
        return any(one > found for one in self.revisions) and bool(connection.execute(there).scalar())


STEPS = (
    Step("days of edits", documents, ("0006",), fills.days_of_edits),
    Step("days of pages", pages, ("0010",), fills.days_of_pages),
    Step("keys of pages", pages, ("0007",), fills.keys_of_pages),
    Step("instruments of pages", pages, ("0010",), fills.instruments_of_pages),
    Step("attached files", documents, ("0008",), fills.attached_files),
    Step("look-ups of documents", documents, ("0013",), fills.look_ups_of_documents),
    Step("addresses of pages", pages, ("0013",), fills.addresses_of_pages),
    Step("titles of pages", pages, ("0013",), fills.titles_of_pages),
    Step("search index", documents, ("0002", "0009", "0018"), search.index_after),
    Step("search index of files", files, ("0018",), search.index_files_after),
)
"""In the order in which they are done."""

BY_NAME = {step.name: step for step in STEPS}
