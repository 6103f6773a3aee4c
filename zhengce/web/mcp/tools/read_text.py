"""The tool `read_text`: the text of a document's body or of an attached file, in pieces, with paragraphs and pages.

A cursor names the document, the text and its version, and the place in it: `25.0.2.0.20000` (body, version 2, from
character 20,000), `25.1.1a2b3c4d.3.0` (attachment 1, its fingerprint, page 3, from character 0). A text that changed
since is read from its beginning.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from storage.attachments import queries
from storage.documents.queries import StoredDocument
from zhengce.checking.quotations import current_version
from zhengce.documents.attachments import state_in_words
from zhengce.web.api.attachments import piece_end
from zhengce.web.mcp.tool import LONGEST_TEXT, Call, Key, Tool, ToolError, document_of

_CURSOR = re.compile(r"([0-9]{1,9}\.[0-9]{1,5})\.([0-9a-f]{1,8})\.([0-9]{1,9})\.([0-9]{1,9})")

BEGIN_AGAIN = "begin again without a cursor"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of pages; a body is one, without a number."""

    version: str
    """As a cursor has it."""
    facts: dict[str, Any]
    """What the answer says of it."""
    pages: Sequence[int]
    """Numbers of pages with text."""
    read: Callable[[int], tuple[dict[str, Any], str]]
    """What the paragraphs of a page have beside their number, and its text."""


class ReadText(Tool):
    """The text of a document's body or of one of its attached files, a piece of at most 8,000 characters at a time.
    Each paragraph has its number, in files also its page, sheet or member. Give `next_cursor` as `cursor` to go on;
    null is the end. A cursor is of one version: where the document was revised meanwhile, begin again."""

    title = "Read a text"
    quoted = ("title", "file_title", "paragraphs[].text")

    key: Key
    attachment: int = Field(
        default=0, ge=0, le=10_000, description="0: the body; 1 and on: the attached file of this number."
    )
    cursor: str | None = Field(
        default=None, max_length=60, description="The `next_cursor` of the piece before; without it from the beginning."
    )

    def __call__(self, call: Call) -> dict[str, Any]:
        document = document_of(call, self.key)
        text = _file(call, document, self.attachment) if self.attachment else _body(call, document)
        own, start, offset = f"{document.id}.{self.attachment}", 0, 0
        if self.cursor is not None:
            match = _CURSOR.fullmatch(self.cursor)
            if match is None or match[1] != own:
                raise ToolError(f"cursor: {self.cursor!r} is none of this text; {BEGIN_AGAIN}")
            page, offset = int(match[3]), int(match[4])
            if match[2] != text.version or page not in text.pages:
                raise ToolError(f"cursor: the text was revised or read anew since; {BEGIN_AGAIN}")
            start = text.pages.index(page)
        paragraphs, following = _piece(text, text.pages[start:], offset)
        return {
            "key": str(document.id),
            "title": document.record.title,
            "attachment": self.attachment,
            "paragraphs": paragraphs,
            "next_cursor": f"{own}.{text.version}.{following}" if following else None,
            **text.facts,
        }


def _body(call: Call, document: StoredDocument) -> _Text:
    number, body = current_version(call.connection, document).number, document.record.body
    facts: dict[str, Any] = {"url": document.record.url, "version": number, "characters": len(body)}
    if not body:
        facts["note"] = "No text was found on the page; see the attached files, if it has any."
    return _Text(str(number), facts, [0], lambda page: ({}, body))


def _file(call: Call, document: StoredDocument, attachment: int) -> _Text:
    file = queries.find(call.connection, document.id, attachment)
    if file is None:
        number = len(document.record.attachments)
        raise ToolError(f"attachment: document {document.id} has {number}; 0 is its body")
    pages = {one.page: one for one in queries.pages(call.connection, attachment, file.id)}
    facts: dict[str, Any] = {"url": file.url, "file_title": file.title, "pages": len(pages)}
    facts |= {"media_type": file.media_type, "state": file.state}
    if not pages:
        why = f"{state_in_words(file.state)}{f' ({file.reason})' if file.reason else ''}"
        facts["note"] = f"There is no text of this file: {why}. Its page may say more; the file itself is at `url`."

    def read(page: int) -> tuple[dict[str, Any], str]:
        name = pages[page].name
        return {"page": page} if name is None else {"page": page, "name": name}, pages[page].text

    mark = queries.fingerprint(call.connection, file.id) if pages else ""
    return _Text(mark, facts, list(pages), read)


def _piece(text: _Text, pages: Sequence[int], offset: int) -> tuple[list[dict[str, Any]], str | None]:
    """As much of these pages as one piece holds, and the place at which the next piece begins."""
    found: list[dict[str, Any]] = []
    left = LONGEST_TEXT
    for page in pages:
        where, whole = text.read(page) if left > 0 else ({}, "")
        if offset > len(whole):
            raise ToolError(f"cursor: the text has {len(whole):,} characters there; {BEGIN_AGAIN}")
        if left <= 0 or (found and len(whole) > left):  # a page is not parted where the next piece can hold more of it
            return found, f"{page}.0"
        end = piece_end(whole, offset, left)
        found += [where | paragraph for paragraph in _paragraphs(whole, offset, end)]
        if end < len(whole):
            return found, f"{page}.{end}"
        left -= end - offset
        offset = 0
    return found, None


def _paragraphs(whole: str, offset: int, end: int) -> list[dict[str, Any]]:
    """The paragraphs between two places; the first is `continued` where it began before."""
    if offset == end:
        return []
    first = whole.count("\n", 0, offset) + 1
    lines = whole[offset:end].removesuffix("\n").split("\n")
    found: list[dict[str, Any]] = [{"paragraph": number, "text": line} for number, line in enumerate(lines, first)]
    if offset and whole[offset - 1] != "\n":
        found[0]["continued"] = True
    return found
