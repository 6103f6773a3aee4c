"""The page that most tests ask: one for all of them, because filling it takes seconds."""

from collections.abc import Iterator

import pytest

from tests.outputs.serving import sample_site
from tests.web.asking import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with all documents of `fill`: address, ids, database. Who writes into it takes it back."""
    with sample_site(tmp_path_factory.mktemp("site")) as made:
        yield made
