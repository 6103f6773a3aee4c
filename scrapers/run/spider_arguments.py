"""Reads spider arguments: texts from `scrapy crawl -a name=value`, values from a program."""

from datetime import date


def read_flag(value: bool | str) -> bool:
    """True for `1`, `true` and `yes`."""
    return value if isinstance(value, bool) else value.lower() in ("1", "true", "yes")


def read_day(value: str | date | None) -> date | None:
    """The day; None for no argument. Raises ValueError."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"since: expected a day like 2021-11-01, got {value!r}") from None
