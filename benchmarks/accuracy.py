"""How many values are right, wrong and missing, per origin and field, against real documents with known values.

    python -m benchmarks.accuracy [--shared DIR] [--out FILE]

Reads `truth/documents.jsonl`, `captures/manifest.jsonl` and, where it is there, `truth/texts.jsonl` in the shared
folder, feeds every row through the parsers as users do, prints one table an origin, and writes every disagreement to a
file for reading. Number and day of writing of the saved texts are compared with a plain reading (`benchmarks.printed`).
Below stand the targets and relations of the documents that are labelled whole (`truth/labels/whole`), where they are.
Truth that was never printed (a library row without a number) is not counted. A value is compared as a reader would:
numbers by their key, bodies as a set of ids, titles without blanks.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.harness import read_lines
from benchmarks.printed import printed_day, printed_number
from parsers.document import parse
from parsers.errors import NotReadable
from parsers.grammar.document_number import read_number
from parsers.grammar.issuing_bodies import read_bodies
from parsers.grammar.title import read_title
from parsers.page import Page
from parsers.sites import site_of

SHARED = Path(__file__).resolve().parents[2] / "shared"
FILES = ("truth/documents.jsonl", "captures/manifest.jsonl")
TEXTS = "truth/texts.jsonl"
WHOLE = "truth/labels/whole"

_LAST_WORD = re.compile(
    "(?P<kind>通知|批复|意见|决定|函|通报|公告|通告|令|纪要|报告|请示|议案|决议|公报|条例|办法|规定|细则|规划|方案|预案|规则)"
    r"(?:[（(][^（）()]*[)）])*$"
)
"""The type of a document, where its title ends with it."""

INDEXES = frozenset({"state_council/gbgl_slice.json"})
"""Saved answers that list the listing pages of a column, and no documents."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One document: where it is from, what is known of it, and how to get what the parsers say."""

    origin: str
    name: str
    expected: dict[str, Any]
    record: Callable[[], Record]


def lacking(folder: Path, *names: str, option: str = "--shared") -> str | None:
    """The line of a benchmark whose files are not in the folder; None where all of them are."""
    absent = [name for name in names if not (folder / name).is_file()]
    return f"{folder}: no {' and no '.join(absent)} there; name the folder with {option}" if absent else None


def cases(shared: Path) -> Iterator[Case]:
    """All documents of the shared folder that have known values."""
    for row in read_lines(shared / "truth/documents.jsonl"):
        yield _truth_case(row, shared)
    if (shared / TEXTS).is_file():
        yield from map(_text_case, read_lines(shared / TEXTS))
    for row in read_lines(shared / "captures/manifest.jsonl"):
        if row["kind"] in ("notice", "news") and "expected" in row:
            yield _capture_case(row, shared)
        elif row["kind"] in ("listing", "api") and "rows" in row.get("expected", {}) and row["file"] not in INDEXES:
            yield _listing_case(row, shared)


def _truth_case(row: Record, shared: Path) -> Case:
    origin = row["origin"]
    known = {name: row[name] for name in ("title", "document_number", "written_on", "published_on") if row.get(name)}
    known |= {name: row[name] for name in ("index_number", "topic") if row.get(name)}
    if row.get("issuing_bodies_raw"):
        known["issuing_bodies"] = row["issuing_bodies_raw"]
    if origin == "gov.cn-page":
        html = (shared / "truth" / row["page"]).read_bytes()
        return Case(origin, row["url"], known, lambda: _parsed(Page(row["url"], html)))
    if origin in ("miit-page", "cac-page"):
        if origin == "miit-page":
            known["issuing_bodies"] = _title_bodies(row) or known["issuing_bodies"]
        return Case(origin, row["url"], known, lambda: _parsed(Page.from_text(row["url"], row["page_text"])))
    on = row.get("written_on") or row.get("published_on")
    known = {"issuing_bodies": known.get("issuing_bodies") or _host(row.get("document_number") or "")}
    if last := _LAST_WORD.search(row["title"]):
        known["document_type"] = last["kind"]
    return Case(
        origin,
        row["url"],
        {name: value for name, value in known.items() if value},
        lambda: read_title(row["title"], on and date.fromisoformat(on)).to_dict(),
    )


