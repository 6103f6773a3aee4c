"""Elements of a page by CSS selector, and the values of its metas."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import lxml.html
from cssselect import HTMLTranslator
from lxml import etree

from parsers.page import Page
from parsers.text import one_line

Elements = list[lxml.html.HtmlElement]
Selection = Callable[[lxml.html.HtmlElement], Elements]


def css(selector: str) -> Selection:
    """Compiles a CSS selector: a call gives the matches in an element, itself among them, in document order."""
    return cast(Selection, etree.XPath(HTMLTranslator().css_to_xpath(selector)))


def outermost(elements: Iterable[lxml.html.HtmlElement]) -> Iterator[lxml.html.HtmlElement]:
    """The elements without those that stand inside an earlier one."""
    earlier: set[lxml.html.HtmlElement] = set()
    for element in elements:
        if element not in earlier and earlier.isdisjoint(element.iterancestors()):
            earlier.add(element)
            yield element


def metas(page: Page, *names: str) -> dict[str, str]:
    """The `<meta name= content=>` of these names, in any case of letters; the first non-empty value of a name wins."""
    values: dict[str, str] = {}
    wanted = {name.lower(): name for name in names}
    for meta in page.root.iter("meta"):
        name = wanted.get((meta.get("name") or "").strip().lower(), "")
        if name and name not in values and (content := one_line(meta.get("content") or "")):
            values[name] = content
    return values
