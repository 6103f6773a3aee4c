"""What attached files give to their document: the values that its pages do not print, and which file is which text.

A page's own words always win. A file speaks for its document where it is that document: its head bears the document's
title, as on sites whose page is only a link. A file that holds what the document issues gives the days from which and
until which that is in force.

Which document a file holds is decided by the title that it prints; without one, by the words of the link. Where neither
names a document, the only file of a page, once it was read, is what the page issues if the link says no more than 附件
or the last words of its title (规划.pdf).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable as same_address
from parsers.fields import FIELDS
from parsers.file_types import LONG_ENDINGS
from parsers.place import Place
from parsers.position import Position
from parsers.record import Attachment, Citation, Evidence, PolicyDocument, Relation, Target
from storage.documents import record_json
from storage.resolution.normalization import by_value, number_form
from storage.schema import files

_LABEL = re.compile(r"(?:附件?|附[表录])?[\d|一二三四五六七八九十]{0,3}")
_EXTENSION = f"(?:{LONG_ENDINGS})"
# …规划（2021—2025年） · …办法（征求意见稿）.pdf · …指南（扫描件）1.2MB
_BEHIND = re.compile(
    rf"(?:\||\d{{4}}(?:年[版本]?)?|至|征求意见稿|草案|试行|正文|全文|文本|印发稿|扫描[件版]|盖章版|公开版|{_EXTENSION}版?|下载|\d{{1,5}}(?:\|\d{{1,2}})?[kmg]b?)*"
)
_AT_END = re.compile(rf"(?:{_EXTENSION}|下载|\|)*$")
_SHORTEST = 2


def carried_by(item: Attachment, reading: PolicyDocument | None, record: PolicyDocument) -> str | None:
    """The title of the document that a file holds, as its page prints that title; None where words do not decide."""
    printed = reading.title if reading is not None and _is_printed(reading) else None
    if reading is not None and reading.document_number and _same_number(reading, record):
        return record.title
    for title in filter(None, (record.title, record.issued_title)):
        if printed is not None and _names(printed, title):
            return None if title == record.title and _is_of_others(reading, record) else title
    for title in filter(None, (record.title, record.issued_title)):
        if _names(item.title, title) and not _is_another(printed, title):
            return title
    issued = record.issued_title
    if issued and reading is not None and printed is None and _is_only_file(item, issued, record):
        return issued
    return None


def _is_printed(reading: PolicyDocument) -> bool:
    """Whether the file prints its title."""
    return "title" in reading.evidence and reading.evidence["title"].found_in is Place.HEADING


def _same_number(reading: PolicyDocument, record: PolicyDocument) -> bool:
    return number_form(reading.document_number) == number_form(record.document_number)


def _names(words: str, title: str) -> bool:
    """Whether words are a title, but for a label before it, and an edition or the ending of a file's name behind it."""
    name = by_value(words)
    for form in (by_value(title), _about(by_value(title))):
        for known in (name, _about(name)):
            before, found, behind = known.partition(form)
            if form and found and _LABEL.fullmatch(before) and _BEHIND.fullmatch(behind):
                return True
    return False


def _about(title: str) -> str:
    """A title from 关于 on: pages and links leave out the issuing bodies."""
    return title[max(title.find("关于"), 0) :]


def _is_of_others(reading: PolicyDocument | None, record: PolicyDocument) -> bool:
    """Whether a file of the same subject is of other bodies or has another number: the ministry's notice under a
    province's."""
    if reading is None:
        return False
    if reading.document_number and record.document_number:
        return not _same_number(reading, record)
    ids = [{body.id or body.name for body in document.issuing_bodies} for document in (reading, record)]
    return all(ids) and ids[0].isdisjoint(ids[1])


def _is_another(printed: str | None, title: str) -> bool:
    """Whether the title that a file prints is not this one nor a part of it."""
    if printed is None:
        return False
    printed, title = by_value(printed), by_value(title)
    return printed not in title and title not in printed


def _is_only_file(item: Attachment, issued: str, record: PolicyDocument) -> bool:
    """Whether the page's only file is what it issues, by a link that says 附件 or the last words of the title."""
    title = by_value(issued)
    if len(record.attachments) != 1 or title in (by_value(line) for line in record.body.split("\n")):
        return False
    name = _AT_END.sub("", by_value(item.title))
    name = name[match.end() :] if (match := _LABEL.match(name)) else name
    return title.endswith(name) and len(name) >= _SHORTEST if name else item.title.strip().startswith("附件")


LISTED = ("repeals", "amends")
"""What any annex may do to other documents, as a list of those that are repealed. All else counts only in a file that
holds the document itself or what it issues: another annex speaks for itself."""


class Statements:
    """Collects what page and files of one document state; news and interpretations only report targets of others."""

    def __init__(self, record: PolicyDocument) -> None:
        self._is_document = record.stage in ("final", "draft")
        self._targets = {_of_target(item): item for item in record.targets}
        self._relations = {_of_relation(item): item for item in record.relations}
        self._titles = {by_value(title) for title in (record.title, record.issued_title) if title}

    @property
    def all(self) -> dict[str, Any]:
        """`targets` and `relations`: those of the page, then those that were added, in their order."""
        return {"targets": tuple(self._targets.values()), "relations": tuple(self._relations.values())}

    def add(self, reading: PolicyDocument, position: int, *, is_own: bool) -> list[str]:
        """Adds what a file states that is not there; gives the names of the lists that were empty before.

        `position`: which attachment it is, from 1. `is_own`: the file holds the document or what it issues.
        """
        before = {"targets": len(self._targets), "relations": len(self._relations)}
        if self._is_document:
            for target in reading.targets:
                self._targets.setdefault(
                    _of_target(target), replace(target, place=place_in_file(position, target.place))
                )
        for relation in reading.relations:
            if by_value(relation.title or "") not in self._titles and (is_own or relation.kind in LISTED):
                placed = replace(relation, place=place_in_file(position, relation.place))
                self._relations.setdefault(_of_relation(relation), placed)
        after = {"targets": len(self._targets), "relations": len(self._relations)}
        return [name for name, count in before.items() if not count and after[name]]


