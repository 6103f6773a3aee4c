"""How the processor time of each rule grows with its text: every rule is linear in what a page prints.

    python -m benchmarks.linear [--largest KB] [--rule PART] [--seconds N]

Calls the public functions of `parsers.grammar` and `outputs`, and the rules below, that read a text, with texts of 10,
100 and 1,000 KB in one paragraph: of the rule's own words, of digits, brackets, names and days. Prints for each rule
the text that it takes longest for. What seems to grow too fast is measured again, and the shortest time of each size
counts: other programs only add to it. Ends with 1 if ten times the text took more than 12 times as long, or more than
the seconds allowed.
"""

import argparse
import ast
import gc
import importlib
import inspect
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import FrameType, ModuleType
from typing import Any

import parsers.grammar
import zhengce.brief
import zhengce.checking
import zhengce.citations
import zhengce.english
import zhengce.english.engines
import zhengce.english.titles
import zhengce.search
from parsers.grammar.agencies import PLAIN_NAMES
from parsers.grammar.relations.reading import read_relations
from parsers.grammar.targets.reading import read_targets
from parsers.page import html_tree
from parsers.passages import Passage
from parsers.record import PolicyDocument
from zhengce.brief import extracts, items
from zhengce.checking.quotations import Section, paragraphs_of
from zhengce.english.engines import gates
from zhengce.english.titles import frames
from zhengce.search import segmentation, snippets
from zhengce.search.parser import read_query
from zhengce.search.query import LONGEST, BadQuery
from zhengce.search.translation import translate

BOUNDED = {
    zhengce.english.engines.__name__: gates.LONGEST,
    zhengce.english.titles.__name__: frames.LONGEST,
    f"{segmentation.__name__}.cut": LONGEST,
}
"""Beginning of the name of a rule -> characters that it is given at most: of a text to translate, a title, a query."""

SIZES = (10, 100, 1000)
MOST_GROWTH = 12.0
LEAST_SECONDS = 0.05
"""For which a text is read again and again; below, the clock decides rather than the rule."""

OUTPUTS = (
    zhengce.checking,
    zhengce.brief,
    zhengce.citations,
    zhengce.english,
    zhengce.search,
)

NEEDLES = ["国务院", "11月", "1,", "《", "（一"]
"""Words of a query that stand all over the texts."""

MOST_CALLS = 50

MOST_RUNS = 4
"""Of a rule that seems to grow too fast."""

TEXTS = {
    "digits": "1,",
    "numbers": "20210000001，",
    "decimals": "3.7%，",
    "blanks": "　 ",
    "brackets": "（〔《“",
    "pairs": "（一）〔2021〕",
    "long numbers": f"（{'1' * 58}）（{'一' * 58}）",
    "titles": "《关于第一批埽工的通知》（国发〔2021〕20号）、",
    "numerals": "一二三四五六七八九十",
    "days": "2021年11月16日、",
    "sentences": "自2021年12月1日起施行，《埽工管理办法》（国发〔2020〕1号）同时废止。到2025年，闸板率达到56%。",
    "names": "、".join(PLAIN_NAMES)[:3000],
    "character": "国",
}


class TooLong(BaseException):
    """A rule that was stopped."""


@dataclass(frozen=True)
class Measured:
    """What a rule took for one kind of text."""

    text: str
    seconds: tuple[float, ...]
    """By size; the last is that after which it was stopped."""
    stopped: bool

    @property
    def growth(self) -> float:
        """The largest factor between two sizes, as far as the clock tells."""
        pairs = zip(self.seconds, self.seconds[1:], strict=False)
        return max((more / max(less, 0.001) for less, more in pairs if more >= LEAST_SECONDS / 2), default=0.0)


def _section(text: str) -> Section:
    return Section("body", 0, paragraphs_of(text))


