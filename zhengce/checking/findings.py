"""A bibliography against the database: held (which document, how sure), changed since, withdrawn, or missing and why.

Wrong is worse than missing. Only an exact number, address or title makes a document held. What merely looks alike is
`unsure` and says how alike it is; a title that differs in a number, a year or a batch (第五批, 第六批), or in being a
draft, is another document and only named as near.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from difflib import SequenceMatcher
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.document_number import read_number
from parsers.grammar.title import read_title
from parsers.moments import CHINA
from storage.schema import changes
from zhengce.checking.library import HeldDocument, Library, stem_of
from zhengce.checking.missing import no_longer_in_force, why_missing
from zhengce.checking.references import Reference, read_reference
from zhengce.documents import view
from zhengce.documents.phrases import join, phrase

Status = Literal["held", "changed", "withdrawn", "unsure", "missing", "unread"]

ALIKE = 0.86
"""Likeness of two titles from which one may be a misprint of the other."""
NEAR = 0.7
"""Likeness from which a title is worth naming beside a missing one."""
PART = 8
"""Least length, in characters, of a title that may be a part of a longer one."""
MOST_NEAR = 3

NUMERAL = re.compile("\\d+|[一二三四五六七八九十百零〇]+")
PLACE = re.compile("[\u4e00-\u9fff]{2}(?=[省市县])")
"""锦州 in 关于批准锦州市土地利用总体规划的通知."""
PART_OF_A_NUMBER = "number without issuer or year"
"""第41号令, 2026年第41号令: fits a document, and others that are not held."""
SAME_WEEK = 7
SAME_MONTH = 31
"""Days by which the line's day may differ from the document's."""
DRAFT = re.compile("征求意见|草案|送审稿|讨论稿|公开征集")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one reference."""

    number: int
    """Of the line, from 1."""
    line: str
    status: Status
    how: str
    """By what it was found: number, address, title …; empty where it was not."""
    score: float | None
    """1.0 for an exact match; the likeness of the titles where it is unsure."""
    document: HeldDocument | None
    why: str = ""
    """What differs, what changed, or why it is missing; for a person."""
    near: tuple[HeldDocument, ...] = ()
    """Other documents that look alike."""
    changed: tuple[str, ...] = field(default=())
    """Fields that were revised since the given day."""
    warning: str = ""
    """That the document is no longer in force, since when, and what ended it."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A document, by what it was found, and what does not fit."""

    held: HeldDocument
    how: str
    score: float
    doubts: tuple[str, ...] = ()


def check_references(
    connection: Connection,
    references: Iterable[str],
    since: date | None = None,
    crawlable: Iterable[str] = (),
    base: str | None = None,
) -> Iterator[Finding]:
    """A finding for each reference: a title, a number, an address, or a line of a bibliography with all of them.

    `since`: from when a change counts. `crawlable`: names of the sources that can be crawled, for what is missing.
    `base`: where `zhengce serve` answers, for addresses of its pages.
    """
    library = Library(connection, crawlable, base)
    for number, line in enumerate(references, 1):
        yield find(connection, library, number, read_reference(line), since)


