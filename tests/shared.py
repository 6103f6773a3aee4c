"""The folder of real documents beside the project, which tests marked `needs_shared` read; elsewhere they are skipped.

`@pytest.mark.needs_shared("truth/documents.jsonl")` names the file or folder of it that a test reads.
"""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
DOCUMENTS = SHARED / "truth" / "documents.jsonl"
"""Real documents with known values, a line each."""


def skip_without_shared(item: pytest.Item) -> None:
    """Skips a test of which a file of the folder is absent, and says which."""
    for mark in item.iter_markers("needs_shared"):
        if absent := [name for name in mark.args if not (SHARED / name).exists()]:
            pytest.skip(f"needs ../shared/{absent[0]}, which is no part of the project")
