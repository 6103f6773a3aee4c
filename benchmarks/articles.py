"""Units and events against labels: `python -m benchmarks.articles FOLDER [--show]`.

FOLDER has `texts.jsonl` with the units of each text, `texts/INDEX.tsv` with the files,
`life.jsonl` and `elliptic.jsonl` with sentences. A document is right where every labelled unit is given with its level,
number, sub, first and last words, and no other unit of these levels. Counts of paragraphs and items are shown beside.
"""

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.harness import read_lines
from parsers.grammar.articles.cutting import cut_text
from parsers.grammar.articles.model import Unit
from parsers.grammar.document_number import read_number
from parsers.grammar.elliptic_numbers import all_numbers_in
from parsers.grammar.relations.reading import read_relations
from parsers.grammar.title import read_title
from parsers.passages import passages_of
from parsers.record import PolicyDocument, Relation
from parsers.text import compact

_WORDS = 12


def texts_of(folder: Path) -> dict[str, str]:
    """The text of each reference."""
    rows = [line.split("\t") for line in (folder / "texts/INDEX.tsv").read_text("utf-8").splitlines()]
    return {
        row[1]: (folder / "texts" / row[0]).read_text("utf-8") for row in rows if (folder / "texts" / row[0]).exists()
    }


def judge_units(given: tuple[Unit, ...], labels: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the units of a document, in words."""
    levels = {label["level"] for label in labels}
    units = [unit for unit in given if unit.level in levels]
    wrong: list[str] = []
    if len(units) != len(labels):
        wrong.append(f"{len(units)} units, {len(labels)} labelled")
    for unit, label in zip(units, labels, strict=False):
        key = (unit.level, unit.number if label["level"] != "appendix" else None, unit.sub)
        if key != (label["level"], label.get("number"), label.get("sub", 0)):
            wrong.append(f"{key} for {label['printed']}")
            break
        words = compact(unit.text)
        if label.get("first") and words[:_WORDS] != label["first"]:
            wrong.append(f"{label['printed']} begins {words[:_WORDS]}, not {label['first']}")
        if label.get("last") and words[-_WORDS:] != label["last"]:
            wrong.append(f"{label['printed']} ends {words[-_WORDS:]}, not {label['last']}")
        if label.get("heading") and label["level"] != "appendix" and unit.heading != label["heading"]:
            wrong.append(f"{label['printed']} is headed {unit.heading}, not {label['heading']}")
    return wrong


def judge_inner(given: tuple[Unit, ...], labels: list[dict[str, Any]]) -> Counter[str]:
    """How many articles have the labelled counts of paragraphs and items, other ones, or none."""
    counts: Counter[str] = Counter()
    for label in labels:
        if label["level"] != "article":
            continue
        path = f"art-{label['number']}" + (f"-{label['sub']}" if label.get("sub") else "")
        below = [unit for unit in given if unit.path.startswith(f"{path}/")]
        found = tuple(sum(unit.level == level for unit in below) for level in ("paragraph", "item"))
        wanted = (label["paragraphs"], label["items"])
        counts["right" if found == wanted else "silent" if not below else "other"] += 1
    return counts


def measure_units(folder: Path, *, show: bool) -> None:
    """Prints how many documents have the labelled units."""
    texts = texts_of(folder)
    right, inner = 0, Counter[str]()
    rows = read_lines(folder / "texts.jsonl")
    for row in rows:
        units = cut_text(texts[row["text_ref"]])
        wrong = judge_units(units, row["units"])
        right += not wrong
        counts = judge_inner(units, row["units"])
        inner += counts
        if show and (wrong or counts["other"]):
            print(row["title"], dict(counts), *wrong[:6], sep="\n    ")
    print(f"units: {right} of {len(rows)} documents right; paragraphs and items of articles: {dict(inner)}")


_KINDS = {
    **{"suspend": ("suspends",), "resume": ("resumes",), "extend": ("extends",), "continue": ("continues",)},
    **{"end": ("ends_early", "repeals"), "repeal": ("repeals",), "repeal_part": ("repeals",)},
    "postpone": ("postpones",),
}
"""Kind of a label -> kinds of relations."""
_MEASURES = frozenset(kind for kinds in _KINDS.values() for kind in kinds)


def measure_life(folder: Path, *, show: bool) -> None:
    """Prints how many labelled events are found, and how many numbers of elliptic sentences."""
    counts: Counter[str] = Counter()
    for row in read_lines(folder / "life.jsonl"):
        relations = [relation for relation in _relations_of(row) if relation.kind in _MEASURES]
        events = [row, *row.get("also", ())] if row["kind"] != "none" else []
        labels = [(event, target) for event in events for target in event["targets"]]
        for event, target in labels:
            found = next((relation for relation in relations if _is_event(relation, event, target)), None)
            counts["right" if found else "missing"] += 1
            if found:
                relations.remove(found)
            elif show:
                print("missing", event["kind"], target, row["text"][:120])
        counts["wrong"] += len(relations)
        for one in relations if show else ():
            print("more", one.kind, one.title, one.document_number, one.part, row["text"][:120])
    numbers: Counter[str] = Counter()
    for row in read_lines(folder / "elliptic.jsonl"):
        if row["kind"] == "documents":
            wanted = {_number_key(one) for one in row["means"]}
            read = {number.key for number, _, _ in all_numbers_in(row["text"])}
            numbers += Counter(right=len(wanted & read), missing=len(wanted - read), wrong=len(read - wanted))
    print(f"events: {dict(counts)}; numbers: {dict(numbers)}")


def _relations_of(row: dict[str, Any]) -> tuple[Relation, ...]:
    is_title = row["form"] == "title"
    title, body = (row["text"], "") if is_title else ("样例部公告", row["text"])
    reading, day = read_title(title), date.fromisoformat(row["published_on"]) if row["published_on"] else None
    record = PolicyDocument(
        source="labels",
        url="",
        title=title,
        stage=reading.stage,
        issued_title=reading.issued_title,
        document_number=reading.document_number,
        written_on=day,
        published_on=day,
        body=body,
    )
    return read_relations(record, passages_of(body))


def _is_event(one: Relation, event: dict[str, Any], target: dict[str, Any]) -> bool:
    """Whether a relation is a labelled event: its kind, document and days."""
    if one.kind not in _KINDS[event["kind"]]:
        return False
    if target.get("number"):
        is_meant = _number_key(one.document_number or "") == _number_key(target["number"])
    elif target.get("title"):
        is_meant = compact(target["title"]) == compact(one.title or "")
    else:
        is_meant = one.title is None and one.document_number is None
    days = ((event.get("from"), one.date), (event.get("until"), one.until))
    return is_meant and all(wanted is None or (given and given.isoformat() == wanted) for wanted, given in days)


def _number_key(text: str) -> str:
    number = read_number(text)
    return number.key if number else compact(text)


def main(argv: list[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    arguments = parser.parse_args(argv)
    measure_units(arguments.folder, show=arguments.show)
    measure_life(arguments.folder, show=arguments.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
