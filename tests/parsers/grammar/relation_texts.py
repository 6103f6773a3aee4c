"""Reads the relations of texts of our own, for the tests of relations."""

from datetime import date

from parsers.grammar.relations.reading import read_relations
from parsers.grammar.title import read_title
from parsers.grammar.validity import effective_on
from parsers.passages import passages_of
from parsers.record import PolicyDocument, Relation

WRITTEN = date(2024, 3, 1)


def read(title: str, *lines: str, files: dict[int, list[tuple[int, str]]] | None = None) -> tuple[Relation, ...]:
    reading = read_title(title)
    body = "\n".join(lines)
    begins = effective_on(body, written_on=WRITTEN, published_on=None)
    record = PolicyDocument(
        source="样例",
        url="https://样例/",
        title=title,
        stage=reading.stage,
        issued_title=reading.issued_title,
        document_number=reading.document_number,
        written_on=WRITTEN,
        effective_on=begins.on if begins and reading.stage == "final" else None,
        body=body,
    )
    return read_relations(record, passages_of(body, files))


def shown(*found: Relation) -> list[str]:
    """Each relation as `kind title number part`, without what is absent."""
    return [" ".join(filter(None, (one.kind, one.title, one.document_number, one.part))) for one in found]
