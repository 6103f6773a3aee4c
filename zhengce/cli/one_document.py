"""One document of the database: `show`."""

from datetime import date
from typing import TYPE_CHECKING

import click
from sqlalchemy.engine import Connection

from parsers.grammar.articles.model import Unit
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
from zhengce.cli.shared.output import print_json, print_note, print_text
from zhengce.cli.terminal.articles import entry_in_words
from zhengce.cli.terminal.documents import print_document, print_revisions
from zhengce.cli.terminal.relations import facts_of
from zhengce.documents.view import RECORD, select

if TYPE_CHECKING:
    from zhengce.documents.articles import ArticleHistory


@command("show")
@KEY
@click.option("--revisions", is_flag=True, help="What changed from version to version.")
@click.option("--evidence", is_flag=True, help="Rule and words behind each value.")
@click.option("--article", metavar="N", help="One article alone: 12, 第十二条, 10-1 for 第十条之一; or KEY#art-12.")
@click.option("--history", is_flag=True, help="With an article: its wordings, and which decision changed it how.")
@day_option("--on", "With an article: its text on this day.")
@format_option("text", "json")
@click.option("--json", "as_json", is_flag=True, help="As --format json.")
@click.pass_obj
def show(
    settings: Settings,
    key: str,
    revisions: bool,
    evidence: bool,
    article: str | None,
    history: bool,
    on: date | None,
    form: str,
    as_json: bool,
) -> None:
    """Show one document for reading, or its record; one article alone, on a day, or its history."""
    if (history or on) and not (article or split_key(key)[1]):
        raise Unusable("--history and --on belong to an article: --article 12")
    with opened(settings) as db, db.read() as connection:
        for document in documents_of(connection, key):
            if unit := named_unit(connection, document, key, article):
                lived = _history(connection, document, unit) if history or on else None
                _print_unit(unit, lived, on, as_json=as_json or form == "json")
            elif as_json or form == "json":
                print_json(select(document, RECORD), indent=2)
            elif revisions:
                print_revisions(versions.of(connection, document.id))
            else:
                _print_for_reading(connection, document, evidence)


def _history(connection: Connection, document: StoredDocument, unit: Unit) -> "ArticleHistory":
    from zhengce.documents.articles import history_of  # with the rules of amendments

    if unit.level != "article":
        raise Unusable("--history and --on tell of whole articles: --article 12")
    return history_of(connection, document.id, (unit.number or 0, unit.sub))


def _print_unit(unit: Unit, lived: "ArticleHistory | None", on: date | None, *, as_json: bool) -> None:
    if lived is not None and on is not None:
        entry, why = lived.on(on)
        if entry is None:
            raise Unusable(f"--on {on}: {why}")
        if why:
            print_note(f"zhengce: not certain: {why}")
        print_json(entry, indent=2) if as_json else print_text(entry_in_words(entry))
    elif lived is not None:
        entries = lived.entries
        print_json(entries, indent=2) if as_json else print_text("\n\n".join(map(entry_in_words, entries)))
    elif as_json:
        print_json(unit.to_dict(), indent=2)
    else:
        print_text(f"{unit.number_as_printed}　{unit.text}")


def _print_for_reading(connection: Connection, document: StoredDocument, evidence: bool) -> None:
    judged = judgements.of(connection, [page.url for page in document.pages])
    own = standing(connection, document.id, today())
    facts = facts_of(document, own, read_life(connection, document.id, today()))
    print_document(document, judged, facts, evidence=evidence)
