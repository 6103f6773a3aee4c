"""Real documents with known values, fed through the parsers as users feed them, where the shared folder is present.

Every disagreement is listed with its reason; a value that is neither right nor listed fails.
"""

from collections import Counter
from functools import cache

import pytest

from benchmarks.accuracy import TEXTS, Case, Record, cases, judge
from tests.shared import SHARED

pytestmark = pytest.mark.needs_shared("truth/documents.jsonl", "captures/manifest.jsonl")

PAGES = ("gov.cn-page", "miit-page", "cac-page")
"""Origins whose rows are whole pages."""

KNOWN = {
    # The capture is cut above its sign-off; the department is named nowhere else but in ContentSource.
    ("miit/art_3c2e4c31f3174237ba8575b3d8a8745d.html", "issuing_bodies"): "missing",
}
"""Disagreements that are not the parsers': (document, field) -> verdict."""


SOME_TEXTS = 4
"""Of so many saved texts one is read: they are many and much alike. `benchmarks.accuracy` reads all."""


@cache
def results() -> list[tuple[Case, Record]]:
    found = list(cases(SHARED))
    texts = [case for case in found if case.origin.startswith("text")]
    left_out = {id(case) for at, case in enumerate(texts) if at % SOME_TEXTS}
    return [(case, case.record()) for case in found if id(case) not in left_out]


def verdicts(*origins: str) -> dict[tuple[str, str], str]:
    return {
        (case.name, field): judge(field, expected, record)
        for case, record in results()
        if case.origin.startswith(origins)
        for field, expected in case.expected.items()
    }


@pytest.mark.parametrize("origin", [*PAGES, "capture"])
def test_every_value_of_a_page_is_right(origin: str) -> None:
    wrong = {key: verdict for key, verdict in verdicts(origin).items() if verdict != KNOWN.get(key, "right")}
    assert wrong == {}


def test_every_saved_list_gives_the_rows_that_a_reader_counts_and_no_others() -> None:
    found = verdicts("list ")
    assert found
    assert {key: verdict for key, verdict in found.items() if verdict != "right"} == {}


@pytest.mark.needs_shared(TEXTS)
@pytest.mark.parametrize("field", ["title", "published_on", "document_number", "written_on"])
def test_values_of_saved_texts_are_what_a_plain_reading_finds(field: str) -> None:
    found = Counter(verdict for (_, name), verdict in verdicts("text").items() if name == field)
    assert found["wrong"] + found["missing"] <= 0.005 * found.total()


def test_no_page_is_unreadable() -> None:
    assert [case.name for case, record in results() if "error" in record] == []


@pytest.mark.parametrize("origin", ["gov.cn-library", "state-council-list"])
def test_titles_never_name_a_body_that_did_not_issue_the_document(origin: str) -> None:
    assert Counter(verdicts(origin).values())["wrong"] == 0


def test_every_value_given_has_its_evidence() -> None:
    fields = ("title", "document_number", "issuing_bodies", "written_on", "published_on", "topic", "addressed_to")
    lacking = [
        (case.name, field)
        for case, record in results()
        if "url" in record
        for field in fields
        if record[field] and field not in record["evidence"]
    ]
    assert lacking == []
