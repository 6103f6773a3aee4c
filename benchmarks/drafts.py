"""Whether titles show which document is a draft and which is final: `python -m benchmarks.drafts TITLES [--show]`.

Makes pairs from a file of titles, JSON lines with `title` or a title a line, always the same ones: as many of one
instrument as of two that only resemble each other. A final title is one of the file that issues a document or is one
itself; its draft is named as ministries name drafts (《…（征求意见稿）》, 修订草案征求意见稿, without its body).
Two that resemble each other are a draft and the final title of its nearest neighbour: the names that are next to each
other when sorted by beginning or by end, the next edition, the 实施细则 of it, another number of the series. Prints how
many pairs are called one: all of the first kind are wanted, and none of the second.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import cycle, islice, pairwise
from pathlib import Path

from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.relations.instrument import instrument_key, may_be_one_revision
from parsers.grammar.title import read_title
from parsers.text import compact

DRAFTS = (
    "公开征求对《{name}（征求意见稿）》的意见",
    "{body}关于公开征求《{name}（征求意见稿）》意见的通知",
    "{body}关于《{name}（公开征求意见稿）》公开征求意见的公告",
    "关于向社会公开征求《{name}》（征求意见稿）意见的公告",
    "{name}（征求意见稿）",
    "关于《{name}（修订草案征求意见稿）》公开征求意见的通知",
    "关于再次公开征求《{name}（修订征求意见稿）》意见的通知",
    "《{name}（草案）》公开征求意见",
    "{body}就《{name}（征求意见稿）》公开征求意见",
    "关于征求《{name}（送审稿）》意见的函",
)
"""How ministries name drafts. `body`: the issuing body as the final title prints it, or nothing."""

_NEAR = 0.6
"""The least share of equal characters of two names that resemble each other."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_BATCH = re.compile(r"第([一二三四五六七八九])批")
_DIGITS = "一二三四五六七八九十"
_KIND = re.compile(r"(?:办法|规定|条例|规划|方案)$")
_VERSION = re.compile(r"\s*[（(][^（）()]*(?:试行|暂行)[^（）()]*[)）]$")

Instrument = tuple[str, str, str]
"""The title, the name of its instrument, and the issuing bodies as the title prints them."""


def read_titles(path: Path) -> list[str]:
    """The titles of a file, each once."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    return list(dict.fromkeys(json.loads(line)["title"] if line.startswith("{") else line.strip() for line in lines))


def instruments(titles: Sequence[str]) -> Iterator[Instrument]:
    """The titles that issue one document or are one, with its name as printed."""
    for title in titles:
        reading = read_title(title)
        name = reading.issued_title or (title if reading.document_type and "关于" not in title else None)
        if reading.stage != "final" or not name or "《" in name or not 6 <= len(name) <= 60:
            continue
        printed = reading.evidence.get("issuing_bodies")
        yield title, name, printed.text if printed else ""


def draft_of(name: str, body: str, pattern: str) -> str:
    """The title of a draft. 试行 comes with the final document alone."""
    return pattern.format(name=_VERSION.sub("", name), body=body)


def one_instrument(found: Sequence[Instrument]) -> Iterator[tuple[str, str]]:
    """A draft and its final title for each instrument, the ways of naming drafts in turn."""
    for (title, name, body), pattern in zip(found, cycle(DRAFTS)):
        yield draft_of(name, body, pattern), title


def two_instruments(found: Sequence[Instrument]) -> Iterator[tuple[str, str]]:
    """A draft and the final title of another instrument that resembles it, kinds of likeness in turn."""
    kinds = (
        _neighbours(found),
        _neighbours(found, reverse=True),
        _editions(found),
        _rules_of_it(found),
        _series(found),
    )
    patterns = cycle(DRAFTS)
    running = [iter(kind) for kind in kinds]
    while running:
        for kind in tuple(running):
            pair = next(kind, None)
            if pair is None:
                running.remove(kind)
                continue
            (name, body), title = pair
            yield draft_of(name, body, next(patterns)), title


Named = tuple[tuple[str, str], str]


def _neighbours(found: Sequence[Instrument], *, reverse: bool = False) -> Iterator[Named]:
    ordered = sorted(found, key=lambda one: one[1][::-1] if reverse else one[1])
    for (_, name, body), (title, other, _) in pairwise(ordered):
        if compact(name) != compact(other) and SequenceMatcher(None, name, other, autojunk=False).ratio() >= _NEAR:
            yield (name, body), title


def _editions(found: Sequence[Instrument]) -> Iterator[Named]:
    for title, name, body in found:
        if years := _YEAR.findall(name):
            yield (name.replace(years[0], str(int(years[0]) + 1)), body), title


def _rules_of_it(found: Sequence[Instrument]) -> Iterator[Named]:
    for title, name, body in found:
        if _KIND.search(name) and "实施" not in name:
            yield (f"{name}实施细则", body), title


def _series(found: Sequence[Instrument]) -> Iterator[Named]:
    for title, name, body in found:
        if batch := _BATCH.search(name):
            following = _DIGITS[_DIGITS.index(batch[1]) + 1]
            yield (name.replace(batch.group(), f"第{following}批"), body), title


def is_one_instrument(draft: str, final: str) -> bool:
    """Whether two titles name one instrument: equal keys, no two years of revision, no two sets of issuing bodies."""
    key = instrument_key(draft)
    if key is None or key != instrument_key(final):
        return False
    bodies = [_bodies(title) for title in (draft, final)]
    if bodies[0] and bodies[1] and bodies[0].isdisjoint(bodies[1]):
        return False
    return may_be_one_revision(draft, final)


def _bodies(title: str) -> set[str]:
    """The bodies that issue a document, and those whose document it passes on: 国务院批转样例部关于…的报告."""
    reading = read_title(title)
    owners = leading_bodies(reading.issued_title).reading.bodies if reading.issued_title else ()
    return {body.id or body.name for body in (*reading.issuing_bodies, *owners)}


def main(argv: list[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("titles", type=Path)
    parser.add_argument("--pairs", type=int, default=200, help="pairs of each kind (200)")
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    arguments = parser.parse_args(argv)
    try:
        found = list(instruments(read_titles(arguments.titles)))
    except UnicodeDecodeError:
        print(f"{arguments.titles}: not UTF-8 text", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{arguments.titles}: {error.strerror}", file=sys.stderr)
        return 2
    except (ValueError, KeyError) as error:
        print(f"{arguments.titles}: not JSON lines with a title: {error}", file=sys.stderr)
        return 2
    step = max(1, len(found) // arguments.pairs)
    same = list(islice(one_instrument(found[::step]), arguments.pairs))
    alike = list(islice(two_instruments(found), arguments.pairs))
    missing = [pair for pair in same if not is_one_instrument(*pair)]
    wrong = [pair for pair in alike if is_one_instrument(*pair)]
    if arguments.show:
        for verdict, pairs in (("missing", missing), ("wrong", wrong)):
            for draft, final in pairs:
                print(f"{verdict}: {draft}\n    {final}")
    print(f"{len(found)} instruments; of one instrument: {len(same)} pairs, {len(same) - len(missing)} found")
    print(f"of two that resemble each other: {len(alike)} pairs, {len(wrong)} wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main())
