"""What a crawl or reparse brings up to date at its end, and `index`: search index, keywords, quotations, English for
SQL, vectors."""

from contextlib import closing
from datetime import UTC, datetime

import click

from storage.database import Database, open_database
from storage.search import reindex
from zhengce.brief import quotations
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.options import Settings, background_command
from zhengce.cli.shared.progress import progress
from zhengce.english import stored
from zhengce.search import keywords
from zhengce.search.meaning import vectors
from zhengce.search.meaning.encoder import encoder

VECTORS_PER_RUN = 2_000
"""Made at the end of a crawl or reparse where there are some already, a few seconds; `index --near` makes the rest."""


def refresh_indexes(database: str) -> None:
    """Find keywords and quotations of new and changed documents, and merge the parts of the search index."""
    with closing(open_database(database)) as db:
        _refresh(db)
        if vectors.are_used(db) and not isinstance(own := encoder(), str):
            with progress("vectors", None) as on_progress:
                vectors.refresh(db, own, VECTORS_PER_RUN, on_progress)
        db.truncate_log()


@background_command("index")
@click.option("--near", is_flag=True, help="Vectors of titles, too, for the search by meaning (extra: near).")
@click.pass_obj
def index(settings: Settings, near: bool) -> None:
    """Bring keywords and quotations of new and changed documents up to date, as crawls do at their end."""
    with opened(settings) as db:
        _refresh(db)
        if near:
            own = encoder()
            if isinstance(own, str):
                raise Unusable(f"the search by meaning is off: {own}")
            with progress("vectors", None) as on_progress:
                made = vectors.refresh(db, own, progress=on_progress)
            click.echo(f"{made:,} vectors", err=True)
        db.truncate_log()


def _refresh(db: Database) -> None:
    reindex.merge_segments(db)
    with progress("keywords", None) as on_progress:
        keywords.refresh(db, datetime.now(UTC), progress=on_progress)
    with progress("quotations", None) as on_progress:
        quotations.refresh(db, progress=on_progress)
    with progress("English", None) as on_progress:
        stored.refresh(db, progress=on_progress)
