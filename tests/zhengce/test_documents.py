"""One document has one set of fields, with one name and one form, in every output and on both databases."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.moments import format_moment
from parsers.record import Attachment, Citation, Evidence, IssuingBody, Relation, Target
from storage.database import Database
from storage.editing.annotations import set_title
from tests.storage.making import EDITOR
from tests.zhengce.shelf import ICT_PLAN, NOON, keep
from tests.zhengce.test_csv_table import run
from zhengce.documents.view import RECORD, SUMMARY
from zhengce.tables.rows import COLUMNS
from zhengce.web.api import documents
from zhengce.web.api.parameters import ResultParams
from zhengce.web.database import Reader
from zhengce.web.searching import SearchService

MIIT = ICT_PLAN.issuing_bodies[0]
PLAN = replace(
    ICT_PLAN,
    issuing_bodies=(replace(MIIT, unit="办公厅"), IssuingBody(None, "闸板工程局", "闸板工程局")),
    issuing_bodies_complete=False,
    document_number="工信部规〔2021〕164号",
    document_number_as_printed="工信部规[2021]164号",
    written_on=date(2021, 11, 1),
    published_on=date(2021, 11, 16),
    published_at=datetime.fromisoformat("2021-11-16T10:30:00+08:00"),
    effective_on=date(2021, 12, 1),
    repealed_on=date(2025, 12, 31),
    topic="工业、交通\\信息产业（含电信）",
    index_number="000014672/2021-00001",
    addressed_to="各省、自治区、直辖市闸板主管部门",
    body="闸板要结实，闸板要轻便。\n到2025年，闸板全部换成新式。",
    attachments=(Attachment("闸板图样", "https://www.miit.gov.cn/a.pdf", "application/pdf"),),
    cites=(Citation("国发〔2021〕20号", None), Citation(None, "闸板条例")),
    validity="in_force",
    targets=(Target("新式闸板", 100, "100", "%", 2025, "level", words="新式闸板达到100%", place="paragraph 2"),),
    relations=(
        Relation("repeals", "闸板条例", None, date(2022, 1, 1), words="《闸板条例》同时废止。", place="paragraph 2"),
    ),
    evidence={"title": Evidence("heading", ICT_PLAN.title), "topic": Evidence("table: 主题分类", "工业、交通")},
    fetched_at=NOON,
)
WRITTEN = {
    "id": 1,
    "document_number": "工信部规〔2021〕164号",
    "issuing_bodies_en": "MIIT, 闸板工程局",
    "title_en": "Plan for the gate industry",
    "published_on": "2021-11-16",
    "published_at": "2021-11-16T10:30:00+08:00",
    "first_seen_at": "2021-11-24T04:00:00Z",
    "revised_at": "2021-11-25T04:00:00Z",
    "fetched_at": "2021-11-25T04:00:00Z",
    "gone_at": None,
}
"""Some fields as every output that gives them writes them."""

OF_BRIEF = {
    *("document_type_en", "stage_en", "topic_en", "placed_by", "weight", "reasons"),
    *("opening", "aims", "limits", "document_url", "archive_url"),
}
OWN: Mapping[str, set[str]] = {
    "export": {"attachment_texts"},
    "search": {"passages", "passage_places", "passage_articles", "place", "found_by"},
    "API search": {
        *("passages", "passage_places", "passage_articles", "place", "found_by", "title_pieces", "passage_pieces")
    },
    "API document": {
        *("evidence_pages", "cited_documents", "cited_by", "judgements", "revisions"),
        *("related", "standing", "life", "life_of"),
    },
    "brief": OF_BRIEF,
}
"""What an output has beside the fields of the document. Nothing here says a field's fact under another name."""


