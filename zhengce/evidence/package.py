"""A document's evidence: every archived answer of its pages and files as one WACZ file, for replayweb.page and pywb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

from parsers.moments import format_moment
from storage.archive import Archive, ArchiveError, ArchivePlace
from storage.documents.archived_copies import ArchivedAnswer
from storage.documents.queries import StoredDocument
from zhengce.evidence.wacz import ListedPage, WaczWriter
from zhengce.tables.whole_file import whole_file


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """What became of the answers."""

    written: int
    missing: tuple[tuple[ArchivedAnswer, str], ...]
    """Answers that the archive does not have, or has with another digest, and why."""


def write_evidence(
    document: StoredDocument, answers: Sequence[ArchivedAnswer], place: ArchivePlace, file: Path, now: datetime
) -> EvidenceReport:
    """Writes the file whole or not at all; without any answer none is written. Raises OSError.

    Each answer is read from the archive and its digest compared with that of the database before it is written.
    """
    pages: list[ListedPage] = []
    missing: list[tuple[ArchivedAnswer, str]] = []
    with whole_file(file) as unfinished:
        with ZipFile(unfinished, "w") as package, Archive(place) as archive:
            writer = WaczWriter(package, now)
            for answer in answers:
                try:
                    exchange = archive.read(answer.location)
                except ArchiveError as error:
                    missing.append((answer, str(error)))
                    continue
                writer.add(exchange)
                pages.append(ListedPage(answer.url, exchange.fetched_at, answer.title or document.record.title))
            writer.finish(pages, _about(document, len(missing)))
        if not pages:
            unfinished.unlink()
    return EvidenceReport(len(pages), tuple(missing))


def _about(document: StoredDocument, missing: int) -> dict[str, str]:
    """The document in datapackage.json, with the page that a viewer opens first."""
    record, main = document.record, document.archived
    about = {"title": record.title}
    known = [f"document {document.id}", record.document_number or "", record.url]
    if missing:
        known.append(f"answers left out, because the archive cannot give them: {missing}")
    about["description"] = "; ".join(word for word in known if word)
    if main:
        about |= {"mainPageUrl": main.url, "mainPageDate": format_moment(main.fetched_at)}
    return about
