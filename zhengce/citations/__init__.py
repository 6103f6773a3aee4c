"""Citations of a document, a style a module, each with the digest of the archived copy and the time of its capture."""

from zhengce.citations.styles import FILES, STYLES, citation_file, cite_facts

__all__ = ["FILES", "STYLES", "citation_file", "cite_facts"]
