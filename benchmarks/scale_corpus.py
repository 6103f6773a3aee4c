"""A large corpus for `benchmarks.scale`: the invented documents of `benchmarks.corpus`, with files, targets and
relations, in numbered articles or sections, and with the numbers that ministries give: from 1 on, every year anew.

Days run from 2016 to 2025, so that ten years of documents are there, and each tenth is as dense as the others.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks.corpus import documents as invented
from parsers.files.text import FilePage, FileText
from parsers.grammar.numerals import numeral
from parsers.record import PolicyDocument, Relation, Target
from storage.archive import Location
from storage.attachments import saving as attached
from storage.crawl.captures import CaptureFacts
from storage.database import Database
from storage.documents.writing import saving
from storage.schema import files

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_DAY, DAYS = date(2016, 1, 1), 3652
BATCH = 200
"""Documents of one transaction, as `reparse` and a replay write them."""


def documents(count: int, length: int, seed: int = 20211116) -> Iterator[PolicyDocument]:
    """So many documents with bodies of `length` characters in the median; a fifth has a file, a third relations."""
    chance = random.Random(seed)
    serials: dict[tuple[str, int], int] = {}
    earlier: list[tuple[str, str | None]] = []
    for record in invented(count, seed=seed, length=length):
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        number = _number(record, day, serials)
        finished = replace(
            record,
            document_number=number,
            document_number_as_printed=number,
            published_on=day if record.published_on else None,
            written_on=day - timedelta(days=chance.randrange(20)) if record.written_on else None,
            effective_on=day + timedelta(days=30) if record.effective_on else None,
            comments_due_on=day + timedelta(days=30) if record.comments_due_on else None,
            body=numbered(record),
            targets=_targets(chance, record) if chance.random() < 0.1 else (),
            relations=tuple(_relations(chance, record, earlier, day)),
        )
        if record.stage == "final" and len(earlier) < 20_000:
            earlier.append((finished.title, number))
        yield finished


def numbered(record: PolicyDocument) -> str:
    """The body with the numbers of a rule, 第一条 with （一） below every fifth, or of sections 一、（一）."""
    lines = []
    for place, line in enumerate(record.body.split("\n")):
        whole = numeral(place // 2 + 1)
        if record.document_type not in ("办法", "条例"):
            head = f"{numeral(place // 6 + 1)}、{line[:12]}\n" if place % 6 == 0 else ""
            lines.append(f"{head}（{numeral(place % 6 // 2 + 1)}）{line}" if place % 2 == 0 else line)
        elif place % 10 == 8:
            items = (f"（{numeral(at)}）{item}" for at, item in enumerate(re.findall("[^，、；。]+", line), 1))
            lines.append("\n".join((f"第{whole}条　下列事项：", "；\n".join(items) + "。")))
        else:
            lines.append(f"第{whole}条　{line}" if place % 2 == 0 else line)
    return "\n".join(lines)


def further(count: int, length: int, held: int) -> Iterator[PolicyDocument]:
    """Others than those of which so many are held, with addresses and numbers of their own."""
    for record in documents(count, length, seed=held):
        number = record.document_number and record.document_number.replace("〕", f"〕{held}0000")
        url = record.url.replace(".example/", f".example/after{held}/")
        yield replace(record, url=url, document_number=number, document_number_as_printed=number)


def _number(record: PolicyDocument, day: date, serials: dict[tuple[str, int], int]) -> str | None:
    if not record.document_number:
        return None
    prefix = record.document_number.partition("〔")[0]
    key = (prefix, day.year)
    serials[key] = serials.get(key, 0) + 1
    return f"{prefix}〔{day.year}〕{serials[key]}号"


def _targets(chance: random.Random, record: PolicyDocument) -> tuple[Target, ...]:
    return tuple(
        Target(
            indicator=f"{record.subject or record.title}第{place}项",
            value=float(value),
            value_as_printed=str(value),
            unit="%",
            year=2025 + 5 * (place % 2),
            kind="level",
            words=f"到2025年，第{place}项达到{value}%。",
        )
        for place, value in enumerate(chance.choices(range(1, 100), k=8), 1)
    )


def _relations(
    chance: random.Random, record: PolicyDocument, earlier: Sequence[tuple[str, str | None]], day: date
) -> Iterator[Relation]:
    if record.issued_title:
        yield Relation("issues", title=record.issued_title, words=record.title, place="title")
    if earlier and chance.random() < 0.2:
        title, number = chance.choice(earlier)
        words = f"根据《{title}》制定。"
        yield Relation("based_on", title=title, document_number=number, words=words, place="paragraph 1")
    if earlier and record.stage == "final" and chance.random() < 0.02:
        title, number = chance.choice(earlier)
        words = f"《{title}》同时废止。"
        yield Relation("repeals", title=title, document_number=number, date=day, words=words, place="paragraph 2")


def save_all(database: Database, records: Iterator[PolicyDocument], pages: int) -> Iterator[int]:
    """Saves documents as crawls do, with captures, and gives their files so many pages; yields how many are saved."""
    texts = cycle([record.body for record in invented(100, seed=7, length=400)])
    saved = 0
    while batch := list(islice(records, BATCH)):
        with database.write() as connection:
            for record in batch:
                saved += 1
                saving.save(connection, record, _capture(f"page{saved}", record.published_on), None, _seen(record))
        if pages:
            with database.write() as connection:
                for file in connection.execute(sa.select(files).where(files.c.state.is_(None))).all():
                    _read(connection, file, list(islice(texts, pages)))
        yield saved


def _seen(record: PolicyDocument) -> datetime:
    """A day after it was published."""
    day = record.published_on or record.written_on or FIRST_DAY
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=1)


def _capture(name: str, day: date | None) -> CaptureFacts:
    location = Location("benchmark.warc.gz", int(name.removeprefix("page")), f"sha256:{name}", 1)
    return CaptureFacts(location, 200, None, None, "text/html", NOW)


def _read(connection: Connection, file: Any, pages: Sequence[str]) -> None:
    """Gives a file its text, as a crawl that fetched it does."""
    read = tuple(FilePage(number, tuple(page.split("\n"))) for number, page in enumerate(pages, 1))
    text = FileText("ok", "application/pdf", "benchmark", read)
    location = Location("benchmark.warc.gz", file.id, f"sha256:{file.id}", 1)
    capture = CaptureFacts(location, 200, None, None, "application/pdf", NOW)
    attached.save(connection, file.id, text, None, capture, file.url, 1, NOW)
