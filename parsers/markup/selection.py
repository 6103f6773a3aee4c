"""Elements of a page by CSS selector or by id, and the values of its metas."""

from collections.abc import Iterable
from functools import partial
from typing import cast

import lxml.html
from lxml import etree
from lxml.cssselect import CSSSelector

from parsers.page import Page
from parsers.text import one_line

css = partial(CSSSelector, translator="html")
"""Compiles a CSS selector: `css("div.list > ul")(element)` gives the matches in an element, itself among them."""


def css_of_tags(tags: Iterable[str], condition: str) -> CSSSelector:
    """Compiles a CSS selector of elements with one of these tags; four times faster than `:is(div, td)`."""
    return css(", ".join(f"{tag}{condition}" for tag in tags))


class ById:
    """Elements by id in document order, from the tree's own index: forty times faster than a walk over the page."""

    def __init__(self, *ids: str) -> None:
        self._ids = frozenset(ids)
        self._indexed = etree.XPath(f"id('{' '.join(ids)}')")
        self._walked = css(", ".join(f"#{name}" for name in ids))

    def __call__(self, root: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
        """The first element of each id. The index also holds `<a name=…>`: where one hides an id, walks the page."""
        found = self._indexed(root)
        are_ids = all(element.get("id") in self._ids for element in found)
        return cast("list[lxml.html.HtmlElement]", found if are_ids else self._walked(root))


def metas(page: Page, *names: str) -> dict[str, str]:
    """The `<meta name= content=>` of these names, in any case of letters; the first non-empty value of a name wins."""
    found: dict[str, str] = {}
    wanted = {name.lower(): name for name in names}
    for meta in page.root.iter("meta"):
        name = wanted.get((meta.get("name") or "").strip().lower(), "")
        if name and name not in found and (content := one_line(meta.get("content") or "")):
            found[name] = content
    return found