def _text_case(row: Record) -> Case:
    """The saved text of a whole page. Where the number stands and whether it forwards another are measured apart."""
    title, text = row["title"], row["text"]
    number, day = printed_number(text), printed_day(text)
    beside = number is not None and not any(_bare(line) == _bare(number) for line in text.split("\n")[:40])
    origin = "text, number beside title" if beside else "text"
    known = {"title": title, "published_on": row["published_on"], "document_number": number}
    if day and not re.search("解读|答记者问|读懂", title):
        known["written_on"] = day
        origin = "text, forwarding" if re.search("转发|批转", title) else origin
    known = {name: value for name, value in known.items() if value}
    return Case(origin, row["id"], known, lambda: _parsed(Page.from_text(row["url"], text)))


def _host(number: str) -> str | None:
    """The body that a State Council number names; telegrams (明电) pass on what a working group wrote."""
    hosts = {"国发〔": "国务院", "国函〔": "国务院", "国办发〔": "国务院办公厅", "国办函〔": "国务院办公厅"}
    return next((host for start, host in hosts.items() if number.startswith(start)), None)


def _title_bodies(row: Record) -> str | None:
    """MIIT's cell often names a bureau: the title's own names, as far as 关于, are the truth where it has them."""
    names, about, _ = row["title"].partition("关于")
    return names if about and names and "等" not in names and "印发" not in names else None


def _capture_case(row: Record, shared: Path) -> Case:
    body = (shared / "captures" / row["file"]).read_bytes()
    known = dict(row["expected"])
    if b"{{CN_DATE" in body:  # the page was shortened, with a token in place of the deadline
        known.pop("comments_due_on", None)
    if known.get("issuing_bodies"):
        known["issuing_bodies"] = " ".join(known["issuing_bodies"])
    return Case(f"capture {row['file'].split('/')[0]}", row["file"], known, lambda: _parsed(Page(row["url"], body)))


def _listing_case(row: Record, shared: Path) -> Case:
    """A saved list: how many rows, and what the first and the last say. A page without a list has none."""
    body = (shared / "captures" / row["file"]).read_bytes()
    known = {name: value for name, value in row["expected"].items() if name not in ("first", "last")}
    if isinstance(known["rows"], list):
        first, rows = known["rows"][0], len(known["rows"])
        known = {"least_rows": rows, "first_title": first["title"], "first_date": first["published_on"]}
    for end in ("first", "last"):
        if whole := row["expected"].get(end):
            known |= {f"{end}_title": whole["title"], f"{end}_url": whole["url"], f"{end}_date": whole["published_on"]}
    return Case(f"list {row['file'].split('/')[0]}", row["file"], known, lambda: _listed(Page(row["url"], body), known))


def _listed(page: Page, known: Record) -> Record:
    try:
        listing = site_of(page.url).read_listing(page)
    except NotReadable:
        return {"rows": 0}
    found: Record = {"rows": len(listing.entries), "pages": listing.pages, "total": listing.total}
    if "least_rows" in known:  # the front page shows further blocks behind those that were counted
        found["least_rows"] = min(len(listing.entries), known["least_rows"])
    for end, entry in zip(("first", "last"), (listing.entries[:1] + listing.entries[-1:]), strict=False):
        day = entry.published_on.isoformat() if entry.published_on else None
        found |= {f"{end}_title": entry.title, f"{end}_url": entry.url, f"{end}_date": day}
    return found


def _parsed(page: Page) -> Record:
    try:
        return parse(page).to_dict()
    except NotReadable as error:
        return {"error": str(error)}


def judge(field: str, expected: Any, record: Record) -> str:
    """`right`, `wrong` or `missing`; `right` too where nothing is expected and nothing is given."""
    given = record.get(field)
    if field == "attachments" and given is not None:
        names = [file["url"].rsplit("/", 1)[-1] for file in given]
        if expected in (names, len(names)):
            return "right"
        return "missing" if not given else "wrong"
    if not expected:
        return "wrong" if given else "right"
    if not given:
        return "missing"
    return "right" if _same(field, expected, given, record) else "wrong"


