"""Every word of the pages stands in `zhengce/web/words.csv` and every row is shown somewhere."""

import re
from pathlib import Path

from parsers.fields import FIELDS
from zhengce.web import words

WEB = Path(words.__file__).parent
SOURCES = [*(WEB / "templates").iterdir(), *WEB.rglob("*.py")]

_KEY = re.compile(r"""\b(?:t|words\.word)\(f?["']([a-z0-9_ ]+)["'][,)]""")
"""t("search"), words.word("all_dates", …)."""
_MADE = re.compile(r"""\bt\(["']([a-z0-9_]+_)["'] ?~|\bwords\.word\(f["']([a-z0-9_]+_)\{""")
"""t("as_" ~ ending), words.word(f"by_{step}", …): the beginning of keys."""

OF_VALUES = {"positive", "negative", "crawled", "merged", "judged", "reparsed"}
"""Verdicts of a person, and what made a revision: values of the database."""


def text() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def test_no_word_of_a_page_is_missing() -> None:
    known = words.table()
    found = text()
    assert sorted({key for key in _KEY.findall(found) if key not in known}) == []
    begun = {one or other for one, other in _MADE.findall(found)}
    assert begun
    assert sorted(begin for begin in begun if not any(key.startswith(begin) for key in known)) == []


def test_no_word_is_left_that_no_page_shows() -> None:
    found = text()
    begun = tuple(one or other for one, other in _MADE.findall(found))
    fields = set(re.findall(r"""["']([a-z0-9_ ]+)["']|^    ([a-z0-9_]+)_?: """, found, re.M))
    named = OF_VALUES | {name for pair in fields for name in pair} | {*FIELDS}
    assert sorted(key for key in words.table() if key not in named and not key.startswith(begun)) == []
