"""From when and until when a document is in force, and until when comments are taken, by its own words."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.grammar.validity import comments_due_on, effective_on, repealed_on
from tests.tables import from_table

WRITTEN, PUBLISHED = date(2026, 3, 18), date(2026, 4, 9)


def begins(*body: str, signed_at: int | None = None) -> date | None:
    notice = "\n".join(body[: signed_at + 1]) if signed_at is not None else ""
    statement = effective_on("\n".join(body), written_on=WRITTEN, published_on=PUBLISHED, notice_end=len(notice))
    return statement.on if statement else None


@from_table
def test_a_document_says_from_when_it_is_in_force(sentence: str) -> None:
    assert begins("样例的正文。", sentence) == date(2026, 7, 1)


@from_table
def test_what_is_said_of_another_document_is_not_the_documents_own(sentence: str) -> None:
    assert begins(sentence) is None


@pytest.mark.parametrize("act", ["公布", "发布", "印发"])
def test_from_the_day_of_issue_is_the_day_that_the_document_bears(act: str) -> None:
    assert begins(f"第九条 本办法自{act}之日起施行。") == WRITTEN


@from_table
def test_a_number_of_days_after_the_issue_is_computed_and_said_to_be(sentence: str, day: date, rule: str) -> None:
    statement = effective_on(sentence, written_on=WRITTEN, published_on=None)
    assert statement is not None
    assert (statement.on, statement.rule) == (day, rule)
    assert effective_on(sentence, written_on=None, published_on=None) is None


def test_without_a_date_of_its_own_the_day_of_publication_stands_in_for_publishing_only() -> None:
    def on(act: str) -> date | None:
        body = [f"本办法自{act}之日起施行。"]
        statement = effective_on("\n".join(body), written_on=None, published_on=PUBLISHED)
        return statement.on if statement else None

    assert on("公布") == PUBLISHED
    assert on("发布") == PUBLISHED
    assert on("印发") is None


def test_the_line_below_a_title_counts_where_no_article_says_it() -> None:
    line = "（2026年3月18日样例部令第18号公布  自2026年7月1日起施行）"
    assert begins(line) == date(2026, 7, 1)
    assert begins(line, "第九条 本办法自2026年8月1日起施行。") == date(2026, 8, 1)


def test_of_two_statements_the_notices_own_is_taken() -> None:
    body = ["现予公布，自2026年7月1日起施行。", "2026年3月18日", "本规定自2026年8月1日起施行。"]
    assert begins(*body, signed_at=1) == date(2026, 7, 1)
    assert begins(*body) is None


@from_table
def test_a_document_says_until_when_it_is_in_force(sentence: str, expected: date | None) -> None:
    statement = repealed_on(sentence, date(2026, 7, 1))
    assert (statement.on if statement else None) == expected


@from_table
def test_the_last_day_for_comments(sentence: str, expected: date | None) -> None:
    statement = comments_due_on(sentence, near=date(2026, 9, 4))
    assert (statement.on if statement else None) == expected


@given(
    st.lists(
        st.text(st.sampled_from("本办法自2026年7月1日起施行至，。；有效期前请于反馈—公示时间《》"), max_size=80),
        max_size=8,
    )
)
@settings(deadline=None, max_examples=40)
def test_any_text_has_dates_or_none(body: list[str]) -> None:
    text = "\n".join(body)
    statement = effective_on(text, written_on=WRITTEN, published_on=None, notice_end=len(text))
    repealed_on(text, statement.on if statement else None)
    due = comments_due_on(text, near=PUBLISHED)
    assert due is None or due.on >= PUBLISHED


def test_what_is_in_force_at_once_begins_on_the_day_of_writing() -> None:
    text = "现印发给你们，本通知自即日起执行。"
    found = effective_on(text, written_on=WRITTEN, published_on=PUBLISHED)
    assert found is not None
    assert (found.on, found.rule) == (WRITTEN, "自即日起: 成文日期")
    assert effective_on(text, written_on=None, published_on=PUBLISHED) is None


def test_a_day_and_a_term_in_one_sentence_give_both_ends() -> None:
    text = "本方案自2021年7月1日实施，有效期3年。"
    found = repealed_on(text, date(2021, 7, 1))
    assert found is not None
    assert found.on == date(2024, 6, 30)


# A term that a document sets for itself has both ends; a term of something else is none of its own


def term(text: str) -> tuple[date | None, date | None]:
    begin = effective_on(text, written_on=date(2023, 3, 1), published_on=None)
    end = repealed_on(text, begin.on if begin else None)
    return begin.on if begin else None, end.on if end else None


@from_table
def test_a_term_of_the_document_has_both_ends(sentence: str, begin: date, end: date) -> None:
    assert term(sentence) == (begin, end)


@from_table
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
