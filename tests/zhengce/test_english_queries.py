"""English queries find their documents of the bundled sample."""

from benchmarks.english_queries import QUERIES, measure, read_queries
from storage.database import open_database
from tests.conftest import Sample


def test_nine_of_ten_english_queries_find_their_document_among_the_first_three(sample: Sample) -> None:
    queries = read_queries(QUERIES)
    assert len(queries) >= 60
    database = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}")
    try:
        missing = measure(database, queries)
    finally:
        database.close()
    assert len(missing) <= 0.1 * len(queries), missing
