"""Cases as data: the rows of a test stand in a table beside its module.

`test_dates.tsv` beside `test_dates.py` has a section for each test: `# name of the test`, the names of its arguments, a
row a case, a blank line. Cells are text; under `name?` an empty one is None, under `name:date` a day or None, under
`name:json` each is JSON, under `name:tuple` JSON whose lists are tuples. The column `id` names cases; the column `#`
is for readers: where a case comes from.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., None])


def from_table(test: Test) -> Test:
    """Runs a test with each row of its section."""
    function: Any = test
    names, rows, ids = _sections(Path(function.__code__.co_filename).with_suffix(".tsv"))[function.__name__]
    marked: Test = pytest.mark.parametrize(names if len(names) > 1 else names[0], rows, ids=ids)(test)
    return marked


@cache
def _sections(file: Path) -> dict[str, tuple[list[str], list[Any], list[str] | None]]:
    """Name of each test -> the names of its arguments, its cases, and their names."""
    found = {}
    for section in file.read_text(encoding="utf-8").removesuffix("\n").split("\n\n"):
        title, head, *lines = section.split("\n")
        heads = head.split("\t")
        cases = [[_value(*cell) for cell in zip(heads, line.split("\t"), strict=True)] for line in lines]
        kept = [at for at, name in enumerate(heads) if name not in ("id", "#")]
        ids = [case[heads.index("id")] for case in cases] if "id" in heads else None
        rows = [tuple(case[at] for at in kept) if len(kept) > 1 else case[kept[0]] for case in cases]
        found[title.removeprefix("# ")] = ([heads[at].partition(":")[0].rstrip("?") for at in kept], rows, ids)
    return found


def _value(head: str, cell: str) -> Any:
    if head.endswith("?"):
        return cell or None
    if head.endswith(":date"):
        return date.fromisoformat(cell) if cell else None
    if head.endswith(":tuple"):
        return _tuples(json.loads(cell))
    return json.loads(cell) if head.endswith(":json") else cell


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
