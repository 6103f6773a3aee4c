"""Opens the database of a run, and finds in it documents and their units by what people call them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import Connection

from parsers.grammar.articles.model import Unit
from storage import database
from storage.articles.addresses import find_unit, split_key
from storage.database import Database
from storage.documents.queries import StoredDocument
from storage.errors import StorageError
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.options import Settings
from zhengce.cli.shared.output import print_note
from zhengce.search import identifiers


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of this run, for reading. Raises Unusable where there is none yet; it is not made."""
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///"))
        if not path.exists():
            raise Unusable(
                f"{path}: no database here yet; `zhengce crawl` makes it, `zhengce crawl --sample` one of a bundled "
                "recording (or name another --data)"
            )
    with refusing(StorageError), closing(database.open_database(settings.database, upgrade=False)) as db:
        yield db


def documents_of(connection: Connection, key: str) -> list[StoredDocument]:
    """The documents of an id, a number or an address; at least one."""
    with refusing(identifiers.Several):
        documents = identifiers.find(connection, key)
    if not documents:
        raise Unusable(f"{key}: no such document; give an id of `zhengce list`, a number or an address")
    former = split_key(key)[0].strip()
    if former.isdecimal() and int(former) != documents[0].id:
        print_note(f"zhengce: document {int(former)} was merged into document {documents[0].id}")
    return documents


def only_document(connection: Connection, key: str) -> StoredDocument:
    """The one document of an id, a number or an address."""
    document, *others = documents_of(connection, key)
    if others:
        ids = ", ".join(str(found.id) for found in (document, *others))
        raise Unusable(f"{key}: {len(others) + 1} documents ({ids}); give one id")
    return document


def named_unit(connection: Connection, document: StoredDocument, key: str, name: str | None = None) -> Unit | None:
    """The unit that an option names, or a key behind #; None where neither does."""
    name = name or split_key(key)[1]
    if name is None:
        return None
    from storage.articles.units import units_of  # with the rules of articles

    unit = find_unit(units_of(connection, document.id, document.record.body), name)
    if unit is None:
        raise Unusable(f"{name}: document {document.id} has no such article; `zhengce articles` lists them")
    return unit
