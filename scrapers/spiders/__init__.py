"""The sources: a module each, named as its source."""

import pkgutil

FIRST = ("state_council", "miit", "ndrc", "cac", "mot")
"""The first sources of every table; others follow by name."""


def names() -> list[str]:
    """Names of all sources in the order of tables, without importing them (and Scrapy)."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(modules, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
