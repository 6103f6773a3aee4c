"""Attached files: `text`, without a database."""

from pathlib import Path

import click

from commands.cli.errors import DONE, WANTING
from commands.cli.options import PATH, command, format_option
from commands.cli.output import bytes_of, print_json, print_note, print_text
from parsers.files import FileReader


@command("text")
@click.argument("file", metavar="FILE", type=PATH)
@format_option("text", "json")
@click.option("--ocr", is_flag=True, help="Recognise scanned pages and pictures too; slow.")
def text(file: Path, form: str, ocr: bool) -> int:
    """Read one attached file to its text.

    FILE is the file, or - for standard input: PDF, OFD, DOC, DOCX, WPS, XLS, XLSX, ET, TXT, RTF or ZIP; RAR with the
    extra `rar`.
    """
    with FileReader() as reader:
        read = reader.read(bytes_of(file), file.name, ocr=ocr)
    if form == "json":
        print_json(read.to_dict(), indent=2)
    else:
        for number, page in enumerate(page for page in read.pages if page.paragraphs):
            name = (f"[{page.name}]",) if page.name else ()
            print_text("\n".join(("",) * (number > 0) + name + page.paragraphs))
    if read.reason:
        print_note(f"zhengce: {file}: {read.state}: {read.reason}")
    return DONE if read.state in ("ok", "partial") else WANTING
