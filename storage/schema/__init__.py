"""The tables: documents, pages, captures, revisions, changes and crawls, with the names that users script.

Both databases have the same. Days are dates of China, moments are UTC to the second.
"""

# ruff: noqa: I001 - names side by side; one a line would be eighty lines
# fmt: off
from storage.schema.columns import Moment, metadata
from storage.schema.crawling import (
    attachment_texts, captures, files, health, leases, pages, runs,
    schedule,
)
from storage.schema.documents import (
    agencies, attachments, changes, citations, documents, evidence, issuing_bodies,
    judgements, redirects, relations, revisions, suspensions, targets, units,
    vectors,
)
from storage.schema.editing import annotations, edits, entries, issues, sections, watch_cursors, watches
from storage.schema.translating import accepted, english_indicators, english_titles, translations

__all__ = [
    "Moment", "accepted", "agencies", "annotations", "attachment_texts", "attachments", "captures",
    "changes",
    "citations", "documents", "edits", "english_indicators", "english_titles", "entries", "evidence",
    "files", "health",
    "issues", "issuing_bodies", "judgements", "leases", "metadata", "pages",
    "redirects", "relations", "revisions", "runs", "schedule", "sections", "suspensions",
    "targets", "translations", "units", "vectors", "watch_cursors",
    "watches",
]
