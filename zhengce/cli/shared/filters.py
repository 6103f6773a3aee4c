"""The filters as options, read from the table of filters: one decorator for every command that takes them; sources
by name."""

import calendar
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
from zhengce.search.filter_values import BadFilter, check_span, read_filters, source_name

REPEATABLE = {"any": " Repeatable.", "all": " Repeatable: every one of them."}

QUERY = click.option("--q", "query", metavar="QUERY", help="Words, as `zhengce search` takes them.")
NEWEST = click.option("--newest", is_flag=True, help="By day alone, not titles first.")


def filter_options(function: Function) -> Function:
    """Add every filter and `--month`; the command gets them, checked, as `filters`."""
    month = click.option("--month", "filter_month", metavar="MONTH", help="2021-11, in place of --from and --to.")
    return _with_options(function, [*FILTERS.values()], _read, month)


def watched_filter_options(function: Function) -> Function:
    """Add the filters that a watch may have; the command gets the words of those that are set as `filters`."""
    return _with_options(function, [row for row in FILTERS.values() if row.is_watched], _words)


def _with_options(
    function: Function, rows: Sequence[FilterField], collect: Callable[[dict[str, Any]], Any], *more: Any
) -> Function:
    """Add the filters of these rows, and more options; the command gets what `collect` makes of their values."""

    @wraps(function)
    def with_filters(*args: Any, **given: Any) -> Any:
        values = {name.removeprefix("filter_"): given.pop(name) for name in [*given] if name.startswith("filter_")}
        return function(*args, filters=collect(values), **given)

    decorated: Any = with_filters
    for option in (*more, *map(_option, reversed(rows))):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _option(row: FilterField) -> Callable[[Any], Any]:
    return click.option(
        *(f"--{row.name}", f"filter_{row.name}"),
        multiple=row.is_repeatable,
        metavar="DATE" if "day" in row.match else row.name.upper(),
        help=row.help + REPEATABLE.get(row.match, ""),
    )


def _words(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}


def _read(values: dict[str, Any]) -> Filters:
    """The filters of these words. Raises Unusable with the option and its value."""
    if month := values.pop("month"):
        if values["from"] or values["to"]:
            raise Unusable("--month is the period; give it without --from and --to")
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError:
            raise Unusable(f"--month {month}: not a month; write it like 2021-11") from None
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        values |= {"from": first.isoformat(), "to": last.isoformat()}
    try:
        filters = read_filters(values, spiders.names())
    except BadFilter as error:
        raise Unusable(f"--{error.where}: {error}") from None
    with refusing(BadFilter, where=f"--from {values['from']} --to {values['to']}"):
        check_span(filters.date_from, filters.date_to)
    return filters


def sources_of(settings: Settings, names: Sequence[str], *, closed: Collection[str] = ()) -> list[str]:
    """The named sources, each once; where none is named, all that are not switched off, at least one.

    `closed`: names of sources that cannot be crawled and may be named here.
    """
    for name in names:
        if name not in closed:
            with refusing(BadFilter, where=name):
                source_name(name, spiders.names())
    if names:
        return [*dict.fromkeys(names)]
    enabled = [name for name in spiders.names() if settings.chosen.of(name).enabled]
    if not enabled:
        raise Unusable("every source is switched off (sources.NAME.enabled); name one or switch one on")
    return enabled
