"""Reading the archive again: what today's parsers read better is kept as such, the rest stays, nothing is lost."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa

import parsers.document
from parsers import PARSER_VERSION, time_limit
from parsers.errors import NotReadable
from parsers.extraction import Notice
from parsers.record import PolicyDocument
from pipelines.reparse import processes, reread_pages
from pipelines.reparse import reparse as reparsing
from pipelines.reparse import report as reporting
from pipelines.reparse.archived_page import page_of
from pipelines.reparse.processes import Inputs
from pipelines.reparse.reparse import reparse
from pipelines.reparse.report import Report
from pipelines.reparse.reread_pages import Reading
from storage import changes as change_log
from storage.archive import Exchange
from storage.changes import after as changes_after
from storage.changes import last_number
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.documents import queries, record_json
from storage.documents.writing import saving, serialize
from storage.schema import (
    attachment_texts,
    changes,
    evidence,
    files,
    pages,
    relations,
    revisions,
    targets,
    units,
)
from storage.schema import documents as documents_table
from tests.conftest import Sample
from tests.processes import run_forked
from zhengce.cli import program as cli
from zhengce.cli.shared.errors import DONE, WANTING

NOW = datetime(2026, 10, 9, tzinfo=UTC)

SOME = ("cac", "miit", "mofcom")
"""A third of the sample's pages, for what needs no more."""


@pytest.fixture(scope="module")
def crawled(sample: Sample) -> Path:
    """A data folder with the sample's documents, not to be written."""
    return sample.folder


@pytest.fixture
def data(crawled: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(crawled, tmp_path / "data"))


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{data / 'zhengce.db'}")
    yield opened
    opened.close()


def worsen(database: Database, *, source: str = "miit", **values: object) -> int:
    """Lets the documents of a source (%: of all) look as an older parser read them; gives how many."""
    with database.write() as connection:
        found = connection.execute(
            sa.update(documents_table).where(documents_table.c.source.like(source)).values(**values)
        ).rowcount
        connection.execute(sa.update(pages).values(digest="older"))
    return found


def kinds(database: Database, table: sa.Table) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(sa.select(table.c.kind)).scalars())


def contents(database: Database) -> list[object]:
    with database.read() as connection:
        return [held.record.to_dict() for held in queries.each(connection, order="id")]


def test_the_same_parsers_change_nothing(database: Database, data: Path) -> None:
    before = contents(database)
    report = reparse(database, data / "archive")
    assert report == Report(pages=report.pages, unchanged=report.pages)
    assert report.pages > 50
    assert contents(database) == before
    assert "reparsed" not in kinds(database, changes)


def test_units_that_are_cut_otherwise_are_made_anew_and_tell_nothing(database: Database, data: Path) -> None:
    with database.write() as connection:
        held = connection.execute(sa.select(units).order_by(units.c.document_id, units.c.id)).all()
        connection.execute(sa.delete(units).where(units.c.id % 2 == 0))
        older = sa.func.replace(files.c.record, f'"parser_version":"{PARSER_VERSION}"', '"parser_version":"older"')
        connection.execute(sa.update(files).values(record=older))
        connection.execute(sa.update(pages).values(digest="older"))
    last = database_number(database)
    reparse(database, data / "archive", processes=1)
    with database.read() as connection:
        found = connection.execute(sa.select(units).order_by(units.c.document_id, units.c.id)).all()
    assert sorted(map(str, (row[1:] for row in found))) == sorted(map(str, (row[1:] for row in held)))
    assert len(held) > 100
    assert database_number(database) == last


def database_number(database: Database) -> int:
    with database.read() as connection:
        return last_number(connection)


def test_what_a_better_parser_reads_is_a_revision_of_its_own_kind(database: Database, data: Path) -> None:
    before = contents(database)
    count = worsen(database, addressed_to="某某")
    report = reparse(database, data / "archive", SOME)
    assert contents(database) == before
    assert kinds(database, revisions) >= {"reparsed"}
    assert "reparsed" in kinds(database, changes)
    change = report.fields["miit", "addressed_to"]
    assert change.count == count
    assert {example.old for example in change.examples} == {"某某"}
    assert len(change.examples) == reporting.EXAMPLES_PER_FIELD
    again = reparse(database, data / "archive", SOME)
    assert (again.revised, again.fields) == (0, {})


def test_targets_and_relations_that_older_parsers_did_not_read_come_from_the_archive(
    database: Database, data: Path
) -> None:
    before = contents(database)
    with database.write() as connection:
        last = last_number(connection)
        for table in (targets, relations):
            connection.execute(sa.delete(table))
        connection.execute(sa.update(documents_table).values(serialize.UNRELATED))
        connection.execute(sa.delete(evidence).where(evidence.c.field.in_(("targets", "relations"))))
        for table in (pages, files):
            for row in connection.execute(sa.select(table.c.id, table.c.record).where(table.c.record.is_not(None))):
                record = replace(record_json.from_json(row.record), targets=(), relations=(), parser_version="5")
                values = {"record": record_json.to_json(record)}
                connection.execute(sa.update(table).where(table.c.id == row.id).values(values))
        connection.execute(sa.update(pages).values(digest="older"))
    report = reparse(database, data / "archive")
    assert report.ok
    assert {name for _, name in report.fields} == {"targets", "relations"}
    assert contents(database) == before
    with database.read() as connection:
        told = changes_after(connection, last)
    assert {change.kind for change in told} == {"reparsed"}
    assert [change.fields for change in told if "final_id" in (change.fields or {})]


