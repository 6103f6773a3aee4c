"""The health of the sources in words: one line a source for a terminal, a log or a message; details on request."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from parsers.moments import CHINA
from storage.health import Health, Problem, ProblemKind, by_kind
from storage.health.alerts import HealthChange
from storage.health.backoff import Backoff
from zhengce.documents.phrases import join
from zhengce.english import vocabulary

NAMED = 3
"""Most columns that a line names; of more it gives the number."""


def lines(found: Sequence[Health]) -> Iterator[str]:
    """One line a source: its name, `ok`, `WANTING` or `closed`, and what is wrong since when, or what it does."""
    width = max((len(health.source) for health in found), default=0)
    for one in found:
        verdict = "closed" if one.closed else "ok" if one.ok else "WANTING"
        yield f"{one.source:<{width}}  {verdict:<7}  {wrong(one) or well(one)}"


def details(one: Health) -> Iterator[str]:
    """Every problem of a source, and its rest, on a line of its own, with what was seen."""
    for kind, problems in by_kind(one.problems).items():
        for problem in problems:
            yield f"  {kind}{_since(problem.since)}{' · ' + problem.column if problem.column else ''}: {problem.what}"
    if one.backoff:
        yield f"  {_backoff(one.backoff)}: {one.backoff.why}"


def files_by_state(one: Health) -> Iterator[str]:
    """How many attached files of a source are in which state, in one line; none where it has no files."""
    if one.files:
        yield f"  files: {', '.join(f'{number} {state}' for state, number in one.files.items())}"


def wrong(one: Health) -> str:
    """What is wrong with a source, in one line; empty where nothing is."""
    parts = [_group(kind, problems) for kind, problems in by_kind(one.problems).items()]
    return join([*parts, _backoff(one.backoff)] if one.backoff else parts)


def well(one: Health) -> str:
    """What a source that is well does, in one line."""
    if one.closed:
        return f"{one.closed.reason}, seen {one.closed.seen_on}"
    if one.well:
        return one.well
    if one.crawled_at is None and one.is_recorded:
        return "not in the sample, and never crawled"
    if one.crawled_at is None:
        return "its first crawl is going on"
    found = f"{one.new} new or changed" if one.new else "nothing new"
    newest = f", its newest document is of {one.newest}" if one.newest else ""
    going_on = "; a crawl is going on" if one.is_running else ""
    recorded = " (a recording: age and size are not judged)" if one.is_recorded else ""
    return f"{found} at {one.crawled_at:%Y-%m-%d %H:%M} UTC{newest}{going_on}{recorded}"


def message(changes: Sequence[HealthChange]) -> tuple[str, str]:
    """Subject and text of the message that tells of these changes."""
    ill = [change.now.source for change in changes if not change.now.ok]
    better = [change.now.source for change in changes if change.now.ok]
    parts = [f"{', '.join(ill)}: wanting" if ill else "", f"{', '.join(better)}: well again" if better else ""]
    text = []
    for change in changes:
        over = f" (no more: {', '.join(change.over)})" if change.over else ""
        text.append(f"{change.now.source}: {wrong(change.now) or 'well again'}{over}")
        text += details(change.now)
    return f"zhengce: {'; '.join(filter(None, parts))}", "\n".join(text) + "\n"


def _group(kind: ProblemKind, problems: Sequence[Problem]) -> str:
    first = min((problem.since for problem in problems if problem.since), default=None)
    since = _since(first)
    columns = list(dict.fromkeys(problem.column for problem in problems if problem.column))
    if not columns:
        return f"{kind}{since}: {problems[0].what.split('; ')[0]}"
    more = f" and {vocabulary.counted(len(columns) - NAMED, 'more column')}" if len(columns) > NAMED else ""
    named = "、".join(columns[:NAMED])
    return f"{kind}{since} in {named}{more}"


def _backoff(backoff: Backoff) -> str:
    until = f"{backoff.until:%Y-%m-%d %H:%M} UTC"
    return f"no requests before {until}"


def _since(moment: datetime | None) -> str:
    """The day in China, like all days of this project."""
    return f" since {moment.astimezone(CHINA):%Y-%m-%d}" if moment else ""
