"""A document embedded in a DOCX file by `w:altChunk` (ECMA-376, 17.17.2): HTML, or HTML with its pictures as MHT.

Converters of web pages write such files: the DOCX itself holds nothing, Word shows the embedded page.
"""

import email
import email.policy

from parsers.markup.decoding import decode
from parsers.markup.paragraphs import paragraphs
from parsers.page import html_tree

_MIME_HEADERS = (b"mime-version:", b"content-type:", b"from:", b"subject:", b"date:", b"return-path:")
_HTML = (b"<html", b"<!doctype html", b"<body", b"<div", b"<p")
_HEAD = 2_000


def chunk_paragraphs(content: bytes) -> tuple[str, ...] | None:
    """The paragraphs of an embedded document; None for a format that is not read, such as DOCX or RTF."""
    if content.lstrip()[:_HEAD].lower().startswith(_MIME_HEADERS):
        return _of_mht(content)
    if any(mark in content[:_HEAD].lower() for mark in _HTML):
        return paragraphs(html_tree(decode(content)))
    return None


def _of_mht(content: bytes) -> tuple[str, ...] | None:
    """The paragraphs of the first page of an MHT file; pictures and styles are its other parts."""
    message = email.message_from_bytes(content.lstrip(), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html" and isinstance(page := part.get_payload(decode=True), bytes):
            return paragraphs(html_tree(decode(page, part.get("Content-Type"))))
    return None
