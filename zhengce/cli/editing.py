"""What people write and judge: `annotate`, `edits`, `merge`, `split`, `translations`."""

from collections.abc import Callable, Iterable
from itertools import islice

import click
from sqlalchemy.engine import Connection

from parsers.grammar.document_number import read_number
from storage.documents import lookup_columns, queries
from storage.documents.writing import judging
from storage.editing import annotations
from storage.editing import edits as stored
from storage.editing.accepting import accept
from storage.editing.annotations import NOTHING, annotations_of
from storage.editing.undo import NotUndone
from storage.editing.undo import undo as take_back
from zhengce.cli.shared.database import only_document, opened
from zhengce.cli.shared.errors import Unusable, refusing
from zhengce.cli.shared.options import (
    KEY,
    LARGEST,
    ROWS_LIMIT,
    TABLE_ROWS,
    Count,
    Settings,
    address_option,
    command,
    format_option,
)
from zhengce.cli.shared.output import print_json, print_note, print_text
from zhengce.cli.shared.table import MACHINE, Column, named, print_items, print_legend
from zhengce.documents.editing import (
    NotWritable,
    as_json,
    check_line,
    check_link,
    check_note,
    check_tag,
    editor_now,
    sentence,
    shown,
)
from zhengce.english import review
from zhengce.english.review import Review
from zhengce.english.vocabulary import counted
from zhengce.search import identifiers
from zhengce.tables.rows import FORMATS


@command("annotate")
@KEY
@click.option("--title-en", metavar="TEXT", help="An English title. Empty to take it away.")
@click.option("--note", metavar="TEXT", help="A note, in place of the last. Empty to take it away.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Add a tag. Repeatable.")
@address_option("--link", "Add a link: English coverage, a translation.")
@click.option("--link-title", metavar="TEXT", help="What stands at --link.")
@click.pass_obj
def annotate(
    settings: Settings,
    key: str,
    title_en: str | None,
    note: str | None,
    tags: tuple[str, ...],
    link: str | None,
    link_title: str | None,
) -> None:
    """Write an English title, note, tags and links beside a document; no crawl and no reparse touches them.

    `zhengce edits --undo N` takes back what was written.
    """
    if link_title is not None and link is None:
        raise Unusable("--link-title: give it with --link")
    done: list[str] = []
    with opened(settings) as db, db.write() as connection:
        document, editor = only_document(connection, key), editor_now()
        if title_en is not None:
            with refusing(NotWritable, where="--title-en"):
                title_en = check_line(title_en)
            annotations.set_title(connection, document.id, title_en or None, editor)
            done.append(f"English title: {title_en}" if title_en else "no English title any more")
        if note is not None:
            with refusing(NotWritable, where="--note"):
                note = check_note(note)
            annotations.set_note(connection, document.id, note or None, editor)
            done.append("note written" if note else "no note any more")
        with refusing(NotWritable, where="--tag"):
            for tag in tags:
                annotations.set_tag(connection, document.id, check_tag(tag), editor)
        if link is not None:
            with refusing(NotWritable, where="--link"):
                coverage = check_link(link.strip(" "), check_line(link_title or ""))
            annotations.set_link(connection, document.id, coverage, editor)
        now = annotations_of(connection, [document.id]).get(document.id, NOTHING)
    done += [f"tags: {', '.join(now.tags)}"] if tags else []
    done += [counted(len(now.links), "link")] if link is not None else []
    if not done:
        raise Unusable("give what to write: --title-en, --note, --tag or --link")
    print_note(f"{named(document)}: {'; '.join(done)}")


