"""`translations`: English that awaits a person, and the English that a person accepts."""

from collections.abc import Callable, Iterable
from itertools import islice

import click
from sqlalchemy.engine import Connection

from storage.editing.accepting import accept
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable, one_of, refusing
from zhengce.cli.shared.options import ROWS_LIMIT, TABLE_ROWS, Settings, command, format_option
from zhengce.cli.shared.output import print_json, print_note
from zhengce.cli.terminal.edits import print_reviews
from zhengce.documents.editing import NotWritable, editor_now
from zhengce.english import review
from zhengce.english.review import Review
from zhengce.english.texts import machine_english

SHORTEST_KEY = 6
"""Characters of a key that may stand for all of it."""
LISTS: dict[str, tuple[Callable[[Connection], Iterable[Review]], str]] = {
    "unreviewed": (review.unreviewed, "nothing that is shown awaits a person"),
    "refused": (review.refused, "nothing was refused"),
    "stale": (review.stale, "no machine says anything else of what was accepted"),
}
"""What is listed -> what finds it, and what is said where there is nothing."""


@command("translations")
@click.argument("action", metavar="[list|accept]", default="list")
@click.argument("target", metavar="[KEY]", required=False)
@click.option("--unreviewed", "what", flag_value="unreviewed", default=True, help="What no person has read. Default.")
@click.option("--refused", "what", flag_value="refused", help="What the gates refused, and why.")
@click.option("--stale", "what", flag_value="stale", help="What was accepted, where a machine says something else now.")
@click.option("--english", metavar="TEXT", help="Of accept: your own English in place of the machine's.")
@ROWS_LIMIT
@format_option("table", "jsonl", help="Of a list: ")
@click.pass_obj
def translations(
    settings: Settings,
    action: str,
    target: str | None,
    what: str,
    english: str | None,
    limit: int | None,
    form: str,
) -> None:
    """List English that awaits a person; accept it by KEY.

    What is accepted belongs to the Chinese text: it holds in every document, also in those to come, and no machine
    replaces it.
    """
    one_of(action, ("list", "accept"), "translations")
    if action == "list":
        _list(settings, what, limit, form)
    elif target is None:
        raise Unusable("translations accept: give the key")
    else:
        _accept(settings, target, english)


def _list(settings: Settings, what: str, limit: int | None, form: str) -> None:
    with opened(settings) as db, db.read() as connection:
        find, nothing = LISTS[what]
        found = find(connection)
        if form == "jsonl":
            for one in islice(found, limit):
                print_json(one.to_dict())
            return
        rows = list(islice(found, limit or TABLE_ROWS))
    print_reviews(rows)
    if not rows:
        print_note(nothing)


def _accept(settings: Settings, key: str, english: str | None) -> None:
    if len(key) < SHORTEST_KEY:
        raise Unusable(f"translations accept {key}: give {SHORTEST_KEY} characters of the key or more")
    with opened(settings) as db, db.write() as connection:
        text = review.find_text(connection, key)
        if text is None:
            raise Unusable(f"translations accept {key}: no text, or more than one, has a key that begins so")
        machine = machine_english(connection, text)
        if english is None and machine is None:
            raise Unusable(f"translations accept {key}: no machine's English of {text.chinese} is held; give --english")
        with refusing(NotWritable, where="--english"):
            written = review.check_english(english if english is not None else machine.text if machine else "")
        accept(connection, text, written, editor_now(), was=machine.text if machine else None)
    print_note(f"{text.chinese}: {written}")
