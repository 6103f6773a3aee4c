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


@pytest.mark.parametrize(
    ("sentence", "day", "rule"),
    [
        ("本办法自发布之日起30日后施行。", date(2026, 4, 17), "自发布之日起30日后: computed from 成文日期"),
        ("本办法自公布之日起满三十日后施行。", date(2026, 4, 17), "自公布之日起三十日后: computed from 成文日期"),
        ("本办法自发布之日起6个月后施行。", date(2026, 9, 18), "自发布之日起6个月后: computed from 成文日期"),
        ("本办法自印发之日起一年后施行。", date(2027, 3, 18), "自印发之日起一年后: computed from 成文日期"),
        ("本办法自发布后30日起施行。", date(2026, 4, 17), "自发布之日起30日后: computed from 成文日期"),
    ],
)
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


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("本通知自2026年1月1日起执行，有效期至2027年12月31日。", date(2027, 12, 31)),
        ("本公告执行至2027年12月31日。", date(2027, 12, 31)),
        ("本规则自2026年7月1日起施行，有效期为5年。", date(2031, 6, 30)),
        ("本办法自2026年7月1日起施行，有效期三年。", date(2029, 6, 30)),
        ("本规则自2026年7月1日起施行，有效期暂定3年。", date(2029, 6, 30)),
        ("本规则自2026年7月1日起施行，试行两年。", date(2028, 6, 30)),
        ("本规则自发布之日起施行，有效期为自发布之日起5年。", date(2031, 6, 30)),
        ("本规则自2026年7月1日起施行，2031年6月30日废止。", date(2031, 6, 30)),
        ("本规则自2026年7月1日起施行，至2031年6月30日失效。", date(2031, 6, 30)),
        ("上述政策适用于样例企业，执行期限为2026年7月1日至2027年12月31日。", date(2027, 12, 31)),
        ("本规则自2026年7月1日起施行，《样例规则》2026年6月30日废止。", None),
        ("证书有效期为5年。", None),
        ("本证书有效期至2027年12月31日。", None),
        ("本通知自印发之日起施行，至2027年12月31日止。", date(2027, 12, 31)),
        ("企业申报的项目执行期至2027年12月31日。", None),
    ],
)
def test_a_document_says_until_when_it_is_in_force(sentence: str, expected: date | None) -> None:
    statement = repealed_on(sentence, date(2026, 7, 1))
    assert (statement.on if statement else None) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("请于2026年10月14日前反馈意见。", date(2026, 10, 14)),
        ("请有关单位在2026年10月14日之前，通过以下方式提出意见：", date(2026, 10, 14)),
        ("公示时间：2026年9月4日—2026年9月10日", date(2026, 9, 10)),
        ("公示时间：2026年9月4日至10日", date(2026, 9, 10)),
        ("此次公开征求意见的时间为2026年9月4日至10月4日。", date(2026, 10, 4)),
        ("公示期为2026年12月20日至1月5日。", date(2027, 1, 5)),
        ("意见反馈截止时间为2026年11月28日。", date(2026, 11, 28)),
        ("请于11月13日前通过以下方式反馈意见。", date(2026, 11, 13)),
        ("请于2月13日前反馈意见。", date(2027, 2, 13)),
        ("请于9月30日（星期三）前将书面意见反馈至我司。", date(2026, 9, 30)),
        ("请于2026年10月14日（含）前反馈。", date(2026, 10, 14)),
        ("意见反馈截止时间由2026年10月14日延长至2026年11月14日。", date(2026, 11, 14)),
        ("截至2026年9月1日，共有346款样例完成备案。", None),
        ("公示时间：2026年9月14日至2026年9月10日", None),
        ("项目应于2026年12月31日前完成。", None),
        ("请于2026年8月1日前反馈意见。", None),
        ("意见建议请于2026年10月14日前发送至邮箱。", date(2026, 10, 14)),
        ("2026年10月14日前，公众可通过以下途径提出意见。", date(2026, 10, 14)),
        ("可在2026年9月4日至2026年10月3日期间通过以下途径提出意见。", date(2026, 10, 3)),
        ("意见征集时间：即日起至2026年10月14日", date(2026, 10, 14)),
    ],
)
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
