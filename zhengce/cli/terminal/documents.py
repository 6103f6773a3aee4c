"""Documents in a terminal: as rows of a table, and one for reading, with its evidence and its revisions."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from parsers.fields import FIELDS
from parsers.record import Evidence, PolicyDocument
from storage.documents.queries import StoredDocument
from zhengce.cli.terminal.tables import FOLD, RIGHT, WHOLE, bodies_with_english, console, in_two_lines, new_table
from zhengce.documents import attachments
from zhengce.english import vocabulary
from zhengce.english.titles.shown import printed_line, printed_title

if TYPE_CHECKING:
    from storage.documents.writing.revisions import Revision
    from storage.resolution.judgements import Judgement

_LABELS = {field.name: field.terminal for field in FIELDS.values() if field.terminal}
"""Fields of the record in the order in which `show` prints them, under the words it prints."""


def print_documents(found: Sequence[StoredDocument]) -> None:
    """Documents, one a row."""
    if not found:
        console().print("No document.")
        return
    columns = (("title", FOLD | {"ratio": 5}), ("issued by", FOLD | {"ratio": 3}), ("number", FOLD | {"ratio": 2}))
    table = new_table(("id", RIGHT), ("published", WHOLE), *columns, ("written", WHOLE), ("stage", WHOLE))
    table.expand = True  # so that titles in two languages have the width that the other columns leave
    for document in found:
        record = document.record
        published, written = (str(day or "") for day in (record.published_on, record.written_on))
        stage = (record.stage or "unknown") + (" (gone)" if document.gone_at else "")
        title = in_two_lines(record.title, printed_line(document))
        number = record.document_number or ""
        table.add_row(str(document.id), published, title, bodies_with_english(record), number, written, stage)
    console().print(table)


JUDGED = {"positive": "one document, a person said", "negative": "two documents, a person said"}
"""A person's judgements in the words that `show` prints."""


def print_document(
    document: StoredDocument,
    judged: "Sequence[Judgement]" = (),
    further: Sequence[tuple[str, str]] = (),
    *,
    evidence: bool = False,
) -> None:
    """One document for reading: its fields, on request each with its evidence, what a person judged of its pages,
    `further` facts (label and text), then its text."""
    out, record = console(), document.record
    out.print(Text(record.title, style="bold"))
    if title_en := printed_title(document):
        out.print(title_en)
    fields = Table.grid(padding=(0, 2))
    fields.add_column(style="dim", no_wrap=True)
    fields.add_column(overflow="fold")
    gone = f" · gone since {document.gone_at:%Y-%m-%d}" if document.gone_at else ""
    fields.add_row("id", f"{document.id} · {record.stage}{gone}")
    for name, label in _LABELS.items():
        if value := _shown(record, name):
            fields.add_row(label, value)
            if evidence and (why := record.evidence.get(name)):
                fields.add_row("", _proof(why))
    if evidence:
        for name in ("title", "stage", "subject"):
            if why := record.evidence.get(name):
                fields.add_row(name, _proof(why))
    if document.annotations.tags:
        fields.add_row("tags", ", ".join(document.annotations.tags))
    if document.annotations.note:
        fields.add_row("note", document.annotations.note)
    for link in document.annotations.links:
        fields.add_row("link", f"{link.title} <{link.url}>" if link.title else link.url)
    for label, text in further:
        fields.add_row(label, text)
    for page in document.pages:
        fields.add_row("stands at", page.url + (f" (gone since {page.gone_at:%Y-%m-%d})" if page.gone_at else ""))
    for item in judged:
        fields.add_row(
            "judged", f"{JUDGED[item.judgement]}: {item.one_url} · {item.other_url} ({item.judged_at:%Y-%m-%d})"
        )
    for number, attachment in enumerate(record.attachments, 1):
        fields.add_row(f"attachment {number}", f"{attachment.title} <{attachment.url}>")
        fields.add_row("", Text(attachments.known_of(attachment), style="dim"))
    for cited in record.cites:
        fields.add_row("cites", " ".join(filter(None, (cited.title and f"《{cited.title}》", cited.document_number))))
    out.print(fields)
    out.print()
    for line in record.body.splitlines():
        out.print(line)


def _proof(why: Evidence) -> Text:
    place = f" ({why.place})" if why.place else ""
    return Text(f"↳ {why.rule}: {why.text}{place}", style="dim")


def _shown(record: PolicyDocument, name: str) -> str:
    if name == "issuing_bodies":
        cut = record.issuing_bodies and not record.issuing_bodies_complete
        return bodies_with_english(record) + (" (the page names no more)" if cut else "")
    if name == "topic":
        return in_two_lines(record.topic or "", vocabulary.topic(record.topic))
    if name == "published_on" and record.published_at:
        return record.published_at.strftime("%Y-%m-%d %H:%M")
    return str(getattr(record, name) or "")


def print_revisions(revisions: "Sequence[Revision]") -> None:
    """What changed from one version to the next: a line a field, changed paragraphs of the text with - and +."""
    out = console()
    if not revisions:
        out.print("Never revised.")
    for revision in revisions:
        out.print(f"revision {revision.number} · {revision.revised_at:%Y-%m-%d %H:%M} UTC · {revision.kind}")
        for name, change in revision.fields.items():
            if name == "body":
                for line in _difference(change["old"], change["new"]):
                    out.print(f"    {line}", style="red" if line[0] == "-" else "green", soft_wrap=True)
            elif pair := _distinct(change["old"], change["new"]):
                out.print(f"  {name}: {pair[0]} → {pair[1]}", soft_wrap=True)


def _difference(old: str, new: str) -> Iterable[str]:
    lines = difflib.unified_diff((old or "").splitlines(), (new or "").splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:3] not in ("---", "+++") and line[:2] != "@@"]


LIST_KEYS = (("name", "title", "document_number"), ("as_printed", "document_number", "url"))
"""What is printed of an item of a list: the first of these that it has. The second row: where the first is equal."""


def _distinct(old: Any, new: Any) -> tuple[str, str] | None:
    """Two values for reading; None for lists that differ in nothing that people read."""
    pairs = ((_brief(old, keys), _brief(new, keys)) for keys in LIST_KEYS)
    return next((pair for pair in pairs if pair[0] != pair[1]), None)


def _brief(value: Any, keys: Sequence[str]) -> str:
    if isinstance(value, list):
        return "、".join(_named(item, keys) for item in value) or "nothing"
    return "nothing" if value is None else str(value)


def _named(item: Mapping[str, Any], keys: Sequence[str]) -> str:
    words = next((str(item[key]) for key in keys if item.get(key)), "")
    return words + (item.get("unit") or "" if "name" in keys else "")
