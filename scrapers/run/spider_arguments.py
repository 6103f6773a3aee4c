"""Reads spider arguments: texts from `scrapy crawl -a name=value`, values from a program."""

from datetime import date

from configuration import values


def read_flag(value: bool | str) -> bool:
    """True for `1`, `true` and `yes`."""
    return value if isinstance(value, bool) else value.lower() in ("1", "true", "yes")


def read_since(value: str | date | None) -> date | None:
    """The day; None for no argument. Raises ValueError."""
    try:
        return None if value is None else values.read_day(value)
    except ValueError as error:
        raise ValueError(f"since: {value!r}: {error}") from None
