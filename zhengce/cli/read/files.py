"""Attached files and texts: `text`, `articles`."""

import resource
from collections.abc import Sequence
from pathlib import Path

import click

from parsers import document
from parsers.errors import NotReadable
from parsers.files import FileReader, FileText, with_memory
from parsers.grammar.articles.cutting import cut_passages, cut_text
from parsers.grammar.articles.model import Unit
from parsers.page import Page
from parsers.passages import Passage, passages_of, passages_of_file
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.options import PATH, Settings, address_option, command, format_option
from zhengce.cli.shared.output import answer_lines, bytes_of, print_json, print_note, print_text

_SHOWN = 60
"""Characters of a unit's words in a list."""


@command("text")
@click.argument("file", metavar="FILE", type=PATH)
@format_option("text", "json")
@click.option("--ocr", is_flag=True, help="Recognise scanned pages and pictures too; slow.")
@click.pass_obj
def text(settings: Settings, file: Path, form: str, ocr: bool) -> int:
    """Read one attached file to its text.

    FILE is the file, or - for standard input: PDF, OFD, DOC, DOCX, WPS, XLS, XLSX, ET, TXT, RTF or ZIP; RAR with the
    extra `rar`.
    """
    with FileReader(with_memory(settings.chosen.file_memory)) as reader:
        read = reader.read(bytes_of(file), file.name, ocr=ocr)
    if form == "json":
        print_json(read.to_dict() | {"peak_memory": _peak_of_reader(read)}, indent=2)
    else:
        for number, page in enumerate(page for page in read.pages if page.paragraphs):
            name = (f"[{page.name}]",) if page.name else ()
            print_text("\n".join(("",) * (number > 0) + name + page.paragraphs))
    if read.reason:
        print_note(f"zhengce: {file}: {read.state}: {read.reason}")
    return DONE if read.state in ("ok", "partial") else WANTING


def _peak_of_reader(read: FileText) -> int:
    """Bytes of memory that reading took at most; of a reader that crashed, what the system says of its process."""
    return read.peak_memory or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


@command("articles")
@click.argument("file", metavar="[FILE|KEY]", required=False, type=PATH)
@address_option("--url", "The address that a saved page was saved from; without it FILE is an attached file or a text.")
@click.option("--lines", is_flag=True, help='JSON lines of {"text"} in, a list of units a line out.')
@click.option("--against", metavar="KEY", help="What another held text changes of KEY, by articles: its final.")
@format_option("table", "json")
@click.pass_obj
def articles(
    settings: Settings, file: Path | None, url: str | None, lines: bool, against: str | None, form: str
) -> int:
    """Cut a text into its units: chapters, articles, paragraphs and items, or numbered sections; annexes whole.

    FILE is a file as `text` reads it, a saved page with its --url, or - for standard input; KEY the id or number of a
    held document, whose files are cut too. A text without numbers has no units; where its numbering breaks, the rest is
    one unit that says why.
    """
    if lines:
        return answer_lines(file, '{"text"}', lambda given: [unit.to_dict() for unit in cut_text(given["text"])])
    if file is None:
        raise Unusable("articles takes a FILE, a KEY, or --lines")
    if against is not None:
        return _compare(settings, str(file), against, form)
    if str(file) == "-" or file.exists():
        units = cut_passages(_passages(file, url))
    else:
        from storage.articles.units import units_of
        from zhengce.cli.shared.access import opened  # what reads a file alone loads no database
        from zhengce.cli.shared.keys import only_document

        with opened(settings) as db, db.read() as connection:
            held = only_document(connection, str(file))
            units = units_of(connection, held.id, held.record.body)
    if form == "json":
        print_json([unit.to_dict() for unit in units], indent=2)
    else:
        print_text("\n".join(map(_row, units)) if units else "No numbered unit.")
    return DONE


def _compare(settings: Settings, key: str, against: str, form: str) -> int:
    from zhengce.cli.shared.access import opened
    from zhengce.cli.shared.keys import only_document
    from zhengce.cli.terminal.articles import rows_in_words
    from zhengce.documents.articles import compare_articles

    with opened(settings) as db, db.read() as connection:
        rows = compare_articles(connection, only_document(connection, key), only_document(connection, against))
    if form == "json":
        print_json(rows, indent=2)
    else:
        print_text(rows_in_words(rows) if rows else "One of the texts has no numbered unit, or its numbering breaks.")
    return DONE


def _passages(file: Path, url: str | None) -> Sequence[Passage]:
    """The paragraphs of a saved page, or of a file."""
    if url is not None:
        with refusing(NotReadable, where=str(file)):
            return tuple(passages_of(document.parse(Page(url, bytes_of(file))).body))
    with FileReader() as reader:
        read = reader.read(bytes_of(file), file.name)
    if read.reason:
        print_note(f"zhengce: {file}: {read.state}: {read.reason}")
    return tuple(passages_of_file((page.number, page.paragraphs) for page in read.pages))


def _row(unit: Unit) -> str:
    words = " ".join(unit.text.split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    why = f"  [not cut: {unit.why}]" if unit.why else ""
    return f"{'  ' * unit.path.count('/')}{unit.path}  {unit.number_as_printed} {shown}".rstrip() + why
