"""The tools `get_article` and `article_history`: one article, on a day, and its wordings through the versions held."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from parsers.grammar.articles.model import Unit
from storage.articles.addresses import find_unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.documents.articles import history_of
from zhengce.documents.units import name_of
from zhengce.web.mcp.tool import LONGEST_TEXT, Answer, Arguments, Call, Key, ToolError, cut_text, document_of, tool

ArticleName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        description="12, 第十二条第二款, art-12/para-2; of a text without articles sec-2 (二、); in a file "
        "file-1/art-3.",
    ),
]


class HistoryArguments(Arguments):
    """An article of a document."""

    key: Key
    article: ArticleName


class ArticleArguments(HistoryArguments):
    """An article of a document, and a day."""

    on: date | None = Field(default=None, description="The day, 2024-07-01; without it the text of this document.")


class ArticleAnswer(Answer):
    """The words of a unit with their place, or with `on` the wording of a day."""

    key: str
    article: str
    name: str
    name_en: str
    text: str | None = None
    wording: dict[str, Any] | None = None
    note: str | None = None


class HistoryAnswer(Answer):
    """The wordings of an article."""

    key: str
    article: str
    history: list[dict[str, Any]]
    note: str | None


def _find(call: Call, arguments: HistoryArguments) -> tuple[StoredDocument, Unit]:
    document = document_of(call, arguments.key)
    return document, unit_of(call, document, arguments.article)


def unit_of(call: Call, document: StoredDocument, article: str) -> Unit:
    """The unit of a document that an argument names. Raises ToolError."""
    unit = find_unit(units_of(call.connection, document.id, document.record.body), article)
    if unit is None:
        raise ToolError(f"{article}: document {document.id} has no such article; `read_text` has its text")
    return unit


@tool(
    "One article",
    answer=ArticleAnswer,
    quoted=("text", "wording.title", "wording.text", "wording.computed", "wording.words"),
)
def get_article(call: Call, arguments: ArticleArguments) -> dict[str, Any]:
    """The words of one article, paragraph, item or numbered section of a document, and where they stand. With `on` the
    wording of that day, from the held versions of the rule; where it is null, `note` says why that text is not held.
    A `note` beside a wording says why it is not certain."""
    document, unit = _find(call, arguments)
    named = {"key": str(document.id), "article": unit.path, "name": name_of(unit, "zh"), "name_en": name_of(unit, "en")}
    if arguments.on is None:
        place = {"attachment": unit.attachment, "page": unit.page, "paragraph": unit.paragraph}
        return named | {"place": place, "text": cut_text(unit.text, LONGEST_TEXT), "not_cut_because": unit.why}
    if unit.level != "article":
        raise ToolError("on: only whole articles have a text on a day")
    wording, note = history_of(call.connection, document.id, (unit.number or 0, unit.sub)).on(arguments.on)
    return named | {"on": arguments.on.isoformat(), "wording": wording, "note": note}


@tool(
    "How an article changed",
    answer=HistoryAnswer,
    quoted=("history[].title", "history[].text", "history[].computed", "history[].words"),
)
def article_history(call: Call, arguments: HistoryArguments) -> dict[str, Any]:
    """The wording of an article in every held version of its rule, the oldest first, with the decision that changed it
    and the decision's own words. `text` is what was published; `state` says whether the decision gives the same:
    equal, equal_but (signs, numbers of references), silent (it does not name the article), disputed, unread;
    `computed` is what it gives. `basis` computed: no published text is held. `gap`: a version or decision before it
    is not held."""
    document, unit = _find(call, arguments)
    is_article = unit.level == "article"
    entries = history_of(call.connection, document.id, (unit.number or 0, unit.sub)).entries if is_article else ()
    note = None if is_article else "only whole articles have a history"
    return {"key": str(document.id), "article": unit.path, "history": list(entries), "note": note}
