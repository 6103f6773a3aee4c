"""`sources`: what is crawled, what is closed, and the terms of reuse."""

from parsers.registry.closed_sites import closed_parts, closed_sites
from parsers.registry.rights import NONE_FOUND, rights_of
from scrapers import spiders
from scrapers.run import process
from zhengce.cli.shared.options import command
from zhengce.cli.shared.output import print_text
from zhengce.cli.shared.table import Column, print_table
from zhengce.english import vocabulary

COLUMNS = (
    Column("source", lambda pair: pair[0].name),
    Column("stage", lambda pair: pair[1].stage or "by title"),
    Column("column", lambda pair: pair[1].name),
    Column("address", lambda pair: pair[1].home),
)
RIGHTS = (
    Column("source", lambda rights: rights.source),
    Column("found", lambda rights: f"{rights.found_on}, {rights.basis}"),
    Column("on", lambda rights: rights.address),
    Column("terms of reuse", lambda rights: f"{rights.terms} “{rights.quote}”" if rights.quote else rights.terms),
)
CLOSED = (
    Column("closed", lambda site: site.body),
    Column("body", lambda site: vocabulary.called_by_id(site.body)),
    Column("seen", lambda site: site.seen_on),
    Column("site", lambda site: site.address),
    Column("reason", lambda site: f"{site.part}: {site.reason}" if site.part else site.reason),
)


@command("sources")
def sources() -> None:
    """Show what is crawled, what is closed, and the terms of reuse."""
    print_table([(source, column) for source in process.sources() for column in source.columns], COLUMNS)
    print_text("")
    known = [rights_of(name) for name in spiders.names()]
    print_table([rights for rights in known if rights.terms], RIGHTS)
    missing = ", ".join(rights.source for rights in known if not rights.terms)
    print_text(f"terms of reuse {NONE_FOUND}: {missing or 'of no source'}\n")
    print_table((*closed_sites().values(), *closed_parts()), CLOSED)
