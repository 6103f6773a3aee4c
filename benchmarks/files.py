"""How fast attached files are read, beside the bare library of each format, and with how much memory.

    python -m benchmarks.files [--shared DIR] [--rounds N]

Over the files of `captures/attachments/`, in processor time, the best of the rounds, both sides in one run. The library
alone gives text without paragraphs, rows, states and limits; where a format has none the column is empty. `MB` is the
peak of the worker process that read the file and those before it. A file whose state is not the known one is named.
Then a PDF file of 1,960 pages.
"""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import pypdfium2

from benchmarks.accuracy import SHARED, lacking
from benchmarks.harness import read_lines
from parsers.file_types import ReaderName
from parsers.files import FileReader
from parsers.files.readers import read_content
from parsers.files.sandbox.limits import LIMITS
from parsers.files.sniff import sniff

MANIFEST = "captures/attachments/manifest.jsonl"
COPIES = 140
"""Of the 14 pages of d2.pdf in the large file."""


def read_pdf(content: bytes) -> int:
    """All text of a PDF file by PDFium alone; its pages."""
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            textpage = page.get_textpage()
            textpage.get_text_range()
            textpage.close()
            page.close()
        return len(document)


def read_workbook(content: bytes) -> int:
    """All cells of a workbook by calamine alone; its sheets."""
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return len([workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names])


def read_rtf(content: bytes) -> int:
    """The text of an RTF file by striprtf alone."""
    from striprtf import striprtf

    striprtf.rtf_to_text(content.decode("latin-1"))
    return 1


BARE: dict[ReaderName, Callable[[bytes], int]] = {"pdf": read_pdf, "spreadsheet": read_workbook, "rtf": read_rtf}


def taken(work: Callable[[], Any]) -> float:
    """Milliseconds of processor time; what the library raises is its answer."""
    begin = process_time()
    try:
        work()
    except Exception:
        return float("nan")
    return (process_time() - begin) * 1000


def peak_megabytes(pid: int | None) -> float:
    """The most memory that a process has had."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), float("nan"))


def measure(name: str, content: bytes, rounds: int, reader: FileReader) -> tuple[str, int, float, float]:
    """Prints the line of one file; gives its format, pages and the milliseconds of ours and of the library alone."""
    file_type = sniff(content)
    bare = BARE.get(file_type.reader) if file_type.reader else None
    text = reader.read(content, name)
    ours = min(taken(lambda: read_content(content, LIMITS)) for _ in range(rounds))
    alone = min(taken(lambda: bare(content)) for _ in range(rounds)) if bare else float("nan")
    pages, characters = len(text.pages), sum(len(line) for page in text.pages for line in page.paragraphs)
    print(
        f"{name:<36}{text.state:<12}{pages:>6}{characters:>10,}{ours:>10.2f}{alone:>10.2f}{alone / ours:>7.2f}"
        f"{peak_megabytes(reader.worker_pid):>7.0f}"
    )
    return file_type.reader or file_type.media_type, pages, ours, alone


def make_large(content: bytes) -> bytes:
    """A PDF file with the pages of another so many times."""
    with pypdfium2.PdfDocument(content) as source, pypdfium2.PdfDocument.new() as large:
        for _ in range(COPIES):
            large.import_pages(source)
        large.save(written := io.BytesIO())
    return written.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Prints a line a file and a line a format; 1 where a state is not the known one."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.files", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--shared", type=Path, default=SHARED, help="folder with captures/attachments/")
    options.add_argument("--rounds", type=int, default=10, help="rounds a file")
    chosen = options.parse_args(arguments)
    if why := lacking(chosen.shared, MANIFEST):
        print(why, file=sys.stderr)
        return 2
    known = read_lines(chosen.shared / MANIFEST)
    files = [(row["file"], (chosen.shared / MANIFEST).with_name(row["file"]).read_bytes()) for row in known]
    print(f"{'file':<36}{'state':<12}{'pages':>6}{'chars':>10}{'ours ms':>10}{'alone ms':>10}{'ratio':>7}{'MB':>7}")
    sums: dict[str, list[float]] = {}
    with FileReader() as reader:
        for name, content in files:
            kind, pages, ours, alone = measure(name, content, chosen.rounds, reader)
            if pages and ours == ours:
                sums[kind] = [a + b for a, b in zip(sums.get(kind, [0, 0, 0]), (pages, ours, alone), strict=True)]
        wrong = {row["file"]: state for row in known if (state := _state(files, row["file"], reader)) != row["state"]}
    with FileReader() as reader:
        measure("d2.pdf 140 times", make_large(dict(files)["d2.pdf"]), 1, reader)
    for kind, (count, milliseconds, bare) in sums.items():
        beside = f"; the library alone {count / bare * 1000:,.0f}" if bare == bare else ""
        print(f"{kind}: {count / milliseconds * 1000:,.0f} pages a second{beside}")
    print(f"states: {len(known) - len(wrong)} of {len(known)} right{'; ' if wrong else ''}{wrong or ''}")
    return 1 if wrong else 0


def _state(files: Sequence[tuple[str, bytes]], name: str, reader: FileReader) -> str:
    return reader.read(dict(files)[name], name).state


if __name__ == "__main__":
    sys.exit(main())
