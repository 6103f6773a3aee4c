"""How much weight a document has for an editor: points from tables (`weights.csv`), each point with its reason.

The weight orders a list; it judges nothing. It looks at who issued, of what kind the document and the one that it
issues are, and how many bodies joined, and at nothing else, so the same record always weighs the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.csv_tables import rows_of
from parsers.grammar.document_type import ending_of
from parsers.record import IssuingBody, PolicyDocument, Stage
from zhengce.documents.phrases import phrase
from zhengce.english import vocabulary

_ROWS = rows_of(__package__, "weights.csv")

LEVELS = {row["name"]: (int(row["points"]), row["reason"]) for row in _ROWS if row["table"] == "level"}
"""Id of a body -> points and reason. What exchanges, associations and companies publish binds their members alone."""
OF_THE_CENTRE = ("centre", "office")
OTHER_BODY = (20, "other_body")
UNKNOWN_BODY = (10, "unknown_body")
NO_BODY = (0, "no_body")
INSIDE_OFFICE = (-6, "inside_office")

KINDS = {row["name"]: (int(row["points"]), row["reason"]) for row in _ROWS if row["table"] == "kind"}
"""Kind of the document, or of the document that it issues, whichever weighs more -> points and reason."""

CARRIES = {"批复": ("approves", 2), "公示": ("lists", 4)}
"""What a document does with the one in its title, and by what its points are divided; others issue it."""

JOINT = ((10, 12), (4, 8), (2, 5))
"""At least so many bodies -> points."""

BROAD = (("十四五", 6), ("十五五", 6), ("十三五", 6))
"""Words of a five-year plan in the title."""


_FORWARDS = re.compile(r"(?:[^《》]{0,60}(?:关于|[部委局办厅会署院司室社行组）)\s]))?转发")
"""关于转发《…》的通知, 某部办公厅转发…的函; not 规范转发行为的通知."""
_APPOINTS = re.compile(
    r"任免(?:国家工作人员|名单|人员名单|的?(?:通知|命令|令|决定|公告)|$)|(?:任职|免职)的?(?:通知|命令|决定|公告)$"
    r"|(?:^|关于|[院会部])(?:任命|免去)(?!.*(?:工作|制度|程序|资格|条件))"
)
"""国务院任免国家工作人员, 关于某某任职的通知, 关于任命某某为副部长的决定; not 规范干部任免程序的通知."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Points and the words that explain them."""

    points: int
    text: str


def reasons(record: PolicyDocument) -> tuple[Reason, ...]:
    """Why a document weighs what it weighs; the weight is the sum of the points."""
    carried, plan = kind_of(record.issued_title), of_title(record.title, record.issued_title)
    bodies, is_complete = record.issuing_bodies, record.issuing_bodies_complete
    return reasons_of(bodies, is_complete, record.document_type, record.stage, carried, plan)


@lru_cache(maxsize=10_000)
def reasons_of(
    bodies: tuple[IssuingBody, ...],
    is_complete: bool,
    document_type: str | None,
    stage: Stage,
    carried: str | None,
    plan: tuple[str, int] | None,
) -> tuple[Reason, ...]:
    """The same by all that it depends on, which few documents of many have alone.

    `carried`: what `kind_of` the issued title is; `plan`: what `of_title` finds.
    """
    found = [*_of_bodies(bodies), *_of_kind(document_type, stage, carried), *_of_joint(len(bodies), is_complete)]
    if plan:
        words, points = plan
        found.append(Reason(points, phrase("weight.five_year_plan", words=words)))
    return tuple(reason for reason in found if reason.points or reason == _reason(*NO_BODY))


def only_passes_on(
    title: str, document_type: str | None, issued_title: str | None, bodies: Sequence[IssuingBody]
) -> bool:
    """True if a document only forwards, approves or appoints, so that another one says what holds.

    What the centre or its general office forwards (国务院办公厅转发…意见的通知) is issued by that, nowhere else.
    """
    if _APPOINTS.search(title):
        return KINDS.get(document_type or "", (0, ""))[1] != "rules" and not issued_title
    if document_type == "批复":
        return issued_title is not None
    levels = {LEVELS.get(body.id or "", UNKNOWN_BODY)[1] for body in bodies}
    return _FORWARDS.match(title) is not None and levels.isdisjoint(OF_THE_CENTRE)


def weight(found: Sequence[Reason]) -> int:
    """The sum of the points."""
    return sum(reason.points for reason in found)


def _of_bodies(bodies: Sequence[IssuingBody]) -> list[Reason]:
    if not bodies:
        return [_reason(*NO_BODY)]
    best = max((_level(body) for body in bodies), key=lambda reason: reason.points)
    return [best, _reason(*INSIDE_OFFICE)] if all(body.unit for body in bodies) else [best]


def _level(body: IssuingBody) -> Reason:
    name = vocabulary.called(body)
    points, reason = LEVELS.get(body.id, OTHER_BODY) if body.id else UNKNOWN_BODY
    return Reason(points, _of(phrase(f"weight.{reason}"), name, body.name))


def _reason(points: int, reason: str) -> Reason:
    return Reason(points, phrase(f"weight.{reason}"))


def _of(words: str, name: str, name_zh: str) -> str:
    return phrase("weight.of", words=words, name=name)


def _of_kind(own: str | None, stage: Stage, carried: str | None) -> list[Reason]:
    found = []
    if own in KINDS:
        found.append((KINDS[own][0], phrase(f"weight.{KINDS[own][1]}"), own))
    if carried:
        points, reason = KINDS[carried]
        verb, share = CARRIES.get(own or "", ("issues", 1))
        does = phrase(f"weight.{'puts_out' if stage == 'draft' else verb}")
        words = phrase("weight.carries", verb=does, words=phrase(f"weight.{reason}"))
        found.append((points // share, words, carried))
    if not found:
        return []
    points, words, kind = max(found, key=lambda item: item[0])
    name = vocabulary.document_type(kind)
    return [Reason(points, _of(words, f"{kind} ({name})" if name else kind, kind))]


def kind_of(issued_title: str | None) -> str | None:
    """The kind of the document that a title issues, where it has points."""
    ending = ending_of(issued_title.split("（")[0].strip('”"》')) if issued_title else None
    return ending.kind if ending and ending.kind in KINDS else None


def _of_joint(count: int, is_complete: bool) -> list[Reason]:
    for least, points in JOINT:
        if count >= least:
            return [Reason(points, phrase("weight.joint" if is_complete else "weight.joint_or_more", count=count))]
    if not is_complete and count:
        return [_reason(JOINT[-1][1], "joint_one_named")]
    return []


def of_title(title: str, issued_title: str | None) -> tuple[str, int] | None:
    """The words of a five-year plan in a title, with their points."""
    for words, points in BROAD:
        if words in title or words in (issued_title or ""):
            return words, points
    return None
