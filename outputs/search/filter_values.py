"""The values that filters take, on the command line and on the web: a value that no document can have is an error."""

import re
from collections.abc import Collection
from datetime import date
from difflib import get_close_matches

from parsers.grammar.agencies import AGENCIES, NAMES
from parsers.grammar.document_type import ENDINGS
from parsers.grammar.issuing_bodies import find_body
from parsers.registry.closed_sites import closed_sites

TYPES = tuple(ENDINGS)
"""What a type may be called."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class BadFilter(ValueError):
    """A value that no document can have; its message says what was expected."""


def issuer_id(name: str) -> str:
    """The id of a body that is given by id or by any of its names, Chinese or English. Raises BadFilter."""
    if name.lower() in AGENCIES:
        return name.lower()
    body = find_body(name)
    if body is None or body.id is None:
        bearers = dict.fromkeys(bearer.agency.id for bearer in NAMES.get(name, ())) or _bearers_of_english(name)
        if len(bearers) == 1:
            return next(iter(bearers))
        if bearers:
            raise BadFilter(f"several bodies bore this name, each in its time; give one of {', '.join(bearers)}")
        raise BadFilter("no such body; give an id like miit or a name like 工信部")
    return body.id


def _bearers_of_english(name: str) -> dict[str, None]:
    """The ids of bodies of this English name or abbreviation in any case; those of today, if there are any."""
    key = name.casefold()
    found = [one for one in AGENCIES.values() if key and key in (one.abbr.casefold(), one.en_name.casefold())]
    return dict.fromkeys(one.id for one in [one for one in found if one.valid_to is None] or found)


def source_name(name: str, known: Collection[str]) -> str:
    """The name of a source, if it is known. Raises BadFilter, which says why a closed source is not crawled."""
    if name not in known and (closed := closed_sites().get(name)):
        raise BadFilter(f"{closed}; `zhengce sources --issuer {name}` says where its documents stand")
    if name not in known:
        raise BadFilter(f"no such source; known are {', '.join(known)}")
    return name


def type_name(name: str) -> str:
    """The type that a name means, one of TYPES: 通知, and 令 for 命令. Raises BadFilter."""
    if name not in ENDINGS:
        close = get_close_matches(name, ENDINGS, 1, cutoff=0.5)
        raise BadFilter("no such type; " + (f"did you mean {close[0]}?" if close else "write it like 通知 or 规划"))
    return ENDINGS[name]


def read_day(text: str) -> date:
    """A day like 2021-11-16. Raises BadFilter."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:  # 2021-02-30
        pass
    raise BadFilter("not a date; write it like 2021-11-16")


def check_span(first: date | None, last: date | None) -> None:
    """Raises BadFilter where a period ends before it begins."""
    if first and last and last < first:
        raise BadFilter("the last day is before the first")
