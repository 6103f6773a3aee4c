"""The sources: a module each, named as its source."""

import pkgutil


def names() -> list[str]:
    """Names of all sources, by name, without importing them (and Scrapy)."""
    return [module.name for module in pkgutil.iter_modules(__path__)]
