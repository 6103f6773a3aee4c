"""The words of the pages (`words.csv`), and how pages name values, bodies, places and reasons.

The names of fields come from `parsers/fields.csv`; sentences that other outputs say as well stand in
`zhengce/documents/phrases.csv`.
"""

import mimetypes
from collections.abc import Mapping
from datetime import date
from functools import cache

from parsers.csv_tables import rows_of
from parsers.fields import FIELDS
from parsers.file_types import FILE_TYPES
from parsers.grammar.agencies import AGENCIES, PLAIN_NAMES, Agency
from parsers.record import IssuingBody
from parsers.registry.rights import LAW
from zhengce.documents import phrases
from zhengce.english import targets as english_targets
from zhengce.english import vocabulary

FEW_DAYS = 60
"""Up to which a span is given in days."""


@cache
def table() -> Mapping[str, str]:
    """Key -> the words."""
    words = {row["key"]: row["en"].replace("{law}", LAW) for row in rows_of(__package__, "words.csv")}
    return {field.name: field.en for field in FIELDS.values()} | words


def word(key: str) -> str:
    """A word of the page; a KeyError names one that is missing."""
    return table()[key]


def span(first: date, last: date) -> str:
    """How long it is from one day to another: 19 days, 3 months, 2 years 9 months."""
    days = (last - first).days
    if days < FEW_DAYS:
        return phrases.counted("days", days)
    months = 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)
    units = zip(("years", "months"), divmod(months, 12), strict=True)
    return " ".join(phrases.counted(key, number) for key, number in units if number)


def nature(printed: str | None) -> str:
    """约束性 as binding; empty where a target has none."""
    return english_targets.NATURES.get(printed or "") or printed or ""


def file_kind(media_type: str) -> str:
    """What people call a kind of file: application/ofd as OFD; the media type where it has no usual ending."""
    ours = (ending for ending, row in FILE_TYPES.items() if row.media_type == media_type)
    ending = next(ours, None) or (mimetypes.guess_extension(media_type) or "").removeprefix(".")
    return ending.upper() or media_type


def body(held: IssuingBody) -> str:
    """How a list shows an issuing body, by its full name, with the office that signed."""
    return vocabulary.body(held, abbreviated=False) or vocabulary.short_body(held)


def official_name(agency: Agency) -> str:
    """国家发展和改革委员会: the whole name, without 中华人民共和国 where the body is called so, too."""
    without = agency.zh_full.removeprefix("中华人民共和国")
    return without if any(name.text == without for name in PLAIN_NAMES[agency.id]) else agency.zh_full


def value(kind: str, name: str) -> str:
    """How a filter's value is shown: mot as Ministry of Transport (MOT), 通知 as 通知 Notice."""
    if kind == "source":
        return phrases.phrase_or(f"site.{name}", value("issuer", name))
    if kind == "issuer" and name in AGENCIES:
        return vocabulary.agency(AGENCIES[name])
    if kind == "stage":
        return phrases.phrase_or(f"stage.{name}", name)
    if kind == "status":
        return phrases.phrase(f"status.{name}")
    if kind == "type":
        return f"{name} {vocabulary.document_type(name) or ''}".strip()
    if kind == "topic":
        return vocabulary.topic(name) or name
    return name


def chinese_name(kind: str, name: str) -> str:
    """The same in Chinese, where the value is a body or a site: mot as 交通运输部, gov.cn as 中国政府网."""
    if kind == "source" and name == "state_council":
        return "中国政府网"
    return official_name(AGENCIES[name]) if kind in ("issuer", "source") and name in AGENCIES else name


def document_type(kind: str) -> str:
    """Notice; in Chinese where a kind has no certain English."""
    return vocabulary.document_type(kind) or kind
