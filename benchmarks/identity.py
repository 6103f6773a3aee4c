"""One document or two? `python -m benchmarks.identity FILE` answers for pairs of records, as saving them would.

FILE (`-`: standard input) holds JSON lines `{"a": record, "b": record}`, records as `zhengce parse` prints them; fields
that a record does not have count as absent. Prints `same` or `different` a line, in order. A line that is no such pair
is named in one line on standard error and answered with `error`; the exit code is 1 then, and 2 where FILE cannot be
read.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from parsers.record import PolicyDocument, Stage
from storage.resolution.matching import Keys, contradict, keys_of, same_document

Verdict = Literal["same", "different"]

_DRAFT = re.compile("征求.{0,80}意见|征集.{0,80}意见|征求意见稿|草案")


def keys_meet(one: Keys, other: Keys) -> bool:
    """Whether a page with the one keys is found by the other, as `storage.resolution.blocking` asks the database."""
    names = {one.title, one.issued} & {other.title, other.issued}
    return bool(names - {None} or ({one.number, one.text} & {other.number, other.text}) - {None})


def verdict(one: PolicyDocument, other: PolicyDocument) -> Verdict:
    """What saving the one page after the other makes of them: looked up by their keys, then compared."""
    is_found = keys_meet(keys_of(one), keys_of(other))
    return "same" if is_found and same_document(one, other) and not contradict(one, other) else "different"


def record_of(given: Any) -> PolicyDocument:
    """A record from its JSON. Raises ValueError that says what is wrong with it."""
    if not isinstance(given, dict):
        raise ValueError("expected a record, an object")
    values = {name: value for name, value in given.items() if value is not None}
    title = values.get("title")
    if not isinstance(title, str) or not title.strip():
        raise ValueError("expected a title")
    values.setdefault("source", "")
    values.setdefault("url", "")
    values.setdefault("stage", "draft" if _DRAFT.search(title) else "final")
    if values["stage"] not in get_args(Stage):
        raise ValueError(f"stage {values['stage']!r}: expected one of {', '.join(get_args(Stage))}")
    for name in (
        "source",
        "url",
        "body",
        "document_number",
        "issued_title",
        "subject",
        "document_type",
        "addressed_to",
    ):
        if not isinstance(values.get(name, ""), str):
            raise ValueError(f"{name}: expected text")
    for name in ("attachments", "cites"):  # say nothing of which document it is
        values.pop(name, None)
    values["issuing_bodies"] = [_body(body) for body in values.get("issuing_bodies", ())]
    if not isinstance(values.get("evidence", {}), dict):
        raise ValueError("evidence: expected an object")
    values["evidence"] = {
        name: {"rule": str(found.get("rule", "")), "text": str(found.get("text", ""))}
        for name, found in values.get("evidence", {}).items()
        if isinstance(found, dict)
    }
    try:
        return PolicyDocument.from_dict(values)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise ValueError(f"not a record ({error})") from error


def _body(given: Any) -> dict[str, Any]:
    """An issuing body; what only its printed name says is enough."""
    if isinstance(given, dict) and isinstance(name := given.get("name") or given.get("as_printed"), str):
        return {"id": given.get("id"), "name": name, "as_printed": given.get("as_printed") or name}
    raise ValueError("issuing_bodies: expected objects with a name")


def answers(lines: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """For each line `same`, `different` or `error`, and what is wrong with the line."""
    for number, line in enumerate(lines, 1):
        try:
            pair = json.loads(line)
            if not isinstance(pair, dict) or not {"a", "b"} <= pair.keys():
                raise ValueError('expected {"a": record, "b": record}')
            yield verdict(record_of(pair["a"]), record_of(pair["b"])), None
        except (ValueError, RecursionError) as error:
            yield "error", f"line {number}: {error}"


def main(arguments: list[str] | None = None) -> int:
    """Prints a verdict a line."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__.partition("\n")[0])
    options.add_argument("file", type=Path, metavar="FILE", help="JSON lines; - for standard input")
    chosen = options.parse_args(arguments)
    try:
        given = sys.stdin.buffer.read() if str(chosen.file) == "-" else chosen.file.read_bytes()
        text = given.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{chosen.file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}", file=sys.stderr)
        return 2
    has_failed = False
    for answer, why in answers(text.removesuffix("\n").split("\n") if text else ()):
        print(answer)
        if why:
            has_failed = True
            print(f"{chosen.file}: {' '.join(why.split())}", file=sys.stderr)
    return int(has_failed)


if __name__ == "__main__":
    sys.exit(main())
