"""What page and text state beyond the facts of a document: its validity, targets, and what it does to others."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parsers.extraction import Finding
from parsers.grammar.relations import read_relations
from parsers.grammar.relations.printed import read_printed_validity
from parsers.grammar.targets import read_targets
from parsers.grammar.targets.model import TargetReading
from parsers.passages import Passage
from parsers.record import Evidence, PolicyDocument, Target


def with_statements(record: PolicyDocument, passages: Iterable[Passage], linked: Sequence[str] = ()) -> PolicyDocument:
    """The record with the targets and relations that these passages state, each with its words and their place.

    `linked`: the titles of the pages that its page links to as being about the same matter (相关政策).

    News and interpretations report the targets of others: they have none of their own.
    """
    text = tuple(passages)
    on = record.written_on or record.published_on
    is_document = record.stage in ("final", "draft")
    targets = tuple(map(_target, read_targets(text, on, record.title))) if is_document else ()
    relations = read_relations(record, text, linked) if record.stage != "news" else ()
    evidence = dict(record.evidence)
    if targets:
        evidence["targets"] = Evidence("figures that it sets itself", targets[0].words, targets[0].place)
    if relations:
        evidence["relations"] = Evidence("named with what is done to it", relations[0].words, relations[0].place)
    return replace(record, targets=targets, relations=relations, evidence=evidence)


def with_validity(record: PolicyDocument, findings: Iterable[Finding]) -> PolicyDocument:
    """The record with the validity (时效性) that its site prints; without one where the words say none that we know."""
    for finding in findings:
        if printed := read_printed_validity(finding.text):
            evidence = {**record.evidence, "validity": Evidence(finding.rule, finding.text)}
            return replace(record, validity=printed.state, evidence=evidence)
    return record


def _target(reading: TargetReading) -> Target:
    values = reading.to_dict()
    if isinstance(values["baseline"], str):
        values["baseline"] = None  # no single number; the words have it
    if isinstance(values["value"], str):
        values["value_as_printed"] = values["value"]
    return Target(**values)
