"""English names of provincial and municipal governments, their general offices and departments: a closed class.

湖南省人民政府 is the People's Government of Hunan Province; 厅 is a Department, 局 a Bureau (`local_bodies.csv`).
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from parsers.csv_tables import rows_of

_AREAS = {"省": "Province", "市": "City", "自治区": "Autonomous Region"}
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_PEOPLES = r"(?:壮族|回族|维吾尔)?"
_KINDS = {"厅": "Department of", "局": "Bureau of"}
_OFFICES = {"办公厅": "General Office", "办公室": "General Office"}


@lru_cache(maxsize=1024)
def local_body(name: str) -> str | None:
    """The English of a local body's name; None for any other."""
    match = _pattern().fullmatch(name)
    if match is None:
        return None
    names, printed = _bodies(), match["body"]
    body, kind = names.get(printed), _KINDS.get(printed[-1])
    if body is None and kind and printed[:-1] in names:
        body = f"{kind} {names[printed[:-1]]}"
    if body is None:
        return None
    inner = f"{_places()[match['inner']]} City, " if match["inner"] else ""
    kind_of_area = "Municipality" if match["place"] in _MUNICIPALITIES else _AREAS[match["area"]]
    office = f", {_OFFICES[match['office']]}" if match["office"] else ""
    return f"{body} of {inner}{_places()[match['place']]} {kind_of_area}{office}"


@cache
def _pattern() -> re.Pattern[str]:
    places = "|".join(sorted(_places(), key=len, reverse=True))
    return re.compile(
        rf"(?P<place>{places}){_PEOPLES}(?P<area>{'|'.join(_AREAS)})(?:(?P<inner>{places})市)?"
        rf"(?P<body>人民政府|[\u4e00-\u9fff]{{2,12}}(?:厅|局|委员会|委))(?P<office>{'|'.join(_OFFICES)})?"
    )


@cache
def _places() -> Mapping[str, str]:
    return {row["chinese"]: row["english"] for row in rows_of("zhengce.english.titles", "places.csv")}


@cache
def _bodies() -> Mapping[str, str]:
    return {row["chinese"]: row["english"] for row in rows_of(__package__, "local_bodies.csv")}
