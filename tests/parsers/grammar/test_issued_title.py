"""The document that a title issues, forwards, approves or puts out for comment, as it is called; or none."""

from parsers.grammar.title import read_title
from tests.tables import from_table


@from_table
def test_the_document_that_is_issued_forwarded_approved_or_put_out_for_comment(title: str, issued: str) -> None:
    assert read_title(title).issued_title == issued


@from_table
def test_where_nothing_is_issued_there_is_no_issued_title(title: str) -> None:
    assert read_title(title).issued_title is None


@from_table
def test_what_is_issued_is_named_as_it_is_called(title: str, issued: str | None) -> None:
    assert read_title(title).issued_title == issued


@from_table
def test_a_reply_approves_documents_but_answers_requests(title: str, issued: str | None) -> None:
    assert read_title(title).issued_title == issued


def test_several_documents_put_out_for_comment_are_named_as_several() -> None:
    reading = read_title("关于对《样例要求》等3项标准公开征求意见的函")
    assert reading.issued_title == "《样例要求》等3项标准"
