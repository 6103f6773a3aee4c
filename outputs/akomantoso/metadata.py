"""What `meta` says of a document: its names, its life in days, what changed it, what it names, what is held of it.

Addresses follow the naming convention of Akoma Ntoso: /akn/cn/act/miit/2021-11-16/工信部规〔2021〕164号 is the work,
with /zho@2021-11-16 behind it the expression, with .xml behind that the manifestation. The number of a document without
one is that of the database: zhengce-25.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lxml import etree

from outputs import documents
from outputs.akomantoso.text import add, element_id
from outputs.articles import version_day
from outputs.citations.facts import kind_of
from parsers.grammar.amendments.addresses import read_addresses
from parsers.grammar.amendments.model import Address
from parsers.moments import CHINA
from storage.articles.addresses import path_of
from storage.documents.queries import StoredDocument
from storage.relations.days import Suspension
from storage.relations.life import BY_OTHERS, EFFECTS, Event

OWN = "urn:zhengce"
"""Namespace of what Akoma Ntoso has no element for."""
SOURCE = "#zhengce"

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
_DONE_BY_OTHERS: Mapping[str, str] = {BY_OTHERS[kind]: kind for kind in EFFECTS}
_REPEALED_PART = ("textualMod", "repeal")


@dataclass(frozen=True, slots=True)
class Names:
    """The addresses of a document in the three senses of FRBR, and the days in them."""

    kind: str
    """act, doc."""
    work: str
    day: date
    """On which it was written or published; else on which it was first seen."""
    version: date
    """From which its text is that of the page: the last amendment that its head lists."""
    made_on: date
    """On which its page was captured."""

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
    made_on = held.archived.fetched_at.astimezone(CHINA).date() if held.archived else seen
    return Names(kind, f"/akn/cn/{kind}/{body}/{day.isoformat()}/{number}", day, version_day(record) or day, made_on)


def address_of(work: str, path: str) -> str:
    """The address of a unit of another document."""
    return f"{work}/!main~{element_id(path)}"


def write_identification(meta: etree._Element, held: StoredDocument, names: Names, component: str) -> None:
    """The names of a document, or of a component of it: !main, !annex_1."""
    record = held.record
    identification = add(meta, "identification", source=SOURCE)
    levels = (
        ("FRBRWork", names.work, names.work, names.day, "written" if record.written_on else "published"),
        ("FRBRExpression", names.expression, names.expression, names.version, "version"),
        ("FRBRManifestation", names.expression, f"{names.expression}.xml", names.made_on, "captured"),
    )
    for level, this, uri, day, name in levels:
        element = add(identification, level)
        suffix = ".xml" if level == "FRBRManifestation" else ""
        add(element, "FRBRthis", value=f"{this}/{component}{suffix}")
        add(element, "FRBRuri", value=uri)
        if level == "FRBRWork":
            add(element, "FRBRalias", value=record.title, name="title")
        add(element, "FRBRdate", date=day.isoformat(), name=name)
        if level == "FRBRManifestation":
            add(element, "FRBRauthor", href=SOURCE)
            add(element, "FRBRformat", value="application/akn+xml")
            continue
        for place, _ in enumerate(record.issuing_bodies, 1):
            add(element, "FRBRauthor", href=f"#body_{place}", as_="#issuer")
        if not record.issuing_bodies:
            add(element, "FRBRauthor", href="#unknown")
        if level == "FRBRExpression":
            add(element, "FRBRlanguage", language="zho")
            continue
        add(element, "FRBRcountry", value="cn")
        if record.document_type:
            add(element, "FRBRsubtype", value=record.document_type)
        if record.document_number:
            add(element, "FRBRnumber", value=record.document_number)


class MetadataWriter:
    """Writes what follows the identification of a whole document.

    `related`: what it does to others and others to it; `others`: the held documents of these events, and those that its
    text names, by id; `paths`: of its units; `suspensions`: when it is suspended.
    """

    def __init__(
        self,
        held: StoredDocument,
        related: Collection[Event],
        others: Mapping[int, StoredDocument],
        paths: Collection[str],
        suspensions: Sequence[Suspension],
    ) -> None:
        self._held = held
        self._others = others
        self._paths = paths
        self._suspensions = suspensions
        self._by_others = [one for one in related if one.kind in _DONE_BY_OTHERS and one.document_id in others]
        self._by_itself = [one for one in related if one.kind in EFFECTS and one.document_id in others]

    def write(self, meta: etree._Element) -> None:
        """Publication, lifecycle, modifications, temporal data, references and what is held."""
        record = self._held.record
        if record.published_on:
            number = record.document_number
            shown = {"name": record.source, "showAs": record.url, "number": number}
            add(meta, "publication", date=record.published_on.isoformat(), **shown)
        spells = self._spells()
        self._write_lifecycle(meta, spells)
        self._write_modifications(meta)
        self._write_temporal_data(meta, spells)
        self._write_references(meta)
        self._write_proprietary(meta)

    def _spells(self) -> list[tuple[date, str | None]]:
        """The days on which the status of the document becomes another one, and that."""
        held, record = self._held, self._held.record
        last_days = (held.moved[1] or record.repealed_on, *(one.last for one in self._suspensions))
        days = {held.moved[0] or record.effective_on, held.ended_on, *(one.first for one in self._suspensions)}
        days |= {last + timedelta(days=1) for last in last_days if last}
        found: list[tuple[date, str | None]] = []
        for day in sorted(day for day in days if day):
            own = next((one for one in self._suspensions if one.first <= day <= (one.last or day)), None)
            status = replace(held, suspended=(own.first, own.last) if own else (None, None)).status(day)
            if not found or found[-1][1] != status:
                found.append((day, status))
        return found

    def _write_lifecycle(self, meta: etree._Element, spells: list[tuple[date, str | None]]) -> None:
        lifecycle = add(meta, "lifecycle", source=SOURCE)
        day = names_of(self._held).day
        add(lifecycle, "eventRef", eId="made", date=day.isoformat(), source="#original", type="generation")
        for place, event in enumerate(self._by_others, 1):
            if event.day:
                is_end = _DONE_BY_OTHERS[event.kind] in ("repeals", "replaces", "ends_early") and not event.part
                kind = {"type": "repeal" if is_end else "amendment"}
                day_of_it = {"date": event.day.isoformat(), "source": f"#other_{event.document_id}"}
                add(lifecycle, "eventRef", eId=f"event_{place}", **day_of_it, **kind)
        for day, status in spells:
            refers = {"refersTo": f"#{status}"} if status in _FORCE else {}
            add(lifecycle, "eventRef", eId=f"from_{day}", date=day.isoformat(), source="#original", **refers)

    def _write_modifications(self, meta: etree._Element) -> None:
        if not self._by_others and not self._by_itself:
            return
        analysis = add(meta, "analysis", source=SOURCE)
        for name, events in (("activeModifications", self._by_itself), ("passiveModifications", self._by_others)):
            if not events:
                continue
            is_active = name == "activeModifications"
            holder = add(analysis, name)
            for place, event in enumerate(events, 1):
                kind = event.kind if is_active else _DONE_BY_OTHERS[event.kind]
                element, type_ = _REPEALED_PART if kind == "repeals" and event.part else _MODIFICATIONS[kind]
                made = add(holder, element, eId=f"{'active' if is_active else 'passive'}_{place}", type=type_)
                other = names_of(self._others[event.document_id or 0]).work
                own = names_of(self._held).work
                source = add(made, "source", href=own if is_active else other)
                if event.words:
                    etree.SubElement(source, f"{{{OWN}}}words").text = event.words
                add(made, "destination", href=self._address(event, other, own, is_active=is_active))

    def _address(self, event: Event, other: str, own: str, *, is_active: bool) -> str:
        """What an event changes: a document, or an article of it."""
        named = read_addresses(event.part, 0, Address()) if event.part else None
        path = path_of(named.found[0]) if named else None
        if is_active:
            return address_of(other, path) if path else other
        return f"#{element_id(path)}" if path and path in self._paths else own

    def _write_temporal_data(self, meta: etree._Element, spells: list[tuple[date, str | None]]) -> None:
        if not any(status in _FORCE for _, status in spells):
            return
        group = add(add(meta, "temporalData", source=SOURCE), "temporalGroup", eId="in_time")
        for place, (day, status) in enumerate(spells):
            if status in _FORCE:
                following = spells[place + 1][0] if place + 1 < len(spells) else None
                end = {"end": f"#from_{following}" if following else None}
                add(group, "timeInterval", start=f"#from_{day}", **end, refersTo=f"#{status}")

    def _write_references(self, meta: etree._Element) -> None:
        record = self._held.record
        references = add(meta, "references", source=SOURCE)
        own = names_of(self._held).work
        add(references, "original", eId="original", href=own, showAs=record.title)
        changing = {event.document_id for event in self._by_others}
        for number, other in self._others.items():
            name = "passiveRef" if number in changing else "activeRef"
            facts = {"href": names_of(other).work, "showAs": other.record.title}
            add(references, name, eId=f"other_{number}", **facts)
        for place, body in enumerate(record.issuing_bodies, 1):
            address = f"/akn/ontology/organization/cn.{body.id or place}"
            add(references, "TLCOrganization", eId=f"body_{place}", href=address, showAs=documents.body_name(body))
        if not record.issuing_bodies:
            address = "/akn/ontology/organization/cn.unknown"
            add(references, "TLCOrganization", eId="unknown", href=address, showAs="")
        add(references, "TLCOrganization", eId="zhengce", href="/akn/ontology/organization/zhengce", showAs="zhengce")
        for status, words in _FORCE.items():
            add(references, "TLCConcept", eId=status, href=f"/akn/ontology/concept/{status}", showAs=words)
        add(references, "TLCRole", eId="issuer", href="/akn/ontology/role/issuer", showAs="issuer")

    def _write_proprietary(self, meta: etree._Element) -> None:
        """By what the text is found and checked: the page, its archived copy, its reader."""
        held, copy = self._held, self._held.archived
        facts = {
            "document": str(held.id),
            "url": held.record.url,
            "stage": held.record.stage,
            "issuing_bodies_complete": str(held.record.issuing_bodies_complete).lower(),
            "first_seen_at": documents.moment(held.first_seen_at),
            "revised_at": documents.moment(held.revised_at),
            "gone_at": documents.moment(held.gone_at),
            "fetched_at": documents.moment(copy.fetched_at) if copy else None,
            "digest": copy.digest if copy else None,
            "file": copy.file if copy else None,
            "offset": str(copy.offset) if copy else None,
            "parser_version": held.record.parser_version,
        }
        proprietary = add(meta, "proprietary", source=SOURCE)
        for name, value in facts.items():
            if value:
                etree.SubElement(proprietary, f"{{{OWN}}}{name}").text = value
