"""docs/analysis.ipynb runs on a publication of the sample, without Jupyter, and draws what the publication holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

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
            "SELECT count(DISTINCT document_id) AS n FROM 'edges/*.parquet' WHERE kind = 'issued_together' "
            "GROUP BY least(body, other), greatest(body, other) ORDER BY n DESC LIMIT 15"
        ).fetchall()
    assert (sum(by_year), sum(by_target_year)) == (documents, targets)
    assert pairs == [n for (n,) in most]


def test_the_notebook_holds_no_results() -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in CELLS if "outputs" in cell)
    assert sum("subplots" in code or "draw_stacked(years, dict" in code for code in CODE[1:]) == 3
