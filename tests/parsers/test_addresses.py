"""Addresses are kept as printed; one form of them decides whether two are one page."""

import csv
from importlib import resources

import pytest

from parsers.addresses import comparable, same_page
from parsers.grammar.agencies import AGENCIES
from parsers.markup.attachments import files
from parsers.markup.selection import metas
from parsers.page import Page
from parsers.registry.rights import all_rights, rights_of
from parsers.registry.websites import source_of
from parsers.sites import GENERIC, miit, reader_of, readers, site_of
from scrapers.run import process
from tests.tables import from_table

PAGE = "https://www.miit.gov.cn/zwgk/art/2026/art_1.html"


@from_table
def test_forms_of_one_address_are_one_page(printed: str) -> None:
    assert comparable(printed) == PAGE
    assert same_page(printed, PAGE)


@from_table
def test_addresses_that_may_lead_elsewhere_are_two_pages(other: str) -> None:
    assert not same_page(other, PAGE)


def test_a_folder_is_its_index_page() -> None:
    assert comparable("http://www.pbc.gov.cn/tiaofasi/2021/index.html") == "https://www.pbc.gov.cn/tiaofasi/2021/"
    assert comparable("https://www.ndrc.gov.cn/tz/index_1.html") == "https://www.ndrc.gov.cn/tz/index_1.html"


def test_percent_encoding_has_one_spelling() -> None:
    spellings = ("附件.pdf", "%E9%99%84%E4%BB%B6.pdf", "%e9%99%84%e4%bb%b6.pdf")
    assert {comparable(f"http://a.gov.cn/{name}?n={name}") for name in spellings} == {
        "https://a.gov.cn/%E9%99%84%E4%BB%B6.pdf?n=%E9%99%84%E4%BB%B6.pdf"
    }
    assert comparable("https://a.gov.cn/a%2fb") == "https://a.gov.cn/a%2Fb"


def test_the_route_of_a_front_end_page_is_part_of_its_address() -> None:
    assert not same_page("https://a.gov.cn/sa.html#/one", "https://a.gov.cn/sa.html#/two")


@pytest.mark.parametrize("text", ["", "http://[", "mailto:a@b.cn", "javascript:void(0)", "附件"])
def test_what_is_no_address_of_a_page_stays_as_it_is(text: str) -> None:
    assert comparable(text) == text


@from_table
def test_a_link_is_resolved_and_otherwise_kept_as_printed(href: str, url: str) -> None:
    assert Page("http://szs.mof.gov.cn/zhengcefabu/202607/index.htm", b"").absolute(href) == url


def test_an_address_of_a_novels_length_is_no_address() -> None:
    page = Page("https://www.mof.gov.cn/", b"")
    assert page.absolute("a" * 8000) is not None
    assert page.absolute("a" * 9000) is None


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_characters_that_no_tree_can_hold_cost_nothing_but_themselves(character: str) -> None:
    page = Page("https://www.mof.gov.cn/", f"<p>水闸{character}管理办法</p><p>第一条</p>".encode())
    assert page.root.text_content() == "水闸管理办法第一条"


def test_a_file_that_is_linked_twice_has_the_better_title() -> None:
    links = '<a href="P1.pdf"></a><a href="http://www.mof.gov.cn/P1.pdf">附表</a>'
    page = Page("https://www.mof.gov.cn/", links.encode())
    [file] = files([page.root], page)
    assert (file.title, file.url) == ("附表", "http://www.mof.gov.cn/P1.pdf")


def test_the_first_meta_of_a_name_that_says_something_counts() -> None:
    html = '<meta name="PubDate" content=""><meta name="pubdate" content="2026-07-03"><meta name="PubDate" content="x">'
    assert metas(Page("https://www.mof.gov.cn/", html.encode()), "PubDate") == {"PubDate": "2026-07-03"}


# The table of the terms of reuse: each row says where its words come from


def test_every_row_is_of_a_source_and_holds_something() -> None:
    assert [name for name in all_rights() if name not in process.source_names()] == []
    assert [name for name, one in all_rights().items() if not (one.terms or one.statement)] == []


def test_terms_come_with_the_page_the_day_and_who_read_them() -> None:
    for name, one in all_rights().items():
        known = (one.terms, one.basis, one.address, one.found_on)
        assert all(known) or not any((*known, one.quote)), name
        assert one.basis in ("", "read", "reported"), name
        assert (one.quote != "") == (one.basis == "read"), f"{name}: what was read can be quoted, what was not cannot"
        assert all(source_of(url) == name for url in (one.address, one.statement) if url), name


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert str(rights_of("miit")) == str(rights_of("nobody")) == "none found"
    assert rights_of("miit").to_dict()["terms"] == "none found"
    assert str(rights_of("mof")).endswith(
        "read, 2026-07, http://szs.mof.gov.cn/zhengcefabu/202607/t20260703_3992823.htm"
    )


# Whose site an address belongs to, and which table reads it


@from_table
def test_a_site_bears_the_id_of_its_body(url: str, source: str) -> None:
    assert source_of(url) == source


def test_the_table_of_domains_names_bodies_and_only_what_the_address_does_not_tell() -> None:
    with resources.files("parsers.registry").joinpath("websites.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert len({row["domain"] for row in rows}) == len(rows)
    assert [row for row in rows if row["body"] not in AGENCIES] == []
    assert [row for row in rows if row["domain"] == f"{row['body']}.gov.cn"] == []


def test_a_page_is_read_by_the_module_that_lists_its_host_and_else_by_the_generic_one() -> None:
    assert site_of("http://WWW.miit.gov.cn:80/a.html") is miit.SITE
    assert site_of("https://www.mofcom.gov.cn/a.html") is GENERIC
    assert (reader_of("miit"), reader_of("mofcom")) == (miit.SITE, GENERIC)


@pytest.mark.parametrize(("host", "reader"), readers().items())
def test_a_module_reads_hosts_of_the_body_that_it_is_named_after(host: str, reader: str) -> None:
    assert source_of(f"https://{host}/") == reader
