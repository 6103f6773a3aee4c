"""What page and text state beyond the facts of a document: its validity, targets, and what it does to others."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.extraction import Finding
from parsers.grammar.layout.contents import contents_in
from parsers.grammar.relations.reading import read_relations
from parsers.grammar.targets.reading import read_targets
from parsers.passages import Passage
from parsers.record import Evidence, PolicyDocument, Validity
from parsers.text import label_key

_LABEL = re.compile(r"^(?:时效性?|有效性|效力状态|效力|时效状态|是否有效|状态)[:：]?")
_STATES: tuple[tuple[Validity, re.Pattern[str]], ...] = (
    ("not_yet_in_force", re.compile(r"(?:尚未|未|即将)(?:生效|施行|实施)")),
    (
        "amended",
        re.compile(
            r"(?:已被?|被)?(?:修改|修订|修正)(?:有效)?|(?:部分|条款|部分条款|个别条款)(?:已|被)?(?:废止|失效|修改|有效)"
        ),
    ),
    ("repealed", re.compile(r"(?:全文|现行)?(?:已被?|被)?(?:废止|撤销|作废)")),
    ("expired", re.compile(r"(?:全文)?(?:已)?(?:失效|无效|过期)")),
    ("in_force", re.compile(r"(?:全文|现行|继续|长期)?有效|现行")),
)


def read_printed_validity(text: str) -> Validity | None:
    """The state that a cell or a mark (`时效性：全文有效`, `[已废止]`) prints; None for any other text."""
    word = label_key(_LABEL.sub("", label_key(text)))
    return next((state for state, pattern in _STATES if pattern.fullmatch(word)), None)


def with_statements(record: PolicyDocument, passages: Iterable[Passage], linked: Sequence[str] = ()) -> PolicyDocument:
    """The record with the targets and relations that these passages state, each with its words and their place.

    `linked`: the titles of the pages that its page links to as being about the same matter (相关政策).

    News and interpretations report the targets of others: they have none of their own.
    """
    text = tuple(passages)
    contents = contents_in([passage.text for passage in text])
    text = tuple(passage for at, passage in enumerate(text) if at not in contents)
    on = record.written_on or record.published_on
    is_document = record.stage in ("final", "draft")
    targets = read_targets(text, on, record.title) if is_document else ()
    relations = read_relations(record, text, linked) if record.stage != "news" else ()
    evidence = dict(record.evidence)
    if targets:
        evidence["targets"] = Evidence("figures that it sets itself", targets[0].words, targets[0].place)
    if relations:
        evidence["relations"] = Evidence("named with what is done to it", relations[0].words, relations[0].place)
    return replace(record, targets=targets, relations=relations, evidence=evidence)


_MARK = re.compile(
    r"^[【\[［(（〔](?P<before>[^】\]］)）〕]{2,6})[】\]］)）〕]"
    r"|(?<![目名清]录)(?<!清单)(?<!名单)[【\[［(（〔](?P<behind>[^】\]］)）〕]{2,6})[】\]］)）〕]$"
)
"""[已失效] before a title, （已废止） behind it: a list of what was repealed can end in such a bracket, too."""
_ENDED: tuple[Validity, ...] = ("repealed", "expired")


def with_validity(record: PolicyDocument, findings: Iterable[Finding]) -> PolicyDocument:
    """The record with the validity (时效性) that its site prints in a table, or with its end as a mark at the title.

    Without one where the words say none that we know.
    """
    for rule, text in [*((finding.rule, finding.text) for finding in findings), *_marks(record.title)]:
        if printed := read_printed_validity(text):
            return replace(record, validity=printed, evidence={**record.evidence, "validity": Evidence(rule, text)})
    return record


def _marks(title: str) -> Iterator[tuple[str, str]]:
    for mark in _MARK.finditer(title):
        words = mark["before"] or mark["behind"]
        if read_printed_validity(words) in _ENDED:
            yield "title", words