@pytest.fixture(scope="module")
def outputs(
    make_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Mapping[str, Any]]:
    """One document as each output gives it."""
    database, tmp_path = make_database(), tmp_path_factory.mktemp("outputs")
    database_url = database.engine.url.render_as_string(hide_password=False)
    keep(database, replace(PLAN, body="闸板要结实。"))
    keep(database, replace(PLAN, fetched_at=NOON + timedelta(days=1)), when=NOON + timedelta(days=1))
    with database.write() as connection:
        set_title(connection, 1, "Plan for the gate industry", EDITOR)
    [hit] = SearchService(Reader(database, seconds=60)).search(ResultParams(q="闸板")).items
    with database.read() as connection:
        found = documents.document(connection, 1)
        policies = connection.execute(sa.text("SELECT * FROM policies")).mappings().one()
    bibliography = tmp_path / "list.txt"
    bibliography.write_text("工信部规〔2021〕164号\n", encoding="utf-8")

    def printed(*words: str) -> str:
        return bytes(run(tmp_path, "--database", database_url, *words)).decode("utf-8-sig")

    def cells(text: str) -> Mapping[str, str]:
        return next(csv.DictReader(text.splitlines(keepends=True)))

    for name in ("all.jsonl", "all.csv"):
        printed("export", str(tmp_path / name))
    period = ("--from", "2021-11-16", "--to", "2021-11-16", "--format", "json")
    return {
        "list": json.loads(printed("list", "--format", "json"))[0],
        "list, lines": json.loads(printed("list", "--format", "jsonl")),
        "list, CSV": cells(printed("list", "--format", "csv")),
        "show": json.loads(printed("show", "1", "--json")),
        "search": json.loads(printed("search", "闸板", "--format", "json"))[0],
        "search, CSV": cells(printed("search", "闸板", "--format", "csv")),
        "changes": json.loads(printed("changes").splitlines()[-1])["record"],
        "brief": json.loads(printed("brief", *period))["groups"][0]["documents"][0]["document"],
        "verify": json.loads(printed("verify", str(bibliography), "--format", "json"))[0]["document"],
        "export": json.loads((tmp_path / "all.jsonl").read_text("utf-8")),
        "export, CSV": cells((tmp_path / "all.csv").read_bytes().decode("utf-8-sig")),
        "API search": hit.model_dump(mode="json"),
        "API document": found.model_dump(mode="json") if found else {},
        "policies": {name: as_text(value) for name, value in policies.items()},
    }


def as_text(value: Any) -> Any:
    """A value of the SQL view as text, where a driver gives it as a day or a moment."""
    if isinstance(value, datetime):
        return format_moment(value)
    return value.isoformat() if isinstance(value, date) else value


def as_cell(value: Any) -> str:
    """A JSON value as it stands in a table."""
    if isinstance(value, list):
        return "、".join(item["name"] if isinstance(item, dict) else item for item in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def check_addresses(outputs: dict[str, Mapping[str, Any]]) -> None:
    """The page and its archived copy are written alike, too."""
    [page] = outputs["brief"]["pages"]
    assert page == {
        "url": PLAN.url,
        "source": "miit",
        "published_on": "2021-11-16",
        "first_seen_at": "2021-11-24T04:00:00Z",
        "gone_at": None,
        "gone_why": None,
    }
    [more] = outputs["API document"]["pages"]
    assert {name: more[name] for name in page} == page
    newest = more["captures"][0]
    archived = outputs["brief"]["archived"]
    assert {name: archived[name] for name in newest if name in archived} == {
        name: newest[name] for name in archived if name in newest
    }
    assert set(archived) - set(newest) == {"file", "offset"}


@pytest.mark.both_engines
def test_a_field_has_one_name_and_one_form_everywhere(outputs: dict[str, Mapping[str, Any]]) -> None:
    whole = outputs["show"]
    assert set(whole) == set(RECORD)
    assert [name for name in whole if whole[name] in (None, [], "")] == [
        "comments_due_on",
        "gone_at",
        "ended_by",
        "final_id",
        *("tags", "note", "links"),  # `test_annotating` has them
    ]
    assert {name: whole[name] for name in WRITTEN} == WRITTEN
    assert [body["name"] for body in whole["issuing_bodies"]] == ["工业和信息化部", "闸板工程局"]
    for output, given in outputs.items():
        if output == "policies" or output.endswith("CSV"):
            continue
        assert set(given) - OWN.get(output, set()) <= set(RECORD) | {"pages", "archived"}, output
        assert {name: given[name] for name in given if name in whole} == {
            name: whole[name] for name in whole if name in given
        }, output
        if output != "verify":  # which names the document alone
            assert len(given.keys() & whole.keys()) >= 20, output
    check_addresses(outputs)


def test_a_table_has_the_same_fields_with_lists_as_text(outputs: dict[str, Mapping[str, Any]]) -> None:
    whole = outputs["show"]
    for output in ("list, CSV", "search, CSV", "export, CSV"):
        given = outputs[output]
        assert list(given) == list(COLUMNS if output == "export, CSV" else SUMMARY)
        shared = [name for name in given if name in whole and name not in ("attachments", "targets")]  # counted there
        assert {name: given[name] for name in shared} == {name: as_cell(whole[name]) for name in shared}, output
    lists = {name: value for name, value in outputs["export, CSV"].items() if name.endswith("_json")}
    assert {name: json.loads(text) for name, text in lists.items()} == {
        name: whole[name.removesuffix("_json")] for name in lists
    }
    view = dict(outputs["policies"])
    assert view.pop("attachments") == len(whole["attachments"])
    assert view.pop("targets") == len(whole["targets"])
    assert {name: as_cell(whole[name]) for name in view} == {
        name: as_cell(bool(view[name]) if name == "issuing_bodies_complete" else view[name]) for name in view
    }
