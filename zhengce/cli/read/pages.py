"""Saved pages: `parse` and `listing`, without a database."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import click

from parsers import document
from parsers.errors import NotReadable
from parsers.extraction import Entry
from parsers.grammar.title import read_title
from parsers.page import Page
from parsers.sites import site_of
from parsers.time_limit import read_in_time
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.options import PATH, address_option, command
from zhengce.cli.shared.output import bytes_of, lines_of, print_json

SAVED_FROM = "The address that the page was saved from."


@command("parse")
@click.argument("file", metavar="FILE", required=False, type=PATH)
@address_option("--url", SAVED_FROM)
@click.option("--lines", is_flag=True, help="JSON lines in, records out, in order.")
def parse(file: Path | None, url: str | None, lines: bool) -> int:
    """Read one saved page to one JSON record, or JSON lines of {"url", "html"} or {"url", "text"} to records.

    FILE is a saved page, or - for standard input.
    """
    if not lines:
        if file is None or url is None:
            raise Unusable("parse takes a FILE and its --url, or --lines")
        with refusing(NotReadable, where=str(file)):
            record = document.parse(Page(url, bytes_of(file)))
        print_json(record.to_dict(), indent=2)
        return DONE
    failed = False
    for number, line in enumerate(lines_of(file), 1):
        answer = _parse_line(line, number)
        failed |= "error" in answer
        print_json(answer)
    return WANTING if failed else DONE


def _parse_line(line: bytes, number: int) -> dict[str, Any]:
    try:
        given = json.loads(line)
        url, html, text = given.get("url"), given.get("html"), given.get("text")
    except (ValueError, AttributeError, RecursionError):  # the last: brackets in brackets, a thousand deep
        return {"url": None, "error": f"line {number}: not a JSON object"}
    if not isinstance(url, str) or not isinstance(html if html is not None else text, str):
        return {"url": url, "error": f'line {number}: expected {{"url", "html"}} or {{"url", "text"}}'}
    try:
        page = Page(url, html.encode("utf-8", "replace")) if html is not None else Page.from_text(url, text)
        return document.parse(page).to_dict()
    except NotReadable as error:
        return {"url": url, "error": str(error)}
    except Exception as error:  # a fault of ours in one line must not cost the others
        return {"url": url, "error": f"line {number}: the parser failed: {type(error).__name__}: {error}"}


@command("listing")
@click.argument("file", metavar="FILE", type=PATH)
@address_option("--url", SAVED_FROM, required=True)
def listing(file: Path, url: str) -> int:
    """Read one saved page of a list to its rows, a JSON line each: url, title, published_on, stage, what it prints.

    FILE is a saved page, HTML or JSON, or - for standard input.
    """
    with refusing(NotReadable, where=str(file)):
        page = Page(url, bytes_of(file))
        entries = read_in_time(url, lambda: site_of(url).read_listing(page)).entries
    for entry in entries:
        print_json(_row(entry, url))
    if not entries:
        click.echo(f"{file}: a list without rows", err=True)
    return DONE if entries else WANTING


def _row(entry: Entry, listed_at: str) -> dict[str, Any]:
    """A row as printed. Its stage is what the row says, else the words of its title, else its column."""
    words = read_title(entry.title)
    stage = entry.stage or (words.stage if "stage" in words.evidence else _stage_of_column(listed_at))
    return {
        "url": entry.url,
        "title": entry.title,
        "published_on": entry.published_on and entry.published_on.isoformat(),
        "stage": stage,
        **{field: findings[0].text for field, findings in entry.facts.items() if findings and field != "title"},
        **({"related": [{"title": link.title, "url": link.url} for link in entry.related]} if entry.related else {}),
    }


@cache
def _stage_of_column(url: str) -> str | None:
    """The stage of the column that is crawled at this address; None where none is, or where it holds several."""
    from scrapers.run import (
        process,
    )  # Scrapy, which takes longer than reading a page: only rows without a stage need it

    stages = {column.stage for source in process.sources() for column in source.columns if column.is_listed_at(url)}
    return stages.pop() if len(stages) == 1 else None
