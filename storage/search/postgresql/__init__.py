"""The search of a PostgreSQL database: its index, all hits of an expression, and a page of them."""

from storage.search.postgresql.all_hits import holds, id_sets, ids, in_titles, whole_ids

__all__ = ["holds", "id_sets", "ids", "in_titles", "whole_ids"]
