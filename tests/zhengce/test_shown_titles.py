"""English titles: which is shown, and how it is composed."""

import csv
import re
from importlib.resources import files

import pytest

from parsers.csv_tables import rows_of
from parsers.record import PolicyDocument
from storage.database import Database
from storage.documents.queries import StoredDocument
from storage.editing import annotations
from storage.translations.queries import accept, store_translation
from storage.translations.texts import Text
from tests.storage.keeping import held, save
from tests.storage.making import EDITOR, NOON, document
from tests.storage.test_translations import made
from tests.tables import from_table
from tests.zhengce.shelf import stored
from zhengce.citations.facts import CitationFacts
from zhengce.english.glossary import terms
from zhengce.english.glossary.spelling import words_of
from zhengce.english.titles.frames import english_title
from zhengce.english.titles.lexicon import PREPOSITIONS, cut, words
from zhengce.english.titles.shown import (
    LEAD,
    MARK,
    ShownText,
    frame_of,
    gloss,
    printed_title,
    reviewed_text,
    shown_title,
)

# Which English of a title is shown, and what of it an editor accepts


def titled(title: str, issued: str | None = None, **values: str | None) -> PolicyDocument:
    return document(**{"title": title, "issued_title": issued, "subject": None} | values)


DRAFT = titled("关于《埽工养护办法（征求意见稿）》征求意见的通知", "埽工养护办法（征求意见稿）", stage="draft")


def only(database: Database) -> StoredDocument:
    return held(database)[0]


def test_a_person_comes_before_a_machine(database: Database) -> None:
    save(database, DRAFT)
    assert shown_title(only(database)) is None  # no table holds 埽工
    name = Text("name", "埽工养护办法")
    with database.write() as connection:
        store_translation(connection, made(name, "Measures for Revetments", origin="local", engine="zh-en"))
    assert shown_title(only(database)) == ShownText("Measures for Revetments (Draft for Comment)", "local:zh-en")
    with database.write() as connection:
        store_translation(connection, made(name, "Measures for Sao", engine="qwen3:8b"))
    assert shown_title(only(database)) == ShownText("Measures for Sao (Draft for Comment)", "model:qwen3:8b")
    assert printed_title(only(database)) == f"Measures for Sao (Draft for Comment) {MARK}"
    assert CitationFacts(only(database)).title_en is None
    with database.write() as connection:
        accept(connection, name, "Measures for Fascine Works", NOON)
    accepted = "Measures for Fascine Works (Draft for Comment)"
    assert shown_title(only(database)) == ShownText(accepted, "accepted")
    assert printed_title(only(database)) == CitationFacts(only(database)).title_en == accepted
    with database.write() as connection:
        accept(connection, Text("name", DRAFT.title), "Draft on Fascines", NOON)
    assert shown_title(only(database)) == ShownText("Draft on Fascines", "accepted")
    with database.write() as connection:
        annotations.set_title(connection, 1, "This document", EDITOR)
    assert shown_title(only(database)) == ShownText("This document", "editor")


@from_table
def test_a_model_comes_behind_rules_of_official_words_alone(title: str, origin: str, database: Database) -> None:
    save(database, titled(title, subject="加快发展保障性租赁住房" if "意见" in title else None, document_type="意见"))
    before = shown_title(only(database))
    assert before
    assert before.origin == "rules"
    with database.write() as connection:
        store_translation(connection, made(only(database).english.name, None))  # refused
    assert shown_title(only(database)) == before
    with database.write() as connection:
        store_translation(connection, made(only(database).english.name, "Speeding up Housing"))
    shown = shown_title(only(database))
    assert shown
    assert shown.origin == origin
    assert (shown.text == "Opinions on Speeding up Housing") == (origin != "rules")


