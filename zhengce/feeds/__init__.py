"""Atom (RFC 4287) and JSON Feed 1.1: the documents that changed last, for all, each filter and any search."""
