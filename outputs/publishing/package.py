"""What describes a publication: datapackage.json (Data Package 2.0), README.md (a dataset card), SHA256SUMS."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.publishing import dictionary
from outputs.publishing.manifest import MEDIA_TYPES, LastChange, PublishedFile
from parsers.registry import rights

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
    """README.md: the YAML head of a dataset card, then what a reader has to know."""
    rows = {name: contents.rows(name) for name in contents.tables}
    tables = [name for name in contents.tables if rows[name]]
    return "\n".join(
        [
            _head(tables, rows["documents"]),
            f"# {TITLE}\n",
            f"{contents.description}\n",
            *_past(contents.as_of),
            *(["| table | rows | |", "|---|---|---|"] if tables else []),
            *(f"| `{name}` | {rows[name]:,} | {contents.tables[name].title} |" for name in tables),
            "",
            _READING + ("" if contents.as_of else _OF_TODAY),
            _terms(),
        ]
    )


def _past(as_of: Mapping[str, Any] | None) -> list[str]:
    if as_of is None:
        return []
    left_out = (
        f"- {table['name']}{': ' if table['columns'] else ''}{', '.join(f'`{name}`' for name in table['columns'])}"
        f" ({table['why']})"
        for table in as_of["leftOut"]
    )
    head = f"Asked again for that day, it is the same. {as_of['method']} Left out, because it has no history:\n"
    return [head, *left_out, ""]


def _head(tables: Sequence[str], documents: int) -> str:
    size = next((name for most, name in SIZES if documents < most), "1M<n<10M")
    configs = [
        line
        for name in tables
        for line in (
            f"- config_name: {name}",
            f"  data_files: {name}/*.parquet",
            *(["  default: true"] if name == "documents" else []),
        )
    ]
    lines = (
        *("language:", "- zh", f"pretty_name: {TITLE}", "license: other", "license_name: terms-by-source"),
        *("license_link: README.md#terms-of-reuse", "size_categories:", f"- {size}"),
        *("tags:", "- legal", "- government", "- china", "- policy", *(["configs:", *configs] if configs else [])),
    )
    return "\n".join(["---", *lines, "---\n"])


_READING = """## Reading it

Each table has a file a year of its documents (the day of publication, or of writing where no page prints one), as
Parquet and, below `jsonl/`, as JSON lines with the same rows; `undated` has the documents without a day. `changes/` has
a file for each publication, which is never written again.

```sql
SELECT title, document_number, published_on FROM 'documents/*.parquet' ORDER BY published_on DESC LIMIT 10;
```

[dictionary.md](dictionary.md) describes every column, `schemas/` says the same to programs. `manifest.json` names every
file with its SHA-256; `sha256sum --check SHA256SUMS` checks them. A value that the page does not give is null, never a
guess. The texts are quoted as the sites published them.
"""

_OF_TODAY = """
`evidence` has the rule and the words behind each value. `deltas/` has the changes since the publication before, each
with the whole record of its document as it stood then: a reader that stores the last number it applied goes on from
the next.
"""


def _terms() -> str:
    rows = "\n".join(f"| {one.source} | {dictionary.escape(str(one))} |" for one in rights.all_terms())
    return f"""## Terms of reuse

{rights.LAW}

What was found of the terms that the sites state. Where nothing was found this says nothing of what is allowed: \
`{rights.NONE_FOUND}`.

| source | terms |
|---|---|
{rows}
"""