def _cut_at(most: int, called: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: called(text[:most])


def rules() -> Iterator[tuple[str, Callable[[str], Any], ModuleType]]:
    """Name of each rule, the rule as a function of a text, and its module."""
    for module in modules():
        for name, function in vars(module).items():
            own = getattr(function, "__module__", "") == module.__name__
            if own and not name.startswith("_") and inspect.isroutine(function):
                called = _of_text(inspect.unwrap(function))
                if called is not None:
                    rule = f"{module.__name__.removeprefix('parsers.')}.{name}"
                    most = next((most for start, most in BOUNDED.items() if rule.startswith(start)), None)
                    yield rule, _cut_at(most, called) if most else called, module
    yield "relations of a body", lambda text: read_relations(_record(text), [_passage(text)]), extracts
    yield "targets of a body", lambda text: read_targets([_passage(text)]), extracts
    yield "html_tree", html_tree, extracts
    yield "quotations of a body", lambda text: items.quote_text(text, date(2021, 11, 16)), items
    yield "passages around words", lambda text: snippets.passages(text, NEEDLES), snippets
    yield "words marked", lambda text: snippets.marked(text, NEEDLES), snippets
    yield (
        "a passage that is like words",
        lambda text: Section("body", 0, paragraphs_of(text)).nearest(text[:300]),
        extracts,
    )
    yield "a query in English", lambda text: translate(read_query(text[:LONGEST])), extracts


def modules() -> Iterator[ModuleType]:
    """Those that may hold rules over texts."""
    for package in (parsers.grammar, *OUTPUTS):
        yield package
        for module_info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(module_info.name)


def _passage(text: str) -> Passage:
    return Passage(text, 0, None, 1)


def _record(text: str) -> PolicyDocument:
    return PolicyDocument(
        source="", url="https://www.gov.cn/", title="关于废止部分文件的决定", stage="final", body=text
    )


def _of_text(function: Callable[..., Any]) -> Callable[[str], Any] | None:
    """The function of a text alone; None where it reads none, or needs what is not at hand."""
    ways: list[Callable[[str], Any]] = []
    names: list[str] = []
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        if parameter.default is not inspect.Parameter.empty and ways:
            continue
        way = _argument(parameter.annotation)
        if way is None:
            return None
        ways.append(way)
        names.append(parameter.name if parameter.kind is inspect.Parameter.KEYWORD_ONLY else "")
    if not any(isinstance(way("国"), str | list) for way in ways):
        return None

    def call(text: str) -> Any:
        given = [(name, way(text)) for name, way in zip(names, ways, strict=True)]
        found = function(*(value for name, value in given if not name), **{name: each for name, each in given if name})
        return list(found) if isinstance(found, Iterator) else found

    return call


def _argument(annotation: Any) -> Callable[[str], Any] | None:
    """How an argument is made of a text."""
    if annotation in (str, str | None):
        return lambda text: text
    if annotation in (Sequence[str], list[str], Iterable[str]):
        return lambda text: [text]
    if annotation is bool:
        return lambda text: False
    if annotation is int:
        return lambda text: 0
    if type(None) in getattr(annotation, "__args__", ()):
        return lambda text: None
    return None


@cache
def own_words(module: ModuleType) -> str:
    """The Chinese words in a module's texts and patterns."""
    tree = ast.parse(inspect.getsource(module))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return "".join(re.findall("[\u4e00-\u9fff《》〔〕（）、，]+", " ".join(texts)))


def measure(rule: Callable[[str], Any], unit: str, largest: int, seconds: float) -> tuple[tuple[float, ...], bool]:
    """Processor seconds by size, and whether the rule was stopped."""
    taken: list[float] = []
    for size in (size for size in SIZES if size <= largest):
        text = unit * (size * 1024 // len(unit.encode()) + 1)
        began, calls = time.process_time(), 0
        gc.disable()  # as `timeit` does: a collection looks at all that was ever imported
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            while not calls or (calls < MOST_CALLS and time.process_time() - began < LEAST_SECONDS):
                calls += 1
                with suppress(ValueError, LookupError, RecursionError, BadQuery):  # no text of the kind that it reads
                    rule(f"{text}{calls}")  # another text each time: some rules remember what they read
        except TooLong:
            return (*taken, time.process_time() - began), True
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            gc.enable()
        taken.append((time.process_time() - began) / calls)
    return tuple(taken), False


def worst_of(rule: Callable[[str], Any], module: ModuleType, largest: int, seconds: float) -> Measured:
    """What grows fastest."""
    units = TEXTS | ({"own words": words} if (words := own_words(module)) else {})
    measureds = [_best_of(name, rule, unit, largest, seconds) for name, unit in units.items()]
    return max(measureds, key=lambda one: (one.stopped, one.growth, one.seconds[-1]))


def _best_of(name: str, rule: Callable[[str], Any], unit: str, largest: int, seconds: float) -> Measured:
    """The shortest time of each size, of several runs where the first seems to grow too fast."""
    best = Measured(name, *measure(rule, unit, largest, seconds))
    for _ in range(MOST_RUNS - 1):
        if best.stopped or best.growth <= MOST_GROWTH:
            break
        again, stopped = measure(rule, unit, largest, seconds)
        best = Measured(name, tuple(map(min, best.seconds, again)), stopped)
    return best


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def main(arguments: list[str] | None = None) -> int:
    """Prints the growth of each rule; 1 if any grows too fast."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.linear", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--largest", type=int, default=SIZES[-1], metavar="KB", help="the longest text")
    options.add_argument("--rule", default="", metavar="PART", help="only rules with this in their names")
    options.add_argument("--seconds", type=float, default=60.0, metavar="N", help="after which a rule is stopped")
    chosen = options.parse_args(arguments)
    signal.signal(signal.SIGPROF, _stop)
    failed = 0
    print(f"{'rule':60} {'text':10} {'growth':>7}  processor seconds by size")
    for name, rule, module in rules():
        if chosen.rule not in name:
            continue
        worst = worst_of(rule, module, chosen.largest, chosen.seconds)
        is_wrong = worst.stopped or worst.growth > MOST_GROWTH
        failed += is_wrong
        shown = "  ".join(f"{taken:.3f}" for taken in worst.seconds)
        mark = "  stopped" if worst.stopped else "  too fast" if is_wrong else ""
        print(f"{name:60} {worst.text:10} {worst.growth:7.1f}  {shown}{mark}", flush=True)
    print(f"{failed} rules grow more than {MOST_GROWTH:g}-fold for ten times the text")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
