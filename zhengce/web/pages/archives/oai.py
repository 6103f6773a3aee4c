"""The documents by OAI-PMH 2.0 (openarchives.org/OAI/openarchivesprotocol.html) at /oai, in Dublin Core.

The datestamp of a record is the moment of the newest change of its document, to the second. A document that was merged
into another is a deleted record for as long as it is, in the sets of the other. One that has vanished from its site is
still held, and so no deleted record. Every record has the one format, so that `noMetadataFormats` never occurs.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import parse_qsl

import sqlalchemy as sa
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from lxml import etree
from sqlalchemy.engine import Connection

from parsers.grammar.agencies import AGENCIES
from parsers.moments import format_moment
from parsers.record import PolicyDocument
from parsers.registry.rights import LAW
from storage.documents import datestamps, deserialize
from storage.documents.datestamps import Datestamp
from storage.schema import changes, issuing_bodies
from zhengce.brief.render_html import clean
from zhengce.documents.view import body_name
from zhengce.feeds.entries import TITLE
from zhengce.web.api.routes import reader

router = APIRouter()

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
SCHEMAS = {OAI: "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd", OAI_DC: f"{OAI}oai_dc.xsd"}
LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
PREFIX = "oai_dc"

PER_ANSWER = 100
"""Records or headers of one answer; a resumptionToken leads to the next ones."""
LONGEST_FORM = 8192
"""Bytes of the arguments of a POST request."""
NOBODY = "nobody@example.invalid"
"""The adminEmail, which the protocol demands, where `contact` sets no address of mail."""

_IDENTIFIER = re.compile(r"urn:zhengce:document:([1-9][0-9]{0,8})")
_NAME = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*")
_TOKEN = re.compile(r"([0-9]{1,9}),([0-9TZ:-]*),([0-9TZ:-]*),([a-z0-9_]*)")
_FORMS = {10: ("%Y-%m-%d", timedelta(days=1)), 20: ("%Y-%m-%dT%H:%M:%SZ", timedelta(seconds=1))}
"""Length of a from or until -> its form, and the time that it names."""

Arguments = Mapping[str, str]


class Refused(Exception):
    """An error of the protocol: `code` is its name, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a list is to give, and after which document it goes on."""

    since: str = ""
    until: str = ""
    body: str = ""
    """The set: an issuing body's id."""
    after: int = 0

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """The first moment and the first one that is too late. Raises ValueError."""
        if self.since and self.until and (len(self.since) != len(self.until) or self.since > self.until):
            raise ValueError("from and until are of two forms, or the wrong way round")
        first, last = (_read_span(text) if text else (None, None) for text in (self.since, self.until))
        return first[0], last[1]


async def _arguments(request: Request) -> list[tuple[str, str]]:
    """The arguments of GET, or of the form that POST sends."""
    if request.method == "GET":
        return request.query_params.multi_items()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, f"the arguments have more than {LONGEST_FORM:,} bytes")
    return parse_qsl(body.decode(errors="replace"), keep_blank_values=True)


