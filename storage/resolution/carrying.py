"""Which document an attached file holds: the one that its page issues, the page's own, or another.

The title that the file prints decides; without one, the words of the link. Where neither names a document, the only
file of a page, once it was read, is what the page issues if the link says no more than 附件 or the last words of its
title (规划.pdf).
"""

import re

from parsers.file_types import LONG_ENDINGS
from parsers.place import Place
from parsers.record import Attachment, PolicyDocument
from storage.resolution.normalization import by_value, number_form

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
    ids = [{body.id or body.name for body in one.issuing_bodies} for one in (reading, record)]
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
