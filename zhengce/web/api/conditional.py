"""Answers that a client need not load again: validators (ETag) and 304 (RFC 9110, 8.8.3 and 13.1.2)."""

import secrets
from hashlib import blake2b

from fastapi import Request, Response
from pydantic import BaseModel

_START = secrets.token_hex(8)
"""Of this process: another one may have other templates."""


def etag(*parts: bytes | str) -> str:
    """A validator of what is made of these parts alone."""
    digest = blake2b(digest_size=16)
    for part in parts:
        piece = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return f'"{digest.hexdigest()}"'


def bytes_of(answer: BaseModel) -> bytes:
    """An answer as the API sends it."""
    return answer.model_dump_json(by_alias=True).encode()


def page_etag(request: Request, *parts: BaseModel | bytes | str | None) -> str:
    """A validator of a page of this request, from what it shows."""
    shown = (bytes_of(part) if isinstance(part, BaseModel) else part or "" for part in parts)
    return etag(_START, request.url.path, request.url.query, *shown)


def unchanged(request: Request, validator: str) -> Response | None:
    """The answer 304 where the client has this already. Never where pages may be edited: they show who is logged in."""
    given = request.headers.get("if-none-match")
    if given is None or request.app.state.editing is not None:
        return None
    tags = [tag.strip().removeprefix("W/") for tag in given.split(",")]
    return Response(status_code=304, headers=headers(validator)) if {"*", validator} & set(tags) else None


def headers(validator: str) -> dict[str, str]:
    """The header fields of an answer 200 or 304."""
    return {"ETag": validator, "Cache-Control": "no-cache"}


def json_answer(request: Request, content: bytes) -> Response:
    """An answer of the API as JSON, or 304."""
    validator = etag(content)
    return unchanged(request, validator) or Response(content, media_type="application/json", headers=headers(validator))
