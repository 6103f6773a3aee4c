"""A run of translations: which texts are due, what an engine answers, and what the gates let through.

Each batch is one transaction of its own, so a run that is killed goes on where it was. A text is asked for once: again
only where the prompt or a row of the glossary that occurs in it has changed, or 30 days after it was refused.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import groupby, islice, product
from math import inf
from operator import attrgetter
from time import monotonic

from storage.database import Database
from storage.translations import pending, queries
from storage.translations.queries import Origin, Translation
from storage.translations.texts import Text, TextKind
from zhengce.brief import items
from zhengce.english.engines import BatchFailed, EngineFailed
from zhengce.english.engines.gates import LONGEST, Fault, faults, misplaced
from zhengce.english.engines.local import LocalEngine
from zhengce.english.engines.model import PROMPT_VERSION, ModelEngine
from zhengce.english.indicators import english_indicator
from zhengce.english.terms import glossary_of
from zhengce.english.titles.frames import english_name

Engine = ModelEngine | LocalEngine
REFUSED_FOR = timedelta(days=30)
"""After which a refused text is asked for again."""
MOST_REFUSED = 20
"""Texts one after the other without a usable answer, after which a run ends: the engine does not work."""


@dataclass(slots=True)
class Report:
    """What a run did."""

    texts: int = 0
    """Texts that were looked at, each once."""
    by_rules: int = 0
    """Texts that the rules put into English out of tables alone."""
    before: int = 0
    """Texts that were accepted, or asked for before."""
    asked: int = 0
    stored: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Texts by the first reason for which nothing was stored."""
    withheld: int = 0
    """Texts stored earlier that today's gates refuse."""
    failure: str | None = None
    """Why the run ended before its end."""
    is_cut: bool = False
    """True where the time was over before the texts were."""


def recipe_of(text: Text) -> str:
    """A digest of the prompt and of the glossary rows that occur in a text."""
    rows = sorted(glossary_of([text.chinese]).items())
    return blake2b(repr((PROMPT_VERSION, rows)).encode(), digest_size=8).hexdigest()


def texts_due(
    database: Database,
    kinds: Sequence[TextKind],
    origin: Origin | None,
    now: datetime,
    report: Report,
    *,
    again: bool = False,
    documents: int | None = None,
) -> Iterator[Text]:
    """The texts that are to be asked for, picked documents first, then the newest; counts those that the rules have.

    `origin`: of the engine; without it no text is due. `again`: also those that have English or were refused.
    `documents`: how many are looked at; default: all.
    """
    seen: set[str] = set()
    with database.read() as connection:
        batches = pending.document_ids(connection)
    if documents:
        batches = batches[: documents // pending.DOCUMENTS_PER_QUERY]
    for kind, ids in product(kinds, batches):
        with database.read() as connection:
            texts = {text.key: text for text in items.TEXTS[kind](connection, ids) if text.key not in seen}
            accepted = queries.find_accepted(connection, texts)
            found = queries.find_translations(connection, texts)
        held = {translation.key: translation for translation in found if translation.origin == origin}
        seen |= texts.keys()
        for key, text in texts.items():
            if len(text.chinese) > LONGEST:
                continue
            report.texts += 1
            if _by_rules(text):
                report.by_rules += 1
            elif key in accepted or not (again or is_due(held.get(key), text, now)):
                report.before += 1
            elif origin:
                yield text


def _by_rules(text: Text) -> bool:
    """True where the rules have certain English, which is shown before that of any model."""
    if text.kind == "indicator":
        return english_indicator(text.chinese) is not None
    return text.kind == "name" and english_name(text.chinese).is_certain


def is_due(held: Translation | None, text: Text, now: datetime) -> bool:
    """Whether a text is to be asked for: it was not yet, or it would be asked otherwise, or was refused long ago."""
    if held is None or held.recipe != recipe_of(text):
        return True
    return held.english is None and now - held.made_at > REFUSED_FOR


def translate(
    database: Database,
    engine: Engine,
    due: Iterable[Text],
    limit: int,
    clock: Callable[[], datetime],
    report: Report,
    on_progress: Callable[[int], None] = lambda done: None,
    *,
    seconds: float = inf,
) -> None:
    """Ask an engine for the English of texts, at most so many, and store what passes the gates.

    After so many `seconds` nothing more is asked: the exchange of that moment is the last one.
    """
    refused, deadline = 0, monotonic() + seconds
    for batch in _batches(due, engine.batch, limit):
        answers = list(_answers(engine, batch, deadline, clock, report))
        with database.write() as connection:
            for answer in answers:
                queries.store_translation(connection, answer)
                refused = 0 if answer.english else refused + 1
        reasons = [answer.faults[0] for answer in answers if not answer.english]
        report.refused.update(reason.partition(": ")[0] for reason in reasons)
        report.asked += len(answers)
        report.stored += len(answers) - len(reasons)
        on_progress(report.asked)
        if refused >= MOST_REFUSED and not report.failure:
            report.failure = f"{engine.name} gives no usable answer ({reasons[-1]}); the run ends"
        if report.is_cut or report.failure:
            return


def _batches(texts: Iterable[Text], size: int, limit: int) -> Iterator[list[Text]]:
    """Texts of one kind, so many at once, at most so many in all."""
    for _, of_a_kind in groupby(islice(texts, limit), attrgetter("kind")):
        while batch := list(islice(of_a_kind, size)):
            yield batch


def _answers(
    engine: Engine, texts: Sequence[Text], deadline: float, clock: Callable[[], datetime], report: Report
) -> Iterator[Translation]:
    """Ask for texts of one kind, and alone for each that has no answer or that of another one, until the end."""
    report.is_cut = monotonic() > deadline
    if report.is_cut or report.failure:
        return
    chinese = [text.chinese for text in texts]
    try:
        answers = engine.translate(texts[0].kind, chinese)
        moved = misplaced(list(zip(chinese, answers, strict=True)))
        if sum(moved) > 1:
            raise BatchFailed("another text")
    except EngineFailed as error:
        report.failure = str(error)
        return
    except BatchFailed as error:
        if len(texts) == 1:
            yield _checked(engine, texts[0], "", [Fault(str(error))], clock())
            return
        answers, moved = chinese, [True] * len(texts)
    for text, english, is_moved in zip(texts, answers, moved, strict=True):
        if is_moved and len(texts) > 1:
            yield from _answers(engine, [text], deadline, clock, report)
        else:
            yield _checked(engine, text, english, faults(text.kind, text.chinese, english), clock())


def _checked(engine: Engine, text: Text, answer: str, found: Sequence[Fault], now: datetime) -> Translation:
    """An answer as it is stored, without its English where a fault refuses it."""
    english = answer if all(fault.is_mild for fault in found) else None
    origin, recipe, reasons = engine.origin, recipe_of(text), tuple(map(str, found))
    return Translation(text.kind, text.chinese, text.key, origin, english, engine.name, recipe, now, reasons)


def check_again(database: Database, report: Report) -> None:
    """Withhold stored English that today's gates refuse; no model is asked."""
    with database.read() as connection:
        held = list(queries.all_with_english(connection))
    for translation in held:
        found = faults(translation.kind, translation.chinese, translation.english or "")
        if hard := tuple(str(fault) for fault in found if not fault.is_mild):
            with database.write() as connection:
                queries.withhold(connection, translation, hard)
            report.withheld += 1
