"""Saved pages, titles and files, without a database: `parse`, `listing`, `text`, `articles`."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click

from parsers import document
from parsers.errors import NotReadable
from parsers.extraction import Entry
from parsers.files import FileReader, FileText, with_memory
from parsers.grammar.articles.cutting import cut_passages, cut_text
from parsers.grammar.articles.model import Unit
from parsers.grammar.title import read_title
from parsers.page import Page
from parsers.passages import passages_of_file
from parsers.sites import site_of
from parsers.time_limit import read_in_time
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.options import PATH, Settings, address_option, command, format_option
from zhengce.cli.shared.output import answer_lines, bytes_of, lines_of, print_json, print_note, print_text

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
    from scrapers.run import process  # with Scrapy, which takes long: only rows without a stage need it

    stages = {column.stage for source in process.sources() for column in source.columns if column.is_listed_at(url)}
    return stages.pop() if len(stages) == 1 else None


_SHOWN = 60
"""Characters of a unit's words in a list."""


@command("text")
@click.argument("file", metavar="FILE", type=PATH)
@format_option("text", "json")
@click.pass_obj
def text(settings: Settings, file: Path, form: str) -> int:
    """Read one attached file to its text.

    FILE is the file, or - for standard input: PDF, OFD, DOC, DOCX, WPS, XLS, XLSX, ET, TXT, RTF or ZIP; RAR with the
    extra `rar`.
    """
    read = _read_file(settings, file)
    if form == "json":
        print_json(read.to_dict(), indent=2)
    else:
        for number, page in enumerate(page for page in read.pages if page.paragraphs):
            name = (f"[{page.name}]",) if page.name else ()
            print_text("\n".join(("",) * (number > 0) + name + page.paragraphs))
    return DONE if read.state in ("ok", "partial") else WANTING


def _read_file(settings: Settings, file: Path) -> FileText:
    """What is read of a file; a reason why it is not whole goes to standard error."""
    with FileReader(with_memory(settings.chosen.file_memory)) as reader:
        read = reader.read(bytes_of(file), file.name)
    if read.reason:
        print_note(f"zhengce: {file}: {read.state}: {read.reason}")
    return read


@command("articles")
@click.argument("file", metavar="[FILE|KEY]", required=False, type=PATH)
@click.option("--lines", is_flag=True, help='JSON lines of {"text"} in, a list of units a line out.')
@click.option("--against", metavar="KEY", help="What another held text changes of KEY, by articles: its final.")
@format_option("table", "json")
@click.pass_obj
def articles(settings: Settings, file: Path | None, lines: bool, against: str | None, form: str) -> int:
    """Cut a text into its units: chapters, articles, paragraphs and items, or numbered sections; annexes whole.

    FILE is a file as `text` reads it, or - for standard input; KEY the id or number of a
    held document, whose files are cut too. A text without numbers has no units; where its numbering breaks, the rest is
    one unit that says why.
    """
    if lines:
        return answer_lines(file, '{"text"}', lambda given: [unit.to_dict() for unit in cut_text(given["text"])])
    if file is None:
        raise Unusable("articles takes a FILE, a KEY, or --lines")
    if against is not None:
        return _compare(settings, str(file), against, form)
    if str(file) == "-" or file.exists():
        pages = ((page.number, page.paragraphs) for page in _read_file(settings, file).pages)
        units = cut_passages(tuple(passages_of_file(pages)))
    else:
        from storage.articles.units import units_of
        from zhengce.cli.shared.database import only_document, opened  # what reads a file alone loads no database

        with opened(settings) as db, db.read() as connection:
            held = only_document(connection, str(file))
            units = units_of(connection, held.id, held.record.body)
    if form == "json":
        print_json([unit.to_dict() for unit in units], indent=2)
    else:
        print_text("\n".join(map(_unit_line, units)) if units else "No numbered unit.")
    return DONE


def _compare(settings: Settings, key: str, against: str, form: str) -> int:
    from zhengce.cli.shared.database import only_document, opened
    from zhengce.documents.articles import compare_articles

    with opened(settings) as db, db.read() as connection:
        rows = compare_articles(connection, only_document(connection, key), only_document(connection, against))
    if form == "json":
        print_json(rows, indent=2)
    else:
        lines = [line for row in rows for line in _changed(row)]
        print_text("\n".join(lines) or "One of the texts has no numbered unit, or its numbering breaks.")
    return DONE


def _changed(row: dict[str, Any]) -> Iterator[str]:
    """An article of two texts: an equal one in a line, else both wordings."""
    old, new = row["old"], row["new"]
    yield f"{row['kind']:<8} {' → '.join(dict.fromkeys(side['article_name'] for side in (old, new) if side))}"
    if row["kind"] != "same":
        yield from (f"  {sign} {side['text']}" for sign, side in (("-", old), ("+", new)) if side)


def _unit_line(unit: Unit) -> str:
    words = " ".join(unit.text.split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    why = f"  [not cut: {unit.why}]" if unit.why else ""
    return f"{'  ' * unit.path.count('/')}{unit.path}  {unit.number_as_printed} {shown}".rstrip() + why
