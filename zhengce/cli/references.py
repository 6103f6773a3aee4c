"""References to documents: `verify`, `cite`, `evidence`."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from scrapers import spiders
from storage.documents.archived_copies import answers_of
from zhengce import citations
from zhengce.checking import answers, verifying
from zhengce.checking.claims import FAILING
from zhengce.checking.reports import NotRead, read_lines
from zhengce.citations.facts import CitationFacts
from zhengce.cli.shared.database import documents_of, named_unit, only_document, opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing, refusing_file
from zhengce.cli.shared.options import KEY, PATH, Settings, command, day_option, format_option
from zhengce.cli.shared.output import bytes_of, print_note, print_text, until_the_reader_leaves
from zhengce.english.vocabulary import counted
from zhengce.evidence.package import write_evidence
from zhengce.tables import rows
from zhengce.tables.sanitize import printable


@command("verify")
@click.argument("file", metavar="FILE", type=PATH)
@day_option("--since", "Changes of documents from this day on are named.")
@format_option(*rows.FORMATS)
@click.pass_obj
def verify(settings: Settings, file: Path, since: date | None, form: str) -> int:
    """Check every reference, quotation, figure, day and body of a report or bibliography against what is held.

    FILE is a newsletter, a report or a list of titles, numbers and addresses, as text, Markdown, page or Word document;
    - for standard input. Exits 1 if anything is wrong or names what is not held.
    """
    with refusing(NotRead, where=str(file)):
        lines = read_lines(bytes_of(file))
    is_json = form in ("json", "jsonl")
    with opened(settings) as db, db.read() as connection:
        claims = verifying.verify(connection, lines, spiders.names(), settings.chosen.base, since)
        found = list(answers.as_json(connection, claims) if is_json else map(answers.as_row, claims))
    with until_the_reader_leaves():
        if form == "table":
            sys.stdout.writelines(f"{printable(line)}\n" for line in answers.shown(claims))
        else:
            rows.write_rows(found, answers.JSON_FIELDS if is_json else answers.CSV_FIELDS, form, sys.stdout)
    return WANTING if any(claim.verdict in FAILING for claim in claims) else DONE


@command("cite")
@KEY
@click.option(
    "--style",
    type=click.Choice(tuple(citations.STYLES)),
    default="chicago",
    metavar="STYLE",
    help=f"{', '.join(citations.STYLES)}.",
)
@click.pass_obj
def cite(settings: Settings, key: str, style: str) -> None:
    """Cite a document, with the archive's digest and the time of capture; KEY#art-12 cites an article."""
    with opened(settings) as db, db.read() as connection:
        facts = [
            CitationFacts(document, named_unit(connection, document, key)) for document in documents_of(connection, key)
        ]
    print_text(citations.cite_facts(facts, style))


@command("evidence")
@KEY
@click.argument("file", metavar="FILE.wacz", type=PATH)
@click.pass_obj
def evidence(settings: Settings, key: str, file: Path) -> int:
    """Write a document's archived pages and files as one WACZ file, which replayweb.page and pywb open."""
    if file.suffix.lower() != ".wacz":
        raise Unusable(f"{file}: name it .wacz")
    with opened(settings) as db, db.read() as connection:
        document = only_document(connection, key)
        archived = answers_of(connection, document.id)
    with refusing_file(file):
        report = write_evidence(document, archived, settings.archive, file, datetime.now(UTC))
    done = f"{file}: {counted(report.written, 'archived answer')}" if report.written else f"{file}: not written"
    if report.missing:
        first, why = report.missing[0]
        others = f" and {len(report.missing) - 1} more" if len(report.missing) > 1 else ""
        done += f"; the archive cannot give {first.url} of {first.fetched_at:%Y-%m-%d}{others} ({why})"
    elif not archived:
        done += f"; the archive has nothing of document {document.id}"
    print_note(done)
    return DONE if report.written and not report.missing else WANTING
