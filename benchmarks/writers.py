"""Several writers of one PostgreSQL database: is what they leave what one writer leaves, and how much faster are they?

`python -m benchmarks.writers [--records 20000] [--writers 8] [--speed 2000]`. Invented records with twins among them
(one document on two or three sites, drafts and what became of them, repeals by number and by title, files that several
documents link to) are saved by so many processes, so that what belongs together comes to all of them at the same time;
then the files are read while a third of the pages is edited. A reader follows `changes` all the while. One writer saves
the same to SQLite: documents, their parts, what they do to one another and where their pages stand must be equal. Exit
code 1 where they are not.

Then one process and two save `--speed` records, in turns: those that chance draws from 20,000, as crawls of different
sites find them.
"""

import argparse
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.corpus import documents as invented
from benchmarks.harness import postgresql_databases, sqlite_databases
from parsers.addresses import comparable
from parsers.extraction import Entry
from parsers.files import FilePage, FileText
from parsers.record import Attachment, PolicyDocument, Relation
from pipelines.writer import JOBS_PER_TRANSACTION
from storage import changes
from storage.archive import Location
from storage.attachments import saving as saving_files
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.documents import deserialize
from storage.documents.writing import saving
from storage.schema import files, pages, revisions

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITES = ("state_council", "mof", "samr", "mee")


@dataclass(frozen=True, slots=True)
class Job:
    """A record to be saved, or a file that was read."""

    record: PolicyDocument | None = None
    file_url: str = ""
    now: datetime = NOW

    def __call__(self, connection: Connection) -> None:
        if self.record is not None:
            entry = Entry(self.record.url, self.record.title, self.record.published_on)
            saving.save(connection, self.record, None, entry, self.now)
            return
        file_id = connection.execute(sa.select(files.c.id).where(files.c.url == self.file_url)).scalar_one()
        text = FileText("ok", "application/pdf", pages=(FilePage(1, (f"本文件载于{self.file_url}。",)),))
        digest = self.file_url[-64:].rjust(64, "0")
        where = Location("zhengce-20260101-abcdef-00.warc.gz", 1000 * file_id, f"sha256:{digest}", 900)
        facts = CaptureFacts(where, 200, None, None, "application/pdf", self.now)
        saving_files.save(connection, file_id, text, None, facts, self.file_url, 100, self.now, sha256=digest)


def records(count: int, seed: int, length: int = 400) -> list[PolicyDocument]:
    """So many, of which many meet others that stand near; their bodies of `length` characters in the median."""
    chance, found = random.Random(seed), list[PolicyDocument]()
    for number, one in enumerate(invented(count, seed=seed, length=length)):
        record = replace(one, attachments=_attachments(one, number, chance), cites=())
        if found and chance.random() < 0.3:
            record = replace(record, relations=(_relation(chance.choice(found[-40:]), chance),))
        family = [record]
        if chance.random() < 0.35 and record.stage == "final":
            family += [_twin(record, site) for site in chance.sample(SITES, chance.choice((1, 1, 2)))]
        if chance.random() < 0.15 and record.stage == "final" and record.published_on and record.issued_title:
            family.append(_draft(record))
        chance.shuffle(family)
        found += family
        if len(found) >= count:
            return found[:count]
    return found


def _attachments(record: PolicyDocument, number: int, chance: random.Random) -> tuple[Attachment, ...]:
    shared = f"https://www.gov.cn/forms/{number // 6}.pdf"
    return (Attachment("申报表", shared, None), *record.attachments) if chance.random() < 0.4 else record.attachments


def _relation(other: PolicyDocument, chance: random.Random) -> Relation:
    kind = chance.choice(("repeals", "amends", "based_on", "replaces"))
    by_number = other.document_number if chance.random() < 0.6 else None
    return Relation(kind, None if by_number else other.title, by_number, words="同时废止。")  # type: ignore[arg-type]


def _twin(record: PolicyDocument, site: str) -> PolicyDocument:
    number = record.url.rpartition("/")[2]
    return replace(record, source=site, url=f"https://www.{site.replace('_', '-')}.example/repost/{number}")


def _draft(record: PolicyDocument) -> PolicyDocument:
    assert record.published_on is not None
    title = f"{record.issued_title}（征求意见稿）"
    return replace(
        record,
        url=record.url.replace("/t", "/draft"),
        title=f"关于公开征求《{title}》意见的通知",
        issued_title=title,
        stage="draft",
        document_number=None,
        document_number_as_printed=None,
        body=f"{record.title}公开征求意见。{record.body[:100]}",
        attachments=(),
        written_on=None,
        published_on=record.published_on - timedelta(days=100),
        effective_on=None,
        relations=(Relation("draft_of", record.issued_title, words="征求意见"),),
    )


def rounds(found: Sequence[PolicyDocument]) -> list[list[Job]]:
    """What is saved first, and what then."""
    edited = [
        Job(replace(one, body=f"{one.body}\n本文件由编辑部更正。"), now=NOW + timedelta(days=1)) for one in found[::3]
    ]
    addresses = {comparable(item.url) for one in found if one.stage != "news" for item in one.attachments}
    then = [*edited, *(Job(file_url=url, now=NOW + timedelta(days=1)) for url in sorted(addresses))]
    random.Random(1).shuffle(then)
    return [[Job(one) for one in found], then]


def write(url: str, jobs: Sequence[Job]) -> float:
    """Saves jobs as the writer of a crawl does; seconds."""
    with closing(open_database(url, upgrade=False)) as database:
        began = time.perf_counter()
        for start in range(0, len(jobs), JOBS_PER_TRANSACTION):
            group = jobs[start : start + JOBS_PER_TRANSACTION]

            def work(connection: Connection, group: Sequence[Job] = group) -> None:
                for job in group:
                    job(connection)

            database.beside(work)
        return time.perf_counter() - began


