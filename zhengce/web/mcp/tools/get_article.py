"""The tool `get_article`: the words of one article, and where they stand."""

from typing import Annotated, Any

from pydantic import Field

from parsers.grammar.articles.model import Unit
from storage.articles.addresses import find_unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
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


class ArticleArguments(Arguments):
    """An article of a document."""

    key: Key
    article: ArticleName


class ArticleAnswer(Answer):
    """The words of a unit with their place."""

    key: str
    article: str
    name: str
    name_en: str
    text: str


def unit_of(call: Call, document: StoredDocument, article: str) -> Unit:
    """The unit of a document that an argument names. Raises ToolError."""
    unit = find_unit(units_of(call.connection, document.id, document.record.body), article)
    if unit is None:
        raise ToolError(f"{article}: document {document.id} has no such article; `read_text` has its text")
    return unit


@tool("One article", answer=ArticleAnswer, quoted=("text",))
def get_article(call: Call, arguments: ArticleArguments) -> dict[str, Any]:
    """The words of one article, paragraph, item or numbered section of a document, and where they stand."""
    document = document_of(call, arguments.key)
    unit = unit_of(call, document, arguments.article)
    named = {"key": str(document.id), "article": unit.path, "name": name_of(unit, "zh"), "name_en": name_of(unit, "en")}
    place = {"attachment": unit.attachment, "page": unit.page, "paragraph": unit.paragraph}
    return named | {"place": place, "text": cut_text(unit.text, LONGEST_TEXT), "not_cut_because": unit.why}
