"""A term that a document sets for itself has both ends; a term of something else is none of its own."""

from datetime import date

import pytest

from parsers.grammar.validity import effective_on, repealed_on
from tests.tables import from_table


def term(text: str) -> tuple[date | None, date | None]:
    begin = effective_on(text, written_on=date(2023, 3, 1), published_on=None)
    end = repealed_on(text, begin.on if begin else None)
    return begin.on if begin else None, end.on if end else None


@pytest.mark.parametrize(
    ("sentence", "begin", "end"),
    [
        ("本公告自2023年1月1日至2027年12月31日执行。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本公告自2023年1月1日至12月31日执行。", date(2023, 1, 1), date(2023, 12, 31)),
        ("本公告自2023年1月1日起至2023年12月31日止执行。", date(2023, 1, 1), date(2023, 12, 31)),
        ("自2023年1月1日起至2023年12月31日止施行。", date(2023, 1, 1), date(2023, 12, 31)),
        ("本通知自二〇二三年一月一日至二〇二七年十二月三十一日执行。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本通知自二〇二三年一月一日起至十二月三十一日止执行。", date(2023, 1, 1), date(2023, 12, 31)),
        ("本公告执行期限为2023年1月1日至2027年12月31日。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本办法有效期自2023年1月1日至2027年12月31日。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本办法自2021年1月1日起施行，有效期至2025年12月31日。", date(2021, 1, 1), date(2025, 12, 31)),
        ("三、执行期限：2023年1月1日至2027年12月31日", date(2023, 1, 1), date(2027, 12, 31)),
        ("实施期限 2023年1月1日—2025年12月31日", date(2023, 1, 1), date(2025, 12, 31)),
        ("本方案实施期限为2023年1月1日—12月31日。", date(2023, 1, 1), date(2023, 12, 31)),
        ("本公告自2023年1月1日起执行至2027年12月31日。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本办法自2023年3月1日起施行，有效期5年。", date(2023, 3, 1), date(2028, 2, 29)),
        ("本办法有效期5年，自2021年1月1日起至2025年12月31日止。", date(2021, 1, 1), date(2025, 12, 31)),
        ("本公告自2024年1月1日起至2027年12月31日止。", date(2024, 1, 1), date(2027, 12, 31)),
        ("上述政策自2023年1月1日至2027年12月31日执行。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本办法有效期是5年，自2021年1月1日起至2025年12月31日止。", date(2021, 1, 1), date(2025, 12, 31)),
        ("本通知自印发之日起施行，有效期至2027年12月31日。", date(2023, 3, 1), date(2027, 12, 31)),
        ("本通知自2023年10月1日起实施，至2025年9月30日止。", date(2023, 10, 1), date(2025, 9, 30)),
        ("本通知自2023年1月1日起试行，试行期2年。", date(2023, 1, 1), date(2024, 12, 31)),
        ("本通知执行期限为2023年1月1日起至2025年12月31日。", date(2023, 1, 1), date(2025, 12, 31)),
        ("本公告所称优惠政策的执行期限为2023年1月1日至2027年12月31日。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本通知自2021年1月1日起实施，至2025年12月31日结束。", date(2021, 1, 1), date(2025, 12, 31)),
        ("本意见自2024年1月1日起试行两年。", date(2024, 1, 1), date(2025, 12, 31)),
        ("本通知从2022年1月1日起执行，到2022年12月31日止。", date(2022, 1, 1), date(2022, 12, 31)),
        ("自公布之日起至2025年12月31日止执行。", date(2023, 3, 1), date(2025, 12, 31)),
        ("本公告自公布之日起至2025年12月31日执行。", date(2023, 3, 1), date(2025, 12, 31)),
        ("本办法自2021年1月1日至2025年12月31日，有效期5年。", date(2021, 1, 1), date(2025, 12, 31)),
        ("本公告自2023年3月1日至31日执行。", date(2023, 3, 1), date(2023, 3, 31)),
        ("现将样例印发给你们，自2021年1月1日起至2025年12月31日止，有效期5年。", date(2021, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_term_of_the_document_has_both_ends(sentence: str, begin: date, end: date) -> None:
    assert term(sentence) == (begin, end)


@pytest.mark.parametrize(
    "sentence",
    [
        "上述政策执行至2027年12月31日。",
        "政策执行至2027年12月31日。",
        "税收优惠政策延续执行至2027年12月31日。",
    ],
)
def test_a_policy_may_have_a_last_day_alone(sentence: str) -> None:
    assert term(sentence) == (None, date(2027, 12, 31))


@from_table
def test_a_term_of_something_else_is_not_the_documents(sentence: str) -> None:
    assert term(sentence) == (None, None)


def test_two_terms_that_differ_give_none() -> None:
    text = "本公告自2023年1月1日至2025年12月31日执行。\n本公告自2024年1月1日至2027年12月31日执行。"
    assert term(text) == (None, None)


def test_the_words_of_a_term_are_its_evidence() -> None:
    text = "一、样例。\n本公告自2023年1月1日至2027年12月31日执行。\n特此公告。"
    statement = effective_on(text, written_on=None, published_on=None)
    assert statement is not None
    assert (statement.rule, statement.text) == ("自…至…执行", "本公告自2023年1月1日至2027年12月31日执行。")
