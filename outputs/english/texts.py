"""The Chinese texts for which English is wanted: names of documents, indicators, sentences that the outputs show."""

from collections.abc import Iterator, Sequence

from sqlalchemy.engine import Connection

from outputs.brief import quotations
from storage.documents import queries
from storage.translations import pending
from storage.translations.queries import Origin
from storage.translations.texts import Text, TextKind


def shown_texts(connection: Connection, kinds: Sequence[TextKind]) -> Iterator[Text]:
    """The texts of these kinds, those of picked documents first, then of the newest; one may come several times."""
    for kind in kinds:
        for ids in pending.document_ids(connection):
            if kind == "name":
                yield from pending.names(connection, ids)
            elif kind == "indicator":
                yield from pending.indicators(connection, ids)
            else:
                yield from _quoted(connection, ids)
                yield from pending.sentences(connection, ids)


def pending_texts(connection: Connection, kinds: Sequence[TextKind], origin: Origin) -> Iterator[Text]:
    """Those of `shown_texts`, each once, that nobody accepted and no machine of this origin was asked for yet."""
    return pending.untranslated(connection, shown_texts(connection, kinds), origin)


def _quoted(connection: Connection, ids: Sequence[int]) -> Iterator[Text]:
    documents = queries.stored(connection, ids, with_parts=False, with_body=False)
    found = quotations.of(connection, documents)
    for number in ids:
        if number in found:
            quoted = found[number]
            yield from (Text("sentence", one.text) for one in (*quoted.opening, *quoted.aims, *quoted.limits))
