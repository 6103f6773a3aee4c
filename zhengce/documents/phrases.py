"""What the product says to people in English and Chinese: `phrases.csv` has a row a phrase, with places for values.

Columns: `key`, `en`, `zh`. A key that ends in `.one` is the form for the number 1. Words in braces are values:
`{day}` of "in force from {day}". The names of fields, `field.…`, come from `parsers/fields.csv`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Self

from parsers.csv_tables import rows_of
from parsers.fields import FIELDS
from parsers.grammar.agencies import AGENCIES
from parsers.moments import CHINA
from parsers.position import Position
from zhengce.english import vocabulary
from zhengce.settings.watches import Language


class BilingualText(str):
    """An English sentence, as every output for programs gives it; `zh` is the same for pages in Chinese."""

    zh: str

    def __new__(cls, english: str, chinese: str) -> Self:
        """Both sentences."""
        text = super().__new__(cls, english)
        text.zh = chinese
        return text

    def of(self, language: Language) -> str:
        """The sentence in one of the languages."""
        return self.zh if language == "zh" else str(self)


EMPTY = BilingualText("", "")


def join(parts: Iterable[BilingualText], english: str = "; ", chinese: str = "；") -> BilingualText:
    """The sentences one after the other, without empty ones."""
    every = [part for part in parts if part]
    return BilingualText(english.join(every), chinese.join(part.zh for part in every))


@cache
def _table() -> Mapping[str, BilingualText]:
    phrases = {row["key"]: BilingualText(row["en"], row["zh"]) for row in rows_of(__package__, "phrases.csv")}
    # English messages give a field by its name, as the programs that read the data know it.
    return phrases | {f"field.{field.name}": BilingualText(field.name, field.zh) for field in FIELDS.values()}


def phrase(key: str, language: Language, **values: object) -> str:
    """A phrase with its values; a KeyError names a phrase or a value that is missing."""
    text = _table()[key].of(language)
    return text.format(**values) if values else text


def sentence(key: str, **values: object) -> BilingualText:
    """A phrase in both languages with its values; a value in both languages stands in each as it is there."""
    text = _table()[key]
    return BilingualText(
        text.format(**values), text.zh.format(**{name: getattr(value, "zh", value) for name, value in values.items()})
    )


def counted(key: str, language: Language, count: int, **values: object) -> str:
    """A phrase about so many things, in the form of the number."""
    singular = f"{key}.one"
    return phrase(singular if count == 1 and singular in _table() else key, language, count=count, **values)


def phrase_or(key: str, language: Language, default: str) -> str:
    """A phrase without values, where the table has it."""
    return _table()[key].of(language) if key in _table() else default


def day(value: date, language: Language) -> str:
    """November 16, 2021 · 2021年11月16日."""
    return vocabulary.day(value) if language == "en" else f"{value.year}年{value.month}月{value.day}日"


def china_day(value: datetime, language: Language) -> str:
    """The day in China of a moment."""
    return day(value.astimezone(CHINA).date(), language)


def site(source: str, language: Language) -> str:
    """A source by name: Ministry of Transport (MOT) · 交通运输部, State Council (gov.cn) · 中国政府网."""
    agency = AGENCIES.get(source)
    name = source if agency is None else agency.zh_short if language == "zh" else vocabulary.agency(agency)
    return phrase_or(f"site.{source}", language, name)


def position(printed: str, language: Language) -> str:
    """Where words stand: attachment 1, page 12 · 附件1，第12页; title · 标题."""
    if language == "en":
        return printed
    found = Position.parse(printed)
    if found is None:
        return phrase_or(f"field.{printed}", language, printed)
    parts = ("附件{}", found.attachment), ("第{}页", found.page), ("第{}段", found.paragraph)
    return "，".join(form.format(number) for form, number in parts if number is not None)