def test_a_dry_run_finds_the_same_and_changes_nothing(database: Database, data: Path) -> None:
    worsen(database, addressed_to="某某")
    before = contents(database), kinds(database, changes)
    dry = reparse(database, data / "archive", SOME, dry_run=True)
    assert (contents(database), kinds(database, changes)) == before
    real = reparse(database, data / "archive", SOME)
    assert dry.fields["miit", "addressed_to"] == real.fields["miit", "addressed_to"]


def test_only_the_named_sources_are_read(database: Database, data: Path) -> None:
    worsen(database, addressed_to="某某")
    report = reparse(database, data / "archive", ["cac"])
    assert report.fields == {}
    assert 0 < report.pages < 20


def test_several_processes_read_what_one_reads(database: Database, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worsen(database, addressed_to="某某")
    with database.write() as connection:
        connection.execute(sa.update(files).values(extractor="older"))
        connection.execute(sa.update(attachment_texts).where(attachment_texts.c.page == 1).values(text="旧的"))
    monkeypatch.setattr(reparsing, "PAGES_PER_GROUP", 5)
    alone = reparse(database, data / "archive", SOME, dry_run=True, processes=1)
    assert alone.changed_files > 1
    monkeypatch.setattr(processes, "FEW_GROUPS", 1)
    done: list[tuple[int, int]] = []

    def note(some: int, all_: int) -> None:
        done.append((some, all_))

    together = reparse(database, data / "archive", SOME, dry_run=True, processes=2, progress=note)
    assert together == alone
    assert done[-1] == (alone.pages, alone.pages)


def test_a_page_that_cannot_be_read_any_more_keeps_what_is_stored_and_is_named(
    database: Database, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(database)
    understand = parsers.document.understand
    endless: list[str] = []

    def worse(notice: Notice) -> PolicyDocument:
        if "miit" in notice.url:
            raise NotReadable("a template not seen before")
        if "cac" in notice.url:
            raise ZeroDivisionError
        if "mofcom" in notice.url and (not endless or notice.url in endless):
            endless.append(notice.url)
            re.match("(?:a+)+$", "a" * 64 + "b")
        return understand(notice)

    monkeypatch.setattr(parsers.document, "understand", worse)
    monkeypatch.setattr(time_limit, "SECONDS", 0.5)
    report = reparse(database, data / "archive", SOME, processes=1)
    assert contents(database) == before
    assert not report.ok
    assert {line.partition(": ")[2] for line in report.failed} == {
        "a template not seen before",
        "the parser failed: ZeroDivisionError: ",
        f"{endless[0]}: reading it took more than 0.5 s of processor time",
    }


def test_a_record_that_cannot_be_right_is_not_kept(
    database: Database, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(database)
    monkeypatch.setattr(reread_pages, "faults", lambda record, today: ["written_on 3021-01-01 lies in the future"])
    report = reparse(database, data / "archive", SOME)
    assert contents(database) == before
    assert len(report.failed) == report.pages > 20


def test_a_page_whose_archive_is_elsewhere_is_named_and_stays(database: Database, data: Path) -> None:
    before = contents(database)
    report = reparse(database, data / "nowhere")
    assert contents(database) == before
    assert len(report.missing) == report.pages
    assert not report.ok


def test_what_a_crawl_fetched_anew_meanwhile_is_not_taken_back(
    database: Database, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reread_pages.read_group
    edited: list[queries.CurrentCapture] = []

    def read_before_a_crawl_saves(inputs: Inputs, group: Sequence[int]) -> list[Reading]:
        readings = read(inputs, group)
        capture = readings[0].capture
        newer = replace(capture.location, offset=capture.location.offset + 1_000_000)
        facts = CaptureFacts(newer, 200, None, None, None, NOW)
        with database.write() as connection:
            record = replace(queries.record(connection, capture.document_id), body="改过的正文")
            saving.save(connection, record, facts, capture.entry, datetime.now(UTC))
        edited.append(capture)
        return readings

    worsen(database, addressed_to="某某")
    monkeypatch.setattr(reread_pages, "read_group", read_before_a_crawl_saves)
    report = reparse(database, data / "archive", ["cac"])
    assert report.superseded == len(edited) > 0
    with database.read() as connection:
        assert queries.record(connection, edited[0].document_id).body == "改过的正文"


def reparse_until_killed(url: str, archive: Path) -> None:
    """What a process does that is killed with its fiftieth change."""
    added, add = [0], change_log.add

    def add_until_killed(*arguments: Any, **options: Any) -> Any:
        added[0] += 1
        if added[0] == 50:
            os._exit(9)
        return add(*arguments, **options)

    change_log.add = add_until_killed
    reparse(open_database(url), archive, processes=1)


def test_a_reparse_that_was_killed_keeps_whole_groups_and_the_next_one_saves_the_rest(
    database: Database, data: Path, tmp_path: Path
) -> None:
    before = contents(database)
    count = worsen(database, source="%", addressed_to="某某")
    url = f"sqlite:///{data / 'zhengce.db'}"
    assert run_forked(tmp_path, reparse_until_killed, url, data / "archive").returncode == 9
    report = reparse(database, data / "archive")
    assert 0 < report.revised < count
    assert contents(database) == before


# The command


def read_until_killed(inputs: Inputs, ids: Sequence[int]) -> list[Reading]:
    """Reads the first pages; the process that reads one behind them is killed, as for its memory."""
    if max(ids) > 8:
        os._exit(9)
    return reread_pages.read_group(inputs, ids)


def test_a_reading_process_that_dies_ends_the_reparse_and_the_next_one_goes_on(
    database: Database, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(database)
    worsen(database, source="%", addressed_to="某某")
    with monkeypatch.context() as patch:
        patch.setattr(reparsing, "PAGES_PER_GROUP", 1)
        patch.setattr(reread_pages, "read_group", read_until_killed)
        assert command(patch, data, "reparse", "--processes", "2") == WANTING
    assert "a process that reads the archive died; what was saved stays" in capsys.readouterr().err
    stale = sa.select(sa.func.count()).where(documents_table.c.addressed_to == "某某")
    with database.read() as connection:
        left = connection.execute(stale).scalar_one()
    assert 0 < left < len(before)
    assert command(monkeypatch, data, "reparse") == DONE
    assert contents(database) == before


def command(monkeypatch: pytest.MonkeyPatch, data: Path, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["zhengce", "--data", str(data), *arguments])
    return cli.main()


def test_the_command_prints_what_changes_with_examples(
    database: Database, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    worsen(database, addressed_to="某某")
    assert command(monkeypatch, data, "reparse", "miit", "--dry-run") == DONE
    said = capsys.readouterr().out
    assert "would be revised" in said
    assert said.splitlines()[0].endswith("missing or damaged in the archive here")  # one line, however long
    assert "addressed_to" in said
    assert "某某" in said


def test_the_command_fails_where_something_could_not_be_read_and_names_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(data / "archive")
    assert command(monkeypatch, data, "reparse", "cac") == WANTING
    assert "www.cac.gov.cn" in capsys.readouterr().err


# An archived answer as a page


def exchange(body: bytes, *headers: tuple[str, str]) -> Exchange:
    return Exchange("GET", "https://www.miit.gov.cn/a.html", [], b"", 200, "OK", headers, body, NOW)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", lambda body: gzip.compress(body)),
        ("x-gzip", lambda body: gzip.compress(body)),
        ("deflate", lambda body: zlib.compress(body)),
        ("br", lambda body: brotli.compress(body)),
        ("GZIP", lambda body: gzip.compress(body)),
        ("br, gzip", lambda body: gzip.compress(brotli.compress(body))),
        ("identity", lambda body: body),
    ],
)
def test_an_archived_body_is_unpacked_as_it_was_packed(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = "<html>政策</html>".encode()
    assert page_of(exchange(pack(body), ("Content-Encoding", encoding))).body == body


def test_a_body_that_does_not_unpack_is_an_error() -> None:
    with pytest.raises(ValueError, match="the archived body is not gzip"):
        page_of(exchange(b"plain", ("content-encoding", "gzip")))


def test_plain_text_is_a_servers_word_for_not_knowing() -> None:
    assert page_of(exchange(b"", ("Content-Type", "text/plain; charset=gbk"))).content_type == "text/html; charset=gbk"
    assert page_of(exchange(b"")).content_type is None


# The processes that read the archive end with the process that began them


POOL = """
import sys, pathlib
from pipelines.reparse import processes
from storage.database import open_database
from tests.test_reparse import own_number
processes.FEW_GROUPS = 0
inputs = processes.Inputs(pathlib.Path(sys.argv[1]), open_database(sys.argv[2]))
for number in processes.read_groups(own_number, inputs, [[1], [2]], 2):
    print(number, flush=True)
    sys.stdin.read()
"""


def own_number(inputs: Inputs, ids: Sequence[int]) -> int:
    """The number of the process that reads."""
    return os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_reading_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"
    open_database(url).close()
    command = [sys.executable, "-c", POOL, str(tmp_path), url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
        deadline = time.monotonic() + 10
        while is_running(child) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_running(child)


def is_running(process: int) -> bool:
    """Whether a process is there that is no zombie."""
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    return False