KEY_SHOWN = 10
"""Characters of a key that are printed: enough for `accept`."""
EDIT_FIELDS = ("id", "edited_at", "editor", "subject", "field", "before", "after", "undoes", "subject_kind")
EDITS = (
    Column("edit", lambda edit: edit.id, is_number=True),
    Column("edited (UTC)", lambda edit: f"{edit.edited_at:%Y-%m-%d %H:%M:%S}"),
    Column("by", lambda edit: edit.editor),
    Column(
        "what",
        lambda edit: f"{edit.subject.kind} {edit.subject.key[: KEY_SHOWN if edit.subject.kind == 'text' else None]}",
    ),
    Column("field", lambda edit: edit.field),
    Column("before", lambda edit: shown(edit.before)),
    Column("after", lambda edit: shown(edit.after) + (f" (takes back {edit.undoes})" if edit.undoes else "")),
)


@command("edits")
@click.argument("key", metavar="[ID|NUMBER|URL]", required=False)
@click.option("--undo", type=Count(1, LARGEST), metavar="N", help="Take the edit of this number back.")
@ROWS_LIMIT
@format_option(*FORMATS)
@click.pass_obj
def edits(settings: Settings, key: str | None, undo: int | None, limit: int | None, form: str) -> None:
    """List what people wrote beside a document, the newest first; without a document, everywhere.

    An edit that is taken back is one more edit: nothing that was written is deleted.
    """
    if undo is not None:
        with opened(settings) as db, db.write() as connection, refusing(NotUndone, where=f"--undo {undo}"):
            edit = take_back(connection, undo, editor_now())
        print_note(f"taken back: {sentence(edit)}")
        return
    with opened(settings) as db, db.read() as connection:
        document_id = None if key is None else only_document(connection, key).id
        found = stored.newest(connection, limit or (TABLE_ROWS if form == "table" else LARGEST), document_id)
    print_items(found, form, EDIT_FIELDS, as_json, EDITS, "Nobody has written anything here.")


UNDO = click.option("--undo", is_flag=True, help="Take it back; the rules decide again.")


@command("merge")
@click.argument("one", metavar="KEY")
@click.argument("other", metavar="KEY")
@UNDO
@click.pass_obj
def merge(settings: Settings, one: str, other: str, undo: bool) -> None:
    """Judge two documents to be one; every later crawl and reparse obeys.

    KEY is an id, a number or an address of each.
    """
    nothing_to_do = refusing(judging.NothingToDo, where=f"{one}, {other}")
    with opened(settings) as db, db.write() as connection, nothing_to_do:
        if undo:
            pages = _addresses(connection, one), _addresses(connection, other)
            found = judging.unmerge(connection, *pages, editor_now())
            done = f"taken back; by the rules they are {_named(connection, found)}"
        else:
            ids = _only(connection, one), _only(connection, other)
            home = judging.merge(connection, *ids, editor_now())
            done = f"{ids[0]} and {ids[1]} are one now: {_named(connection, {home})}"
    print_note(done)


@command("split")
@click.argument("url", metavar="URL")
@UNDO
@click.pass_obj
def split(settings: Settings, url: str, undo: bool) -> None:
    """Judge a page to be a document of its own; every later crawl and reparse obeys.

    URL is the address of the page, as `zhengce show` prints it.
    """
    editor = editor_now()
    with opened(settings) as db, db.write() as connection:
        page = _page(connection, url)
        with refusing(judging.NothingToDo, where=url):
            if undo:
                home = judging.unsplit(connection, page, editor)
                done = f"taken back; by the rules the page is of {_named(connection, {home})}"
            else:
                mine, left = judging.split(connection, page, editor)
                done = f"the page is {_named(connection, {mine})} now; it was taken for {_named(connection, {left})}"
    print_note(done)


def _only(connection: Connection, key: str) -> int:
    """The id of the one document that a key names; a number may be that of a page whose document shows another's."""
    homes = _numbered(connection, key)
    if len(set(homes.values())) == 1:
        return homes.popitem()[1]
    return only_document(connection, key).id


def _addresses(connection: Connection, key: str) -> list[str]:
    """The addresses that a key names: of a document, of one that was found to be another one, or the address itself."""
    if key.strip().isdecimal() and (found := judging.pages_of(connection, int(key))):
        return found
    if at := identifiers.pages_at(connection, key) or list(_numbered(connection, key)):
        return at
    return judging.pages_of(connection, _only(connection, key))


