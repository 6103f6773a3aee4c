"""Where the documents of a body come from: on which sources' pages they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY, Filters
from storage.schema import documents, issuing_bodies, pages


@dataclass(frozen=True, slots=True)
class Share:
    """The documents of a body on the pages of one source, or of all."""

    source: str
    """Empty for all sources together, where a document of two sources counts once."""
    documents: int = 0
    """Drafts, documents and interpretations; news is left out, as in lists."""
    alone: int = 0
    """Those of them that name no other issuing body."""
    newest: date | None = None
    """The newest day of publication, or of writing where no page prints that."""

    @property
    def jointly(self) -> int:
        """Those that name further issuing bodies."""
        return self.documents - self.alone

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        newest = self.newest.isoformat() if self.newest else None
        named = {"source": self.source} if self.source else {}
        return named | {"documents": self.documents, "alone": self.alone, "newest": newest}


@dataclass(frozen=True, slots=True)
class Provenance:
    """All documents of a body, and the share of each source."""

    whole: Share
    shares: tuple[Share, ...]
    """Most documents first, then by name."""

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return self.whole.to_dict() | {"sources": [share.to_dict() for share in self.shares]}


def of_body(connection: Connection, body: str) -> Provenance:
    """Where the documents stand that name this body (an id of `agencies`) among those that issued them."""
    bodies = sa.select(sa.func.count()).where(issuing_bodies.c.document_id == documents.c.id).scalar_subquery()
    alone = sa.and_(bodies == 1, documents.c.issuing_bodies_complete.is_(True))
    query = (
        sa.select(documents.c.id, pages.c.source, DAY.label("day"), sa.case((alone, 1), else_=0).label("alone"))
        .join(pages, pages.c.document_id == documents.c.id)
        .where(*Filters(issuers=(body,)).conditions())
        .distinct()
    )
    rows = connection.execute(query).all()
    shares = [_share(name, (row for row in rows if row.source == name)) for name in {row.source for row in rows}]
    whole = _share("", {row.id: row for row in rows}.values())
    return Provenance(whole, tuple(sorted(shares, key=lambda share: (-share.documents, share.source))))


def _share(source: str, rows: Iterable[Any]) -> Share:
    values = list(rows)
    newest = max((row.day for row in values if row.day), default=None)
    return Share(source, len(values), sum(row.alone for row in values), newest)
