"""What is crawled, what is closed, and where a body's documents come from, for a terminal."""

from collections.abc import Iterable
from typing import Any

from parsers.grammar.agencies import AGENCIES
from parsers.registry.closed_sites import ClosedSite
from parsers.registry.rights import NONE_FOUND, rights_of
from storage.documents.provenance import Provenance
from zhengce.cli.terminal.tables import RIGHT, WHOLE, console, new_table
from zhengce.english import vocabulary


def print_sources(sources: Iterable[Any]) -> None:
    """Every source with its site and its columns."""
    table = new_table("source", "site", "column", "stage", ("address", {"overflow": "fold"}))
    for source in sources:
        for place, column in enumerate(source.columns):
            head = (source.name, source.site) if place == 0 else ("", "")
            table.add_row(*head, column.name, column.stage or "by title", column.home)
    console().print(table)


def print_closed(sites: Iterable[ClosedSite]) -> None:
    """The sites, and parts of sites, that cannot be crawled, with the reason."""
    table = new_table("closed", "site", "part", "body", "reason", ("seen", WHOLE))
    for site in sites:
        table.add_row(site.body, site.address, site.part, AGENCIES[site.body].zh_short, site.reason, site.seen_on)
    out = console()
    out.print()
    out.print(table)


def print_rights(sources: Iterable[str]) -> None:
    """The terms of reuse of these sources, as far as they are known."""
    known = [rights_of(name) for name in sources]
    table = new_table(
        "source", ("terms of reuse", {"overflow": "fold"}), ("found", WHOLE), ("on", {"overflow": "fold"})
    )
    for one in known:
        if one.terms:
            words = f"{one.terms} “{one.quote}”" if one.quote else one.terms
            table.add_row(one.source, words, f"{one.found_on}, {one.basis}", one.address)
    out = console()
    out.print()
    out.print(table)
    missing = ", ".join(one.source for one in known if not one.terms)
    out.print(f"terms of reuse {NONE_FOUND}: {missing or 'of no source'}")


def print_provenance(body: str, own: str, found: Provenance) -> None:
    """Where the documents of a body stand; `own`: what there is to say of its own site."""
    agency, whole, out = AGENCIES[body], found.whole, console()
    count = f"{vocabulary.counted(whole.documents, 'document')} held"
    out.print(f"{agency.zh_short} {agency.en_name} ({body}): {'; '.join(filter(None, (own, count)))}", soft_wrap=True)
    if not found.shares:
        return
    table = new_table("source", *((name, RIGHT) for name in ("documents", "alone", "jointly")), ("newest", WHOLE))
    for share in found.shares:
        figures = (str(number) for number in (share.documents, share.alone, share.jointly))
        table.add_row(share.source, *figures, str(share.newest or ""))
    out.print(table)
