"""The tool `life`: what became of a document, and whether it is in force on a day."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from storage.relations.life import read_life
from storage.relations.status import today
from zhengce.web.mcp.tool import Answer, Arguments, Call, Key, document_of, tool


class LifeArguments(Arguments):
    """A document and a day."""

    key: Key
    on: date | None = Field(default=None, description="The day of the status, 2024-07-01; without it today in China.")


class LifeAnswer(Answer):
    """A life and a status."""

    title: str
    status: str | None
    events: Annotated[list[dict[str, Any]], Field(description="By day, each with its words and their place.")]


@tool("The life of a document", answer=LifeAnswer, quoted=("title", "status_words", "events[].title", "events[].words"))
def life(call: Call, arguments: LifeArguments) -> dict[str, Any]:
    """Drafts, final text, interpretations, amendments, corrections, what it repealed or replaced and what ended it, by
    day, each with the words that say so and where they stand; documents that are not held stay as printed. `status`
    is that of the day (draft, not_yet_in_force, in_force, suspended, partly_suspended, expired, repealed,
    replaced, stopped), `status_words`
    the words that made it; null means that nothing held here says whether it is in force."""
    document = document_of(call, arguments.key)
    return read_life(call.connection, document.id, arguments.on or today()).to_dict()
