"""`sources`: what is crawled, what is closed, and where a body's documents come from."""

from operator import attrgetter

import click

from parsers.grammar.agencies import AGENCIES
from parsers.registry.closed_sites import closed_parts, closed_sites
from parsers.registry.rights import NONE_FOUND, rights_of
from scrapers import spiders
from scrapers.run import process
from storage.documents import provenance
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.filters import issuer_of
from zhengce.cli.shared.options import Settings, command, format_option
from zhengce.cli.shared.output import print_json, print_text
from zhengce.cli.shared.table import Column, print_table
from zhengce.english import vocabulary


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
        print_table([(source, column) for source in process.sources() for column in source.columns], COLUMNS)
        print_text("")
        known = [rights_of(name) for name in spiders.names()]
        print_table([rights for rights in known if rights.terms], RIGHTS)
        missing = ", ".join(rights.source for rights in known if not rights.terms)
        print_text(f"terms of reuse {NONE_FOUND}: {missing or 'of no source'}\n")
        print_table((*closed_sites().values(), *closed_parts()), CLOSED)


COLUMNS = (
    Column("source", lambda pair: pair[0].name),
    Column("stage", lambda pair: pair[1].stage or "by title"),
    Column("column", lambda pair: pair[1].name),
    Column("address", lambda pair: pair[1].home),
)
RIGHTS = (
    Column("source", lambda one: one.source),
    Column("found", lambda one: f"{one.found_on}, {one.basis}"),
    Column("on", lambda one: one.address),
    Column("terms of reuse", lambda one: f"{one.terms} “{one.quote}”" if one.quote else one.terms),
)
CLOSED = (
    Column("closed", lambda site: site.body),
    Column("body", lambda site: vocabulary.called_by_id(site.body)),
    Column("seen", lambda site: site.seen_on),
    Column("site", lambda site: site.address),
    Column("reason", lambda site: f"{site.part}: {site.reason}" if site.part else site.reason),
)
SHARES = (
    Column("source", lambda share: share.source),
    *(Column(name, attrgetter(name), is_number=True) for name in ("documents", "alone", "jointly")),
    Column("newest", lambda share: share.newest),
)


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
    if form == "json":
        site = {"reason": closed.reason, "seen_on": closed.seen_on} if closed else None
        print_json({"issuer": body, "crawled": crawled, "closed": site, **found.to_dict()}, indent=2)
        return
    own = "" if crawled else str(closed) if closed else "its own site is not crawled"
    count = f"{vocabulary.counted(found.whole.documents, 'document')} held"
    agency = AGENCIES[body]
    print_text(f"{agency.en_name} {agency.zh_short} ({body}): {'; '.join(filter(None, (own, count)))}")
    if found.shares:
        print_table(found.shares, SHARES)
