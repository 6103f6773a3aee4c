"""A report: its lines, out of a text, a page or a Word document, and its stories, the lines that speak of one matter.

The addresses of links stand behind their words, so that "(Link)" names the document that it leads to. A story begins at
a heading and, unless it has the form of a newsletter ("Issuing body: MIIT"), at a paragraph that names another one; an
item of a list that names a document, or begins with a day, is a story of its own. What stands under "Comment:" is the
writer's.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, ZipFile

import lxml.html
from lxml.etree import ParserError

from parsers.files import LIMITS
from parsers.grammar.title import read_title
from parsers.markup.decoding import decode
from parsers.markup.paragraphs import paragraphs
from zhengce.checking.references import calendar_day, month_number
from zhengce.english.vocabulary import MONTHS

_PAGE = ("<!doctype", "<html", "<head", "<body", "<div", "<p")


class NotRead(ValueError):
    """A file that is no text, page or Word document."""


def read_lines(content: bytes) -> list[str]:
    """The lines of a bibliography. Raises NotRead."""
    if content.startswith(b"PK"):
        return list(_of_word(content))
    is_text = b"\0" not in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if content.startswith(b"%PDF") or not is_text:
        raise NotRead("not a text")
    text = decode(content)
    if text.lstrip("\ufeff \r\n\t").lower().startswith(_PAGE):
        return list(_of_page(text))
    return text.splitlines()


def _of_word(content: bytes) -> Iterator[str]:
    try:
        from docx import Document
        from docx.table import Table
    except ImportError as error:
        raise NotRead(f"Word documents need {error.name}: pip install 'zhengce[export]'") from error
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > LIMITS.unpacked_bytes:
                raise NotRead("a ZIP file that unpacks to too much")
        document = Document(BytesIO(content))
    except NotRead:
        raise
    except (KeyError, ValueError, BadZipFile, SyntaxError) as error:  # what python-docx raises for other ZIP files
        raise NotRead("a ZIP file without a Word document") from error
    for block in document.iter_inner_content():
        held = [block] if not isinstance(block, Table) else [
            paragraph for row in block.rows for cell in row.cells for paragraph in cell.paragraphs
        ]  # fmt: skip
        for paragraph in held:
            yield " ".join([paragraph.text, *(link.url for link in paragraph.hyperlinks if link.url)])


def _of_page(text: str) -> Iterator[str]:
    try:
        root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except ParserError:  # a page without an element
        return
    for link in root.iter("a"):
        if (address := link.get("href") or "").startswith(("http:", "https:")):
            link.tail = f" {address} {link.tail or ''}"
    yield from paragraphs(root)


Role = Literal["text", "comment", "title", "bodies", "day"]

_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("comment", re.compile(r".*\b(?:comments?|analysis|opinion|take)|评论|点评|分析", re.IGNORECASE)),
    ("title", re.compile(r"(?:policy|document) (?:name|title)|title|标题|文件名称", re.IGNORECASE)),
    (
        "bodies",
        re.compile(
            r"issu(?:ing|ed by|er)(?: bod(?:y|ies)| agenc(?:y|ies))?s?|发文机[关构]|发布机[关构]", re.IGNORECASE
        ),
    ),
    ("day", re.compile(r"(?:publication |issue )?date|(?:published|issued)(?: on)?|(?:发布|成文|印发)?日期", re.I)),
)
"""What the words before a colon say of the line."""

_LABEL = re.compile(r"(?P<label>[A-Za-z][A-Za-z'’ ]{2,40}|[\u4e00-\u9fff]{2,8})\s*[:：]\s*(?P<rest>.*)")
_ITEM = re.compile(r"^\s*(?:[-*+•·●▪–—]\s+)")
_COUNTED = re.compile(r"^\s*\d{1,2}[.)、]\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_MARKDOWN_LINK = re.compile(r"\[([^\]\n]*)\]\(<?([^)\s>]+)>?\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")
_STRONG = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_QUOTED = re.compile('“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|"([^"]+)"')
_HAN = re.compile("[\u3400-\u9fff]")
_QUOTE_LEAST = 6
"""Chinese characters of a quotation; fewer are a name: “十四五”."""
DATED = re.compile(rf"(?P<month>{'|'.join(MONTHS)})\s+(?P<day>\d{{1,2}})(?:,\s*(?P<year>\d{{4}}))?\s*[:：–—-]\s*")
"""November 3: NDRC releases …"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report without its marks of a list and of Markdown."""

    number: int
    """From 1."""
    text: str
    role: Role
    is_item: bool
    is_heading: bool


