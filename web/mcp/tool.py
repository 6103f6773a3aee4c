"""What a tool is: a name, described arguments with limits, a function from them to JSON; and what all share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy.engine import Connection

from outputs.search import identifiers
from storage.documents.queries import StoredDocument
from web.searching.service import SearchService

LARGEST_NUMBER = 2**31 - 1

LONGEST_TEXT = 20_000
"""Characters of one text in an answer; `read_text` gives what is behind them."""


class Arguments(BaseModel):
    """The arguments of a tool; what is not named here is refused."""

    model_config = ConfigDict(extra="forbid")


class NoArguments(Arguments):
    """Of a tool that takes none."""


class ToolError(Exception):
    """A call that cannot be answered; its message is one line that says what was expected."""


class NotHeld(ToolError):
    """A document that is not in this database."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a tool has to answer from."""

    connection: Connection
    sources: Sequence[str]
    """Names of the sources that can be crawled."""
    base: str | None
    """Where `zhengce serve` answers, for the addresses of archived copies."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool."""

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[Call, Any], dict[str, Any]] | None = None
    """Answers from one view of the database."""
    search: Callable[[SearchService, Any], dict[str, Any]] | None = None
    """In place of `run`: answers from the cache of searches, without a turn at the database where it can."""
    quoted: tuple[str, ...] = ()
    """Fields of the answer that hold words of crawled pages and files."""


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValueError("it is blank")
    return line


def _key_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Key = Annotated[
    str,
    BeforeValidator(_key_text),
    StringConstraints(min_length=1, max_length=500, pattern=NO_CONTROL),
    AfterValidator(_one_line),
    Field(
        description="A document: its id (the `key` of a hit), its 发文字号 in any brackets (国发〔2021〕20号), or an "
        "address where it stands."
    ),
]


def document_of(call: Call, key: str) -> StoredDocument:
    """The one document of a key. Raises NotHeld, and ToolError where several fit."""
    try:
        found = identifiers.find(call.connection, key)
    except identifiers.Several as error:
        raise ToolError(str(error)) from None
    if not found:
        raise NotHeld(
            f"{key}: not held. That does not mean that it does not exist: see `coverage` for what is "
            "missing here and why, and ask check_references what may explain it"
        )
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise ToolError(f"{key}: {len(found)} documents have it; give one of their ids: {ids}")
    return found[0]


def cut_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """The begin of a text, with … where it is cut."""
    return text if len(text) <= longest else f"{text[:longest]}…"
