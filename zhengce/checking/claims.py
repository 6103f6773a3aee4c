"""What a report prints, claim by claim, against the documents of its story: quotations, figures, years, days, bodies.

A writer's comment may have figures from elsewhere: those that the documents do not have are `unchecked` there.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from sqlalchemy.engine import Connection

from parsers.record import IssuingBody, Target
from storage.documents.queries import StoredDocument
from zhengce.checking import bodies
from zhengce.checking.amounts import COUNT, Amount, amounts_of
from zhengce.checking.figures import MULTIPLE, Figure, figures_of, is_multiple, is_reversed
from zhengce.checking.quotations import (
    BadQuote,
    Paragraph,
    Place,
    Section,
    Sighting,
    check,
    current_version,
    sections_of,
)
from zhengce.checking.references import ENGLISH_DAY, URL, english_day, month_number
from zhengce.checking.reports import DATED, Line, days_of_item, has_form, quotations_of
from zhengce.english import vocabulary
from zhengce.english.figures import PLAN, chinese_numbers, lost_and_added
from zhengce.english.terms import is_like, roots_of, terms_of

_CHINESE_SENTENCE = re.compile("[^。；;]+[。；;]?")
_CHINESE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a row of a table of a document, and where it stands."""

    document: StoredDocument
    place: Place
    amounts: tuple[Amount, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """As printed."""
        return self.place.as_printed

    @property
    def targets(self) -> list[Target]:
        """The targets that are read from it."""
        targets = self.document.record.targets
        return [target for target in targets if target.words in self.text or self.text in target.words]

    def is_like(self, figure: Figure) -> bool:
        """True if it has an amount of the kind of a figure."""
        return any(map(figure.is_alike, self.amounts))

    def has(self, *figures: Figure) -> bool:
        """True if it has all of these figures."""
        return all(any(map(figure.stands_for, self.amounts)) for figure in figures)

    def may_have(self, *figures: Figure) -> bool:
        """True if it has the numbers of these figures, and nobody knows what they count."""
        return all(
            any(figure.stands_for(own) or figure.may_stand_for(own) for own in self.amounts) for figure in figures
        )

    def likeness(self, roots: frozenset[str]) -> int:
        """How many of its words, but those of all offices, stand in an English text, given by its roots."""
        return sum(term.kind != "general" and is_like(term, roots) for term in terms_of(self.text))


class Evidence:
    """One document as far as a report can speak of it."""

    def __init__(self, connection: Connection, document: StoredDocument) -> None:
        self.document = document
        self._connection = connection

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that have a figure."""
        return list(self._read())

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that stand in its texts."""
        found = (int(year) for paragraph in self._paragraphs for year in _CHINESE_YEAR.findall(paragraph.text))
        return frozenset(found) | {day.year for day in self.days}

    @cached_property
    def days_of_issue(self) -> frozenset[date]:
        """The days on which it was written and published, on any site."""
        record = self.document.record
        pages = (page.published_on for page in self.document.pages)
        return frozenset(day for day in (record.written_on, record.published_on, *pages) if day)

    @cached_property
    def days(self) -> frozenset[date]:
        """The days of its record and of its pages."""
        record, document = self.document.record, self.document
        suspended = ((own.suspended_on, own.suspended_until) for own in document.suspensions)
        others = (record.effective_on, record.repealed_on, record.comments_due_on, *document.moved, document.ended_on)
        return self.days_of_issue | {day for days in (others, *suspended) for day in days if day}

    def has_day(self, day: date) -> bool:
        """True for a day of the document, or one that stands in its texts, with its year or without one."""
        printed = ((year, day.month, day.day) for year in (0, day.year))
        return day in self.days or not self._printed_days.isdisjoint(printed)

    @cached_property
    def _printed_days(self) -> frozenset[tuple[int, int, int]]:
        """Year (0 where none is printed), month and day of each day that stands in its texts."""
        found = (found for paragraph in self._paragraphs for found in _DAY.findall(paragraph.text))
        return frozenset((int(year or 0), int(month), int(day)) for year, month, day in found)

    @cached_property
    def _sections(self) -> list[Section]:
        return list(sections_of(self._connection, self.document))

    @cached_property
    def _paragraphs(self) -> list[Paragraph]:
        return [paragraph for section in self._sections for paragraph in section.paragraphs]

    def _read(self) -> Iterator[Sentence]:
        for section in self._sections:
            for paragraph in section.paragraphs:
                for part in _CHINESE_SENTENCE.finditer(paragraph.text):
                    text = part.group().strip()
                    at = part.start() + len(part.group()) - len(part.group().lstrip())
                    place = Place(section.part, section.attachment, paragraph, paragraph, at, text)
                    if text and (amounts := amounts_of(text)):
                        yield Sentence(self.document, place, amounts)


Verdict = Literal["wrong", "not held", "unsure", "right", "unchecked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""In the order in which people are shown them."""
FAILING: tuple[Verdict, ...] = ("wrong", "not held")

Kind = Literal["title", "number", "address", "quotation", "figure", "year", "day", "body", "document"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a report prints, and what is known of it."""

    line: int
    """From 1."""
    kind: Kind
    words: str
    verdict: Verdict
    why: str = ""
    document: StoredDocument | None = None
    sighting: Sighting | None = None
    """Where it stands."""


_NTH_PLAN = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\s+(?:\w+\s+)?(?:Five[- ]Year|FYP)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w〔\[(（.,/-])(?:19|20)\d\d(?!\w|[.,]\d)")
_GOAL = re.compile(
    r"\b(?:by|until|through|targets? (?:for|of)|goals? (?:for|of)|end of)\s+(?:the\s+end\s+of\s+)?$", re.I
)
"""Before a year for which figures are set."""
_REACHED = re.compile(r"\b(?:to|reach(?:es|ing)?|targets? of|goals? of)\s+(?:CNY|RMB|USD|US\$|[¥￥$€])?\s?$", re.I)
"""Before a figure that is to be reached."""
_BEGUN = re.compile(
    r"\b(?:from|since|against|versus|vs\.?|(?:compared|relative) (?:with|to))\s+(?:\w+\s+){0,2}"
    r"(?:CNY|RMB|USD|US\$|[¥￥$€])?\s?$",
    re.I,
)
"""Before a figure that is said to be the beginning: up from CNY 319.4 billion by 2025."""
_OTHER_CLAUSE = re.compile(r"[,;:]|\band\b")
"""Between a multiple and a range that is not its own: double the pilots, and raise the share from 15 to 56 percent."""
_BY = re.compile(r"\bby\s+$", re.I)
"""Before a figure that is said to be a change."""
_SENTENCE = re.compile(r"(?:[^.!?。]|\.(?=\S))+[.!?。]?")
_CHINESE = re.compile("[（(]?[《“]?[\u3400-\u9fff][^A-Za-z]*[\u3400-\u9fff][》”）)]*")
_SITE_DAYS = 7
"""Days by which the sites that publish one document differ."""
_MUCH_CLOSER = 2
"""Telling words by which another sentence is closer to a line than the one that has its figure."""

_RIGHT: Verdict = "right"
Judged = tuple[Verdict, str, Sentence | None]
"""A verdict, why, and where the words stand."""


class StoryClaims:
    """One story and the documents that it names, or that fit it where it names none."""

    def __init__(
        self, connection: Connection, story: Sequence[Line], held: Sequence[Evidence], naming: Collection[int]
    ):
        """`naming`: the lines that name a document."""
        self._connection = connection
        self._naming = naming
        self._story, self._held = story, held
        self._is_named = any(line.number in naming for line in story)
        self._documents = [evidence.document for evidence in held]
        self._names = " and ".join(f"document {document.id}" for document in self._documents)
        titles = ((document.record.title, document.record.issued_title) for document in self._documents)
        self._titles = " ".join(title for pair in titles for title in pair if title)
        self._issued = sorted({day for evidence in held for day in evidence.days_of_issue})
        self._target_years: set[int] = set()

    def claims(self) -> Iterator[Claim]:
        """The quotations; where there is a document, the other claims."""
        for line in self._story:
            for _, _, words in quotations_of(line.text):
                yield self._quotation(line, words)
        if not self._held:
            return
        for line in self._story:
            if line.role in ("text", "comment") and not line.is_heading:
                yield from self._figures(line)
        for line in self._story:
            if line.role != "comment":
                yield from self._days(line)
                if line.role == "text" and not line.is_heading:
                    yield from self._years(line)
                yield from self._plans(line)
        yield from self._issuers()

    def _claim(
        self, line: Line, kind: Kind, words: str, verdict: Verdict, why: str = "", sentence: Sentence | None = None
    ) -> Claim:
        document, sighting = self._documents[0], None
        if sentence:
            document = sentence.document
            sighting = Sighting("exact", document, current_version(self._connection, document), sentence.place)
        return Claim(line.number, kind, words, verdict, why, document, sighting)

    def _quotation(self, line: Line, words: str) -> Claim:
        own = check(self._connection, words, self._documents)
        try:
            checked = own if own.sightings else check(self._connection, words)
        except BadQuote as error:
            return Claim(line.number, "quotation", words, "unchecked", str(error))
        if not checked.sightings:
            nearest = own.nearest or checked.nearest
            why = f"document {nearest.document.id} has: {nearest.place.as_printed}" if nearest else "in no text held"
            return Claim(line.number, "quotation", words, "wrong", why, nearest.document if nearest else None)
        first, verdict = checked.sightings[0], _RIGHT
        notes = ["printed there with other marks or blanks"] if first.verdict == "folded" else []
        if first.version.until:
            notes.append(f"in an earlier text, until {first.version.until:%Y-%m-%d}")
        if not own.sightings and self._is_named:
            verdict, notes = "unsure", [f"stands in document {first.document.id}, not in {self._names}"]
        return Claim(line.number, "quotation", words, verdict, "; ".join(notes), first.document, first)

    # Figures and years

    def _figures(self, line: Line) -> Iterator[Claim]:
        text = _without_references(line.text)
        issuers = bodies.read_issuers(text)
        for match in _SENTENCE.finditer(text):
            sentence = match.group()
            figures = figures_of(sentence)
            for figure in figures:
                if issuers is None or not issuers.counts_at(match.start() + figure.start):
                    words = f"from {figure.start_of.words} to {figure.words}" if figure.start_of else figure.words
                    yield self._claim(line, "figure", words, *self._figure(line, sentence, figure))
            for multiple in MULTIPLE.finditer(sentence):
                if judged := self._multiple(line, sentence, multiple, figures):
                    yield self._claim(line, "figure", multiple.group(), *judged)

    def _figure(self, line: Line, text: str, figure: Figure) -> Judged:
        printed = (figure, *((figure.start_of,) if figure.start_of else ()))
        sentences = [own for evidence in self._held for own in evidence.sentences]
        holding = [own for own in sentences if own.has(*printed)]
        roots = roots_of(text)
        closest = _closest(roots, (own for own in sentences if own.is_like(figure)))
        if figure.start_of and holding:
            rising = [own for own in holding if not is_reversed(figure.start_of, figure, own.amounts, own.text)]
            if not rising:
                return self._failed(line), f"the other way round: {holding[0].text}", holding[0]
            holding = rising
        if holding:
            shared, found = _closest(roots, holding) or (0, holding[0])
            if closest and not figure.start_of and closest[0] >= shared + _MUCH_CLOSER:
                return "unsure", f"stands elsewhere; the closest sentence: {closest[1].text}", found
            if fault := self._fault(text, figure, holding, found):
                return self._failed(line), fault, found
            self._note_years(found)
            return "right", "", found
        if likely := next((own for own in sentences if own.may_have(*printed)), None):
            return "unsure", f"of another kind, or of none that is known: {likely.text}", likely
        if line.role == "comment" or (figure.is_spelled and figure.kind in ("", COUNT)) or not self._is_named:
            return "unchecked", f"not in {self._names}", None
        if closest:
            self._note_years(closest[1])
        why = f"; the closest sentence: {closest[1].text}" if closest else ""
        return self._failed(line), f"not in {self._names}{why}", None

    def _fault(self, text: str, figure: Figure, holding: Sequence[Sentence], found: Sentence) -> str:
        """What an English sentence says otherwise of a figure that the documents have: a bound, a beginning, a step."""
        if all(figure.is_turned_round_in(own.amounts) for own in holding):
            return f"{'at least' if figure.bound == '>=' else 'at most'} in the report; the document has: {found.text}"
        targets = [target for own in holding for target in own.targets]
        if target := _begun(text, figure, targets):
            return f"where it begins; {target.year}: {target.value_as_printed}{target.unit}"
        reached = [target for target in targets if figure.amount in (target.value, target.amount)]
        is_level = bool(reached) and all(
            target.kind == "level" and target.baseline is not None for target in reached
        )  # 由15%提高到56%
        if is_level and _BY.search(text, 0, figure.start):
            return f"reached, not a change: {found.text}"
        return ""

    def _multiple(self, line: Line, text: str, multiple: re.Match[str], figures: Sequence[Figure]) -> Judged | None:
        """Double, halve: by the range of the sentence, or else by the closest target that has a baseline."""
        for figure in figures:
            if figure.start_of:
                _, begin, end, _ = sorted((*multiple.span(), figure.start_of.start, figure.end))
                if _OTHER_CLAUSE.search(text, begin, end):
                    return None
                fits = is_multiple(multiple, figure.start_of.amount, figure.amount)
                return None if fits else (self._failed(line), f"from {figure.start_of.words} to {figure.words}", None)
        sentences = (own for evidence in self._held for own in evidence.sentences)
        closest = _closest(roots_of(text), (own for own in sentences if any(map(_baseline, own.targets))))
        if closest is None or closest[0] < _MUCH_CLOSER:
            return None
        steps = [(base, target.amount or target.value) for target in closest[1].targets if (base := _baseline(target))]
        fits = any(is_multiple(multiple, base, value) for base, value in steps if isinstance(value, float | int))
        return ("right", "", closest[1]) if fits else ("unsure", f"the closest sentence: {closest[1].text}", closest[1])

    def _failed(self, line: Line) -> Verdict:
        """The verdict of what the documents say otherwise: wrong where the line surely speaks of them. Another
        paragraph of a report may have left them."""
        is_about = line.is_item or line.number in self._naming or has_form(self._story)
        return "wrong" if line.role != "comment" and is_about else "unsure"

    def _note_years(self, sentence: Sentence) -> None:
        for target in sentence.targets:
            self._target_years |= {year for year in (target.year, target.baseline_year) if year}

    def _years(self, line: Line) -> Iterator[Claim]:
        text = ENGLISH_DAY.sub(_blank, _without_references(line.text))
        for match in _YEAR.finditer(text):
            year, is_goal = int(match.group()), bool(_GOAL.search(text[max(0, match.start() - 40) : match.start()]))
            is_of_targets = is_goal or "base" in text[match.end() :][:30]
            verdict, why = _RIGHT, ""
            if self._target_years and year not in self._target_years and is_of_targets:
                verdict, why = "wrong", f"the figures are of {', '.join(map(str, sorted(self._target_years)))}"
            elif year not in self._target_years and not any(year in evidence.years for evidence in self._held):
                verdict, why = "wrong" if is_goal and self._is_named else "unsure", f"not in {self._names}"
            yield self._claim(line, "year", match.group(), verdict, why)

    # Days, plans and bodies

    def _days(self, line: Line) -> Iterator[Claim]:
        days = f"{self._names}: {', '.join(map(vocabulary.day, self._issued)) or 'no day'}"
        verdict: Verdict
        if dated := DATED.match(line.text):
            meant = days_of_item(dated, sorted({day.year for day in self._issued}))
            away = min((abs((issued - day).days) for issued in self._issued for day in meant), default=_SITE_DAYS + 1)
            verdict = "right" if away == 0 else "unsure" if away <= _SITE_DAYS else "wrong"
            yield self._claim(line, "day", dated.group().rstrip(" :：–—-"), verdict, "" if away == 0 else days)
        for match in ENGLISH_DAY.finditer(line.text, dated.end() if dated else 0):
            known = self._knows_day(line, match)
            verdict = "right" if known else "wrong" if line.role == "day" else "unsure"
            yield self._claim(line, "day", match.group(), verdict, "" if known else days)

    def _knows_day(self, line: Line, match: re.Match[str]) -> bool:
        """True for a day of a document or of its text, of issue on a line of the day; also for a month of one."""
        if day := english_day(match):
            return day in self._issued if line.role == "day" else any(evidence.has_day(day) for evidence in self._held)
        month = (int(match["year"]), month_number(match["month"]))
        return any((day.year, day.month) == month for evidence in self._held for day in evidence.days)

    def _plans(self, line: Line) -> Iterator[Claim]:
        """14th Five-Year Plan, which is 十四五 in the title or the text; and the other figures of an English title."""
        text = _without_references(line.text)
        for match in _NTH_PLAN.finditer(text):
            printed = (f"{self._titles} {document.record.body}" for document in self._documents)
            plans = (plan.group() for words in printed for plan in PLAN.finditer(words))
            known = any(float(match[1]) in chinese_numbers(f"{plan}规")[0] for plan in plans)
            verdict: Verdict = "right" if known else "wrong"
            yield self._claim(line, "figure", match.group(), verdict, "" if known else self._titles)
        if line.role == "title":
            for number in lost_and_added(self._titles, _NTH_PLAN.sub(" ", text))[1]:
                yield self._claim(line, "figure", number, "wrong", f"not in the title: {self._titles}")

    def _issuers(self) -> Iterator[Claim]:
        is_said = False
        for line in self._story:
            if line.role == "bodies":
                yield self._issuer(line, bodies.listed(line.text))
            elif line.role == "text" and not line.is_heading and not is_said:
                text = line.text[dated.end() :] if (dated := DATED.match(line.text)) else line.text
                if claim := bodies.read_issuers(text.partition(": ")[2] if ": " in text[:20] else text):
                    is_said = True
                    yield self._issuer(line, claim)

    def _issuer(self, line: Line, claim: bodies.IssuerClaim) -> Claim:
        """Whether the named bodies issued one of the documents, and whether a list names all of them."""
        if claim.unknown:
            return self._claim(line, "body", claim.words, "unsure", f"not known: {', '.join(claim.unknown)}")
        if claim.misnamed:
            why = f"no name of {_called(claim.ids)}: {', '.join(claim.misnamed)}"
            return self._claim(line, "body", claim.words, "wrong", why)
        faults = min((list(_faults(claim, evidence.document)) for evidence in self._held), key=len)
        return self._claim(line, "body", claim.words, "wrong" if faults else "right", "; ".join(faults))


def _faults(claim: bodies.IssuerClaim, document: StoredDocument) -> Iterator[str]:
    """What a sentence says otherwise of those who issued a document."""
    record = document.record
    ids = {body.id for body in record.issuing_bodies}
    if others := claim.ids - ids:
        yield f"{_called(others)} did not issue document {document.id}: {_named(record.issuing_bodies)}"
    if claim.is_whole and (missing := [body for body in record.issuing_bodies if body.id not in claim.ids]):
        yield f"also issued by {_named(missing)}"
    if claim.leader and claim.leader in ids and claim.leader != record.issuing_bodies[0].id:
        yield f"led by {_named(record.issuing_bodies[:1])}"
    if claim.stage and record.stage in ("draft", "final") and claim.stage != record.stage:
        yield f"document {document.id} is {'a draft' if record.stage == 'draft' else 'final'}"
    if claim.count is not None and record.issuing_bodies_complete and claim.count != len(ids):
        yield f"issued by {vocabulary.counted(len(ids), 'body', 'bodies')}"


def _begun(text: str, figure: Figure, targets: Sequence[Target]) -> Target | None:
    """The target of which a figure is the beginning alone, where a sentence gives it as what is to be reached."""
    if figure.start_of or _BEGUN.search(text, 0, figure.start):
        return None
    if any(figure.amount in (target.value, target.amount, target.upper) for target in targets):
        return None
    is_reached = _REACHED.search(text, 0, figure.start) is not None
    years = {int(year.group()) for year in _YEAR.finditer(text)}
    for target in targets:
        baseline = _baseline(target)
        is_goal = target.year is not None and (is_reached or target.year in years)
        if is_goal and baseline is not None and target.baseline_year not in years and figure.is_near(baseline):
            return target
    return None


def _baseline(target: Target) -> float | None:
    """The baseline in the unit of the amount: 2.5 of 3.7万亿元 is 2.5e12."""
    if target.baseline is None or not target.amount or not isinstance(target.value, float | int) or not target.value:
        return target.baseline
    return target.baseline * target.amount / target.value


def _named(bodies: Iterable[IssuingBody]) -> str:
    return ", ".join(map(vocabulary.called, bodies))


def _called(ids: Iterable[str]) -> str:
    return ", ".join(vocabulary.called_by_id(body) or body for body in sorted(ids))


def _closest(roots: frozenset[str], among: Iterable[Sentence]) -> tuple[int, Sentence] | None:
    """The sentence that shares most telling words with an English one, and how many; None where none shares any."""
    best = max(((own.likeness(roots), -place, own) for place, own in enumerate(among)), default=None)
    return (best[0], best[2]) if best and best[0] else None


def _without_references(text: str) -> str:
    """A line with blanks in place of addresses and of Chinese, which is a claim of its own."""
    return _CHINESE.sub(_blank, URL.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
