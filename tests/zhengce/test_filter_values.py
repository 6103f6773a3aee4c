"""A body is filtered by as any name that a reader has for it, and a name that several bear is never guessed."""

import pytest

from zhengce.search.filter_values import BadFilter, issuer_id


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("miit", "miit"),
        ("MIIT", "miit"),
        ("工信部", "miit"),
        ("ministry of commerce", "mofcom"),  # the one of today, not that of 1993
        ("SC", "state_council"),
        ("PBoC", "pboc"),
    ],
)
def test_a_body_is_known_by_its_names_in_both_languages(name: str, body: str) -> None:
    assert issuer_id(name) == body


@pytest.mark.parametrize(("name", "said"), [("MOC", "give one of moc_"), ("", "no such body"), ("XYZ", "no such body")])
def test_a_name_of_several_bodies_or_of_none_is_refused(name: str, said: str) -> None:
    with pytest.raises(BadFilter, match=said):
        issuer_id(name)