def _numbered(connection: Connection, key: str) -> dict[str, int]:
    """The pages that bear a number with its year, and their documents."""
    number = None if key.strip().isdecimal() else read_number(key)
    return lookup_columns.pages_numbered(connection, number.standard) if number else {}


def _page(connection: Connection, url: str) -> str:
    found = identifiers.pages_at(connection, url)
    if not found:
        raise Unusable(f"{url}: no page of a document; give an address that `zhengce show` prints")
    if len(found) > 1:
        raise Unusable(f"{url}: {len(found)} pages ({', '.join(found)}); give one as it is printed")
    return found[0]


def _named(connection: Connection, ids: set[int]) -> str:
    return " and ".join(map(named, queries.stored(connection, sorted(ids))))


SHORTEST_KEY = 6
"""Characters of a key that may stand for all of it."""
LISTS: dict[str, tuple[Callable[[Connection], Iterable[Review]], str]] = {
    "unreviewed": (review.unreviewed, "nothing that is shown awaits a person"),
    "refused": (review.refused, "nothing was refused"),
    "stale": (review.stale, "no machine says anything else of what was accepted"),
}
"""What is listed -> what finds it, and what is said where there is nothing."""


@command("translations")
@click.argument("action", metavar="[list|accept]", type=click.Choice(("list", "accept")), default="list")
@click.argument("key", metavar="[KEY]", required=False)
@click.option("--unreviewed", "what", flag_value="unreviewed", default=True, help="What no person has read.")
@click.option("--refused", "what", flag_value="refused", help="What the gates refused, and why.")
@click.option("--stale", "what", flag_value="stale", help="What was accepted, where a machine says something else now.")
@click.option("--english", metavar="TEXT", help="Of accept: your own English in place of the machine's.")
@ROWS_LIMIT
@format_option("table", "jsonl", help="Of a list: ")
@click.pass_obj
def translations(
    settings: Settings, action: str, key: str | None, what: str, english: str | None, limit: int | None, form: str
) -> None:
    """List English that awaits a person; accept it by KEY.

    What is accepted belongs to the Chinese text: it holds in every document, also in those to come, and no machine
    replaces it.
    """
    if action == "accept":
        _accept(settings, key or "", english)
        return
    find, nothing = LISTS[what]
    with opened(settings) as db, db.read() as connection:
        reviews = islice(find(connection), limit or (TABLE_ROWS if form == "table" else None))
        if form == "jsonl":
            for one in reviews:
                print_json(one.to_dict())
            return
        found = list(reviews)
    for one in found:
        print_text(one.text.chinese)
        if one.english:
            print_text(f"  {one.english}" if one.origin == "accepted" else f"  {MACHINE} {one.english}")
        document = f"document {one.document_id}" if one.document_id else ""
        facts = (one.text.key[:KEY_SHOWN], one.text.kind, one.origin, document, one.why)
        print_text(f"  {'  '.join(filter(None, facts))}")
    print_legend(any(one.english and one.origin != "accepted" for one in found))
    if not found:
        print_note(nothing)


def _accept(settings: Settings, key: str, english: str | None) -> None:
    where = f"translations accept {key}".rstrip()
    if len(key) < SHORTEST_KEY:
        raise Unusable(f"{where}: give {SHORTEST_KEY} characters of the key or more")
    with opened(settings) as db, db.write() as connection:
        text = review.find_text(connection, key)
        if text is None:
            raise Unusable(f"{where}: no text, or more than one, has a key that begins so")
        machine = review.machine_english(connection, text)
        if english is None and machine is None:
            raise Unusable(f"{where}: no machine's English of {text.chinese} is held; give --english")
        with refusing(NotWritable, where="--english"):
            written = review.check_english(english if english is not None else machine.text if machine else "")
        accept(connection, text, written, editor_now(), was=machine.text if machine else None)
    print_note(f"{text.chinese}: {written}")
