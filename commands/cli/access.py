"""Opens the database of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.cli.errors import Unusable, refusing
from commands.cli.options import Settings
from storage import database
from storage.database import Database
from storage.errors import StorageError


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of this run, for reading. Raises Unusable where there is none yet; it is not made."""
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///"))
        if not path.exists():
            raise Unusable(
                f"{path}: no database here yet; `zhengce crawl` makes it, `zhengce crawl --sample` one of a bundled "
                "recording (or name another --data)"
            )
    with refusing(StorageError):
        db = database.open_database(settings.database, upgrade=False)
        try:
            yield db
        finally:
            db.close()