@router.get("/oai")
@router.post("/oai")
def oai(request: Request, given: Annotated[list[tuple[str, str]], Depends(_arguments)]) -> Response:
    """The answer to a verb, or the error that the protocol names."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", {LOCATION: f"{OAI} {SCHEMAS[OAI]}"}, nsmap={None: OAI})
    _add(root, "responseDate", format_moment(datetime.now(UTC)))
    request_element = _add(root, "request", f"{request.base_url}oai")
    try:
        arguments = _checked(given)
        request_element.attrib.update({name: clean(value) for name, value in arguments.items()})
        answer = etree.Element(f"{{{OAI}}}{arguments['verb']}", nsmap={None: OAI})
        with reader(request).connection() as connection:
            _VERBS[arguments["verb"]].answer(request, connection, arguments, answer)
        root.append(answer)
    except Refused as error:
        _add(root, "error", str(error), code=error.code)
    content = bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return Response(content, media_type="text/xml; charset=utf-8")


def _checked(given: Sequence[tuple[str, str]]) -> Arguments:
    """The arguments of a verb. Raises Refused where they are not those that it takes."""
    arguments = dict(given)
    verb = _VERBS.get(arguments.get("verb", ""))
    if verb is None or [name for name, _ in given].count("verb") > 1:
        raise Refused("badVerb", f"verb is to be one of {', '.join(_VERBS)}")
    names = set(arguments) - {"verb"}
    if len(arguments) < len(given) or names - verb.required - verb.optional:
        raise Refused("badArgument", "an argument is repeated, or this verb does not take it")
    if "resumptionToken" in names:
        if len(names) > 1:
            raise Refused("badArgument", "resumptionToken stands alone")
    elif verb.required - names:
        raise Refused("badArgument", f"missing: {', '.join(sorted(verb.required - names))}")
    for name in names & {"set", "metadataPrefix"}:
        if not _NAME.fullmatch(arguments[name]):
            raise Refused("badArgument", f"{name} has characters that none may have")
    try:
        _read_selection(arguments).moments()
    except ValueError as error:
        raise Refused("badArgument", str(error)) from None
    return arguments


def _read_span(text: str) -> tuple[datetime, datetime]:
    """The day or second that a from or until names, up to the moment after it. Raises ValueError."""
    try:
        form, length = _FORMS[len(text.encode())]
        first = datetime.strptime(text, form).replace(tzinfo=UTC)
        return first, first + length
    except (KeyError, ValueError, OverflowError):
        raise ValueError(f"{text[:40]}: write a day like 2021-11-16 or a moment like 2021-11-16T02:30:00Z") from None


def _identify(request: Request, connection: Connection, arguments: Arguments, answer: etree._Element) -> None:
    contact = request.app.state.configuration.contact or ""
    first = connection.execute(sa.select(sa.func.min(changes.c.changed_at))).scalar() or datetime.now(UTC)
    _add_all(
        answer,
        repositoryName=TITLE,
        baseURL=f"{request.base_url}oai",
        protocolVersion="2.0",
        adminEmail=contact.removeprefix("mailto:") if contact.startswith("mailto:") else NOBODY,
        earliestDatestamp=format_moment(first),
        deletedRecord="persistent",
        granularity="YYYY-MM-DDThh:mm:ssZ",
    )


def _list_formats(request: Request, connection: Connection, arguments: Arguments, answer: etree._Element) -> None:
    if "identifier" in arguments:
        _header_of(connection, arguments["identifier"])
    one = _add(answer, "metadataFormat")
    _add_all(one, metadataPrefix=PREFIX, schema=SCHEMAS[OAI_DC], metadataNamespace=OAI_DC)


def _list_sets(request: Request, connection: Connection, arguments: Arguments, answer: etree._Element) -> None:
    if "resumptionToken" in arguments:
        raise Refused("badResumptionToken", "the list of sets has one part")
    named = sa.select(issuing_bodies.c.agency_id).where(issuing_bodies.c.agency_id.is_not(None)).distinct()
    for body in connection.execute(named.order_by(issuing_bodies.c.agency_id)).scalars():
        agency = AGENCIES.get(body)
        _add_all(_add(answer, "set"), setSpec=body, setName=agency.zh_full if agency else body)
    if not len(answer):
        raise Refused("noSetHierarchy", "no document has an issuing body yet")


def _get_record(request: Request, connection: Connection, arguments: Arguments, answer: etree._Element) -> None:
    _check_format(arguments)
    _add_records(request, connection, [_header_of(connection, arguments["identifier"])], answer)


def _list(request: Request, connection: Connection, arguments: Arguments, answer: etree._Element) -> None:
    token = arguments.get("resumptionToken")
    if token is None:
        _check_format(arguments)
        chosen = _read_selection(arguments)
    else:
        chosen = _read_token(token)
    found = datestamps.select(connection, chosen.after, PER_ANSWER + 1, *chosen.moments(), chosen.body)
    if not found:
        raise Refused("noRecordsMatch", "no record has such a set and such a datestamp")
    given = found[:PER_ANSWER]
    if arguments["verb"] == "ListRecords":
        _add_records(request, connection, given, answer)
    else:
        for stamp in given:
            _add_header(answer, stamp)
    if len(found) > len(given):
        _add(answer, "resumptionToken", f"{given[-1].id},{chosen.since},{chosen.until},{chosen.body}")
    elif token is not None:  # an empty one ends a list that had several parts (3.5)
        _add(answer, "resumptionToken", "")


def _check_format(arguments: Arguments) -> None:
    if arguments["metadataPrefix"] != PREFIX:
        raise Refused("cannotDisseminateFormat", f"the only metadataPrefix is {PREFIX}")


def _read_selection(arguments: Arguments) -> Selection:
    return Selection(arguments.get("from", ""), arguments.get("until", ""), arguments.get("set", ""))


def _read_token(text: str) -> Selection:
    """What `_list` wrote: it is all that is known of a list, so that none expires."""
    found = _TOKEN.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        chosen = Selection(found[2], found[3], found[4], int(found[1]))
        chosen.moments()
    except ValueError:
        raise Refused("badResumptionToken", "not a resumptionToken of this server") from None
    return chosen


def _header_of(connection: Connection, identifier: str) -> Datestamp:
    found = _IDENTIFIER.fullmatch(identifier)
    number = int(found[1]) if found else 0
    stamps = datestamps.select(connection, number - 1, 1) if number else []
    if not stamps or stamps[0].id != number:
        raise Refused("idDoesNotExist", "no record has this identifier; they are like urn:zhengce:document:25")
    return stamps[0]


def _add_records(request: Request, connection: Connection, stamps: Sequence[Datestamp], answer: etree._Element) -> None:
    live = [stamp.id for stamp in stamps if not stamp.is_deleted]
    read = deserialize.rows_and_records(connection, live, with_parts=False, with_body=False)
    records = {row.id: record for row, record in read}
    for stamp in stamps:
        one = _add(answer, "record")
        _add_header(one, stamp)
        if not stamp.is_deleted:
            address = f"{request.base_url}documents/{stamp.id}"
            _add_dublin_core(_add(one, "metadata"), records[stamp.id], address)


def _add_header(parent: etree._Element, stamp: Datestamp) -> None:
    one = _add(parent, "header", **({"status": "deleted"} if stamp.is_deleted else {}))
    _add_all(one, identifier=f"urn:zhengce:document:{stamp.id}", datestamp=format_moment(stamp.changed_at))
    for body in stamp.bodies:
        _add(one, "setSpec", body)


def _add_dublin_core(parent: etree._Element, record: PolicyDocument, address: str) -> None:
    """What a page or file printed of a document, and nothing that a person or machine wrote: its datestamp would not
    tell of that."""
    location, names = {LOCATION: f"{OAI_DC} {SCHEMAS[OAI_DC]}"}, {"oai_dc": OAI_DC, "dc": DC}
    core = etree.SubElement(parent, f"{{{OAI_DC}}}dc", location, nsmap=names)
    for name, text in (
        ("title", record.title),
        *(("creator", body_name(body)) for body in record.issuing_bodies),
        ("subject", record.topic),
        ("date", record.day and record.day.isoformat()),
        ("type", record.document_type),
        ("identifier", address),
        ("identifier", record.document_number),
        ("source", record.url),
        ("language", "zh"),
        ("rights", LAW),
    ):
        if text:
            etree.SubElement(core, f"{{{DC}}}{name}").text = clean(text)


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
    child.text = clean(text) if text is not None else None
    return child


def _add_all(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        _add(parent, name, text)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb and the arguments that it takes."""

    answer: Callable[[Request, Connection, Arguments, etree._Element], None]
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


_SELECTIVE = frozenset({"from", "until", "set", "resumptionToken"})
_FORMAT = frozenset({"metadataPrefix"})
_VERBS = {
    "Identify": Verb(_identify),
    "ListMetadataFormats": Verb(_list_formats, optional=frozenset({"identifier"})),
    "ListSets": Verb(_list_sets, optional=frozenset({"resumptionToken"})),
    "GetRecord": Verb(_get_record, _FORMAT | {"identifier"}),
    "ListIdentifiers": Verb(_list, _FORMAT, _SELECTIVE),
    "ListRecords": Verb(_list, _FORMAT, _SELECTIVE),
}
