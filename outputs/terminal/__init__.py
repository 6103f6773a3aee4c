"""What people see in a terminal: tables and documents, Chinese widths right, no colour on a pipe."""

import difflib
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from outputs import attachments
from outputs.english import vocabulary
from outputs.sanitize import printable
from parsers.record import Evidence, PolicyDocument
from storage.crawl.schedule import Cadence, show_every
from storage.crawl.stop_reason import StopReason
from storage.documents.queries import StoredDocument
from storage.documents.writing.revisions import Revision
from storage.health.backoff import Backoff
from storage.resolution.judgements import Judgement

_PIPE_WIDTH = 140
"""Columns where the output is a file or a pipe: wide enough that titles are read in one or two lines."""

_LABELS = {
    "issued_title": "issues",
    "document_type": "type",
    "document_number": "number",
    "issuing_bodies": "issued by",
    "written_on": "written",
    "published_on": "published",
    "effective_on": "in force",
    "repealed_on": "repealed",
    "comments_due_on": "comments due",
    "index_number": "index number",
    "topic": "topic",
    "addressed_to": "addressed to",
}
"""Fields of the record in the order in which `show` prints them, under the words it prints."""


class Screen(Console):
    """A console that shows no control characters, and lets the command say what it means that the reader left."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else printable(text), style, control)

    def on_broken_pipe(self) -> None:
        raise  # the BrokenPipeError, in whose handler Rich calls this; by itself it would exit with 1


def console(stderr: bool = False) -> Console:
    """A console as wide as the terminal, or wide enough for a pipe."""
    stream = sys.stderr if stderr else sys.stdout
    width = shutil.get_terminal_size().columns if stream.isatty() else _PIPE_WIDTH
    return Screen(file=stream, width=width, highlight=False, markup=False, emoji=False)


def new_table(*columns: str | tuple[str, dict[str, Any]]) -> Table:
    """A table without a frame; a column is its heading, or that and its options."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        name, options = (column, {}) if isinstance(column, str) else column
        table.add_column(name, **options)
    return table


RIGHT = {"justify": "right"}
WHOLE = {"no_wrap": True}
FOLD = {"overflow": "fold"}  # Chinese has no blanks to break at, and a cut title is no title


def print_crawl(summaries: Sequence[Any]) -> None:
    """The table that ends a crawl, and below it a line for each thing that went wrong.

    Without what the database or the archive said when it ended a run: that ends the command, and is said once.
    """
    names = ("listings", "fetched", "new", "revised", "unchanged", "merged", "gone", "files", "failed")
    table = new_table("source", *((name, RIGHT) for name in names), "ended")
    for summary in summaries:
        figures = (str(getattr(summary, name)) for name in names)
        table.add_row(summary.source, *figures, _first_clause(summary.reason))
    out = console()
    out.print(table)
    is_whole = all(summary.ok and summary.stop is StopReason.FINISHED for summary in summaries)
    has_asked = any(summary.listings for summary in summaries)
    news = ("new", "revised", "merged", "gone", "returned", "files")
    if is_whole and has_asked and not any(getattr(one, name) for one in summaries for name in news):
        out.print("Nothing is new.")
    for summary in summaries:
        told = (message for message in summary.messages if not summary.unusable or summary.unusable not in message)
        for message in told:
            console(stderr=True).print(f"{summary.source}: {message}", soft_wrap=True)


def _first_clause(reason: str) -> str:
    """Why a run ended, as short as a table wants it; the whole reason is among its messages."""
    return reason.split(";")[0].split(" (")[0]


def print_runs(runs: Sequence[Any]) -> None:
    """What each crawl did, newest first."""
    names = ("requests", "listings", "fetched", "new", "revised", "unchanged", "files", "failed")
    table = new_table(
        "source", ("started (UTC)", WHOLE), ("seconds", RIGHT), *((name, RIGHT) for name in names), "ended"
    )
    for run in runs:
        seconds = f"{(run.finished_at - run.started_at).total_seconds():.0f}" if run.finished_at else ""
        figures = (str(getattr(run, name)) for name in names)
        started = run.started_at.strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(run.source, started, seconds, *figures, _first_clause(run.reason or "running or killed"))
    console().print(table if runs else "No crawl yet.")


def print_reparse(report: Any, dry_run: bool) -> None:
    """What reading the archive again changed, by source and field, with examples; then what could not be read."""
    words = "would be " if dry_run else ""
    counts = (
        f"{vocabulary.counted(report.pages, 'page')} read again: "
        f"{report.revised} {words}revised, {report.unchanged} unchanged, "
        f"{len(report.merged)} {words}merged, {len(report.parted)} {words}parted, {len(report.failed)} unreadable, "
        f"{len(report.missing)} missing or damaged in the archive here"
    )
    screen = console()
    unbroken = not screen.is_terminal
    counts += f", {report.superseded} fetched anew meanwhile" if report.superseded else ""
    if report.files:
        counts += (
            f"; {vocabulary.counted(report.files, 'file')} looked at again, {report.changed_files} with another text"
        )
    screen.print(counts, soft_wrap=unbroken)
    if report.fields:
        table = new_table("source", "field", ("documents", RIGHT), "document", ("was", FOLD), ("is", FOLD))
        for (source, name), change in sorted(report.fields.items()):
            for place, example in enumerate(change.examples):
                head = (source, name, str(change.count)) if place == 0 else ("", "", "")
                table.add_row(*head, str(example.document_id), _short(example.old), _short(example.new))
        screen.print(table)
    for word, found in (("merged", report.merged), ("parted", report.parted)):
        for example in found:
            became = example.new or "a new one"
            screen.print(f"{words}{word}: {example.url}: document {example.old} -> {became}", soft_wrap=unbroken)
    for lines in (report.failed, report.missing):
        for line in lines[:MOST_LINES]:
            console(stderr=True).print(line, soft_wrap=True)
        if len(lines) > MOST_LINES:
            console(stderr=True).print(f"… and {len(lines) - MOST_LINES} more")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


