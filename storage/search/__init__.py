"""Finds documents by words of their texts, over the index of SQLite or of PostgreSQL."""

from storage.search.engine import (
    INDEXED,
    BadPlace,
    Hit,
    Order,
    conditions_of,
    count,
    each,
    forget,
    ids,
    index,
    read_place,
    search,
)

__all__ = [
    "INDEXED",
    "BadPlace",
    "Hit",
    "Order",
    "conditions_of",
    "count",
    "each",
    "forget",
    "ids",
    "index",
    "read_place",
    "search",
]
