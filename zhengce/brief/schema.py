"""The JSON Schema of a brief (docs/brief.schema.json): documents, bodies and targets from the catalogue of fields and
its parts, all else from `schema.csv`.

Columns of the table: `object`, `name` (empty in the row of the object itself), `type`, `description`. A type is one of
the catalogue or the name of an object, with `?` where it may be null; `[object]` for a list of them, `a | b` for one of
these words, or JSON.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
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
    objects: dict[str, dict[str, Any]] = {}
    for row in rows_of(__package__, "schema.csv"):
        described = {"description": row["description"]} if row["description"] else {}
        if row["name"]:
            objects[row["object"]]["properties"][row["name"]] = _of_type(row["type"]) | described
        else:
            objects[row["object"]] = {"type": "object", **described, "properties": {}, "additionalProperties": False}
    objects["body"]["properties"] = dict(_parts("issuing_bodies", IssuingBody))
    objects["target"]["properties"] = dict(_parts("targets", Target))
    objects["target"]["properties"]["value"]["type"] = ["number", "string"]  # as printed where it is no number
    objects["document"]["properties"] = dict(_fields()) | objects["document"]["properties"]
    for name, value in objects.items():
        value["required"] = [] if name == "filters" else list(value["properties"])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "zhengce brief"}
    return head | objects.pop("brief") | {"$defs": objects}


def _of_type(text: str) -> dict[str, Any]:
    name = text.strip("[]?")
    kind = _PLAIN.get(name, {"$ref": f"#/$defs/{name}"})
    if text.startswith("{"):
        return dict(json.loads(text))
    if " | " in text:
        return {"enum": text.split(" | ")}
    if text.startswith("["):
        return {"type": "array", "items": kind}
    return _or_null(kind) if text.endswith("?") else kind


def _or_null(kind: dict[str, Any]) -> dict[str, Any]:
    return kind | {"type": [kind["type"], "null"]} if "type" in kind else {"oneOf": [{"type": "null"}, kind]}


def _parts(name: str, of: type) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parts of a list of the record, whose items are of a class."""
    hints = get_type_hints(of)
    for part in PARTS[name]:
        kind = _one(part.name, _PLAIN[part.type], bool(part.absent), hints.get(part.name))
        yield part.name, kind | {"description": part.description}


def _fields() -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields of a document that are those of the catalogue."""
    hints = get_type_hints(PolicyDocument)
    for name in (name for name in items.FIELDS if name in FIELDS):
        is_optional = type(None) in get_args(hints[name]) if name in hints else name not in _ALWAYS
        kind = _of_type("[body]" if name == "issuing_bodies" else FIELDS[name].type)
        kind = kind if name == "issuing_bodies" else _one(name, kind, is_optional, hints.get(name))
        yield name, kind | {"description": FIELDS[name].description}


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
