"""A body is filtered by as any name that a reader has for it, and a name that several bear is never guessed."""

import pytest

from tests.tables import from_table
from zhengce.search.filter_values import BadFilter, issuer_id


@from_table
def test_a_body_is_known_by_its_names_in_both_languages(name: str, body: str) -> None:
    assert issuer_id(name) == body


@pytest.mark.parametrize(("name", "said"), [("MOC", "give one of moc_"), ("", "no such body"), ("XYZ", "no such body")])
def test_a_name_of_several_bodies_or_of_none_is_refused(name: str, said: str) -> None:
    with pytest.raises(BadFilter, match=said):
        issuer_id(name)
