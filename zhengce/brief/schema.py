"""The JSON Schema of a brief (docs/brief.schema.json): documents, bodies and targets from the catalogue of fields and
its parts, all other objects from `schema.csv`.

Columns of the table: `object`, `name` (empty in the row of the object itself), `type`, `description`. A type is one of
the catalogue or the name of an object, with `?` where it may be null; `[object]` for a list of them, `a | b` for one of
these words, or JSON.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from parsers.csv_tables import rows_of
from parsers.fields import FIELDS, PARTS
from parsers.record import IssuingBody, PolicyDocument, Target
from zhengce.brief import items
from zhengce.english.titles.shown import ORIGIN

_PLAIN: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
    "moment": {"type": "string", "format": "date-time"},
    "flag": {"type": "boolean"},
    "number": {"type": "integer"},
    "real": {"type": "number"},
    "words": {"type": "array", "items": {"type": "string"}},
}
_ALWAYS = ("id", "first_seen_at")
"""Fields of the database that have a value in every document."""


def schema() -> dict[str, Any]:
    """The schema of what `zhengce brief --format json` prints."""
    objects = _objects()
    objects["body"] = _object("An issuing body.", _parts("issuing_bodies", get_type_hints(IssuingBody)))
    of_target = _parts("targets", get_type_hints(Target))
    of_target["value"]["type"] = ["number", "string"]  # as printed where it is no number
    objects["target"] = _object("One figure that the document sets, for a year to come where it names one.", of_target)
    objects["document"]["properties"] = _fields() | objects["document"]["properties"]
    for value in objects.values():
        value["required"] = list(value["properties"])
    filters = objects.pop("filters")
    del filters["required"]
    brief = _object(
        "What `zhengce brief --format json` prints. Fields may be added under another value of `schema` only.",
        {
            "schema": {"const": "zhengce-brief-4"},
            "from": _PLAIN["day"] | {"description": "First day."},
            "to": _PLAIN["day"] | {"description": "Last day, included."},
            "filters": filters,
            "as_of_change": {
                "type": "integer",
                "minimum": 0,
                "description": "Number of the newest change in the database: the same number, the same brief.",
            },
            "left_out": {
                "type": "object",
                "description": "Stage -> documents of the period that are no policies.",
                "additionalProperties": {"type": "integer", "minimum": 1},
            },
            "groups": _list_of("group")
            | {"description": "The ten groups, in this order.", "minItems": 10, "maxItems": 10},
        },
    )
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "zhengce brief"}
    return head | brief | {"required": list(brief["properties"]), "$defs": objects}


def _objects() -> dict[str, dict[str, Any]]:
    """The objects of `schema.csv`."""
    objects: dict[str, dict[str, Any]] = {}
    for row in rows_of(__package__, "schema.csv"):
        described = {"description": row["description"]} if row["description"] else {}
        if row["name"]:
            objects[row["object"]]["properties"][row["name"]] = _of_type(row["type"]) | described
        else:
            objects[row["object"]] = _object(row["description"], {})
    return objects


def _object(description: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "description": description, "properties": dict(properties), "additionalProperties": False}


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _of_type(text: str) -> dict[str, Any]:
    if text.startswith("{"):
        return dict(json.loads(text))
    if " | " in text:
        return {"enum": text.split(" | ")}
    if text.startswith("["):
        return _list_of(text.strip("[]"))
    name = text.removesuffix("?")
    if name in _PLAIN:
        return _or_null(_PLAIN[name]) if text != name else _PLAIN[name]
    return {"oneOf": [{"type": "null"}, {"$ref": f"#/$defs/{name}"}]}


def _or_null(kind: dict[str, Any]) -> dict[str, Any]:
    return kind | {"type": [kind["type"], "null"]}


def _parts(name: str, hints: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a list of the record; `hints`: the types of its class."""
    return {
        part.name: _one(part.name, _PLAIN[part.type], bool(part.absent), hints.get(part.name))
        | {"description": part.description}
        for part in PARTS[name]
    }


def _fields() -> dict[str, Any]:
    """The fields of a document that are those of the catalogue."""
    hints = get_type_hints(PolicyDocument)
    found = {}
    for name in (name for name in items.FIELDS if name in FIELDS):
        field = FIELDS[name]
        is_optional = type(None) in get_args(hints[name]) if name in hints else name not in _ALWAYS
        is_list = name == "issuing_bodies"
        kind = _list_of("body") if is_list else _one(name, _PLAIN[field.type], is_optional, hints.get(name))
        found[name] = kind | {"description": field.description}
    return found


def _one(name: str, kind: dict[str, Any], is_optional: bool, hint: Any) -> dict[str, Any]:
    """A value of one type: of a Literal its words, of an origin the form of it."""
    if words := [*_words(hint)]:
        return {"enum": [*words, None] if is_optional and name != "stage" else words}
    origin = {"pattern": ORIGIN} if name.endswith("_origin") else {}
    return (_or_null(kind) if is_optional else kind) | origin


def _words(hint: Any) -> Iterable[str]:
    for one in (hint, *get_args(hint)):
        if get_origin(one) is Literal:
            yield from get_args(one)
