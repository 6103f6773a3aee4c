"""Writes what the documentation takes from the code: `python -m tests.renew_docs`.

- README.md, between `<!-- sources -->` and `<!-- /sources -->`: how many sources there are.
- docs/sources.md: each source as its spider describes it, with the addresses of its columns; the closed ones.
- docs/commands.md, for the site alone (`--site`; the repository has none): the help text of each command.
- docs/data-dictionary.md, likewise: the tables and columns that `zhengce publish` writes.
"""

import inspect
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from parsers.grammar.agencies import AGENCIES
from parsers.registry.closed_sites import closed_parts, closed_sites
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.run import process
from zhengce.brief.schema import schema
from zhengce.cli.program import main, program
from zhengce.tables.publication import markdown

ROOT = Path(__file__).parent.parent
RENEW = "python -m tests.renew_docs"

COMMANDS_HEAD = f"""# Commands

The help text of each command, as `zhengce COMMAND --help` prints it. Results go to standard output, messages to
standard error.

Commands in groups also work without their group, as {", ".join(f"`zhengce {name}`" for name in program.short_names)}.

Exit codes: 0 done · 1 done, but something failed or was found wanting · 2 wrong usage or unusable input.
"""

SOURCES_HEAD = f"""# Sources

What is crawled, as each file of `scrapers/spiders` says it. `{RENEW}` writes this page.
"""

CLOSED_HEAD = """## Closed

These sites are not crawled, nor are these parts of sites that are. Documents of their bodies are found where
partners and www.gov.cn (国务院部门文件, the gazette) print them: `zhengce list --issuer nmpa` shows them.
`parsers/registry/closed_sites.csv` holds this list.
"""


def printed_by(*words: str) -> str:
    """What `zhengce …` prints on a terminal of 100 columns, without the blanks that end its lines."""
    with (
        patch.dict("os.environ", {"COLUMNS": "100"}),
        patch.object(sys, "argv", ["zhengce", *words]),
        patch.object(sys, "stdout", io.StringIO()) as printed,
    ):
        code = main()
    if code:
        raise RuntimeError(f"zhengce {' '.join(words)}: exit code {code}")
    return "\n".join(line.rstrip() for line in printed.getvalue().strip().splitlines())


def commands_page() -> str:
    """docs/commands.md."""
    words = [(), *(tuple(row["path"].split()) for row in program.rows)]
    parts = [f"## {' '.join(('zhengce', *word))}\n\n```\n{printed_by(*word, '--help')}\n```\n" for word in words]
    return "\n".join([COMMANDS_HEAD, *parts])


def by_group() -> dict[str, list[type[SourceSpider]]]:
    """The sources under their headings, in the order of the first source of each."""
    groups: dict[str, list[type[SourceSpider]]] = {}
    for source in process.sources():
        groups.setdefault(source.group, []).append(source)
    return groups


def closed_table() -> str:
    """The table of the sources whose sites cannot be crawled."""
    rows = [
        f"| `{site.body}` | {AGENCIES[site.body].zh_short} {AGENCIES[site.body].en_name}"
        f" | {' '.join((urlsplit(site.address).netloc, site.part)).strip()} | {site.reason} | {site.seen_on} |"
        for site in (*closed_sites().values(), *closed_parts())
    ]
    head = ["| source | body | site | reason | seen |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def sources_page() -> str:
    """docs/sources.md."""
    parts = []
    for group, sources in by_group().items():
        parts.append(f"## {group}\n")
        parts += [_section(source) for source in sources]
    return "\n".join([SOURCES_HEAD, *parts, CLOSED_HEAD, closed_table()]) + "\n"


def _section(source: type[SourceSpider]) -> str:
    title, _, text = inspect.cleandoc(source.__doc__ or "").partition("\n")
    paragraphs = re.sub(r"\n\s+", " ", text.strip()).splitlines()
    parts = (line.partition(":") for line in paragraphs)
    said = "\n".join(f"- **{head}:** {rest.strip()}" for head, _, rest in parts if head != "Evidence")
    rows = [f"| {column.name} | {column.stage or 'by title'} | <{column.home}> |" for column in source.columns]
    table = "\n".join(["| column | stage | address |", "|---|---|---|", *rows])
    return f"### `{source.name}` {title}\n\n{said}\n\n{table}\n"


def readme() -> str:
    """README.md with today's number of sources."""
    pattern = re.compile(r"(<!-- sources -->)\d+(<!-- /sources -->)")
    return pattern.sub(rf"\g<1>{len(process.source_names())}\g<2>", (ROOT / "README.md").read_text())


def dictionary_page() -> str:
    """docs/data-dictionary.md: the dictionary of a publication, with a link to the page that explains its terms."""
    title, _, rest = markdown().partition("\n\n")
    return f"{title}\n\nThe Chinese terms are explained in [the glossary](glossary.md).\n\n{rest}"


def brief_schema() -> str:
    """docs/brief.schema.json."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "README.md": readme,
    "docs/sources.md": sources_page,
    "docs/brief.schema.json": brief_schema,
}
"""Page -> what it should be."""

SITE_PAGES: dict[str, Callable[[], str]] = {
    "docs/commands.md": commands_page,
    "docs/data-dictionary.md": dictionary_page,
}
"""The same of pages that `make docs` writes, for the site alone."""


def renew() -> list[str]:
    """Writes the pages that are stale; gives their names."""
    stale = []
    for name, made in PAGES.items():
        path, text = ROOT / name, made()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            stale.append(name)
    return stale


if __name__ == "__main__":
    if "--site" in sys.argv:
        for site_page, write in SITE_PAGES.items():
            (ROOT / site_page).write_text(write())
    for name in renew():
        print(f"{name}: written")
