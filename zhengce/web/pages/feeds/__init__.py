"""Feeds and the calendar of a search, and what leads to them."""
