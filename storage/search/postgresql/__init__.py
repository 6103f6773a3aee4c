"""The search of a PostgreSQL database: its index, and all hits of a term."""

from storage.search.postgresql.all_hits import id_sets, in_titles, whole_ids

__all__ = ["id_sets", "in_titles", "whole_ids"]
