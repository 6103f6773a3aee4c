"""Every saved notice page gives, field by field, the record that lies beside it; every source has at least one."""

import json
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.document import parse
from parsers.page import Page
from parsers.record import PolicyDocument
from scrapers.run.process import source_names

PAGES = Path(__file__).parent / "pages"
URLS: dict[str, str] = tomllib.loads((PAGES / "records.toml").read_text())
FIELDS = [f.name for f in fields(PolicyDocument) if f.name not in ("evidence", "fetched_at", "parser_version")]


@cache
def given(name: str) -> dict[str, Any]:
    return parse(Page(URLS[name], (PAGES / name).read_bytes())).to_dict()


def without_absent(value: Any) -> Any:
    """A value as a record beside a page has it: no keys for what is absent, so that a new field changes no record."""
    if isinstance(value, dict):
        return {key: without_absent(item) for key, item in value.items() if item not in (None, [])}
    return [without_absent(item) for item in value] if isinstance(value, list) else value


@cache
def expected(name: str) -> dict[str, Any]:
    """The record beside a page; made, and to be reviewed, where there is none yet."""
    path = PAGES / f"{name}.record.json"
    if not path.exists():
        record = without_absent({field: given(name)[field] for field in FIELDS})
        path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        pytest.fail(f"{path.name} was made from what the parsers give; compare it with the page, then commit it")
    return dict(json.loads(path.read_text()))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", URLS)
def test_a_saved_page_gives_the_record_beside_it(name: str, field: str) -> None:
    assert without_absent(given(name)).get(field) == expected(name).get(field)


@pytest.mark.parametrize("name", URLS)
def test_every_value_of_a_record_has_its_evidence(name: str) -> None:
    record = given(name)
    values = {
        field for field in FIELDS if field not in ("source", "url", "body", "issuing_bodies_complete", "attachments")
    }
    found = {field for field in values if record[field] not in (None, [], "")}
    bare = {"document_number_as_printed", "published_at"}  # told by the evidence of number and published_on
    assert found - bare <= set(record["evidence"])


@pytest.mark.parametrize("source", source_names())
def test_no_source_without_a_saved_notice(source: str) -> None:
    assert any(name.startswith(f"{source}/") for name in URLS)


@pytest.mark.parametrize("name", URLS)
def test_a_page_of_a_source_bears_its_name(name: str) -> None:
    source = name.partition("/")[0]
    assert given(name)["source"] == source or source not in source_names()
