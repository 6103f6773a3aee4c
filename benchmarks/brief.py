"""How long the brief of a year takes over many documents: `python -m benchmarks.brief [--documents 20000]`.

The baseline, in the same run, is the plain SQL that reads the same rows (documents with their texts, bodies, pages,
captures) and throws them away. Prints processor seconds with and without kept quotations, the ratio to the baseline,
and peak memory.
"""

import argparse
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import Connection

from outputs.brief import formats, gathering, quotations
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.issuing_bodies import read_bodies
from parsers.record import IssuingBody, PolicyDocument, Stage
from storage.archive import Location
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.documents.writing.saving import save

YEAR = 2025
ISSUERS = (
    "国务院",
    "国务院办公厅",
    "工业和信息化部",
    "国家发展改革委",
    "国家发展改革委 工业和信息化部 财政部",
    "交通运输部办公厅",
)
KINDS = (
    ("通知", "final"),
    ("意见", "final"),
    ("办法", "final"),
    ("规划", "final"),
    ("批复", "final"),
    ("办法", "draft"),
)
FILLER = "各地区各部门要结合实际加强组织领导，完善工作机制，压实工作责任，确保各项任务落到实处。"
AIM = "到2030年，重点行业能效达到标杆水平的产能比例超过{n}%，建成{n}个以上示范基地。"
T = TypeVar("T")


def texts(seed: int, paragraphs: int) -> str:
    """An invented body of so many paragraphs, some with targets: about 5,000 characters, as on the sites."""
    chance = random.Random(seed)
    lines = ["各有关单位：", "为推动高质量发展，现就有关事项通知如下。"]
    for number in range(paragraphs):
        words = FILLER * chance.randint(1, 4)
        lines.append(f"（{number}）{words}" + (AIM.format(n=chance.randint(3, 98)) if chance.random() < 0.08 else ""))
    return "\n".join(lines)


def records(count: int) -> Iterator[PolicyDocument]:
    """So many documents, spread over the year."""
    bodies: dict[str, tuple[IssuingBody, ...]] = {names: read_bodies(names).bodies for names in ISSUERS}
    assert all(body.id in AGENCIES for found in bodies.values() for body in found)
    for number in range(count):
        names = ISSUERS[number % len(ISSUERS)]
        kind, stage = KINDS[number % len(KINDS)]
        day = date(YEAR, 1, 1) + timedelta(days=number % 365)
        stages: dict[str, Stage] = {"final": "final", "draft": "draft"}
        yield PolicyDocument(
            source="miit",
            url=f"https://www.miit.gov.cn/art/{number}.html",
            title=f"{names}关于做好第{number}号园区第{number * 7}项设施改造工作的{kind}",
            subject=f"做好第{number}号园区第{number * 7}项设施改造工作",
            stage=stages[stage],
            document_type=kind,
            document_number=f"工信部规〔{YEAR}〕{number}号" if stage == "final" else None,
            issuing_bodies=bodies[names],
            written_on=day,
            published_on=day,
            comments_due_on=day + timedelta(days=30) if stage == "draft" else None,
            topic="工业、交通\\信息产业（含电信）",
            body=texts(number, 40),
            parser_version="benchmark",
        )


def fill(database: Database, count: int) -> None:
    """Stores the documents as a crawl would."""
    now = datetime(YEAR, 12, 31, tzinfo=UTC)
    batch: list[PolicyDocument] = []
    for record in records(count):
        batch.append(record)
        if len(batch) == 1000:
            _store(database, batch, now)
            batch = []
    _store(database, batch, now)


def _store(database: Database, batch: list[PolicyDocument], now: datetime) -> None:
    with database.write() as connection:
        for place, record in enumerate(batch):
            location = Location("benchmark.warc.gz", place, f"sha256:{'0' * 64}", 1000)
            save(connection, record, CaptureFacts(location, 200, None, None, "text/html", now), None, now)


def plain_sql(path: Path) -> int:
    """Reads the rows that the brief needs, with the driver alone."""
    read = 0
    with sqlite3.connect(path) as connection:
        for statement in (
            f"SELECT * FROM documents WHERE published_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31'",
            "SELECT * FROM issuing_bodies ORDER BY document_id, position",
            "SELECT p.*, c.* FROM pages p LEFT JOIN captures c ON c.page_id = p.id ORDER BY p.id",
        ):
            read += len(connection.execute(statement).fetchall())
    return read


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor, and what came of it; other programs on the machine do not count."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def whole(connection: Connection, days: tuple[date, date], form: str, limit: int | None = None) -> int:
    """Makes a brief and writes it to nobody; gives the number of characters."""
    return sum(map(len, formats.pieces(gathering.gather(connection, *days, limit=limit), form)))


def report(name: str, work: Callable[[], int], count: int, baseline: float) -> None:
    """Prints what the best of three briefs costs."""
    spent = [timed(work) for _ in range(3)]
    seconds = min(seconds for seconds, _ in spent)
    each = f"{1e6 * seconds / count:.0f} microseconds a document, {seconds / baseline:.1f} × baseline"
    print(f"{name:26} {seconds:.3f} s, {each}, {spent[0][1] / 1e6:.1f} million characters")


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zhengce.db"
        database = open_database(f"sqlite:///{path}")
        seconds, _ = timed(lambda: fill(database, count))
        print(f"stored   {count} documents in {seconds:.1f} s, {path.stat().st_size / 1e6:.0f} MB")
        baseline, rows = timed(lambda: plain_sql(path))
        print(f"baseline {baseline:.2f} s to read the same {rows} rows with the driver alone")
        year = (date(YEAR, 1, 1), date(YEAR, 12, 31))
        with database.read() as connection:
            held = gathering.gather(connection, *year)
            print({key: len(lines) for key, lines in held.groups.items() if lines})
            report("whole year, nothing kept", partial(whole, connection, year, "markdown"), count, baseline)
        seconds, kept = timed(lambda: quotations.refresh(database))
        print(f"keeping quotations {seconds:.2f} s, {1e6 * seconds / kept:.0f} microseconds a document")
        with database.read() as connection:
            for form in formats.FORMATS:
                report(f"whole year, {form}", partial(whole, connection, year, form), count, baseline)
            report("year, 50 of a group", partial(whole, connection, year, "markdown", 50), count, baseline)
            week = (date(YEAR, 6, 2), date(YEAR, 6, 8))
            report("week", partial(whole, connection, week, "markdown"), count * 7 // 365, baseline)
        database.close()
    print(f"memory   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at its peak")


if __name__ == "__main__":
    main()
