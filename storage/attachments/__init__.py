"""Attached files of documents: saved, read back, compared."""