def read_report(printed: Sequence[str]) -> list[Line]:
    """The lines of a report that are not blank."""
    lines: list[Line] = []
    for number, raw in enumerate(printed, 1):
        if not raw.strip():
            continue
        is_counted = _COUNTED.match(raw) is not None
        neighbours = (printed[at] for at in (number - 2, number) if 0 <= at < len(printed))
        is_listed = is_counted and any(_COUNTED.match(other) for other in neighbours)
        is_heading = _HEADING.match(raw) is not None or (is_counted and not is_listed)
        text = _plain(raw)
        before = lines[-1] if lines else None
        role, text = _role(text, before, is_heading=is_heading)
        lines.append(Line(number, text, role, _ITEM.match(raw) is not None or is_listed, is_heading))
    return lines


def stories(lines: Sequence[Line], naming: Collection[int]) -> Iterator[list[Line]]:
    """The lines of each story; `naming`: the numbers of the lines that name a document."""
    part: list[Line] = []
    for line in lines:
        if line.is_item and (line.number in naming or DATED.match(line.text)):
            yield [line]
            continue
        if line.is_heading and part:
            yield from _stories_of_part(part, naming)
            part = []
        part.append(line)
    yield from _stories_of_part(part, naming)


def has_form(story: Iterable[Line]) -> bool:
    """True for a story of a newsletter, which says in lines of their own what it is about."""
    return any(line.role in ("title", "bodies", "day") for line in story)


def _stories_of_part(part: list[Line], naming: Collection[int]) -> Iterator[list[Line]]:
    if has_form(part):
        yield part
        return
    story: list[Line] = []
    has_document = False
    for line in part:
        names = line.number in naming
        if names and has_document and not line.is_item:
            yield story
            story, has_document = [], False
        story.append(line)
        has_document = has_document or names
    if story:
        yield story


def quotations_of(text: str) -> list[tuple[int, int, str]]:
    """The Chinese quotations of a line that are no titles: where they begin and end with their marks, and the words."""
    found = ((match.start(), match.end(), "".join(filter(None, match.groups()))) for match in _QUOTED.finditer(text))
    return [
        (start, end, words.strip())
        for start, end, words in found
        if len(_HAN.findall(words)) >= _QUOTE_LEAST and not read_title(words.strip()).document_type
    ]


def without_quotations(text: str) -> str:
    """A line with blanks in place of its Chinese quotations."""
    for start, end, _ in quotations_of(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def days_of_item(dated: re.Match[str], years: Iterable[int]) -> list[date]:
    """The days that a match of DATED can mean: in its own year, or in each of these."""
    given = [int(dated["year"])] if dated["year"] else years
    days = (calendar_day(year, month_number(dated["month"]), int(dated["day"])) for year in given)
    return [day for day in days if day]


def _plain(raw: str) -> str:
    text = _COUNTED.sub("", _ITEM.sub("", _HEADING.sub("", raw, count=1), count=1), count=1)
    text = _MARKDOWN_LINK.sub(r"\1 \2 ", text)
    return _ESCAPED.sub(r"\1", _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))).strip(" >\ufeff")


def _role(text: str, before: Line | None, *, is_heading: bool) -> tuple[Role, str]:
    """What a line is, and its text without a label that says so. A comment goes on until another label."""
    label = _LABEL.match(text)
    if label:
        for role, pattern in _ROLES:
            if pattern.fullmatch(label["label"].strip()):
                return role, label["rest"]
        return "text", text
    goes_on = (
        before is not None and before.role == "comment" and not is_heading and not text.startswith(("(", "（", "《"))
    )
    return ("comment", text) if goes_on else ("text", text)
