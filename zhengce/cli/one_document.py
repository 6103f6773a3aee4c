"""One document of the database: `show`."""

from datetime import date

import click
from sqlalchemy.engine import Connection

from storage.articles.addresses import split_key
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions as versions
from storage.relations.life import read_life
from storage.relations.status import standing, today
from storage.resolution import judgements
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.keys import documents_of, named_unit
from zhengce.cli.shared.options import KEY, Settings, command, day_option, format_option
from zhengce.cli.shared.output import print_json, print_text
from zhengce.cli.terminal.documents import print_document, print_revisions
from zhengce.cli.terminal.relations import facts_of
from zhengce.documents.view import RECORD, select


@command("show")
@KEY
@click.option("--revisions", is_flag=True, help="What changed from version to version.")
@click.option("--evidence", is_flag=True, help="Rule and words behind each value.")
@click.option("--article", metavar="N", help="One article alone: 12, 第十二条, 10-1 for 第十条之一; or KEY#art-12.")
@day_option("--on", "Its status on this day.")
@format_option("text", "json")
@click.option("--json", "as_json", is_flag=True, help="As --format json.")
@click.pass_obj
def show(
    settings: Settings,
    key: str,
    revisions: bool,
    evidence: bool,
    article: str | None,
    on: date | None,
    form: str,
    as_json: bool,
) -> None:
    """Show one document for reading, or its record; one article alone."""
    if on and (article or split_key(key)[1]):
        raise Unusable("--on is the day of a status; `zhengce articles KEY --against KEY` compares two texts")
    day = on or today()
    with opened(settings) as db, db.read() as connection:
        for document in documents_of(connection, key):
            if unit := named_unit(connection, document, key, article):
                if as_json or form == "json":
                    print_json(unit.to_dict(), indent=2)
                else:
                    print_text(f"{unit.number_as_printed}　{unit.text}")
            elif as_json or form == "json":
                print_json(select(document, RECORD) | {"status": document.status(day)}, indent=2)
            elif revisions:
                print_revisions(versions.of(connection, document.id))
            else:
                _print_for_reading(connection, document, day, evidence=evidence)


def _print_for_reading(connection: Connection, document: StoredDocument, day: date, *, evidence: bool) -> None:
    judged = judgements.of(connection, [page.url for page in document.pages])
    facts = facts_of(document, standing(connection, document.id, day), read_life(connection, document.id, day))
    print_document(document, judged, facts, evidence=evidence)
