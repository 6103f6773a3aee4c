"""English names of provincial and municipal governments, their general offices and departments: a closed class.

湖南省人民政府 is the People's Government of Hunan Province; 厅 is a Department, 局 a Bureau (`local_bodies.csv`).
"""

import re
from functools import cache, lru_cache

from parsers.csv_tables import rows_of

_AREAS = {"省": "Province", "市": "City", "自治区": "Autonomous Region"}
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_KINDS = {"": "", "厅": "Department of ", "局": "Bureau of "}
_PLACES = {row["chinese"]: row["english"] for row in rows_of("zhengce.english.titles", "places.csv")}
_BODIES = {row["chinese"]: row["english"] for row in rows_of(__package__, "local_bodies.csv")}


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
