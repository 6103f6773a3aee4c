"""Checks what a report prints against the documents that it names.

Wrong is worse than unchecked: a claim is `wrong` only where the documents of its story, which the report names by
title, number or address, say otherwise or do not say it. What is `not held` may exist. An item that only begins with a
day is set beside the one document of those days whose title has its words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.document_number import Number, numbers_in
from parsers.grammar.title import read_title
from storage.documents import queries
from storage.documents.filters import DAY
from storage.documents.queries import StoredDocument
from storage.schema import documents
from zhengce.checking import bodies, findings
from zhengce.checking.claims import Claim, Evidence, Kind, StoryClaims, Verdict
from zhengce.checking.findings import Finding, Library
from zhengce.checking.quotations import BadQuote, Sighting, check
from zhengce.checking.references import NAMED, Reference, read_reference
from zhengce.checking.reports import DATED, Line, days_of_item, quotations_of, read_report, stories, without_quotations
from zhengce.english.terms import roots_of, terms_of
from zhengce.english.titles.shown import shown_title
from zhengce.english.vocabulary import called_by_id, short_body

_DAYS_AROUND = 31
"""Days around that of an item in which its document is looked for."""
_LEAST_SHARED = 2
"""Telling words of the English title of a document that stand in an item about it."""
_BESIDE = 3
"""Characters between a name and its number."""
_MOST_ALIKE = 3
"""Documents that may fit an item alike: a plan and its approval."""
_SAYS = re.compile(r"[a-z)] [a-z]+ [a-z]+.*(?<!etc)\.(?:\s|$)")
"""English words up to a full stop: The ministry has answered."""
_SOURCES = re.compile(r"\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*$")
"""(MOT notice (CN)) behind an item."""
_OFFICE_WORDS = roots_of(
    "notice announcement circular opinions plan implementation development national five year 14th promoting high "
    "quality industry draft comment regulations measures administration work organizing carrying key several relevant"
)


def verify(
    connection: Connection,
    printed: Sequence[str],
    crawlable: Iterable[str] = (),
    base: str | None = None,
    since: date | None = None,
) -> list[Claim]:
    """The claims of a report or a bibliography, given as its lines, in their order.

    `crawlable`: the names of all sources. `base`: where `zhengce serve` answers. `since`: from when a change of a
    document counts.
    """
    verifier = _Verifier(connection, Library(connection, crawlable, base), since)
    lines = read_report(printed)
    listed = [(line, read_reference(line.text)) for line in lines]
    listed = [(line, reference) for line, reference in listed if not line.is_heading or verifier.names(reference)]
    naming = sum(verifier.names(reference) for _, reference in listed)
    if 2 * naming > len(listed) and all(_is_reference(line, reference) for line, reference in listed):
        return [verifier.claim_of(line, reference) for line, reference in listed]
    return sorted(verifier.verify(lines), key=lambda claim: claim.line)


def _is_reference(line: Line, reference: Reference) -> bool:
    """True for a line that may stand in a bibliography: no sentence, and nothing of a newsletter's form."""
    says = reference.is_sentence or _SAYS.search(line.text) or DATED.match(line.text) or quotations_of(line.text)
    return line.role == "text" and not says


