"""The tool `cite`: a citation of a document or of an article, with the digest of its archived copy."""

from typing import Any

from pydantic import Field

from zhengce.citations import STYLES, cite_facts
from zhengce.citations.facts import CitationFacts
from zhengce.web.api.parameters import Style
from zhengce.web.mcp.tool import Answer, Arguments, Call, Key, document_of, tool
from zhengce.web.mcp.tools.get_article import ArticleName, unit_of


class CiteArguments(Arguments):
    """A document, perhaps an article of it, and a style."""

    key: Key
    article: ArticleName | None = Field(default=None, description="An article or section of it: 12, art-12, sec-2.")
    style: Style = Field(default="chicago", description=f"{', '.join(STYLES)}; gb7714 is GB/T 7714-2025.")


class CiteAnswer(Answer):
    """A citation."""

    key: str
    style: str
    citation: str


@tool("Cite a document", answer=CiteAnswer, quoted=("citation",))
def cite(call: Call, arguments: CiteArguments) -> dict[str, Any]:
    """A citation in the style of a journal or of a reference manager, with document number, address, the digest of the
    archived copy and the time of its capture. Never write a citation yourself: take this one."""
    document = document_of(call, arguments.key)
    unit = unit_of(call, document, arguments.article) if arguments.article else None
    text = cite_facts([CitationFacts(document, unit)], arguments.style)
    return {"key": str(document.id), "style": arguments.style, "citation": text.strip()}
