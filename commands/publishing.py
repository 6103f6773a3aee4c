"""Commands for publishing: changes, feed, brief, audit, cite, evidence."""

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
    KeywordOption,
    LimitOption,
    QueryOption,
    Settings,
    SourceOption,
    StageOption,
    StatusOption,
    TagOption,
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
    progress,
    the_only,
    until_the_reader_leaves,
    web_address,
)

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
    status: StatusOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    keyword: KeywordOption = None,
    q: QueryOption = None,
    limit: LimitOption = 100,
    base: BaseOption = None,
    url: Annotated[str | None, typer.Option("--url", help="Where this file will be found.")] = None,
) -> None:
    """Write a feed of the documents that changed last, all of them or those that a search finds."""
    from dataclasses import replace

    from outputs.search.query import BadQuery
    from outputs.syndication import feeds

    form = feeds.ENDINGS.get(file.suffix.lower())
    if form is None:
        raise Unusable(f"{file}: name it .atom or .xml for Atom, .json for JSON Feed")
    filters = filters_of(issuer, source, type_, stage, from_, to, topic, tag, status)
    filters = replace(filters, keywords=tuple(keyword or ()))
    web_address(base, "--base")
    web_address(url, "--url")
    with opened(ctx) as db, db.read() as connection:
        try:
            made = feeds.feed(connection, form, filters, query=q, base=base, own_url=url, limit=limit)
        except BadQuery as error:
            raise Unusable(f"--q {q}: {error}") from error
    try:
        feeds.write(made, file)
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
    status: StatusOption = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    keyword: KeywordOption = None,
    q: QueryOption = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many in each group.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="markdown, html or json.")] = "markdown",
    base: BaseOption = None,
) -> None:
    """What a policy newsletter needs of a period: every policy once, the weightiest first."""
    from dataclasses import replace

    from outputs.brief import formats
    from outputs.brief import gathering as briefs
    from outputs.search.query import BadQuery

    one_of(format_, formats.FORMATS, "--format")
    filters = filters_of(issuer, source, type_, stage, from_, to, topic, tag, status)
    filters = replace(filters, keywords=tuple(keyword or ()))
    web_address(base, "--base")
    with opened(ctx) as db, db.read() as connection, until_the_reader_leaves():
        first, last = date.fromisoformat(from_), date.fromisoformat(to)
        try:
            found = briefs.gather(connection, first, last, filters, limit, query=q)
        except BadQuery as error:
            raise Unusable(f"--q {q}: {error}") from error
        sys.stdout.writelines(formats.pieces(found, format_, base))


def audit(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Titles, numbers, addresses, one a line; - for input.")],
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Changes from this day on count.")] = None,
    format_: FormatOption = "table",
) -> None:
    """Hold a bibliography against the database: held, changed since, withdrawn, or missing and why."""
    from outputs.audit import findings as audits
    from outputs.export import rows
    from outputs.sanitize import printable
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
    style: Annotated[
        str, typer.Option(metavar="STYLE", help="gb7714 (2025), gb7714-2015, chicago, apa, bibtex, ris or csl-json.")
    ] = "chicago",
) -> None:
    """A citation with the archive's digest and the time of capture."""
    from outputs import citations
    from outputs.sanitize import printable

    one_of(style, list(citations.STYLES), "--style")
    with opened(ctx) as db, db.read() as connection:
        typer.echo(printable(citations.cite_all(held(connection, key), style)))


def evidence(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    file: Annotated[Path, typer.Argument(metavar="FILE.wacz")],
) -> None:
    """A document's archived pages and files as one WACZ file, which replayweb.page and pywb open."""
    from datetime import UTC

    from outputs.english.vocabulary import counted
    from outputs.evidence.package import write_evidence
    from outputs.sanitize import printable
    from storage.documents.archived_copies import answers_of

    if file.suffix.lower() != ".wacz":
        raise Unusable(f"{file}: name it .wacz")
    settings: Settings = ctx.obj
    with opened(ctx) as db, db.read() as connection:
        document = the_only(connection, key)
        answers = answers_of(connection, document.id)
    try:
        report = write_evidence(document, answers, settings.data / "archive", file, datetime.now(UTC))
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error
    done = f"{file}: {counted(report.written, 'archived answer')}" if report.written else f"{file}: not written"
    if report.missing:
        first, why = report.missing[0]
        others = f" and {len(report.missing) - 1} more" if len(report.missing) > 1 else ""
        done += f"; the archive cannot give {first.url} of {first.fetched_at:%Y-%m-%d}{others} ({why})"
    elif not answers:
        done += f"; the archive has nothing of document {document.id}"
    typer.echo(printable(done), err=True)
    raise typer.Exit(DONE if report.written and not report.missing else WANTING)


def publish(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder for the files: new, empty or published to.")],
) -> None:
    """The whole database as Parquet and JSON lines by year, with a dictionary, checksums and the terms of reuse."""
    try:
        from outputs.publishing import publication
    except ImportError as error:
        raise Unusable(f"publish needs {error.name}: pip install 'zhengce[export]'") from error
    from outputs.export.errors import ExportError
    from storage.documents.filters import Filters
    from storage.documents.queries import count

    with opened(ctx) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=("draft", "final", "interpretation", "news")))
        with progress("publishing", total) as told:
            try:
                done = publication.publish(db, folder, told)
            except ExportError as error:
                raise Unusable(str(error)) from error
    if done.started_anew:
        typer.echo(f"zhengce: {folder} told of another database; its changes are published anew", err=True)
    for name in done.written:
        typer.echo(f"written  {name}")
    for name in done.removed:
        typer.echo(f"removed  {name}")
    untouched = done.files - len(done.written)
    typer.echo(
        f"{folder}: {done.documents:,} documents up to change {done.last_change:,}; "
        f"{len(done.written):,} files written, {untouched:,} unchanged",
        err=True,
    )
