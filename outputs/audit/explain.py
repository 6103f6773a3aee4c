"""Why a document that a bibliography names is not held: source not crawled, older than what is held, or not found."""

from datetime import date

from outputs.audit.index import Library
from outputs.audit.references import Reference, address_key
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.number_owner import lead_body
from parsers.grammar.title import read_title
from storage.resolution.merging import bodies_of


def why_missing(library: Library, reference: Reference) -> str:
    """One line for a person."""
    for url in reference.urls:
        key = address_key(url)
        if key in library.unread:
            return f"the page is known and not held: {library.unread[key]}"
    if not library.sources:
        return "nothing was crawled yet"
    hosts = [address_key(url).partition("/")[0] for url in reference.urls]
    if hosts and not library.hosts.intersection(hosts):
        return f"source not crawled: {hosts[0]}"
    body = _lead(reference)
    source = next(
        (name for name in dict.fromkeys((*library.crawlable, *library.sources)) if body in bodies_of(name)), None
    )
    if body and source not in library.sources:
        known = f"source not crawled: {source}" if source else "no source of this body is crawled"
        return f"{known} ({_name(body)}), and no other site that is crawled has it"
    sought = [source] if source else sorted(library.sources)
    oldest = min((library.sources[name][1] or date.max for name in sought), default=date.max)
    newest = max((library.sources[name][2] or date.min for name in sought), default=date.min)
    before = [day for day in (*reference.days, *_years(reference)) if day < oldest]
    where = source or "the crawled sources"
    if before and oldest != date.max:
        return f"before the oldest listing: {where} is held from {oldest}"
    if not (reference.titles or reference.numbers or reference.urls):
        return "not found: no Chinese title, number or address is given, and no editor's English title is this"
    if oldest == date.max:
        return f"not found in {where}"
    return f"not found in {where}, of which {oldest} to {newest} is held"


def _lead(reference: Reference) -> str | None:
    """The leading body, by the title or else by the number."""
    for title in reference.titles[:1]:
        bodies = read_title(title).issuing_bodies
        if bodies:
            return bodies[0].id
    for number in reference.numbers:
        if body := lead_body(number):
            return body.id
    return None


def _years(reference: Reference) -> list[date]:
    """The last day of the year that a number names: the document is not younger."""
    return [date(number.year, 12, 31) for number in reference.numbers if number.year]


def _name(body: str) -> str:
    agency = AGENCIES[body]
    return f"{agency.zh_short}, {agency.abbr or agency.en_name}"
