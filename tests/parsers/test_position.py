"""Where words stand, as a value and as text."""

import pytest

from parsers.position import Position


@pytest.mark.parametrize(
    ("written", "position"),
    [
        ("attachment 1, page 2, paragraph 3", Position(attachment=1, page=2, paragraph=3)),
        ("attachment 1, page 2", Position(attachment=1, page=2)),
        ("page 12", Position(page=12)),
        ("paragraph 3", Position(paragraph=3)),
        ("attachment 4", Position(attachment=4)),
    ],
)
def test_a_position_is_read_as_it_is_written(written: str, position: Position) -> None:
    assert Position.parse(written) == position
    assert str(position) == written


@pytest.mark.parametrize("words", [None, "", "title", "page", "page 2 paragraph 3", "paragraph 3, page 2"])
def test_other_words_are_no_position(words: str | None) -> None:
    assert Position.parse(words) is None
