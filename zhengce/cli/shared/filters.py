"""The filters as options, read from the table of filters: one decorator for every command that takes them; sources
by name."""

import calendar
import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import wraps
from typing import Any

import click

from scrapers import spiders
from storage.documents.filter_fields import FILTERS, FilterField
from storage.documents.filters import Filters
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.options import Function, Settings
from zhengce.search.filter_values import BadFilter, check_span, issuer_id, read_filters, source_name

REPEATABLE = {"any": " Repeatable.", "all": " Repeatable: every one of them."}
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)

QUERY = click.option("--q", "query", metavar="QUERY", help="Words, as `zhengce search` takes them.")
NEWEST = click.option("--newest", is_flag=True, help="By day alone, not titles first.")


def filter_options(function: Function) -> Function:
    """Add every filter and `--month`; the command gets them, checked, as `filters`."""

    @wraps(function)
    def with_filters(*args: Any, month: str | None, **given: Any) -> Any:
        values = {name: given.pop(_parameter(name)) for name in FILTERS}
        return function(*args, filters=_read(values, month), **given)

    decorated: Any = click.option("--month", metavar="MONTH", help="2021-11, in place of --from and --to.")(
        with_filters
    )
    for row in reversed(tuple(FILTERS.values())):
        decorated = _option(row)(decorated)
    return decorated  # type: ignore[no-any-return]


def watched_filter_options(function: Function) -> Function:
    """Add the filters that a watch may have; the command gets the words of those that are set as `filters`."""
    rows = [row for row in FILTERS.values() if row.is_watched]

    @wraps(function)
    def with_filters(*args: Any, **given: Any) -> Any:
        values = {row.name: given.pop(_parameter(row.name)) for row in rows}
        filters = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}
        return function(*args, filters=filters, **given)

    decorated: Any = with_filters
    for row in reversed(rows):
        decorated = _option(row)(decorated)
    return decorated  # type: ignore[no-any-return]


def _option(row: FilterField) -> Callable[[Any], Any]:
    metavar = "DATE" if "day" in row.match else row.name.upper()
    return click.option(
        *(f"--{row.name}", _parameter(row.name)),
        multiple=row.is_repeatable,
        metavar=metavar,
        help=row.help + REPEATABLE.get(row.match, ""),
    )


def _parameter(name: str) -> str:
    return f"filter_{name}"


def _read(values: dict[str, Any], month: str | None) -> Filters:
    """The filters of these words. Raises Unusable with the option and its value."""
    if month is not None:
        if values["from"] or values["to"]:
            raise Unusable("--month is the period; give it without --from and --to")
        values["from"], values["to"] = (day.isoformat() for day in _days_of(month))
    try:
        filters = read_filters(values, spiders.names())
    except BadFilter as error:
        raise Unusable(f"--{error.where}: {error}") from None
    with refusing(BadFilter, where=f"--from {values['from']} --to {values['to']}"):
        check_span(filters.date_from, filters.date_to)
    return filters


def _days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month like 2021-11. Raises Unusable."""
    match = _MONTH.fullmatch(month)
    try:
        year, number = (int(match[1]), int(match[2])) if match else (0, 0)
        return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])
    except ValueError:
        raise Unusable(f"--month {month}: not a month; write it like 2021-11") from None


def issuer_of(name: str) -> str:
    """The id of a body that is given by id or by any of its names."""
    with refusing(BadFilter, where=f"--issuer {name}"):
        return issuer_id(name)


def sources_of(settings: Settings, names: Sequence[str], *, closed: Collection[str] = ()) -> list[str]:
    """The named sources, each once; where none is named, all that are not switched off, at least one.

    `closed`: names of sources that cannot be crawled and may be named here.
    """
    if names:
        return [name if name in closed else _source(name) for name in dict.fromkeys(names)]
    enabled = [name for name in spiders.names() if settings.chosen.of(name).enabled]
    if not enabled:
        raise Unusable("every source is switched off (sources.NAME.enabled); name one or switch one on")
    return enabled


def _source(name: str) -> str:
    with refusing(BadFilter, where=name):
        return source_name(name, spiders.names())
