"""Fetches the page on which a site states the terms of its reuse: the known one, or the one that its pages link to."""

from urllib.parse import urlsplit

from parsers.addresses import host_of
from parsers.page import Page
from parsers.registry.rights import rights_of
from scrapers.base_spiders.site_spider import SiteSpider
from scrapers.exceptions import DownloadFailed
from scrapers.network.page_request import Answer, PageRequest, Steps
from scrapers.probe.checks import Verdict

LINKS = ("网站声明", "版权声明", "版权保护", "版权说明", "法律声明", "免责声明", "使用条款")
"""Words of the link at the foot of a page (网站声明 on www.gov.cn and www.mee.gov.cn), the more telling first."""

NAME = "terms of reuse"


def linked_statement(answer: Answer) -> str | None:
    """The address of the statement that an answer links to; None where it is no HTML or has no such link."""
    page = answer.page
    if page.is_plain_text or page.begins in ("{", "["):
        return None
    links = {"".join(link.text_content().split()): page.absolute(link.get("href", "")) for link in page.root.iter("a")}
    return next((address for words in LINKS if (address := links.get(words))), None)


def probe_statement(source: SiteSpider, linked: str | None) -> Steps[tuple[str, str, Verdict, str]]:
    """Requests the statement of a source, so that the recording keeps it; gives where, the fact, verdict and words."""
    known = rights_of(source.name)
    address = known.statement or linked
    if address is None:
        return source.allowed_domains[0], NAME, "noted", "no page about them is known, and none was linked"
    where = host_of(address)
    if urlsplit(address).hostname not in source.allowed_domains:
        return where, NAME, "noted", f"linked and not requested, for it is another site: {address}"
    try:
        answer = yield PageRequest(address)
    except DownloadFailed as why:
        return where, NAME, "noted", str(why)
    to_do = "" if known.terms else "; read it and add its row to parsers/registry/rights.csv"
    return where, NAME, "noted", f"{len(_text(answer.page)):,} characters at {address}{to_do}"


def _text(page: Page) -> str:
    return "" if page.is_plain_text else page.root.text_content().strip()
