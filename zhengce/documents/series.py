"""Number series as people ask for them, and as rows: which body's they are, and whether its site is closed."""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from parsers.grammar.agencies import AGENCIES
from parsers.grammar.document_number import Number, lead_body, read_number
from parsers.registry.closed_sites import closed_sites
from storage.relations.series import Series

FIELDS = (*("prefix", "year", "body", "body_name", "held", "lowest", "highest", "missing_count", "missing", "closed"),)
"""The fields of a row; `closed` says why the site of the body cannot be crawled."""

_ORDERS = ("令", "公告", "通告")
_SOME_YEAR = 2021
_YEAR = re.compile(r"[〔\[(【]\s*([0-9]{4})|([0-9]{4})年")


def read_prefix(text: str, year: int | None = None) -> tuple[str, int | None]:
    """The prefix of a series, as numbers are stored, and the year that the text names; else the given one.

    工信部规[2021] -> 工信部规, 2021; 工信部公告 -> 工业和信息化部公告. A prefix that is not known stays as it is.
    """
    text = normalize("NFKC", text)
    named = _YEAR.search(text)
    in_year = int(named[1] or named[2]) if named else year
    plain = text[: named.start()] if named else text
    number = _number_of(text, plain, in_year)
    if number is None or number.prefix is None:
        return plain.strip(), in_year
    if number.kind == "letter":
        return number.prefix, in_year
    return re.split("〔|[0-9]{4}年第|第", number.standard)[0], in_year


def owner_of(prefix: str, year: int | None) -> str | None:
    """The id of the body that has this prefix; None where that is not known."""
    number = _number_of(prefix, prefix, year)
    body = lead_body(number) if number else None
    return body.id if body else None


def _number_of(text: str, plain: str, year: int | None) -> Number | None:
    """Some number of the series, however much of it is written."""
    serial = "年第1号" if plain.endswith(_ORDERS) else "〕1号"
    opening = "" if plain.endswith(_ORDERS) else "〔"
    tried = (text, f"{plain}{opening}{year or _SOME_YEAR}{serial}")
    return next((number for number in map(read_number, tried) if number and number.prefix), None)


def as_row(series: Series) -> dict[str, Any]:
    """A series as a row of FIELDS."""
    return series.to_dict() | {"body_name": body_name(series.body), "closed": why_closed(series.body)}


def body_name(body: str | None) -> str | None:
    """The short Chinese name of a body."""
    agency = AGENCIES.get(body or "")
    return agency.zh_short if agency else None


def why_closed(body: str | None) -> str | None:
    """closed: robots.txt forbids every page, seen 2026-09-10; None for a body whose site is not closed."""
    site = closed_sites().get(body or "")
    return str(site) if site else None


def ranges(row: Mapping[str, Any]) -> str:
    """1–163, 165: the missing numbers of a row for reading."""
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in row["missing"])
