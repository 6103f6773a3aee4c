"""Relations and validity against labels: prints right, wrong and missing by kind.

    python -m benchmarks.relations LABELS.jsonl [--texts FOLDER] [--shared DIR] [--show]
    python -m benchmarks.relations ../shared/truth/labels/whole/relations.jsonl [--shared DIR] [--show]

Labels are JSON lines with `title`, `kind`, `target_title`, `target_number`, `date` and `sentence`, or `text_ref` in
place of the sentence: a file in the folder of texts. All sentences with one `url` and `title` are read as one document
of that title, in the order of the labels.

A relation that is given is right where a label of its page has its kind and names its document: by the title without
blanks, brackets' shape and 《》, or by the number; where both have a day, the days must agree. A relation of the title
counts only where it is labelled, since labels name sentences; every other one without a label is wrong. `effective` and
`valid_until` are the days that `grammar.validity` reads from each sentence alone; a label without a day (自公布之日起)
is not judged.

Labels with `text_id` are of whole documents: `truth/texts.jsonl` has their texts, `documents.json` beside the labels
names them all. Each is parsed as a page. There every relation without a label is wrong, also those of the title, a
label that is `optional` is not missed, and `effective` and `valid_until` are the days of the record.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.accuracy import SHARED
from benchmarks.harness import read_lines
from parsers.document import parse
from parsers.grammar import validity
from parsers.grammar.document_number import read_number
from parsers.grammar.relations.reading import read_relations
from parsers.grammar.title import read_title
from parsers.page import Page
from parsers.passages import passages_of
from parsers.record import PolicyDocument, Relation
from parsers.text import compact

Label = dict[str, Any]
VALIDITY = ("effective", "valid_until")
_OPTIONAL = "optional: "


def pages_of(labels: Sequence[Label], texts: Path) -> Iterator[tuple[PolicyDocument, list[Label]]]:
    """One record for each page of the labels, with its labels."""
    groups: dict[tuple[str, str], list[Label]] = {}
    for label in labels:
        groups.setdefault((label.get("url") or "", label["title"]), []).append(label)
    for (url, title), group in groups.items():
        whole = list(dict.fromkeys(label["text_ref"] for label in group if label.get("text_ref")))
        parts = [(texts / name).read_text("utf-8") for name in whole] or [label["sentence"] or "" for label in group]
        body = "\n".join(dict.fromkeys(part for part in parts if compact(part) != compact(title)))
        reading = read_title(title)
        begins = validity.effective_on(body, written_on=None, published_on=None)
        yield (
            PolicyDocument(
                source="labels",
                url=url,
                title=title,
                stage=reading.stage,
                issued_title=reading.issued_title,
                document_number=reading.document_number,
                effective_on=begins.on if begins and reading.stage == "final" else None,
                body=body,
            ),
            group,
        )


def whole_documents(labels: Sequence[Label], listed: Path, texts: Path) -> Iterator[tuple[PolicyDocument, list[Label]]]:
    """The record of each document that is labelled whole, with its labels. Raises as `read_labels` does."""
    wanted = [row["id"] for row in json.loads(listed.read_text("utf-8"))]
    rows = {row["id"]: row for row in read_lines(texts) if row["id"] in wanted}
    for name in wanted:
        record = parse(Page.from_text(rows[name]["url"], rows[name]["text"]))
        yield record, [label for label in labels if label["text_id"] == name]


def judge_whole(record: PolicyDocument, labels: Sequence[Label]) -> Iterator[tuple[str, str, str]]:
    """Every relation and day of a document that is labelled whole and each missing label: verdict, kind and words."""
    for verdict, kind, shown in judge(record.relations, labels, record.title, is_whole=True):
        if not (verdict == "missing" and shown.startswith(_OPTIONAL)):
            yield verdict, kind, shown
    for kind, on in (("effective", record.effective_on), ("valid_until", record.repealed_on)):
        wanted = [label for label in labels if label["kind"] == kind]
        days = {
            date.fromisoformat(day) for one in wanted for day in (one["date"], *one.get("dates_accepted", ())) if day
        }
        if wanted and not days:  # 自印发之日起
            days = {day for day in (record.written_on, record.published_on) if day}
        if on is not None:
            yield ("right" if on in days else "wrong"), kind, f"{on} | {record.title}"
        elif any(not one.get("optional") for one in wanted):
            yield "missing", kind, f"{sorted(map(str, days))} | {record.title}"


def names_the_same(relation: Relation, label: Label) -> bool:
    """Whether a relation names the document of a label, by title or by number."""
    if relation.title and label["target_title"]:
        return _plain(relation.title) == _plain(label["target_title"])
    number = read_number(relation.document_number or "")
    wanted = read_number((label["target_number"] or "").replace("原", ""))
    return number is not None and wanted is not None and number.key == wanted.key


def judge(
    relations: Sequence[Relation], labels: Sequence[Label], title: str, *, is_whole: bool = False
) -> Iterator[tuple[str, str, str]]:
    """Each relation and each missing label as verdict, kind and words."""
    ended = {(one["target_title"], one["target_number"]) for one in labels if one["kind"] == "repeals"}
    left = [
        label
        for label in labels
        if label["kind"] not in VALIDITY
        # one act is one relation: what replaces a document beside repealing it is not told again
        and not (label["kind"] == "replaces" and (label["target_title"], label["target_number"]) in ended)
    ]
    for relation in relations:
        label = next((one for one in left if one["kind"] == relation.kind and names_the_same(relation, one)), None)
        shown = f"{relation.title} {relation.document_number or ''} {relation.date or ''} | {relation.words[:160]}"
        if label is not None:
            left.remove(label)
            day = relation.date.isoformat() if relation.date else None
            is_wrong = bool(day and label["date"] and day != label["date"])
            yield ("wrong day" if is_wrong else "right"), relation.kind, shown
            if label["date"] and not day:
                yield "without day", relation.kind, shown
        elif (
            is_whole
            or relation.place != "title"
            or any(compact(one["sentence"] or "") == compact(title) for one in labels)
        ):
            yield "wrong", relation.kind, shown
    for label in left:
        optional = _OPTIONAL if label.get("optional") else ""
        named = f"{optional}{label['target_title']} {label['target_number'] or ''}"
        yield "missing", label["kind"], f"{named} | {(label['sentence'] or '')[:160]}"


def judge_validity(labels: Sequence[Label]) -> Iterator[tuple[str, str, str]]:
    """The days of each labelled sentence as verdict, kind and words."""
    for sentence in dict.fromkeys(label["sentence"] for label in labels if label["sentence"]):
        begins = validity.effective_on(sentence, written_on=None, published_on=None)
        ends = validity.repealed_on(sentence, begins.on if begins else None)
        for kind, statement in (("effective", begins), ("valid_until", ends)):
            wanted = [label for label in labels if label["kind"] == kind and label["sentence"] == sentence]
            days = {date.fromisoformat(one["date"]) for one in wanted if one["date"]}
            if wanted and not days:
                continue
            given = {statement.on} if statement else set()
            if given or days:
                verdict = "right" if given == days else "wrong" if given else "missing"
                yield verdict, kind, f"{statement.on if statement else ''} | {sentence[:160]}"


def read_labels(path: Path) -> list[Label]:
    """The labels of a file. Raises OSError, UnicodeDecodeError, or ValueError with the number of the line."""
    labels: list[Label] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            label = json.loads(line)
        except ValueError as error:
            raise ValueError(f"line {number}: not JSON: {error}") from error
        if not isinstance(label, dict) or not {"title", "kind"} <= set(label):
            raise ValueError(f"line {number}: expected an object with title and kind")
        labels.append(dict.fromkeys(("target_title", "target_number", "date", "sentence")) | label)
    return labels


def main(argv: list[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--texts", type=Path, help="the folder of `text_ref`; the folder of the labels otherwise")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    arguments = parser.parse_args(argv)
    counts: dict[str, Counter[str]] = {}
    try:
        labels = read_labels(arguments.labels)
        is_whole = any("text_id" in label for label in labels)
        if is_whole:
            texts = arguments.texts or arguments.shared / "truth/texts.jsonl"
            pages = list(whole_documents(labels, arguments.labels.with_name("documents.json"), texts))
        else:
            pages = list(pages_of(labels, arguments.texts or arguments.labels.parent))
    except UnicodeDecodeError:
        print(f"{arguments.labels}: not UTF-8 text", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"{arguments.labels}: {error}", file=sys.stderr)
        return 2
    for record, wanted in pages:
        if is_whole:
            judged = list(judge_whole(record, wanted))
        else:
            relations = read_relations(record, passages_of(record.body))
            judged = [*judge(relations, wanted, record.title), *judge_validity(wanted)]
        for verdict, kind, words in judged:
            counts.setdefault(kind, Counter())[verdict] += 1
            if arguments.show and verdict != "right":
                print(f"{verdict} {kind}: {words}\n    {record.title}")
    print_table(counts)
    return 0


def print_table(counts: dict[str, Counter[str]]) -> None:
    """Prints a line a kind, and the share of the given that is right and of the labels that is found."""
    total: Counter[str] = Counter()
    for kind, counted in sorted(counts.items()):
        wrong = counted["wrong"] + counted["wrong day"]
        note = f", {counted['without day']} without day" if counted["without day"] else ""
        print(f"{kind:12} {counted['right']:4} right, {wrong} wrong, {counted['missing']} missing{note}")
        total += counted
    wrong, right = total["wrong"] + total["wrong day"], total["right"]
    given, wanted = max(1, right + wrong), max(1, right + total["wrong day"] + total["missing"])
    print(f"{right} right, {wrong} wrong, {total['missing']} missing: ", end="")
    print(f"{right / given:.1%} of what is given is right, {right / wanted:.1%} is found")


def _plain(title: str) -> str:
    return re.sub("[《》〈〉]", "", compact(title)).replace("(", "（").replace(")", "）")


if __name__ == "__main__":
    sys.exit(main())
