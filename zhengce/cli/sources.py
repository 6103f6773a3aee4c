"""`sources`: what is crawled, what is closed, and the terms of reuse."""

from operator import attrgetter
from urllib.parse import urlsplit

from parsers.grammar.agencies import AGENCIES
from parsers.registry.closed_sites import closed_parts, closed_sites
from parsers.registry.rights import NONE_FOUND, rights_of
from scrapers.run import process
from zhengce.cli.shared.options import command
from zhengce.cli.shared.output import print_text
from zhengce.cli.shared.table import Column, print_table

COLUMNS = (
    Column("source", attrgetter("name"), is_whole=True),
    Column("columns", lambda source: len(source.columns), is_number=True),
    Column("site", lambda source: urlsplit(source.columns[0].home).hostname, is_whole=True),
    Column("body", lambda source: AGENCIES[source.name].en_name),
)


@command("sources")
def sources() -> None:
    """Show what is crawled, what is closed, and the terms of reuse."""
    crawled = process.sources()
    print_table(crawled, COLUMNS)
    print_text("\nTerms of reuse")
    known = [rights_of(source.name) for source in crawled]
    for rights in known:
        if rights.terms:
            print_text(f"  {rights.source}: {rights}")
    missing = ", ".join(rights.source for rights in known if not rights.terms)
    print_text(f"  {NONE_FOUND}: {missing or 'of no source'}\n\nClosed to crawlers")
    for site in (*closed_sites().values(), *closed_parts()):
        part = f"{site.part}: " if site.part else ""
        print_text(f"  {AGENCIES[site.body].called}: {part}{site.reason} ({site.address}, seen {site.seen_on})")
