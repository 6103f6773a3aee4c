"""Why a document that a bibliography names is not held, or is held and no longer in force."""

from datetime import date, timedelta

from parsers.addresses import address_key
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.document_number import lead_body
from parsers.grammar.title import read_title
from parsers.registry.closed_sites import ClosedSite, closed_sites
from storage.resolution.merging import bodies_of
from zhengce.checking.library import HeldDocument, Library
from zhengce.checking.references import Reference
from zhengce.documents.phrases import phrase


def why_missing(library: Library, reference: Reference) -> str:
    """One line for a person."""
    for url in reference.urls:
        if why := library.why_unread(url):
            return phrase("reference.missing.unread", why=why)
    if not library.sources:
        return phrase("reference.missing.nothing")
    hosts = [address_key(url).partition("/")[0] for url in reference.urls if not library.is_ours(url)]
    if hosts and not any(map(library.knows_host, hosts)):
        # The closed site to which a host belongs, given without www.
        own = {address_key(site.address).partition("/")[0]: site for site in closed_sites().values()}
        if closed := next((site for domain, site in own.items() if f".{hosts[0]}".endswith(f".{domain}")), None):
            return _closed(closed)
        return phrase("reference.missing.host", host=hosts[0])
    body = _lead(reference)
    source = next(
        (name for name in dict.fromkeys((*library.crawlable, *library.sources)) if body in bodies_of(name)), None
    )
    if body and source is None and body in closed_sites():
        return _closed(closed_sites()[body])
    if body and source not in library.sources:
        key = "reference.missing.source" if source else "reference.missing.no_source"
        return phrase(key, source=source, body=_name(body))
    return _not_found(library, reference, source)


def _not_found(library: Library, reference: Reference, source: str | None) -> str:
    """Where it was looked for: in one source, or else in all that were crawled."""
    sought = [source] if source else sorted(library.sources)
    oldest = min((library.sources[name][0] or date.max for name in sought), default=date.max)
    newest = max((library.sources[name][1] or date.min for name in sought), default=date.min)
    before = [day for day in (*reference.days, *_years(reference)) if day < oldest]
    where = source or phrase("reference.sources")
    if before and oldest != date.max:
        return phrase("reference.missing.older", where=where, day=oldest)
    if not (reference.titles or reference.numbers or reference.urls):
        return phrase("reference.missing.not_named")
    if oldest == date.max:
        return phrase("reference.missing.not_found", where=where)
    return phrase("reference.missing.not_within", where=where, first=oldest, last=newest)


def no_longer_in_force(library: Library, held: HeldDocument) -> str:
    """no longer in force: repealed since 2024-07-01 by document 12 《…》; empty for any other document."""
    document, status = held.document, held.document.status()
    last = document.moved[1] or held.record.repealed_on
    if status == "expired" and last:
        return phrase("reference.ended.expired_day", day=last + timedelta(days=1))
    if status not in ("repealed", "replaced", "stopped", "expired"):
        return ""
    ended = phrase(f"reference.ended.{status}")
    if document.ended_on is None:
        return phrase("reference.ended.printed", status=ended, source=held.record.source)
    others = library.get([document.ended_by or 0])
    by = "".join(phrase("reference.ended.by", id=other.id, title=other.record.title) for other in others)
    return phrase("reference.ended.since", status=ended, day=document.ended_on, by=by)


def _closed(site: ClosedSite) -> str:
    return phrase("reference.missing.closed", body=_name(site.body), reason=str(site))


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
