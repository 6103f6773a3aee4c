"""The rooms stand in one order, and a room knows only what lies behind it."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("parsers", "storage", "pipelines", "scrapers", "zhengce", "benchmarks", "tests")
MAY_IMPORT = {
    "parsers": set(),
    # parsers.grammar.numerals: a table of digits; numbers and titles are compared by value, as they are printed in two
    # scripts.
    "storage": {
        "parsers.record",
        "parsers.extraction",
        "parsers.addresses",
        "parsers.moments",
        "parsers.position",
        "parsers.fields",
        "parsers.place",
        "parsers.grammar.folding",  # the words of a text, whatever their width and quotation marks: its key
        "parsers.grammar.numerals",
        "parsers.grammar.articles",  # the units of a text, which are held by their places in it
        "parsers.passages",
        "parsers.grammar.patterns",
        "parsers.text",
        "parsers.grammar.relations.instrument",  # the names of drafts and finals, compared as titles and numbers are
        "parsers.file_types",
        "parsers.files.text",  # what reading a file gives, as parsers.record is what reading a page gives
    },
    "pipelines": {"parsers", "storage"},
    "scrapers": {"parsers", "storage", "pipelines"},
    "zhengce": {"parsers", "storage", "pipelines", "scrapers"},
}
"""A room and what it may import beside itself. Nothing imports `zhengce`, the application."""


LIBRARIES = [path for path in sys.path if "-packages" in path or "python3" in path]
LONGEST_INIT = 40
MOST_FILES = 16
"""Modules beside each other in a folder."""

LARGE_FOLDERS = {
    "zhengce/cli": "a module a family of commands",
    "parsers/grammar": "a file a subject of the language",
    "parsers/sites": "a file a site",
    "scrapers/spiders": "a file a source",
}
"""Folders that may hold more, with what a file of theirs is."""


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def statements(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """All statements of a block, in whatever they stand; no expression, of which there are ten times as many."""
    for one in body:
        yield one
        for part in ("body", "handlers", "orelse", "finalbody", "cases"):
            yield from statements(getattr(one, part, ()))


@cache
def import_nodes(path: Path) -> Sequence[tuple[ast.Import | ast.ImportFrom, bool]]:
    """The imports of a module, at the top or late, and whether they stand under `if TYPE_CHECKING`."""
    every = list(statements(ast.parse(path.read_text()).body))
    guards = [
        one
        for one in every
        if isinstance(one, ast.If) and isinstance(one.test, ast.Name) and one.test.id == "TYPE_CHECKING"
    ]
    for_types = {id(node) for guard in guards for node in statements(guard.body)}
    return [(one, id(one) in for_types) for one in every if isinstance(one, ast.Import | ast.ImportFrom)]


@cache
def imports(path: Path) -> set[str]:
    """Dotted names of ours that a module imports, at the top or late."""
    found: set[str] = set()
    for node, _ in import_nodes(path):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif node.module and not node.level:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in found if name.split(".")[0] in ROOMS}


def files_imported(path: Path, names: Collection[str]) -> set[str]:
    """Those of these modules that a file imports when it runs: not what stands under `if TYPE_CHECKING`."""
    found: set[str] = set()
    for node, is_for_types in import_nodes(path):
        if is_for_types:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            found.update(name if name in names else node.module for name in whole)
    return found & set(names)


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_lies_behind_it(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room}
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(room)
        for name in imports(path)
        if not any(name == allow or name.startswith(f"{allow}.") or allow.startswith(f"{name}.") for allow in allowed)
    }
    assert not strangers


def test_what_is_one_document_is_decided_without_knowing_how_it_is_written() -> None:
    assert not [
        path.name
        for path in modules("storage/resolution")
        if any("documents.writing" in name for name in imports(path))
    ]


def test_in_the_application_only_the_command_line_imports_commands_pages_and_workers() -> None:
    for room in ("cli", "web", "workers"):
        strangers = [
            str(path.relative_to(ROOT))
            for path in modules("zhengce")
            if path.parent.relative_to(ROOT).parts[1:2] not in (("cli",), (room,))
            and any(name.startswith(f"zhengce.{room}") for name in imports(path))
        ]
        assert [name for name in strangers if name != "zhengce/__main__.py"] == []


def test_the_four_rooms_work_without_the_application(tmp_path: Path) -> None:
    for room in ("scrapers", "parsers", "pipelines", "storage"):
        (tmp_path / room).symlink_to(ROOT / room)
    program = (
        "import sys, scrapers.settings, scrapers.run.process, parsers.document, pipelines.session, storage.database"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path[:] = [{str(tmp_path)!r}, *{LIBRARIES}]; {program}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_parsers_know_neither_network_nor_database() -> None:
    banned = {"scrapy", "sqlalchemy", "alembic", "twisted", "aiohttp", "urllib.request", "http", "socket", "warcio"}
    for path in modules("parsers"):
        nodes = [node for node, _ in import_nodes(path)]
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
        assert not {name for name in names if name in banned or name.split(".")[0] in banned}, path


STEPS = {
    "from zhengce.cli import program; program.main()": (
        "scrapy sqlalchemy jieba dateparser lxml fastapi mcp_types twisted alembic warcio pyarrow apprise"
    ),
    "sys.argv[1:] = ['title', '通知']; program.main()": "sqlalchemy jieba lxml scrapy",
    "import zhengce.cli.one_document": (
        "scrapy jieba lxml rich.progress warcio sqlalchemy.dialects.postgresql storage.documents.writing.serialize"
    ),
    "import zhengce.cli.searching": (
        "scrapy jieba lxml rich.progress warcio sqlalchemy.dialects.postgresql storage.documents.writing.serialize"
    ),
    "import zhengce.cli.serving": "scrapy twisted mcp mcp_types jieba",
}
"""What one process does, step by step (help, title, show, search, serve), and what it has not imported then."""


def test_a_command_imports_what_it_needs() -> None:
    """Half a second is the promise of the help; what breaks it is an import, which the test looks for."""
    program = "import sys; sys.argv = ['zhengce', '--help']\n"
    program += "".join(f"{step}\nprint('imported:', *sys.modules)\n" for step in STEPS)
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    imported = [set(line.split()) for line in result.stdout.splitlines() if line.startswith("imported:")]
    found = {step: modules & set(heavy.split()) for (step, heavy), modules in zip(STEPS.items(), imported, strict=True)}
    assert not any(found.values()), found


def test_no_two_files_import_each_other() -> None:
    """Nor three in a ring; a file that knows another's types alone (`TYPE_CHECKING`) does not import it."""
    paths = {module_name(path): path for room in MAY_IMPORT for path in modules(room)}
    knows = {name: files_imported(path, paths) for name, path in paths.items()}
    while leaves := {name for name, others in knows.items() if not others - {name}}:
        knows = {name: others - leaves for name, others in knows.items() if name not in leaves}
    assert not {name: others for name, others in knows.items() if others}


