"""Search results in a terminal: a document's facts, its title with the words marked, and the passages."""

from rich.console import Console
from rich.text import Text

from zhengce.cli.terminal.tables import bodies_with_english, console
from zhengce.english import vocabulary
from zhengce.english.titles.shown import printed_line
from zhengce.search.query import Query, Translation
from zhengce.search.results import Results
from zhengce.search.snippets import Passage

MARK = "bold yellow"


FOUND_BY = {"some_words": "some of the words", "meaning": "near in meaning"}
"""What is said of a document beside the hits."""


def print_results(results: Results, total: int) -> None:
    """The page of results, and on standard error how many there are in all and how they were looked for."""
    out = console()
    for found in (*results.found, *results.in_notes):
        record = found.document.record
        day = record.day
        bodies, number = bodies_with_english(record, " · "), record.document_number or ""
        facts = [str(found.document.id), str(day or "no date"), record.stage, bodies, number]
        facts.append(FOUND_BY.get(found.found_by, ""))
        out.print(_line(found.title), soft_wrap=True)
        if line := printed_line(found.document):
            out.print(f"  {line}", soft_wrap=True)
        out.print(Text("  " + "  ".join(filter(None, facts)), style="dim"), soft_wrap=True)
        for quote in found.quotes:
            where = Text(f"{quote.place}: " if quote.place else "", style="dim")
            out.print(Text("  │ ").append_text(where).append_text(_line(quote.passage)), soft_wrap=True)
        out.print()
    print_understood(results.query)
    notes = console(stderr=True)
    shown = sum(found.found_by == "words" for found in results.found)
    rest = f", {shown} shown; --after {results.next} goes on" if results.next else ""
    notes.print(f"{total:,} document{'' if total == 1 else 's'}{rest}", soft_wrap=True)
    if beside := len(results.found) - shown:
        others = vocabulary.counted(beside, "document")
        notes.print(f"{others} beside the hits, each marked; --exact leaves them out", soft_wrap=True)
    if results.in_notes:
        others = vocabulary.counted(len(results.in_notes), "document")
        notes.print(f"{others} more by an editor's note, shown last", soft_wrap=True)


def print_understood(query: Query | None) -> None:
    """Says on standard error what was searched for where it is not what was typed."""
    notes = console(stderr=True)
    if query and query.translation:
        _print_translation(query.translation, notes)
    for run, words in query.apart.items() if query else ():
        notes.print(f"No document holds {run} as it stands; looked for {' AND '.join(words)}.", soft_wrap=True)


def _print_translation(translation: Translation, notes: Console) -> None:
    """What was searched for instead of the English words, which of them have no term, and which were left out."""
    for written, read in translation.corrected:
        notes.print(f"Read {written} as {read}", soft_wrap=True)
    if translation.left_out or any(piece.phrases for piece in translation.pieces):
        notes.print(f"Searched for: {translation.text}", soft_wrap=True)
    as_written = [word for word in translation.unknown if word not in translation.left_out]
    for words, what in (
        (as_written, "No term for {}; searched for as written"),
        ([word for word in translation.unknown if word in translation.left_out], "No term for {}; left out"),
        (translation.only_known_left_out, "Left out, as no document has them with the rest: {}"),
    ):
        if words:
            notes.print(what.format(", ".join(words)), soft_wrap=True)


def print_news_left_out(count: int) -> None:
    """Says on standard error that news was found where nothing else was."""
    if count:
        found = vocabulary.counted(count, "news item")
        console(stderr=True).print(f"News is left out by default; --stage news finds {found}", soft_wrap=True)


def _line(passage: Passage) -> Text:
    return Text.assemble(*((piece.text, MARK if piece.marked else "") for piece in passage))
