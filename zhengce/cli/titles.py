"""`title`: what the words of a title alone say, without a database."""

from pathlib import Path
from typing import Any

import click

from parsers.grammar.title import read_title
from parsers.markup.decoding import decode
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.options import command
from zhengce.cli.shared.output import lines_of, print_json
from zhengce.english.titles.frames import english_title


@command("title")
@click.argument("text", metavar="TEXT", required=False)
@click.option("--lines", is_flag=True, help="A title a line in, a JSON object a line out.")
def title(text: str | None, lines: bool) -> None:
    """Read a title to JSON: bodies, type, number, and the document that it issues, as far as its words say."""
    if not lines:
        if not text:
            raise Unusable("title takes a TEXT, or --lines")
        print_json(_read(text), indent=2)
        return
    for line in lines_of(Path(text) if text else None):
        print_json(_read(decode(line).rstrip("\r\n")))


def _read(text: str) -> dict[str, Any]:
    """What the words say, and the title in English where the rules have all of it."""
    reading, shown = read_title(text), english_title(text)
    in_english = {"title_en": shown.text, "title_en_origin": "rules"} if shown.text else {}
    return (
        {"title": reading.to_dict()["title"], "title_en": None, "title_en_origin": None}
        | in_english
        | reading.to_dict()
    )
