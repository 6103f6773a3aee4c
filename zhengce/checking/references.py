"""Reads one line of a bibliography as people write them: its addresses, numbers, titles and days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parsers.grammar.dates import iter_dates
from parsers.grammar.document_number import Number, numbers_in, read_number
from parsers.grammar.issuing_bodies import read_bodies
from zhengce.english.vocabulary import MONTHS

_HAN = "\u3400-\u9fff"

COUNTING = re.compile(
    r"^\s*(?:[-*•·●▪–—]+\s+|[\[(（【]?\d{1,4}[\])）】](?![年〕])\s*|\d{1,3}[.、．:：)]\s*(?!\d)|[①-⑳]\s*)+"
)
"""1.  [12]  (3)  （4）  5、  -  *  ⑥ in front of a line; not 2021年, not 〔2021〕."""

URL = re.compile(
    r"(?:https?:/{1,3}|www\.|(?<![A-Za-z0-9_./-])/documents(?=/\d))[^\s<>\"'“”‘’，。；、）》】\]|]+", re.IGNORECASE
)
"""An address, with or without its scheme, or one below that of a server of ours: /documents/25."""

MARKER = re.compile(r"\[(?:EB/OL|Z/OL|Z|N/OL|N|R/OL|R|S/OL|S|S|A|M|OL)\]", re.IGNORECASE)
"""[EB/OL]: the kind of document in GB/T 7714."""

ENGLISH_DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{'|'.join(MONTHS)}|{'|'.join(m[:3] for m in MONTHS)})\.?"
    r"(?:\s+(?P<other>\d{1,2})(?:st|nd|rd|th)?)?,?\s+(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""November 16, 2021 · 16 Nov 2021."""

ACCESSED = re.compile(
    r"(?:accessed|retrieved|visited|访问|引用|查阅|检索)(?:日期|于|时间|on|:|：|\s)*$|\[\s*$", re.IGNORECASE
)
"""What stands before the day on which somebody read the page; it says nothing of the document."""

MENTIONED_BEFORE = re.compile("(?:关于|废止|修改|修订|落实|执行|根据|依据|转发|延长|解读)[《“]?$")
MENTIONED_BEHIND = re.compile("[》”]?(?:等|的|文件|文|和|及|与|中|、|有效期)")

DAY_IN_TITLE = re.compile("修订|修正|修改|起|至|以后|以前|前|会议|第")
"""What follows a day that is part of a title: …应急预案（2011年10月16日修订）."""

