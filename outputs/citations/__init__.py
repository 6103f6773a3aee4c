"""Citations of a document, a style a module, each with the digest of the archived copy and the time of its capture."""

from collections.abc import Callable, Mapping, Sequence

from outputs.citations import apa, bibtex, chicago, csl_json, gb7714, gb7714_2015, ris
from outputs.citations.facts import CitationFacts, gather_facts
from storage.documents.queries import StoredDocument

STYLES: Mapping[str, Callable[[CitationFacts], str]] = {
    "gb7714": gb7714.format_citation,
    "gb7714-2015": gb7714_2015.format_citation,
    "chicago": chicago.format_citation,
    "apa": apa.format_citation,
    "bibtex": bibtex.format_citation,
    "ris": ris.format_citation,
    "csl-json": csl_json.format_citation,
}
"""Name of a style -> what writes it."""


NAMES: Mapping[str, str] = {
    "gb7714": "GB/T 7714-2025",
    "gb7714-2015": "GB/T 7714-2015",
    "chicago": "Chicago",
    "apa": "APA",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
}
"""What people call the styles."""

MEDIA_TYPES: Mapping[str, tuple[str, str]] = {
    "bibtex": ("application/x-bibtex", "bib"),
    "ris": ("application/x-research-info-systems", "ris"),
    "csl-json": ("application/vnd.citationstyles.csl+json", "json"),
}
"""Styles that reference managers import as a file: media type, and the ending of its name."""


def cite(document: StoredDocument, style: str) -> str:
    """A document's citation in one of the STYLES, without a line break at its end."""
    return STYLES[style](gather_facts(document))


def cite_all(documents: Sequence[StoredDocument], style: str) -> str:
    """The citations of several documents as one text that readers of the style take."""
    if style == "csl-json":
        return csl_json.format_citations(map(gather_facts, documents))
    return "\n".join(cite(document, style) for document in documents)
