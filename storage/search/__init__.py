"""Finds documents by words of their texts, over the index of SQLite or of PostgreSQL."""

from storage.search.engine import INDEXED, BadPlace, Hit, Order, forget, index, later_than, place_of, read_place

__all__ = ["INDEXED", "BadPlace", "Hit", "Order", "forget", "index", "later_than", "place_of", "read_place"]
