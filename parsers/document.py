"""Interprets the findings of a page: `Notice` -> `PolicyDocument`, each value with its evidence.

The precedence of places stands here and in `precedence/`, for fields that findings alone decide in `fields.csv`. A
place without a value is skipped; absent is None, never a guess.

title
    table, heading, API, meta, listing. The cell 标题 is the site's record of the title; headings are broken over lines,
    list rows are abridged.
document_number
    table, red head, title, promulgation, API, listing. A number elsewhere in the text is a citation. Missing parts
    (第41号, 2025年第3号) come from another print of it, then from the title's kind and the issuing bodies.
written_on
    table, sign-off, promulgation, adoption, API, line. A rule whose order is not printed has the day of the order that
    its first line names, a law the day of its adoption. 印发日期 counts where nothing else is printed.
published_on, published_at
    table, line, meta, API, listing, address. Site modules leave out metas with a build time and addresses with another
    day than that of publication. The time of day is a printed one, of the chosen day.
effective_on, repealed_on
    table, then the text's statement about the document itself (`grammar.validity`).
comments_due_on
    text, table, API. The hidden deadline of a list counts where the text has none.
index_number, topic, validity
    table, API.
document_type
    table, API, listing where they name one of the 公文种类; else the title; else the kind of the number (公告).
stage
    see `precedence/stage`; a press text with a complete document behind it is the page of that document
    (`grammar.layout.annexes`).
addressed_to, cites, targets, relations
    text; relations also title.

ContentSource, 来源, 发布机构, 发布单位 and author are not findings: they name a bureau, a web desk or an editor.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from urllib.parse import urlsplit

from parsers import PARSER_VERSION
from parsers.errors import NotReadable
from parsers.extraction import Entry, Notice, Place
from parsers.files.text import FileText
from parsers.grammar import validity
from parsers.grammar.citations import citations_in
from parsers.grammar.document_number import Number
from parsers.grammar.document_type import OFFICIAL
from parsers.grammar.layout.annexes import add_printed_titles, annexed_document
from parsers.grammar.layout.file_parts import FileParts, read_parts
from parsers.grammar.layout.head import Layout, read_layout, with_bracket_line
from parsers.grammar.layout.parts import Part, PartKind, lines_of, parts_of_page
from parsers.grammar.layout.signoff import imprint_day
from parsers.grammar.title import TitleReading, read_title
from parsers.page import Page
from parsers.passages import passages_of, passages_of_file
from parsers.plaintext import notice as plain
from parsers.plaintext.attached_file import is_one_document, notice_of_file, with_places
from parsers.precedence.document_number import KINDS, own_numbers, standard_form
from parsers.precedence.findings import Findings, days_at, written_days
from parsers.precedence.issuing_bodies import choose_issuers
from parsers.precedence.stage import choose_stage
from parsers.precedence.statements import with_statements, with_validity
from parsers.record import Evidence, PolicyDocument, Stage
from parsers.sites import site_of
from parsers.sites.list_pages import refuse_list_page
from parsers.text import compact, one_line
from parsers.time_limit import read_in_time


def parse(page: Page, entry: Entry | None = None, column_stage: Stage | None = None) -> PolicyDocument:
    """Returns the record of a page. `entry` is the list row that links to it, `column_stage` the stage of that list.

    Raises only NotReadable and its subclasses: for a challenge, an unknown template, a page without a title, one that
    takes too long.
    """
    return read_in_time(page.url, lambda: _parse(page, entry, column_stage))


def _parse(page: Page, entry: Entry | None, column_stage: Stage | None) -> PolicyDocument:
    try:
        urlsplit(page.url)
    except ValueError as error:
        raise NotReadable(f"{page.url}: not an address: {error}") from error
    notice = plain.read_notice(page) if page.is_plain_text else site_of(page.url).read_notice(page)
    refuse_list_page(page, notice)
    if entry:
        notice = notice.join_entry(entry, column_stage)
    elif column_stage and not notice.stage:
        notice = replace(notice, stage=column_stage)
    return understand(notice)


def understand(notice: Notice) -> PolicyDocument:
    """Returns the record of a notice: each value from the first place that has one, with the words it was read from.

    Raises NotReadable for a notice without a title.
    """
    reading = _Understanding(notice)
    record = with_validity(reading.record(), notice.facts.get("validity", ()))
    linked = tuple(link.title for link in notice.related if "相关政策" in link.heading)
    return with_statements(record, passages_of(record.body, parts=reading.parts), linked)


def understand_file(text: FileText, *, title: str, url: str, source: str) -> PolicyDocument | None:
    """The record of an attached file by its own words alone; None where nothing of it can be read.

    `title`: the words of the link, which stand in where the file prints no title; `url`: its address. The values are
    those of the document that the file begins with, each with its page as place: those of annexes are not. `body` and
    `cites` are of the whole file. Workbooks, archives of several files, and files without title and number
    (forms) give no more than title, body and cites. Raises TooSlow.
    """
    return read_in_time(url, lambda: _understand_file(text, title, url, source))


def _understand_file(text: FileText, title: str, url: str, source: str) -> PolicyDocument | None:
    if not (paragraphs := tuple(chain.from_iterable(page.paragraphs for page in text.pages))):
        return None
    parts = read_parts(paragraphs) if is_one_document(text) else FileParts(None, ())
    notice = notice_of_file(parts, one_line(title) or url, url, source)
    record = _Understanding(notice).record()
    itself = [words for words in (record.title, record.issued_title) if words]
    cites = citations_in("\n".join(paragraphs), record.document_number, itself)
    record = with_places(replace(record, body="\n".join(paragraphs), cites=cites), text)
    return with_statements(record, passages_of_file((page.number, page.paragraphs) for page in text.pages))


class _Understanding:
    """Interprets one notice and collects the evidence of its values."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.findings = Findings(notice)
        self.evidence = self.findings.evidence
        self.parts: tuple[Part, ...] = ()
        title = self.findings.first("title")
        if title is None:
            raise NotReadable(f"{notice.url}: expected a title, found none")
        self.title = with_bracket_line(one_line(title.text), notice.body)
        self.findings.add_evidence("title", title.rule, self.title)

    def record(self) -> PolicyDocument:
        notice = self.notice
        published_on, published_at = self.findings.publication()
        in_table = next(days_at(notice, "written_on", Place.TABLE), None)
        self.read_on = in_table[0] if in_table else published_on
        annexed = annexed_document(notice.body) if notice.stage in (None, "final", "news") else None
        reading = annexed.title if annexed else read_title(self.title, self.read_on)
        stage, why = choose_stage(notice, self.title, reading, is_annexed=annexed is not None)
        if why:
            self.findings.add_evidence("stage", why.rule, why.text)
        is_document = stage in ("final", "draft")
        layout = read_layout(notice.body, self.title) if is_document else Layout()
        start = 0
        if annexed and layout.number is None:
            layout, start = annexed.layout, annexed.start
        self.parts = parts_of_page(notice.body, self.title, layout, start) if is_document else ()
        written_on = None
        if first := in_table or next(written_days(notice, layout), None):
            written_on, *why_written = first
            self.findings.add_evidence("written_on", *why_written)
        on = written_on or published_on
        titles = [("title of the document behind the text", reading)] if annexed else []
        titles = titles or list(self._titles(reading, layout, on))
        own = self.notice.facts.get("document_number", ())
        numbers = list(own_numbers(titles, layout, own, on)) if is_document else []
        named = next((number for number, _ in numbers if number.prefix), None)
        facts = notice.facts.get("issuing_bodies", ())
        chosen = choose_issuers(titles, layout, facts, named, on, is_document=is_document)
        if chosen.evidence:
            self.evidence["issuing_bodies"] = chosen.evidence
        number = standard_form(numbers, titles, chosen.bodies, on) if numbers else None
        printed = one_line(numbers[0][0].as_printed) if numbers else None
        if numbers:
            self.findings.add_evidence("document_number", numbers[0][1], numbers[0][0].as_printed)
        main = titles[0][1]
        kind = self._document_type(main, numbers[0][0] if numbers else None)
        text = "\n".join(notice.body)
        due, effective, repealed = self._periods(stage, written_on, published_on)
        itself = [text for _, title in titles for text in (title.title, title.issued_title) if text]
        cites = citations_in(text, number, itself)
        for field in ("issued_title", "subject"):
            if getattr(main, field):
                self.evidence[field] = main.evidence.get(field) or Evidence("title", self.title)
        if layout.addressed_to:
            self.findings.add_evidence("addressed_to", "line that ends with a colon", layout.addressed_to)
        if cites:
            self.findings.add_evidence("cites", "named in the text", cites[0].title or cites[0].document_number or "")
        return PolicyDocument(
            source=notice.source,
            url=notice.url,
            title=self.title,
            stage=stage,
            issued_title=main.issued_title,
            subject=main.subject,
            document_type=kind,
            document_number=number,
            document_number_as_printed=printed,
            issuing_bodies=chosen.bodies,
            issuing_bodies_complete=chosen.complete,
            written_on=written_on,
            published_on=published_on,
            published_at=published_at,
            effective_on=effective,
            repealed_on=repealed,
            comments_due_on=due,
            addressed_to=layout.addressed_to,
            body=text,
            attachments=add_printed_titles(notice.attachments, layout.attachments),
            cites=cites,
            evidence=self.evidence,
            fetched_at=notice.fetched_at,
            parser_version=PARSER_VERSION,
            **self.findings.printed(),
        )

    # --- title and type ----------------------------------------------------------------------------------------

    def _titles(self, reading: TitleReading, layout: Layout, on: date | None) -> Iterator[tuple[str, TitleReading]]:
        """The chosen title, then its other forms in page, list and text."""
        near = self.read_on and on and abs(on - self.read_on) < timedelta(days=31)
        main = reading if near or on is None else read_title(self.title, on)
        yield "title", main
        if main.issuing_bodies and main.issuing_bodies_complete and (main.document_number or layout.number):
            return  # other forms cannot add anything
        seen = {self.title}
        forms = [(f"title, {finding.place}", one_line(finding.text)) for finding in self.findings.ranked("title")]
        if layout.head_title and _is_form_of(layout.head_title, self.title):
            forms.append(("title in the text", layout.head_title))
        for rule, text in forms:
            if text and text not in seen and len(text) <= 400:
                seen.add(text)
                yield rule, read_title(text, on)

    def _document_type(self, title: TitleReading, number: Number | None) -> str | None:
        for finding in self.findings.ranked("document_type"):
            kind = one_line(finding.text).replace("命令（令）", "令").replace("命令(令)", "令")
            if kind in OFFICIAL:
                self.findings.add_evidence("document_type", finding.rule, finding.text)
                return kind
        if title.document_type:
            self.evidence["document_type"] = title.evidence.get("document_type") or Evidence("title", self.title)
            return title.document_type
        if number and number.kind in KINDS:
            self.findings.add_evidence("document_type", "kind of the number", number.as_printed)
            return number.kind
        return None

    # --- dates --------------------------------------------------------------------------------------------------

    def _periods(
        self, stage: Stage | None, written_on: date | None, published_on: date | None
    ) -> tuple[date | None, date | None, date | None]:
        """comments_due_on, effective_on and repealed_on, from the parts of the page that speak for the document."""
        text = "\n".join(lines_of(self.notice.body, self.parts))
        due = effective = repealed = None
        if stage == "draft":
            due = self._day_of_statement(
                "comments_due_on", validity.comments_due_on(text, near=published_on or written_on)
            )
            due = due or self.findings.day("comments_due_on")
        if stage == "final":
            signed = [part for part in self.parts if part.kind is PartKind.DOCUMENT and part.signed_on]
            notice = lines_of(self.notice.body, signed)
            effective = self.findings.day("effective_on") or self._day_of_statement(
                "effective_on",
                validity.effective_on(
                    text,
                    written_on=written_on,
                    published_on=published_on,
                    printed_on=imprint_day(self.notice.body),
                    notice_end=sum(len(line) + 1 for line in notice) if signed else 0,
                ),
            )
            repealed = self.findings.day("repealed_on") or self._day_of_statement(
                "repealed_on", validity.repealed_on(text, effective)
            )
        return due, effective, repealed

    def _day_of_statement(self, field: str, statement: validity.StatedDay | None) -> date | None:
        if statement is None:
            return None
        self.findings.add_evidence(field, statement.rule, statement.text)
        return statement.on


def _is_form_of(text: str, title: str) -> bool:
    """Whether a line above the text is another form of the title: it names the same subject."""
    about = re.search(r"《([^《》]{2,})", title) or re.search(r"关于(.+)", title)
    words = compact(about[1] if about else title)[:12]
    return words in compact(text)
