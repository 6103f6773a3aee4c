"""Answers that a client need not load again: validators (ETag) and 304 (RFC 9110, 8.8.3 and 13.1.2)."""

from collections.abc import Mapping
from hashlib import blake2b
from types import MappingProxyType

from fastapi import Request, Response


def etag(content: bytes) -> str:
    """A validator of this content."""
    return f'"{blake2b(content, digest_size=16).hexdigest()}"'


def validated(
    request: Request, content: bytes, media_type: str, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """Content with its validator, or 304 where the client has it."""
    validator = etag(content)
    fields = {"ETag": validator, "Cache-Control": "no-cache"}
    tags = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if tags & {"*", validator}:
        return Response(status_code=304, headers=fields)
    return Response(content, headers={**headers, **fields, "Content-Type": media_type})
