"""What nobody gets from the server: files beside the archive, names that deceive, another reader's page."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from parsers.files.text import FilePage, FileText
from parsers.record import Attachment
from storage.archive import Archive, Exchange
from storage.attachments import saving
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.schema import attachments, captures, files
from tests.zhengce.holding import NOW, hold, invented
from tests.zhengce.serving import fill, served
from tests.zhengce.web.asking import answer

PDF = "https://www.miit.gov.cn/a.pdf"


def attach(database: Database, folder: Path, title: str) -> None:
    """Holds document 1 with an archived file of this title."""
    hold(database, invented(attachments=(Attachment(title, PDF),)))
    sent = Exchange("GET", PDF, (), b"", 200, "OK", (("Content-Type", "application/pdf"),), b"%PDF-", NOW)
    with Archive(folder) as archive, database.write() as connection:
        capture = CaptureFacts(archive.write(sent), 200, None, None, "application/pdf", NOW)
        file_id = connection.execute(sa.select(files.c.id)).scalar_one()
        text = FileText("ok", "application/pdf", "test 1", (FilePage(1, ("闸板",)),))
        saving.save(connection, file_id, text, None, capture, PDF, 5, NOW)


def move_out(database: Database, folder: Path) -> None:
    """The archive's files lie beside its folder, and the database names them there."""
    for file in folder.glob("*.warc.gz"):
        shutil.move(file, folder.parent / file.name)
    with database.write() as connection:
        connection.execute(sa.update(captures).values(file="../" + captures.c.file))


def test_a_page_outside_the_archive_is_not_shown(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    fill(database, folder)
    paths = [f"/archive/1/{part}" for part in ("page", "source")]
    with served(database, folder) as address:
        assert [answer(address + path)[0] for path in paths] == [200, 200]
    database = open_database(database.engine.url.render_as_string())
    move_out(database, folder)
    with served(database, folder) as address:
        assert [answer(address + path)[0] for path in paths] == [404, 404]
    database.close()


def test_a_file_outside_the_archive_is_not_sent(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    attach(database, folder, "图样")
    path = "/documents/1/attachments/1/file"
    with served(database, folder) as address:
        assert answer(address + path)[0] == 200
    database = open_database(database.engine.url.render_as_string())
    move_out(database, folder)
    with served(database, folder) as address:
        assert answer(address + path)[0] == 404
    database.close()


def test_the_name_of_a_download_reads_as_it_is(database: Database, tmp_path: Path) -> None:
    attach(database, tmp_path / "archive", "图样")
    with served(database, tmp_path / "archive") as address:
        for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2069\u200b\ufeff":
            with database.write() as connection:
                connection.execute(sa.update(attachments).values(title=f"图样{mark}gnp.exe"))
            name = answer(f"{address}/documents/1/attachments/1/file")[2]["Content-Disposition"]
            assert name.endswith("filename*=UTF-8''%E5%9B%BE%E6%A0%B7%20gnp.exe.pdf"), ascii(mark)
