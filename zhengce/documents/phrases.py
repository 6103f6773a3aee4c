"""What the product says to people: `phrases.csv` has a row a phrase, with places for values.

Columns: `key`, `en`. A key that ends in `.one` is the form for the number 1. Words in braces are values:
`{day}` of "in force from {day}". The names of fields, `field.…`, come from `parsers/fields.csv`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache

from parsers.csv_tables import rows_of
from parsers.fields import FIELDS
from parsers.grammar.agencies import AGENCIES
from parsers.moments import CHINA
from zhengce.english import vocabulary


def join(parts: Iterable[str], between: str = "; ") -> str:
    """The sentences one after the other, without empty ones."""
    return between.join(filter(None, parts))


@cache
def _table() -> Mapping[str, str]:
    phrases = {row["key"]: row["en"] for row in rows_of(__package__, "phrases.csv")}
    # Messages give a field by its name, as the programs that read the data know it.
    return phrases | {f"field.{name}": name for name in FIELDS}


def phrase(key: str, **values: object) -> str:
    """A phrase with its values; a KeyError names a phrase or a value that is missing."""
    text = _table()[key]
    return text.format(**values) if values else text


def counted(key: str, count: int, **values: object) -> str:
    """A phrase about so many things, in the form of the number."""
    singular = f"{key}.one"
    return phrase(singular if count == 1 and singular in _table() else key, count=count, **values)


def phrase_or(key: str, default: str) -> str:
    """A phrase without values, where the table has it."""
    return _table().get(key, default)


def short_day(value: date) -> str:
    """Nov 16, 2021: a day as people read it everywhere but in an issue and in Chicago's citations."""
    return f"{vocabulary.MONTHS[value.month - 1][:3]} {value.day}, {value.year}"


def china_day(value: datetime) -> str:
    """The day in China of a moment: Nov 16, 2021."""
    return short_day(value.astimezone(CHINA).date())


def site(source: str) -> str:
    """A source by name: Ministry of Transport (MOT), State Council (gov.cn)."""
    agency = AGENCIES.get(source)
    return phrase_or(f"site.{source}", source if agency is None else vocabulary.agency(agency))