def _same(field: str, expected: Any, given: Any, record: Record) -> bool:
    if field == "issuing_bodies":
        on = record.get("written_on") or record.get("published_on")
        known = read_bodies(expected, date.fromisoformat(on) if on else None)
        truth, found = {body.id or body.name for body in known.bodies}, {body["id"] or body["name"] for body in given}
        if "url" in record:
            return truth == found
        # A title alone: a library row names all bodies where the title may say 等部门, a number only the host.
        return found == truth or (not record["issuing_bodies_complete"] and found <= truth) or truth <= found
    if field == "document_number":
        printed = record.get("document_number_as_printed") or ""
        number = read_number(expected)
        if number and number.kind == "letter":
            return bool(given == number.standard)
        keys = {_number_key(given), _number_key(printed)}
        return _number_key(expected) in keys or _bare(given).endswith(_bare(expected))  # 2026年第41号 and its issuer
    if field.endswith("title"):
        return _bare(expected) == _bare(given)
    return bool(expected == given)


def _number_key(text: str) -> str:
    number = read_number(text)
    return number.key if number else _bare(text)


_BRACKETS = str.maketrans("（）[]【】﹝﹞〔〕［］", "()()()()()()")


def _bare(text: str) -> str:
    return re.sub(r"[\s\u200b\u3000]+", "", text).translate(_BRACKETS)


def main(arguments: list[str] | None = None) -> int:
    """Prints the tables; always 0, for what is good enough is a matter of the tests."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--shared", type=Path, default=SHARED, help="folder with truth/ and captures/")
    out_help = "file for the disagreements, one a line, whose folder is made; default: %(default)s, in the data folder"
    options.add_argument("--out", type=Path, default=Path("data/disagreements.jsonl"), help=out_help)
    chosen = options.parse_args(arguments)
    if why := lacking(chosen.shared, *FILES):
        print(why, file=sys.stderr)
        return 2
    counts: Counter[tuple[str, str, str]] = Counter()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    with chosen.out.open("w", encoding="utf-8") as out:
        for case in cases(chosen.shared):
            record = case.record()
            for field, expected in case.expected.items():
                verdict = judge(field, expected, record)
                counts[case.origin, field, verdict] += 1
                if verdict != "right":
                    out.write(_disagreement(case, field, verdict, expected, record) + "\n")
    _print(counts)
    if (chosen.shared / WHOLE).exists():
        _print_whole(chosen.shared)
    print(f"disagreements: {chosen.out}")
    return 0


def _disagreement(case: Case, field: str, verdict: str, expected: Any, record: Record) -> str:
    given = record.get(field)
    if field == "issuing_bodies":
        given = [(body["id"], body["unit"], body["as_printed"]) for body in given or ()]
    facts = {"origin": case.origin, "name": case.name, "field": field, "verdict": verdict}
    values = {"expected": expected, "given": given, "evidence": record.get("evidence", {}).get(field)}
    return json.dumps(
        {**facts, **values, "title": record.get("title"), "error": record.get("error")}, ensure_ascii=False, default=str
    )


def _print(counts: Counter[tuple[str, str, str]]) -> None:
    print(f"{'origin':<22}{'field':<18}{'right':>7}{'wrong':>7}{'missing':>9}{'right %':>9}")
    for origin, field in dict.fromkeys((origin, field) for origin, field, _ in sorted(counts)):
        right, wrong, missing = (counts[origin, field, verdict] for verdict in ("right", "wrong", "missing"))
        share = 100 * right / (right + wrong + missing)
        print(f"{origin:<22}{field:<18}{right:>7}{wrong:>7}{missing:>9}{share:>9.1f}")
    given = sum(count for (_, _, verdict), count in counts.items() if verdict != "missing")
    wrong = sum(count for (_, _, verdict), count in counts.items() if verdict == "wrong")
    print(f"values given {given}, of them wrong {wrong} = {100 * wrong / max(given, 1):.2f} %")


def _print_whole(shared: Path) -> None:
    """The targets and relations of the documents that are labelled whole."""
    from benchmarks import relations, targets  # relations imports this module

    print("\ntargets of whole documents")
    print(*targets.measure(shared / WHOLE, shared / TEXTS).lines(), sep="\n")
    print("\nrelations of whole documents")
    labels = shared / WHOLE / "relations.jsonl"
    pages = relations.whole_documents(relations.read_labels(labels), labels.with_name("documents.json"), shared / TEXTS)
    counts: dict[str, Counter[str]] = {}
    for record, wanted in pages:
        for verdict, kind, _ in relations.judge_whole(record, wanted):
            counts.setdefault(kind, Counter())[verdict] += 1
    relations.print_table(counts)


if __name__ == "__main__":
    sys.exit(main())
