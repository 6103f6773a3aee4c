"""The words that titles are made of: tables of Chinese and English, and the cheapest cut of a text into them.

Tables: `words.csv` (nouns, adjectives, adverbs), `actions.csv` (verbs, with their noun and gerund), `places.csv`, the
glossary of policy terms, the agencies. A single character is never a word, but for conjunctions and 的: it has too many
meanings. What no table holds stays Chinese and is marked as unknown.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from outputs.english.glossary import terms
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.numerals import read_numeral

Kind = Literal["noun", "adjective", "adverb", "verb", "action", "and", "of", "year", "plan", "batch", "note", "unknown"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a title."""

    chinese: str
    kind: Kind
    english: str
    """Of a verb or an action its noun: development."""
    gerund: str = ""
    is_official: bool = False
    """From the glossary, the agencies or a pattern, not from the list of common words."""


_KINDS: Mapping[str, Kind] = {"n": "noun", "a": "adjective", "d": "adverb", "p": "noun", "b": "noun", "f": "adjective"}
_CONJUNCTIONS = "和 与 及 以及 暨 、 并".split()
_UNKNOWN_COST = 10
_LONGEST = 16

_NUMERAL = r"[一二三四五六七八九十百\d]+"

_PATTERNS = (
    (re.compile(r"[（(](?:征求意见稿|公开征求意见稿|草案征求意见稿|修订征求意见稿|草案)[）)]"), "note"),
    (re.compile(r"[（(](?:试行|暂行|修订|修正|试行稿)[）)]"), "note"),
    (re.compile(r"[（(](?:(?P<version>20\d\d|19\d\d)年?(?:版|本|修订|修订版))[）)]"), "note"),
    (re.compile(r"[（(](?P<first>20\d\d)年?[-—－–~～至]+(?P<last>20\d\d)年?[）)]"), "note"),
    (re.compile(r"(?P<begin>20\d\d)年?[-—－–~～至]+(?P<end>20\d\d)年"), "year"),
    (re.compile(r"[“\"]?十(?P<plan>[一二三四五六])五[”\"]?(?:时期|期间)?"), "plan"),
    (
        re.compile(
            r"第(?P<batch>[一二三四五六七八九十百\d]+)批|[（(]第(?P<batch_note>[一二三四五六七八九十百\d]+)批[）)]"
        ),
        "batch",
    ),
    (re.compile(r"(?P<year>(?:19|20)\d\d)年(?:度|底|末|至今)?"), "year"),
    (re.compile(r"[A-Za-z0-9][A-Za-z0-9+./-]*(?: [A-Za-z0-9+./-]+)*"), "noun"),
)
"""（征求意见稿） （试行） （2021年版） （2021—2025年） “十四五” 第三批 2021年 5G IPv6."""
_NOTES = {
    "试行": "Trial",
    "试行稿": "Trial",
    "暂行": "Interim",
    "修订": "Revised",
    "修正": "Amended",
}


@cache
def words() -> Mapping[str, Word]:
    """All words of the tables by their Chinese."""
    found: dict[str, Word] = {}
    for row in _rows("words.csv"):
        found[row["chinese"]] = Word(row["chinese"], _KINDS.get(row["kind"], "noun"), row["english"])
    for agency in AGENCIES.values():
        for name in (agency.zh_full, agency.zh_short):
            if agency.en_name and len(name) > 1:
                found[name] = Word(name, "noun", f"the {agency.en_name}", is_official=True)
    for entry in terms.entries():
        if len(entry.chinese) > 1 and entry.chinese not in found:
            found[entry.chinese] = Word(entry.chinese, "noun", entry.english, is_official=True)
    for row in _rows("places.csv"):
        suffixes = {"province": ("", "省", "市"), "city": ("", "市"), "region": ("",)}[row["kind"]]
        for suffix in suffixes:
            found[row["chinese"] + suffix] = Word(row["chinese"] + suffix, "noun", row["english"], is_official=True)
    for row in _rows("actions.csv"):
        kind: Kind = "action" if row["kind"] == "noun" else "verb"
        found[row["chinese"]] = Word(row["chinese"], kind, row["noun"], row["gerund"])
    for conjunction in _CONJUNCTIONS:
        found[conjunction] = Word(conjunction, "and", "and", is_official=True)
    found["\u3000"] = Word("\u3000", "and", "and", is_official=True)
    return found | {"的": Word("的", "of", "of", is_official=True), "等": Word("等", "noun", "and others")}


_START = Word("", "note", "")


def cut(text: str) -> list[Word]:
    """The cheapest cut of a text: as few words as possible, and as few unknown characters as possible."""
    table, count = words(), len(text)
    best: list[tuple[int, int, Word]] = [(0, 0, _START), *[(10**9, 0, _START)] * count]
    for at in range(count):
        cost = best[at][0]
        for word, end in _words_at(text, at, table):
            price = cost + (_UNKNOWN_COST if word.kind == "unknown" else 1)
            if price < best[end][0]:
                best[end] = (price, at, word)
    found: list[Word] = []
    at = count
    while at:
        _, before, word = best[at]
        if found and word.kind == "unknown" and found[-1].kind == "unknown":
            joined = word.chinese + found[-1].chinese
            found[-1] = Word(joined, "unknown", joined)
        else:
            found.append(word)
        at = before
    return found[::-1]


def _words_at(text: str, at: int, table: Mapping[str, Word]) -> Iterator[tuple[Word, int]]:
    for pattern, kind in _PATTERNS:
        if match := pattern.match(text, at):
            yield _of_pattern(match, kind), match.end()
    for length in range(1, _LONGEST + 1):
        if at + length <= len(text) and (word := table.get(text[at : at + length])):
            yield word, at + length
    yield Word(text[at], "unknown", text[at]), at + 1


def _of_pattern(match: re.Match[str], kind: str) -> Word:
    groups = {name: value for name, value in match.groupdict().items() if value}
    printed = match.group()
    if "plan" in groups:
        number = (read_numeral(groups["plan"]) or 0) + 10
        return Word(printed, "plan", f"{number}th Five-Year Plan", is_official=True)
    if batch := groups.get("batch") or groups.get("batch_note"):
        number = int(batch) if batch.isdigit() else read_numeral(batch) or 0
        return Word(printed, "batch", f"Batch {number}", is_official=True)
    if "version" in groups:
        return Word(printed, "note", f"({groups['version']} Edition)", is_official=True)
    if "first" in groups:
        return Word(printed, "note", f"({groups['first']}–{groups['last']})", is_official=True)
    if "begin" in groups:
        return Word(printed, "year", f"{groups['begin']}–{groups['end']}", is_official=True)
    if "year" in groups:
        return Word(printed, "year", groups["year"], is_official=True)
    if kind == "note":
        name = _NOTES.get(printed[1:-1], "Draft for Comment")
        return Word(printed, "note", f"({name})", is_official=True)
    return Word(printed, "noun", printed, is_official=True)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8") as table:
        yield from csv.DictReader(table)
