"""Commands that read without a database: parse, listing, title, text; `read_targets` for `targets --lines`."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import DONE, WANTING, Unusable, bytes_of, lines_of, one_of, print_json, web_address

if TYPE_CHECKING:
    from parsers.extraction import Entry


def parse(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A saved page; - for standard input.")] = None,
    url: Annotated[str | None, typer.Option(help="The address that the page was saved from.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="JSON lines in, records out, in order.")] = False,
) -> None:
    """Read one saved page to one JSON record, or JSON lines of {"url", "html"} or {"url", "text"} to records."""
    from parsers.document import parse as read
    from parsers.errors import NotReadable
    from parsers.page import Page

    if not lines:
        if file is None or url is None:
            raise Unusable("parse takes a FILE and its --url, or --lines")
        web_address(url, "--url")
        try:
            record = read(Page(url, bytes_of(file)))
        except NotReadable as error:
            raise Unusable(f"{file}: {error}") from error
        print_json(record.to_dict(), indent=2)
        return
    failed = False
    for number, line in enumerate(lines_of(file), 1):
        answer = _parse_line(line, number)
        failed |= "error" in answer
        print_json(answer)
    raise typer.Exit(WANTING if failed else DONE)


def _parse_line(line: bytes, number: int) -> dict[str, Any]:
    from parsers.document import parse as read
    from parsers.errors import NotReadable
    from parsers.page import Page

    try:
        given = json.loads(line)
        url, html, text = given.get("url"), given.get("html"), given.get("text")
    except (ValueError, AttributeError, RecursionError):  # the last: brackets in brackets, a thousand deep
        return {"url": None, "error": f"line {number}: not a JSON object"}
    if not isinstance(url, str) or not isinstance(html if html is not None else text, str):
        return {"url": url, "error": f'line {number}: expected {{"url", "html"}} or {{"url", "text"}}'}
    try:
        page = Page(url, html.encode("utf-8", "replace")) if html is not None else Page.from_text(url, text)
        return read(page).to_dict()
    except NotReadable as error:
        return {"url": url, "error": str(error)}
    except Exception as error:  # a fault of ours in one line must not cost the others
        return {"url": url, "error": f"line {number}: the parser failed: {type(error).__name__}: {error}"}


def listing(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved page, HTML or JSON; - for standard input.")],
    url: Annotated[str, typer.Option(help="The address that the page was saved from.")],
) -> None:
    """Read one saved page of a list to its rows, a JSON line each: url, title, published_on, stage, what it prints."""
    from parsers.errors import NotReadable
    from parsers.page import Page
    from parsers.sites import site_of

    web_address(url, "--url")
    try:
        entries = site_of(url).read_listing(Page(url, bytes_of(file))).entries
    except NotReadable as error:
        raise Unusable(f"{file}: {error}") from error
    column_stage = _stage_of_column(url)
    for entry in entries:
        print_json(_row(entry, column_stage))
    if not entries:
        typer.echo(f"{file}: a list without rows", err=True)
        raise typer.Exit(WANTING)


def _stage_of_column(url: str) -> str | None:
    """The stage of the column that is crawled at this address; None where none is, or where it holds several."""
    from scrapers.run import process

    stages = {column.stage for source in process.sources() for column in source.columns if column.is_listed_at(url)}
    return stages.pop() if len(stages) == 1 else None


def _row(entry: "Entry", column_stage: str | None) -> dict[str, Any]:
    """A row as printed. Its stage is what the row says, else the words of its title, else its column."""
    from parsers.grammar.title import read_title

    words = read_title(entry.title)
    stage = entry.stage or (words.stage if "stage" in words.evidence else column_stage)
    return {
        "url": entry.url,
        "title": entry.title,
        "published_on": entry.published_on and entry.published_on.isoformat(),
        "stage": stage,
        **{field: findings[0].text for field, findings in entry.facts.items() if findings and field != "title"},
        **({"related": [{"title": link.title, "url": link.url} for link in entry.related]} if entry.related else {}),
    }


def title(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="A title.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="A title a line in, a JSON object a line out.")] = False,
) -> None:
    """What the words of a title alone say: bodies, type, number, the document that it issues."""
    from parsers.grammar.title import read_title
    from parsers.page import decode

    if not lines:
        if not text:
            raise Unusable("title takes a TEXT, or --lines")
        print_json(read_title(text).to_dict(), indent=2)
        return
    for line in lines_of(Path(text) if text else None):
        print_json(read_title(decode(line).rstrip("\r\n")).to_dict())


def text(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An attached file; - for standard input.")],
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    ocr: Annotated[bool, typer.Option("--ocr", help="Recognise scanned pages and pictures too; slow.")] = False,
) -> None:
    """Read one attached file (PDF, DOC, DOCX, WPS, XLS, XLSX, RTF, OFD, ZIP) to its text."""
    from outputs.sanitize import printable
    from parsers.files import FileReader

    one_of(format_, ("text", "json"), "--format")
    with FileReader() as reader:
        read = reader.read(bytes_of(file), file.name, ocr=ocr)
    if format_ == "json":
        print_json(read.to_dict(), indent=2)
    else:
        for place, page in enumerate(page for page in read.pages if page.paragraphs):
            name = (f"[{page.name}]",) if page.name else ()
            typer.echo(printable("\n".join(("",) * (place > 0) + name + page.paragraphs)))
    if read.reason:
        typer.echo(printable(f"zhengce: {file}: {read.state}: {read.reason}"), err=True)
    raise typer.Exit(DONE if read.state in ("ok", "partial") else WANTING)


def read_targets(file: Path | None, *, strict: bool = False) -> None:
    """Reads targets from JSON lines of {"text", "on"}: prints a JSON list a line, in order; `strict`: whole ones."""
    failed = False
    for number, line in enumerate(lines_of(file), 1):
        answer = _read_targets_of_line(line, number)
        failed |= isinstance(answer, dict)
        print_json([one for one in answer if _is_whole(one)] if strict and isinstance(answer, list) else answer)
    raise typer.Exit(WANTING if failed else DONE)


def _is_whole(target: dict[str, Any]) -> bool:
    """Whether a target has an indicator, a number, a unit and a year."""
    return isinstance(target["value"], int | float) and all(target[name] for name in ("indicator", "unit", "year"))


def _read_targets_of_line(line: bytes, number: int) -> list[dict[str, Any]] | dict[str, Any]:
    from parsers.grammar.targets import read_targets
    from parsers.passages import passages_of

    try:
        given = json.loads(line)
        text, day = given["text"], given.get("on")
        on = date.fromisoformat(day) if day is not None else None
        passages = list(passages_of(text))
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return {"error": f'line {number}: expected {{"text", "on"}}, the day as 2021-11-16 or null'}
    return [target.to_dict() for target in read_targets(passages, on)]
