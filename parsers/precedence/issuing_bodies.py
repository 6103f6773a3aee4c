"""Which place gives the issuing bodies, and when one place completes another. In the order of precedence:

1. The title, in any form that page, list or text print: the document's own words (发文机关 + 关于 + 事由 + 的 + 文种).
   On 81 of 232 pages MIIT's table names a bureau where the title names the ministry.
2. The disclosure table, where no title names a body. It names the committee behind a law that the President signs.
3. The sign-off, then the head of an order; for a law or rule the session or meeting that passed it.
4. The number of an order or announcement: 商务部 海关总署公告2025年第54号 names all.
5. API, then list row: often the department that posted the document.
6. The prefix of the number, which names only the lead body; 联 in it means that there are others.

Among the lists that include the bodies of the first, the longest wins: all bodies sign a joint document, while its
title prints 等十部门 and its table names the lead. Unknown names count only where no other place names a body: 科技司
as printed is better than nothing. Interpretations and news have only the bodies in their titles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from parsers.extraction import Finding, Place
from parsers.grammar.document_number import Number, issuers, lead_body
from parsers.grammar.issuing_bodies import SESSION, UNNAMED, BodiesReading, read_bodies
from parsers.grammar.layout.head import Layout
from parsers.grammar.numerals import read_numeral
from parsers.grammar.title import TitleReading
from parsers.record import Evidence, IssuingBody


@dataclass(frozen=True)
class Claim:
    """The issuing bodies by one place."""

    rule: str
    text: str
    reading: BodiesReading
    count: int | None = None
    """The number of bodies that the words count, if any: 十部门."""

    @property
    def place(self) -> Place | None:
        return Place.of_rule(self.rule)

    @property
    def size(self) -> int:
        return len(self.reading.bodies)

    @property
    def is_reliable(self) -> bool:
        """Whether all bodies are known; in a sign-off or red head, which hold only names, half of them."""
        holds_only_names = self.place in (Place.SIGN_OFF, Place.RED_HEAD)
        return self.reading.known or (holds_only_names and 2 * len(self.ids) >= max(self.size, 1))

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(body.id for body in self.reading.bodies if body.id)


@dataclass(frozen=True, slots=True)
class Issuers:
    """The chosen bodies, whether the list is complete, and why."""

    bodies: tuple[IssuingBody, ...] = ()
    complete: bool = True
    evidence: Evidence | None = None


def choose_issuers(
    titles: Sequence[tuple[str, TitleReading]],
    layout: Layout,
    findings: Sequence[Finding],
    number: Number | None,
    on: date | None,
    *,
    is_document: bool,
) -> Issuers:
    """The issuing bodies of a document from all places that name any. `titles` are its titles, the chosen first."""
    named = [claim for rule, title in titles if (claim := _from_title(rule, title))]
    if not is_document:
        return _result(named[0]) if named else Issuers()
    others = [claim for claim in _others(layout, findings, number, on) if claim.reading.bodies]
    if named:
        return _from_titles(named, others)
    reliable = [claim for claim in others if claim.is_reliable]
    if reliable:
        return _result(_longest(_first_by_precedence(reliable), reliable))
    if number and (lead := lead_body(number, on)):
        joint = "联" in (number.prefix or "")  # 工信部联科: others signed with the host
        return Issuers((lead,), not joint, Evidence(Place.NUMBER_PREFIX, number.as_printed))
    return _result(others[0]) if others else Issuers()


def _from_title(rule: str, title: TitleReading) -> Claim | None:
    if not title.issuing_bodies and title.issuing_bodies_complete:
        return None
    evidence = title.evidence.get("issuing_bodies") or title.evidence.get("issuing_bodies_complete")
    text = evidence.text if evidence else title.title
    reading = BodiesReading(tuple(title.issuing_bodies), title.issuing_bodies_complete)
    return Claim(rule, text, reading, None if reading.complete else _count(title.title))


def _others(layout: Layout, findings: Sequence[Finding], number: Number | None, on: date | None) -> Iterable[Claim]:
    if layout.signed_bodies and layout.signed_by:
        yield Claim(Place.SIGN_OFF, layout.signed_by, layout.signed_bodies)
    if layout.head_bodies:
        yield Claim(Place.RED_HEAD, layout.head_bodies, read_bodies(layout.head_bodies, on))
    if layout.adopted_as_printed and (session := SESSION.search(layout.adopted_as_printed)):
        yield Claim(Place.ADOPTION, layout.adopted_as_printed, read_bodies(session.group(), on))
    elif layout.adopted_by:
        yield Claim(Place.ADOPTION, layout.adopted_by, read_bodies(layout.adopted_by, on))
    for finding in findings:
        if finding.place == Place.TABLE:
            yield Claim(finding.rule, finding.text, read_bodies(finding.text, on))
    if number:
        yield Claim(Place.NUMBER_NAMES, number.as_printed, issuers(number, on))
    for finding in findings:
        if finding.place != Place.TABLE:
            yield Claim(finding.rule, finding.text, read_bodies(finding.text, on))


def _from_titles(named: Sequence[Claim], others: Sequence[Claim]) -> Issuers:
    """The title's bodies, completed by the longest list that includes them."""
    title = max(named, key=lambda claim: (claim.reading.complete, len(claim.ids), claim is named[0]))
    if not title.ids and (full := next((claim for claim in others if _is_full_form(claim, title)), None)):
        return _result(full)  # 省人民政府 is signed by 贵州省人民政府
    pool = [claim for claim in (*named, *others) if claim.is_reliable and claim.ids >= title.ids]
    if title.reading.complete:  # a longer list must consist of known bodies
        pool = [claim for claim in pool if claim.reading.known]
    if title.reading.complete and not title.reading.known and title.reading.bodies:
        same = [claim for claim in pool if claim.size >= title.size]
        return _result(same[0] if same and title.ids else title)
    longest = _longest(title, pool)
    if longest is title or title.reading.complete:
        return _result(longest)
    enough = title.count is None or longest.size >= title.count
    return _result(longest, complete=longest.reading.complete and enough)


def _is_full_form(claim: Claim, title: Claim) -> bool:
    """Whether a place names the bodies of a title with what the title leaves out before their names."""
    pairs = list(zip(claim.reading.bodies, title.reading.bodies, strict=False))
    same_size = claim.size == title.size == len(pairs) > 0
    return same_size and all(own.name != full.name and full.name.endswith(own.name) for full, own in pairs)


def _first_by_precedence(reliable: Sequence[Claim]) -> Claim:
    """The claim of the table, else the first."""
    return next((claim for claim in reliable if claim.place is Place.TABLE), reliable[0])


def _longest(first: Claim, pool: Sequence[Claim]) -> Claim:
    """The claim with most bodies among those that include the first one's; of equal ones the first."""
    holding = [claim for claim in pool if claim.ids >= first.ids and claim.size > first.size]
    return max(holding, key=lambda claim: claim.size, default=first)


def _count(title: str) -> int | None:
    match = UNNAMED.search(title)
    return read_numeral(match["count"] or "") if match else None


def _result(claim: Claim, complete: bool | None = None) -> Issuers:
    return Issuers(
        claim.reading.bodies,
        claim.reading.complete if complete is None else complete,
        Evidence(claim.rule, claim.text[:300]),
    )
