"""A pattern that is compiled when it is first used would hide a mistake until then: here each is compiled."""

import re
from importlib import import_module

import pytest

from parsers.grammar.patterns import lazy_regex
from tests.test_architecture import ROOT, module_name

USERS = [path for room in ("parsers", "storage", "zhengce") for path in sorted((ROOT / room).rglob("*.py"))]


def test_a_pattern_is_one_that_re_compiles() -> None:
    lazy = lazy_regex(r"(?P<year>\d{4})年", re.ASCII)
    match = lazy.search("印发于2021年")
    assert lazy.pattern == r"(?P<year>\d{4})年"
    assert match is not None
    assert match["year"] == "2021"
    assert lazy.flags == re.compile(lazy.pattern, re.ASCII).flags
    assert lazy.sub("", "2021年") == ""


def test_a_mistake_shows_at_the_first_use() -> None:
    lazy = lazy_regex("(")
    with pytest.raises(re.error):
        lazy.search("(")


def test_every_pattern_of_ours_compiles() -> None:
    modules = [import_module(module_name(path)) for path in USERS if " lazy_regex(" in path.read_text()]
    kind = type(lazy_regex(""))
    found = [value for module in modules for value in vars(module).values() if isinstance(value, kind)]
    assert len(found) > 500
    assert [one.pattern for one in found if not one.flags] == []