@pytest.mark.parametrize(
    ("record", "english", "text", "of_text"),
    [
        (DRAFT, "Measures for X (Draft for Comment)", "埽工养护办法", "Measures for X"),
        (
            titled("甲法（修订草案征求意见稿）", stage="draft"),
            *("Law on A (Draft Revision)", "甲法（修订草案征求意见稿）", "Law on A (Draft Revision)"),
        ),
        (DRAFT, "Measures for X: a Draft", DRAFT.title, "Measures for X: a Draft"),
        (
            titled("关于修改《甲办法》的决定", subject="修改《甲办法》", document_type="决定"),
            *("Decision to Amend the A Measures", "甲办法", "A Measures"),
        ),
        (
            titled("关于同意设立甲区的批复", subject="同意设立甲区", document_type="批复"),
            *("Approval of Setting up A", "设立甲区", "Setting up A"),
        ),
        (
            titled("关于《甲规划》的批复", "甲规划", subject="《甲规划》", document_type="批复"),
            *("Approval of the Plan for A", "甲规划", "Plan for A"),
        ),
        (
            titled("关于做好甲工作的通知", subject="做好甲工作", document_type="通知"),
            *("Notice on Work on A", "做好甲工作", "Work on A"),
        ),
        (
            titled("关于做好甲工作的通知", subject="做好甲工作", document_type="通知"),
            *("Circular on Work on A", "关于做好甲工作的通知", "Circular on Work on A"),
        ),
        (titled("甲规划"), "Plan for A", "甲规划", "Plan for A"),
    ],
)
def test_what_is_accepted_is_the_name_where_the_frame_stays(
    record: PolicyDocument, english: str, text: str, of_text: str
) -> None:
    assert reviewed_text(stored(record), english) == (Text("name", text), of_text)
    if text != record.title:
        assert frame_of(record).around(of_text) == english


# Titles in English by rules: whole where the grammar is sure, else a line of known words that is no title


@from_table
def test_a_title_that_can_be_read_in_one_way_is_english(title: str, english: str) -> None:
    found = english_title(title)
    assert found.text == english
    assert gloss(title) == english


@from_table
def test_a_title_of_two_readings_or_unknown_words_is_not_english(title: str) -> None:
    assert not english_title(title).text


@from_table
def test_another_title_is_a_line_of_known_words(title: str, line: str | None) -> None:
    shown = gloss(title) or ""
    assert shown.startswith(LEAD)
    assert line is None or shown == LEAD + line
    assert not re.search("[\u3400-\u9fff]", shown)
    assert not re.search(r"(?:^|· |… )(?:of|to|with|in|on|for|by)\b", shown)


def test_an_official_name_wins_over_the_rules() -> None:
    for name, entry in terms.official_names().items():
        assert english_title(f"《{name}》").text == entry.english
        assert english_title(f"关于修改《{name}》的决定").text == f"Decision to Amend the {entry.english}"
        assert entry.source


@from_table
def test_the_english_of_the_tables_is_spelled_as_in_america(table: str, columns: tuple[str, ...]) -> None:
    kept = {"catalogue", "catalogues", "dialogue", "dialogues", "analyses"}
    with files("zhengce.english").joinpath(table).open(encoding="utf-8") as rows:
        found = {word for row in csv.DictReader(rows) for column in columns for word in row[column].lower().split()}
    british = {row["british"] for row in rows_of("zhengce.english.glossary", "american.csv")}
    digitised = {word for word in found if any("iz" in form and "iz" not in word for form in words_of(word))}
    assert (found & british - kept) | digitised == set()


def test_no_single_character_is_a_word_but_for_conjunctions_prepositions_and_rare_metals() -> None:
    metals = "碲钆钇钐钒钕钨钪钬钼钽铋铌铍铒铕铟铥铼铽锆锑锗镓镝镥镨镱"
    assert sorted(word for word in words() if len(word) == 1) == sorted(
        {*f"+＋和与及暨、并的等\u3000{metals}", *(one for one in PREPOSITIONS if len(one) == 1)}
    )


def test_a_text_is_cut_whole() -> None:
    for text in ("国家数据安全管理办法", "埽工养护，ABC 2021年", "、、（）"):
        assert "".join(word.chinese for word in cut(text)) == text
