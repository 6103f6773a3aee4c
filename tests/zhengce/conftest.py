"""What several tests of outputs read: the sample as a publication."""

from pathlib import Path

import pytest

from storage.database import open_database
from tests.conftest import Sample
from zhengce.tables import publication


@pytest.fixture(scope="session")
def published_sample(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published to a folder of the name that README.md uses."""
    folder = tmp_path_factory.mktemp("sample") / "published"
    database = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}")
    publication.publish(database, folder)
    database.close()
    return folder
