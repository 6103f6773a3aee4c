"""The table of the terms of reuse: each row says where its words come from."""

from parsers.registry.rights import all_rights, rights_of
from parsers.registry.websites import source_of
from scrapers.run import process


def test_every_row_is_of_a_source_and_holds_something() -> None:
    assert [name for name in all_rights() if name not in process.source_names()] == []
    assert [name for name, one in all_rights().items() if not (one.terms or one.statement)] == []


def test_terms_come_with_the_page_the_day_and_who_read_them() -> None:
    for name, one in all_rights().items():
        known = (one.terms, one.terms_zh, one.basis, one.address, one.found_on)
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