def save_all(pool: Executor, url: str, found: Sequence[PolicyDocument], writers: int) -> float:
    """By so many writers, who take turns at what belongs together; seconds."""
    spent = 0.0
    for jobs in rounds(found):
        parts = [list(jobs[n::writers]) for n in range(writers)]
        spent += max(pool.map(write, [url] * writers, parts))
    return spent


class Follower:
    """A reader of `changes` who looks all the while."""

    def __init__(self, url: str) -> None:
        self._database = open_database(url, upgrade=False)
        self.seen: list[tuple[Any, ...]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def _follow(self) -> None:
        is_last = False
        while not is_last:
            is_last = self._ended.is_set()
            with self._database.read() as connection:
                rows = changes.after(connection, self.seen[-1][0] if self.seen else 0)
            self.seen += [(one.number, one.kind, one.document_id) for one in rows]
            is_last = is_last and not rows
            time.sleep(0.005)

    def faults(self) -> list[str]:
        """What it saw twice, out of order or not at all; to be called when the writers have ended."""
        self._ended.set()
        self._thread.join()
        with self._database.read() as connection:
            held = [(one.number, one.kind, one.document_id) for one in changes.after(connection, 0, 10**9)]
        self._database.close()
        gaps = [] if [row[0] for row in held] == list(range(1, len(held) + 1)) else ["numbers of changes have gaps"]
        return gaps if self.seen == held else [*gaps, f"the reader saw {len(self.seen)} changes, held are {len(held)}"]


def held(database: Database) -> dict[frozenset[str], Any]:
    """Every document by the addresses of its pages: all that is held of it, ids as these addresses."""
    with database.read() as connection:
        found: dict[int, set[str]] = {}
        for owner, url in connection.execute(sa.select(pages.c.document_id, pages.c.url)):
            found.setdefault(owner, set()).add(url)
        names: dict[int | None, frozenset[str]] = {number: frozenset(urls) for number, urls in found.items()}
        edits = Counter(connection.execute(sa.select(revisions.c.document_id)).scalars())
        values = {}
        ids = sorted(number for number in names if number is not None)
        for start in range(0, len(ids), 500):
            for row, record in deserialize.rows_and_records(connection, ids[start : start + 500]):
                value = record.to_dict()
                for item in value.get("relations", ()):
                    item["document_id"] = _shown(names, item.pop("document_id", None))
                doers = {name: _shown(names, getattr(row, name)) for name in DOERS}
                days = {name: str(getattr(row, name)) for name in ("ended_on", "ended_as", "gone_at")}
                values[names[row.id]] = value | doers | days | {"edits": bool(edits[row.id])}
    return values


DOERS = ("ended_by", "suspended_by", "extended_by", "postponed_by", "final_id")


def _shown(names: dict[int | None, frozenset[str]], document_id: int | None) -> list[str] | None:
    return sorted(names[document_id]) if document_id is not None else None


def differences(some: dict[frozenset[str], Any], others: dict[frozenset[str], Any]) -> list[str]:
    """What two databases hold differently, a line each."""
    lines = [f"only with one: {sorted(key)}" for key in some.keys() ^ others.keys()]
    for key in some.keys() & others.keys():
        names = [name for name in some[key] if some[key][name] != others[key].get(name)]
        lines += [f"{min(key)}: {name}: {some[key][name]!r:.200} | {others[key][name]!r:.200}" for name in names]
    return sorted(lines)


def measure(
    alone: str, several: str, pool: Executor, found: Sequence[PolicyDocument], writers: int
) -> tuple[list[str], dict[str, float]]:
    """What was wrong, and the seconds of one writer and of several, each with a database of its own."""
    for url in (alone, several):
        open_database(url).close()
    follower = Follower(several)
    try:
        spent = {"several": save_all(pool, several, found, writers)}
    finally:
        faults = follower.faults()
    spent["one"] = save_all(pool, alone, found, 1)
    with closing(open_database(alone)) as one, closing(open_database(several)) as other:
        return faults + differences(held(one), held(other)), spent


DRAWN_FROM = 20_000


def speeds(fresh: Callable[[], str], pool: Executor, count: int, turns: int = 3) -> Iterator[tuple[float, float]]:
    """Documents a second of one writer and of two, in turns on fresh databases."""
    for turn in range(turns):
        found, rates = random.Random(turn).sample(records(DRAWN_FROM, turn), count), []
        for writers in (1, 2):
            url = fresh()
            rates.append(count / save_all(pool, url, found, writers))
        yield rates[0], rates[1]


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20000)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--speed", type=int, default=2000)
    chosen = parser.parse_args()
    context = get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.writers"])
    faults: list[str] = []
    with (
        sqlite_databases() as alone,
        postgresql_databases() as fresh,
        ProcessPoolExecutor(chosen.writers, mp_context=context) as pool,
    ):
        list(pool.map(abs, range(chosen.writers * 4)))
        if chosen.records:
            faults, spent = measure(alone(), fresh(), pool, records(chosen.records, 1), chosen.writers)
            several, one = spent["several"], spent["one"]
            print(f"{chosen.records:,} records, {chosen.writers} writers {several:.0f} s, one {one:.0f} s")
            print("\n".join(faults[:40]) or "all documents equal; every change seen once, in order")
        for one, two in speeds(fresh, pool, chosen.speed) if chosen.speed else ():
            print(
                f"one writer {one:.0f} documents/s, two {two:.0f}: {two / one:.2f} times, load {os.getloadavg()[0]:.1f}"
            )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
