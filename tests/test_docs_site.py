"""The documentation as a site: it is built without a warning, its links lead somewhere, and its menu has every page."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from tests.renew_docs import SITE_PAGES

ROOT = Path(__file__).parent.parent
RAW = re.compile(r"^\s*(?:[-*] |\d+\. |\||```)", re.M)
"""Lists, tables and code that stand in a paragraph as they were typed: Markdown of sites wants an empty line before."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, html.HtmlElement]:
    """Each page of the site by its file, built from copies."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    for name, page in SITE_PAGES.items():
        (folder / name).write_text(page())
    built = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return {path: html.parse(str(path)).getroot() for path in (folder / "site").rglob("index.html")}


def test_every_link_and_picture_of_the_site_is_there(pages: dict[Path, html.HtmlElement]) -> None:
    for path, page in pages.items():
        for address in page.xpath("//@href | //@src"):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            file = file / "index.html" if file.is_dir() else file
            assert file.exists(), f"{path}: {address}"
            if parts.fragment and file in pages:
                assert pages[file].xpath("//*[@id=$name]", name=unquote(parts.fragment)), f"{path}: {address}"


def test_the_menu_has_every_page(pages: dict[Path, html.HtmlElement]) -> None:
    [home] = [path for path in pages if path.parent.name == "site"]
    menu = {(home.parent / address).resolve() for address in pages[home].xpath("//nav//@href")}
    assert {path.parent for path in pages} - menu == set()
    written = {str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")}
    assert len(pages) == len(written | SITE_PAGES.keys())


def test_no_markdown_is_left_in_the_text(pages: dict[Path, html.HtmlElement]) -> None:
    for path, page in pages.items():
        assert not [text for one in page.xpath("//article//p") if RAW.search(text := one.text_content())], path


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, html.HtmlElement]) -> None:
    for path, page in pages.items():
        loaded = page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet']/@href")
        assert not [address for address in loaded if urlsplit(address).netloc], path
