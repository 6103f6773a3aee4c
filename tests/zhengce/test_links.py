"""An address that does not lead to the web is a link in no output, whatever a page says of a document."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import feedparser
import openpyxl
import pytest

from parsers.record import Attachment
from storage.database import Database, open_database
from tests.tables import from_table
from tests.zhengce.serving import served
from tests.zhengce.shelf import ICT_PLAN, keep, policy
from zhengce.brief import formats, gathering, items
from zhengce.citations import cite
from zhengce.documents import links
from zhengce.feeds import entries, feeds
from zhengce.newsletter.render_markdown import link
from zhengce.tables import exporting

STANDS_AT = "javascript:alert(1)"
"""The address that a document has in these tests."""


@from_table
def test_a_foreign_address_is_none_of_the_web(address: str) -> None:
    assert links.web_address(address) is None
    assert "<" not in link(address).replace("\\<", "")
    assert entries.iri(address) is None


@from_table
def test_an_address_of_the_web_stays_as_it_is(address: str) -> None:
    assert links.web_address(address) == address
    assert links.web_address(f" {address} ") == address
    assert link(address).startswith("<")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """One document at a foreign address, with such an attachment; another that stands at a second one, too."""
    opened = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    files = (Attachment("附件", "data:text/html,x", None),)
    keep(opened, policy("关于坏地址的通知", STANDS_AT, attachments=files), ICT_PLAN)
    keep(opened, replace(ICT_PLAN, url="vbscript:x", source="state_council"))
    yield opened
    opened.close()


def followed(html: str) -> list[str]:
    return re.findall(r"""(?:href|src|action)\s*=\s*["']?([^"'\s>]+)""", html, re.IGNORECASE)


def test_feeds_and_briefs_link_to_the_web_alone(database: Database) -> None:
    with database.read() as connection:
        atom = feeds.feed(connection, "atom", base="http://127.0.0.1:1").body
        feed = json.loads(feeds.feed(connection, "json").body)
        found = gathering.gather(connection, date(2021, 11, 1), date(2021, 11, 30))
    assert len(feed["items"]) == 2
    entries = feedparser.parse(atom, sanitize_html=False).entries
    addresses = [one.href for entry in entries for one in entry.links]
    contents = [entry.content[0].value for entry in entries] + [item["content_html"] for item in feed["items"]]
    addresses += [item[name] for item in feed["items"] for name in ("url", "external_url") if name in item]
    addresses += followed("".join([*contents, formats.render(found, "html")]))
    markdown = formats.render(found, "markdown")
    addresses += re.findall(r"(?<!\\)<([^>\\]+)>", markdown)
    assert len(addresses) > 5
    assert not [one for one in addresses if not one.startswith(("https://", "http://", "#document-"))]
    for text in (atom.decode(), markdown, *contents):
        assert "alert(1)" in text or "坏地址" not in text  # it is still told, as text


def test_a_citation_calls_no_foreign_address_a_url(database: Database) -> None:
    with database.read() as connection:
        [bad, good] = items.load(connection, [1, 2])
    assert "url = {" not in cite(bad, "bibtex")
    assert r"\url{" not in cite(bad, "bibtex")
    assert "note = {javascript:alert(1)" in cite(bad, "bibtex")
    assert f"url = {{{good.record.url}}}" in cite(good, "bibtex")
    assert cite(good, "bibtex").count(good.record.url) == 1
    assert "UR  - " not in cite(bad, "ris")
    assert f"UR  - {good.record.url}" in cite(good, "ris")
    assert '"URL"' not in cite(bad, "csl-json")
    assert f'"URL": "{good.record.url}"' in cite(good, "csl-json")
    for style in ("ris", "csl-json"):
        assert "javascript:alert(1)" in cite(bad, style)


def test_no_page_and_no_workbook_links_to_it(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path / "archive") as address:
        for path in ("/", f"/?{urlencode({'q': '地址'})}", "/documents/1", "/documents/2"):
            found = followed(urlopen(address + path).read().decode())
            assert not [one for one in found if not re.match("/(?!/)|[#?]|https?://", one)]
    with database.read() as connection:
        exporting.export(connection, tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
