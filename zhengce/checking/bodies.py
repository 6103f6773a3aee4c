"""The bodies that a report says issued a document: "Issuing body: MIIT", "MIIT and two other bodies issue …"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.grammar.agencies import AGENCIES
from parsers.record import Stage
from zhengce.english.figures import SPELLED
from zhengce.search.filter_values import BadFilter, issuer_id

_VERB = re.compile(
    r"\b(?:releas|issu|publish|announc|launch|unveil|promulgat|adopt|approv|set|open|solicit|seek|invit|draft)"
    r"(?:t?e?s|t?ed|ing|e|t)?\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"\b(?P<more>and\s+)?(?P<count>\d+|{'|'.join(SPELLED)})\s+(?:other\s+)?(?:\w+\s+)?"
    r"(?:agencies|bodies|ministries|departments|authorities)\b",
    re.IGNORECASE,
)
_LED = re.compile(r"\bled by (?:the )?$", re.IGNORECASE)
_STAGE = re.compile(
    r"\s+(?:(?:an?|the|its|their|two|three|new|revised|updated|second|first)\s+)*(?:(?P<draft>draft)|final(?:ised|ized)?)\b",
    re.IGNORECASE,
)
"""Behind the verb: a draft of …, the final measures."""
_ABBREVIATED = re.compile(
    r"(?P<name>[A-Z][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*|of|and|for|on|the))*)\s*[（(](?P<abbreviation>[A-Z][A-Za-z]{1,9})[)）]"
)
"""The Ministry of Transport (MOT)."""
_SPLIT = re.compile(r"\s*(?:[,;、，；]|\band\b|和|及)\s*")
_END = re.compile(r"[.;。；](?=\s|$)")
_LONGEST, _GAP = 400, 60
"""Characters of a sentence that are read, and between the last body and the verb."""


@dataclass(frozen=True, slots=True)
class IssuerClaim:
    """Who issued a document, in the words of a sentence."""

    words: str
    ids: frozenset[str]
    unknown: tuple[str, ...] = ()
    """Names that no body bears."""
    count: int | None = None
    """How many bodies there are, where the sentence gives the number."""
    is_whole: bool = False
    """True where all bodies are listed."""
    leader: str | None = None
    """The body that is named behind "led by"."""
    stage: Stage | None = None
    """What the sentence says was issued: a draft, a final text."""
    counted: tuple[int, int] = (0, 0)
    """Where that number stands."""

    misnamed: tuple[str, ...] = ()
    """Names before the abbreviation of a body that are not its own: Cybersecurity Administration of China (CAC)."""

    def counts_at(self, place: int) -> bool:
        """True where the number of the bodies stands."""
        return self.counted[0] <= place < self.counted[1]


def listed(words: str) -> IssuerClaim:
    """The bodies of a line that lists them."""
    ids, unknown = set[str](), []
    for name in filter(None, _SPLIT.split(re.sub(r"[（(]([^（）()]*)[)）]", r", \1", words).strip(" .。"))):
        try:
            ids.add(issuer_id(name))
        except BadFilter:
            if found := {body for _, _, body in _named(name)}:
                ids |= found
            else:
                unknown.append(name)
    # "Cybersecurity Administration of China (CAC)": one of the two names is enough.
    given = bool(ids) and len(unknown) <= words.count("(") + words.count("（")
    unknown = [] if given else unknown
    return IssuerClaim(words, frozenset(ids), tuple(unknown), is_whole=True, misnamed=tuple(_misnamed(words)))


def read_issuers(sentence: str) -> IssuerClaim | None:
    """The bodies that a sentence names before its verb of issuing; None where it has no such verb or names none."""
    first = _END.split(sentence[:_LONGEST], maxsplit=1)[0]
    for verb in _VERB.finditer(first):
        named = list(_named(first[: verb.start()]))
        if named and verb.start() - named[-1][1] <= _GAP:
            break
    else:
        return None
    before, ids = first[: verb.start()], frozenset(body for _, _, body in named)
    number = _COUNT.search(before)
    count = _counted(number, len(ids)) if number else None
    leader = next((body for start, _, body in named if _LED.search(before, 0, start)), None)
    return IssuerClaim(
        before.strip(),
        ids,
        count=count,
        leader=leader,
        stage=_stage(verb),
        counted=number.span() if number else (0, 0),
        misnamed=tuple(_misnamed(before)),
    )


def _stage(verb: re.Match[str]) -> Stage | None:
    """What is issued: a draft, a final text; None where the sentence speaks of both, of which one is past."""
    text = verb.string.lower()
    if "draft" in text and "final" in text:
        return None
    if named := _STAGE.match(text, verb.end()):
        return "draft" if named["draft"] else "final"
    return "final" if verb.group().lower().startswith(("adopt", "promulgat")) else None


def _misnamed(text: str) -> Iterator[str]:
    """The names before the abbreviation of a body that neither it nor its predecessors bear."""
    for match in _ABBREVIATED.finditer(text):
        body = _ids().get(match["abbreviation"].casefold())
        printed = f" {match['name']}".replace("’", "'").casefold()
        names = [name for name, own in _ids().items() if own == body and name != match["abbreviation"].casefold()]
        if body and names and not any(printed.endswith(f" {name}") for name in names):
            yield match["name"]


def _counted(number: re.Match[str], named: int) -> int:
    printed = number["count"].lower()
    value = int(printed) if printed.isdigit() else int(SPELLED[printed])
    return value + named if number["more"] else value


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """The bodies that a text names in English or by abbreviation, with the places of the names."""
    for match in _pattern().finditer(text):
        yield match.start(), match.end(), _ids()[match.group().casefold()]


@cache
def _ids() -> dict[str, str]:
    """English names and abbreviations in small letters -> the body of today that bears them."""
    found: dict[str, str] = {}
    for body in sorted(AGENCIES.values(), key=lambda one: one.valid_to is None):
        found |= {name.casefold(): body.id for name in (body.en_name, body.abbr) if name}
    return found


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted({name for body in AGENCIES.values() for name in (body.en_name, body.abbr) if name}, key=len)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, reversed(names)))})(?!\w)")
