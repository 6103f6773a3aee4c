"""What a tool is: a model of its arguments, described and with limits, that gives the answer; and what all share."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import Annotated, Any, ClassVar, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from zhengce.checking.findings import Library
from zhengce.search import identifiers
from zhengce.web.coverage import CoverageReader
from zhengce.web.searching import SearchService

LONGEST_TEXT = 8_000
"""Characters of one text in an answer; `read_text` gives what is behind them."""

LONGEST_ANSWER = 22_000
"""Bytes of a list in an answer, which are some 6,500 tokens: a Chinese character is three bytes and most of a token,
three letters of English or JSON are a token."""

MOST_NAMED = 10
"""Documents that a refusal names."""

_ID = re.compile(r"^(?:document\s*|#\s*)([0-9]+)$", re.IGNORECASE)
"""document 25, #25"""

_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class ToolError(Exception):
    """A call that cannot be answered; its message is one line that says what was expected."""


class Call(ExitStack):
    """What a tool has to answer from. `base`: where `zhengce serve` answers, for the addresses of archived copies."""

    def __init__(self, searches: SearchService, coverage: CoverageReader, base: str | None = None) -> None:
        super().__init__()
        self.searches, self.coverage, self.base = searches, coverage, base

    @property
    def sources(self) -> Sequence[str]:
        """Those that can be crawled."""
        return self.coverage.sources

    @cached_property
    def connection(self) -> Connection:
        """One view of the database."""
        return self.enter_context(self.searches.reader.connection())


class Tool(BaseModel):
    """One tool: its fields are the arguments, its docstring is the description."""

    model_config = ConfigDict(extra="forbid")

    title: ClassVar[str]
    quoted: ClassVar[tuple[str, ...]] = ()
    """Fields of the answer that hold words of crawled pages and files."""

    def __call__(self, call: Call) -> dict[str, Any]:
        """The answer. Raises ToolError."""
        raise NotImplementedError


def lenient(arguments: type[Tool], given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as models give them: null and an empty text are absent, a text where a list belongs is a list of one.

    Those that a tool needs stay as they are, so that the refusal says what is wrong with them.
    """
    fields = {field.alias or name: field for name, field in arguments.model_fields.items()}
    taken = {}
    for name, value in given.items():
        field = fields.get(name)
        if field is not None and not field.is_required() and value in (None, ""):
            continue
        is_list = field is not None and get_origin(field.annotation) is list
        taken[name] = [value] if is_list and isinstance(value, str) else value
    return taken


# ------------------------------------------------------------------ documents by a key


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValueError("it is blank")
    return line


NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

OneLine = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_CONTROL), AfterValidator(_one_line)]

Key = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int) and not isinstance(value, bool) else value),
    StringConstraints(min_length=1, max_length=500, pattern=NO_CONTROL),
    AfterValidator(_one_line),
    Field(
        description="A document: its id (the `key` of a hit), its 发文字号 in any brackets (国发〔2021〕20号), an "
        "address where it stands, or its whole title in Chinese."
    ),
]


def document_of(call: Call, key: str) -> StoredDocument:
    """The one document of a key. Raises ToolError where it is not held, and Several."""
    key = _ID.sub(r"\1", key)
    documents = identifiers.find(call.connection, key)
    if not documents and not identifiers.is_identifier(key):
        return _titled(call.connection, key)
    if not documents:
        raise ToolError(
            f"{key}: not held. That does not mean that it does not exist: see `coverage` for what is "
            "missing here and why, and ask check_references what may explain it"
        )
    if len(documents) > 1:
        ids = ", ".join(str(document.id) for document in documents)
        raise ToolError(f"{key}: {len(documents)} documents have it; give one of their ids: {ids}")
    return documents[0]


def _titled(connection: Connection, title: str) -> StoredDocument:
    """The one document with this title, or that issues one. Raises ToolError where it is none, or several."""
    library = Library(connection)
    ids = (library.titled(title) or library.issuing(title)) if has_chinese(title) else []
    documents = queries.stored(connection, ids[:MOST_NAMED])
    if len(ids) == 1:
        return documents[0]
    if documents:
        named = "; ".join(f"{document.id} {document.record.title}" for document in documents)
        raise ToolError(f"{title}: {len(ids)} documents have this title; give one of their ids: {named}")
    raise ToolError(
        f"{title}: a key is an id, a 发文字号 like 国发〔2021〕20号, an address, or a whole title in Chinese as it is "
        "held; look for the document with `search`, and give the `key` of a hit"
    )


# ------------------------------------------------------------------ answers that fit


def has_chinese(text: str) -> bool:
    """Whether a text has any Chinese character, as every text that is held has."""
    return _CHINESE.search(text) is not None


def short_bodies(record: dict[str, Any]) -> dict[str, Any]:
    """A document in short, with the names of its bodies in place of all that is known of them."""
    bodies = record.get("issuing_bodies")
    if not isinstance(bodies, list):
        return record
    return {**record, "issuing_bodies": [f"{body['name']}{body['unit'] or ''}" for body in bodies]}


def fitting(items: Sequence[dict[str, Any]]) -> int:
    """How many items, from the first on, one answer holds; one at least, if there is any."""
    size = 0
    for number, item in enumerate(items):
        size += len(json.dumps(item, ensure_ascii=False, separators=(",", ":"), default=str).encode())
        if size > LONGEST_ANSWER and number:
            return number
    return len(items)


def cut_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """The begin of a text, with … where it is cut."""
    return text if len(text) <= longest else f"{text[:longest]}…"
