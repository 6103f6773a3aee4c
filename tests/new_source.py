"""Begins a source out of saved pages: `python -m tests.new_source mem list.html=ADDRESS notice.html=ADDRESS`.

It writes a spider and rows of `columns.csv` with what the pages show, and imitations of the pages without the site's
own text. What is left is marked with TODO: the stages of the columns, what is normal of them, and the docstring. Then
`python -m tests.source mem` says what is missing.
"""

import csv
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import cycle
from os import SEEK_END
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from parsers.addresses import comparable
from parsers.document import parse
from parsers.errors import NotReadable
from parsers.extraction import Listing
from parsers.grammar.agencies import AGENCIES
from parsers.page import Page
from parsers.platforms import jpage
from parsers.record import PolicyDocument
from parsers.sites import site_of
from parsers.text import one_line
from tests.adopt import name_page
from tests.saved_pages import PAGES

SPIDERS = Path(__file__).parents[1] / "scrapers" / "spiders"
SAMPLE = "本段文字为测试所编并非原文"
SHORTEST_TEXT = 16
"""Characters of a text that is replaced: what is shorter is a label, a menu or a heading."""
KEPT_SCRIPTS = re.compile(r"createPageHTML|countPage|recordCount|pagination|<record>|jpage")
KEPT_ATTRIBUTES = set("class id href name content title src charset target colspan rowspan".split())
HEAD_OF_UNIT = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十百]+[条章节]|\d+[.．、])?"
)
HAN = r"[\u4e00-\u9fff]+?(?=自?\d|[^\u4e00-\u9fff]|$)"
FORMULA = r"自?\d{4}年\d{1,2}月\d{1,2}日(?:起施行|前)?"
"""What a reader of days looks for."""
COMPARED = ("title", "document_number", "issuing_bodies", "written_on", "published_on", "addressed_to")
"""Fields of a notice that its imitation gives, too."""
NOTE = "<!-- Our own imitation: structure of the site, real titles, numbers, dates and names; the text is invented. -->"

SPIDER = '''"""{en_name}."""

import re

{imports}


class {cls}({base}):
    """{site}, {hosts}

    Site: TODO: the system that serves it, static or not; where notices and lists stand.
    Columns: TODO: which, and which were left out on purpose.
    Caveats: TODO: what is odd.
    Evidence: TODO: which pages were seen, and when.
    """

    name = "{name}"
    site = "{site}"
    group = "Society and environment"  # TODO: the heading in the tables of sources
    allowed_domains = ({quoted_hosts},)
    notice = re.compile(r"{notice}")
    columns = columns_of("{name}", "{root}", {make})
'''


class NotUsable(Exception):
    """An argument or a page cannot be used; the message says why."""


def imitation(page: Page, facts: Iterable[str]) -> str:
    """The page without scripts, styles and the site's own text; texts that hold one of the `facts` stay."""
    root = lxml.html.document_fromstring(page.text)
    strings = {"".join(text.split()) for text in (*facts, root.findtext(".//title")) if text}
    for element in list(root.iter(lxml.html.etree.Comment, "style", "link", "noscript", "iframe", "svg")):
        element.drop_tree()
    for script in list(root.iter("script")):
        if not KEPT_SCRIPTS.search(script.text or ""):
            script.drop_tree()
    for element in root.iter():
        for name in set(element.attrib) - KEPT_ATTRIBUTES:
            del element.attrib[name]
        if element.tag != "script":
            element.text = invented(element.text, strings)
        element.tail = invented(element.tail, strings)
        if element.tag == "meta" and element.get("content"):
            element.set("content", invented(element.get("content"), strings) or "")
    html = lxml.html.tostring(root, encoding="unicode")
    return f"{NOTE}\n" + re.sub(r"\s*\n\s*", "\n", html) + "\n"


def invented(text: str | None, facts: set[str]) -> str | None:
    """A text with sample words in place of its own, as long and with the same punctuation; facts in it stay."""
    bare = "".join((text or "").split())
    if text is None or len(bare) < SHORTEST_TEXT or any(bare in string for string in facts):
        return text
    sample = cycle(SAMPLE)
    pattern = "|".join([re.escape(string) for string in sorted(facts, key=len, reverse=True)] + [FORMULA])
    unit = HEAD_OF_UNIT.match(text)
    start = unit.end() if unit else 0
    return text[:start] + re.sub(
        f"({pattern})|{HAN}", lambda run: run[1] or "".join(next(sample) for _ in run[0]), text[start:]
    )


def facts_of(document: PolicyDocument) -> list[str]:
    """The strings of a notice that are facts: its title, number, bodies, day of signing, files, addressees."""
    bodies = [body.as_printed for body in document.issuing_bodies]
    files = [file.title for file in document.attachments]
    single = (document.title, document.document_number_as_printed, document.index_number, document.addressed_to)
    return [text for text in (*single, *bodies, *files) if text]


