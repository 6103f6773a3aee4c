"""The tool `read_text`: the text of a document's body or of an attached file, in pieces, with paragraphs and pages.

A cursor names the document, the version of its text and the place in it: `25.b2.20000` (body, version 2, from character
20,000) or `25.f1a2b3c4d.3.0` (file, its fingerprint, page 3, from character 0). Reading goes on in that version even if
the document was revised meanwhile, and says so.
"""

import re
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy.engine import Connection

from storage.attachments import queries
from storage.attachments.queries import HeldFile
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from zhengce.checking.texts import current_version
from zhengce.documents.attachments import state_in_words
from zhengce.web.api.attachments import piece_end
from zhengce.web.mcp.tool import LONGEST_TEXT, Answer, Arguments, Call, Key, NextCursor, ToolError, document_of, tool

_OF_BODY = re.compile(r"(?P<id>[0-9]{1,9})\.b(?P<version>[0-9]{1,6})\.(?P<place>[0-9]{1,9})")
_OF_FILE = re.compile(r"(?P<id>[0-9]{1,9})\.f(?P<version>[0-9a-f]{8})\.(?P<place>[0-9]{1,9}\.[0-9]{1,9})")

BEGIN_AGAIN = "begin again without a cursor"


class ReadTextArguments(Arguments):
    """A text and the place from which it is read."""

    key: Key
    attachment: int = Field(
        default=0, ge=0, le=10_000, description="0: the body; 1 and on: the attached file of this number."
    )
    cursor: str | None = Field(
        default=None, max_length=60, description="The `next_cursor` of the piece before; without it from the beginning."
    )


class ReadTextAnswer(Answer):
    """A piece of a text; of a file also its state and pages."""

    key: str
    title: str
    attachment: int
    url: str
    paragraphs: Annotated[list[dict[str, Any]], Field(description="Each with its number, in files also its page.")]
    next_cursor: NextCursor
    note: str | None = None


@tool(
    "Read a text",
    answer=ReadTextAnswer,
    quoted=("title", "file_title", "paragraphs[].text"),
    description=(
        f"The text of a document's body or of one of its attached files, a piece of at most {LONGEST_TEXT:,} "
        "characters at a time. Each paragraph has its number, in files also its page, sheet or member. Give "
        "`next_cursor` as `cursor` to go on; null is the end. A cursor stays in the version that it began in; `note` "
        "says if the document was revised meanwhile."
    ),
)
def read_text(call: Call, arguments: ReadTextArguments) -> dict[str, Any]:
    """A piece of the text, and the cursor of the next."""
    document = document_of(call, arguments.key)
    about = {"key": str(document.id), "title": document.record.title, "attachment": arguments.attachment}
    if arguments.attachment == 0:
        return about | _of_body(call.connection, document, arguments.cursor)
    file = queries.find(call.connection, document.id, arguments.attachment)
    if file is None:
        number = len(document.record.attachments)
        raise ToolError(f"attachment: document {document.id} has {number}; 0 is its body")
    return about | _of_file(call.connection, document, file, arguments.cursor)


# The body


def _of_body(connection: Connection, document: StoredDocument, cursor: str | None) -> dict[str, Any]:
    today = current_version(connection, document)
    number, offset = today.number, 0
    if cursor is not None:
        version, (offset,) = _read_cursor(_OF_BODY, cursor, document, "the body")
        number = int(version)
    try:
        whole = document.record.body
        if number != today.number:
            whole = revisions.version(connection, document.id, number).body
    except LookupError:
        raise ToolError(f"cursor: document {document.id} has no version {number}; {BEGIN_AGAIN}") from None
    if offset > len(whole):
        raise ToolError(f"cursor: the text has {len(whole):,} characters; {BEGIN_AGAIN}")
    end = piece_end(whole, offset, LONGEST_TEXT)
    answer = {
        "url": document.record.url,
        "paragraphs": _paragraphs(whole, offset, end),
        "next_cursor": f"{document.id}.b{number}.{end}" if end < len(whole) else None,
        "version": number,
        "newest_version": today.number,
        "characters": len(whole),
    }
    if number != today.number:
        same = "the same text" if whole == document.record.body else "another text"
        answer["note"] = (
            f"Revised since this cursor was given: this goes on in version {number}; version {today.number}, today's, "
            f"has {same}."
        )
    elif not whole:
        answer["note"] = "No text was found on the page; see the attached files, if it has any."
    return answer


