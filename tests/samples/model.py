"""What the sample is made of: the pages of `documents.toml`, their text as HTML, and the answers of a site."""

import hashlib
import html
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

DOCUMENTS = Path(__file__).parent / "documents.toml"

NOTE = "（样例：本页为仿制，除标题、文号、日期、机关和地址外，文字均系编造，不得引用。）"
"""The last line of every page of the sample."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what the site answers."""

    url: str
    body: bytes
    content_type: str | None
    method: str = "GET"
    request_body: bytes = b""
    status: int = 200
    disposition: str | None = None
    """Content-Disposition, which some sites send with a file."""
    announced: int | None = None
    """Content-Length where it is not the length of the body."""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The answer's headers, in the order of sending."""
        pairs = [("Server", "sample")]
        if self.content_type:
            pairs.append(("Content-Type", self.content_type))
        if self.disposition:
            pairs.append(("Content-Disposition", self.disposition))
        if self.status == 200 and self.method == "GET":
            pairs.append(("ETag", f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'))
        return [*pairs, ("Content-Length", str(self.announced or len(self.body)))]


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One page of a site, as `documents.toml` tells it."""

    site: str
    url: str
    columns: tuple[str, ...]
    title: str
    published: str
    """`YYYY-MM-DD`, with ` HH:MM` where the time is known."""
    expect: Mapping[str, Any]
    text: str = ""
    template: str = ""
    invented: bool = False
    list_title: str = ""
    list_page: int = 1
    heading: tuple[str, ...] = ()
    source: str = ""
    pub_date: str = ""
    charset: str = "utf-8"
    cells: Mapping[str, str] = field(default_factory=dict)
    search: Mapping[str, str] = field(default_factory=dict)
    related: tuple[tuple[str, str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    download: tuple[str, ...] = ()
    endtime: int | None = None
    pictures: int = 0
    issue: str = ""
    """The gazette's issue that it stands in."""
    article: str = ""
    notitle: bool = False

    @property
    def day(self) -> date:
        """The day of publication."""
        return date.fromisoformat(self.published[:10])

    def in_list(self, column: str, page: int = 1) -> bool:
        """True where this page is a row on that page of the column; only long columns have a second one."""
        return column in self.columns and page == (self.list_page if column in LONG_COLUMNS else 1)


LONG_COLUMNS = frozenset({"发展改革委令", "通知", "文件发布·通知", "政策法规"})
"""The columns with two listing pages: orders and notices of NDRC, notices of MIIT, all of CAC's."""


def load() -> list[SamplePage]:
    """The pages of `documents.toml`, newest first within each site."""
    data = tomllib.loads(DOCUMENTS.read_text(encoding="utf-8"))
    pages = []
    for values in data["pages"]:
        frozen = {key: _frozen(value) for key, value in values.items()}
        frozen["text"] = data["texts"].get(values.get("text", ""), "")
        pages.append(SamplePage(**frozen))
    return sorted(pages, key=lambda page: (page.site, -page.day.toordinal()))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def rows(pages: Iterable[SamplePage], column: str, page: int = 1) -> list[SamplePage]:
    """The rows of one listing page, newest first."""
    return [row for row in pages if row.in_list(column, page)]


def body_html(
    page: SamplePage, *, plain: str, centre: str, right: str, note: bool = True, inline_files: bool = False
) -> str:
    """The text as a site marks it up: one of three patterns with `{}` for each paragraph, files as links.

    With `inline_files` the page's files follow the text; other sites have a block of their own for them."""
    out = []
    for line in page.text.strip().splitlines():
        mark, words = line[:2], line[2:]
        if mark == "# ":
            out.append(centre.format(html.escape(words, quote=False)))
        elif mark == "> ":
            out.append(right.format(html.escape(words, quote=False)))
        elif mark == "@ ":
            title, address = words.split(" | ")
            out.append(plain.format(f'<a href="{address}">{html.escape(title, quote=False)}</a>'))
        else:
            out.append(plain.format(html.escape(line, quote=False)))
    if inline_files:
        out += [plain.format(f'附件：<a href="{href}">{html.escape(name)}</a>') for name, href in page.files]
    if note and page.text:
        out.append(plain.format(NOTE))
    return "".join(out)


def page_exchange(url: str, text: str, content_type: str | None = "text/html", charset: str = "utf-8") -> Exchange:
    """An HTML answer."""
    return Exchange(url, text.encode(charset), content_type)


def json_exchange(url: str, value: Any, *, indent: int | None = None) -> Exchange:
    """A JSON answer to a GET."""
    body = json.dumps(value, ensure_ascii=False, indent=indent).encode()
    return Exchange(url, body, "application/json;charset=utf-8")


def robots(host: str, lines: Sequence[str] = (), status: int = 200) -> Exchange:
    """What a host answers when it is asked for its robots.txt; without lines, an error page."""
    url = f"https://{host}/robots.txt"
    if lines:
        return Exchange(url, ("\n".join(lines) + "\n").encode(), "text/plain")
    return Exchange(url, b"<html><body><h1>Error</h1></body></html>", "text/html", status=status)


def missing(url: str) -> Exchange:
    """The answer of a site that has no such page."""
    return Exchange(
        url, b"<html><head><title>404</title></head><body>404 Not Found</body></html>", "text/html", status=404
    )