class _Verifier:
    """Finds the documents of each story of a report."""

    def __init__(self, connection: Connection, library: Library, since: date | None) -> None:
        self._connection = connection
        self._library = library
        self._since = since
        self._evidence: dict[int, Evidence] = {}

    def verify(self, lines: Sequence[Line]) -> Iterator[Claim]:
        """The claims of all lines."""
        named = {line.number: list(self._references(line)) for line in lines}
        naming = {number for number, found in named.items() if any(finding.document for _, _, finding in found)}
        for story in stories(lines, naming):
            findings_of_story = [
                finding for line in story if line.role != "comment" for *_, finding in named[line.number]
            ]
            evidences = self._load(finding.document.id for finding in findings_of_story if finding.document)
            if not evidences and len(story) == 1 and (dated := DATED.match(story[0].text)):
                evidences = self._guess(dated)
                if not evidences and not named[story[0].number]:
                    yield from self._not_held(story[0], dated)
            yield from (self._reference(line, *reference) for line in story for reference in named[line.number])
            yield from StoryClaims(self._connection, story, evidences, naming).claims()

    # What a line names

    def names(self, reference: Reference) -> bool:
        """True where a line names a document: in Chinese, by a number, or by an address of a site that is known."""
        return bool(reference.numbers or reference.titles or any(map(self._library.is_of_a_site, reference.urls)))

    def claim_of(self, line: Line, reference: Reference) -> Claim:
        """What is held of a line of a bibliography."""
        kind: Kind = "number" if reference.numbers else "address" if reference.urls else "title"
        finding = findings.find(self._connection, self._library, reference, self._since)
        if finding.document is None and not self.names(reference):
            return Claim(line.number, kind, line.text, "unchecked", finding.why)
        return self._reference(line, kind, line.text, finding, is_listed=True)

    def _references(self, line: Line) -> Iterator[tuple[Kind, str, Finding]]:
        """What a line names: the whole where it names one document, else each number and each name in 《》."""
        text = without_quotations(line.text)
        reference = read_reference(text)
        names, numbers = list(NAMED.finditer(text)), numbers_in(text)
        titles = [title for given in reference.titles if _is_title(title := _bare(given), given)]
        urls = [url for url in reference.urls if self._library.is_of_a_site(url)]
        if len(names) > 1 or len(numbers) > 1 or (names and numbers and not _are_together(names[0], numbers[0])):
            for number in numbers:
                yield "number", number.as_printed, self._find(number.as_printed)
            for name in names:
                if _is_title(name[1], name[1]):
                    yield "title", name[0], self._find(name[0])
        elif titles and not reference.is_sentence:
            yield "title", titles[0], self._find(text)
        elif numbers:
            yield "number", numbers[0].as_printed, self._find(text)
        elif urls:
            yield "address", urls[0], self._find(urls[0])

    def _find(self, words: str) -> Finding:
        return findings.find(self._connection, self._library, read_reference(words), self._since)

    def _reference(self, line: Line, kind: Kind, words: str, finding: Finding, *, is_listed: bool = False) -> Claim:
        document = finding.document.document if finding.document else None
        verdict, why, place = self._judged(line, kind, words, finding, is_listed=is_listed)
        return Claim(line.number, kind, words, verdict, why, place.document if place else document, place)

    def _judged(
        self, line: Line, kind: Kind, words: str, finding: Finding, *, is_listed: bool
    ) -> tuple[Verdict, str, Sighting | None]:
        """A verdict, why, and where a document names one that is not held."""
        if finding.document is None:
            if kind != "address" and not is_listed and (place := self._cited(words.strip("《》"))):
                return "right", "not held; named there", place
            near = "".join(f"; near: {one.id} {one.record.title}" for one in finding.near[:1])
            return "unchecked" if line.role == "comment" else "not held", f"{finding.why}{near}", None
        document = finding.document.document
        if finding.status == "unsure":
            reference = read_reference(without_quotations(line.text))
            differs = finding.how == "similar title" or (bool(reference.numbers) and bool(reference.titles))
            return "wrong" if differs else "unsure", finding.why, None
        if kind == "title" and not is_listed and (others := _other_issuers(words, document)):
            issuers = ", ".join(map(short_body, document.record.issuing_bodies))
            return "wrong", f"issued by {issuers}, not {others}", None
        return "right", "; ".join(filter(None, (finding.why, finding.warning))), None

    def _cited(self, name: str) -> Sighting | None:
        """Where a held text names a document that is not held."""
        try:
            return next(iter(check(self._connection, name).sightings), None)
        except BadQuote:
            return None

    # Items that name no document

    def _guess(self, dated: re.Match[str]) -> list[Evidence]:
        """The documents that fit an item which names none; nothing where many do."""
        days, text = days_of_item(dated, self._years()), dated.string[dated.end() :]
        around = timedelta(_DAYS_AROUND)
        near = sa.or_(sa.false(), *(DAY.between(day - around, day + around) for day in days))
        query = sa.select(documents.c.id).where(near, documents.c.stage.in_(("final", "draft")))
        words, issuers = roots_of(text) - _OFFICE_WORDS, bodies.read_issuers(text)
        scored: list[tuple[int, Evidence]] = []
        for evidence in self._load(self._connection.execute(query.order_by(documents.c.id)).scalars().all()):
            shared = len(words & _title_roots(evidence.document))
            is_of_day = bool(evidence.days_of_issue.intersection(days))
            ids = {body.id for body in evidence.document.record.issuing_bodies}
            is_of_body = issuers is not None and bool(issuers.ids & ids)
            if shared >= _LEAST_SHARED and (is_of_day or is_of_body):
                scored.append((shared + is_of_day + is_of_body, evidence))
        best = max((score for score, _ in scored), default=0)
        evidences = [evidence for score, evidence in scored if score == best]
        return evidences if len(evidences) <= _MOST_ALIKE else []

    def _not_held(self, line: Line, dated: re.Match[str]) -> Iterator[Claim]:
        """What an item says that a body issued, where no document of those days fits it."""
        text = line.text[dated.end() :]
        if issuers := bodies.read_issuers(text):
            days = ", ".join(map(str, days_of_item(dated, self._years())))
            names = ", ".join(called_by_id(body) or body for body in sorted(issuers.ids))
            why = f"no document of {names} fits, of a month around {days}"
            yield Claim(line.number, "document", _SOURCES.sub("", text), "not held", why)

    def _years(self) -> list[int]:
        """The years of the documents that the report names; where it names none, all that are held."""
        if years := {day.year for evidence in self._evidence.values() for day in evidence.days_of_issue}:
            return sorted(years)
        first, last = self._connection.execute(sa.select(sa.func.min(DAY), sa.func.max(DAY))).one()
        return list(range(first.year, last.year + 1)) if first else []

    def _load(self, ids: Iterable[int]) -> list[Evidence]:
        wanted = list(dict.fromkeys(ids))
        fresh = [number for number in wanted if number not in self._evidence]
        for document in queries.each_of(self._connection, fresh):
            self._evidence[document.id] = Evidence(self._connection, document)
        return [self._evidence[number] for number in wanted if number in self._evidence]