def _paragraphs(whole: str, offset: int, end: int) -> list[dict[str, Any]]:
    """The paragraphs between two places; the first is `continued` where it began before."""
    if offset == end:
        return []
    first = whole.count("\n", 0, offset) + 1
    text = whole[offset:end].removesuffix("\n")
    found: list[dict[str, Any]] = [
        {"paragraph": number, "text": line} for number, line in enumerate(text.split("\n"), first)
    ]
    if offset and whole[offset - 1] != "\n":
        found[0]["continued"] = True
    return found


# An attached file


def _of_file(connection: Connection, document: StoredDocument, file: HeldFile, cursor: str | None) -> dict[str, Any]:
    numbers = queries.pages_of(connection, file.id) if file.id else []
    answer: dict[str, Any] = {
        "url": file.url,
        "paragraphs": [],
        "next_cursor": None,
        "file_title": file.title,
        "media_type": file.media_type,
        "state": file.state,
        "pages": len(numbers),
    }
    if not numbers:
        why = f"{state_in_words(file.state)}{f' ({file.reason})' if file.reason else ''}"
        answer["note"] = f"There is no text of this file: {why}. Its page may say more; the file itself is at `url`."
        return answer
    mark = queries.fingerprint(connection, file.id)
    page, offset = numbers[0], 0
    if cursor is not None:
        given, (page, offset) = _read_cursor(_OF_FILE, cursor, document, "an attached file")
        if given != mark or page not in numbers:
            raise ToolError(f"cursor: the file was read anew since, and its text may differ; {BEGIN_AGAIN}")
    following = numbers[numbers.index(page) :]
    answer["paragraphs"], goes_on_at = _pages_from(connection, file.id, following, offset)
    answer["next_cursor"] = f"{document.id}.f{mark}.{goes_on_at}" if goes_on_at else None
    return answer


def _pages_from(
    connection: Connection, file_id: int, numbers: list[int], offset: int
) -> tuple[list[dict[str, Any]], str | None]:
    """As much of these pages as one piece holds, and the place at which the next piece begins."""
    found: list[dict[str, Any]] = []
    left = LONGEST_TEXT
    for number in numbers:
        if left <= 0:
            return found, f"{number}.0"
        page = queries.page_of(connection, file_id, number)
        assert page is not None  # it is one of those that have text
        _, name, whole = page
        if offset > len(whole):
            raise ToolError(f"cursor: the page has {len(whole):,} characters; {BEGIN_AGAIN}")
        if found and len(whole) > left:  # a page is not parted where the next piece can hold more of it
            return found, f"{number}.0"
        end = piece_end(whole, offset, left)
        where: dict[str, Any] = {"page": number} if name is None else {"page": number, "name": name}
        found += [{**where, **paragraph} for paragraph in _paragraphs(whole, offset, end)]
        if end < len(whole):
            return found, f"{number}.{end}"
        left -= end - offset
        offset = 0
    return found, None


# Both


def _read_cursor(
    pattern: re.Pattern[str], cursor: str, document: StoredDocument, what: str
) -> tuple[str, tuple[int, ...]]:
    """A cursor's mark of the version, and the numbers behind it. Raises ToolError."""
    found = pattern.fullmatch(cursor)
    if found is None or int(found["id"]) != document.id:
        raise ToolError(f"cursor: {cursor!r} is not one of {what} of document {document.id}; {BEGIN_AGAIN}")
    return found["version"], tuple(map(int, found["place"].split(".")))
