"""READ and UNDERSTAND: from a page's bytes to a `PolicyDocument`. No network, no database, no Scrapy."""

PARSER_VERSION = "10"
"""Raised with every change of a rule that can change a record; `zhengce reparse` finds older ones by it."""
