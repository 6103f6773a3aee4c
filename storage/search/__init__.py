"""Finds documents by words of their texts, over the index of SQLite or of PostgreSQL."""
