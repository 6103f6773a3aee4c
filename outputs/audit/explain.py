"""Why a document that a bibliography names is not held, or is held and no longer in force."""

from datetime import date, timedelta

from outputs.audit.index import HeldDocument, Library
from outputs.audit.references import Reference
from outputs.phrases import EMPTY, BilingualText, site
from parsers.addresses import address_key
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.number_owner import lead_body
from parsers.grammar.title import read_title
from parsers.registry.closed_sites import ClosedSite, closed_sites
from storage.relations.status import status_of, today
from storage.resolution.merging import bodies_of


def why_missing(library: Library, reference: Reference) -> BilingualText:
    """One line for a person."""
    for url in reference.urls:
        if why := library.why_unread(url):
            return BilingualText(f"the page is known and not held: {why}", f"网页已知，但未收录：{why}")
    if not library.sources:
        return BilingualText("nothing was crawled yet", "尚未抓取任何网站")
    hosts = [address_key(url).partition("/")[0] for url in reference.urls]
    if hosts and not any(map(library.knows_host, hosts)):
        if closed := _closed_at(hosts[0]):
            return _closed(closed)
        return BilingualText(f"source not crawled: {hosts[0]}", f"未抓取该网站：{hosts[0]}")
    body = _lead(reference)
    source = next(
        (name for name in dict.fromkeys((*library.crawlable, *library.sources)) if body in bodies_of(name)), None
    )
    if body and source is None and body in closed_sites():
        return _closed(closed_sites()[body])
    if body and source not in library.sources:
        known = f"source not crawled: {source}" if source else "no source of this body is crawled"
        return BilingualText(
            f"{known} ({_name(body)}), and no other site that is crawled has it",
            f"未抓取该机关（{AGENCIES[body].zh_short}）的网站，所抓取的其他网站也没有",
        )
    return _not_found(library, reference, source)


def _not_found(library: Library, reference: Reference, source: str | None) -> BilingualText:
    """Where it was looked for: in one source, or else in all that were crawled."""
    sought = [source] if source else sorted(library.sources)
    oldest = min((library.sources[name][0] or date.max for name in sought), default=date.max)
    newest = max((library.sources[name][1] or date.min for name in sought), default=date.min)
    before = [day for day in (*reference.days, *_years(reference)) if day < oldest]
    where, where_zh = source or "the crawled sources", f"“{site(source, 'zh')}”" if source else "已抓取的网站"
    if before and oldest != date.max:
        return BilingualText(
            f"before the oldest listing: {where} is held from {oldest}",
            f"早于最早的列表：{where_zh}自 {oldest} 起收录",
        )
    if not (reference.titles or reference.numbers or reference.urls):
        return BilingualText(
            "not found: no Chinese title, number or address is given, and no editor's English title is this",
            "没有找到：未给出中文标题、字号或网址，也没有编者以此为英文标题",
        )
    if oldest == date.max:
        return BilingualText(f"not found in {where}", f"在{where_zh}中没有找到")
    return BilingualText(
        f"not found in {where}, of which {oldest} to {newest} is held",
        f"在{where_zh}中没有找到，其收录范围为 {oldest} 至 {newest}",
    )


ENDS_ZH = {"repealed": "废止", "replaced": "被替代", "expired": "失效"}


def no_longer_in_force(library: Library, held: HeldDocument) -> BilingualText:
    """no longer in force: repealed since 2024-07-01 by document 12 《…》; empty for any other document."""
    days = (held.effective_on, held.repealed_on, held.ended_on)
    status = status_of(held.stage, *days, held.ended_as, held.validity, today())
    if status == "expired" and held.repealed_on:
        day = held.repealed_on + timedelta(days=1)
        return BilingualText(f"no longer in force: expired since {day}", f"已不再有效：自 {day} 起失效")
    if status not in ("repealed", "replaced", "expired"):
        return EMPTY
    if held.ended_on is None:
        return BilingualText(
            f"no longer in force: {status}, as {held.source} says",
            f"已不再有效：{ENDS_ZH[status]}（据{site(held.source, 'zh')}）",
        )
    others = list(library.get([held.ended_by or 0]))
    by = "".join(f" by document {other.id} 《{other.title}》" for other in others)
    by_zh = "".join(f"，依据文件 {other.id} 《{other.title}》" for other in others)
    return BilingualText(
        f"no longer in force: {status} since {held.ended_on}{by}",
        f"已不再有效：自 {held.ended_on} 起{ENDS_ZH[status]}{by_zh}",
    )


def _closed_at(host: str) -> ClosedSite | None:
    """The closed site to which a host belongs, given without www."""
    own = {address_key(site.address).partition("/")[0]: site for site in closed_sites().values()}
    return next((site for domain, site in own.items() if f".{host}".endswith(f".{domain}")), None)


def _closed(site: ClosedSite) -> BilingualText:
    return BilingualText(
        f"no other site that is crawled has it, and its own ({_name(site.body)}) is {site}",
        f"所抓取的其他网站没有，而其自己的网站（{AGENCIES[site.body].zh_short}）无法抓取：{site.reason_zh}",
    )


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
