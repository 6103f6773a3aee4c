"""A publication: what tools read of it, and what is written anew; and the notebook over it."""

import fcntl
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyarrow import parquet

from storage.database import Database, open_database
from storage.documents import queries
from storage.editing import annotations
from storage.relations import status
from storage.relations.status import today
from tests.postgres import Server
from tests.zhengce.holding import EDITOR, read_file
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, NOON, keep, policy, revised
from zhengce.cli.program import main
from zhengce.tables import exporting, publication, published_tables
from zhengce.tables.whole_file import ExportError

# A publication is read by other tools, says the same from both databases, and leaves alone what did not change


PAGE = (Path(__file__).parents[2] / "docs" / "database.md").read_text()
EARLIER = policy(
    "关于开展闸板检修的通知",
    "https://www.miit.gov.cn/art/2019.html",
    published_on=ICT_PLAN.published_on and ICT_PLAN.published_on.replace(year=2019),
    body="第一段说“闸板”。\n第二段\u2028分行。",
)
UNDATED = policy("关于闸板的公告", "https://www.miit.gov.cn/art/0.html", published_on=None)
ABOUT = {"README.md", "SHA256SUMS", "datapackage.json"}
"""Files that tell of all others, and so change with any of them."""


@pytest.fixture
def shelf(database: Database) -> Database:
    """A filled database on SQLite."""
    fill(database)
    return database


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published of the filled database, document by document, to be read alone."""
    folder = tmp_path_factory.mktemp("published")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    fill(database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhengce.tables.parquet.GROUP_ROWS", 2)
        patch.setattr(published_tables, "BATCH", 1)
        publication.publish(database, folder / "out")
    database.close()
    return folder / "out"


def fill(database: Database) -> None:
    keep(database, EARLIER, ICT_PLAN, DATA_DRAFT, UNDATED)
    with database.write() as connection:
        read_file(connection, "https://www.miit.gov.cn/a.pdf", "到2025年，网络更快。", "第二页", when=NOON)


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Name -> moment of the last writing, and content."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != publication.MARK)
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def differing(before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def both(table: str, stem: str) -> set[str]:
    """The files with the same rows."""
    return {f"{table}/{stem}.parquet", f"jsonl/{table}/{stem}.jsonl"}


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def select(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{folder}'")
        return connection.execute(query).fetchall()


def test_only_the_files_of_a_revised_document_are_written_anew(database: Database, tmp_path: Path) -> None:
    fill(database)
    folder = tmp_path / "out"
    first = publication.publish(database, folder)
    before = files(folder)
    assert set(first.written) == before.keys()
    assert publication.publish(database, folder).written == ()
    assert files(folder) == before
    keep(database, revised(EARLIER), when=NOON + timedelta(days=1))
    second = publication.publish(database, folder)
    new = {
        *(name for table in ("documents", "texts") for name in both(table, "2019")),
        *both("changes", "2021"),
    }
    assert differing(before, files(folder)) == new | ABOUT == set(second.written)
    numbers = select(folder, "SELECT number FROM 'changes/*.parquet' ORDER BY number")
    assert numbers == [(number,) for number in range(1, second.last_change + 1)]


def test_both_databases_publish_the_same_bytes(shelf: Database, postgres: Server, tmp_path: Path) -> None:
    url = postgres.create()
    other = open_database(url)
    fill(other)
    for name, database in (("sqlite", shelf), ("postgresql", other)):
        publication.publish(database, tmp_path / name)
    other.close()
    postgres.drop(url)
    contents = [
        {name: content for name, (_, content) in files(tmp_path / name).items()} for name in ("sqlite", "postgresql")
    ]
    assert contents[0] == contents[1]


def test_duckdb_and_pandas_read_what_the_database_holds(published: Path) -> None:
    import pandas  # takes half a second, in this process alone

    rows = select(published, "SELECT title, published_on, issuing_bodies[1].abbreviation, "
                          "list_filter(evidence, lambda one: one.field = 'title')[1].rule, epoch(first_seen_at) "
                          "FROM 'documents/*.parquet' WHERE document_number = '工信部规〔2021〕164号'")  # fmt: skip
    assert rows == [(ICT_PLAN.title, ICT_PLAN.published_on, "MIIT", "heading", NOON.timestamp())]
    assert select(published, "SELECT title FROM 'documents/undated.parquet'") == [(UNDATED.title,)]
    texts = pandas.read_parquet(published / "texts")
    held = texts[texts.attachment == 1]
    assert list(zip(held.page, held.text, strict=True)) == [(1, "到2025年，网络更快。"), (2, "第二页")]
    assert sorted(texts[(texts.attachment == 0) & (texts.page == 0)].text) == sorted(
        record.body for record in (EARLIER, ICT_PLAN, DATA_DRAFT, UNDATED)
    )
    plain = pandas.read_json(published / "jsonl" / "attachments" / "2021.jsonl", lines=True)
    assert list(plain.state) == ["ok"]
    assert json.loads(select(published, "SELECT coalesce(max(fields), '{}') FROM 'changes/*.parquet'")[0][0])


def test_both_formats_have_the_same_rows_and_columns(published: Path) -> None:
    for path in published.glob("*/*.parquet"):
        plain = lines(published / "jsonl" / path.parent.name / f"{path.stem}.jsonl")
        columns = [column.name for column in published_tables.ALL[path.parent.name].columns]
        table = parquet.read_table(path)
        assert table.column_names == columns == list(plain[0]), path
        key = list(published_tables.ALL[path.parent.name].key)
        keys = [tuple(row.values()) for row in table.select(key).to_pylist()]
        assert keys == [tuple(row[name] for name in key) for row in plain] == sorted(set(keys)), path


def test_the_checksums_hold(published: Path) -> None:
    resources = json.loads((published / "datapackage.json").read_text())["resources"]
    assert {file["path"] for file in resources} == files(published).keys() - ABOUT - {"dictionary.md"}
    for file in resources:
        content = (published / file["path"]).read_bytes()
        assert (len(content), f"sha256:{sha256(content).hexdigest()}") == (file["bytes"], file["hash"])
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=published, check=False)
    assert checked.returncode == 0


def test_the_description_names_the_terms_of_reuse_or_says_that_none_were_found(published: Path) -> None:
    package = json.loads((published / "datapackage.json").read_text())
    terms = {one["source"]: one for one in package["rights"]["sources"]}
    assert terms["every other source"]["terms"] == "none found"
    assert terms["mof"]["quote"] in (published / "README.md").read_text()
    assert "licenses" not in package


def test_an_interrupted_publication_leaves_the_last_one_whole(
    shelf: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    publication.publish(shelf, folder)
    before = files(folder)
    keep(shelf, revised(EARLIER), revised(ICT_PLAN), when=NOON + timedelta(days=1))
    write, calls = exporting.write_table, iter(range(100))

    def fail_on_the_fourth(*arguments: Any) -> int:
        if next(calls) == 3:
            raise OSError(28, "No space left on device")
        return write(*arguments)

    monkeypatch.setattr(publication, "write_table", fail_on_the_fourth)
    with pytest.raises(ExportError, match="No space left"):
        publication.publish(shelf, folder)
    monkeypatch.setattr(publication, "write_table", write)
    assert files(folder) == before
    both_years = [both(table, year) for table in ("documents", "texts") for year in ("2019", "2021")]
    new = {name for name in publication.publish(shelf, folder).written if "changes" not in name}
    assert new == set().union(*both_years, both("units", "2021"), ABOUT)


def test_a_killed_publication_is_made_good_by_the_next(
    shelf: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    replace_files = publication._replace
    monkeypatch.setattr(publication, "_replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        publication.publish(shelf, folder)
    monkeypatch.setattr(publication, "_replace", replace_files)
    assert not (folder / "datapackage.json").exists()
    left = folder / ".unfinished" / "documents"
    left.mkdir(parents=True)
    (left / "1999.parquet").write_bytes(b"half")
    assert publication.publish(shelf, folder).written[-1] == "datapackage.json"
    assert not (folder / "documents" / "1999.parquet").exists()


def interrupt(*arguments: Any) -> str:
    raise KeyboardInterrupt


def test_a_file_that_no_document_needs_any_more_is_removed(shelf: Database, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    publication.publish(shelf, folder)
    keep(shelf, replace(EARLIER, published_on=ICT_PLAN.published_on), when=NOON + timedelta(days=1))
    done = publication.publish(shelf, folder)
    assert set(done.removed) == both("documents", "2019") | both("texts", "2019") | both("bodies", "2019")
    assert not [name for name in files(folder) if "2019" in name]


def test_a_folder_of_other_files_is_refused_and_kept(shelf: Database, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text("mine")
    with pytest.raises(ExportError, match="did not write"):
        publication.publish(shelf, tmp_path / "mine")
    assert files(tmp_path / "mine").keys() == {"README.md"}


def test_two_publications_to_one_folder_are_refused(shelf: Database, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    publication.publish(shelf, folder)
    with (folder / ".zhengce").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ExportError, match="another"):
            publication.publish(shelf, folder)


def test_the_dictionary_names_and_describes_every_published_column(published: Path) -> None:
    page = (published / "dictionary.md").read_text()
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    for path in published.glob("*/*.parquet"):
        described = dict(re.findall(r"^\| `(\w+)` \| \w+ \| (.{8,}) \|$", sections[path.parent.name], re.M))
        assert list(described) == parquet.read_schema(path).names, path
    written = {(name, column.name) for name, table in published_tables.ALL.items() for column in table.columns}
    assert published_tables._descriptions().keys() <= written, "columns.csv describes a column that is not published"


def test_an_english_title_of_an_editor_is_published(shelf: Database, tmp_path: Path) -> None:
    publication.publish(shelf, tmp_path / "out")
    with shelf.write() as connection:
        annotations.set_title(connection, 2, "Plan for the ICT industry", EDITOR)
    done = publication.publish(shelf, tmp_path / "out")
    assert set(done.written) == both("documents", "2021") | ABOUT - {"README.md"}
    titles = {row["id"]: row["title_en"] for row in lines(tmp_path / "out" / "jsonl" / "documents" / "2021.jsonl")}
    assert titles[2] == "Plan for the ICT industry"


def test_a_status_that_a_day_changes_is_published(
    shelf: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(shelf, policy("闸板管理办法", "https://www.miit.gov.cn/art/9.html", effective_on=today() + timedelta(days=1)))
    publication.publish(shelf, tmp_path / "out")
    for module in (status, queries):
        monkeypatch.setattr(module, "today", lambda: today() + timedelta(days=1))
    assert set(publication.publish(shelf, tmp_path / "out").written) >= both("documents", "2021")
    assert ("in_force",) in select(tmp_path / "out", "SELECT status FROM 'documents/2021.parquet'")


def test_the_command_prints_what_it_wrote_and_refuses_in_one_line(
    shelf: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zhengce", "--data", str(tmp_path), *words])
        code = main()
        return code, *capsys.readouterr()

    folder = tmp_path / "out"
    code, written, summary = run("publish", str(folder))
    assert (code, "written  documents/2021.parquet" in written) == (0, True)
    assert summary.startswith(f"{folder}: 4 documents up to change 5; ")
    assert run("publish", str(folder))[:2] == (0, "")
    refused = run("publish", str(tmp_path))
    assert (refused[0], refused[1], refused[2].count("\n")) == (2, "", 1)
    assert "zhengce publish" in run("serve", "--publish", str(tmp_path))[2]
    assert run("feed", str(tmp_path / "all.atom"), "--q", "x " * 60)[0] == 2


def test_the_query_of_the_documentation_runs_on_a_publication(published_sample: Path) -> None:
    [query] = re.findall(r'^duckdb -c "(SELECT .+ FROM .published/.+)"', PAGE, re.M)
    assert select(published_sample.parent, query)


def test_the_words_of_units_stand_in_their_texts(published_sample: Path) -> None:
    of_bodies = (
        "SELECT u.text, t.text FROM 'units/*.parquet' u JOIN 'texts/*.parquet' t USING (document_id, attachment)"
    )
    rows = select(published_sample, f"{of_bodies} WHERE u.attachment = 0 AND u.level != 'uncut'")
    assert len(rows) > 100
    assert all(words in text for words, text in rows)
    of_files = "SELECT DISTINCT attachment, split_part(path, '/', 1), page FROM 'units/*.parquet' WHERE attachment > 0"
    assert (1, "file-1", 1) in select(published_sample, of_files)


# docs/analysis.ipynb runs on a publication of the sample, without Jupyter, and draws what the publication holds


NOTEBOOK = Path(__file__).parents[2] / "docs" / "analysis.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
CODE = ["".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "code"]

QUIET = "import logging; logging.disable()"
"""Matplotlib says so where it takes long to find the fonts of a machine; Python's warnings are errors all the same."""
PRINT_BARS = """
import json
charts = [axes for number in plt.get_fignums() for axes in plt.figure(number).axes]
print(json.dumps([[int(value) for bars in axes.containers for value in bars.datavalues] for axes in charts]))
"""


