"""Which number is the document's own, and how the number of an order or announcement gets its standard form.

The places in the order of precedence: the disclosure table; a number line above the text; the head of an order
(国家发展和改革委员会令 / 第41号); the title in any form; the order that published a rule, from the line under the
rule's title (…令第56号公布); API and list row. A number anywhere else in the text is a citation.

Pages print the number of an order in parts: `2026年第41号令` in the title, `第41号` in the text, `2025年第45号` in a
cell whose kind only the title tells. The standard form has the issuers, the kind, the year where any part has one, and
the serial.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from parsers.extraction import Finding, Place
from parsers.grammar.document_number import Number, NumberKind, issuers, order_name, read_number
from parsers.grammar.issuing_bodies import read_bodies
from parsers.grammar.layout.head import Layout
from parsers.grammar.title import TitleReading
from parsers.record import IssuingBody

KINDS: tuple[NumberKind, ...] = ("令", "公告", "通告")

Claim = tuple[Number, str]
"""A number and the rule that read it."""


def own_numbers(
    titles: Sequence[tuple[str, TitleReading]], layout: Layout, findings: Sequence[Finding], on: date | None
) -> Iterator[Claim]:
    """Every number that a place gives as the document's own, in the order of precedence."""
    yield from _read(findings, (Place.TABLE,))
    if layout.number:
        yield layout.number, Place.NUMBER_LINE
    if layout.order_number:
        rest = f"{layout.order_kind or ''}{layout.order_number}"
        if number := read_number(_full_spelling(layout.head_bodies or "", on) + rest):
            yield replace(number, as_printed=(layout.head_bodies or "") + rest), Place.ORDER_HEAD
    for rule, title in titles:
        words = title.document_number_as_printed or title.document_number
        if words and (number := read_number(words)):
            yield number, rule
    if layout.promulgated_by:
        yield layout.promulgated_by, Place.PROMULGATION
    yield from _read(findings, (Place.LINE, Place.META, Place.API, Place.LISTING))


def standard_form(
    claims: Sequence[Claim], titles: Sequence[tuple[str, TitleReading]], bodies: Sequence[IssuingBody], on: date | None
) -> str:
    """The first number in standard form, completed from its other prints, the title and the bodies.

    `on` is the day of the document, for the names of its issuers.
    """
    number = claims[0][0]
    prints = [number, *(other for other, _ in claims[1:] if other.value == number.value)]
    fullest = number if number.year else next((other for other in prints if other.year), number)
    if fullest.prefix is not None:  # 建规字〔2024〕5号 and 穗建规字〔2024〕5号, 商务部 and 商务部 海关总署: the longer
        alike = [one for one in prints if (one.year, one.kind) == (fullest.year, fullest.kind)]
        longer = [one for one in alike if one.prefix and fullest.prefix in one.prefix]
        return max(longer, key=lambda one: len(one.prefix or "")).standard_on(on)
    kind = next((other.kind for other in prints if other.kind in KINDS), None) or _kind(titles)
    issuer = next((other.prefix for other in prints if issuers(other).known), None) or full_names(bodies, on)
    return fullest.with_issuer(issuer, kind).standard_on(on) if kind and issuer else fullest.standard


def full_names(bodies: Iterable[IssuingBody], on: date | None) -> str:
    """The full names before 令 and 公告 in the standard form: 国家发展和改革委员会, several joined by one blank."""
    return " ".join(order_name(body, on) for body in bodies)


def _read(findings: Iterable[Finding], places: Sequence[Place]) -> Iterator[Claim]:
    for finding in findings:
        if finding.place in places and (number := read_number(finding.text)):
            yield number, finding.rule


def _kind(titles: Sequence[tuple[str, TitleReading]]) -> NumberKind | None:
    """公告, 令 or 通告, where a title has that type."""
    types = {title.document_type for _, title in titles}
    return next((kind for kind in KINDS if kind in types), None)


def _full_spelling(names: str, on: date | None) -> str:
    """The full names of an order's head where all are known: layout breaks `国 家外汇管理局`."""
    reading = read_bodies(names, on)
    return full_names(reading.bodies, on) if reading.known else names