MOST_LINES = 50
"""Pages that a reparse could not read, of each kind, that are named one by one."""
LONGEST_VALUE = 120
"""Characters of a changed value that the table of a reparse shows."""


def print_schedule(rows: Sequence[Cadence], resting: Mapping[str, Backoff]) -> None:
    """How often the workers crawl each source, when next, which of them rest, and what broke down."""
    table = new_table("source", ("every", RIGHT), ("next (UTC)", WHOLE), ("broke down", RIGHT), ("last time", FOLD))
    for row in rows:
        rest = resting.get(row.source)
        moment = max(row.next_at, rest.until) if rest else row.next_at
        when = "paused" if row.paused else f"{moment:%Y-%m-%d %H:%M}{' (rests)' if rest else ''}"
        table.add_row(
            row.source, show_every(row.every), when, str(row.failures) if row.failures else "", row.failed_why or ""
        )
    console().print(table if rows else "No cadence yet; `zhengce worker` or `zhengce schedule --every 6h` makes them.")


def print_documents(found: Sequence[StoredDocument]) -> None:
    """Documents, one a row."""
    if not found:
        console().print("No document.")
        return
    columns = (("title", FOLD | {"ratio": 5}), ("issued by", FOLD | {"ratio": 2}), ("number", FOLD | {"ratio": 2}))
    table = new_table(("id", RIGHT), ("published", WHOLE), *columns, ("written", WHOLE), ("stage", WHOLE))
    for held in found:
        record = held.record
        published, written = (str(day or "") for day in (record.published_on, record.written_on))
        stage = record.stage + (" (gone)" if held.gone_at else "")
        title = f"{record.title}\n{held.title_en}" if held.title_en else record.title
        number = record.document_number or ""
        table.add_row(str(held.id), published, title, bodies(record), number, written, stage)
    console().print(table)


def bodies(record: PolicyDocument) -> str:
    """工业和信息化部办公厅、商务部 等: the bodies, each with the office that signed; 等 where the page names fewer."""
    names = "、".join(body.name + (body.unit or "") for body in record.issuing_bodies)
    return names if record.issuing_bodies_complete or not names else f"{names} 等"


JUDGED = {"positive": "one document, a person said", "negative": "two documents, a person said"}
"""A person's judgements in the words that `show` prints."""


def print_document(
    held: StoredDocument,
    judged: Sequence[Judgement] = (),
    further: Sequence[tuple[str, str]] = (),
    *,
    evidence: bool = False,
) -> None:
    """One document for reading: its fields, on request each with its evidence, what a person said of its pages,
    `further` facts (label and text), then its text."""
    out, record = console(), held.record
    out.print(Text(record.title, style="bold"))
    if held.title_en:
        out.print(held.title_en)
    fields = Table.grid(padding=(0, 2))
    fields.add_column(style="dim", no_wrap=True)
    fields.add_column(overflow="fold")
    fields.add_row(
        "id", f"{held.id} · {record.stage}" + (f" · gone since {held.gone_at:%Y-%m-%d}" if held.gone_at else "")
    )
    for name, label in _LABELS.items():
        if value := _shown(record, name):
            fields.add_row(label, value)
            if evidence and (why := record.evidence.get(name)):
                fields.add_row("", _proof(why))
    if evidence:
        for name in ("title", "stage", "subject"):
            if why := record.evidence.get(name):
                fields.add_row(name, _proof(why))
    if held.annotations.tags:
        fields.add_row("tags", ", ".join(held.annotations.tags))
    if held.annotations.note:
        fields.add_row("note", held.annotations.note)
    for link in held.annotations.links:
        fields.add_row("link", f"{link.title} <{link.url}>" if link.title else link.url)
    for label, text in further:
        fields.add_row(label, text)
    for page in held.pages:
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
        return bodies(record) + (" (the page names no more)" if cut else "")
    if name == "published_on" and record.published_at:
        return record.published_at.strftime("%Y-%m-%d %H:%M")
    return str(getattr(record, name) or "")


def print_revisions(revisions: Sequence[Revision]) -> None:
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
            elif pair := _told_apart(change["old"], change["new"]):
                out.print(f"  {name}: {pair[0]} → {pair[1]}", soft_wrap=True)


def _difference(old: str, new: str) -> Iterable[str]:
    lines = difflib.unified_diff((old or "").splitlines(), (new or "").splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:3] not in ("---", "+++") and line[:2] != "@@"]


TOLD = (("name", "title", "document_number"), ("as_printed", "document_number", "url"))
"""What is printed of an item of a list: the first of these that it has. The second row: where the first is equal."""


def _told_apart(old: Any, new: Any) -> tuple[str, str] | None:
    """Two values for reading; None for lists that differ in nothing that people read."""
    pairs = ((_brief(old, keys), _brief(new, keys)) for keys in TOLD)
    return next((pair for pair in pairs if pair[0] != pair[1]), None)


def _brief(value: Any, keys: Sequence[str]) -> str:
    if isinstance(value, list):
        return "、".join(_named(item, keys) for item in value) or "nothing"
    return "nothing" if value is None else str(value)


def _named(item: Mapping[str, Any], keys: Sequence[str]) -> str:
    words = next((str(item[key]) for key in keys if item.get(key)), "")
    return words + (item.get("unit") or "" if "name" in keys else "")
