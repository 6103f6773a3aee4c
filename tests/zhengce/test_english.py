"""English names, indicators, targets and terms, and what SQL finds of them."""

import csv
import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.grammar.agencies import AGENCIES
from parsers.grammar.document_type import ENDINGS, IN_ENGLISH, OFFICIAL
from parsers.grammar.targets.reading import read_targets
from parsers.passages import passages_of
from parsers.record import IssuingBody, Target
from storage.database import Database
from storage.documents import queries
from storage.editing import annotations
from storage.translations.texts import Text
from tests.shared import SHARED
from tests.tables import from_table
from tests.zhengce.holding import EDITOR, hold, invented
from zhengce.documents.view import select
from zhengce.english import indicators, stored, vocabulary
from zhengce.english.glossary import terms
from zhengce.english.glossary.spelling import words_of
from zhengce.english.indicators import english_indicator
from zhengce.english.local_bodies import local_body
from zhengce.english.review import accept_text
from zhengce.english.targets import bound_phrase, figure_of, line_of
from zhengce.english.vocabulary import office_in_english

# English is given where it is certain, and nowhere else


def test_every_kind_that_the_grammar_knows_has_english() -> None:
    assert len(OFFICIAL) == 15
    assert set(ENDINGS.values()) - set(IN_ENGLISH) == set()


@from_table
def test_a_topic_has_english_if_it_is_of_a_list_that_is_held(printed: str | None, expected: str | None) -> None:
    assert vocabulary.topic(printed) == expected


@pytest.mark.needs_shared("agencies/themes.json")
def test_every_term_of_the_official_tree_has_english() -> None:
    for top in json.loads((SHARED / "agencies" / "themes.json").read_text()):
        assert vocabulary.topic(top["theme"])
        for second in top["children"]:
            assert vocabulary.topic(f"{top['theme']}\\{second}"), second


def test_a_body_that_the_table_does_not_know_has_no_english() -> None:
    assert vocabulary.body(IssuingBody(None, "某某协会", "某某协会")) is None
    known = IssuingBody("miit", "工业和信息化部", "工信部", "Ministry of Industry and Information Technology", "MIIT")
    assert vocabulary.body(known) == "Ministry of Industry and Information Technology (MIIT)"
    assert vocabulary.short_body(known) == "MIIT"


@from_table
def test_the_office_that_signed_is_named_with_its_body(printed: str, expected: str) -> None:
    known = IssuingBody("mwr", "水利部", "水利部", "Ministry of Water Resources", "MWR", printed)
    assert vocabulary.body(known) == f"Ministry of Water Resources (MWR), {expected}"
    assert vocabulary.body(known, abbreviated=False) == f"Ministry of Water Resources, {expected}"
    assert vocabulary.short_body(known) == f"MWR {expected}"
    assert vocabulary.short_body(IssuingBody(None, "某某协会", "某某协会", unit=printed)) == f"某某协会{printed}"


def test_an_office_is_called_as_its_own_body_calls_it() -> None:
    miit = IssuingBody("miit", "工业和信息化部", "工信部", None, "MIIT", "无线电管理局")
    assert vocabulary.short_body(miit) == "MIIT Bureau of Radio Regulation"
    assert office_in_english("科技司", "miit") == "Department of Science and Technology"
    assert office_in_english("科技司", "pboc") == "Technology Department"
    assert office_in_english("某某司", "pboc") == "某某司"


