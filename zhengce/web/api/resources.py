"""All addresses of the JSON API, which every page is made from; described at /api/openapi.json."""

from zhengce.web.api import articles, attachments, changes, documents, relations, search, sources

RESOURCES = (search, documents, attachments, relations, sources, articles, changes)
"""Each with its router."""