def as_json(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """The findings; `document` and `near` are documents in short, with `view.SUMMARY`."""
    for finding in findings:
        yield {
            "line_number": finding.number,
            "line": finding.line,
            "status": finding.status,
            "how": finding.how or None,
            "score": finding.score,
            "why": finding.why or None,
            "warning": finding.warning or None,
            "document": view.select(finding.document.document, view.SUMMARY) if finding.document else None,
            "changed": list(finding.changed),
            "near": [view.select(document.document, view.SUMMARY) for document in finding.near],
        }


def find(
    connection: Connection, library: Library, number: int, reference: Reference, since: date | None = None
) -> Finding:
    """What is held of one reference; `number`: of its line. `since`: from when a change of it counts."""
    finding = _find(connection, library, number, reference, since)
    warning = no_longer_in_force(library, finding.document) if finding.document else None
    return replace(finding, warning=warning) if warning else finding


def _find(connection: Connection, library: Library, number: int, reference: Reference, since: date | None) -> Finding:
    line = reference.line
    if reference.says_nothing:
        return Finding(number, line, "unread", "", None, None, phrase("reference.unread"))
    matches = _exact(library, reference)
    if not matches:
        return _alike_or_missing(library, reference, number)
    sure = [match for match in matches if not match.doubts]
    if len(sure) == 1:
        return _held(connection, sure[0], matches, number, line, since)
    match = matches[0]
    others = tuple(other.held for other in matches[1:])
    why = join(match.doubts) if match.doubts else phrase("reference.several", count=len(sure))
    return Finding(number, line, "unsure", match.how, match.score, match.held, why, others[:MOST_NEAR])


def _held(
    connection: Connection, match: _Match, matches: Sequence[_Match], number: int, line: str, since: date | None
) -> Finding:
    document = match.held
    near = tuple(other.held for other in matches if other is not match)[:MOST_NEAR]
    if document.document.gone_at:
        day = document.document.gone_at.astimezone(CHINA).date()
        why = phrase("reference.withdrawn", day=day)
        return Finding(number, line, "withdrawn", match.how, match.score, document, why, near)
    fields = _revised(connection, document.id, since) if since else ()
    if fields:
        why = phrase("reference.revised", day=since, fields=", ".join(fields))
        return Finding(number, line, "changed", match.how, match.score, document, why, near, fields)
    return Finding(number, line, "held", match.how, match.score, document, "", near)


def _exact(library: Library, reference: Reference) -> list[_Match]:
    """Documents found by number, address or exact title, those with the fewest doubts first."""
    by: dict[int, list[str]] = {}
    numbered = [library.numbered(number) for number in reference.numbers]
    for how, ids in (
        ("number", [whole for whole, _ in numbered]),
        (PART_OF_A_NUMBER, [fitting for whole, fitting in numbered if not whole]),
        ("address", [library.at(url) for url in reference.urls]),
        ("title", [library.titled(title) for title in reference.titles[:1]]),
        ("issued document's title", [library.issuing(title) for title in reference.titles]),
        ("editor's English title", [library.annotated(reference.english)]),
    ):
        for number in sorted({number for group in ids for number in group}):
            by.setdefault(number, []).append(how)
    matches = [
        _Match(document, " and ".join(by[document.id]), 1.0, tuple(_doubts(reference, document, by[document.id])))
        for document in library.get(by)
    ]
    strength = {how: place for place, how in enumerate(("number", "address", "title"))}
    return sorted(
        matches, key=lambda match: (len(match.doubts), strength.get(match.how.split(" and ")[0], 9), match.held.id)
    )


def _doubts(reference: Reference, held: HeldDocument, how: Sequence[str]) -> Iterator[str]:
    """What of the line does not fit a document that was found by a part of it."""
    by = how[0]
    title = reference.titles[0] if reference.titles else None
    if reference.numbers and "number" not in how and (PART_OF_A_NUMBER not in how or len(how) == 1):
        own = read_number(held.record.document_number or "")
        if own and own.key not in {number.key for number in reference.numbers}:
            yield phrase("reference.doubt.number", how=by, number=held.record.document_number)
        elif not own and how[0] != "address":
            yield phrase("reference.doubt.no_number", how=by)
    if title and how[0] in ("number", "address") and not _same_matter(title, held):
        yield phrase("reference.doubt.title", how=by, title=held.record.title)
    if how == ["issued document's title"] and title:
        if held.record.stage == "interpretation" or held.record.document_type == "批复":
            yield phrase("reference.doubt.about")
        elif stem_of(title) != stem_of(held.record.issued_title or ""):
            yield phrase("reference.doubt.issued")
    if how[0] in ("title", "issued document's title"):
        if not held.says_its_matter and not _near_day(reference, held, SAME_WEEK):
            yield phrase("reference.doubt.no_matter")
        named = {body.id for body in read_title(title).issuing_bodies if body.id} if title else set()
        if named and held.bodies and not named & held.bodies:
            yield phrase("reference.doubt.bodies")
        if not {"number", "address"} & set(how) and reference.days and not _near_day(reference, held, SAME_MONTH):
            days = sorted(map(str, held.days))
            yield phrase("reference.doubt.day", days=" and ".join(days)) if days else phrase("reference.doubt.no_day")


def _same_matter(title: str, held: HeldDocument) -> bool:
    given = stem_of(title)
    return any(
        given in own
        or own in given
        or (SequenceMatcher(None, given, own).ratio() >= NEAR and _same_serials(given, own))
        for own in held.stems
    )


def _near_day(reference: Reference, held: HeldDocument, most: int) -> bool:
    return any(abs((given - day).days) <= most for given in reference.days for day in held.days)


def _alike_or_missing(library: Library, reference: Reference, number: int) -> Finding:
    line = reference.line
    near: list[tuple[float, HeldDocument]] = []
    differs = ""
    if reference.titles:
        given = stem_of(reference.titles[0])
        near = library.alike(reference.titles[0], NEAR, MOST_NEAR)
        fitting = [(score, held) for score, held in near if not _difference(reference.titles[0], held)]
        if fitting and not reference.numbers and (fitting[0][0] >= ALIKE or _is_part(given, fitting[0][1])):
            score, held = fitting[0]
            how = "part of its title" if _is_part(given, held) else "similar title"
            others = tuple(other for _, other in near if other is not held)
            why = phrase("reference.similar", title=held.record.title)
            return Finding(number, line, "unsure", how, round(score, 2), held, why, others)
        if near:
            words = _difference(reference.titles[0], near[0][1]) or phrase("reference.partly_alike")
            differs = phrase("reference.nearest", id=near[0][1].id, words=words)
    why = join((why_missing(library, reference), differs))
    return Finding(number, line, "missing", "", None, None, why, tuple(held for _, held in near))


def _difference(title: str, held: HeldDocument) -> str:
    """Why a title that looks alike is another document's; empty where nothing says so."""
    given = stem_of(title)
    if bool(DRAFT.search(title)) != (held.record.stage == "draft"):
        return phrase("reference.differs.draft" if held.record.stage == "draft" else "reference.differs.no_draft")
    if held.record.stage == "interpretation" and "解读" not in title:
        return phrase("reference.differs.interpretation")
    if not any(_same_serials(given, own) or given in own for own in held.stems):
        return phrase("reference.differs.serial")
    if not any(PLACE.findall(given) == PLACE.findall(own) for own in held.stems):
        return phrase("reference.differs.place")
    named = {body.id for body in read_title(title).issuing_bodies if body.id}
    if named and held.bodies and not named & held.bodies:
        return phrase("reference.differs.bodies")
    return ""


def _same_serials(one: str, other: str) -> bool:
    return Counter(NUMERAL.findall(one)) == Counter(NUMERAL.findall(other))


def _is_part(given: str, held: HeldDocument) -> bool:
    return len(given) >= PART and any(given in own for own in held.stems)


def _revised(connection: Connection, document_id: int, since: date) -> tuple[str, ...]:
    start = datetime.combine(since, time(), CHINA).astimezone(UTC)
    query = sa.select(changes.c.fields).where(
        changes.c.document_id == document_id, changes.c.kind == "revised", changes.c.changed_at >= start
    )
    return tuple(sorted({name for fields in connection.execute(query).scalars() for name in fields or ()}))
