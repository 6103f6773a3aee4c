"""Says what the parsers and the crawl make of a source's saved pages, and what it lacks: `python -m tests.source mem`.

Exit code 1 where something is wrong or missing.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from parsers.addresses import comparable
from parsers.errors import NotReadable
from parsers.grammar.agencies import AGENCIES
from parsers.registry.websites import source_of
from scrapers import spiders
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.exceptions import EmptyListing
from scrapers.run import process
from scrapers.walk.column import Column
from scrapers.walk.row_classifier import classify_rows
from tests.saved_pages import RECORDS, Kind, addresses, listing_of, page_of, path_of_record, record_of

ROWS_SHOWN = 3


class Report:
    """What was found, line by line, and what is wrong."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def add(self, line: str, indent: int = 0) -> None:
        """Prints a line."""
        print(f"{'  ' * indent}{line}")

    def fault(self, line: str, indent: int = 0) -> None:
        """Prints a line about something wrong or missing."""
        self.wrong.append(line)
        self.add(f"✗ {line}", indent)


def report_source(name: str) -> Report:
    """Prints what is known of a source."""
    report = Report()
    if name not in spiders.names():
        report.fault(f"there is no scrapers/spiders/{name}.py; `python -m tests.new_source {name} …` writes one")
        return report
    if name not in AGENCIES:
        report.fault(f"`{name}` is no id of parsers/grammar/agencies.csv: a source bears the id of its body")
        return report
    source = next(one for one in process.sources() if one.name == name)
    report.add(f"{name}: {source.site}, {len(source.columns)} columns, {', '.join(source.allowed_domains)}")
    _report_spider(report, source)
    lists = {page: url for page, url in addresses("lists").items() if page.startswith(f"{name}/")}
    notices = {page: url for page, url in addresses("notices").items() if page.startswith(f"{name}/")}
    for pages, report_page in ((lists, _report_list), (notices, _report_notice)):
        for page, url in pages.items():
            try:
                report_page(report, source, page, url)
            except NotReadable as why:
                report.fault(f"{page}: {why}")
    if not lists:
        report.fault(f"no list is named in tests/pages/{name}/pages.toml, under [lists]")
    if not notices:
        report.fault(f"no notice is named in tests/pages/{name}/pages.toml, under [notices]")
    without = [column.name for column in source.columns if not any(map(column.is_listed_at, lists.values()))]
    if without:
        report.add(f"columns without a saved list of their own: {', '.join(without)}")
    for table in ("docs/sources.md",):
        if f"`{name}`" not in Path(table).read_text():
            report.fault(f"{table} does not name it; run `python -m tests.renew_docs`")
    return report


def _report_spider(report: Report, source: type[SourceSpider]) -> None:
    for host in source.allowed_domains:
        if source_of(f"https://{host}/") != source.name:
            report.fault(f"{host} is no host of {source.name}; parsers/registry/websites.csv says whose it is")
    if not any(column.quiet_days for column in source.columns):
        report.fault("no column says its quiet_days: a source that may be silent for ever is never missed")
    headings = [line.strip().partition(":")[0] for line in (source.__doc__ or "").splitlines() if ":" in line]
    for heading in ("Site", "Columns", "Caveats", "Evidence"):
        if heading not in headings:
            report.fault(f"its docstring has no heading {heading}")


def _report_list(report: Report, source: type[SourceSpider], name: str, url: str) -> None:
    listing = listing_of(name)
    column = next((one for one in source.columns if one.is_listed_at(url)), source.columns[0])
    length = [f"{what} {number}" for what, number in (("pages", listing.pages), ("rows", listing.total)) if number]
    report.add(f"{name}: {len(listing.entries)} rows, {', '.join(length) or 'its length is not printed'}", 0)
    try:
        rows = classify_rows(column, source.notice, 1, listing)
        kinds = (
            ("notices", [row.url for row in rows.notices]),
            ("ignored", rows.ignored),
            ("strangers", rows.strangers),
        )
        report.add(", ".join(f"{len(urls)} {kind}" for kind, urls in kinds), 1)
        for stranger in () if column.strangers else rows.strangers:
            report.fault(f"no rule takes the row {stranger}", 1)
    except EmptyListing as why:
        report.fault(f"{name}: {why}", 1)
    except Exception as why:
        first = comparable(listing.entries[0].url)
        report.fault(f"{len(listing.entries)} rows, none matches {source.__name__}.notice, first {first} ({why})", 1)
    for row in listing.entries[:ROWS_SHOWN]:
        report.add(f"{row.published_on or 'no day    '}  {row.title}", 1)
    for line in _second_page(source, column, name, url):
        report.add(line, 1)
    _report_record(report, "lists", name)


def _second_page(source: type[SourceSpider], column: Column, name: str, url: str) -> Iterator[str]:
    spider = source()
    try:
        spider.read_listing(page_of(name, url), column)
        second = column.page_request(2, spider.pagers.get(column.name))
    except Exception as why:
        yield f"page 2: {why}"
        return
    yield f"page 2: {second.url if second else 'none, or its address is read from another page'}"


def _report_notice(report: Report, source: type[SourceSpider], name: str, url: str) -> None:
    record = record_of(name)
    report.add(f"{name}: {record['title']}")
    if not source.notice.fullmatch(comparable(record["url"])) and not source.notice.fullmatch(comparable(url)):
        report.fault(f"{source.__name__}.notice does not match its address {comparable(url)}", 1)
    bodies = "、".join(body["name"] for body in record["issuing_bodies"]) or "no issuing body"
    days = f"written {record['written_on']}, published {record['published_on']}"
    report.add(f"{record['document_number'] or 'no number'}; {bodies}; {days}; {record['stage'] or 'no stage'}", 1)
    report.add(f"{len(record['body'])} characters, {len(record['attachments'])} attachments", 1)
    if record["source"] != source.name:
        report.fault(f"its source is {record['source']}", 1)
    _report_record(report, "notices", name)


def _report_record(report: Report, kind: Kind, name: str) -> None:
    if not path_of_record(kind, name).exists():
        report.fault(f"no {name}.{RECORDS[kind][0]}; `pytest tests/test_records.py -k {name}` writes it for review", 1)


def main(words: list[str]) -> int:
    """The command; its exit code."""
    if len(words) != 1:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    report = report_source(words[0])
    print(f"{words[0]}: {len(report.wrong)} faults" if report.wrong else f"{words[0]}: nothing is missing")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
