"""Feeds in Atom: the documents that changed last, for all, each filter and any search."""
