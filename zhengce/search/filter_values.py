"""The values that filters take, on the command line and on the web: a value that no document can have is an error."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from parsers.grammar.agencies import AGENCIES, NAMES
from parsers.grammar.document_type import ENDINGS, IN_ENGLISH
from parsers.grammar.issuing_bodies import find_body
from parsers.moments import parse_iso_day
from parsers.record import Stage
from parsers.registry.closed_sites import closed_sites
from storage.documents.filter_fields import FILTERS
from storage.documents.filters import Filters
from storage.relations.status import STATUSES
from zhengce.documents.phrases import phrase

Key = TypeVar("Key", bound=str)

TYPES = tuple(ENDINGS)
"""What a type may be called."""


class BadFilter(ValueError):
    """A value that no document can have; its message says what was expected."""

    def __init__(self, message: str, where: str = "") -> None:
        """`where`: name and value of the filter, where they are known."""
        super().__init__(message)
        self.where = where


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
    agencies = [
        agency for agency in AGENCIES.values() if key and key in (agency.abbr.casefold(), agency.en_name.casefold())
    ]
    return dict.fromkeys(one.id for one in [agency for agency in agencies if agency.valid_to is None] or agencies)


def source_name(name: str, known: Collection[str]) -> str:
    """The name of a source, if it is known. Raises BadFilter, which says why a closed source is not crawled."""
    if name not in known and (closed := closed_sites().get(name)):
        raise BadFilter(f"{closed}; `zhengce list --issuer {name}` shows what other sites have of it")
    if name not in known:
        raise BadFilter(f"no such source; known are {', '.join(known)}")
    return name


def type_name(name: str) -> str:
    """The type that a name means, one of TYPES: 通知, and 令 for 命令. Raises BadFilter."""
    if name not in ENDINGS:
        close = get_close_matches(name, ENDINGS, 1, cutoff=0.5)
        raise BadFilter("no such type; " + (f"did you mean {close[0]}?" if close else "write it like 通知 or Notice"))
    return ENDINGS[name]


def types_in_english(name: str) -> tuple[str, ...]:
    """The types that an English name means; none where it is no such name."""
    return tuple(kind for kind, words in IN_ENGLISH.items() if words.casefold() == name.casefold())


def _named(field: str, name: str, known: Sequence[Key]) -> Key:
    """The value that is named by itself or by its words, letters in any case."""
    for value in known:
        if name.casefold() in (value, phrase(f"{field}.{value}").casefold()):
            return value
    raise BadFilter(f"known are {', '.join(known)}")


def read_day(text: str) -> date:
    """A day like 2021-11-16. Raises BadFilter."""
    try:
        return parse_iso_day(text)
    except ValueError as error:
        raise BadFilter(str(error)) from None


def topic_part(text: str) -> str:
    """A part of a topic. Raises BadFilter for blanks alone."""
    if not text.strip():
        raise BadFilter("expected a part of a subject class (主题分类); leave it out for all")
    return text


def read_filters(given: Mapping[str, Any], sources: Collection[str]) -> Filters:
    """The filters of these values by name, each as people write it: a text or a day, or several texts.

    Raises BadFilter with `where`.
    """
    readers: Mapping[str, Callable[[str], Any]] = {
        "issuer": issuer_id,
        "source": lambda name: source_name(name, sources),
        # As pages print them, too: Measures is 办法 and 措施, Draft for comment is draft.
        "type": lambda name: types_in_english(name) or (type_name(name),),
        "stage": lambda name: _named("stage", name, get_args(Stage)),
        "status": lambda name: _named("status", name, STATUSES),
        "on": read_day,
        "from": read_day,
        "to": read_day,
        "topic": topic_part,
        "tag": lambda tag: " ".join(tag.split()),
    }
    found: dict[str, Any] = {}
    for name, row in FILTERS.items():
        value = given.get(name)
        if row.is_repeatable:
            read = [_read(name, readers[name], one) for one in value or ()]
            found[row.field] = tuple(one for part in read for one in (part if isinstance(part, tuple) else (part,)))
        elif value is not None:
            found[row.field] = _read(name, readers[name], value)
    return Filters(**found)


def _read(name: str, reader: Callable[[str], Any], value: Any) -> Any:
    try:
        return reader(value)
    except BadFilter as error:
        raise BadFilter(str(error), f"{name} {value}".rstrip()) from None


def check_span(first: date | None, last: date | None) -> None:
    """Raises BadFilter where a period ends before it begins."""
    if first and last and last < first:
        raise BadFilter("the last day is before the first")
