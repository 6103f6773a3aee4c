"""English where it is certain: types, stages, topics and dates of documents. What no table holds has no English.

Names of bodies come with the record (`IssuingBody.name_en`), from the agencies table; the office that signed for a body
is named with it, in every form. A title has English only where an editor gave it. Nothing here is translated by rule.
"""

import re
from collections.abc import Mapping
from datetime import date

from parsers.csv_tables import rows_of
from parsers.grammar.agencies import AGENCIES, Agency
from parsers.grammar.document_type import IN_ENGLISH
from parsers.record import IssuingBody
from zhengce.english.local_bodies import local_body

_OFFICES = {(row["body"], row["chinese"]): row["english"] for row in rows_of(__package__, "offices.csv")}


def office_in_english(printed: str, body: str | None = None) -> str:
    """无线电管理局 of miit -> Bureau of Radio Regulation; an office that the table does not know as printed."""
    return _OFFICES.get((body or "", printed)) or _OFFICES.get(("", printed), printed)


TOPICS: Mapping[tuple[str, str], str] = {
    (row["topic"], row["second"]): row["english"] for row in rows_of(__package__, "topics.csv")
}
"""国务院主题分类, as gov.cn's policy library prints it: 22 top terms (with ""), and their 121 second-level terms; and
topics of the ministries' own lists (工业和信息化部, 交通运输部), which their pages print in the same place."""

MONTHS = "January February March April May June July August September October November December".split()


def document_type(kind: str | None) -> str | None:
    """通知 -> Notice; None for a kind that has no certain English."""
    return IN_ENGLISH.get(kind) if kind else None


def topic(printed: str | None) -> str | None:
    """科技、教育\\知识产权 -> Science and technology, education / Intellectual property; None elsewhere.

    Ministries print topics of their own beside those of the State Council, several with commas between them.
    """
    if not printed:
        return None
    if "," in printed:
        names = [topic(part) for part in printed.split(",")]
        return None if None in names else "; ".join(filter(None, names))
    top, _, second = re.sub("[（(]侨[)）]", "侨", printed).partition("\\")
    name = TOPICS.get((top, ""))
    if name is None or not second:
        return name
    english = "Other" if second == "其他" else TOPICS.get((top, second))
    return f"{name} / {english}" if english else None


def day(value: date) -> str:
    """2021-11-16 -> November 16, 2021, as a newsletter prints it."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def counted(number: int, one: str, several: str | None = None) -> str:
    """1 line, 1,000 lines."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def full_name(value: IssuingBody, *, abbreviated: bool = True) -> str | None:
    """Ministry of Transport (MOT); None for a body that the agencies table does not know."""
    name = value.name_en or local_body(value.name)
    is_known = value.abbreviation and called_by_id(value.id) in (value.abbreviation, None)
    return f"{name} ({value.abbreviation})" if abbreviated and name and is_known else name or value.abbreviation


def body(value: IssuingBody, *, abbreviated: bool = True) -> str | None:
    """Ministry of Industry and Information Technology (MIIT), General Office: the body and the office that signed.

    None for a body that the agencies table does not know.
    """
    name = full_name(value, abbreviated=abbreviated)
    return f"{name}, {office_in_english(value.unit, value.id)}" if name and value.unit else name


def called(value: IssuingBody) -> str:
    """MIIT, State Council: what a list calls a body; one that the agencies table does not know in Chinese."""
    return called_by_id(value.id) or value.abbreviation or full_name(value) or value.name


def called_by_id(body_id: str | None) -> str | None:
    """The same of a body of the agencies table; None of another."""
    agency = AGENCIES.get(body_id or "")
    return agency.called if agency else None


def short_body(value: IssuingBody) -> str:
    """MIIT General Office: what a list calls the body, and the office that signed."""
    if full_name(value):
        return f"{called(value)} {office_in_english(value.unit, value.id)}" if value.unit else called(value)
    return value.name + (value.unit or "")


def agency(value: Agency) -> str:
    """Ministry of Transport (MOT): a row of the agencies table, in Chinese where it has no English name."""
    name = value.en_name or value.abbr or value.zh_short
    return f"{name} ({value.abbr})" if value.en_name and value.abbr else name
