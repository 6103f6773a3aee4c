"""Whose site an address belongs to, and which table reads it."""

import csv
from importlib.resources import files

import pytest

from parsers.grammar.agencies import AGENCIES
from parsers.registry.websites import source_of
from parsers.sites import GENERIC, miit, reader_of, readers, site_of
from tests.tables import from_table


@from_table
def test_a_site_bears_the_id_of_its_body(url: str, source: str) -> None:
    assert source_of(url) == source


def test_the_table_of_domains_names_bodies_and_only_what_the_address_does_not_tell() -> None:
    with files("parsers.registry").joinpath("websites.csv").open(encoding="utf-8") as table:
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
