"""`sources`: what is crawled, what is closed, and where a body's documents come from."""

import click

from parsers.registry.closed_sites import closed_parts, closed_sites
from parsers.registry.rights import rights_of
from scrapers import spiders
from scrapers.run import process
from storage.documents import provenance
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.filters import issuer_of
from zhengce.cli.shared.options import Settings, command, format_option
from zhengce.cli.shared.output import print_json, until_the_reader_leaves
from zhengce.cli.terminal.sources import print_closed, print_provenance, print_rights, print_sources


@command("sources")
@click.option("--issuer", metavar="ISSUER", help="A body, by id or any name: which sources have its documents.")
@format_option("text", "json")
@click.pass_obj
def sources(settings: Settings, issuer: str | None, form: str) -> None:
    """Show what is crawled, what is closed, and the terms of reuse; or where a body's documents come from."""
    if issuer is not None:
        _print_provenance(settings, issuer, form)
    elif form == "json":
        _print_json()
    else:
        with until_the_reader_leaves():
            print_sources(process.sources())
            print_rights(spiders.names())
            print_closed((*closed_sites().values(), *closed_parts()))


def _print_json() -> None:
    crawled = [
        {
            "source": source.name,
            "site": source.site,
            "columns": [
                {"name": column.name, "stage": column.stage, "address": column.home} for column in source.columns
            ],
            "rights": rights_of(source.name).terms or None,
        }
        for source in process.sources()
    ]
    closed = [
        {
            "source": site.body,
            "site": site.address,
            "part": site.part or None,
            "reason": site.reason,
            "seen_on": site.seen_on,
        }
        for site in (*closed_sites().values(), *closed_parts())
    ]
    print_json({"crawled": crawled, "closed": closed}, indent=2)


def _print_provenance(settings: Settings, issuer: str, form: str) -> None:
    """Which sources have documents of a body, how many and until when, from the database."""
    body = issuer_of(issuer)
    with opened(settings) as db, db.read() as connection:
        found = provenance.of_body(connection, body)
    closed, crawled = closed_sites().get(body), body in spiders.names()
    with until_the_reader_leaves():
        if form == "json":
            site = {"reason": closed.reason, "seen_on": closed.seen_on} if closed else None
            print_json({"issuer": body, "crawled": crawled, "closed": site, **found.to_dict()}, indent=2)
        else:
            own = "" if crawled else str(closed) if closed else "its own site is not crawled"
            print_provenance(body, own, found)
