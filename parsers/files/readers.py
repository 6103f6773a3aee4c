"""Which reader reads which type of file, and what holds for all of them: the limits of a text, and which characters.

Readers are native libraries in part: use `parsers.files.FileReader`, which runs this in a process of its own."""

import importlib
import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.file_types import FILE_TYPES, ReaderName
from parsers.files.sandbox.limits import LIMITS, Limits
from parsers.files.sniff import sniff
from parsers.files.text import FileNotRead, FilePage, FileText

MODULES: dict[ReaderName, str] = {
    "pdf": "parsers.files.pdf.reader",
    "doc": "parsers.files.word.doc",
    "docx": "parsers.files.word.docx",
    "rtf": "parsers.files.word.rtf",
    "spreadsheet": "parsers.files.workbook",
    "ofd": "parsers.files.ofd",
    "archive": "parsers.files.archive",
    "plain": "parsers.files.plain",
}
"""Imported where a file needs them: each loads a library."""

# Databases and JSON readers refuse NUL and lone surrogates; a paragraph is one line.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]+")


def read_content(content: bytes, limits: Limits = LIMITS) -> FileText:
    """The text of a file by the reader for its type; a file that cannot be read gives the state that says why.

    The reader runs in this process: what it raises other than FileNotRead is a fault of its own, and passes."""
    file_type = sniff(content)
    if file_type.reader is None:
        return FileText(file_type.state, file_type.media_type, reason=file_type.reason)
    reader = importlib.import_module(MODULES[file_type.reader])
    try:
        text = reader.read(content, limits, *([read_content] if file_type.reader == "archive" else []))
    except FileNotRead as error:
        text = FileText(error.state, file_type.media_type, reader.EXTRACTOR, reason=error.reason)
    return keep_within(replace(text, pages=tuple(map(_clean, text.pages))), limits)


def extractor_of(media_type: str) -> str | None:
    """Today's reader of a type of file with its version, as `FileText.extractor` names it; None for a type that is not
    read."""
    name = next((kind.reader for kind in FILE_TYPES.values() if kind.media_type == media_type and kind.reader), None)
    return str(importlib.import_module(MODULES[name]).EXTRACTOR) if name else None


def keep_within(text: FileText, limits: Limits) -> FileText:
    """The same text, or its first part as `partial` where it has more pages or characters than the limits allow."""
    pages: list[FilePage] = []
    left = limits.characters
    for page in text.pages[: limits.pages]:
        paragraphs = tuple(_first_characters(page.paragraphs, left))
        left -= sum(map(len, paragraphs))
        pages.append(page if paragraphs == page.paragraphs else replace(page, paragraphs=paragraphs))
        if left <= 0:
            break
    if tuple(pages) == text.pages:
        return text
    which = "characters" if left <= 0 else "pages"
    reason = f"the first {getattr(limits, which):,} {which} are kept"
    both = f"{text.reason}; {reason}" if text.reason else reason
    return replace(text, state="partial" if text.state == "ok" else text.state, pages=tuple(pages), reason=both)


def _first_characters(paragraphs: tuple[str, ...], count: int) -> Iterator[str]:
    for paragraph in paragraphs:
        if len(paragraph) >= count:
            if count:
                yield paragraph[:count]
            return
        count -= len(paragraph)
        yield paragraph


def _clean(page: FilePage) -> FilePage:
    paragraphs = tuple(cleaned for paragraph in page.paragraphs if (cleaned := clean(paragraph)))
    return replace(page, paragraphs=paragraphs, name=page.name and clean(page.name))


def clean(paragraph: str) -> str:
    """A paragraph as one line of characters that every database and JSON reader takes; blanks at its end are no text.

    Tabs at its begin stay: they are empty cells."""
    paragraph = paragraph.rstrip().lstrip(" \u3000\r\n")
    if paragraph.isprintable():
        return paragraph
    return _LINE_BREAKS.sub(" ", _LONE_SURROGATE.sub("\ufffd", _NO_TEXT.sub("", paragraph)))