_LATIN_ASIDE = re.compile(rf"[\[(（](?=[^\[\](（）)]*[A-Za-z])[^\[\](（）){_HAN}]*[\])）]")
_LATIN_BEFORE = re.compile(
    rf"^(?:(?=[^{_HAN}《]*[A-Za-z]{{2}})(?!\d+[A-Za-z]+\s+[{_HAN}])[^\s{_HAN}《“]+\s+|[A-Za-z][\w.,:;&'’/()\-]*[\s:：,，]+"
    r"|[\"“”'\s.,:;–—-]+(?![“《]))+"
)
"""14th Five-Year Plan for … before a Chinese title; of Notice on 5G 应用 without the 5G."""
_LATIN_BEHIND = re.compile(rf"(?<=[{_HAN}》”）)\]])[\s,.;:–—-]+[A-Za-z][^{_HAN}《》]*$")
_BETWEEN = re.compile(r"\t+|\s[|/–—-]\s|[.;；。]\s|[.;；。]$|\s{3,}")
NAMED = re.compile("《((?:[^《》]|《[^《》]*》)+)》")
"""A name of a document, with names inside it."""
_QUOTED = re.compile("^[\"“'‘「『《]+(?P<title>[^《》]+?)[\"”'’」』》]+$")
LONGEST = 5_000
"""Characters of a line that are read."""
LEAST = 4
"""Chinese characters that a title has at least."""
PROSE_WORDS = 20
"""English words from which a line without any reference is a sentence of a text, not a title."""
PROSE_CHARACTERS = 80
"""The same of a Chinese line with a full stop."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What one line gives."""

    line: str
    urls: tuple[str, ...]
    numbers: tuple[Number, ...]
    titles: tuple[str, ...]
    """Candidates, the longest first; what stands in 《》 inside one of them comes after it."""
    days: tuple[date, ...]
    """Days other than days of access."""
    english: str
    """The Latin words of the line."""

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing by which a document could be found."""
        return not (self.urls or self.numbers or self.titles or self.english)

    @property
    def is_sentence(self) -> bool:
        """Whether the line is prose that names nothing: a paragraph of a newsletter or of a report."""
        if self.urls or self.numbers or NAMED.search(self.line):
            return False
        if self.titles:
            return "。" in self.line and len(self.line) > PROSE_CHARACTERS
        return len(self.english.split()) >= PROSE_WORDS


def read_reference(line: str) -> Reference:
    """Reads one line, of a longer one than any reference its beginning."""
    rest = COUNTING.sub("", line[:LONGEST].strip().strip("\ufeff"))
    urls = tuple(dict.fromkeys(match.group().rstrip(".,;:)") for match in URL.finditer(rest)))
    rest = MARKER.sub(" ", URL.sub(" ", rest))
    numbers = _numbers(rest)
    for number in numbers:
        rest = rest.replace(number.as_printed, " \t ")
    rest, days = _days(rest)
    return Reference(line, urls, numbers, tuple(_titles(rest)), days, _english(rest))


def _numbers(text: str) -> tuple[Number, ...]:
    numbers = numbers_in(text)
    found = [number for number in numbers if not _is_mentioned(text, number)]
    if not numbers and len(text) < 60 and (whole := read_number(text)):
        found = [whole]
    return tuple({number.key: number for number in found}.values())


def _is_mentioned(text: str, number: Number) -> bool:
    """关于废止国发〔2021〕20号等文件的通知: the number of another document, inside the title."""
    end = number.start + len(number.as_printed)
    before = text[max(0, number.start - 10) : number.start]
    return bool(MENTIONED_BEFORE.search(before) or MENTIONED_BEHIND.match(text, end))


def _days(text: str) -> tuple[str, tuple[date, ...]]:
    """The text without its whole days, and the days that are the document's."""
    spans = [
        (found_date.start, found_date.end, found_date.on)
        for found_date in iter_dates(text)
        if not DAY_IN_TITLE.match(text[found_date.end : found_date.end + 4])
    ]
    spans += ((match.start(), match.end(), on) for match in ENGLISH_DAY.finditer(text) if (on := english_day(match)))
    days = [on for start, _, on in sorted(spans) if not ACCESSED.search(text[max(0, start - 24) : start])]
    for start, end, _ in sorted(spans, reverse=True):
        text = f"{text[:start]} \t {text[end:]}"
    return text, tuple(dict.fromkeys(days))


def english_day(match: re.Match[str]) -> date | None:
    """The day of a match of ENGLISH_DAY; None where the calendar has none, or a number is missing."""
    number = match["day"] or match["other"]
    return calendar_day(int(match["year"]), month_number(match["month"]), int(number)) if number else None


def month_number(name: str) -> int:
    """1 of January, Jan."""
    return [month[:3].lower() for month in MONTHS].index(name[:3].lower()) + 1


def calendar_day(year: int, month: int, day: int) -> date | None:
    """A day, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _titles(text: str) -> Iterator[str]:
    """The parts of a line that can be titles, the longest first."""
    seen: set[str] = set()
    parts = (_trimmed(part) for part in _BETWEEN.split(_LATIN_ASIDE.sub(" ", text)))
    for part in sorted(filter(None, parts), key=len, reverse=True):
        for title in (part, *(match.group(1) for match in NAMED.finditer(part))):
            if title not in seen and _can_be_title(title):
                seen.add(title)
                yield title


def _trimmed(part: str) -> str:
    part = _LATIN_BEHIND.sub("", _LATIN_BEFORE.sub("", part.strip())).strip(" \t,.;:：，。；、-–—*_#\"'")
    part = re.sub(r"[(（\[]\s*[)）\]]", "", part).strip()
    if whole := _QUOTED.match(part):
        return whole["title"].strip()
    return part


def _can_be_title(text: str) -> bool:
    if len(re.findall(f"[{_HAN}]", text)) < LEAST:
        return False
    bodies = read_bodies(text)
    return not bodies.known


def _english(text: str) -> str:
    words = re.sub(f"[{_HAN}《》“”（）【】〔〕]+", " ", text)
    words = " ".join(words.split()).strip(" .,;:-–—()[]\"'")
    return words if len(re.findall("[A-Za-z]{2,}", words)) >= 2 else ""
