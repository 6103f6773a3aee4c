"""A site as a table of selectors, and which site reads the pages of an address or a source."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html

from parsers.addresses import host_of
from parsers.extraction import Field, Finding, Listing, Notice, Place
from parsers.markup.attachments import file_of, files, unique_files
from parsers.markup.paragraphs import content_of, paragraphs, text_of
from parsers.markup.selection import Selection
from parsers.page import Page
from parsers.platforms.common import answer_of, stage_by_path, unknown_template
from parsers.platforms.trs import links_of
from parsers.record import Stage
from parsers.sites import generic
from parsers.text import title_line

_DAY = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
"""2026-02-06 19:59:18 · 2026年2月6日: the day that a site prints over or under a text, with a time or without."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Site:
    """Where things stand on the pages of a site. What it does not name is read as on all government sites."""

    hosts: tuple[str, ...] = ()
    text: tuple[Selection, ...] = ()
    """Containers of the text, the likeliest first: the first that holds text, else the first."""
    expects: str = ""
    """What every notice has: without a container of the text UnknownTemplate names it, and an empty container is a
    notice that was taken down so."""
    heading: Selection | None = None
    day: Selection | None = None
    """Where the day of publication is printed."""
    files: Selection | None = None
    """Blocks beside the text with its files."""
    related: Selection | None = None
    """Links to what the site calls related; those to files are none."""
    related_heading: str = ""
    stages: Mapping[str, Stage] | None = None
    """Beginning of a path -> stage of the pages below it."""
    findings: Callable[[Page], Iterable[tuple[Field, Finding]]] | None = None
    """What else the site prints of a notice; it stands before what all sites share."""
    finish: Callable[[Page, Notice], Notice] | None = None
    """What is odd of a notice."""
    read_listing: Callable[[Page], Listing] = generic.read_listing
    read_answer: Callable[[Page, Any], Notice] | None = None
    """A notice that the site answers as JSON."""
    read_page: Callable[[Page], Notice] | None = None
    """For a site whose notices no table describes."""

    def read_notice(self, page: Page) -> Notice:
        """Findings of a notice page. Raises NotReadable."""
        if self.read_page is not None:
            return self.read_page(page)
        if self.read_answer is not None and (answer := answer_of(page)) is not None:
            return self.read_answer(page, answer)
        text = self._text(page.root)
        if text is None and self.expects:
            raise unknown_template(page, self.expects)
        notice = generic.read_notice(page, text, self._printed(page), may_be_emptied=bool(self.expects))
        if self.files is not None:
            notice = replace(
                notice, attachments=unique_files((*notice.attachments, *files(self.files(page.root), page)))
            )
        if self.related is not None:
            links = [link for link in self.related(page.root) if file_of(link.get("href"), page) is None]
            notice = replace(notice, related=links_of(links, page, self.related_heading))
        if self.stages is not None:
            notice = replace(notice, stage=stage_by_path(page.url, self.stages) or notice.stage)
        return self.finish(page, notice) if self.finish else notice

    def _text(self, root: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
        containers = [element for select in self.text for element in select(root)]
        filled = (element for element in containers if content_of(element).strip())
        return next(filled, next(iter(containers), None))

    def _printed(self, page: Page) -> Iterator[tuple[Field, Finding]]:
        if self.heading is not None:
            for element in self.heading(page.root)[:1]:
                yield "title", Finding(title_line(paragraphs(element)), Place.HEADING, str(element.tag))
        if self.day is not None:
            days = (_DAY.search(text_of(element)) for element in self.day(page.root))
            if day := next(filter(None, days), None):
                yield "published_on", Finding(day[0], Place.LINE, "date line")
        if self.findings is not None:
            yield from self.findings(page)


GENERIC = Site()
"""Reads pages of every host that no module names."""


def site_of(url: str) -> Site:
    """The site that reads pages of this address."""
    return _site(readers().get(host_of(url), ""))


def reader_of(source: str) -> Site:
    """The site that reads the pages of a source: the one of its name, or GENERIC."""
    return _site(source if source in readers().values() else "")


@cache
def readers() -> dict[str, str]:
    """Host -> name of the module that reads its pages, as the modules say in their `SITE`."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return {host: name for name in names for host in _site(name).hosts}


@cache
def _site(name: str) -> Site:
    site = getattr(importlib.import_module(f"{__package__}.{name}"), "SITE", GENERIC) if name else GENERIC
    assert isinstance(site, Site)
    return site
