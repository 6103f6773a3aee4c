"""The page for analysts: search, documents and sources on their own database, and JSON behind every page.

Everything is read-only. What was crawled is text here, never markup, and archived pages are shown in a sandbox.
"""
