"""What `meta` says of a document: its names, its life in days, what changed it, what it names, what is held of it.

Addresses follow the naming convention of Akoma Ntoso: /akn/cn/act/miit/2021-11-16/工信部规〔2021〕164号 is the work,
with /zho@2021-11-16 behind it the expression, with .xml behind that the manifestation. The number of a document without
one is that of the database: zhengce-25.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree

from parsers.grammar.amendments.addresses import read_addresses
from parsers.grammar.amendments.model import Address
from parsers.grammar.permalink import permalink_of
from parsers.moments import CHINA
from parsers.record import PolicyDocument
from storage.articles.addresses import path_of
from storage.documents.queries import StoredDocument
from storage.relations.life import BY_OTHERS, EFFECTS, Event
from storage.relations.status import ENDING
from zhengce.akomantoso.text import add, element_id
from zhengce.brief.render_html import clean
from zhengce.citations.facts import kind_of
from zhengce.documents import view as documents
from zhengce.documents.articles import version_day

OWN = "urn:zhengce"
"""Namespace of what Akoma Ntoso has no element for."""
MEDIA_TYPE = "application/akn+xml"
SOURCE = "#zhengce"
_COPY = ("fetched_at", "digest", "file", "offset")

_NOT_IN_A_NUMBER = re.compile(r"[\s/#?~!@%\\^`{|}<>\[\]\"]+")
_FORCE = {"in_force": "in force", "suspended": "suspended"}
_MODIFICATIONS = {
    **dict.fromkeys(("amends", "corrects", "removes_from"), ("textualMod", "substitution")),
    **dict.fromkeys(("repeals", "replaces", "ends_early"), ("forceMod", "endOfEnactment")),
    **dict.fromkeys(("extends", "continues"), ("forceMod", "prorogationOfForce")),
    "postpones": ("forceMod", "postponementOfEntryIntoForce"),
    "suspends": ("efficacyMod", "inapplication"),
    "resumes": ("efficacyMod", "entryIntoEfficacy"),
}
"""Kind of a relation -> element and type of a modification."""
_REPEALED_PART = ("textualMod", "repeal")
_DONE_BY_OTHERS: Mapping[str, str] = {BY_OTHERS[kind]: kind for kind in EFFECTS}


@dataclass(frozen=True, slots=True)
class Names:
    """The addresses of a document in the senses of FRBR, and the days in them."""

    kind: str
    """act, doc."""
    work: str
    day: date
    """On which it was written or published; else on which it was first seen."""
    version: date
    """From which its text is that of the page: the last amendment that its head lists."""
    captured_on: date

    @property
    def expression(self) -> str:
        """Its Chinese text."""
        return f"{self.work}/zho@{self.version.isoformat()}"


def names_of(held: StoredDocument) -> Names:
    """The addresses of a held document."""
    record, seen = held.record, held.first_seen_at.astimezone(CHINA).date()
    day = record.written_on or record.published_on or seen
    body = next((body.id for body in record.issuing_bodies if body.id), record.source)
    number = _NOT_IN_A_NUMBER.sub("", record.document_number or "") or f"zhengce-{held.id}"
    kind = "act" if kind_of(record) == "statute" else "doc"
    captured_on = held.archived.fetched_at.astimezone(CHINA).date() if held.archived else seen
    return Names(
        kind, f"/akn/cn/{kind}/{body}/{day.isoformat()}/{number}", day, version_day(record) or day, captured_on
    )


def address_of(work: str, path: str) -> str:
    """The address of a unit of another document."""
    return f"{work}/!main~{element_id(path)}"


def _authors(record: PolicyDocument) -> dict[str, tuple[str, str]]:
    """By eId: the addresses and names of the issuing bodies; one that is not known, where the page names none."""
    named = {
        f"body_{place}": (f"cn.{body.id or place}", documents.body_name(body))
        for place, body in enumerate(record.issuing_bodies, 1)
    }
    return named or {"unknown": ("cn.unknown", "")}


def write_identification(meta: etree._Element, held: StoredDocument, names: Names, component: str) -> None:
    """The names of a document, or of a component of it: !main, !annex_1."""
    record, authors = held.record, [f"#{eid}" for eid in _authors(held.record)]
    of_work = {"FRBRcountry": "cn", "FRBRsubtype": record.document_type, "FRBRnumber": record.document_number}
    first = "written" if record.written_on else "published"
    file = f"{names.expression}.xml", f"{names.expression}/{component}.xml"
    aliases = {"title": record.title, "permalink": permalink_of(record)}
    levels: tuple[tuple[str, str, str, date, str, Sequence[str], Mapping[str, str | None]], ...] = (
        ("FRBRWork", names.work, f"{names.work}/{component}", names.day, first, authors, of_work),
        ("FRBRExpression", names.expression, f"{names.expression}/{component}", names.version, "version", authors, {}),
        ("FRBRManifestation", *file, names.captured_on, "captured", [SOURCE], {"FRBRformat": MEDIA_TYPE}),
    )
    identification = add(meta, "identification", source=SOURCE)
    for level, uri, this, day, what, by, facts in levels:
        element = add(identification, level)
        add(element, "FRBRthis", value=this)
        add(element, "FRBRuri", value=uri)
        for name, alias in aliases.items() if level == "FRBRWork" else ():
            if alias:
                add(element, "FRBRalias", value=alias, name=name)
        add(element, "FRBRdate", date=day.isoformat(), name=what)
        for author in by:
            add(element, "FRBRauthor", href=author)
        if level == "FRBRExpression":
            add(element, "FRBRlanguage", language="zho")
        for name, value in facts.items():
            if value:
                add(element, name, value=value)


class MetadataWriter:
    """Writes what follows the identification of a whole document.

    `related`: what it does to others and others to it; `others`: the held documents of these events, and those that its
    text names, by id; `paths`: of its units.
    """

    def __init__(
        self,
        held: StoredDocument,
        related: Collection[Event],
        others: Mapping[int, StoredDocument],
        paths: Collection[str],
    ) -> None:
        self._held = held
        self._names = names_of(held)
        self._others = others
        self._paths = paths
        of_others = [event for event in related if event.document_id in others]
        self._passive = [(event, _DONE_BY_OTHERS[event.kind]) for event in of_others if event.kind in _DONE_BY_OTHERS]
        self._active = [(event, event.kind) for event in of_others if event.kind in EFFECTS]

    def write(self, meta: etree._Element) -> None:
        """Publication, lifecycle, modifications, temporal data, references and what is held."""
        record = self._held.record
        if day := record.published_on:
            shown = {"name": record.source, "showAs": record.url, "number": record.document_number}
            add(meta, "publication", date=day.isoformat(), **shown)
        spells = self._spells()
        self._write_lifecycle(add(meta, "lifecycle", source=SOURCE), spells)
        if self._active or self._passive:
            analysis = add(meta, "analysis", source=SOURCE)
            self._write_modifications(analysis, "active", self._active)
            self._write_modifications(analysis, "passive", self._passive)
        if any(status in _FORCE for _, status in spells):
            self._write_intervals(add(meta, "temporalData", source=SOURCE), spells)
        self._write_references(add(meta, "references", source=SOURCE))
        self._write_proprietary(add(meta, "proprietary", source=SOURCE))

    def _spells(self) -> list[tuple[date, str | None]]:
        """The days on which the status of the document becomes another one, and that."""
        held, record = self._held, self._held.record
        last_days = (held.moved[1] or record.repealed_on, *(one.suspended_until for one in held.suspensions))
        days = {held.moved[0] or record.effective_on, held.ended_on, *(one.suspended_on for one in held.suspensions)}
        days |= {last + timedelta(days=1) for last in last_days if last}
        found: list[tuple[date, str | None]] = []
        for day in sorted(day for day in days if day):
            status = held.status(day)
            if not found or found[-1][1] != status:
                found.append((day, status))
        return found

    def _write_lifecycle(self, lifecycle: etree._Element, spells: Sequence[tuple[date, str | None]]) -> None:
        day = self._names.day.isoformat()
        add(lifecycle, "eventRef", eId="made", date=day, source="#original", type="generation")
        for place, (event, kind) in enumerate(self._passive, 1):
            if event.day:
                facts = {"type": "repeal" if kind in ENDING and not event.part else "amendment"}
                facts |= {"date": event.day.isoformat(), "source": f"#other_{event.document_id}"}
                add(lifecycle, "eventRef", eId=f"event_{place}", **facts)
        for begins, status in spells:
            facts = {"date": begins.isoformat(), "source": "#original"}
            refers = f"#{status}" if status in _FORCE else None
            add(lifecycle, "eventRef", eId=f"from_{begins}", **facts, refersTo=refers)

    def _write_modifications(self, analysis: etree._Element, side: str, events: Sequence[tuple[Event, str]]) -> None:
        """What the document does to others (active), or others to it (passive), with the words that say so."""
        holder = add(analysis, f"{side}Modifications") if events else analysis
        for place, (event, kind) in enumerate(events, 1):
            element, type_ = _REPEALED_PART if kind == "repeals" and event.part else _MODIFICATIONS[kind]
            own, other = self._names.work, names_of(self._others[event.document_id or 0]).work
            named = read_addresses(event.part, 0, Address()) if event.part else None
            path = path_of(named.found[0]) if named else None
            made = add(holder, element, eId=f"{side}_{place}", type=type_)
            if side == "active":
                changed = address_of(other, path) if path else other
            else:
                changed = f"#{element_id(path)}" if path in self._paths and path else own
            _add_own(add(made, "source", href=own if side == "active" else other), "words", event.words)
            add(made, "destination", href=changed)

    def _write_intervals(self, data: etree._Element, spells: Sequence[tuple[date, str | None]]) -> None:
        group = add(data, "temporalGroup", eId="in_time")
        ends = [*(f"#from_{day}" for day, _ in spells[1:]), None]
        for (day, status), end in zip(spells, ends, strict=True):
            if status in _FORCE:
                add(group, "timeInterval", start=f"#from_{day}", end=end, refersTo=f"#{status}")

    def _write_references(self, references: etree._Element) -> None:
        record = self._held.record
        add(references, "original", eId="original", href=self._names.work, showAs=record.title)
        changing = {event.document_id for event, _ in self._passive}
        for number, other in self._others.items():
            name = "passiveRef" if number in changing else "activeRef"
            add(references, name, eId=f"other_{number}", href=names_of(other).work, showAs=other.record.title)
        for eid, (address, shown) in {**_authors(record), "zhengce": ("zhengce", "zhengce")}.items():
            address = f"/akn/ontology/organization/{address}"
            add(references, "TLCOrganization", eId=eid, href=address, showAs=shown)
        for status, words in _FORCE.items():
            add(references, "TLCConcept", eId=status, href=f"/akn/ontology/concept/{status}", showAs=words)

    def _write_proprietary(self, proprietary: etree._Element) -> None:
        """By what the text is found and checked: the page, its archived copy, its reader."""
        held = self._held
        copy = documents.select(held, ("archived",))["archived"] or {}
        own = documents.select(held, ("id", "url", "stage", "first_seen_at", "revised_at", "gone_at"))
        for name, value in (*own.items(), *((name, copy.get(name)) for name in _COPY)):
            _add_own(proprietary, name, value)
        _add_own(proprietary, "parser_version", held.record.parser_version)


def _add_own(parent: etree._Element, name: str, value: object) -> None:
    """An element of our namespace, where there is something to say."""
    if value is not None:
        etree.SubElement(parent, f"{{{OWN}}}{name}").text = clean(str(value))