def test_the_notebook_draws_what_a_publication_holds(published_sample: Path, tmp_path: Path) -> None:
    environment = os.environ | {"MPLBACKEND": "Agg", "MPLCONFIGDIR": str(tmp_path)}
    command = [sys.executable, "-W", "error", "-c", "\n".join((QUIET, *CODE, PRINT_BARS))]
    done = subprocess.run(
        command, cwd=published_sample.parent, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    by_year, pairs, by_target_year = json.loads(done.stdout)
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{published_sample}'")
        [(documents, targets)] = connection.execute(
            "SELECT (SELECT count(*) FROM 'documents/*.parquet'), (SELECT count(year) FROM 'targets/*.parquet')"
        ).fetchall()
        most = connection.execute(
            "SELECT count(*) AS n FROM 'bodies/*.parquet' AS one JOIN 'bodies/*.parquet' AS other USING (document_id) "
            "WHERE one.agency_id < other.agency_id GROUP BY one.agency_id, other.agency_id ORDER BY n DESC LIMIT 15"
        ).fetchall()
    assert (sum(by_year), sum(by_target_year)) == (documents, targets)
    assert pairs == [n for (n,) in most]


def test_the_notebook_holds_no_results() -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in CELLS if "outputs" in cell)
    assert sum("subplots" in code or "draw_stacked(years, dict" in code for code in CODE[1:]) == 3
