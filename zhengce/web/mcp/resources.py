"""Documents as resources: zhengce://documents/25 is the title, the facts and the text of one, as Markdown."""

import re

from mcp_types import ResourceTemplate
from sqlalchemy.engine import Connection

from storage.documents import queries
from zhengce.documents import view
from zhengce.english.titles.shown import printed_title
from zhengce.english.vocabulary import short_body
from zhengce.web.mcp.tool import cut_text

MEDIA_TYPE = "text/markdown"
LONGEST = 200_000
"""Characters of a text; a longer one is cut and ends with …, and `read_text` reads it to its end."""

TEMPLATE = ResourceTemplate(
    name="document",
    title="A policy document",
    uri_template="zhengce://documents/{id}",
    mime_type=MEDIA_TYPE,
    description="Title, facts and text of the document with this id (the `key` of a hit).",
)

_ADDRESS = re.compile(r"zhengce://documents/([0-9]{1,9})")


def read_document(connection: Connection, address: str) -> str:
    """The document at an address. Raises LookupError."""
    found = _ADDRESS.fullmatch(address)
    document = queries.by_id(connection, int(found[1])) if found else None
    if document is None:
        raise LookupError(f"{address}: no such document; the form is {TEMPLATE.uri_template}")
    record = document.record
    facts = {
        "English title": printed_title(document),
        "Issued by": ", ".join(map(short_body, record.issuing_bodies)),
        "Number": record.document_number,
        "Published": view.day(record.published_on),
        "Stage": record.stage,
        "Status": document.status(),
        "Address": record.url,
    }
    lines = [f"# {record.title}", "", *(f"- {name}: {value}" for name, value in facts.items() if value), ""]
    return "\n".join([*lines, cut_text(record.body, LONGEST)]) + "\n"
