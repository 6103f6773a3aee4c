"""RSS 2.0, for readers that know no Atom: the same entries with the same ids."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from parsers.registry.rights import LAW
from zhengce.brief import render_html
from zhengce.documents import life
from zhengce.english.titles.shown import printed_title
from zhengce.feeds import entries
from zhengce.feeds.atom import ATOM
from zhengce.feeds.entries import About, add_element
from zhengce.feeds.versions import Version

DC = "http://purl.org/dc/elements/1.1/"


def render(versions: Sequence[Version], about: About) -> bytes:
    """The feed. The day of an entry is that of its change, as readers sort by it."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM, "dc": DC})
    channel = etree.SubElement(root, "channel")
    add_element(channel, "title", about.title)
    add_element(channel, "link", about.base or "https://www.gov.cn/")
    add_element(channel, "description", f"{about.title}. {LAW}")
    add_element(channel, "language", "zh-Hans")
    add_element(channel, "generator", entries.GENERATOR)
    changed = max((version.changed_at for version in versions), default=about.modified)
    add_element(channel, "lastBuildDate", format_datetime(changed))
    if about.own_url:
        add_element(channel, f"{{{ATOM}}}link", href=about.own_url, rel="self", type="application/rss+xml")
    for version in versions:
        _item(channel, version, about.base)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _item(channel: etree._Element, version: Version, base: str | None) -> None:
    item = add_element(channel, "item")
    title_en = printed_title(version.item)
    add_element(item, "title", f"{version.title} · {title_en}" if title_en else version.title)
    if address := entries.iri(version.item.record.url):
        add_element(item, "link", address)
    add_element(item, "guid", version.id, isPermaLink="false")
    add_element(item, "pubDate", format_datetime(version.changed_at))
    if published := entries.published(version.item):
        add_element(item, f"{{{DC}}}date", datetime.fromisoformat(published).isoformat())
    for name in entries.authors(version.item):
        add_element(item, f"{{{DC}}}creator", name)
    for scheme, term, _ in entries.categories(version.item):
        add_element(item, "category", term, domain=f"urn:zhengce:{scheme}")
    add_element(item, "description", render_html.content(version.item, base, happened=life.lines(version.events)))
