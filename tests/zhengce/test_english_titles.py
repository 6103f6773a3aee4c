"""Titles in English by rules: whole where the grammar is sure, else a line of known words that is no title."""

import csv
import re
from importlib.resources import files

import pytest

from parsers.csv_tables import rows_of
from tests.tables import from_table
from zhengce.english.glossary import terms
from zhengce.english.glossary.spelling import words_of
from zhengce.english.plurals import plural, singular
from zhengce.english.titles.frames import english_title
from zhengce.english.titles.grammar import nouns_in_a_row
from zhengce.english.titles.lexicon import PREPOSITIONS, cut, words
from zhengce.english.titles.shown import LEAD, gloss


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


def test_a_title_of_which_no_word_is_known_has_no_line() -> None:
    assert gloss("关于埽工养护的通知") is None
    assert gloss("") is None


def test_an_official_name_wins_over_the_rules() -> None:
    for name, entry in terms.official_names().items():
        assert english_title(f"《{name}》").text == entry.english
        assert english_title(f"关于修改《{name}》的决定").text == f"Decision to Amend the {entry.english}"
        assert entry.source


@from_table
def test_nouns_in_a_row_are_counted_without_adjectives(text: str, nouns: int) -> None:
    assert nouns_in_a_row(text) == nouns


@pytest.mark.parametrize(
    ("one", "many"),
    [("enterprise", "enterprises"), ("share of people who exercise", "shares of people who exercise")],
)
def test_the_plural_is_that_of_the_noun(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize("phrase", ["securities", "minors", "premises", "ashes", "works", "services"])
def test_what_has_no_singular_keeps_its_form(phrase: str) -> None:
    assert singular(phrase) == phrase


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
