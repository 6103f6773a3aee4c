"""One document of the database: `show`."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import click
from sqlalchemy.engine import Connection

from parsers.fields import FIELDS
from parsers.record import PolicyDocument
from storage.articles.addresses import split_key
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions as versions
from storage.documents.writing.revisions import Revision
from storage.relations.life import read_life
from storage.relations.status import standing, today
from storage.translations.texts import Text
from zhengce.brief import items, parts
from zhengce.cli.shared.database import documents_of, named_unit, opened
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.options import KEY, Settings, command, day_option, format_option
from zhengce.cli.shared.output import print_json, print_text
from zhengce.cli.shared.table import MACHINE, english, print_legend, title_line
from zhengce.documents import attachments
from zhengce.documents.differences import differences
from zhengce.documents.life import line_of_life, status_in_words
from zhengce.documents.targets import figure_in_words, is_step_of_a_level
from zhengce.documents.view import RECORD, body_name, select
from zhengce.english import vocabulary
from zhengce.english.local_bodies import addressees_in_english
from zhengce.english.texts import shown_text
from zhengce.english.titles.shown import MARK, shown_title

LABELS = {field.name: field.terminal for field in FIELDS.values() if field.terminal}
"""Fields of the record in the order in which `show` prints them, under the words it prints."""
IN_ENGLISH: dict[str, Callable[[str], str | None]] = {
    "topic": vocabulary.topic,
    "document_type": vocabulary.document_type,
    "addressed_to": addressees_in_english,
}
"""Fields that are printed in English, too, where all of it is known."""
READING = {
    "reparsed": "a newer parser read the same page",
    "merged": "a further page of the document was read",
    "judged": "a person judged which pages are its own",
    "read": "an attached file was read",
}
"""Kinds of revision that are ours: nothing was edited."""


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
                print_text("\n".join(_revisions(versions.of(connection, document.id))) or "Never revised.")
            else:
                _print_for_reading(connection, document, day, with_evidence=evidence)


def _print_for_reading(connection: Connection, document: StoredDocument, day: date, *, with_evidence: bool) -> None:
    """The titles, the fields (on request each with its evidence), what the text says in English, and the text."""
    rows = [
        *_fields(document, with_evidence=with_evidence),
        *_facts(connection, document, day),
        *_pages(document, with_evidence=with_evidence),
        *_in_short(connection, document),
    ]
    width = max(len(label) for label, _ in rows)
    lines = [f"{label:<{width}}  {words}" for label, words in rows]
    record = document.record
    titles = dict.fromkeys((title_line(record.title, shown_title(document)), record.title))
    text = "\n".join([*titles, *lines, "", record.body])
    print_text(text)
    print_legend(MACHINE in text)


def _fields(document: StoredDocument, *, with_evidence: bool) -> Iterator[tuple[str, str]]:
    record, notes = document.record, document.annotations
    gone = f" · gone since {document.gone_at:%Y-%m-%d}" if document.gone_at else ""
    yield "id", f"{document.id} · {record.stage}{gone}"
    names = {name: label for name, label in LABELS.items() if _shown(record, name)}
    proved = dict.fromkeys(("title", "stage", "subject"), "") if with_evidence else {}
    for name, label in (names | {name: name for name in proved}).items():
        why = record.evidence.get(name) if with_evidence else None
        if name in names:
            yield label, _shown(record, name)
        if why:
            place = f" ({why.place})" if why.place else ""
            yield "" if name in names else label, f"↳ {why.rule}: {why.text}{place}"
    if notes.tags:
        yield "tags", ", ".join(notes.tags)
    if notes.note:
        yield "note", notes.note
    for link in notes.links:
        yield "link", f"{link.title} <{link.url}>" if link.title else link.url


def _facts(connection: Connection, document: StoredDocument, day: date) -> Iterator[tuple[str, str]]:
    """Status, life in short, targets: each once, without the step that a level says already."""
    now, life = standing(connection, document.id, day), read_life(connection, document.id, day)
    if now.status and now.status != "draft":
        yield "status", status_in_words(now) + (f": {now.words}" if now.words else "")
    if len(life.line()) > 1:
        whose = f"of document {life.document_id}: " if life.document_id != document.id else ""
        yield "life", f"{whose}{line_of_life(life)}"
    targets = document.record.targets
    for target in targets:
        if not is_step_of_a_level(target, targets):
            name = english(shown_text(Text("indicator", target.indicator), document.texts))
            aim = f"{figure_in_words(target)}{f', {target.year}' if target.year else ''}"
            yield "target", f"{name or target.indicator}: {aim}{f' · {target.indicator}' if name else ''}"


def _pages(document: StoredDocument, *, with_evidence: bool) -> Iterator[tuple[str, str]]:
    for page in document.pages:
        yield "stands at", page.url + (f" (gone since {page.gone_at:%Y-%m-%d})" if page.gone_at else "")
    for number, attachment in enumerate(document.record.attachments, 1):
        yield f"attachment {number}", f"{attachment.title} <{attachment.url}>"
        yield "", attachments.known_of(attachment, with_digest=with_evidence)
    for cited in document.record.cites:
        yield "cites", " ".join(filter(None, (cited.title and f"《{cited.title}》", cited.document_number)))


def _in_short(connection: Connection, document: StoredDocument) -> Iterator[tuple[str, str]]:
    """What the text says, as far as there is English for it; the figures stand among the targets."""
    known = set[str]()
    for item in items.load(connection, [document.id]):
        for part in parts.parts(item):
            for words in part.words if part.key != "figures" else ():
                if words.english and words.english not in known:
                    known.add(words.english)
                    said = words.english.removesuffix(MARK).strip()
                    mark = f"{MACHINE} " if MARK in words.english else ""
                    yield part.heading.lower(), f"{mark}{said}{f' ({words.place})' if words.place else ''}"


def _shown(record: PolicyDocument, name: str) -> str:
    """A field in English where there is some, then as printed."""
    if name == "issuing_bodies":
        names = [" · ".join(filter(None, (vocabulary.body(body), body_name(body)))) for body in record.issuing_bodies]
        more = " (the page names no more)" if names and not record.issuing_bodies_complete else ""
        return "; ".join(names) + more
    if name in IN_ENGLISH and (printed := getattr(record, name)):
        return " · ".join(filter(None, (IN_ENGLISH[name](printed), printed)))
    if name == "published_on" and record.published_at:
        return record.published_at.strftime("%Y-%m-%d %H:%M")
    return str(getattr(record, name) or "")


def _revisions(revisions: Sequence[Revision]) -> Iterator[str]:
    """What changed from one version to the next: the values, items and paragraphs that differ."""
    for revision in revisions:
        what = READING.get(revision.kind)
        who = f"read differently, not edited: {what}" if what else "edited by the ministry"
        yield f"revision {revision.number} · {revision.revised_at:%Y-%m-%d %H:%M} UTC · {who}"
        for name, change in revision.fields.items():
            for line in differences(change["old"], change["new"]):
                if any(piece.kind in _MARKS for piece in line):
                    yield f"  {name}: " + "".join(_MARKS.get(piece.kind, "{}").format(piece.text) for piece in line)


_MARKS = {"old": "[-{}-]", "new": "{{+{}+}}"}
"""What went and what came, as `git diff --word-diff` prints it."""
