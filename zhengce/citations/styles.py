"""The styles of citations, each written by a module beside this one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.documents.queries import StoredDocument
from zhengce.citations import bibtex, chicago, csl_json, gb7714, ris
from zhengce.citations.facts import CitationFacts


@dataclass(frozen=True, slots=True)
class Style:
    """How a citation is written."""

    name: str
    """What people call it."""
    format_citation: Callable[[CitationFacts], str]
    media_type: tuple[str, str] | None = None
    """Of a style that reference managers import as a file, and the ending of the file's name."""
    format_citations: Callable[[Iterable[CitationFacts]], str] | None = None
    """Several citations as one text, where that is more than a line each."""


STYLES: Mapping[str, Style] = {
    "chicago": Style("Chicago", chicago.format_citation),
    "gb7714": Style("GB/T 7714-2025", gb7714.format_citation),
    "bibtex": Style("BibTeX", bibtex.format_citation, ("application/x-bibtex", "bib")),
    "ris": Style("RIS", ris.format_citation, ("application/x-research-info-systems", "ris")),
    "csl-json": Style(
        "CSL-JSON",
        csl_json.format_citation,
        ("application/vnd.citationstyles.csl+json", "json"),
        csl_json.format_citations,
    ),
}
"""Id of a style -> style, in the order of lists."""

FILES: Mapping[str, str] = {style.media_type[1]: key for key, style in STYLES.items() if style.media_type}
"""Ending of a file that reference managers import (`bib`) -> its style."""


def cite(document: StoredDocument, style: str) -> str:
    """A document's citation in one of the STYLES, without a line break at its end."""
    return STYLES[style].format_citation(CitationFacts(document))


def cite_facts(facts: Sequence[CitationFacts], style: str) -> str:
    """Several citations as one text that readers of the style take."""
    if write := STYLES[style].format_citations:
        return write(facts)
    return "\n".join(map(STYLES[style].format_citation, facts))


def citation_file(facts: Sequence[CitationFacts], style: str) -> bytes:
    """The same as a file in UTF-8. RIS has CR LF, as the format was first described."""
    text = cite_facts(facts, style) + "\n"
    return (text.replace("\n", "\r\n") if style == "ris" else text).encode()
