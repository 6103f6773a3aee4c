"""Writes the two recordings and what is expected of them: `python -m tests.samples.build`. It needs no network."""

import json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from tests.samples.badday import CHALLENGED_PAGE, CUT_ANSWER, DEAD_LINK, EMPTIED_LIST, bad_day
from tests.samples.files import file_exchanges
from tests.samples.model import Exchange, SamplePage, load
from tests.samples.recording import warc
from zhengce.sample import BAD_DAY, EXPECTED, SAMPLE, SOURCES

SITES = tuple(import_module(f"tests.samples.sites.{name}") for name in SOURCES)


def exchanges(pages: Sequence[SamplePage]) -> list[Exchange]:
    """Every answer of the sites on a good day: pages, then the files that they link to."""
    return [*(exchange for site in SITES for exchange in site.exchanges(pages)), *file_exchanges()]


def expected(pages: Sequence[SamplePage]) -> dict[str, Any]:
    """What should be known after a crawl: `pages` by address, `documents` as groups of addresses of one document.

    Pages are one document where they carry the same number or, without one, the same text. Of each page only the fields
    named there are asserted; `absent` are the fields that it does not give. `bad_day` tells which pages cannot be had
    on that day.
    """
    documents: dict[str, list[str]] = {}
    for page in pages:
        key = page.expect.get("document_number") or page.text or page.url
        documents.setdefault(key, []).append(page.url)
    news = {page.url for page in pages if page.expect["stage"] == "news"}
    return {
        "pages": {page.url: {"source": page.site, **_facts(page)} for page in pages},
        "documents": list(documents.values()),
        "policies": sum(group[0] not in news for group in documents.values()),
        "invented_addresses": [page.url for page in pages if page.invented],
        "bad_day": _lost(pages),
    }


def _facts(page: SamplePage) -> dict[str, Any]:
    title = page.title if page.site != "miit" or not page.cells else page.cells["标题"]
    return {"title": title, **page.expect}


def _lost(pages: Sequence[SamplePage]) -> dict[str, list[str]]:
    return {
        "challenged": [CHALLENGED_PAGE, *(page.url for page in pages if page.site == "mot")],
        "dead": [DEAD_LINK],
        "cut": [CUT_ANSWER],
        "unlisted": [page.url for page in pages if page.columns == ("政策解读",) and page.site == "state_council"],
        "emptied": [EMPTIED_LIST],
    }


def build() -> dict[str, bytes]:
    """File name -> content of everything that this script writes."""
    pages = load()
    good = exchanges(pages)
    return {
        SAMPLE.name: warc(good, "sample"),
        BAD_DAY.name: warc(bad_day(good), "badday"),
        EXPECTED.name: (json.dumps(expected(pages), ensure_ascii=False, indent=1) + "\n").encode(),
    }


def main() -> None:
    """Writes the files beside this script."""
    for name, content in build().items():
        (SAMPLE.parent / name).write_bytes(content)


if __name__ == "__main__":
    main()
