"""Who issues an order or announcement, as its number names them: 证监会令 -> 中国证券监督管理委员会令.

Ministries print their orders with full names, others cite them with short ones; the standard form has the full names.
"""

import re
from datetime import date

from parsers.grammar import agencies
from parsers.grammar.issuing_bodies import read_bodies
from parsers.record import IssuingBody
from parsers.text import compact, one_line

BLANK = "\\s\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
"""The characters between the words of a number: blanks, and characters without width."""


def full_issuer(prefix: str, on: date | None) -> str:
    """The issuers of an order or announcement by their full names on that day: 证监会, 市场监管总局.

    Unchanged where a body is unknown or not named, or where several had the name and there is no day. 国令 and 主席令
    keep their own form.
    """
    if prefix == "国" or prefix.endswith("主席"):
        return prefix
    reading = read_bodies(prefix, on)
    if not reading.known or not reading.complete or (on is None and any(map(_changed_hands, reading.bodies))):
        return prefix
    return printed_issuer(" ".join(order_name(body, on) for body in reading.bodies))


def order_name(body: IssuingBody, on: date | None = None) -> str:
    """The full name before 令 or 公告 on a day: the one that the printed name (证监会, 中央网信办) abbreviates.

    A second name of a body (国家核安全局 of the Ministry of Ecology and Environment) is not a short form and stays.
    """
    if body.id is None:
        return body.name
    unit = body.unit or ""
    printed = one_line(body.as_printed).removesuffix(unit)
    own = agencies.AGENCIES[body.id].zh_full
    others = [name.text for name in agencies.PLAIN_NAMES[body.id] if on is None or name.held_on(on)]
    for name in (own, *sorted(others, key=len, reverse=True)):
        if not name.startswith("中国共产党") and _shortens(compact(printed), name):
            return name + unit
    return printed + unit


def _shortens(short: str, full: str) -> bool:
    """Whether a name consists of characters of another in their order: 证监会 of 中国证券监督管理委员会."""
    rest = iter(full)
    return all(char in rest for char in short)


def _changed_hands(body: IssuingBody) -> bool:
    printed = compact(body.as_printed).removesuffix(body.unit or "")
    return len({name.agency.id for name in agencies.NAMES.get(printed, ())}) > 1


_OWN_FORM = {"国务院": "国", "主席": "中华人民共和国主席"}
"""国令第790号 is how the State Council prints 国务院令第790号; the President's orders keep the long name."""


def printed_issuer(text: str) -> str:
    """Names joined by one blank; 中华人民共和国 left out before a ministry (中华人民共和国主席 keeps it)."""
    words = " ".join(re.sub(f"[{BLANK}、，]+", " ", text).split())
    words = re.sub("中华人民共和国(?=[^主 ])", "", words)
    return _OWN_FORM.get(words, words)
