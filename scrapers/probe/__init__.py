"""Checks on the live sites, with a few requests for each column, which facts of the spiders and parsers hold."""
