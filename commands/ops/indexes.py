"""What a crawl or reparse brings up to date at its end: the search index, keywords and quotations."""

from datetime import UTC, datetime

from commands.cli.progress import progress
from outputs.brief import quotations
from outputs.search import keywords
from storage.database import open_database
from storage.search import fts_segments


def refresh_indexes(database: str) -> None:
    """Find keywords and quotations of new and changed documents, and merge the parts of the search index."""
    db = open_database(database)
    try:
        fts_segments.merge_alike(db)
        with progress("keywords", None) as on_progress:
            keywords.refresh(db, datetime.now(UTC), progress=on_progress)
        with progress("quotations", None) as on_progress:
            quotations.refresh(db, progress=on_progress)
        db.truncate_log()
    finally:
        db.close()
