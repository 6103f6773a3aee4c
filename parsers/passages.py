"""Where words stand in a document: the paragraphs of its body and of its attached files, each with its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from parsers.grammar.layout.parts import Part
from parsers.position import Position
from parsers.text import compact


class Passage(NamedTuple):
    """One paragraph and where it stands."""

    text: str
    attachment: int
    """0 for the body, or a file by itself; else the position of the attachment, counted from 1."""
    page: int | None
    """The page, sheet or member of the file, counted from 1; None in the body."""
    paragraph: int
    """Counted from 1 in the body or on the page."""
    part: Part | None = None
    """The part of the page in which it stands; None in files, and where the parts are not known."""

    @property
    def place(self) -> str:
        """In words: `paragraph 3` of the body, `page 2, paragraph 3` of a file, `attachment 1, page 2, paragraph 3`."""
        return str(Position(attachment=self.attachment or None, page=self.page, paragraph=self.paragraph))


def passages_of(
    body: str, files: Mapping[int, Iterable[tuple[int, str]]] | None = None, parts: Sequence[Part] = ()
) -> Iterator[Passage]:
    """The paragraphs of a body, then those of its files in the order of their position.

    `files`: position of the attachment, counted from 1 -> its pages, each as number and text, a paragraph a line.
    `parts`: those of the body.
    Empty lines are counted, as they are in the stored text, and left out.
    """
    yield from _paragraphs(body, 0, None, parts)
    for attachment, pages in sorted((files or {}).items()):
        for page, text in pages:
            yield from _paragraphs(text, attachment, page)


def passages_of_file(pages: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Passage]:
    """The paragraphs of a file by itself, whose number among the attachments is not known; `pages`: number, text."""
    for page, paragraphs in pages:
        yield from _paragraphs("\n".join(paragraphs), 0, page)


def _paragraphs(text: str, attachment: int, page: int | None, parts: Sequence[Part] = ()) -> Iterator[Passage]:
    """The paragraphs that are not empty; `parts` stand in the order of their lines and do not overlap."""
    following = iter(parts)
    part = next(following, None)
    for number, line in enumerate(text.split("\n"), 1):
        while part is not None and part.end < number:
            part = next(following, None)
        if line.strip():
            yield Passage(line, attachment, page, number, part if part and part.start < number else None)


class PagesOfFile:
    """Finds the page on which words stand, whatever breaks and blanks are between them."""

    def __init__(self, pages: Iterable[tuple[int, Sequence[str]]]) -> None:
        self._pages = [(number, compact("".join(paragraphs))) for number, paragraphs in pages]
        self._text = "".join(text for _, text in self._pages)

    def place_of(self, words: str) -> str | None:
        """`page 2` for words that begin there; None where the file does not print them.

        Words that were put together from several lines are found by the longest of their parts.
        """
        for part in (words, *sorted(words.split(), key=len, reverse=True)):
            at = self._text.find(compact(part)) if compact(part) else -1
            if at >= 0:
                return str(Position(page=self._page_at(at)))
        return None

    def _page_at(self, at: int) -> int:
        for number, text in self._pages:
            if at < len(text):
                return number
            at -= len(text)
        raise IndexError(at)
