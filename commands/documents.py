"""Commands that read documents: list, show, search, export, serve."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.options import (
    MOST,
    FormatOption,
    FromOption,
    IssuerOption,
    KeywordOption,
    LimitOption,
    ListLimitOption,
    NewestOption,
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
    filters_of,
    held,
    one_of,
    opened,
    print_json,
    progress,
    understood,
)

SHOWN = 20
"""Rows of a table that fit a screen."""


def list_(
    ctx: typer.Context,
    issuer: IssuerOption = None,
    source: SourceOption = None,
    type_: TypeOption = None,
    stage: StageOption = None,
    status: StatusOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    topic: TopicOption = None,
    tag: TagOption = None,
    limit: ListLimitOption = None,
    format_: FormatOption = "table",
) -> None:
    """The newest documents."""
    from outputs import terminal
    from outputs.documents import SUMMARY, select
    from outputs.export import rows
    from storage.documents import queries

    one_of(format_, rows.FORMATS, "--format")
    filters = filters_of(issuer, source, type_, stage, from_, to, topic, tag, status)
    most = limit or (SHOWN if format_ == "table" else None)
    with opened(ctx) as db, db.read() as connection:
        chosen = queries.each(connection, filters, limit=most, with_parts=False)
        if format_ != "table":
            rows.write_rows((select(one, SUMMARY) for one in chosen), SUMMARY, format_, sys.stdout)
            return
        found, total = list(chosen), queries.count(connection, filters)
    terminal.print_documents(found)
    if len(found) < total:
        typer.echo(f"{total:,} documents, {len(found)} shown; --limit shows more", err=True)


def show(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    revisions: Annotated[bool, typer.Option("--revisions", help="What changed from version to version.")] = False,
    evidence: Annotated[bool, typer.Option("--evidence", help="Rule and words behind each value.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The record.")] = False,
) -> None:
    """One document, for reading."""
    from outputs import documents, terminal
    from outputs.terminal import relations as terminal_relations
    from storage.documents.writing import revisions as versions
    from storage.relations.life import read_life
    from storage.relations.status import standing, today
    from storage.resolution import judgements

    with opened(ctx) as db, db.read() as connection:
        for document in held(connection, key):
            if as_json:
                print_json(documents.select(document, documents.RECORD), indent=2)
            elif revisions:
                terminal.print_revisions(versions.of(connection, document.id))
            else:
                judged = judgements.of(connection, [page.url for page in document.pages])
                own = standing(connection, document.id, today())
                facts = terminal_relations.facts_of(document, own, read_life(connection, document.id, today()))
                terminal.print_document(document, judged, facts, evidence=evidence)


def search(
    ctx: typer.Context,
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help='Words in Chinese or English, "phrases", 《titles》, numbers, bodies.'),
    ],
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
    newest: NewestOption = False,
    after: Annotated[str | None, typer.Option(metavar="PLACE", help="Go on behind this place of the results.")] = None,
    limit: LimitOption = 20,
    format_: FormatOption = "table",
) -> None:
    """Full text: titles first, or the newest. AND, OR, NOT in capitals; blanks mean AND."""
    from dataclasses import replace

    from outputs.documents import SUMMARY
    from outputs.export import rows
    from outputs.search import results as finding
    from outputs.search.query import BadQuery
    from outputs.terminal import search as terminal_search
    from storage.search import BadPlace, count
    from storage.search.searcher import IndexSearcher

    one_of(format_, rows.FORMATS, "--format")
    if not query.strip():
        raise Unusable("search takes a QUERY; `zhengce list` shows the newest documents")
    filters = filters_of(issuer, source, type_, stage, from_, to, topic, tag, status)
    filters = replace(filters, keywords=tuple(keyword or ()))
    with opened(ctx) as db, db.read() as connection:
        try:
            results = finding.find(
                connection, query, filters, order="newest" if newest else "best", limit=limit, after=after
            )
        except (BadQuery, BadPlace) as error:
            raise Unusable(str(error)) from error
        news = finding.news_left_out(IndexSearcher(connection), results, filters, after)
        if format_ == "table":
            expression = results.query.expression if results.query else None
            terminal_search.print_results(results, count(connection, expression, filters))
    if format_ != "table":
        fields = SUMMARY if format_ == "csv" else [*SUMMARY, *finding.OF_A_RESULT]
        # What only a note has comes first: a program goes on after the place of the last row.
        rows.write_rows(map(finding.as_json, (*results.in_notes, *results.found)), fields, format_, sys.stdout)
    terminal_search.print_news_left_out(news)


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its ending decides: .csv .jsonl .parquet .xlsx")],
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
    newest: NewestOption = False,
    limit: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="The first so many, without --q the newest; default: all.")
    ] = None,
) -> None:
    """Documents as a file: CSV or XLSX for a spreadsheet, JSON lines or Parquet for a program."""
    from dataclasses import replace

    from outputs.export.errors import ExportError
    from outputs.export.exporting import export as write
    from outputs.terminal.search import print_understood
    from storage.search import count

    filters = filters_of(issuer, source, type_, stage, from_, to, topic, tag, status)
    filters = replace(filters, keywords=tuple(keyword or ()))
    with opened(ctx) as db, db.read() as connection:
        asked = understood(connection, q)
        expression = asked.expression if asked else None
        total = min(count(connection, expression, filters), limit or sys.maxsize)
        chosen: dict[str, Any] = {"expression": expression, "order": "newest" if newest else "best", "limit": limit}
        with progress("exporting", total) as told:
            try:
                written = write(connection, file, filters, **chosen, progress=told)
            except ExportError as error:
                raise Unusable(str(error)) from error
    print_understood(asked)
    typer.echo(f"{file}: {written:,} document{'' if written == 1 else 's'}", err=True)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; the page has no accounts.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    publish: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Offer this folder of `zhengce publish` at /data/.")
    ] = None,
    edit: Annotated[
        bool, typer.Option("--edit", help="Whoever opens the address that is printed may pick, tag and write.")
    ] = False,
    edit_from_anywhere: Annotated[
        bool, typer.Option("--edit-from-anywhere", help="Allow --edit with a --host other than loopback.")
    ] = False,
    prefix: Annotated[
        str, typer.Option(metavar="PATH", help="Path below which a reverse proxy offers the page: /zhengce.")
    ] = "",
) -> None:
    """The web page and API for analysts on this database; read-only without --edit."""
    import socket
    from datetime import UTC

    try:
        import uvicorn

        from web.app import create_app
        from web.middleware import is_root_path
        from web.pages.login import LOOPBACK, Editing
    except ImportError as error:
        raise Unusable(f"serve needs {error.name}: pip install 'zhengce[web]'") from error
    from scrapers.run import baselines, process
    from storage import health as judge

    settings: Settings = ctx.obj
    if prefix.rstrip("/") and not is_root_path(prefix.rstrip("/")):
        raise Unusable(f"--prefix {prefix}: not a path; write it like /zhengce")
    if publish is not None and not (publish / "manifest.json").is_file():
        raise Unusable(f"{publish}: no publication here; `zhengce publish {publish}` makes one")
    if edit and host not in LOOPBACK and not edit_from_anywhere:
        raise Unusable(f"--edit --host {host}: others could reach it; --edit-from-anywhere allows that")
    shown_host = f"[{host}]" if ":" in host else host

    def show_login(token: str) -> None:
        below = prefix.rstrip("/")
        address = f"http://{shown_host}:{listening.getsockname()[1]}{below}/desk/login?token={token}"
        typer.echo(f"{address} (to edit; good for one login)", err=True)

    editing = Editing(show_login, is_loopback=not edit_from_anywhere) if edit else None
    with opened(ctx) as db:
        watched = baselines.watched(process.sources(), settings.chosen.cadences(process.source_names()))
        web = create_app(
            db,
            settings.data / "archive",
            sources=process.source_names(),
            check=lambda connection: judge.check(connection, watched, datetime.now(UTC)),
            columns={source.name: [column.name for column in source.columns] for source in watched},
            stopping=lambda: server.should_exit,
            publication=publish,
            editing=editing,
            prefix=prefix.rstrip("/"),
        )
        options = uvicorn.Config(web, log_level="warning", server_header=False, lifespan="on")
        server = uvicorn.Server(options)
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, port), family=family, backlog=128)
        except OSError as error:
            raise Unusable(f"{host}:{port}: {error.strerror or error}; name another --port") from error
        with listening:
            typer.echo(f"http://{host}:{listening.getsockname()[1]}{prefix.rstrip('/')}/ (Ctrl-C ends)", err=True)
            # Requests are answered in threads, and each query lets go of Python's lock: with the usual 5 ms until a
            # busy thread gives it back, a page of twenty queries would wait for a tenth of a second.
            sys.setswitchinterval(0.0005)
            if editing:
                editing.offer_login()
            server.run(sockets=[listening])
