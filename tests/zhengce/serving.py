"""The analysts' page on a real server on loopback, over a small database with an archive."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.corpus import documents as corpus
from parsers.record import Attachment, Citation, Evidence, IssuingBody, PolicyDocument
from storage.archive import Archive, Exchange
from storage.crawl import runs
from storage.crawl.captures import CaptureFacts
from storage.crawl.runs import RunFacts
from storage.crawl.stop_reason import StopReason
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.editing import annotations
from tests.zhengce.holding import EDITOR, NOW, invented
from zhengce.cli.serving import SERVER
from zhengce.web.app import create_app

SOURCES = ("state_council", "miit", "ndrc", "cac", "mot")
OPTIONS = {**SERVER, "log_level": "error"}
"""As `serve` has them."""

PATIENT = {"seconds": 60.0}
ALERT = "<script>document.documentElement.dataset.hacked = 'yes'</script>"

MIIT = IssuingBody(
    "miit", "工业和信息化部", "工业和信息化部", "Ministry of Industry and Information Technology", "MIIT"
)
NDRC = IssuingBody(
    "ndrc", "国家发展改革委", "国家发展改革委", "National Development and Reform Commission", "NDRC", "办公厅"
)

PLAN = invented(
    url="https://www.miit.gov.cn/zwgk/art_1.html",
    title="工业和信息化部 国家发展改革委关于印发“十四五”闸板行业发展规划的通知",
    issued_title="“十四五”闸板行业发展规划",
    issuing_bodies=(MIIT, NDRC),
    issuing_bodies_complete=False,
    document_number="工信部联规〔2021〕164号",
    document_number_as_printed="工信部联规[2021]164号",
    published_on=date(2021, 11, 16),
    written_on=date(2021, 11, 1),
    effective_on=date(2021, 12, 1),
    topic="工业、交通\\信息产业（含电信）",
    addressed_to="各省、自治区、直辖市闸板主管部门",
    body="闸板要结实，闸板要轻便。\n到2025年，闸板全部换成新式。\n根据国发〔2021〕20号安装埽工。",
    attachments=(
        Attachment("闸板图样", "https://www.miit.gov.cn/a.pdf", "application/pdf"),
        Attachment("坏链接", "javascript:alert(1)"),
    ),
    cites=(Citation("国发〔2021〕20号", None),),
    evidence={
        "title": Evidence("heading", "工业和信息化部 国家发展改革委关于印发“十四五”闸板行业发展规划的通知"),
        "issuing_bodies": Evidence("table: 发文机关", "工业和信息化部 国家发展改革委等十部门"),
        "document_number": Evidence("table: 发文字号", "工信部联规[2021]164号"),
        "published_on": Evidence("table: 发布日期", "2021-11-16"),
    },
)
CITED = invented(
    source="state_council",
    url="https://www.gov.cn/zhengce/content_1.html",
    title="国务院关于埽工的通知",
    document_number="国发〔2021〕20号",
    published_on=date(2021, 10, 28),
    issuing_bodies=(IssuingBody("state_council", "国务院", "国务院", "State Council", "SC"),),
    body="埽工要牢。",
)
HOSTILE = invented(
    source="ndrc",
    url="https://www.ndrc.gov.cn/t1.html",
    title=f"关于{ALERT}髹漆的公告",
    subject="<img src=x onerror=alert(1)>",
    topic='"><script>alert(2)</script>',
    body=f"髹漆之前{ALERT}\n<b>粗体</b>不是粗体。",
    evidence={"title": Evidence("h1", f"\"'>{ALERT}")},
)
PAGE = f"<html><body><h1>埽工</h1>{ALERT}<img src='http://127.0.0.1:9/x.png'><form action='/x'></form></body></html>"


def fill(database: Database, folder: Path) -> dict[str, int]:
    """Holds the documents above and 60 invented ones, an archived page, revisions and crawls; gives ids by name."""
    with Archive(folder) as archive:
        sent = Exchange(
            "GET", CITED.url, (), b"", 200, "OK", (("Content-Type", "text/html; charset=utf-8"),), PAGE.encode(), NOW
        )
        location = archive.write(sent)
    capture = CaptureFacts(location, 200, None, None, "text/html", NOW)
    with database.write() as connection:
        for record in corpus(60, length=120):
            saving.save(connection, record, None, None, NOW)
        ids = {
            "plan": saving.save(connection, PLAN, None, None, NOW).document_id,
            "cited": saving.save(connection, CITED, capture, None, NOW).document_id,
            "hostile": saving.save(connection, HOSTILE, None, None, NOW).document_id,
        }
        for number, record in enumerate(revised(), 1):
            saving.save(connection, record, None, None, NOW + timedelta(days=number))
        annotations.set_title(connection, ids["plan"], "Plan for the gate industry", EDITOR)
        for source, reason in (("miit", "finished"), ("ndrc", "challenge")):
            run = runs.begin(connection, source, now=NOW)
            stop = StopReason.FINISHED if reason == "finished" else StopReason.FAILED
            facts = RunFacts(
                reason, stop, listings=3, fetched=5, new=2, failed=1, statuses={"200": 8}, messages=("一条消息 <b>",)
            )
            runs.finish(connection, run, facts, NOW + timedelta(minutes=4))
    return ids


def revised() -> Iterator[PolicyDocument]:
    """The plan's later versions."""
    yield replace(PLAN, body=PLAN.body.replace("闸板要轻便", "闸板要很轻便"), effective_on=date(2022, 1, 1))
    yield replace(
        PLAN, body=PLAN.body.replace("闸板要轻便", "闸板要很轻便") + "\n附则一行。", effective_on=date(2022, 1, 1)
    )


class _Server(uvicorn.Server):
    """Ends at once where nobody is connected: uvicorn looks ten times a second whether it is to end, and then waits."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._end = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._end.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:
            await asyncio.sleep(0.01)
        await self.lifespan.shutdown()

    def end(self) -> None:
        """Is called from another thread."""
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._end.set)


@contextmanager
def served(
    database: Database,
    folder: Path,
    *,
    sources: Sequence[str] = SOURCES,
    port: int = 0,
    **options: Any,
) -> Iterator[str]:
    """The page on a port of loopback, by default a free one; gives its address.

    On a busy machine, too, no page is refused, unless `options` give it less time.
    """

    app = create_app(database, folder, sources=sources, **(PATIENT | options))
    server = _Server(uvicorn.Config(app, **OPTIONS))
    listening = socket.create_server(("127.0.0.1", port), backlog=128)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.end()
        thread.join(10)
        listening.close()


@contextmanager
def sample_site(folder: Path) -> Iterator[tuple[str, dict[str, int], Database]]:
    """An SQLite database with all of `fill`, served; gives address, ids and the database."""
    url = f"sqlite:///{folder / 'zhengce.db'}"
    writing = open_database(url)
    ids = fill(writing, folder / "archive")
    reading = open_database(url, upgrade=False)
    with served(reading, folder / "archive") as address:
        yield address, ids, writing
    reading.close()
    writing.close()
