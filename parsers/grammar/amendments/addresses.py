"""Reads the addresses that a decision names: 第七条之一第二款第（三）项, 第五项、第六项, 第三条至第八条.

What a later address of a list leaves out is that of the one before it.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from parsers.grammar.amendments.model import Address, Unit
from parsers.grammar.articles.heads import value_of
from parsers.grammar.patterns import lazy_regex

_N = r"[一二三四五六七八九十百零〇两0-9０-９]{1,6}"
UNITS: dict[str, Unit] = {
    "章": "chapter", "节": "section", "条": "article", "款": "paragraph", "项": "item", "目": "point",
}  # fmt: skip
_ORDER = ("chapter", "section", "article", "paragraph", "item", "point")
_STEP = rf"[第笫]\s?(?:[（(]\s?{_N}\s?[)）]|{_N})\s?[章节条款项目](?:之{_N})?"
_ADDRESS = lazy_regex(rf"原?(?:{_STEP})(?:的?\s?{_STEP})*")
_ONE_STEP = lazy_regex(rf"[第笫]\s?[（(]?\s?(?P<number>{_N})\s?[)）]?\s?(?P<unit>[章节条款项目])(?:之(?P<sub>{_N}))?")
_MARKED = rf"[（(]?{_N}[)）]?"
# 第三十九、四十、四十一条 · 第（一）、（二）项: the unit stands behind the last number
_SHARED = lazy_regex(rf"[第笫](?P<numbers>{_MARKED}(?:(?:[、，和及]|以及)第?{_MARKED})+)(?P<unit>[章节条款项目])")
_RULE = r"(?P<title>[\u4e00-\u9fff]{1,30}?(?:法|条例|办法|规定|细则|规则|规程|决定))"
OF_RULE = lazy_regex(rf"{_RULE}(?=[第笫])")
"""A rule without 《》 before the address: 将刑法第五条, 在本办法第六条后."""
CHANGES_RULE = lazy_regex(rf"(?:对|将)?{_RULE}(?:作|作出|做出|进行)(?:如下|以下)?(?:修改|修订)[：:，,\s]*")
"""What the next operations are of: 二、对样例条例作出修改."""
_JOINT = lazy_regex(r"\s*(?:[、和及与]|以及|[，,]\s*(?:和|以及))\s*")
_TO = lazy_regex(r"\s*[至到—－-]{1,2}\s*")
_MOST = 200


class Addresses(NamedTuple):
    """The addresses of a list, and the index behind it."""

    found: tuple[Address, ...]
    end: int


def read_addresses(text: str, start: int, running: Address) -> Addresses | None:
    """The list of addresses that begins at an index; what a later one leaves out is that of the one before it.

    `running`: the address named before, whose article a bare 第二款 means.
    """
    found: list[Address] = []
    at = start
    while True:
        one = _read_one(text, at, found[-1] if found else running)
        if one is None:
            break
        addresses, end = one
        if (through := _TO.match(text, end)) and (last := _read_one(text, through.end(), addresses[-1])):
            addresses, end = [*addresses[:-1], *_range(addresses[-1], last[0][-1])], last[1]
        found += addresses
        at = end
        joint = _JOINT.match(text, end)
        if joint is None or len(found) > _MOST or not _begins(text, joint.end()):
            break
        at = joint.end()
    return Addresses(tuple(found), at) if found else None


def _begins(text: str, at: int) -> bool:
    return _ADDRESS.match(text, at) is not None or _SHARED.match(text, at) is not None


def _read_one(text: str, at: int, running: Address) -> tuple[list[Address], int] | None:
    """One address, or those of a step that several share: 第五条第二、三款."""
    address, end = running, at
    if match := _ADDRESS.match(text, at):
        end = match.end()
        for step in _ONE_STEP.finditer(match[0]):
            sub = value_of(step["sub"]) or 0 if step["sub"] else 0
            address = _step(address, UNITS[step["unit"]], value_of(step["number"]), sub)
    if shared := _SHARED.match(text, end):
        name = UNITS[shared["unit"]]
        numbers = re.findall(_N, re.sub("以及|第", "、", shared["numbers"]))
        return [_step(address, name, value_of(one), 0) for one in numbers], shared.end()
    return ([address], end) if match else None


def _step(address: Address, name: str, number: int | None, sub: int) -> Address:
    """The address of a unit below another one, or beside it."""
    if name == "article":
        return Address(article=number, sub=sub)
    if name in ("chapter", "section"):
        address = replace(address, sub=0)
    below = dict.fromkeys(_ORDER[_ORDER.index(name) + 1 :])
    return replace(address, **below, **{name: number}, title=False)  # type: ignore[arg-type]


def _range(first: Address, last: Address) -> list[Address]:
    """The units from one to another of the same level."""
    name = next((one for one in reversed(_ORDER) if getattr(last, one) is not None), "article")
    begin, end = getattr(first, name), getattr(last, name)
    if begin is None or end is None or not begin < end <= begin + _MOST:
        return [first, last]
    return [replace(first, **{name: number}) for number in range(begin, end + 1)]  # type: ignore[arg-type]
