"""How much weight a document has for an editor: points from tables (`weights.csv`).

The weight orders a list; it judges nothing. It looks at who issued, of what kind the document and the one that it
issues are, and how many bodies joined, and at nothing else, so the same record always weighs the same.
"""

import re
from functools import lru_cache

from parsers.csv_tables import rows_of
from parsers.grammar.document_type import ending_of
from parsers.record import PolicyDocument

_ROWS = rows_of(__package__, "weights.csv")

LEVELS = {row["name"]: (int(row["points"]), row["reason"]) for row in _ROWS if row["table"] == "level"}
"""Id of a body -> points and level. What exchanges, associations and companies publish binds their members alone."""
OF_THE_CENTRE = ("centre", "office")
OTHER_BODY, UNKNOWN_BODY, INSIDE_OFFICE = 20, 10, -6
"""Points of a body that no row has, and of one that the agencies table does not know; where offices alone signed."""

KINDS = {row["name"]: (int(row["points"]), row["reason"]) for row in _ROWS if row["table"] == "kind"}
"""Kind of the document, or of the document that it issues, whichever weighs more -> points and family."""

CARRIES = {"批复": 2, "公示": 4}
"""By what the points of the document in the title are divided where it is approved or listed, not issued."""

JOINT = ((10, 12), (4, 8), (2, 5))
"""At least so many bodies -> points."""

PLANS, OF_A_PLAN = ("十三五", "十四五", "十五五"), 6
"""Words of a five-year plan in a title, and their points."""


_FORWARDS = re.compile(r"(?:[^《》]{0,60}(?:关于|[部委局办厅会署院司室社行组）)\s]))?转发")
"""关于转发《…》的通知, 某部办公厅转发…的函; not 规范转发行为的通知."""
_APPOINTS = re.compile(
    r"任免(?:国家工作人员|名单|人员名单|的?(?:通知|命令|令|决定|公告)|$)|(?:任职|免职)的?(?:通知|命令|决定|公告)$"
    r"|(?:^|关于|[院会部])(?:任命|免去)(?!.*(?:工作|制度|程序|资格|条件))"
)
"""国务院任免国家工作人员, 关于某某任职的通知, 关于任命某某为副部长的决定; not 规范干部任免程序的通知."""


def weight(record: PolicyDocument) -> int:
    """The points of a document."""
    bodies, document_type = record.issuing_bodies, record.document_type
    kinds = [KINDS[document_type][0]] if document_type in KINDS else []
    if carried := _kind_of(record.issued_title):
        kinds.append(KINDS[carried][0] // CARRIES.get(document_type or "", 1))
    inside = INSIDE_OFFICE if bodies and all(body.unit for body in bodies) else 0
    joint = next((points for least, points in JOINT if len(bodies) >= least), 0)
    if not record.issuing_bodies_complete and bodies:
        joint = joint or JOINT[-1][1]
    levels = (LEVELS.get(body.id, (OTHER_BODY, ""))[0] if body.id else UNKNOWN_BODY for body in bodies)
    is_of_plan = any(words in record.title or words in (record.issued_title or "") for words in PLANS)
    return max(levels, default=0) + inside + max(kinds, default=0) + joint + OF_A_PLAN * is_of_plan


def only_passes_on(record: PolicyDocument) -> bool:
    """True if a document only forwards, approves or appoints, so that another one says what holds.

    What the centre or its general office forwards (国务院办公厅转发…意见的通知) is issued by that, nowhere else.
    """
    if _APPOINTS.search(record.title):
        return KINDS.get(record.document_type or "", (0, ""))[1] != "rules" and not record.issued_title
    if record.document_type == "批复":
        return record.issued_title is not None
    levels = {LEVELS.get(body.id or "", (0, ""))[1] for body in record.issuing_bodies}
    return _FORWARDS.match(record.title) is not None and levels.isdisjoint(OF_THE_CENTRE)


@lru_cache(maxsize=10_000)
def _kind_of(issued_title: str | None) -> str | None:
    """The kind of the document that a title issues, where it has points."""
    ending = ending_of(issued_title.split("（")[0].strip('”"》')) if issued_title else None
    return ending.kind if ending and ending.kind in KINDS else None
