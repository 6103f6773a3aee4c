"""Takes an answer of a recording over as a saved page: `python -m tests.adopt RECORDING ADDRESS tests/pages/SITE/NAME`.

The page is written decompressed, with the bytes of the site. Then its text is to be put in words of our own, as
`tests/pages/README.md` says; structure, labels, titles, numbers and dates stay.
"""

import sys
from pathlib import Path

from parsers.document import parse
from parsers.errors import NotReadable
from pipelines.reparse.archived_page import page_of
from storage.archive import Exchange, exchanges

PAGES = Path(__file__).parent / "pages"


HEAD = "# Which address each saved page stands for. Beside it lies what the parsers read of it.\n"


class NotAdopted(Exception):
    """The page cannot be taken over; the message says why."""


def adopt(recording: Path, url: str, to: Path, pages: Path = PAGES) -> bool:
    """Writes the last answer for `url` to `to`, a file below `pages`; gives whether the parsers read it as a notice.

    The address of a notice goes to `pages.toml` of its folder, so that the tests hold its record. Raises NotAdopted
    where there is no such answer, or the file exists.
    """
    page = page_of(last_answer(recording, url))
    if to.exists():
        raise NotAdopted(f"{to}: exists; give another name")
    to.resolve().relative_to(pages.resolve())  # below the folder of all pages
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(page.body)
    try:
        parse(page)
    except NotReadable:
        return False
    name_page(to, url, "notices")
    return True


def name_page(to: Path, url: str, kind: str) -> None:
    """Names a page of this kind, and the address it stands for, in `pages.toml` of its folder."""
    table = to.parent / "pages.toml"
    text = table.read_text() if table.exists() else HEAD
    line = f'"{to.name}" = "{url}"\n'
    head, heading, rest = text.partition(f"[{kind}]\n")
    table.write_text(f"{head}{heading}{line}{rest}" if heading else f"{text}\n[{kind}]\n{line}")


def last_answer(recording: Path, url: str) -> Exchange:
    """The last answer for an address. Raises NotAdopted where there is none."""
    answers = [exchange for _, exchange in exchanges(recording)]
    for exchange in reversed(answers):
        if exchange.url == url:
            return exchange
    known = "\n".join(exchange.url for exchange in answers)
    raise NotAdopted(f"{recording}: no answer for {url}; it has\n{known}")


def main(words: list[str]) -> int:
    """The command; its exit code."""
    if len(words) != 3:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    recording, url, to = words
    try:
        is_notice = adopt(Path(recording), url, Path(to))
    except NotAdopted as why:
        print(why, file=sys.stderr)
        return 1
    print(f"{to}: {'a notice; next: pytest tests/test_records.py' if is_notice else 'no notice that the parsers read'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
