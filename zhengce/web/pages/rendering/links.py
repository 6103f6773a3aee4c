"""The links of a page of results: the same question with one thing changed."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from storage.documents.filter_fields import FILTERS
from zhengce.web.api.parameters import FilterParams
from zhengce.web.middleware import root_of

UNSAID = ("near", "after", "limit", "offset", "page", "find", "style")
"""Parameters that links of a page do not carry on."""


class Links:
    """The links of a search page: the same question with one thing changed. Paging begins anew with each."""

    def __init__(self, params: FilterParams, path: str, root: str = "", **known: Any) -> None:
        """`root`: the path below which the application stands; `known`: values that the page found for itself."""
        self.path, self._root = root + path, root
        names = type(params).model_fields
        values = {field.alias or name: getattr(params, name) for name, field in names.items()}
        self.values = {
            name: value
            for name, value in values.items()
            if value not in (None, [], "") and name not in UNSAID and value != names_default(name)
        }
        self.values |= {name.rstrip("_"): value for name, value in known.items()}
        self._encoded = {name: _encoded(name, value) for name, value in self.values.items()}

    def url(self, path: str | None = None, **changed: Any) -> str:
        """With these values in place of its own; None takes one away."""
        values = {name.rstrip("_"): value for name, value in changed.items()}
        pieces = self._encoded | {name: _encoded(name, value) for name, value in values.items()}
        own = self.path if path is None else self._root + path
        return f"{own}?{'&'.join(filter(None, pieces.values()))}"

    def of_year(self, year: str) -> str:
        """Of a year alone; of all where it is that one already."""
        on = self.is_year(year)
        return self.url(from_=None if on else f"{year}-01-01", to=None if on else f"{year}-12-31")

    def is_year(self, year: str) -> bool:
        """Whether it is of this year alone."""
        return (str(self.values.get("from")), str(self.values.get("to"))) == (f"{year}-01-01", f"{year}-12-31")

    def chosen(self) -> list[tuple[str, str, str]]:
        """The filters that are on: kind, value, and the link that takes it away."""
        held = {row.name: self.values[row.name] for row in FILTERS.values() if row.name in self.values}
        several = [
            (name, value, self.url(None, **{name: [item for item in values if item != value]}))
            for name, values in held.items()
            if FILTERS[name].is_repeatable
            for value in values
        ]
        return several + [
            (name, str(value), self.url(**{f"{name}_": None}))
            for name, value in held.items()
            if not FILTERS[name].is_repeatable
        ]

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """Fields for a form that asks the same with other values of `without`."""
        held = {name: value for name, value in self.values.items() if name not in without}
        return [
            (name, str(item))
            for name, value in held.items()
            for item in (value if isinstance(value, list) else [value])
        ]


def links_of(request: Request, params: FilterParams, path: str, **known: Any) -> Links:
    """The links of a page at this path of the application."""
    return Links(params, path, root_of(request), **known)


def _encoded(name: str, value: Any) -> str:
    """A value as a part of a query; empty for none. A page has hundreds of links, and each changes one value."""
    return "" if value in (None, []) else urlencode({name: value}, doseq=True)


def names_default(name: str) -> str | None:
    """The value that a link need not say."""
    return {"order": "best"}.get(name)
