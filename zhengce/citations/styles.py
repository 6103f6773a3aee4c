"""The styles of citations: each module beside this one that has a NAME and writes a citation, found by its file."""

import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from storage.documents.queries import StoredDocument
from zhengce.citations.facts import CitationFacts


@dataclass(frozen=True, slots=True)
class Style:
    """What a module of a style declares."""

    name: str
    """NAME: what people call it."""
    order: int
    """ORDER: its place in lists of styles."""
    format_citation: Callable[[CitationFacts], str]
    media_type: tuple[str, str] | None
    """MEDIA_TYPE of a style that reference managers import as a file, and the ending of the file's name."""
    format_citations: Callable[[Iterable[CitationFacts]], str] | None
    """Several citations as one text, where that is more than a line each."""


def _find_styles() -> dict[str, Style]:
    found = {}
    for file in pkgutil.iter_modules([str(Path(__file__).parent)]):
        module = import_module(f"{__package__}.{file.name}")
        if hasattr(module, "NAME"):
            found[file.name.replace("_", "-")] = Style(
                module.NAME,
                module.ORDER,
                module.format_citation,
                getattr(module, "MEDIA_TYPE", None),
                getattr(module, "format_citations", None),
            )
    return dict(sorted(found.items(), key=lambda item: item[1].order))


STYLES: Mapping[str, Style] = _find_styles()
"""Id of a style (`csl-json` of `csl_json.py`) -> style, in the order of lists."""


FILES: Mapping[str, str] = {style.media_type[1]: key for key, style in STYLES.items() if style.media_type}
"""Ending of a file that reference managers import (`bib`) -> its style."""


def cite(document: StoredDocument, style: str) -> str:
    """A document's citation in one of the STYLES, without a line break at its end."""
    return STYLES[style].format_citation(CitationFacts(document))


def cite_all(documents: Sequence[StoredDocument], style: str) -> str:
    """The citations of several documents as one text that readers of the style take."""
    return cite_facts(list(map(CitationFacts, documents)), style)


def cite_facts(facts: Sequence[CitationFacts], style: str) -> str:
    """The same for what was gathered of documents, or of units of them."""
    if write := STYLES[style].format_citations:
        return write(facts)
    return "\n".join(map(STYLES[style].format_citation, facts))


def citation_file(facts: Sequence[CitationFacts], style: str) -> bytes:
    """The same as a file in UTF-8. RIS has CR LF, as the format was first described."""
    text = cite_facts(facts, style) + "\n"
    return (text.replace("\n", "\r\n") if style == "ris" else text).encode()
