"""What a tool is: a typed function, whose described arguments with their limits are its parameters; and what all share.

@tool("One article", gives={"text": str}, quoted=("text",))
def get_article(call: Call, key: Key, article: ArticleName) -> dict[str, Any]:
"""

import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, create_model
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from zhengce.checking.library import Library
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


# ------------------------------------------------------------------ tools of functions

_Run = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool."""

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    answer: type[BaseModel]
    """Of which the schema of the answer is made."""
    run: _Run
    quoted: tuple[str, ...] = ()
    """Fields of the answer that hold words of crawled pages and files."""

    def __call__(self, call: Call, arguments: BaseModel) -> dict[str, Any]:
        """What the function gives for these arguments."""
        fields = type(arguments).model_fields
        names = [*inspect.signature(self.run).parameters][1:]
        return self.run(call, **{name: getattr(arguments, name) if name in fields else arguments for name in names})


def tool(
    title: str, *, gives: Mapping[str, Any], quoted: tuple[str, ...] = (), description: str | None = None
) -> Callable[[_Run], Tool]:
    """Make a tool of a function: its name is the function's, its description the docstring, if no other is given.

    A parameter that is a model, as `filters: FilterParams`, stands for all fields of the model. `gives`: the fields of
    the answer and their types, those that may lack with their default.
    """

    def decorate(run: _Run) -> Tool:
        hints = get_type_hints(run, include_extras=True)
        arguments: dict[str, Any] = {}
        base: type[BaseModel] = _Arguments
        for name, parameter in [*inspect.signature(run).parameters.items()][1:]:
            if inspect.isclass(hints[name]) and issubclass(hints[name], BaseModel):
                base = hints[name]
            else:
                required = parameter.default is parameter.empty
                arguments[name] = hints[name], ... if required else parameter.default
        answer: dict[str, Any] = {
            name: kind if isinstance(kind, tuple) else (kind, ...) for name, kind in gives.items()
        }
        return Tool(
            name=run.__name__,
            title=title,
            description=" ".join((description or run.__doc__ or "").split()),
            arguments=create_model(f"{run.__name__} arguments", __base__=base, **arguments),
            answer=create_model(f"{run.__name__} answer", __base__=_Answer, **answer),
            run=run,
            quoted=quoted,
        )

    return decorate


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Answer(BaseModel):
    quoted: Annotated[dict[str, Any], Field(description="`fields` names where words of crawled pages stand.")]
    coverage: Annotated[dict[str, Any], Field(description="What is held, and what is missing and why.")]


def rows(description: str) -> Any:
    """The type of a list of objects."""
    return Annotated[list[dict[str, Any]], Field(description=description)]


NEXT_CURSOR: Any = Annotated[str | None, Field(description="Give it as `cursor` to go on; null at the end.")]


def lenient(arguments: type[BaseModel], given: Mapping[str, Any]) -> dict[str, Any]:
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
    """The one document of a key. Raises ToolError where it is not held, or where several fit."""
    key = _ID.sub(r"\1", key)
    try:
        documents = identifiers.find(call.connection, key)
    except identifiers.Several as error:
        raise ToolError(str(error)) from None
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
