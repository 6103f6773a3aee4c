"""The walk of docs/tutorial.md: a sample on which time stands still, the commands, and the pages that are pictured.

`python -m tests.tutorial` takes the pictures anew, with Chromium: look at them before they are committed.
"""

import base64
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from unittest.mock import patch

from storage.database import open_database
from storage.schema import Moment, metadata
from tests.renew_docs import printed_by
from tests.zhengce.web.browsing import opened_page
from tests.zhengce.web.desks import Desk, opened_desk

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "tutorial.md"
IMAGES = ROOT / "docs" / "images"

DAY = datetime(2026, 10, 9, 8, tzinfo=UTC)
"""The day of the recording, on which the tutorial takes place."""
SIZE = {"width": 1200, "height": 760}
AS_RECORDED = {("captures", "fetched_at"), ("documents", "fetched_at")}
"""Moments that a crawl of the sample takes from the recording."""
CLOCKS = ("storage.relations.status.datetime", "zhengce.cli.watches.datetime")
"""Where the pages and commands of the tutorial ask for today."""


class _Stopped(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(DAY.timestamp(), tz)


@contextmanager
def stopped_clock() -> Iterator[None]:
    """Today is DAY."""
    with ExitStack() as stack:
        for name in CLOCKS:
            stack.enter_context(patch(name, _Stopped))
        yield


def copy_sample(crawled: Path, data: Path) -> None:
    """Copies a data folder into which the sample was crawled, as if that had been on DAY, on whatever machine."""
    shutil.copytree(crawled, data)
    for file in (data / "archive").glob("*.warc.gz"):
        file.rename(file.with_name(_nameless(file.name)))
    with closing(sqlite3.connect(data / "zhengce.db")) as connection, connection:
        connection.create_function("nameless", 1, _nameless)
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Moment) and (table.name, column.name) not in AS_RECORDED:
                    now = f"{DAY:%Y-%m-%dT%H:%M:%SZ}"
                    connection.execute(
                        f'UPDATE "{table.name}" SET "{column.name}" = ? WHERE "{column.name}" IS NOT NULL', (now,)
                    )
        connection.execute("UPDATE captures SET file = nameless(file)")


def _nameless(file: str) -> str:
    """The name of an archive file without the mark of the machine that wrote it."""
    return re.sub(r"(?<=-)[0-9a-f]{6}(?=-\d+\.warc)", "000000", file)


@contextmanager
def served(crawled: Path, folder: Path) -> Iterator[tuple[Any, Desk]]:
    """A browser's page and the desk that it can ask, over a copy of the crawled sample in an empty folder."""
    copy_sample(crawled, folder / "data")
    database = open_database(f"sqlite:///{folder / 'data' / 'zhengce.db'}")
    with (
        stopped_clock(),
        opened_desk(database, folder / "data" / "archive") as desk,
        opened_page(base_url=desk.address, viewport=SIZE) as page,
    ):
        yield page, desk
    database.close()


PLAN, PATENTS, EXPORTS, POWER = 25, 24, 47, 51
"""Ids of documents of the sample: two plans, a draft and a notice."""


def walk(page: Any, desk: Desk, folder: Path) -> Iterator[str]:
    """Goes through the tutorial in the browser; gives the name of each picture when its page stands there.

    The newsletter is downloaded into the folder: newsletter.md, .html, .docx.
    """
    page.goto("/brief?from=2021-10-28&to=2021-11-23")
    yield "brief"
    page.goto("/")
    page.get_by_role("searchbox").fill("data security")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Use these results").click()
    yield "search"
    page.goto(f"/documents/{PLAN}")
    page.get_by_role("switch").check()
    yield "document"
    page.goto("/targets?from=2021-10-28&to=2021-11-23")
    yield "targets"
    page.goto(desk.login)
    page.get_by_role("button", name="Begin editing").click()
    pick(
        page,
        PLAN,
        "Top",
        "14th Five-Year Plan for the Information and Communication Technology Industry",
        tags="telecom, 5G",
    )
    page.goto(f"/documents/{PLAN}")
    yield "pick"
    pick(page, PATENTS, "Top", "14th Five-Year Plan for National Intellectual Property Protection and Utilization")
    pick(page, EXPORTS, "Worth noting")
    pick(page, POWER, "Worth noting")
    page.goto("/desk")
    write(page, POWER, Sentence="Coal-fired power plants are to be upgraded")
    write(
        page,
        PLAN,
        Heading="Networks first",
        glance="The plan sets figures for 2025.",
        Comment="Look at what pays for it.",
    )
    entry_of(page, POWER).get_by_role("button", name="Up", exact=True).click()
    page.goto("/desk")
    yield "desk"
    for name, ending in (("Markdown", "md"), ("Word", "docx"), ("HTML", "html")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        download.value.save_as(folder / f"newsletter.{ending}")
    page.goto(f"file://{folder / 'newsletter.html'}")
    yield "newsletter"


def pick(page: Any, number: int, kind: str, title: str = "", tags: str = "") -> None:
    """Opens a document, gives it a title and tags and picks it."""
    page.goto(f"/documents/{number}")
    if title:
        page.get_by_role("textbox", name="English title", exact=True).fill(title)
        page.get_by_label("Tags").fill(tags)
        page.get_by_role("button", name="Save").click()
    page.locator(".picker").get_by_role("button", name=kind).click()
    page.locator(".picker [aria-pressed=true]", has_text=kind).wait_for()


def write(page: Any, number: int, **texts: str) -> None:
    """Fills these fields of an entry of the issue; what is typed saves itself."""
    for label, text in texts.items():
        entry_of(page, number).locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        entry_of(page, number).get_by_label(label, exact=label == "Sentence").fill(text)
    page.locator(".save-state", has_text=re.compile(r"^Saved \d")).wait_for()


def entry_of(page: Any, number: int) -> Any:
    """The entry of a document on the page of its issue."""
    return page.locator(".entries > li", has=page.locator(f"a[href='/documents/{number}']"))


def picture(page: Any) -> bytes:
    """What the window shows, as WebP."""
    session = page.context.new_cdp_session(page)
    answer = session.send("Page.captureScreenshot", {"format": "webp", "quality": 80})
    return base64.b64decode(answer["data"])


def renew() -> None:
    """Crawls the sample into a temporary folder, serves it, and writes every picture to docs/images/."""
    with TemporaryDirectory(prefix="zhengce-") as name:
        folder = Path(name)
        printed_by("--data", str(folder / "crawled"), "crawl", "--sample")
        with served(folder / "crawled", folder) as (page, desk):
            for shown in walk(page, desk, folder):
                (IMAGES / f"{shown}.webp").write_bytes(picture(page))


if __name__ == "__main__":
    renew()
