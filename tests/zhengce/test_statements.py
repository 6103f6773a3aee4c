"""Sentences of a closed class in English: aims, acts, days, bounds, and of whom something is asked."""

from tests.tables import from_table
from zhengce.english.statements import statement


@from_table
def test_a_sentence_says_in_english_what_the_rules_know(sentence: str, english: str | None) -> None:
    assert statement(sentence) == english
