"""Where a crawl keeps things: the database and the page archive of one spider, opened from its settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy.settings import BaseSettings

from storage import runs
from storage.archive import Archive
from storage.database import Database, open_database
from storage.runs import Run

RUNS_LOOKED_AT = 20
"""Earlier runs of a source among which the state of a column is looked for."""


@dataclass(slots=True)
class Keep:
    """An open database and archive."""

    database: Database
    archive: Archive
    run_id: int | None = None
    """The run that is going on."""

    @classmethod
    def open(cls, settings: BaseSettings) -> Self:
        """As `ZHENGCE_DATABASE` and `ZHENGCE_DATA` say. Raises StorageError where either cannot be opened."""
        folder = Path(settings["ZHENGCE_DATA"])
        folder.mkdir(parents=True, exist_ok=True)
        url = settings["ZHENGCE_DATABASE"] or f"sqlite:///{folder / 'zhengce.db'}"
        return cls(open_database(url), Archive(folder / "archive"))

    def now(self) -> datetime:
        """This moment, UTC."""
        return datetime.now(UTC)

    def runs(self, source: str) -> Sequence[Run]:
        """The latest runs of a source, newest first, without the one that is going on."""
        with self.database.read() as connection:
            return [run for run in runs.latest(connection, RUNS_LOOKED_AT, source=source) if run.id != self.run_id]

    def note(self, columns: Mapping[str, Mapping[str, Any]]) -> None:
        """Writes down what is known of the columns of the run that is going on."""
        if self.run_id is not None:
            with self.database.write() as connection:
                runs.note(connection, self.run_id, columns)

    def close(self) -> None:
        """Closes both."""
        self.archive.close()
        self.database.close()
