"""The words of the pages in Chinese and English (`words.csv`), and how pages name values, bodies, places and reasons.

The names of fields come from `parsers/fields.csv`; sentences that other outputs say as well stand in
`zhengce/documents/phrases.csv`.
"""

import mimetypes
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache

from parsers.csv_tables import rows_of
from parsers.fields import FIELDS
from parsers.file_types import FILE_TYPES
from parsers.grammar.agencies import AGENCIES, PLAIN_NAMES, Agency
from parsers.registry.rights import LAW
from zhengce.checking.audit.findings import how_in_words
from zhengce.documents import phrases, targets
from zhengce.english import targets as english_targets
from zhengce.english import vocabulary
from zhengce.settings.watches import Language
from zhengce.web.api.relation_schemas import TargetShape

FEW_DAYS = 60
"""Up to which a span is given in days."""


@cache
def table() -> Mapping[str, tuple[str, str]]:
    """Key -> the words in Chinese and English."""
    words = {row["key"]: (row["zh"], row["en"].replace("{law}", LAW)) for row in rows_of(__package__, "words.csv")}
    return {field.name: (field.zh, field.en) for field in FIELDS.values()} | words


def word(key: str, language: Language) -> str:
    """A word of the page; a KeyError names one that is missing."""
    return table()[key][0 if language == "zh" else 1]


def place(position: str, language: Language) -> str:
    """Where words stand, in words of the page: `attachment 1, page 12` as 附件1，第12页."""
    return word("note", language) if position == "note" else phrases.position(position, language)


def figure(target: TargetShape, language: Language) -> str:
    """The figure of a target: 15% (2020) → 56%; ≥3.7万亿元, ≥ CNY 3.7 trillion. As printed where English is unsure."""
    plain = asdict(target)
    return (english_targets.figure_of(plain) if language == "en" else None) or targets.figure(plain)


def span(first: date, last: date, language: Language) -> str:
    """How long it is from one day to another: 19 days, 3 months, 2 years 9 months."""
    days = (last - first).days
    if days < FEW_DAYS:
        return phrases.counted("days", language, days)
    months = 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)
    units = zip(("years", "months"), divmod(months, 12), strict=True)
    return ("" if language == "zh" else " ").join(phrases.counted(key, language, one) for key, one in units if one)


def nature(printed: str | None, language: Language) -> str:
    """约束性, binding; empty where a target has none."""
    return (english_targets.NATURES.get(printed or "") if language == "en" else None) or printed or ""


def file_kind(media_type: str) -> str:
    """What people call a kind of file: application/ofd as OFD; the media type where it has no usual ending."""
    ours = (ending for ending, row in FILE_TYPES.items() if row.media_type == media_type)
    ending = next(ours, None) or (mimetypes.guess_extension(media_type) or "").removeprefix(".")
    return ending.upper() or media_type


def body(held: vocabulary.Body, language: Language) -> str:
    """How a list shows an issuing body, by its full name, with the office that signed: 工业和信息化部办公厅."""
    if language == "zh":
        agency = AGENCIES.get(held.id or "")
        return (official_name(agency) if agency else held.name) + (held.unit or "")
    return vocabulary.body(held, abbreviated=False) or vocabulary.short_body(held)


def official_name(agency: Agency) -> str:
    """国家发展和改革委员会: the whole name, without 中华人民共和国 where the body is called so, too."""
    without = agency.zh_full.removeprefix("中华人民共和国")
    return without if any(name.text == without for name in PLAIN_NAMES[agency.id]) else agency.zh_full


def names(kind: str, name: str) -> list[str]:
    """All that a reader may type to find a filter's value: of a body 国家发展和改革委员会, 发改委, NDRC …"""
    shown = [name, value(kind, name, "zh"), value(kind, name, "en")]
    return shown + ([other.text for other in PLAIN_NAMES.get(name, ())] if kind in ("issuer", "source") else [])


def value(kind: str, name: str, language: Language) -> str:
    """How a filter's value is shown: mot as 交通运输部 or Ministry of Transport (MOT)."""
    if kind == "source":
        return phrases.phrase_or(f"site.{name}", language, value("issuer", name, language))
    if kind == "issuer" and name in AGENCIES:
        return official_name(AGENCIES[name]) if language == "zh" else vocabulary.agency(AGENCIES[name])
    if kind == "stage":
        return phrases.phrase_or(f"stage.{name}", language, name)
    if kind == "status":
        return phrases.phrase(f"status.{name}", language)
    if language == "en" and kind == "type":
        return f"{name} {vocabulary.document_type(name) or ''}".strip()
    if language == "en" and kind == "topic":
        return vocabulary.topic(name) or name
    return name


def document_type(kind: str, language: Language) -> str:
    """通知, Notice; in Chinese where a kind has no certain English."""
    return (vocabulary.document_type(kind) if language == "en" else None) or kind


def reason(english: str, language: Language) -> str:
    """Why a crawl ended: finished as 完成 or Finished. What is no problem that is known stays in English."""
    plain = english.removeprefix("stopped: ")
    if language == "zh":
        return "完成" if plain == "finished" else phrases.phrase_or(f"problem.{plain}", "zh", plain)
    return plain[:1].upper() + plain[1:]


def found_by(ways: str, language: Language) -> str:
    """By what an audit found a document: number and title as 按字号、标题, by its number and its title."""
    named = [how_in_words(one) for one in ways.split(" and ") if one]
    if not named:
        return ""
    return "按" + "、".join(one.zh for one in named) if language == "zh" else "by " + " and ".join(named)
