"""English queries on the bundled sample: `python -m benchmarks.english_queries [--data FOLDER] [--queries FILE]`.

Without `--data` the sample is crawled into a folder that is deleted afterwards. The table `english_queries.csv` names
for each query a part of the title of the document that it means; the document counts as found among the first three.
"""

import argparse
import csv
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import Database, open_database
from storage.documents.filters import Filters
from zhengce.search.results import Results, find

QUERIES = Path(__file__).with_name("english_queries.csv")
FIRST = 3


def read_queries(path: Path) -> list[tuple[str, str]]:
    """The queries, and a part of the title that each should find."""
    with path.open(encoding="utf-8", newline="") as table:
        return [(row["query"], row["title"]) for row in csv.DictReader(table)]


def place_of(results: Results, title: str) -> int | None:
    """The place of the document with these words in its title or in the title that it issues, from 1."""
    for place, result in enumerate(results.found, 1):
        record = result.document.record
        if title in record.title or title in (record.issued_title or ""):
            return place
    return None


def measure(database: Database, queries: list[tuple[str, str]], *, show: bool = False) -> list[str]:
    """The queries that do not find their document; prints each of them, and with `show` the others, too."""
    missing: list[str] = []
    for query, title in queries:
        with database.read() as connection:
            results = find(connection, query, Filters(), limit=10)
        place = place_of(results, title)
        is_found = place is not None and place <= FIRST
        if not is_found:
            missing.append(query)
        if show or not is_found:
            understood = results.query
            translation = understood.translation if understood else None
            print(f"{'found' if is_found else 'missing'} {place or '-'}  {query}  ->  {title}")
            if translation:
                print(f"        searched for {translation.text}")
    return missing


def main(arguments: list[str] | None = None) -> int:
    """Prints the queries that miss their document, and how many find it; 0 if nine of ten do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder into which the sample was crawled")
    parser.add_argument("--queries", type=Path, default=QUERIES, help="a table with the columns query and title")
    parser.add_argument("--show", action="store_true", help="print every query")
    options = parser.parse_args(arguments)
    queries = read_queries(options.queries)
    with TemporaryDirectory() as folder:
        data = options.data or Path(folder)
        if options.data is None:
            command = [sys.executable, "-m", "zhengce", "--data", folder, "crawl", "--sample"]
            subprocess.run(command, check=True, capture_output=True)
        database = open_database(f"sqlite:///{data / 'zhengce.db'}")
        try:
            missing = measure(database, queries, show=options.show)
        finally:
            database.close()
    found = len(queries) - len(missing)
    print(f"{len(queries)} queries: {found} found among the first {FIRST}, {len(missing)} missing")
    return 0 if found >= 0.9 * len(queries) else 1


if __name__ == "__main__":
    sys.exit(main())
