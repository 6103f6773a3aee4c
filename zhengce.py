"""zhengce, the front door: the groups of commands and nothing else. Each command stands in a module of `commands/`."""

import os
import sys
from pathlib import Path

import click

from commands.cli import failures
from commands.cli.errors import refusing
from commands.cli.groups import Entry, Group
from commands.cli.options import PATH, Settings
from configuration import redaction
from configuration.load import ConfigurationError, load
from scrapers import spiders

READ_ALONE = Group(
    "read",
    "Read saved pages, titles and files to JSON or text, without a database.",
    "saved pages, titles, files, without a database: parse …",
    {
        "Commands": {
            "parse": Entry("commands.pages:parse", "a saved page to a record"),
            "listing": Entry("commands.pages:listing", "a saved listing page to its rows"),
            "title": Entry("commands.titles:title", "a title: what its words alone say"),
            "text": Entry("commands.files:text", "an attached file to its text"),
            "amend": Entry("commands.files:amend_", "what a decision changes in a rule, applied"),
            "articles": Entry("commands.files:articles", "a text to its chapters, articles, sections"),
        }
    },
)
JUDGE = Group(
    "judge",
    "Judge what is one document and what is two; crawls and reparses obey.",
    "one document or two? merge, split",
    {
        "Commands": {
            "merge": Entry("commands.judgements:merge", "two documents are one"),
            "split": Entry("commands.judgements:split", "a page is a document of its own"),
        }
    },
)
WATCH = Group(
    "watch",
    "Saved searches that send what is new or revised.",
    "saved searches that send what is new: list, try, run",
    {
        "Commands": {
            "list": Entry("commands.watches:watch_list", "the saved searches, and how far each channel is"),
            "try": Entry("commands.watches:watch_try", "what one would have sent in the last days"),
            "run": Entry("commands.watches:watch_run", "send what is due now"),
        }
    },
)
ISSUES = Group(
    "issues",
    "Issues of a newsletter, with their sections and entries.",
    "issues of a newsletter: list, show, export",
    {
        "Commands": {
            "list": Entry("commands.newsletter:issues_list", "every issue, the newest first"),
            "show": Entry("commands.newsletter:issues_show", "an issue as Markdown or JSON"),
            "export": Entry("commands.newsletter:issues_export", "an issue as Markdown, HTML or Word"),
        }
    },
)
DB = Group(
    "db",
    "The schema of the database, its index and copies.",
    "the database itself: upgrade, current, path, backup, reindex",
    {
        "Commands": {
            "upgrade": Entry("commands.ops.database:upgrade", "bring the database to this version's schema"),
            "current": Entry("commands.ops.database:current", "the schema's version"),
            "path": Entry("commands.ops.database:path", "where the database is"),
            "backup": Entry("commands.ops.database:backup", "copy an SQLite database while crawls go on"),
            "reindex": Entry("commands.ops.database:reindex", "make the search index and the keywords anew"),
        }
    },
)
ARCHIVE = Group(
    "archive",
    "The archive folder: the answers of the sites as they were served.",
    "the archive folder: check",
    {"Commands": {"check": Entry("commands.ops.archive:check", "is every archived answer still what it was?")}},
)
OPS = Group(
    "ops",
    "Operate crawls, workers and the database.",
    "operations: runs, health, schedule, worker, probe, reparse, db …",
    {
        "Commands": {
            "runs": Entry("commands.ops.crawls:runs", "what each crawl did"),
            "health": Entry("commands.ops.health:health", "is every source alive? exit code 1 if one is not"),
            "schedule": Entry("commands.ops.crawls:schedule", "how often each source is crawled, and when next"),
            "worker": Entry("commands.ops.workers:worker", "crawl what is due, as one of several", "queue"),
            "probe": Entry("commands.ops.probe:probe", "check at the live sites what the spiders rely on"),
            "reparse": Entry("commands.ops.reparse:reparse", "read the archive again with today's parsers"),
            "index": Entry("commands.ops.indexes:index", "keywords, quotations and vectors of new documents"),
            "db": DB,
            "archive": ARCHIVE,
            "backup": Entry("commands.ops.database:backup", "copy an SQLite database while crawls go on"),
        }
    },
)
SECTIONS: dict[str, dict[str, Entry | Group]] = {
    "Read": {
        "search": Entry("commands.documents:search", "full text, titles first or the newest"),
        "list": Entry("commands.documents:list_", "the newest documents"),
        "show": Entry("commands.documents:show", "one document: text, record, evidence, revisions"),
        "targets": Entry("commands.relations:targets", "targets in figures, equal indicators side by side"),
        "life": Entry("commands.relations:life", "draft, final, interpretations, amendments, repeal"),
        "series": Entry("commands.relations:series", "number series: which are there, which are missing"),
        "audit": Entry("commands.references:audit", "check a bibliography against the database"),
        "read": READ_ALONE,
    },
    "Write": {
        "annotate": Entry("commands.annotations:annotate", "an editor's title, note, tags and links"),
        "issues": ISSUES,
        "picks": Entry("commands.newsletter:picks", "the documents picked for a newsletter"),
        "translations": Entry("commands.english.translations:translations", "English that awaits a person; accept it"),
        "judge": JUDGE,
        "edits": Entry("commands.annotations:edits", "what people wrote, over what, and its undo"),
    },
    "Share": {
        "brief": Entry("commands.newsletter:brief", "what a policy newsletter needs of a period"),
        "cite": Entry("commands.references:cite", "a citation with the archive's digest"),
        "evidence": Entry("commands.references:evidence", "archived pages and files as WACZ"),
        "export": Entry("commands.documents:export", "documents as CSV, XLSX, JSON lines or Parquet"),
        "feed": Entry("commands.changes:feed", "an Atom or JSON feed of what changed"),
        "changes": Entry("commands.changes:changes", "every change in order, as JSON lines"),
        "publish": Entry("commands.publishing:publish", "the whole database as dated files", "export"),
        "watch": WATCH,
    },
    "Run": {
        "crawl": Entry("commands.crawl:crawl", "the sites, or a recording, into the database"),
        "translate": Entry("commands.english.translate:translate", "English by the model that is configured"),
        "sources": Entry("commands.sources:sources", "what is crawled, what is closed, terms of reuse"),
        "serve": Entry("commands.serving:serve", "the web page and API", "web"),
        "mcp": Entry("commands.serving:mcp", "tools for language models on standard input", "web"),
        "ops": OPS,
    },
}
SHORT_NAMES = {name: (group.name or "", name) for group in (READ_ALONE, JUDGE, OPS) for name in group.entries}
"""Names of commands in groups that work without the group: merge -> judge, merge. The help leaves them out."""


