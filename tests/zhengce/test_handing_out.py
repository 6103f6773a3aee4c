"""What every output shares: no control character, no formula, no dead link."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import feedparser
import pytest

from parsers.record import Attachment, Evidence
from storage.database import Database, open_database
from tests import command_line
from tests.command_line import Result
from tests.tables import from_table
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, cite, keep, policy
from zhengce.brief import blocks, gathering, items
from zhengce.documents import links
from zhengce.feeds import atom
from zhengce.newsletter.render_markdown import link

# The commands that hand out: what they print, where they write, and how they refuse


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three documents."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    database.close()
    return tmp_path


def zhengce(data: Path, *arguments: str) -> Result:
    return command_line.zhengce(*arguments, data=data)


def test_a_feed_is_written_by_its_ending(data: Path) -> None:
    for name in ("all.atom", "all.xml"):
        assert zhengce(data, "feed", str(data / name), "--stage", "draft").returncode == 0
    assert [entry.summary for entry in feedparser.parse((data / "all.atom").read_bytes()).entries] == [DATA_DRAFT.title]
    assert (data / "all.xml").read_bytes() == (data / "all.atom").read_bytes()
    assert zhengce(data, "feed", str(data / "all.json")).returncode == 2


def test_an_annotation_is_kept_shown_and_taken_away(data: Path) -> None:
    key, title = "工信部规[2021]164号", "14th Five-Year Plan for the ICT Industry"
    done = zhengce(data, "annotate", key, "--title-en", title)
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(f"document 1, ◇ 14th Five-Year Plan .+: English title: {title}\n", done.stderr)
    for command in (("cite", key), ("show", key), ("show", key, "--json"), ("changes",)):
        assert title in zhengce(data, *command).stdout, command
    done = zhengce(data, "annotate", key, "--title-en", "")
    assert done.returncode == 0
    assert done.stderr == f"document 1, {title}: no English title any more\n"
    assert title not in zhengce(data, "changes").stdout


def test_a_revision_shows_no_value_twice_as_if_it_had_changed(data: Path) -> None:
    miit = ICT_PLAN.issuing_bodies[0]
    versions = (
        replace(ICT_PLAN, issuing_bodies=(replace(miit, as_printed="工信部"),)),
        replace(ICT_PLAN, issuing_bodies=(replace(miit, as_printed="工信部", name_en="Another", unit="办公厅"),)),
        replace(ICT_PLAN, issuing_bodies=(replace(miit, as_printed="工信部", unit="办公厅"),), topic="通信"),
    )
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    for version in versions:
        keep(database, version)
    database.close()
    printed = zhengce(data, "show", "工信部规〔2021〕164号", "--revisions").stdout
    assert [line for line in printed.splitlines() if "issuing_bodies" in line] == [
        "  issuing_bodies: [-工业和信息化部-] → {+工业和信息化部 · 办公厅+}",
    ]


@pytest.mark.parametrize("title", ["a\x1b[31mb", "a\u202eb"])
def test_a_title_with_control_characters_is_not_kept(data: Path, title: str) -> None:
    result = zhengce(data, "annotate", "1", "--title-en", title)
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert json.loads(zhengce(data, "show", "1", "--json").stdout)["title_en_origin"] == "rules"


def test_a_title_longer_than_any_title_is_not_kept(data: Path) -> None:
    assert zhengce(data, "annotate", "1", "--title-en", "x" * 600).returncode == 0
    result = zhengce(data, "annotate", "1", "--title-en", "y" * 601)
    assert (result.returncode, result.stdout) == (2, "")
    assert "601 characters; a title has 600 at most" in result.stderr
    assert json.loads(zhengce(data, "show", "1", "--json").stdout)["title_en"] == "x" * 600


CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")


@pytest.fixture
def hostile(data: Path) -> Path:
    """The same, with a document whose texts are commands to a terminal."""
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    evil = "\x1b[31m\x1b]0;x\x07\x9b31m\u202e"
    keep(
        database,
        policy(
            f"关于{evil}印发黄册的通知",
            "https://www.miit.gov.cn/evil.html",
            topic=f"题{evil}",
            document_number="工信部规〔2021〕999号",
            body=f"正文{evil}一行。",
            evidence={"title": Evidence("h1", f"据{evil}")},
        ),
    )
    database.close()
    return data


@from_table
def test_no_control_character_of_a_stored_text_is_shown(hostile: Path, command: tuple[str, ...]) -> None:
    (hostile / "list.txt").write_text("工信部规〔2021〕999号\n", encoding="utf-8")
    printed = zhengce(hostile, *(str(hostile / word) if word == "list.txt" else word for word in command)).stdout
    assert any(part in printed for part in ("黄册", "工信部规〔2021〕999号", "31m"))
    assert not CONTROL.search(printed)


@pytest.mark.parametrize(
    ("command", "title"),
    [
        (("show", "4", "--json"), lambda found: found["title"]),
        (
            ("list", "--type", "通知", "--format", "json"),
            lambda found: next(row["title"] for row in found if row["id"] == 4),
        ),
        (("changes", "--after", "3"), lambda found: found["record"]["title"]),
    ],
)
def test_json_says_all_of_a_stored_text_and_shows_no_control_character(
    hostile: Path, command: tuple[str, ...], title: Callable[[Any], str]
) -> None:
    printed = zhengce(hostile, *command).stdout
    assert not CONTROL.search(printed)
    assert "\x1b[31m" in title(json.loads(printed))
    assert "\x9b31m" in title(json.loads(printed))


def test_the_brief_comes_in_three_formats(data: Path) -> None:
    period = ("brief", "--from", "2021-10-28", "--to", "2021-11-23")
    assert zhengce(data, *period).stdout.startswith("# Policy brief, Oct 28, 2021 to Nov 23, 2021\n")
    assert zhengce(data, *period, "--format", "html").stdout.startswith("<!doctype html>")
    assert json.loads(zhengce(data, *period, "--format", "json", "--issuer", "工信部").stdout)["filters"] == {
        "issuers": ["miit"]
    }


def test_verify_says_by_its_exit_code_whether_all_is_held(data: Path) -> None:
    file = data / "list.txt"
    file.write_text("国发[2021]20号\n", encoding="utf-8")
    result = zhengce(data, "verify", str(file))
    assert (result.returncode, result.stdout.count("RIGHT")) == (0, 1)
    file.write_text("国发[2021]20号\n国发[2021]21号\n", encoding="utf-8")
    result = zhengce(data, "verify", str(file), "--format", "csv")
    assert result.returncode == 1
    assert result.stdout.splitlines()[2].startswith("2,number,国发[2021]21号,not held,")


@from_table
def test_what_cannot_be_done_is_refused_in_one_line(data: Path, arguments: tuple[str, ...], complaint: str) -> None:
    result = zhengce(data, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert complaint in result.stderr
    assert len(result.stderr.splitlines()) == 1


# An address that does not lead to the web is a link in no output, whatever a page says of a document


STANDS_AT = "javascript:alert(1)"
"""The address that a document has in these tests."""


@from_table
def test_a_foreign_address_is_none_of_the_web(address: str) -> None:
    assert links.web_address(address) is None
    assert "<" not in link(address).replace("\\<", "")


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
        feed = atom.feed(connection, base="http://127.0.0.1:1")
        found = gathering.gather(connection, date(2021, 11, 1), date(2021, 11, 30))
    entries = feedparser.parse(feed, sanitize_html=False).entries
    assert len(entries) == 2
    addresses = [one.href for entry in entries for one in entry.links]
    contents = [entry.content[0].value for entry in entries]
    addresses += followed("".join([*contents, blocks.render(found, "html")]))
    markdown = blocks.render(found, "markdown")
    addresses += re.findall(r"(?<!\\)<([^>\\]+)>", markdown)
    assert len(addresses) > 5
    assert not [one for one in addresses if not one.startswith(("https://", "http://", "#document-"))]
    for text in (feed.decode(), markdown, *contents):
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


def test_no_page_links_to_it(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path / "archive") as address:
        for path in ("/", f"/?{urlencode({'q': '地址'})}", "/documents/1", "/documents/2"):
            found = followed(urlopen(address + path).read().decode())
            assert not [one for one in found if not re.match("/(?!/)|[#?]|https?://", one)]
