"""What leads to the feeds and documents: OPML, OpenSearch, the sitemap, addresses that feed readers know."""

from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from lxml import etree
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from storage.schema import documents
from zhengce.english import vocabulary
from zhengce.feeds.entries import TITLE
from zhengce.web.api.conditional import etag, headers, unchanged
from zhengce.web.api.routes import reader

router = APIRouter()

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
PER_SITEMAP = 50_000
"""Addresses of one sitemap, as the protocol allows."""
SECONDS = 30.0

SITES = {"zhengce": "state_council", "cn": "state_council", "chinatax": "sta", "pbc": "pboc", "cbirc": "nfra"}
"""The part behind /gov/ of the addresses that RSSHub gives to feeds of ministries -> source; the others are its id."""
STAGES = {"zcjd": "interpretation", "jd": "interpretation", "yjzj": "draft", "yjzq": "draft", "zqyj": "draft"}
"""Columns that such an address names -> stage: 政策解读, 意见征集."""


@router.get("/feeds.opml")
def opml(request: Request) -> Response:
    """The feeds of all documents, of drafts and of each source, for import into a reader."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = TITLE
    body = etree.SubElement(root, "body")
    everything = [(TITLE, {}), (f"{TITLE} · drafts for comment", {"stage": "draft"})]
    for title, query in [*everything, *((vocabulary.site(name), {"source": name}) for name in _sources(request))]:
        address = f"{request.base_url}feed.rss{f'?{urlencode(query)}' if query else ''}"
        etree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=address)
    return _xml(request, root, "text/x-opml")


@router.get("/opensearch.xml")
def opensearch(request: Request) -> Response:
    """The search as browsers add it to their own."""
    root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH})
    base = str(request.base_url)
    for name, text in (("ShortName", TITLE), ("Description", "Chinese policy documents"), ("InputEncoding", "UTF-8")):
        etree.SubElement(root, f"{{{OPENSEARCH}}}{name}").text = text
    for media_type, page in (("text/html", "?q="), ("application/atom+xml", "feed.atom?q=")):
        url = {"type": media_type, "template": f"{base}{page}{{searchTerms}}"}
        etree.SubElement(root, f"{{{OPENSEARCH}}}Url", url)
    return _xml(request, root, "application/opensearchdescription+xml")


@router.get("/sitemap.xml")
def sitemap_index(request: Request) -> Response:
    """The sitemaps, each of PER_SITEMAP ids."""
    with reader(request).connection() as connection:
        last = connection.execute(sa.select(sa.func.max(documents.c.id))).scalar() or 0
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for number in range(last // PER_SITEMAP + 1):
        entry = etree.SubElement(root, f"{{{SITEMAP}}}sitemap")
        etree.SubElement(entry, f"{{{SITEMAP}}}loc").text = f"{request.base_url}sitemap-{number}.xml"
    return _xml(request, root, "application/xml")


@router.get("/sitemap-{number}.xml")
def sitemap(request: Request, number: int) -> Response:
    """The pages of documents, with the moment of their last change."""
    first = number * PER_SITEMAP
    changed = sa.func.coalesce(documents.c.revised_at, documents.c.first_seen_at)
    query = sa.select(documents.c.id, changed).where(documents.c.id.between(first, first + PER_SITEMAP - 1))
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    with reader(request).long_connection(SECONDS) as connection:
        for number, moment in connection.execute(query.where(documents.c.stage != "news").order_by(documents.c.id)):
            entry = etree.SubElement(root, f"{{{SITEMAP}}}url")
            etree.SubElement(entry, f"{{{SITEMAP}}}loc").text = f"{request.base_url}documents/{number}"
            etree.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = moment.date().isoformat()
    return _xml(request, root, "application/xml")


@router.get("/gov/{address:path}")
def known_address(request: Request, address: str) -> Response:
    """Leads from an address under which readers know a ministry's feed to the one here: /gov/miit/zcjd."""
    site, *columns = address.strip("/").split("/")
    source = SITES.get(site, site)
    if source not in _sources(request):
        raise HTTPException(404, f"{site}: no feed of this site; /feeds.opml lists those that are here")
    stage = next((STAGES[column] for column in columns if column in STAGES), None)
    query = urlencode({"source": source} | ({"stage": stage} if stage else {}))
    return RedirectResponse(f"{request.base_url}feed.rss?{query}", 307)


def _sources(request: Request) -> tuple[str, ...]:
    return tuple(request.app.state.sources)


def _xml(request: Request, root: etree._Element, media_type: str) -> Response:
    content = bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    validator = etag(content)
    return unchanged(request, validator) or Response(content, headers=headers(validator), media_type=media_type)
