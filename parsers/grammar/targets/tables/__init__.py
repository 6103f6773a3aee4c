"""Targets that stand in a table: which column is which, and what its rows set."""
