"""A field, and a filter, is known wherever fields and filters are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import get_args, get_type_hints

import click
import pytest
import sqlalchemy as sa

from parsers.fields import FIELDS, PARTS, CatalogueField, FieldType
from parsers.place import Place
from parsers.record import Attachment, Citation, Evidence, Field, IssuingBody, PolicyDocument, Relation, Target
from scrapers import spiders
from storage.database import Database, open_database
from storage.documents import deserialize
from storage.documents.filter_fields import FILTERS
from storage.documents.filters import Filters
from storage.editing.annotations import Link
from storage.resolution.merging import PageRecord, merge_pages
from storage.schema import documents
from tests.conftest import Sample
from tests.tables import from_table
from tests.zhengce.test_documents import PLAN
from zhengce.cli.program import program
from zhengce.documents.view import RECORD
from zhengce.feeds.atom import feed_id, title_of
from zhengce.search.filter_values import read_filters
from zhengce.settings.load import Configuration
from zhengce.tables.columns import of_record
from zhengce.tables.parquet import arrow_schema
from zhengce.tables.rows import COLUMNS
from zhengce.watches.watch import WATCH_KEYS, read_watch
from zhengce.web import words
from zhengce.web.api.parameters import FilterParams, ResultsPage
from zhengce.web.api.schemas import DocumentAnswer
from zhengce.web.pages.editing.watches import watch_settings
from zhengce.web.pages.rendering.links import Links
from zhengce.web.words import word

# Every field of a document is in `parsers/fields.csv`, and every table that has to know it does


NAMES = tuple(field.name for field in fields(PolicyDocument))

TYPES: Mapping[FieldType, object] = {"text": str, "day": date, "time": datetime, "moment": datetime, "flag": bool}

OF_THE_PAGE = {"source", "url", "stage", "evidence", "fetched_at", "parser_version"}
"""Fields of a merged document that come with the page that gives most of it."""

BESIDE_THE_FACTS = {
    "source": "below the heading",
    "url": "below the heading",
    "title": "the heading",
    "issuing_bodies_complete": "behind the bodies",
    "validity": "with the status",
    "fetched_at": "with the archived copies",
    "parser_version": "in the API alone",
    "body": "below the facts",
}
"""Fields with one value that the page of a document shows elsewhere."""


def unknown() -> Iterator[str]:
    """The fields of the record that a table lacks, each with the table."""
    tables: Mapping[str, Callable[[str], bool]] = {
        "the columns and tables of the database (storage/schema)": lambda name: (
            name in documents.c or name in deserialize.PARTS
        ),
        "the merging of pages (column `merged_with`)": lambda name: (
            name in OF_THE_PAGE or any(FIELDS[name].merged_with == one.name and one.winner for one in FIELDS.values())
        ),
        "JSON (zhengce/documents/view.py)": lambda name: name in RECORD,
        "CSV and XLSX (column `export`)": lambda name: name in COLUMNS or f"{name}_json" in COLUMNS,
        "the parts of its items (parsers/parts.csv)": lambda name: (
            FIELDS[name].type not in ("list", "object") or arrow_schema(of_record([name])).types[0].num_fields > 0
        ),
        "the API (zhengce/web/api/schemas.py)": lambda name: name in DocumentAnswer.model_fields,
        "the page of a document (column `page`)": lambda name: (
            FIELDS[name].type not in TYPES or "page" in FIELDS[name].order or name in BESIDE_THE_FACTS
        ),
        "labels and data dictionary (columns `zh`, `en`, `description`)": lambda name: (
            all(words.table()[name]) and bool(FIELDS[name].description)
        ),
    }
    for name in NAMES:
        if name not in FIELDS:
            yield f"{name}: not in parsers/fields.csv"
            continue
        yield from (f"{name}: unknown to {table}" for table, knows in tables.items() if not knows(name))


def test_every_field_of_the_record_is_known_to_every_table_that_has_to_know_it() -> None:
    assert list(unknown()) == []


def test_every_word_of_the_catalogue_that_has_a_meaning_is_one_that_is_known() -> None:
    hints = get_type_hints(CatalogueField)
    allowed = {column: get_args(hints[column]) for column in ("type", "winner", "file")}
    wrong = [
        f"{name}: {column} {getattr(field, column)}"
        for name, field in FIELDS.items()
        for column, known in allowed.items()
        if getattr(field, column) not in known
    ]
    assert wrong == []


def test_the_catalogue_has_the_fields_of_the_record_in_their_order_and_with_their_types() -> None:
    assert tuple(name for name in FIELDS if name in NAMES) == NAMES
    hints = get_type_hints(PolicyDocument)
    wrong = []
    for field in fields(PolicyDocument):
        kind = TYPES.get(FIELDS[field.name].type)
        plain = kind if field.default is not None else kind | None  # type: ignore[operator]
        literal = field.name in ("stage", "validity")  # texts of which only some are allowed
        if kind and not literal and hints[field.name] != plain:
            wrong.append(f"{field.name}: {FIELDS[field.name].type} in fields.csv, {hints[field.name]} in the record")
    assert wrong == []


def test_the_parts_of_the_lists_are_those_of_the_record() -> None:
    kinds = {
        "issuing_bodies": IssuingBody, "attachments": Attachment, "cites": Citation, "targets": Target,
        "relations": Relation, "evidence": Evidence, "links": Link,
    }  # fmt: skip
    of_others = {"field", "indicator_en", "indicator_en_origin", "document_id"}
    for name, kind in kinds.items():
        hints = get_type_hints(kind).items()
        optional = {part: type(None) in get_args(hint) for part, hint in hints if part not in of_others}
        parts = {part.name: bool(part.absent) for part in PARTS[name] if part.name not in of_others}
        assert parts == optional, name


def test_every_field_that_findings_decide_can_be_found_by_a_site() -> None:
    assert [name for name, field in FIELDS.items() if field.places and name not in get_args(Field)] == []


TEXTS = {name: "闸板" for name in NAMES if name in FIELDS and FIELDS[name].type == "text" and not getattr(PLAN, name)}
WITH_EVIDENCE = replace(
    PLAN,
    comments_due_on=date(2021, 12, 1),
    evidence={name: Evidence(Place.TABLE, "words") for name in NAMES},
    **TEXTS,  # type: ignore[arg-type]
)
BARE = PolicyDocument("mof", "https://www.mof.gov.cn/a.html", PLAN.title, PLAN.stage)


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.is_revision and name != "stage"])
def test_no_field_is_lost_when_a_page_that_lacks_it_is_merged_with_one_that_has_it(name: str) -> None:
    pages = [PageRecord(number, record.url, None, record) for number, record in enumerate((BARE, WITH_EVIDENCE), 1)]
    merged, origin = merge_pages(pages)
    value = getattr(WITH_EVIDENCE, name)
    assert value not in (None, (), "")
    assert getattr(merged, name) == value
    assert (name in merged.evidence, origin[name]) == (True, PLAN.url)


@from_table
def test_evidence_tells_the_place_of_its_value(rule: str, place: str | None) -> None:
    assert Evidence(rule, "words").found_in == place


# Every filter of the table is known to commands, addresses, links, watches, feeds and the sets in memory


VALUES = {
    "issuer": "miit",
    "source": "miit",
    "type": "通知",
    "stage": "draft",
    "status": "in_force",
    "on": "2022-01-01",
    "from": "2021-11-10",
    "to": "2021-11-10",
    "topic": "科技",
    "tag": "telecom",
}
"""A value of each filter."""

WATCHED = [name for name, row in FILTERS.items() if row.is_watched]


def given(name: str) -> dict[str, str | list[str]]:
    """A filter with its value, as commands and addresses give it."""
    return {name: [VALUES[name]] if FILTERS[name].is_repeatable else VALUES[name]}


def filters_with(name: str) -> Filters:
    return read_filters(given(name), spiders.names())


def test_the_table_has_a_row_for_each_attribute_of_the_filters() -> None:
    assert [row.field for row in FILTERS.values()] != []
    assert {row.field for row in FILTERS.values()} == {field.name for field in fields(Filters)}
    assert VALUES.keys() == FILTERS.keys()


@pytest.fixture(scope="module")
def database(sample: Sample) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}")
    yield opened
    opened.close()


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_narrows_a_query(name: str, database: Database) -> None:
    filters = filters_with(name)
    every = sa.select(documents.c.id)
    with database.read() as connection:
        narrowed = set(connection.execute(every.where(*filters.conditions())).scalars())
        unfiltered = set(connection.execute(every.where(*Filters().conditions())).scalars())
    assert narrowed != unfiltered


@pytest.mark.parametrize("name", FILTERS)
def test_a_feed_has_an_id_and_a_title_of_its_own_for_each_filter(name: str) -> None:
    filters = filters_with(name)
    assert feed_id(filters) != feed_id(Filters())
    assert VALUES[name] in title_of(filters)


@pytest.mark.parametrize("command", ["list", "search", "targets", "export", "brief", "feed"])
def test_a_command_that_filters_takes_every_filter(command: str) -> None:
    found = program.get_command(click.Context(program), command)
    assert found is not None
    options = {option for parameter in found.params for option in parameter.opts}
    assert {f"--{name}" for name in FILTERS} - options == set()


def test_addresses_take_every_filter_and_hand_it_to_the_storage() -> None:
    assert FILTERS.keys() - {field.alias or name for name, field in FilterParams.model_fields.items()} == set()
    for name in FILTERS:
        assert FilterParams.model_validate(given(name)).filters() == filters_with(name), name


@pytest.mark.parametrize("name", FILTERS)
def test_a_page_shows_each_filter_that_is_on_with_a_link_that_takes_it_away(name: str) -> None:
    [(kind, value, link)] = Links(ResultsPage.model_validate(given(name)), "/").chosen()
    assert (kind, value) == (name, VALUES[name])
    assert f"{name}=" not in link


@pytest.mark.parametrize("name", FILTERS)
def test_the_pages_have_a_word_for_each_filter(name: str) -> None:
    assert word(name)


@pytest.mark.parametrize("name", FILTERS)
def test_a_search_saved_as_a_watch_has_each_filter_or_says_that_it_is_left_out(name: str) -> None:
    settings, left_out = watch_settings(ResultsPage.model_validate(given(name)))
    assert (VALUES[name] in str(settings.get(name))) == FILTERS[name].is_watched
    assert left_out == ([] if FILTERS[name].is_watched else [name])


def test_a_watch_takes_every_filter_that_watches_have() -> None:
    assert set(WATCHED) - WATCH_KEYS.keys() == set()


@pytest.mark.parametrize("name", WATCHED)
def test_the_list_of_watches_shows_each_filter(name: str) -> None:
    chosen = Configuration(channels={"hook": "webhook+http://h/"}, secret="k")
    watch = read_watch({"name": "drafts", "to": ["hook"], **given(name)}, chosen, spiders.names())
    assert watch.criteria.startswith(f"{name} {VALUES[name]} · ")


@pytest.mark.parametrize("page", ["api.md", "watches.md"])
def test_the_documentation_names_every_filter(page: str) -> None:
    text = (Path(__file__).parent.parent / "docs" / page).read_text(encoding="utf-8")
    names = WATCHED if page == "watches.md" else FILTERS
    assert [name for name in names if f"`{name}`" not in text and f"--{name} " not in text] == []
