"""Which bodies issue documents, under which names and number prefixes, and when: the table `agencies.csv`, indexed.

One row is one body between two months. A body that a reform renamed or rebuilt is a new row, and the old one names it
as its successor: the agency for medicines is `sda` from 1998, `sda_sfda` from 2003, `cfda` from 2013, `nmpa` from 2018.
Beside organs of Party, state and army the table knows organisations that sign with them or publish rules of their own:
people's organisations, exchanges, associations, a few companies.

Columns (lists inside a cell are separated by `|`):

- `id`: never changes, for records and sources are stored under it.
- `zh_full`, `zh_short`: the name on the door, and the one that documents of the State Council print for it.
- `aliases`: other names in print. An alias may carry its own time and the office that it means:
  `国家药监局@2003-03..2013-03`, `国务院安委办=办公室`.
- `en_name`, `abbr`: the English name, and the abbreviation if the body uses one.
- `prefixes`: stems of 机关代字: 工信部 stands for 工信部科, 工信部联节 …; a stem of one character for itself only.
- `office_prefixes`: stems with which an office signs: `工信厅=办公厅`.
- `valid_from`, `valid_to`: first and last month, or year; empty where unknown or older than our documents, and where
  the body exists.
- `successor`: ids of the bodies that took over its work.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from parsers.csv_tables import rows_of

GRACE_DAYS = 365
"""A name is still printed for a while after its body is gone (and printed early in plans): one year either way."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One body of the Party, the State Council or the national level, as it existed between two months."""

    id: str
    zh_full: str
    zh_short: str
    aliases: tuple[str, ...]
    en_name: str
    abbr: str
    called: str
    """What English texts call it: its abbreviation, or a name where hardly anybody knows that (CPCCC, GOSC)."""
    prefixes: tuple[str, ...]
    office_prefixes: Mapping[str, str]
    valid_from: date | None
    """First day of the month in which it began; None where it is older than our documents or unknown."""
    valid_to: date | None
    """Last day of the month in which it ended; None for a body that exists."""
    successor: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a body, or stem of 机关代字, and its time. 国务院安委办 is the 办公室 of the committee: its unit."""

    text: str
    agency: Agency
    unit: str | None
    valid_from: date | None
    valid_to: date | None

    def held_on(self, day: date, grace: int = 0) -> bool:
        """Whether the body bore this name on that day, give or take `grace` days."""
        after = self.valid_from is None or (day - self.valid_from).days >= -grace
        before = self.valid_to is None or (day - self.valid_to).days <= grace
        return after and before


def _month(text: str, *, last: bool) -> date | None:
    """`2018-03` as its first or last day, `1988` as the first or last day of the year, nothing as None."""
    if not text:
        return None
    year, _, month = text.partition("-")
    number = int(month) if month else (12 if last else 1)
    return date(int(year), number, monthrange(int(year), number)[1] if last else 1)


def _cell(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.split("|") if item)


def _load() -> Iterator[Agency]:
    for row in rows_of(__package__, "agencies.csv"):
        yield Agency(
            id=row["id"],
            zh_full=row["zh_full"],
            zh_short=row["zh_short"],
            aliases=_cell(row["aliases"]),
            en_name=row["en_name"],
            abbr=row["abbr"],
            called=row["called"] or row["abbr"] or row["en_name"],
            prefixes=_cell(row["prefixes"]),
            office_prefixes=dict(item.split("=") for item in _cell(row["office_prefixes"])),
            valid_from=_month(row["valid_from"], last=False),
            valid_to=_month(row["valid_to"], last=True),
            successor=_cell(row["successor"]),
        )


def _names(agency: Agency) -> Iterator[Name]:
    for plain in dict.fromkeys((agency.zh_full, agency.zh_short, *_long_forms(agency.zh_full))):
        yield Name(plain, agency, None, agency.valid_from, agency.valid_to)
    for alias in agency.aliases:
        rest, _, span = alias.partition("@")
        if "=" in span:
            span, _, unit = span.partition("=")
        else:
            rest, _, unit = rest.partition("=")
        first, _, last = span.partition("..")
        begins = _month(first, last=False) if span else agency.valid_from
        ends = _month(last, last=True) if span else agency.valid_to
        yield Name(rest, agency, unit or None, begins, ends)


def _long_forms(full: str) -> Iterable[str]:
    """What orders print before 国家…, and what print leaves out: 中华人民共和国国家税务总局, 财政部, 中共中央宣传部."""
    if full.startswith("国家"):
        return ("中华人民共和国" + full,)
    if full.startswith("中华人民共和国") and len(full) > 9:
        return (full.removeprefix("中华人民共和国"),)
    if full.startswith("中国共产党中央委员会") and len(full) > 10:
        return ("中共中央" + full.removeprefix("中国共产党中央委员会"),)
    return ()


def _by_text(names: Iterable[Name]) -> dict[str, tuple[Name, ...]]:
    found: dict[str, list[Name]] = {}
    for name in names:
        found.setdefault(name.text, []).append(name)
    return {text: tuple(bearers) for text, bearers in found.items()}


def _lengths(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """First character -> the lengths of the keys that begin with it, longest first."""
    found: dict[str, set[int]] = {}
    for key in keys:
        found.setdefault(key[0], set()).add(len(key))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


AGENCIES: Mapping[str, Agency] = {agency.id: agency for agency in _load()}
"""Every body by its id, in the order of the table."""

_NAMES_OF = {agency.id: tuple(_names(agency)) for agency in AGENCIES.values()}

NAMES: Mapping[str, tuple[Name, ...]] = _by_text(name for names in _NAMES_OF.values() for name in names)
"""Every name -> the bodies that bear or bore it."""

PLAIN_NAMES: Mapping[str, tuple[Name, ...]] = {
    agency: tuple(name for name in names if name.unit is None) for agency, names in _NAMES_OF.items()
}
"""The names of each body itself, by its id, without those of its offices."""

_NAME_LENGTHS = _lengths(NAMES)


PREFIXES: Mapping[str, tuple[Name, ...]] = _by_text(
    Name(stem, agency, unit, None, None)
    for agency in AGENCIES.values()
    for stem, unit in (*((stem, None) for stem in agency.prefixes), *agency.office_prefixes.items())
)
"""Every stem of 机关代字 -> the bodies that sign or signed with it."""

_PREFIX_LENGTHS = _lengths(PREFIXES)


def name_at(text: str, start: int = 0) -> str | None:
    """The longest name of the table that stands in `text` at `start`; None where none does.

    办公室 and 办公厅 are one word: 全国绿委办 does not stand in 全国绿委办公室, 全国绿委 does.
    """
    if start >= len(text):
        return None
    for length in _NAME_LENGTHS.get(text[start], ()):
        candidate = text[start : start + length]
        if candidate in NAMES and not (candidate[-1] == "办" and text.startswith(_OFFICE_GOES_ON, start + length)):
            return candidate
    return None


_OFFICE_GOES_ON = ("公室", "公厅")


def may_begin(char: str) -> bool:
    """Whether any name of the table begins with this character."""
    return char in _NAME_LENGTHS


def named(name: str, on: date | None = None) -> Name | None:
    """The body that this exact name means on that day; None where nobody bore it then or several did.

    Without a day, a name of one body is that body; of several, the one that still bears it.
    """
    names = NAMES.get(name, ())
    if len(names) == 1:
        return names[0] if on is None or names[0].held_on(on, GRACE_DAYS) else None
    if on is None:
        if len({item.agency.id for item in names}) > 1:
            names = tuple(item for item in names if item.valid_to is None)
    else:
        exact = tuple(item for item in names if item.held_on(on))
        names = exact or tuple(item for item in names if item.held_on(on, GRACE_DAYS))
    owners = {item.agency.id for item in names}
    return names[0] if len(owners) == 1 else None


def prefixes_of(letters: str) -> tuple[Name, ...]:
    """The stems that 机关代字 begin with, longest first: 工信厅联科 -> 工信厅. A stem of one character must be all."""
    if not letters:
        return ()
    prefixes: list[Name] = []
    for length in _PREFIX_LENGTHS.get(letters[0], ()):
        if length > 1 or len(letters) == 1:
            prefixes.extend(PREFIXES.get(letters[:length], ()))
    return tuple(prefixes)