def test_an_init_exports_names_and_holds_no_code_of_its_own() -> None:
    inits = [path for room in MAY_IMPORT for path in modules(room) if path.name == "__init__.py"]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in inits}
    assert {name: length for name, length in lengths.items() if length > LONGEST_INIT} == {}


def test_no_folder_holds_more_modules_than_one_sees_at_a_glance() -> None:
    folders = Counter(str(path.parent.relative_to(ROOT)) for room in MAY_IMPORT for path in modules(room))
    assert {name: count for name, count in folders.items() if count > MOST_FILES and name not in LARGE_FOLDERS} == {}
    assert [name for name in LARGE_FOLDERS if folders[name] <= MOST_FILES] == []


def test_only_translate_can_ask_a_model() -> None:
    users = {
        module_name(path)
        for room in MAY_IMPORT
        for path in modules(room)
        if any(name.startswith("zhengce.english.engines") for name in imports(path))
    }
    translate = "zhengce.cli.translate"
    assert {name for name in users if not name.startswith("zhengce.english.engines")} == {translate}
    callers = {module_name(path) for path in modules("zhengce") if translate in imports(path)}
    assert callers == {"zhengce.cli.crawl"}


def test_no_module_bears_a_name_of_the_standard_library() -> None:
    names = {path: module_name(path).rpartition(".")[2] for room in MAY_IMPORT for path in modules(room)}
    assert not {str(path.relative_to(ROOT)) for path, name in names.items() if name in sys.stdlib_module_names}
