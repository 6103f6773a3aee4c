"""Tools about one document: its record, its articles, words in it, what became of it, its citation."""

from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from parsers.grammar.articles.model import Unit
from parsers.grammar.folding import fold
from storage.articles.addresses import find_unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from storage.relations.life import read_life
from storage.relations.status import today
from zhengce.checking.quotations import bare, sections_of
from zhengce.citations import STYLES, cite_facts
from zhengce.citations.facts import CitationFacts
from zhengce.documents import view
from zhengce.documents.units import name_of
from zhengce.web.api.parameters import Day, Style
from zhengce.web.mcp.tool import LONGEST_TEXT, NO_CONTROL, Call, Key, Tool, ToolError, cut_text, document_of

MOST_ITEMS = 100
"""Attachments, citations and the like that one answer gives."""

LONGEST_BODY = LONGEST_TEXT // 2
"""Characters of a text beside all the other fields."""

MOST_PLACES = 50
"""Places of words that one answer gives."""

AROUND = 60
"""Characters of a paragraph that are given on either side of the words."""

FIELDS = (*view.RECORD, "pages", "archived")

FieldName = Literal[FIELDS]  # type: ignore[valid-type]

ArticleName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
ARTICLE = "12, 第十二条第二款, art-12/para-2; of a text without articles sec-2 (二、); in a file file-1/art-3."


class GetDocument(Tool):
    """The record of one document: titles, number, issuing bodies, type, stage, dates, text, attachments (with
    the state of each file), citations, evidence. A null is a value that the pages do not give. A text of more than
    4,000 characters and a list of more than 100 items are cut, and `cut` gives their length:
    read_text goes on."""

    title = "Facts of a document"
    quoted = ("record",)

    key: Key
    fields: list[FieldName] = Field(
        default=[],
        max_length=len(FIELDS),
        description="Only these fields. Without it the whole record. `pages`: where it stands; `archived`: the copy in "
        "the archive; `evidence`: by which rule and from which words each value was read.",
    )

    def __call__(self, call: Call) -> dict[str, Any]:
        document = document_of(call, self.key)
        record = view.select(document, self.fields or FIELDS)
        cut: dict[str, int] = {}
        for name, value in record.items():
            if isinstance(value, str) and len(value) > LONGEST_BODY:
                record[name], cut[name] = cut_text(value, LONGEST_BODY), len(value)
            elif isinstance(value, list) and len(value) > MOST_ITEMS:
                record[name], cut[name] = value[:MOST_ITEMS], len(value)
        return {"key": str(document.id), "record": record, "cut": cut}


class GetArticle(Tool):
    """The words of one article, paragraph, item or numbered section of a document, and where they stand."""

    title = "One article"
    quoted = ("text",)

    key: Key
    article: ArticleName = Field(description=ARTICLE)

    def __call__(self, call: Call) -> dict[str, Any]:
        document = document_of(call, self.key)
        unit = _unit(call, document, self.article)
        place = {"attachment": unit.attachment, "page": unit.page, "paragraph": unit.paragraph}
        return {
            "key": str(document.id),
            "article": unit.path,
            "name": name_of(unit, "zh"),
            "name_en": name_of(unit, "en"),
            "place": place,
            "text": cut_text(unit.text, LONGEST_TEXT),
            "not_cut_because": unit.why,
        }


def _unit(call: Call, document: StoredDocument, article: str) -> Unit:
    unit = find_unit(units_of(call.connection, document.id, document.record.body), article)
    if unit is None:
        raise ToolError(f"{article}: document {document.id} has no such article; `read_text` has its text")
    return unit


class FindInDocument(Tool):
    """Every place where words stand in one document: title, body and attached files, with paragraph, page and
    the text around. At most 50 places; `total` counts all."""

    title = "Find words in a document"
    quoted = ("title", "places[].text")

    key: Key
    words: str = Field(
        min_length=1,
        max_length=200,
        pattern=NO_CONTROL,
        description="Looked for as one piece, as they stand; full and half width, forms of quotation marks, blanks and "
        "paragraph breaks do not count.",
    )

    def __call__(self, call: Call) -> dict[str, Any]:
        words = bare(self.words)
        if not fold(words):
            raise ToolError("words: it is blank")
        document = document_of(call, self.key)
        places: list[dict[str, Any]] = []
        total = 0
        for section in sections_of(call.connection, document):
            total += section.count_folded(words)
            found = islice(section.find_folded(words), MOST_PLACES - len(places))
            places += [{**place.to_dict(), "text": section.around(place, AROUND)} for place in found]
        return {"key": str(document.id), "title": document.record.title, "total": total, "places": places}


class Cite(Tool):
    """A citation in the style of a journal or of a reference manager, with document number, address, the digest of the
    archived copy and the time of its capture. Never write a citation yourself: take this one."""

    title = "Cite a document"
    quoted = ("citation",)

    key: Key
    article: ArticleName | None = Field(default=None, description="An article or section of it: 12, art-12, sec-2.")
    style: Style = Field(default="chicago", description=f"{', '.join(STYLES)}; gb7714 is GB/T 7714-2025.")

    def __call__(self, call: Call) -> dict[str, Any]:
        document = document_of(call, self.key)
        unit = _unit(call, document, self.article) if self.article else None
        text = cite_facts([CitationFacts(document, unit)], self.style)
        return {"key": str(document.id), "style": self.style, "citation": text.strip()}


class Life(Tool):
    """Drafts, final text, interpretations, amendments, corrections, what it repealed or replaced and what ended it, by
    day, each with the words that say so and where they stand; documents that are not held stay as printed. `status`
    is that of the day (draft, not_yet_in_force, in_force, suspended, partly_suspended, expired, repealed, replaced,
    stopped), `status_words` the words that made it; null means that nothing held here says whether it is in force."""

    title = "The life of a document"
    quoted = ("title", "status_words", "events[].title", "events[].words")

    key: Key
    on: Day | None = Field(default=None, description="The day of the status, 2024-07-01; without it today in China.")

    def __call__(self, call: Call) -> dict[str, Any]:
        document = document_of(call, self.key)
        return read_life(call.connection, document.id, self.on or today()).to_dict()
