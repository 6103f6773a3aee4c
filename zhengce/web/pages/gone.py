"""Addresses that are no longer answered: each says in one line what there is instead."""

from fastapi import APIRouter, HTTPException

router = APIRouter()

INSTEAD = {
    "/coverage": "what is read, and what is missing, stands at /sources",
    "/documents/{document_id}/life.svg": "the life of a document is drawn at /documents/ID/life",
    "/documents/{document_id}/life.png": "the life of a document is drawn at /documents/ID/life",
    "/desk/newsletter.{ending}": "each issue has its files: /issues",
    "/audit": "a bibliography is checked as a report is: /verify",
    "/results/watch": "a watch of a search is made at /watches?q=",
    "/timeline": "a search shows its years beside the results: /search",
    "/changes": "the front page shows what changed without notice; programs read /api/changes?after=0",
    "/values/{kind}": "a search opens the values of a filter in place: /search",
    "/targets.svg": "the picture of one document's targets is /documents/ID/targets.svg",
    "/targets.png": "the picture of one document's targets is /documents/ID/targets.png",
    "/api/timeline": "the facet `year` of /api/facets counts documents by year",
    "/api/changes/stream": "programs read /api/changes?after=0, and /api/changes?after= with the `next` of the answer",
    "/api/compare": "`zhengce articles KEY --against KEY --format json` compares; so does /compare?one=2&other=13",
    "/api/revisions": "programs read /api/changes?after=0",
    "/oai": "programs read /api/changes?after=0",
    "/timegate/{address:path}": "each stored copy of a page is at /archive/ID; the page of a document names them",
    "/timemap/{address:path}": "each stored copy of a page is at /archive/ID; the page of a document names them",
    "/documents/{document_id}/akn.xml": "the text by its units is at /api/documents/ID/articles",
    "/feed.rss": "the same feed is /feed.atom",
    "/feed.json": "the same feed is /feed.atom; programs read /api/search and /api/changes?after=0",
    "/calendar.ics": "the front page shows which comments end soon; a watch with `due` tells seven days before a day",
    "/feeds.opml": "/sources has the feed of each source",
    "/gov/{address:path}": "a search has its own feed: /feed.atom with the words of /search",
    "/opensearch.xml": "a search is an address: /search?q=",
    "/sitemap.xml": "a search shows every document: /search",
    "/sitemap-{number}.xml": "a search shows every document: /search",
}
"""Path -> what there is instead."""


def _add(path: str, words: str) -> None:
    @router.get(path)
    def gone() -> None:
        raise HTTPException(410, f"this address is gone: {words}")


for _path, _words in INSTEAD.items():
    _add(_path, _words)
