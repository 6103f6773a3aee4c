"""Commands for programs that ask: mcp."""

from datetime import datetime
from typing import Annotated

import typer

from commands.options import Settings, Unusable, opened, web_address


def mcp(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="URL", help="Where `zhengce serve` answers, for links to archived copies."),
    ] = None,
) -> None:
    """MCP tools for language models on standard input and output, read-only; clients start it: docs/mcp.md."""
    from datetime import UTC

    try:
        from web.database import Reader
        from web.mcp.server import STDIO_SECONDS, PolicyServer
        from web.searching.service import SearchService
    except ImportError as error:
        raise Unusable(f"mcp needs {error.name}: pip install 'zhengce[web]'") from error
    from scrapers.run import baselines, process
    from storage import health

    web_address(base, "--base")
    settings: Settings = ctx.obj
    watched = baselines.watched(process.sources(), settings.chosen.cadences(process.source_names()))
    with opened(ctx) as db, SearchService(Reader(db, STDIO_SECONDS)) as searches:
        server = PolicyServer(
            searches,
            process.source_names(),
            columns={source.name: [column.name for column in source.columns] for source in watched},
            check=lambda connection: health.check(connection, watched, datetime.now(UTC)),
            base=base,
        )
        server.run_stdio()
