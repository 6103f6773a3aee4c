"""The files that pages of the sample link to, as `files.toml` tells them: most are written here, a few are kept."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.samples.files.layout import as_docx, as_ofd, as_pdf
from tests.samples.files.packages import make_xlsx
from tests.samples.model import Exchange

FILES = Path(__file__).parent / "files.toml"
KEPT = Path(__file__).parent / "kept"
"""DOC, WPS and scanned files, which no script writes the same everywhere; `make_kept.py` made them."""


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One file at the addresses where sites serve it."""

    urls: tuple[str, ...]
    kind: str
    """How it is written: pdf, ofd, docx, xlsx; or kept."""
    content_type: str
    expect: Mapping[str, Any]
    """`state` and `media_type` of its reading, `pages` (how many), and what it `holds`: page, paragraph."""
    text: str = ""
    password: str | None = None
    kept: str = ""
    sheet: str = ""
    merged: tuple[str, ...] = ()
    rows: tuple[tuple[str | int, ...], ...] = field(default=())
    name: str = ""
    """The name that the site gives it in Content-Disposition."""

    def content(self) -> bytes:
        """Its bytes, the same wherever they are written."""
        writers: dict[str, Callable[[], bytes]] = {
            "pdf": lambda: as_pdf(self.text, password=self.password),
            "ofd": lambda: as_ofd(self.text),
            "docx": lambda: as_docx(self.text),
            "xlsx": lambda: make_xlsx(self.sheet, self.rows, self.merged),
            "kept": lambda: (KEPT / self.kept).read_bytes(),
        }
        return writers[self.kind]()


def load_files() -> list[SampleFile]:
    """The files of `files.toml`."""
    data = tomllib.loads(FILES.read_text(encoding="utf-8"))
    found = []
    for values in data["files"]:
        lists = {key: tuple(values[key]) for key in ("urls", "merged") if key in values}
        rows = tuple(map(tuple, values.get("rows", ())))
        text = data["texts"].get(values.get("text", ""), "")
        found.append(SampleFile(**{**values, **lists, "rows": rows, "text": text}))
    return found


def file_exchanges() -> list[Exchange]:
    """What sites answer when they are asked for the files."""
    return [
        Exchange(
            url,
            file.content(),
            file.content_type,
            disposition=f"attachment;filename={quote(file.name)}" if file.name else None,
        )
        for file in load_files()
        for url in file.urls
    ]
