"""The API keeps to its own description, whatever is asked."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.zhengce.web.asking import Site

OPERATIONS = (
    *("search", "facets", "citations", "targets", "series", "sources", "sources/{name}"),
    *("documents/{document_id}", "documents/{document_id}/life", "documents/{document_id}/attachments/{number}/text"),
    *("documents/{document_id}/articles", "documents/{document_id}/articles/{name}", "compare"),
    *("changes", "revisions"),
)


@pytest.fixture(scope="module")
def description(site: Site) -> Any:
    import schemathesis  # takes a second, in this process alone

    return schemathesis.openapi.from_url(f"{site[0]}/api/openapi.json")


def test_every_operation_is_tried(description: Any) -> None:
    assert {f"/api/{name}" for name in OPERATIONS} == set(description.raw_schema["paths"])


def ask_for_what_exists(query: dict[str, Any]) -> None:
    """No description says which bodies and sources there are, and that a period does not end before it begins."""
    if "issuer" in query:
        query["issuer"] = ["工信部", "ndrc"][: len(query["issuer"])]
    if "source" in query:
        query["source"] = ["miit", "mot"][: len(query["source"])]
    if "after" in query and str(query["after"]).isdecimal():
        query["after"] = 0
    if query.get("from") and query.get("to"):
        query["from"], query["to"] = sorted((query["from"], query["to"]))


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_api_keeps_to_its_description(description: Any, name: str, mode: str) -> None:
    from schemathesis import GenerationMode

    operation = description[f"/api/{name}"]["GET"]
    if mode == "negative" and name == "sources":
        pytest.skip("takes no parameters")

    @settings(max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    def try_it(case: Any) -> None:
        if mode == "positive":
            ask_for_what_exists(case.query or {})
        case.call_and_validate()

    try_it()
