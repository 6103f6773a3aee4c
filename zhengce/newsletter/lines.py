"""The lines of an entry beside the Chinese that they say: drafted ones, accepted ones, and what may be added."""

from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy.engine import Connection

from storage.editing import rows
from storage.editing.edits import Editor
from storage.editing.issues import Kind
from zhengce.english.titles.shown import MARK, key_of
from zhengce.newsletter.drafts import DraftLine, marked, unmarked
from zhengce.newsletter.issue import DRAFTED, Entry, bullets_and_rest

ALIKE = 0.6
"""From here on a line that somebody edited is shown beside the Chinese of the one that it was."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a field."""

    field: str
    printed: str
    """With its mark where nobody accepted it."""
    source: DraftLine | None
    """The line of the draft that it is, or was before somebody edited it."""

    @property
    def is_marked(self) -> bool:
        """True for words of a machine."""
        return self.printed.endswith(MARK)

    @property
    def text(self) -> str:
        """Without the mark."""
        return unmarked(self.printed)


def lines_of(entry: Entry, kind: Kind) -> list[Line]:
    """The lines of the drafted fields of an entry, in print in a section of this kind."""
    drafted = {line.text: line for line in entry.draft.lines} if entry.draft else {}
    lines = []
    for field in DRAFTED[kind]:
        for printed in filter(str.strip, entry.text(field).split("\n")):
            like = get_close_matches(unmarked(printed), drafted, 1, ALIKE)
            lines.append(Line(field, printed, drafted[like[0]] if like else None))
    return lines


def addable(entry: Entry, kind: Kind) -> list[DraftLine]:
    """The bullets of the draft that are in no field; for a line the heaviest ones alone."""
    if entry.draft is None:
        return []
    used = {line.source for line in lines_of(entry, kind)}
    held = "\n".join(entry.text(field) for field in DRAFTED[kind])
    every = (*entry.draft.bullets, *(entry.draft.further if kind == "top" else ()))
    return [draft_line for draft_line in every if draft_line not in used and draft_line.text not in held]


def key_of_draft(entry: Entry) -> str:
    """By what a button names all that a page shows of a machine's words."""
    texts = [line.text for line in entry.draft.lines] if entry.draft else []
    return key_of("\n".join([entry.english.text if entry.english else "", *texts]))


def accept(connection: Connection, entry: Entry, kind: Kind, editor: Editor) -> None:
    """Makes every drafted line that is in print a person's word."""
    for field in DRAFTED[kind]:
        text = _text_now(connection, entry, field)
        after = "\n".join(map(unmarked, text.split("\n")))
        if after != text:
            rows.write(connection, "entry", entry.written.id, field, after, editor)


def add(connection: Connection, entry: Entry, kind: Kind, key: str, editor: Editor) -> None:
    """Adds a bullet of the draft, as a person's word: to the bullets, or to the sentence of a line."""
    bullet = next((line.text for line in entry.draft.lines if key_of(line.text) == key), "") if entry.draft else ""
    field = DRAFTED[kind][-1]
    text = _text_now(connection, entry, field)
    if kind == "top":
        bullets, rest = bullets_and_rest(text)
        after = "\n".join(filter(None, [*bullets.split("\n"), bullet])) + (f"\n\n{rest}" if rest else "")
    else:
        joined = f"{unmarked(text)}; {bullet}" if text else bullet
        after = marked(joined) if text.endswith(MARK) else joined
    if bullet:
        rows.write(connection, "entry", entry.written.id, field, after, editor)


def without_stale_marks(entry: Entry, value: str, held: str | None) -> str:
    """A text that was typed, without the mark behind lines that are no longer a machine's."""
    known = {unmarked(line) for line in (held or "").split("\n") if line.endswith(MARK)}
    known |= {line.text for line in entry.draft.lines} if entry.draft else set()
    return "\n".join(line if unmarked(line) in known else unmarked(line) for line in value.split("\n"))


def _text_now(connection: Connection, entry: Entry, field: str) -> str:
    """A field as it is now, which a form may just have written."""
    text = rows.value_of(connection, "entry", entry.written.id, field)
    return entry.text(field) if text is None else str(text)
