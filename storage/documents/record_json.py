"""A record as JSON, as `pages` and `files` hold it, and the digest by which two readings of a page are compared."""

import json
from hashlib import blake2b
from typing import Any

from parsers.record import PolicyDocument
from storage.texts import is_storable, storable_text

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_json(record: PolicyDocument) -> str:
    """A record as JSON, as `pages` and `files` hold it."""
    return _encoder.encode(record.to_dict())


def from_json(text: str) -> PolicyDocument:
    """The inverse of `to_json`."""
    return PolicyDocument.from_dict(json.loads(text))


def storable(record: PolicyDocument) -> tuple[PolicyDocument, str]:
    """The record with nothing in it that a database cannot hold, and its JSON."""
    text = to_json(record)
    if not is_storable(text) or "\\u0000" in text:
        record = from_json(json.dumps(_cleaned(json.loads(text))))
        text = to_json(record)
    return record, text


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    return value


def digest(record: PolicyDocument) -> str:
    """A short digest of all that a record says, but for when it was fetched."""
    values = record.to_dict()
    del values["fetched_at"]
    return blake2b(_encoder.encode(values).encode(), digest_size=16).hexdigest()
