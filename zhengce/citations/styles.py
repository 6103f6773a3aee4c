"""The styles of citations, each written by a module beside this one."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from zhengce.citations import bibtex, chicago, csl_json, gb7714, ris
from zhengce.citations.facts import CitationFacts


class Style(NamedTuple):
    """How citations are written."""

    name: str
    """What people call it."""
    write: Callable[[Iterable[CitationFacts]], str]
    """Several citations as one text that readers of the style take, without a line break at its end."""
    media_type: tuple[str, str] | None = None
    """Of a style that reference managers import as a file, and the ending of the file's name."""


def _each(format_citation: Callable[[CitationFacts], str]) -> Callable[[Iterable[CitationFacts]], str]:
    return lambda facts: "\n".join(map(format_citation, facts))


STYLES: Mapping[str, Style] = {
    "chicago": Style("Chicago", _each(chicago.format_citation)),
    "gb7714": Style("GB/T 7714-2025", _each(gb7714.format_citation)),
    "bibtex": Style("BibTeX", _each(bibtex.format_citation), ("application/x-bibtex", "bib")),
    "ris": Style("RIS", _each(ris.format_citation), ("application/x-research-info-systems", "ris")),
    "csl-json": Style("CSL-JSON", csl_json.format_citations, ("application/vnd.citationstyles.csl+json", "json")),
}
"""Id of a style -> style, in the order of lists."""

FILES: Mapping[str, str] = {style.media_type[1]: key for key, style in STYLES.items() if style.media_type}
"""Ending of a file that reference managers import (`bib`) -> its style."""


def cite_facts(facts: Iterable[CitationFacts], style: str) -> str:
    """The citations of documents in one of the STYLES."""
    return STYLES[style].write(facts)


def citation_file(facts: Iterable[CitationFacts], style: str) -> bytes:
    """The same as a file in UTF-8. RIS has CR LF, as the format was first described."""
    text = cite_facts(facts, style) + "\n"
    return (text.replace("\n", "\r\n") if style == "ris" else text).encode()
