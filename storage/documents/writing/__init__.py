"""Saves what pages gave: rows, lookup columns, revisions."""