def _of_target(target: Target) -> tuple[object, ...]:
    return target.indicator, target.value, target.unit, target.year, target.kind


def _of_relation(relation: Relation) -> tuple[object, ...]:
    names = by_value(relation.title or ""), number_form(relation.document_number)
    return relation.kind, names, relation.part, relation.date


def place_in_file(position: int, place: str | None) -> str:
    """attachment 1, page 2: where words stand in a file, given which attachment that is."""
    return str(replace(Position.parse(place) or Position(), attachment=position))


class Cites:
    """Collects citations; a document does not cite itself or what it issues."""

    def __init__(self, record: PolicyDocument) -> None:
        self._cites: list[Citation] = list(record.cites)
        titles = (record.title, record.issued_title, *(cite.title for cite in record.cites))
        self._titles = {by_value(title) for title in titles if title}
        numbers = (record.document_number, *(cite.document_number for cite in record.cites))
        self._numbers = {number_form(number) for number in numbers if number}

    @property
    def all(self) -> tuple[Citation, ...]:
        """The citations of the page, then those that were added, in their order."""
        return tuple(self._cites)

    def add(self, cites: Iterable[Citation]) -> bool:
        """Adds those that are not there; gives whether there were any. A number distinguishes two of one title."""
        before = len(self._cites)
        for cite in cites:
            title, number = by_value(cite.title or ""), number_form(cite.document_number)
            if number in self._numbers if number else title in self._titles:
                continue
            self._cites.append(cite)
            self._titles.add(title)
            self._numbers.add(number)
        return len(self._cites) > before


def _groups(*files: str) -> tuple[tuple[str, ...], ...]:
    """The fields that such files give, those together that pages give together, too."""
    catalogue_fields = [field for field in FIELDS.values() if field.file in files]
    names = {field.name for field in catalogue_fields}
    groups: dict[str, list[str]] = {}
    for field in catalogue_fields:
        groups.setdefault(field.merged_with if field.merged_with in names else field.name, []).append(field.name)
    return tuple(map(tuple, groups.values()))


OF_ITSELF = _groups("itself", "issued")
"""Fields that a file gives that is the document itself; those of a group are taken together, under the first."""

OF_WHAT_IT_ISSUES = _groups("issued")
"""Fields that a file gives that holds what the document issues."""

_COLLECTED = ("cites", "targets", "relations")
"""Lists that page and files fill together; their evidence is that of the first entry."""

_readings = sa.select(files.c.url, files.c.record).where(
    files.c.url.in_(sa.bindparam("urls", expanding=True)), files.c.record.is_not(None)
)


def complete(
    connection: Connection, record: PolicyDocument, evidence_pages: Mapping[str, str]
) -> tuple[PolicyDocument, dict[str, str]]:
    """The record of a document's pages with what its files add, and for each field the address that gave it."""
    origin = dict(evidence_pages)
    if not record.attachments:
        return record, origin
    urls = [same_address(item.url) for item in record.attachments]
    readings = {row.url: record_json.from_json(row.record) for row in connection.execute(_readings, {"urls": urls})}
    return complete_from(record, origin, readings)


def complete_from(
    record: PolicyDocument, origin: Mapping[str, str], readings: Mapping[str, PolicyDocument]
) -> tuple[PolicyDocument, dict[str, str]]:
    """The same from the readings of files, by their addresses as compared."""
    origin = dict(origin)
    values: dict[str, Any] = {}
    evidence: dict[str, Evidence] = dict(record.evidence)
    attachments: list[Attachment] = []
    cites = Cites(record)
    stated = Statements(record)
    for position, item in enumerate(record.attachments, 1):
        reading = readings.get(same_address(item.url))
        carried = carried_by(item, reading, record)
        attachments.append(replace(item, carries=carried))
        if reading is None:
            continue
        taken = ["cites"] if cites.add(reading.cites) and not record.cites else []
        taken += stated.add(reading, position, is_own=carried is not None)
        for together in _fields_of(carried, record):
            if together[0] not in values and _is_wanted(together[0], record, reading):
                values |= {name: getattr(reading, name) for name in together}
                taken += together
        for name in taken:
            if (value := reading.evidence.get(name)) and (name not in _COLLECTED or name not in evidence):
                evidence[name] = replace(value, place=place_in_file(position, value.place))
                origin[name] = item.url
    values |= {"attachments": tuple(attachments), "cites": cites.all, **stated.all}
    return replace(record, **values, evidence=evidence), origin


def _fields_of(carried: str | None, record: PolicyDocument) -> tuple[tuple[str, ...], ...]:
    if carried is None:
        return ()
    return OF_ITSELF if carried == record.title else OF_WHAT_IT_ISSUES


def _is_wanted(name: str, record: PolicyDocument, reading: PolicyDocument) -> bool:
    """Whether a file has a value that its document lacks: for 等十部门 a whole list with the bodies that are named."""
    if not getattr(reading, name):
        return False
    if name == "issuing_bodies" and not record.issuing_bodies_complete and reading.issuing_bodies_complete:
        named, signed = ([body.id for body in document.issuing_bodies] for document in (record, reading))
        return len(signed) > len(named) and None not in signed and set(named) <= set(signed)
    return not getattr(record, name)