@click.pass_context
def load_settings(ctx: click.Context, data: Path | None, database: str | None, config: Path | None) -> None:
    """Read what is set in zhengce.toml, the environment and the options before the command. Raises Unusable."""
    if config is not None:
        os.environ["ZHENGCE_CONFIG"] = str(config)  # Scrapy's settings, and processes of ours, read the same file
    with refusing(ConfigurationError):
        chosen = load()
        chosen.check_sources(spiders.names())
    if database:
        redaction.keep_secret(*redaction.secrets_of_database(database))
    folder = data or chosen.data
    ctx.obj = Settings(folder, database or chosen.database or f"sqlite:///{folder / 'zhengce.db'}", chosen)


def _print_version(ctx: click.Context, parameter: click.Parameter, is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version  # takes longer than reading a title

        click.echo(f"zhengce {version('zhengce')}")
        ctx.exit()


program = Group(
    "zhengce",
    "政策: crawl, read and store Chinese policy documents, so that every value can be cited.",
    None,
    SECTIONS,
    hidden_names=SHORT_NAMES,
    callback=load_settings,
    params=[
        click.Option(
            ["--data"],
            type=PATH,
            envvar="ZHENGCE_DATA",
            show_envvar=True,
            metavar="DIR",
            help="Folder of database and archive. Default: data.",
        ),
        click.Option(
            ["--database"],
            envvar="ZHENGCE_DATABASE",
            show_envvar=True,
            metavar="URL",
            help="SQLAlchemy URL; without it SQLite in the data folder.",
        ),
        click.Option(
            ["--config"],
            type=PATH,
            envvar="ZHENGCE_CONFIG",
            show_envvar=True,
            metavar="FILE",
            help="Settings. Default: zhengce.toml, if there is one.",
        ),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Print the version.",
        ),
    ],
)


def main() -> int:
    """Run the command line on the arguments of the process; the exit code."""
    return failures.run(program)


if __name__ == "__main__":
    sys.exit(main())
