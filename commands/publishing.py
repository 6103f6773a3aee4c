"""Commands for publishing: changes, feed, brief, audit, cite, annotate."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    DONE,
    MOST,
    WANTING,
    FormatOption,
    FromOption,
    IssuerOption,
    LimitOption,
    SourceOption,
    StageOption,
    ToOption,
    TopicOption,
    TypeOption,
    Unusable,
    bytes_of,
    day,
    filters_of,
    held,
    one_of,
    opened,
    until_the_reader_leaves,
    web_address,
)

LONGEST_TITLE = 600
"""Characters of an editor's English title."""

BaseOption = Annotated[
    str | None, typer.Option("--base", metavar="URL", help="Where `zhengce serve` answers, for links to its pages.")
]


def changes(
    ctx: typer.Context,
    after: Annotated[
        int, typer.Option(metavar="N", min=0, max=MOST, help="The number of the last change that you have.")
    ] = 0,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, max=MOST, help="At most so many.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more, until stopped.")] = False,
) -> None:
    """What became new, was revised, merged, withdrawn or came back: JSON lines, each with a number to go on from."""
    from outputs import changes as log
    from storage.changes import last_number

    with opened(ctx) as db, log.Stopper().listening() as stopper:
        with db.read() as connection:
            newest = last_number(connection)
        if after > newest:
            raise Unusable(f"--after {after}: the last change is {newest}; was the database restored from a backup?")
        log.write(log.stream(db, after, limit, follow=follow, wait=stopper.wait), sys.stdout, stopper)


def feed(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Atom by the ending .atom or .xml, JSON Feed by .json.")],
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    limit: LimitOption = 100,
    base: BaseOption = None,
    url: Annotated[str | None, typer.Option("--url", help="Where this file will be found.")] = None,
) -> None:
    """Write a feed of the documents that changed last."""
    from outputs import syndication

    form = syndication.ENDINGS.get(file.suffix.lower())
    if form is None:
        raise Unusable(f"{file}: name it .atom or .xml for Atom, .json for JSON Feed")
    filters = filters_of(issuer, source, type_, stage, from_, to, topic)
    web_address(base, "--base")
    web_address(url, "--url")
    with opened(ctx) as db, db.read() as connection:
        made = syndication.feed(connection, form, filters, base=base, own_url=url, limit=limit)
    try:
        syndication.write(made, file)
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error


def brief(
    ctx: typer.Context,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")],
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day, included.")],
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    topic: TopicOption = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many in each group.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="markdown, html or json.")] = "markdown",
    base: BaseOption = None,
) -> None:
    """What a policy newsletter needs of a period: every policy once, the weightiest first."""
    from outputs import brief as briefs
    from outputs.brief import formats

    one_of(format_, formats.FORMATS, "--format")
    filters = filters_of(issuer, source, type_, stage, from_, to, topic)
    web_address(base, "--base")
    with opened(ctx) as db, db.read() as connection, until_the_reader_leaves():
        found = briefs.gather(connection, date.fromisoformat(from_), date.fromisoformat(to), filters, limit)
        sys.stdout.writelines(formats.pieces(found, format_, base))


def audit(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Titles, numbers, addresses, one a line; - for input.")],
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Changes from this day on count.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Hold a bibliography against the database: held, changed since, withdrawn, or missing and why."""
    from outputs import audit as audits
    from outputs.export import rows
    from outputs.terminal.sanitize import printable
    from parsers.page import decode
    from scrapers import spiders

    one_of(format_, rows.FORMATS, "--format")
    given = bytes_of(file)
    if b"\0" in given and not given.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable(f"{file}: not a text")
    lines = decode(given).splitlines()
    with opened(ctx) as db, db.read() as connection:
        found = list(audits.audit(connection, lines, day(since, "--since"), spiders.names()))
        shown = list(audits.as_json(connection, found) if format_ in ("json", "jsonl") else map(audits.as_row, found))
    with until_the_reader_leaves():
        if format_ == "table":
            sys.stdout.writelines(f"{printable(line)}\n" for line in audits.shown(found))
        else:
            fields = audits.CSV_FIELDS if format_ == "csv" else audits.JSON_FIELDS
            rows.write_rows(shown, fields, format_, sys.stdout)
    raise typer.Exit(DONE if all(item.status == "held" for item in found) else WANTING)


def cite(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    style: Annotated[str, typer.Option(help="bibtex, chicago or gb7714.")] = "chicago",
) -> None:
    """A citation with the archive's digest and the time of capture."""
    from outputs import cite as citations
    from outputs.terminal.sanitize import printable

    one_of(style, list(citations.STYLES), "--style")
    with opened(ctx) as db, db.read() as connection:
        for document in held(connection, key):
            typer.echo(printable(citations.STYLES[style](document)))


def annotate(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    title_en: Annotated[str, typer.Option("--title-en", metavar="TEXT", help="Empty to take it away.")],
) -> None:
    """Keep an editor's own English title with a document; it survives reparsing and shows in every output."""
    from datetime import UTC

    from outputs.terminal.sanitize import has_control, printable
    from storage.documents import queries

    title = " ".join(title_en.split())
    if has_control(title_en):
        raise Unusable("--title-en: a title is one line of text; this one holds control characters")
    if len(title) > LONGEST_TITLE:
        raise Unusable(f"--title-en: {len(title):,} characters; a title has {LONGEST_TITLE} at most")
    with opened(ctx) as db, db.write() as connection:
        document, *others = held(connection, key)
        if others:
            ids = ", ".join(str(found.id) for found in (document, *others))
            raise Unusable(f"{key}: {len(others) + 1} documents ({ids}); give one id")
        queries.annotate(connection, document.id, title or None, datetime.now(UTC))
    done = f"English title: {title}" if title else "no English title any more"
    typer.echo(printable(f"document {document.id}, {document.record.title}: {done}"), err=True)
