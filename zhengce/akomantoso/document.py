"""A held document as Akoma Ntoso 3.0: the text of its page with its units, its annexes, and its attached files.

It validates against the schema of OASIS (akomantoso30.xsd). A statute is an `act`, any other document a `doc`. Annexes
and attached files are components: a `doc` each, in `attachments`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from sqlalchemy.engine import Connection

from parsers.grammar.articles.model import Unit
from parsers.record import Attachment
from storage.articles.references import Link, links_in
from storage.articles.units import units_of
from storage.attachments import queries as held_files
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.relations.life import read_related
from zhengce.akomantoso.metadata import OWN, MetadataWriter, address_of, names_of, write_identification
from zhengce.akomantoso.text import NAMESPACE, Node, Reference, TextWriter, add, arrange, element_id
from zhengce.documents.links import web_address


def render(connection: Connection, held: StoredDocument) -> bytes:
    """The document as XML, in UTF-8."""
    texts = {0: held.record.body}
    for _, page in held_files.texts(connection, [held.id]):
        texts[page.attachment] = f"{texts[page.attachment]}\n{page.text}" if page.attachment in texts else page.text
    links = {number: links_in(connection, held.id, text.split("\n")) for number, text in texts.items()}
    related = read_related(connection, held.id)
    named = {link.document_id for lines in links.values() for line in lines for link in line}
    named |= {event.document_id for event in related if event.document_id}
    others = queries.stored(connection, sorted(named - {held.id}), with_parts=False, with_body=False)
    units = units_of(connection, held.id, held.record.body)
    rendering = _Rendering(held, units, texts, links, {one.id: one for one in others})
    metadata = MetadataWriter(held, related, rendering.others, rendering.paths)
    return bytes(etree.tostring(rendering.whole(metadata), encoding="utf-8", xml_declaration=True))


@dataclass
class _Rendering:
    """One document on its way to XML; `texts` and `links` are those of the body, 0, and of the attached files."""

    held: StoredDocument
    units: Sequence[Unit]
    texts: Mapping[int, str]
    links: Mapping[int, list[list[Link]]]
    others: Mapping[int, StoredDocument]

    def __post_init__(self) -> None:
        self.names = names_of(self.held)
        self.paths = {unit.path for unit in self.units}
        is_amended = self.names.version != self.names.day
        self.contains: dict[str, Any] = {"contains": "singleVersion" if is_amended else "originalVersion"}

    def whole(self, metadata: MetadataWriter) -> etree._Element:
        """The root."""
        root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE, "zhengce": OWN})
        record = self.held.record
        document = add(root, self.names.kind, name=record.document_type or "document", **self.contains)
        meta = add(document, "meta")
        write_identification(meta, self.held, self.names, "!main")
        metadata.write(meta)
        add(add(add(document, "preface"), "p"), "docTitle", record.title)
        self._write_text(document, 0, record.attachments)
        return root

    def _write_text(self, document: etree._Element, number: int, files: Sequence[Attachment] = ()) -> None:
        """The text of the body or of a file: what stands before its units, these, what stands behind, its annexes."""
        text = self.texts.get(number, "")
        writer = TextWriter(text, self._references(number))
        nodes = arrange(unit for unit in self.units if unit.attachment == number)
        annexes = [node for node in nodes if node.unit.level == "appendix"]
        nodes = [node for node in nodes if node not in annexes]
        end = annexes[0].unit.start if annexes else len(text)
        if document.tag.endswith("}act") and nodes:
            first, last = nodes[0].unit.start, nodes[-1].end
            for name, start, until in (("preamble", 0, first), ("body", first, last), ("conclusions", last, end)):
                if name == "body":
                    writer.write_within(add(document, name), start, until, nodes)
                elif not writer.is_blank(start, until):
                    writer.write_blocks(add(document, name), start, until)
        elif document.tag.endswith("}act"):
            writer.write_blocks(add(add(add(document, "body"), "hcontainer", name="text"), "content"), 0, end)
        else:
            writer.write_open(add(document, "mainBody"), 0, end, nodes)
        if annexes or files:
            self._write_attachments(add(document, "attachments"), writer, annexes, files, len(text))

    def _write_attachments(
        self,
        attachments: etree._Element,
        writer: TextWriter,
        annexes: Sequence[Node],
        files: Sequence[Attachment],
        end: int,
    ) -> None:
        ends = [*(node.unit.start for node in annexes[1:]), end]
        for node, until in zip(annexes, ends, strict=False):
            eid = element_id(node.unit.path)
            attachment = add(attachments, "attachment", eId=eid)
            start = writer.write_head(attachment, node)
            writer.write_open(add(self._component(attachment, "annex", eid), "mainBody"), start, until, node.within)
        for number, file in enumerate(files, 1):
            attachment = add(attachments, "attachment", eId=f"file_{number}")
            add(attachment, "heading", file.title)
            component = self._component(attachment, "file", f"file_{number}")
            if number in self.texts:
                self._write_text(component, number)
            else:
                address = web_address(file.url)
                words = add(add(component, "mainBody"), "p", None if address else file.url)
                if address:
                    add(words, "ref", file.url, href=address)

    def _component(self, attachment: etree._Element, name: str, eid: str) -> etree._Element:
        component = add(attachment, "doc", name=name, **self.contains)
        write_identification(add(component, "meta"), self.held, self.names, f"!{eid}")
        return component

    def _references(self, number: int) -> list[Reference]:
        found: list[Reference] = []
        at = 0
        for line, links in zip(self.texts.get(number, "").split("\n"), self.links.get(number, [[]]), strict=True):
            found += [Reference(at + one.start, at + one.end, self._address(one)) for one in links]
            at += len(line) + 1
        return sorted(found, key=lambda one: one.start)

    def _address(self, link: Link) -> str:
        if link.document_id in self.others:
            return address_of(names_of(self.others[link.document_id]).work, link.path)
        path = link.path
        while path not in self.paths and "/" in path:
            path = path.rpartition("/")[0]
        return f"#{element_id(path)}" if path in self.paths else self.names.work
