"""A damaged archive: `health` sees a missing or shorter file, `archive check` each answer, and a crawl says so."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import zhengce.sample as samples
from scrapers.run import process
from storage.database import Database, open_database
from storage.health import archive_files
from tests.command_line import zhengce
from tests.conftest import Sample
from tests.storage.keeping import capture, save
from tests.storage.making import document


@pytest.fixture
def data(sample: Sample, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(sample.folder, tmp_path / "data"))


def warc(data: Path) -> Path:
    [path] = (data / "archive").glob("*.warc.gz")
    return path


def last_answer(data: Path) -> tuple[int, int, str, list[int]]:
    """Offset, length, address and documents of the last answer with a page."""
    with closing(sqlite3.connect(data / "zhengce.db")) as database:
        offset, length, url = database.execute(
            "SELECT offset, length, url FROM captures ORDER BY offset DESC LIMIT 1"
        ).fetchone()
        owners = database.execute(
            "SELECT DISTINCT document_id FROM captures JOIN pages ON pages.id = page_id WHERE offset = ?", [offset]
        ).fetchall()
    return offset, length, url, sorted(number for [number] in owners)


def of_archive(data: Path) -> dict[str, object]:
    found = json.loads(zhengce("health", "--format", "json", data=data).stdout)
    return next((one for one in found if one["source"] == "archive"), {})


def test_a_whole_archive_is_well(data: Path) -> None:
    assert of_archive(data) == {}
    done = zhengce("archive", "check", data=data)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "zhengce: nothing is damaged\n")


def test_a_missing_file_is_named_with_its_documents(data: Path) -> None:
    path = warc(data)
    path.unlink()
    assert f"{path.name} is missing" in str(of_archive(data))
    health = zhengce("health", data=data)
    assert health.returncode == 1
    assert "archive damaged" in health.stdout
    done = zhengce("archive", "check", data=data)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{path.name} is missing; documents 1, 2, 3")
    assert "and 44 more" in done.stdout


def test_a_file_without_its_end_is_named_with_the_documents_of_the_end(data: Path) -> None:
    offset, length, _, documents = last_answer(data)
    with warc(data).open("r+b") as file:
        file.truncate(offset + length - 1)
    assert "bytes of" in str(of_archive(data))
    done = zhengce("archive", "check", data=data)
    assert done.returncode == 1
    assert all(str(number) in done.stdout for number in documents)
    assert len(done.stdout.splitlines()) == 1


def test_a_flipped_byte_costs_one_answer_which_is_named(data: Path) -> None:
    offset, length, url, documents = last_answer(data)
    with warc(data).open("r+b") as file:
        file.seek(offset + length // 2)
        [byte] = file.read(1)
        file.seek(offset + length // 2)
        file.write(bytes([byte ^ 0xFF]))
    assert of_archive(data) == {}
    done = zhengce("archive", "check", data=data)
    assert done.returncode == 1
    [line] = done.stdout.splitlines()
    assert line.startswith(f"{url}: ")
    assert line.endswith(f"; documents {', '.join(map(str, documents))}")


def test_a_crawl_says_that_its_file_is_shorter_and_appends_to_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"

    def crawl(source: str) -> tuple[str, ...]:
        [summary] = process.crawl([source], database_url=url, data_dir=tmp_path, replay=samples.SAMPLE)
        return tuple(summary.messages)

    assert not any("bytes of" in message for message in crawl("nda"))
    path = max((tmp_path / "archive").iterdir())
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    size = path.stat().st_size
    assert any(f"{path.name} has" in message for message in crawl("cac"))
    assert path.stat().st_size == size
    database = open_database(url)
    with database.read() as connection:
        assert [one.file for one in archive_files.short_files(connection, tmp_path / "archive")] == [path.name]
    database.close()


@pytest.mark.both_engines
def test_files_of_other_machines_are_not_missed_on_a_server_that_machines_share(
    database: Database, tmp_path: Path
) -> None:
    """Each machine may write into a folder of its own; what stands beside an SQLite database is all that there is."""
    save(database, document(), facts=capture())
    with database.read() as connection:
        found = [one.why for one in archive_files.short_files(connection, tmp_path)]
    assert found == (["is missing"] if database.dialect == "sqlite" else [])
