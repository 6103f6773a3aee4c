"""Meets live sites once: a short crawl into a folder of its own, and what its run and `health` say of each column.

The crawl requests two listing pages and three notices of each column, by the settings of every other. Its database,
archive and log stand in the folder.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Literal, cast

from scrapy.spiderloader import get_spider_loader
from sqlalchemy.engine import Connection

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.run import process
from scrapers.run.baselines import watched
from scrapers.run.progress import CrawlProgress, ProgressCallback
from scrapers.walk.column import Column
from scrapers.walk.pagination import WalkEnd
from storage import health
from storage.clock import moment
from storage.crawl import leases, runs
from storage.database import make_folder, open_database
from storage.errors import StorageError

Verdict = Literal["holds", "differs", "not checked"]

EXPECTED = ("published_on", "body")
"""Fields that some of a few notices have in every column."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, whether it holds, and what the site showed."""

    source: str
    where: str
    """A column's name; empty for the whole source."""
    name: str
    verdict: Verdict
    seen: str

    def to_dict(self) -> dict[str, Any]:
        """The fact as an object for `--format json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Probed:
    """The facts that a probe checked, and the file with its answers."""

    facts: tuple[Fact, ...]
    recording: Path | None
    """The WARC of the answers; None for a replay, or where nothing was answered."""

    @property
    def ok(self) -> bool:
        """True where every fact was checked and holds."""
        return all(fact.verdict == "holds" for fact in self.facts)


def probe(
    names: Sequence[str],
    *,
    database_url: str,
    data_dir: Path,
    replay: Path | None = None,
    user: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    on_progress: ProgressCallback | None = None,
) -> Probed:
    """Probes these sources at the same time; gives the facts source by source, in the order of `names`.

    A source that a crawl has in the database is left alone. Live answers stay in a folder of this probe below
    `data_dir/probes`. Raises StorageError if the database, that folder or the recording cannot be used.
    """
    own = {"ZHENGCE_FILES": False, "ZHENGCE_ARCHIVE": None, **(settings or {})}
    options: dict[str, Any] = {"user": user, "settings": own, "short": True, "anyway": True}
    if replay is not None:
        with TemporaryDirectory(prefix="zhengce-probe-") as folder:
            return Probed(_crawl(names, Path(folder), replay=replay, on_progress=on_progress, **options), None)
    make_folder(data_dir)
    place = data_dir / "probes" / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    with _leased(database_url, names) as (taken, beat):

        def report(found: Sequence[CrawlProgress]) -> None:
            beat()
            if on_progress:
                on_progress(found)

        free = [name for name in names if name not in taken]
        facts = _crawl(free, place, on_progress=report, **options) if free else ()
    busy = (Fact(name, "", "list", "not checked", why) for name, why in taken.items())
    return Probed((*facts, *busy), next(iter(sorted((place / "archive").glob("*.warc.gz"))), None))


@contextmanager
def _leased(database_url: str, names: Sequence[str]) -> Iterator[tuple[Mapping[str, str], Callable[[], None]]]:
    """Takes the leases of sources, so that no site has a crawl and a probe at once.

    Gives the sources that a crawl has, with that; and what renews the leases, to be called every few seconds.
    """
    database, holder, beaten = open_database(database_url), leases.holder_name(), monotonic()
    taken = {}

    def beat() -> None:
        nonlocal beaten
        if monotonic() - beaten > leases.BEAT_EVERY.total_seconds():
            beaten = monotonic()
            with database.write() as connection:
                for name in names:
                    leases.beat(connection, leases.crawl_of(name), holder, moment(connection))

    try:
        with database.write() as connection:
            for name in names:
                if other := leases.take(connection, leases.crawl_of(name), holder, moment(connection)):
                    taken[name] = f"a crawl of {name} is going on ({other.holder}); try again later"
        try:
            yield taken, beat
        finally:  # whatever ended the probe, so that no crawl has to wait for the leases to run out
            with database.write() as connection:
                for name in names:
                    leases.give_back(connection, leases.crawl_of(name), holder)
    finally:
        database.close()


def _crawl(names: Sequence[str], folder: Path, *, settings: Mapping[str, Any], **options: Any) -> tuple[Fact, ...]:
    url = f"sqlite:///{folder / 'zhengce.db'}"
    summaries = process.crawl(names, database_url=url, data_dir=folder, settings=settings, **options)
    if broken := next((summary.unusable for summary in summaries if summary.unusable), None):
        raise StorageError(broken)
    loader = get_spider_loader(process.effective_settings(settings))
    sources = [cast(type[SourceSpider], loader.load(name)) for name in names]
    database = open_database(url)
    try:
        with database.read() as connection:
            return tuple(fact for source in sources for fact in facts_of(connection, source))
    finally:
        database.close()


def facts_of(connection: Connection, source: type[SourceSpider]) -> Iterator[Fact]:
    """What the last crawl of a source shows: what is wrong with the whole of it, then each column."""
    run = next(iter(runs.latest(connection, 1, source.name)), None)
    [judged] = health.check(connection, watched([source]), datetime.now(UTC))
    # That a short crawl leaves the end of a list to others, and requests no page again, is no fault.
    problems = [problem for problem in judged.problems if problem.kind not in ("never ran", "behind", "late")]
    columns = run.columns if run else {}
    for one in problems:
        if one.column not in columns and run and run.columns:
            yield Fact(source.name, "", one.kind, "differs", one.what)
    for column in source.columns:
        if column.name not in columns:
            why = (run.reason if run else None) or "the probe did not come to it"
            yield Fact(source.name, column.name, "list", "not checked", why)
            continue
        for name, verdict, seen in _facts_of_column(column, columns[column.name]):
            yield Fact(source.name, column.name, name, verdict, seen)
        for one in problems:
            if one.column == column.name:
                unknown = one.kind == "not recorded"
                yield Fact(source.name, column.name, one.kind, "not checked" if unknown else "differs", one.what)


def _facts_of_column(column: Column, state: Mapping[str, Any]) -> Iterator[tuple[str, Verdict, str]]:
    """What the run stored of a column, beside the problems that `health` finds in it."""
    seen = state["seen"]
    if "rows" in seen:
        dated = f"{seen.get('dated', 0)} with a day, the newest of {state['newest'] or 'none'}"
        yield "list", "holds", f"{seen['rows']} rows, {dated}"
    if state["pages"] > 1:
        repeats = state["ended"] == WalkEnd.REPEATED_ROWS
        words = "repeats the first: is it requested right?" if repeats else f"{state['rows']} rows with the first"
        yield "second page", "differs" if repeats else "holds", words
    if read := seen.get("read"):
        fields = seen.get("found", {})
        yield "notices", "holds", f"{read} read; {', '.join(f'{name} {number}' for name, number in fields.items())}"
        yield from (("field lost", "differs", f"{name} in none of {read}") for name in EXPECTED if name not in fields)
    elif "rows" in seen and not seen.get("notices"):
        yield "notices", "holds", "its newest rows were read in another column"
