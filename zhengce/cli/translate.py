"""`translate`: English of names, indicators and sentences by the model that is configured."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

import click

from storage.errors import StorageError
from storage.translations.texts import KINDS, Text
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.options import Settings, background_command, limit_option
from zhengce.cli.shared.progress import progress
from zhengce.english import stored
from zhengce.english.engines import EngineFailed, run
from zhengce.english.engines.local import LocalEngine, get_model
from zhengce.english.engines.model import ModelEngine
from zhengce.notifications.turns import turn
from zhengce.settings.english import EnglishModel, What, read_what

LEASE = "translate"
DOCUMENTS_AFTER_CRAWL = 5_000
"""Picked and then the newest documents, whose texts a crawl has put into English at its end."""
SECONDS_AFTER_CRAWL = 900.0
"""After which a crawl asks for nothing more; the next one goes on."""


def _what(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[What, ...] | None:
    with refusing(ValueError, where="--what"):
        return read_what(value) if value else None


@background_command("translate")
@click.option("--what", metavar="KINDS", callback=_what, help="names, indicators, sentences. Default: as configured.")
@click.option(
    "--engine",
    type=click.Choice(("rules", "model", "local")),
    metavar="ENGINE",
    help="rules, model or local. Default: the one that is configured.",
)
@limit_option(None, "Texts asked for at most; never more than configured (per_run).", most=1_000_000)
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and ask nobody.")
@click.option(
    "--get",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="LIST",
    help="Fetch the files of a model for --engine local: a SHA-256 and an address a line.",
)
@click.option("--again", is_flag=True, help="Ask also for what has English or was refused; not for what was accepted.")
@click.pass_obj
def translate(
    settings: Settings,
    what: tuple[What, ...] | None,
    engine: str | None,
    limit: int | None,
    dry_run: bool,
    get: Path | None,
    again: bool,
) -> int:
    """Ask the configured model for the English of what the rules do not know for certain.

    Each text is asked for once, whatever documents it stands in. What is stored is marked as a machine's until an
    editor accepts it.
    """
    if get is not None:
        return _get(get, settings.chosen.english, engine)
    return _run(settings, engine, what=what, limit=limit, is_dry=dry_run, again=again)


def _get(listing: Path, chosen: EnglishModel, engine: str | None) -> int:
    """Fetch a model into the configured folder, and load it once."""
    if chosen.local is None or _engine_name(chosen, engine) != "local":
        raise Unusable("--get is for --engine local: name the folder as local in the section [english] of zhengce.toml")
    with refusing(EngineFailed):
        size = get_model(listing, chosen.local)
    _load(chosen, "local")
    click.echo(f"{chosen.local}: a model of {size / 1e6:,.1f} MB that works; `zhengce translate` asks it")
    return DONE


def translate_after_crawl(settings: Settings) -> bool:
    """Ask for the names and indicators of the newest documents after a crawl. True unless the engine failed."""
    try:
        with refusing(StorageError):
            return _run(settings, documents=DOCUMENTS_AFTER_CRAWL, seconds=SECONDS_AFTER_CRAWL) == DONE
    except Unusable as error:
        click.echo(f"zhengce: not translated: {error}", err=True)
        return False


def _run(
    settings: Settings,
    engine: str | None = None,
    *,
    what: tuple[What, ...] | None = None,
    limit: int | None = None,
    is_dry: bool = False,
    again: bool = False,
    documents: int | None = None,
    seconds: float = inf,
) -> int:
    """Ask for texts, of so many documents and for so many seconds at most, and print how it went; the exit code.

    Without a bound of time, what is stored passes the gates as well.
    """
    chosen = settings.chosen.english
    name = _engine_name(chosen, engine)
    most = min(limit or chosen.per_run, chosen.per_run)
    with ExitStack() as stack:
        db = stack.enter_context(opened(settings))
        loaded = _load(chosen, name) if name != "rules" and not is_dry else None
        report, now = run.Report(), datetime.now(UTC)
        kinds = [kind for kind in KINDS if f"{kind}s" in (what or chosen.what)]
        origin = None if name == "rules" else name
        texts = run.texts_due(db, kinds, origin, now, report, again=again, documents=documents)
        if is_dry:
            with progress("reading", None):
                due = list(islice(texts, most))
            click.echo(_plan(chosen, name, due, report))
            return DONE
        began = monotonic()
        if not stack.enter_context(turn(db, LEASE, now)):
            click.echo("Another process is translating; the next run goes on.", err=True)
            return DONE
        if seconds == inf:
            run.check_again(db, report)
        with progress("reading", None):
            due = list(islice(texts, most + 1))
        if loaded is not None and due:
            with progress(f"asking {loaded.name}", min(len(due), most)) as on_progress:
                run.translate(db, loaded, due, most, lambda: datetime.now(UTC), report, on_progress, seconds=seconds)
        stored.refresh(db)
    click.echo(_summary(report, loaded, monotonic() - began, is_cut=report.is_cut or len(due) > most))
    if report.failure:
        click.echo(f"zhengce: {report.failure}", err=True)
    return WANTING if report.failure else DONE


def _engine_name(chosen: EnglishModel, wanted: str | None) -> Any:
    """The engine to use. Raises Unusable where it is not configured."""
    if wanted is None:
        return "model" if chosen.url else "local" if chosen.local else "rules"
    missing = {"model": not chosen.url, "local": not chosen.local}.get(wanted)
    if missing:
        keys = "url and model" if wanted == "model" else "local"
        raise Unusable(f"--engine {wanted}: set {keys} in the section [english] of zhengce.toml (docs/english.md)")
    return wanted


def _load(chosen: EnglishModel, name: str) -> run.Engine:
    """The engine. Raises Unusable where its optional dependency is not installed, or its folder holds no model."""
    try:
        with refusing(EngineFailed):
            return ModelEngine(chosen) if name == "model" else LocalEngine(chosen.local or Path())
    except ImportError as error:
        raise Unusable(f"English by a model in a folder needs {error.name}: pip install 'zhengce[local]'") from error


def _summary(report: run.Report, engine: run.Engine | None, seconds: float, *, is_cut: bool) -> str:
    """1,412 texts: 860 by rules, 552 asked of qwen3:8b, 537 stored, 15 refused (number lost 9, …); 0:04:10."""
    parts = [f"{report.by_rules:,} by rules"]
    if engine is not None:
        parts += [f"{report.asked:,} asked of {engine.name}", f"{report.stored:,} stored"]
        refused = report.refused.total()
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in report.refused.most_common())
        parts.append(f"{refused:,} refused" + (f" ({reasons})" if refused else ""))
        if report.before:
            parts.append(f"{report.before:,} known from before")
    elif left := report.texts - report.by_rules - report.before:
        parts.append(f"{left:,} need a model (docs/english.md)")
    if report.withheld:
        parts.append(f"{report.withheld:,} of before withheld")
    if is_cut:
        parts.append("more are left for the next run")
    return f"{report.texts:,} texts: {', '.join(parts)}; {timedelta(seconds=round(seconds))}"


def _plan(chosen: EnglishModel, name: str, due: Sequence[Text], report: run.Report) -> str:
    """What a run would ask for."""
    engine = {"model": chosen.model, "local": chosen.local and chosen.local.name}.get(name)
    characters = sum(len(text.chinese) for text in due)
    line = f"{report.texts:,} texts: {report.by_rules:,} by rules, {len(due):,} to ask for"
    return f"{line}{f' of {engine}' if engine else ''}; {characters:,} characters; nothing was asked"
