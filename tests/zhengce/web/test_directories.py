"""What leads to feeds and documents from outside: OPML, OpenSearch, the sitemap, addresses that readers know."""

import urllib.request

import feedparser
from lxml import etree

from tests.zhengce.web.asking import Site, answer


def read(site: Site, path: str) -> etree._Element:
    status, text, _ = answer(site[0] + path)
    assert status == 200, text
    return etree.fromstring(text.encode())


def test_a_reader_finds_a_feed_of_each_source_that_it_can_read(site: Site) -> None:
    outlines = read(site, "/feeds.opml").findall("body/outline")
    addresses = {outline.get("text"): outline.get("xmlUrl", "") for outline in outlines}
    assert addresses["zhengce 政策"] == f"{site[0]}/feed.rss"
    parsed = feedparser.parse(addresses["Ministry of Industry and Information Technology (MIIT)"])
    assert not parsed.bozo
    assert parsed.version == "rss20"
    assert parsed.entries


def test_an_address_that_readers_know_leads_to_the_feed_here(site: Site) -> None:
    with urllib.request.urlopen(f"{site[0]}/gov/miit/zcjd") as response:
        assert response.url == f"{site[0]}/feed.rss?source=miit&stage=interpretation"
    with urllib.request.urlopen(f"{site[0]}/gov/zhengce/zuixin") as response:
        assert response.url == f"{site[0]}/feed.rss?source=state_council"
    status, text, _ = answer(f"{site[0]}/gov/shanghai/notices")
    assert (status, "no feed of this site" in text) == (404, True)


def test_a_browser_and_a_search_engine_find_the_search_and_the_documents(site: Site) -> None:
    [page, *_] = read(site, "/opensearch.xml").findall("{*}Url")
    status, _, _ = answer(page.get("template", "").replace("{searchTerms}", "5G"))
    assert status == 200
    [only] = read(site, "/sitemap.xml").findall("{*}sitemap/{*}loc")
    places = read(site, (only.text or "").removeprefix(site[0])).findall("{*}url/{*}loc")
    assert f"{site[0]}/documents/{next(iter(site[1].values()))}" in {place.text for place in places}
    assert read(site, "/sitemap-9.xml").findall("{*}url") == []
