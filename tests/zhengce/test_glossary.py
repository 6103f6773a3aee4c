"""The glossary of policy terms: what its rows must hold, and how English words are compared."""

import csv
from collections import Counter
from importlib.resources import files

import pytest

from zhengce.english.glossary import renderings, terms
from zhengce.english.glossary.spelling import stem, words_of

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Data-centres of the State's", "data center of state"),
        ("digitisation programmes", "digitization program"),
        ("enterprises' obligations", "enterprise obligation"),
        ("policies, batteries and industries", "policy battery and industry"),
        ("fibre; labour; defence; licences", "fiber labor defense license"),
        ("securities and security, futures and future", "securities and security futures and future"),
        ("SMEs & APIs", "sme and api"),
        ("taxes, gases, processes, businesses", "tax gase process business"),
        ("ETS, BRICS, U.S. and religious affairs", "ets brics us and religious affair"),
        ("supervise the enterprise", "supervise enterprise"),
    ],
)
def test_words_are_compared_without_number_possessive_hyphens_and_british_spelling(text: str, expected: str) -> None:
    assert " ".join(words_of(text)) == expected


@pytest.mark.parametrize("words", ["promote promoting promoted", "plan planning planned", "manage managing managed"])
def test_forms_of_a_verb_have_one_stem(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


def test_one_english_word_may_mean_several_chinese_ones() -> None:
    found = {entry.chinese for entry in renderings.index().find(("plan",))}
    assert {"规划", "计划", "方案"} <= found
    assert [entry.chinese for entry in renderings.index().find(("securities",))] == ["证券"]
    assert {entry.chinese for entry in renderings.index().find(("training",))} >= {"培训"}
