"""The description of the API, as version 3.1 of OpenAPI has it."""

from collections.abc import Callable
from typing import Any


def describe(describe_all: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """FastAPI's description without `itemSchema`: that is of OpenAPI 3.2, and readers of 3.1 refuse the file."""
    description = describe_all()
    for operations in description["paths"].values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    content.pop("itemSchema", None)
    return description
