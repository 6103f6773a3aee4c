"""Citations of a document, a style a module, each with the digest of the archived copy and the time of its capture."""

from outputs.citations.styles import STYLES, Style, cite, cite_all, cite_facts

__all__ = ["STYLES", "Style", "cite", "cite_all", "cite_facts"]
