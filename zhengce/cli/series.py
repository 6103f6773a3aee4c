"""Number series (发文字号) by body and year: `series`."""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

import click

from parsers.grammar.agencies import AGENCIES
from parsers.grammar.document_number import Number, lead_body, read_number
from parsers.registry.closed_sites import closed_sites
from storage.relations.series import read_series
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.options import Count, Settings, command, format_option
from zhengce.cli.shared.output import print_note
from zhengce.cli.shared.table import Column, print_items
from zhengce.english import vocabulary
from zhengce.tables import rows

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


def _owner_of(prefix: str, year: int | None) -> str | None:
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


def _with_body(row: dict[str, Any]) -> dict[str, Any]:
    """A row of FIELDS, of one without the name of its body and whether its site is closed."""
    body = row["body"] or ""
    agency, site = AGENCIES.get(body), closed_sites().get(body)
    return row | {"body_name": agency and agency.zh_short, "closed": site and str(site)}


def _ranges(row: Mapping[str, Any]) -> str:
    """1–163, 165: the missing numbers of a row for reading."""
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in row["missing"])


@command("series")
@click.argument("prefix", metavar="[PREFIX]", required=False)
@click.option("--year", type=Count(1900, 2200), metavar="YEAR", help="Of the numbers.")
@format_option(*rows.FORMATS)
@click.pass_obj
def series(settings: Settings, prefix: str | None, year: int | None, form: str) -> None:
    """Show which numbers of a series are in the database and which are missing, by year.

    PREFIX is 工信部规, 工信部规[2021], 工信部公告; without it all series. A number that is missing may stand under
    another prefix: NDRC counts 发改产业 and 发改环资 together.
    """
    if prefix is not None and not prefix.strip():
        raise Unusable("series takes a PREFIX like 工信部规; leave it out for all")
    name, in_year = read_prefix(prefix, year) if prefix else (None, year)
    if year is not None and in_year != year:
        raise Unusable(f"{prefix} --year {year}: two years")
    with opened(settings) as db, db.read() as connection:
        found = [_with_body(one.to_dict()) for one in read_series(connection, name, in_year)]
    if form == "csv":
        found = [row | {"missing": _ranges(row)} for row in found]
    columns = SERIES if name is None else (*SERIES, Column("not held", _ranges))
    nothing = "No number of such a series is in the database."
    print_items(found, form, FIELDS, dict, columns, nothing)
    owners = {row["body"] for row in found} or {_owner_of(name, in_year) if name else None}
    for body in sorted(filter(None, owners)) if form == "table" else ():
        if site := closed_sites().get(body):
            print_note(f"{AGENCIES[body].zh_short} ({body}) is {site}")


SERIES = (
    Column("series", lambda row: row["prefix"], is_whole=True),
    Column("body", lambda row: vocabulary.called_by_id(row["body"]) or row["body_name"]),
    Column("year", lambda row: row["year"], is_number=True),
    Column("held", lambda row: row["held"], is_number=True),
    Column("lowest", lambda row: row["lowest"], is_number=True),
    Column("highest", lambda row: row["highest"], is_number=True),
    Column("missing", lambda row: row["missing_count"], is_number=True),
)
