"""What describes a publication: datapackage.json (Data Package 2.0), README.md (a dataset card), SHA256SUMS."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from parsers.registry import rights
from zhengce.tables.publishing import dictionary
from zhengce.tables.publishing.manifest import MEDIA_TYPES, LastChange, PublishedFile

TITLE = "Chinese policy documents (政策)"
WHAT = "Notices, rules and plans of Chinese ministries as their sites publish them: "
HELD = "facts with the words behind each value, texts by paragraph, attached files, and every change."
HELD_THEN = "facts, texts by paragraph, figures, relations, and every change up to then."

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
"""Below so many documents -> the size category of a dataset card."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a publication consists of, for those who describe it."""

    files: Sequence[PublishedFile]
    last: LastChange | None
    tables: dictionary.Tables
    as_of: Mapping[str, Any] | None = None
    """Of a publication as of a day: the day, its clock, and what is left out of it."""

    @property
    def version(self) -> str:
        """Of the data: the number of the last change in it."""
        return f"0.0.{self.last.number if self.last else 0}"

    @property
    def description(self) -> str:
        """What it is, and up to when it tells."""
        what = f"{WHAT}{HELD_THEN if self.as_of else HELD}"
        if self.last is None:
            return f"{what} It holds no document yet."
        last = f"{what} Change {self.last.number:,} of {self.last.changed_at} is the last one in it."
        if self.as_of is None:
            return last
        return f"{last} It tells what was held at the end of {self.as_of['day']} ({self.as_of['clock']})."

    def rows(self, table: str) -> int:
        """The rows of a table in all years."""
        return sum(file.rows or 0 for file in self.files if file.table == table and file.path.endswith(".parquet"))


def datapackage(contents: Contents) -> str:
    """datapackage.json: a resource a file with rows, with its digest, and the terms of reuse by source."""
    found = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "zhengce",
        "title": TITLE,
        "description": contents.description,
        "version": contents.version,
        "resources": resources(contents),
        "rights": rights.statement(),
    }
    if contents.last:
        found["created"] = contents.last.changed_at
    if contents.as_of:
        found["asOf"] = contents.as_of
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def resources(contents: Contents) -> list[dict[str, Any]]:
    """The files with rows, as datapackage.json has them."""
    return [_resource(file, contents.tables) for file in contents.files if file.table]


def _resource(file: PublishedFile, tables: dictionary.Tables) -> dict[str, Any]:
    stem, _, ending = file.path.rpartition("/")[2].rpartition(".")
    found: dict[str, Any] = {
        "name": f"{file.table}-{stem}-{ending}",
        "path": file.path,
        "format": ending,
        "mediatype": MEDIA_TYPES[f".{ending}"],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if ending == "jsonl":
        found["encoding"] = "utf-8"
    if file.table in tables:
        found |= {"type": "table", "schema": f"schemas/{file.table}.json"}
    return found


def schemas(tables: dictionary.Tables) -> dict[str, str]:
    """Name of the file -> Table Schema, for each table."""
    return {
        f"schemas/{name}.json": json.dumps(dictionary.table_schema(table), ensure_ascii=False, indent=1) + "\n"
        for name, table in tables.items()
    }


def checksums(files: Sequence[PublishedFile]) -> str:
    """SHA256SUMS, for `sha256sum --check`."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))


def readme(contents: Contents) -> str:
    """README.md: the YAML head of a dataset card, then what a reader has to know (`readme.md`)."""
    rows = {name: contents.rows(name) for name in contents.tables}
    tables = [name for name in contents.tables if rows[name]]
    default = {"documents": "  default: true\n"}
    configs = [f"- config_name: {name}\n  data_files: {name}/*.parquet\n{default.get(name, '')}" for name in tables]
    shown = [f"| `{name}` | {rows[name]:,} | {contents.tables[name].title} |\n" for name in tables]
    return _README.format(
        title=TITLE,
        size=next((name for most, name in SIZES if rows["documents"] < most), "1M<n<10M"),
        configs="".join(["configs:\n" if configs else "", *configs]),
        description=contents.description,
        past=_past(contents.as_of),
        tables="".join(["| table | rows | |\n|---|---|---|\n" if shown else "", *shown]),
        of_today="" if contents.as_of else _OF_TODAY,
        law=rights.LAW,
        none_found=rights.NONE_FOUND,
        terms="\n".join(f"| {one.source} | {dictionary.escape(str(one))} |" for one in rights.all_terms()),
    )


def _past(as_of: Mapping[str, Any] | None) -> str:
    if as_of is None:
        return ""
    left_out = (
        f"- {table['name']}{': ' if table['columns'] else ''}{', '.join(f'`{name}`' for name in table['columns'])}"
        f" ({table['why']})\n"
        for table in as_of["leftOut"]
    )
    head = f"Asked again for that day, it is the same. {as_of['method']} Left out, because it has no history:\n\n"
    return f"{head}{''.join(left_out)}\n"


_README = files(__package__).joinpath("readme.md").read_text(encoding="utf-8")
_OF_TODAY = """
`evidence` has the rule and the words behind each value. `deltas/` has the changes since the publication before, each
with the whole record of its document as it stood then: a reader that stores the last number it applied goes on from
the next.
"""
