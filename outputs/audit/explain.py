"""Why a document that a bibliography names is not held, or is held and no longer in force."""

from datetime import date, timedelta

from outputs.audit.index import HeldDocument, Library
from outputs.audit.references import Reference
from parsers.addresses import address_key
from parsers.closed_sites import ClosedSite, closed_sites
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.number_owner import lead_body
from parsers.grammar.title import read_title
from storage.relations.status import status_of, today
from storage.resolution.merging import bodies_of


def why_missing(library: Library, reference: Reference) -> str:
    """One line for a person."""
    for url in reference.urls:
        if why := library.why_unread(url):
            return f"the page is known and not held: {why}"
    if not library.sources:
        return "nothing was crawled yet"
    hosts = [address_key(url).partition("/")[0] for url in reference.urls]
    if hosts and not any(map(library.knows_host, hosts)):
        if closed := _closed_at(hosts[0]):
            return _closed(closed)
        return f"source not crawled: {hosts[0]}"
    body = _lead(reference)
    source = next(
        (name for name in dict.fromkeys((*library.crawlable, *library.sources)) if body in bodies_of(name)), None
    )
    if body and source is None and body in closed_sites():
        return _closed(closed_sites()[body])
    if body and source not in library.sources:
        known = f"source not crawled: {source}" if source else "no source of this body is crawled"
        return f"{known} ({_name(body)}), and no other site that is crawled has it"
    sought = [source] if source else sorted(library.sources)
    oldest = min((library.sources[name][0] or date.max for name in sought), default=date.max)
    newest = max((library.sources[name][1] or date.min for name in sought), default=date.min)
    before = [day for day in (*reference.days, *_years(reference)) if day < oldest]
    where = source or "the crawled sources"
    if before and oldest != date.max:
        return f"before the oldest listing: {where} is held from {oldest}"
    if not (reference.titles or reference.numbers or reference.urls):
        return "not found: no Chinese title, number or address is given, and no editor's English title is this"
    if oldest == date.max:
        return f"not found in {where}"
    return f"not found in {where}, of which {oldest} to {newest} is held"


def no_longer_in_force(library: Library, held: HeldDocument) -> str:
    """no longer in force: repealed since 2024-07-01 by document 12 《…》; empty for any other document."""
    days = (held.effective_on, held.repealed_on, held.ended_on)
    status = status_of(held.stage, *days, held.ended_as, held.validity, today())
    if status == "expired" and held.repealed_on:
        return f"no longer in force: expired since {held.repealed_on + timedelta(days=1)}"
    if status not in ("repealed", "replaced", "expired"):
        return ""
    if held.ended_on is None:
        return f"no longer in force: {status}, as {held.source} says"
    by = "".join(f" by document {other.id} 《{other.title}》" for other in library.get([held.ended_by or 0]))
    return f"no longer in force: {status} since {held.ended_on}{by}"


def _closed_at(host: str) -> ClosedSite | None:
    """The closed site to which a host belongs, given without www."""
    own = {address_key(site.address).partition("/")[0]: site for site in closed_sites().values()}
    return next((site for domain, site in own.items() if f".{host}".endswith(f".{domain}")), None)


def _closed(site: ClosedSite) -> str:
    return f"no other site that is crawled has it, and its own ({_name(site.body)}) is {site}"


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
