"""`title`: what the words of a title say."""

from pathlib import Path

import click

from commands.cli.errors import Unusable
from commands.cli.options import command
from commands.cli.output import lines_of, print_json
from parsers.decoding import decode
from parsers.grammar.title import read_title


@command("title")
@click.argument("text", metavar="TEXT", required=False)
@click.option("--lines", is_flag=True, help="A title a line in, a JSON object a line out.")
def title(text: str | None, lines: bool) -> None:
    """Read a title to JSON: bodies, type, number, and the document that it issues, as far as its words say."""
    if not lines:
        if not text:
            raise Unusable("title takes a TEXT, or --lines")
        print_json(read_title(text).to_dict(), indent=2)
        return
    for line in lines_of(Path(text) if text else None):
        print_json(read_title(decode(line).rstrip("\r\n")).to_dict())
