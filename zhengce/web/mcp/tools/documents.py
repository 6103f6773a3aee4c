"""Tools about one document: its record, its articles, its text, words in it, what became of it, its citation."""

from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import Field

from parsers.grammar.articles.model import Unit
from parsers.grammar.folding import fold
from storage.articles.addresses import find_unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from storage.relations.life import read_life
from storage.relations.status import today
from zhengce.checking.texts import bare, sections_of
from zhengce.citations import STYLES, cite_facts
from zhengce.citations.facts import CitationFacts
from zhengce.documents import view
from zhengce.documents.units import name_of
from zhengce.web.api.parameters import Style
from zhengce.web.mcp.tool import LONGEST_TEXT, NO_CONTROL, Call, Key, ToolError, cut_text, document_of, rows, tool

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


@tool(
    "Facts of a document",
    gives={
        "key": str,
        "record": dict[str, Any],
        "cut": Annotated[dict[str, int], Field(description="Shortened fields -> their length.")],
    },
    quoted=("record",),
    description=(
        "The record of one document: titles, number, issuing bodies, type, stage, dates, text, "
        "attachments (with the state of each file), citations, evidence. A null is a value that the pages do not "
        f"give. A text of more than {LONGEST_BODY:,} characters and a list of more than {MOST_ITEMS} items are cut, "
        "and `cut` gives their length: read_text goes on."
    ),
)
def get_document(
    call: Call,
    key: Key,
    fields: Annotated[
        list[FieldName],
        Field(
            max_length=len(FIELDS),
            description="Only these fields. Without it the whole record. `pages`: where it stands; `archived`: the "
            "copy in the archive; `evidence`: by which rule and from which words each value was read.",
        ),
    ] = [],  # noqa: B006 - pydantic copies it
) -> dict[str, Any]:
    """The record; `cut` names what was shortened, and how long it is."""
    document = document_of(call, key)
    record = view.select(document, fields or FIELDS)
    cut: dict[str, int] = {}
    for name, value in record.items():
        if isinstance(value, str) and len(value) > LONGEST_BODY:
            record[name], cut[name] = cut_text(value, LONGEST_BODY), len(value)
        elif isinstance(value, list) and len(value) > MOST_ITEMS:
            record[name], cut[name] = value[:MOST_ITEMS], len(value)
    return {"key": str(document.id), "record": record, "cut": cut}


ArticleName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        description="12, 第十二条第二款, art-12/para-2; of a text without articles sec-2 (二、); in a file "
        "file-1/art-3.",
    ),
]


@tool(
    "One article",
    gives={"key": str, "article": str, "name": str, "name_en": str, "text": str},
    quoted=("text",),
)
def get_article(call: Call, key: Key, article: ArticleName) -> dict[str, Any]:
    """The words of one article, paragraph, item or numbered section of a document, and where they stand."""
    document = document_of(call, key)
    unit = _unit(call, document, article)
    named = {"key": str(document.id), "article": unit.path, "name": name_of(unit, "zh"), "name_en": name_of(unit, "en")}
    place = {"attachment": unit.attachment, "page": unit.page, "paragraph": unit.paragraph}
    return named | {"place": place, "text": cut_text(unit.text, LONGEST_TEXT), "not_cut_because": unit.why}


def _unit(call: Call, document: StoredDocument, article: str) -> Unit:
    unit = find_unit(units_of(call.connection, document.id, document.record.body), article)
    if unit is None:
        raise ToolError(f"{article}: document {document.id} has no such article; `read_text` has its text")
    return unit


@tool(
    "Find words in a document",
    gives={"key": str, "title": str, "total": int, "places": rows("Part, paragraph, page and the text around.")},
    quoted=("title", "places[].text"),
    description=(
        "Every place where words stand in one document: title, body and attached files, with paragraph, "
        f"page and the text around. At most {MOST_PLACES} places; `total` counts all."
    ),
)
def find_in_document(
    call: Call,
    key: Key,
    words: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            pattern=NO_CONTROL,
            description="Looked for as one piece, as they stand; full and half width, forms of quotation marks, "
            "blanks and paragraph breaks do not count.",
        ),
    ],
) -> dict[str, Any]:
    """The places, the first of them, and how many there are."""
    words = bare(words)
    if not fold(words):
        raise ToolError("words: it is blank")
    document = document_of(call, key)
    places: list[dict[str, Any]] = []
    total = 0
    for section in sections_of(call.connection, document):
        total += section.count_folded(words)
        found = islice(section.find_folded(words), MOST_PLACES - len(places))
        places += [{**place.to_dict(), "text": section.around(place, AROUND)} for place in found]
    return {"key": str(document.id), "title": document.record.title, "total": total, "places": places}


@tool("Cite a document", gives={"key": str, "style": str, "citation": str}, quoted=("citation",))
def cite(
    call: Call,
    key: Key,
    article: Annotated[ArticleName | None, Field(description="An article or section of it: 12, art-12, sec-2.")] = None,
    style: Annotated[Style, Field(description=f"{', '.join(STYLES)}; gb7714 is GB/T 7714-2025.")] = "chicago",
) -> dict[str, Any]:
    """A citation in the style of a journal or of a reference manager, with document number, address, the digest of the
    archived copy and the time of its capture. Never write a citation yourself: take this one."""
    document = document_of(call, key)
    unit = _unit(call, document, article) if article else None
    text = cite_facts([CitationFacts(document, unit)], style)
    return {"key": str(document.id), "style": style, "citation": text.strip()}


@tool(
    "The life of a document",
    gives={"title": str, "status": str | None, "events": rows("By day, each with its words and their place.")},
    quoted=("title", "status_words", "events[].title", "events[].words"),
)
def life(
    call: Call,
    key: Key,
    on: Annotated[
        date | None, Field(description="The day of the status, 2024-07-01; without it today in China.")
    ] = None,
) -> dict[str, Any]:
    """Drafts, final text, interpretations, amendments, corrections, what it repealed or replaced and what ended it, by
    day, each with the words that say so and where they stand; documents that are not held stay as printed. `status`
    is that of the day (draft, not_yet_in_force, in_force, suspended, partly_suspended, expired, repealed,
    replaced, stopped), `status_words`
    the words that made it; null means that nothing held here says whether it is in force."""
    document = document_of(call, key)
    return read_life(call.connection, document.id, on or today()).to_dict()
