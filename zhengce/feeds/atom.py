"""Atom (RFC 4287)."""

from collections.abc import Sequence

from lxml import etree

from parsers.moments import format_moment
from parsers.registry.rights import LAW, rights_of
from zhengce.brief import parts
from zhengce.brief.blocks import document
from zhengce.documents import life
from zhengce.feeds import entries
from zhengce.feeds.entries import About, add_element
from zhengce.feeds.versions import Version
from zhengce.newsletter import render_html

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"


def render(versions: Sequence[Version], about: About) -> bytes:
    """The feed."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(f"{{{XML}}}lang", "en")
    _add(root, "id", about.id)
    _add(root, "title", about.title)
    _add(root, "updated", format_moment(max((version.changed_at for version in versions), default=about.modified)))
    _add(_add(root, "author"), "name", entries.GENERATOR)
    _add(root, "generator", entries.GENERATOR)
    _add(root, "rights", LAW)
    if about.own_url:
        _add(root, "link", rel="self", href=about.own_url, type="application/atom+xml")
    if about.base:
        _add(root, "link", rel="alternate", href=about.base, type="text/html")
    for version in versions:
        _entry(root, version, about.base)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _entry(root: etree._Element, version: Version, base: str | None) -> None:
    item, record = version.item, version.item.record
    entry = _add(root, "entry")
    _add(entry, "id", version.id)
    _add(entry, "title", version.title)
    _add(entry, "updated", format_moment(version.changed_at))
    if published := entries.published(item):
        _add(entry, "published", published)
    for name in entries.authors(item):
        _add(_add(entry, "author"), "name", name)
    if address := entries.iri(record.url):
        _add(entry, "link", rel="alternate", href=address, type="text/html")
    for title, url in parts.own_pages(item, base) if base else ():
        _add(entry, "link", rel="related", href=url, title=title)
    for scheme, term, label in entries.categories(item):
        _add(entry, "category", term=term, scheme=f"urn:zhengce:{scheme}", label=label)
    for done in version.done:
        _add(entry, "category", term=done, scheme="urn:zhengce:change", label=done.capitalize())
    _add(entry, "summary", record.title)
    _add(entry, "rights", f"{record.source}: {rights_of(record.source)}")
    _add(entry, "content", render_html.content(document(item, life.lines(version.events), base)), type="html")


def _add(parent: etree._Element, name: str, words: str | None = None, **attributes: str) -> etree._Element:
    return add_element(parent, f"{{{ATOM}}}{name}", words, **attributes)
