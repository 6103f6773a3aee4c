"""What a report prints, claim by claim, against the documents of its story: quotations, figures, years, days, bodies.

A writer's comment may have figures from elsewhere: those that the documents do not have are `unchecked` there.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy.engine import Connection

from parsers.record import IssuingBody, Target
from storage.documents.queries import StoredDocument
from zhengce.checking import bodies, texts
from zhengce.checking.amounts import COUNT
from zhengce.checking.evidence import Evidence, Sentence
from zhengce.checking.figures import Figure, figures_of, is_reversed
from zhengce.checking.quotations import BadQuote, Sighting, check
from zhengce.checking.references import ENGLISH_DAY, URL, english_day, month_number
from zhengce.checking.reports import DATED, Line, days_of_item, has_form, quotations_of
from zhengce.english import vocabulary
from zhengce.english.figures import PLAN, chinese_numbers, lost_and_added
from zhengce.english.terms import roots_of

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
_BY = re.compile(r"\bby\s+$", re.I)
"""Before a figure that is said to be a change."""
_SENTENCE = re.compile(r"(?:[^.!?。]|\.(?=\S))+[.!?。]?")
_CHINESE = re.compile("[（(]?[《“]?[\u3400-\u9fff][^A-Za-z]*[\u3400-\u9fff][》”）)]*")
_SITE_DAYS = 7
"""Days by which the sites that publish one document differ."""
_MUCH_CLOSER = 2
"""Telling words by which another sentence is closer to a line than the one that has its figure."""


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
        self._titles = " ".join(
            title
            for document in self._documents
            for title in (document.record.title, document.record.issued_title)
            if title
        )
        self._issued = frozenset(day for evidence in held for day in evidence.days_of_issue)
        self._target_years: set[int] = set()

    def claims(self) -> Iterator[Claim]:
        """The quotations; where there is a document, the other claims."""
        for line in self._story:
            yield from self._quotations(line)
        if not self._held:
            return
        for line in self._story:
            yield from self._figures(line)
        for line in self._story:
            if line.role != "comment":
                yield from self._days(line)
                yield from self._years(line)
                yield from self._plans(line)
        yield from self._issuers()

    # Quotations

    def _quotations(self, line: Line) -> Iterator[Claim]:
        for _, _, words in quotations_of(line.text):
            yield self._quotation(line, words)

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
        first = checked.sightings[0]
        if not own.sightings and self._is_named:
            why = f"stands in document {first.document.id}, not in {self._names}"
            return Claim(line.number, "quotation", words, "unsure", why, first.document, first)
        notes = ["printed there with other marks or blanks"] if first.verdict == "folded" else []
        if first.version.until:
            notes.append(f"in an earlier text, until {first.version.until:%Y-%m-%d}")
        return Claim(line.number, "quotation", words, "right", "; ".join(notes), first.document, first)

    # Figures and years

    def _figures(self, line: Line) -> Iterator[Claim]:
        if line.role not in ("text", "comment") or line.is_heading:
            return
        text = _without_references(line.text)
        issuers = bodies.read_issuers(text)
        for sentence in _SENTENCE.finditer(text):
            for figure in figures_of(sentence.group()):
                if issuers is None or not issuers.counts_at(sentence.start() + figure.start):
                    yield self._figure(line, sentence.group(), figure)

    def _figure(self, line: Line, sentence: str, figure: Figure) -> Claim:
        start = figure.start_of
        words = f"from {start.words} to {figure.words}" if start else figure.words
        roots = roots_of(sentence)
        printed = (figure, *((start,) if start else ()))
        sentences = [own for evidence in self._held for own in evidence.sentences]
        holding = [own for own in sentences if own.has(*printed)]
        closest = _closest(roots, (own for own in sentences if own.is_like(figure)))
        if start and (rising := [own for own in holding if not is_reversed(start, figure, own.amounts, own.text)]):
            holding = rising
        elif start and holding:
            why = f"the other way round: {holding[0].text}"
            return self._claim(line, "figure", words, self._failed(line), why, self._sighting(holding[0]))
        if holding:
            shared, found = _closest(roots, holding) or (0, holding[0])
            sighting = self._sighting(found)
            if closest and not start and closest[0] >= shared + _MUCH_CLOSER:
                why = f"stands elsewhere; the closest sentence: {closest[1].text}"
                return self._claim(line, "figure", words, "unsure", why, sighting)
            if all(figure.is_turned_round_in(own.amounts) for own in holding):
                bound = "at least" if figure.bound == ">=" else "at most"
                why = f"{bound} in the report; the document has: {found.text}"
                return self._claim(line, "figure", words, self._failed(line), why, sighting)
            if target := self._only_baseline(sentence, figure, holding):
                why = f"where it begins; {target.year}: {target.value_as_printed}{target.unit}"
                return self._claim(line, "figure", words, self._failed(line), why, sighting)
            if _BY.search(sentence, 0, figure.start) and self._is_level(figure, holding):
                why = f"reached, not a change: {found.text}"
                return self._claim(line, "figure", words, self._failed(line), why, sighting)
            self._note_years(found)
            return self._claim(line, "figure", words, "right", "", sighting)
        if likely := next((own for own in sentences if own.may_have(*printed)), None):
            why = f"of another kind, or of none that is known: {likely.text}"
            return self._claim(line, "figure", words, "unsure", why, self._sighting(likely))
        if line.role == "comment" or (figure.is_spelled and figure.kind in ("", COUNT)) or not self._is_named:
            return self._claim(line, "figure", words, "unchecked", f"not in {self._names}")
        if closest:
            self._note_years(closest[1])
        why = f"; the closest sentence: {closest[1].text}" if closest else ""
        return self._claim(line, "figure", words, self._failed(line), f"not in {self._names}{why}")

    def _only_baseline(self, sentence: str, figure: Figure, holding: Sequence[Sentence]) -> Target | None:
        """The target of which a figure is the beginning alone, where a sentence gives it as what is to be reached."""
        if figure.start_of or _BEGUN.search(sentence, 0, figure.start):
            return None
        is_reached = _REACHED.search(sentence, 0, figure.start) is not None
        targets = [target for own in holding for evidence in self._held for target in evidence.targets_in(own)]
        if any(figure.amount in (target.value, target.amount, target.upper) for target in targets):
            return None
        years = {int(year.group()) for year in _YEAR.finditer(sentence)}
        for target in targets:
            baseline = _baseline(target)
            is_goal = target.year is not None and (is_reached or target.year in years)
            if is_goal and baseline is not None and target.baseline_year not in years and figure.is_near(baseline):
                return target
        return None

    def _is_level(self, figure: Figure, holding: Sequence[Sentence]) -> bool:
        """True where the documents have a figure only as what is reached from another one: 由15%提高到56%."""
        targets = [target for own in holding for evidence in self._held for target in evidence.targets_in(own)]
        meant = [target for target in targets if figure.amount in (target.value, target.amount)]
        return bool(meant) and all(target.kind == "level" and target.baseline is not None for target in meant)

    def _failed(self, line: Line) -> Verdict:
        """The verdict of what the documents say otherwise: wrong where the line surely speaks of them."""
        return "wrong" if line.role != "comment" and self._is_about(line) else "unsure"

    def _is_about(self, line: Line) -> bool:
        """True if a line surely speaks of the story's documents: another paragraph of a report may have left them."""
        return line.is_item or line.number in self._naming or has_form(self._story)

    def _sighting(self, found: Sentence) -> Sighting:
        return Sighting("exact", found.document, texts.current_version(self._connection, found.document), found.place)

    def _note_years(self, sentence: Sentence) -> None:
        evidence = next(one for one in self._held if one.document is sentence.document)
        for target in evidence.targets_in(sentence):
            self._target_years |= {year for year in (target.year, target.baseline_year) if year}

    def _years(self, line: Line) -> Iterator[Claim]:
        if line.role != "text" or line.is_heading:
            return
        text = ENGLISH_DAY.sub(lambda day: " " * len(day.group()), _without_references(line.text))
        for match in _YEAR.finditer(text):
            year, before = int(match.group()), text[max(0, match.start() - 40) : match.start()]
            is_goal = _GOAL.search(before) is not None
            if (
                self._target_years
                and year not in self._target_years
                and (is_goal or "base" in text[match.end() :][:30])
            ):
                years = ", ".join(map(str, sorted(self._target_years)))
                yield self._claim(line, "year", match.group(), "wrong", f"the figures are of {years}")
            elif year in self._target_years or any(year in evidence.years for evidence in self._held):
                yield self._claim(line, "year", match.group(), "right")
            else:
                verdict: Verdict = "wrong" if is_goal and self._is_named else "unsure"
                yield self._claim(line, "year", match.group(), verdict, f"not in {self._names}")

    # Days, plans and bodies

    def _days(self, line: Line) -> Iterator[Claim]:
        dated = DATED.match(line.text)
        if dated:
            yield self._day_of_item(line, dated)
        for match in ENGLISH_DAY.finditer(line.text, dated.end() if dated else 0):
            known = self._knows_day(line, match)
            verdict: Verdict = "right" if known else "wrong" if line.role == "day" else "unsure"
            yield self._claim(line, "day", match.group(), verdict, "" if known else self._days_of_issue())

    def _knows_day(self, line: Line, match: re.Match[str]) -> bool:
        """True for a day of a document or of its text, of issue on a line of the day; also for a month of one."""
        if day := english_day(match):
            return day in self._issued if line.role == "day" else any(evidence.has_day(day) for evidence in self._held)
        month = (int(match["year"]), month_number(match["month"]))
        return any((day.year, day.month) == month for evidence in self._held for day in evidence.days)

    def _day_of_item(self, line: Line, dated: re.Match[str]) -> Claim:
        days = days_of_item(dated, sorted({day.year for day in self._issued}))
        away = min((abs((one - day).days) for one in self._issued for day in days), default=_SITE_DAYS + 1)
        verdict: Verdict = "right" if away == 0 else "unsure" if away <= _SITE_DAYS else "wrong"
        words = dated.group().rstrip(" :：–—-")
        return self._claim(line, "day", words, verdict, "" if away == 0 else self._days_of_issue())

    def _days_of_issue(self) -> str:
        return f"{self._names}: {', '.join(vocabulary.day(day) for day in sorted(self._issued)) or 'no day'}"

    def _plans(self, line: Line) -> Iterator[Claim]:
        """14th Five-Year Plan, which is 十四五 in the title or the text; and the other figures of an English title."""
        text = _without_references(line.text)
        for match in _NTH_PLAN.finditer(text):
            plans = (
                plan for document in self._documents for plan in PLAN.finditer(f"{self._titles} {document.record.body}")
            )
            known = any(float(match[1]) in chinese_numbers(plan.group() + "规")[0] for plan in plans)
            yield self._claim(
                line, "figure", match.group(), "right" if known else "wrong", "" if known else self._titles
            )
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
            names = ", ".join(vocabulary.called_by_id(body) or body for body in sorted(claim.ids))
            return self._claim(line, "body", claim.words, "wrong", f"no name of {names}: {', '.join(claim.misnamed)}")
        faults = min((list(self._faults(claim, evidence)) for evidence in self._held), key=len)
        verdict: Verdict = "wrong" if faults else "right"
        return self._claim(line, "body", claim.words, verdict, "; ".join(faults))

    @staticmethod
    def _faults(claim: bodies.IssuerClaim, evidence: Evidence) -> Iterator[str]:
        record = evidence.document.record
        ids = {body.id for body in record.issuing_bodies}
        if others := sorted(claim.ids - ids):
            names = ", ".join(vocabulary.called_by_id(body) or body for body in others)
            yield f"{names} did not issue document {evidence.document.id}: {_named(record.issuing_bodies)}"
        if claim.is_whole and (missing := [body for body in record.issuing_bodies if body.id not in claim.ids]):
            yield f"also issued by {_named(missing)}"
        if claim.leader and claim.leader in ids and claim.leader != record.issuing_bodies[0].id:
            yield f"led by {_named(record.issuing_bodies[:1])}"
        if claim.stage and record.stage in ("draft", "final") and claim.stage != record.stage:
            yield f"document {evidence.document.id} is {'a draft' if record.stage == 'draft' else 'final'}"
        if claim.count is not None and record.issuing_bodies_complete and claim.count != len(ids):
            yield f"issued by {vocabulary.counted(len(ids), 'body', 'bodies')}"

    def _claim(
        self, line: Line, kind: Kind, words: str, verdict: Verdict, why: str = "", sighting: Sighting | None = None
    ) -> Claim:
        document = sighting.document if sighting else self._documents[0]
        return Claim(line.number, kind, words, verdict, why, document, sighting)


def _baseline(target: Target) -> float | None:
    """The baseline in the unit of the amount: 2.5 of 3.7万亿元 is 2.5e12."""
    if target.baseline is None or not target.amount or not isinstance(target.value, float | int) or not target.value:
        return target.baseline
    return target.baseline * target.amount / target.value


def _named(bodies: Iterable[IssuingBody]) -> str:
    return ", ".join(map(vocabulary.called, bodies))


def _closest(roots: frozenset[str], among: Iterable[Sentence]) -> tuple[int, Sentence] | None:
    """The sentence that shares most telling words with an English one, and how many; None where none shares any."""
    best = max(((one.likeness(roots), -place, one) for place, one in enumerate(among)), default=None)
    return (best[0], best[2]) if best and best[0] else None


def _without_references(text: str) -> str:
    """A line with blanks in place of addresses and of Chinese, which is a claim of its own."""
    return _CHINESE.sub(lambda found: " " * len(found.group()), URL.sub(lambda found: " " * len(found.group()), text))
