"""English names of provincial and municipal governments, their general offices and departments: a closed class.

湖南省人民政府 is the People's Government of Hunan Province; 厅 is a Department, 局 a Bureau (`local_bodies.csv`). And
whom a document addresses (`addressees.csv`), in English where every word of it is known; else nothing.
"""

import re
from functools import cache, lru_cache

from parsers.csv_tables import rows_of

_AREAS = {"省": "Province", "市": "City", "自治区": "Autonomous Region"}
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_KINDS = {"": "", "厅": "Department of ", "局": "Bureau of "}
_PLACES = {row["chinese"]: row["english"] for row in rows_of("zhengce.english.titles", "places.csv")}
_BODIES = {row["chinese"]: row["english"] for row in rows_of(__package__, "local_bodies.csv")}
_ROWS = rows_of(__package__, "addressees.csv")
TERMS = {row["chinese"]: (row["kind"], row["english"]) for row in sorted(_ROWS, key=lambda row: -len(row["chinese"]))}
"""A place, an office of places, or a body of no place -> its kind and its English, the longest first."""
_TERM = re.compile("|".join(map(re.escape, TERMS)))
_CLAUSE = re.compile(f"(?:{_TERM.pattern}|[、及和与])*+")


@lru_cache(maxsize=1024)
def local_body(name: str) -> str | None:
    """The English of a local body's name; None for any other."""
    match = _pattern().fullmatch(name)
    if match is None:
        return None
    body = _KINDS[match["kind"]] + _BODIES[match["body"]]
    inner = f"{_PLACES[match['inner']]} City, " if match["inner"] else ""
    area = "Municipality" if match["place"] in _MUNICIPALITIES else _AREAS[match["area"]]
    office = ", General Office" if match["office"] else ""
    return f"{body} of {inner}{_PLACES[match['place']]} {area}{office}"


@cache
def _pattern() -> re.Pattern[str]:
    places, bodies = ("|".join(sorted(table, key=len, reverse=True)) for table in (_PLACES, _BODIES))
    return re.compile(
        rf"(?P<place>{places})(?:壮族|回族|维吾尔)?(?P<area>{'|'.join(_AREAS)})(?:(?P<inner>{places})市)?"
        rf"(?P<body>{bodies})(?P<kind>(?<=[府会委])|(?<![府会委])[厅局])(?P<office>办公[厅室])?"
    )


def addressees_in_english(text: str) -> str | None:
    """Cyberspace offices of all provinces …: the offices of each clause, of its places."""
    clauses = [_clause(clause) for clause in re.split("[，；]", text.rstrip("：:"))]
    shown = "; ".join(filter(None, clauses))
    return None if None in clauses else shown[:1].upper() + shown[1:]


def _clause(clause: str) -> str | None:
    words: dict[str, list[str]] = {"national": [], "office": [], "place": []}
    for kind, english in map(TERMS.__getitem__, _TERM.findall(clause)):
        words[kind].append(english)
    if not _CLAUSE.fullmatch(clause) or (words["national"] and (words["place"] or words["office"])):
        return None
    lists = (" and ".join(filter(None, [", ".join(each[:-1]), each[-1]])) for each in words.values() if each)
    return " of ".join(lists)