def pattern_of(urls: Sequence[str]) -> str:
    """A pattern for the addresses of notices, from some of them."""
    hosts = sorted({re.escape(urlsplit(url).netloc) for url in urls})
    names = []
    for url in urls:
        name = re.escape(url.rpartition("/")[2])
        name = re.sub(r"[0-9a-f]{32}", "[0-9a-f]{32}", name)
        name = re.sub(r"(?<![\[\]{}\d-])\d{8}(?!\d)", r"\\d{8}", name)
        name = re.sub(r"(?<![\[\]{}\d\\-])\d+(?![\d}\]-])", r"\\d+", name)
        names.append(name)
    host = hosts[0] if len(hosts) == 1 else f"(?:{'|'.join(hosts)})"
    found = list(dict.fromkeys(names))
    return f"https://{host}/\\S+/{found[0] if len(found) == 1 else '(?:' + '|'.join(found) + ')'}"


def column_of(page: Page, listing: Listing) -> tuple[str, dict[str, Any]]:
    """The function that makes the column, and its cells in the table."""
    name = one_line(re.split(r"[-_—|·]", page.root.findtext(".//title") or "")[0]) or "TODO"
    make = "jpage_column" if jpage.holds_rows(page) else "was_column" if "/was5/" in page.url else "trs_column"
    normal = {"rows": len(listing.entries), "quiet_days": 30, "note": "TODO: stage, rows, quiet_days"}
    return make, {"name": name, "address": page.url, **normal}


def imports_of(make: str) -> list[str]:
    """The lines of the spider that import its base and what makes its columns."""
    table = "from scrapers.walk.column import columns_of"
    if make == "jpage_column":
        return ["from scrapers.base_spiders.jpage import JpageSpider, jpage_column", table]
    base = "from scrapers.base_spiders.source_spider import SourceSpider"
    return [base, f"from scrapers.base_spiders.trs import {make}", table]


def differences(page: Page, copy: Page, kind: str) -> str:
    """What an imitation gives otherwise than its page: the rows of a list, the facts of a notice; empty for nothing."""
    try:
        if kind == "lists":
            rows, copied = (
                [(row.url, row.title, row.published_on) for row in site_of(one.url).read_listing(one).entries]
                for one in (page, copy)
            )
            return "" if rows == copied else f"{len(copied)} rows for {len(rows)}, or others"
        before, after = parse(page), parse(copy)
    except NotReadable as error:
        return str(error)
    return ", ".join(name for name in COMPARED if getattr(before, name) != getattr(after, name))


def begin(name: str, pages: Sequence[tuple[Path, str]]) -> list[str]:
    """Writes the spider and the pages; gives the lines about what was written. Raises NotUsable."""
    if name not in AGENCIES:
        raise NotUsable(f"`{name}` is no id of parsers/grammar/agencies.csv: a source bears the id of its body")
    spider = SPIDERS / f"{name}.py"
    if spider.exists():
        raise NotUsable(f"{spider.name}: exists; `python -m tests.source {name}` says what it lacks")
    lines, columns, urls = [], [], []
    for file, url in pages:
        page = Page(url, file.read_bytes())
        facts, kind = [], "notices"
        try:
            facts = facts_of(parse(page))
            urls.append(comparable(url))
        except NotReadable as no_notice:
            try:
                listing = site_of(url).read_listing(page)
            except NotReadable as no_list:
                raise NotUsable(f"{file}: neither a notice ({no_notice}) nor a list ({no_list})") from no_list
            kind, facts = "lists", [entry.title for entry in listing.entries]
            columns.append(column_of(page, listing))
            urls += [comparable(entry.url) for entry in listing.entries if urlsplit(entry.url).netloc in url]
        to = PAGES / name / file.name
        to.parent.mkdir(exist_ok=True)
        copy = imitation(page, facts)
        if differing := differences(page, Page(url, copy.encode()), kind):
            raise NotUsable(f"{file}: its imitation is read otherwise: {differing}")
        to.write_text(copy)
        name_page(to, url, kind)
        lines.append(f"{to.relative_to(PAGES.parents[1])}: an imitation, one of the {kind}; read it through")
    hosts = sorted({urlsplit(url).netloc for _, url in pages})
    agency = AGENCIES[name]
    make = next((make for make, _ in columns), "trs_column")
    spider.write_text(
        SPIDER.format(
            name=name,
            cls=name.title().replace("_", ""),
            en_name=f"The {agency.en_name}",
            site=agency.zh_short,
            hosts=", ".join(hosts),
            quoted_hosts=", ".join(f'"{host}"' for host in hosts),
            notice=pattern_of(urls),
            imports="\n".join(imports_of(make)),
            base="JpageSpider" if make == "jpage_column" else "SourceSpider",
            make=make,
            root=f"https://{hosts[0]}/",
        )
    )
    with (SPIDERS / "columns.csv").open("r+", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, next(csv.reader(table)), lineterminator="\n")
        table.seek(0, SEEK_END)
        writer.writerows({"source": name} | cells for _, cells in columns)
    lines.append(f"scrapers/spiders/{name}.py, and the last rows of columns.csv: replace each TODO")
    return [*lines, f"next: pytest tests/test_records.py -k {name}/ writes the records; python -m tests.source {name}"]


def main(words: list[str]) -> int:
    """The command; its exit code."""
    pairs = [(Path(file), url) for file, _, url in (word.partition("=") for word in words[1:]) if url]
    if len(words) < 2 or len(pairs) != len(words) - 1:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    try:
        lines = begin(words[0], pairs)
    except (NotUsable, OSError) as why:
        print(f"new_source: {why}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