def _are_together(name: re.Match[str], number: Number) -> bool:
    """Whether a number stands beside a name, and so is its own: 《…通知》（国发〔2021〕20号）."""
    end = number.start + len(number.as_printed)
    return 0 <= number.start - name.end() <= _BESIDE or 0 <= name.start() - end <= _BESIDE


def _bare(title: str) -> str:
    """A title without brackets around the whole, or before it."""
    opened, closed = (sum(map(title.count, brackets)) for brackets in ("(（", ")）"))
    if title[0] in "(（" and (opened > closed or title[-1] in ")）"):
        return title[1:] if opened > closed else title[1:-1]
    return title


def _is_title(title: str, printed: str) -> bool:
    """Whether Chinese words are the title of a document: of a kind or a stage, or bracketed as one, and no sentence."""
    reading = read_title(title)
    return bool(reading.document_type or reading.stage or title != printed) and "。" not in title


def _title_roots(document: StoredDocument) -> frozenset[str]:
    """The words of a document's English title; without one, of the preferred English of its words."""
    if title := shown_title(document):
        return roots_of(title.text)
    return roots_of(" ".join(term.forms[0] for term in terms_of(document.record.title) if term.kind != "body"))


def _other_issuers(title: str, document: StoredDocument) -> str:
    """The bodies before 关于 in a printed title that did not issue the document: 国务院办公厅 of one of 国务院."""
    own = {(body.id, body.unit) for body in document.record.issuing_bodies}
    named = [body for body in read_title(title).issuing_bodies if body.id]
    return ", ".join(short_body(body) for body in named if own and (body.id, body.unit) not in own)