def test_the_table_of_offices_names_bodies_of_the_agencies_table() -> None:
    with files("zhengce.english").joinpath("offices.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert {row["body"] for row in rows} - {""} <= set(AGENCIES)
    assert len({(row["body"], row["chinese"]) for row in rows}) == len(rows)


@from_table
def test_local_bodies_are_named_by_rule(name: str, english: str | None) -> None:
    assert local_body(name) == english


# SQL users read the English that outputs show: of titles in `policies`, of indicators in `targets`


TARGET = Target("5G用户普及率", 56.0, "56", "%", 2025, "level")
KNOWN = invented(title="关于印发“十四五”信息通信行业发展规划的通知", targets=(TARGET,))
UNKNOWN = invented(title="关于埽工髹漆的通知")


def in_sql(database: Database) -> tuple[list[Any], list[Any]]:
    """The titles, and the indicators with their English, as SQL has them."""
    with database.read() as connection:
        titles = connection.execute(sa.text("SELECT title_en, title_en_origin FROM policies ORDER BY id")).all()
        indicators = connection.execute(sa.text("SELECT indicator, indicator_en FROM targets")).all()
    return [tuple(row) for row in titles], [tuple(row) for row in indicators]


def in_outputs(database: Database) -> tuple[list[Any], list[Any]]:
    """The same as outputs have it."""
    with database.read() as connection:
        documents = [select(one, ("title_en", "title_en_origin", "targets")) for one in queries.each(connection)]
    documents.reverse()  # the newest first
    targets = [(one["indicator"], one["indicator_en"]) for document in documents for one in document["targets"]]
    return [(one["title_en"], one["title_en_origin"]) for one in documents], targets


@pytest.mark.both_engines
def test_sql_has_the_english_of_outputs_also_after_an_editor_accepted_some(database: Database) -> None:
    hold(database, KNOWN, UNKNOWN)
    assert stored.refresh(database) == 3
    assert in_sql(database) == in_outputs(database)
    assert in_sql(database)[0][0][1] == "rules"
    assert stored.refresh(database) == 0
    with database.write() as connection:
        accept_text(connection, Text("indicator", TARGET.indicator), "Share of 5G users", EDITOR)
        annotations.set_title(connection, 2, "Notice on fascine works", EDITOR)
    assert in_sql(database)[0] == in_outputs(database)[0]
    assert stored.refresh(database) == 1
    assert in_sql(database) == in_outputs(database)
    assert in_sql(database)[1] == [(TARGET.indicator, "Share of 5G users")]


# Indicators in English by rules: what is measured, of what and per what; nothing where a part is not certain


@from_table
def test_an_indicator_is_what_is_measured_of_what(indicator: str, english: str) -> None:
    assert english_indicator(indicator) == english


@from_table
def test_half_an_indicator_is_none(indicator: str) -> None:
    assert english_indicator(indicator) is None


def test_no_indicator_is_read_again_and_again() -> None:
    text = "累计" * 15 + "下降" * 15  # each prefix and each ending may be taken off first
    indicators._translated.cache_clear()
    assert english_indicator(text) is None
    assert indicators._translated.cache_info().misses < len(text) ** 2


# A target in a line of English: converted units and numbers, and the printed words where they have none


@from_table
def test_a_target_is_a_line_of_english_or_its_printed_words(sentence: str, line: str) -> None:
    [target] = read_targets(passages_of(sentence), date(2021, 11, 1))
    assert line_of(asdict(target)) == line


@from_table
def test_a_figure_is_given_in_english_without_words_where_that_is_certain(sentence: str, figure: str | None) -> None:
    [target] = read_targets(passages_of(sentence), date(2021, 11, 1))
    assert figure_of(asdict(target)) == figure


def test_a_figure_with_its_baseline_and_a_change_in_brackets() -> None:
    rows = "指标\t2020年\t2025年\t累计\n普及率（%）\t15\t56\t[41]\n能耗降低（%）\t-\t-\t[13.5]"
    found = [figure_of(asdict(one)) for one in read_targets(passages_of(rows), date(2021, 11, 1))]
    assert found == ["15% (2020) → 56%", "+41 points", "↓ 13.5%"]


@from_table
def test_a_bound_has_its_figure_in_english(words: str, phrase: str | None) -> None:
    assert (bound_phrase(words) or [None])[0] == phrase


# The glossary of policy terms: what its rows must hold, and how English words are compared


FIELDS = {
    *("agriculture", "bodies", "data", "economy and governance", "energy", "environment", "finance", "general"),
    *("health", "industry", "intellectual property", "laws", "regions", "society", "technology", "trade", "transport"),
}


def test_every_row_is_whole_and_stands_once() -> None:
    entries = terms.entries()
    assert len(entries) >= 1500
    assert {entry.field for entry in entries} == FIELDS
    assert [chinese for chinese, count in Counter(entry.chinese for entry in entries).items() if count > 1] == []
    for entry in entries:
        assert entry.chinese.strip() == entry.chinese != ""
        assert all(form.strip() == form != "" for form in entry.forms), entry
        assert len(set(entry.forms)) == len(entry.forms), entry
        assert all(form.replace("–", "-").isascii() or form in ("data elements ×",) for form in entry.forms), entry
        assert all(words_of(form) for form in entry.forms), entry


def test_the_table_is_sorted_by_field_and_english() -> None:
    with files("zhengce.english.glossary").joinpath("terms.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert rows == sorted(rows, key=lambda row: (row["field"], row["english"].lower(), row["chinese"]))


@from_table
def test_words_are_compared_without_number_possessive_hyphens_and_british_spelling(text: str, expected: str) -> None:
    assert " ".join(words_of(text)) == expected
