"""Addresses that are no longer answered, each with what there is instead, and those that lead to another page."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from zhengce.web.middleware import root_of

router = APIRouter()

_PUBLICATION = "any web server offers the folder of `zhengce publish`: docs/operations.md"
_COPIES = "each stored copy of a page is at /archive/ID; the page of a document names them"
_DRAWN = "the targets of a document stand on its page, and an issue of the newsletter prints them as a picture"

INSTEAD = {
    "/doc/{body}/{year}/{number}": "each document is at /documents/ID, also after a merge; a number finds it",
    "/coverage": "what is read, and what is missing, stands at /sources",
    "/desk/newsletter.{ending}": "each issue has its files: /issues",
    "/audit": "a bibliography is checked as a report is: /verify",
    "/results/watch": "a watch of a search is made at /watches?q=",
    "/timeline": "a search shows its years beside the results: /search",
    "/changes": "the front page shows what changed without notice; programs read /api/changes?after=0",
    "/values/{kind}": "a search opens the values of a filter in place: /search",
    "/targets.{ending}": _DRAWN,
    "/documents/{document_id}/targets.{ending}": _DRAWN,
    "/data/{path:path}": _PUBLICATION,
    "/api/citations": "/results/cite?style=ris has the citations of what a search finds",
    "/api/timeline": "the facet `year` of /api/facets counts documents by year",
    "/api/series": "`zhengce series` says which numbers are held and which are missing",
    "/api/revisions": "/api/changes?after=0 gives every revision with its old and new values",
    "/api/sources/{name}": "/api/sources has every source; `zhengce runs` has its crawls",
    "/api/documents/{document_id}/articles/{name:path}": "/api/documents/ID/articles has every unit with its text",
    "/api/changes/stream": "programs read /api/changes?after=0, and /api/changes?after= with the `next` of the answer",
    "/api/compare": "`zhengce articles KEY --against KEY --format json` compares; so does /compare?one=2&other=13",
    "/oai": "programs read /api/changes?after=0",
    "/timegate/{address:path}": _COPIES,
    "/timemap/{address:path}": _COPIES,
    "/documents/{document_id}/akn.xml": "the text by its units is at /api/documents/ID/articles",
    "/feed.rss": "the same feed is /feed.atom",
    "/feed.json": "the same feed is /feed.atom; programs read /api/search and /api/changes?after=0",
    "/calendar.ics": "the front page shows which comments end soon; a watch with `due` tells seven days before a day",
    "/feeds.opml": "a search has its own feed: /feed.atom with the words of /search",
    "/gov/{address:path}": "a search has its own feed: /feed.atom with the words of /search",
    "/opensearch.xml": "a search is an address: /search?q=",
    "/sitemap.xml": "a search shows every document: /search",
    "/sitemap-{number}.xml": "a search shows every document: /search",
}
"""Path -> what there is instead."""

MOVED = {
    "/bodies/{name}": "/search?issuer={name}",
    "/sources/{name}": "/sources#{name}",
    "/documents/{name}/life": "/documents/{name}#life",
    "/documents/{name}/life.{ending}": "/documents/{name}#life",
    "/documents/{name}/sources": "/documents/{name}#copies",
}
"""Path of a page that became a part of another one -> that part."""


def _answer_gone(words: str) -> Callable[[], None]:
    def gone() -> None:
        raise HTTPException(410, f"this address is gone: {words}")

    return gone


def _lead_to(address: str) -> Callable[[Request], Response]:
    def lead(request: Request) -> Response:
        return RedirectResponse(f"{root_of(request)}{address.format(**request.path_params)}", 301)

    return lead


for _path, _words in INSTEAD.items():
    router.add_api_route(_path, _answer_gone(_words))
for _path, _address in MOVED.items():
    router.add_api_route(_path, _lead_to(_address), response_class=Response)
