"""zhengce, the front door: what holds for every command. `zhengce/cli/commands.csv` says where each of them stands."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from parsers.csv_tables import rows_of
from scrapers import spiders
from scrapers.network import redaction
from zhengce.cli.shared import failures
from zhengce.cli.shared.errors import refusing
from zhengce.cli.shared.groups import Group
from zhengce.cli.shared.options import PATH, Settings
from zhengce.settings.load import ConfigurationError, load


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


def _setting(name: str, metavar: str, help: str, **options: Any) -> click.Option:
    variable = f"ZHENGCE_{name.upper()}"
    return click.Option([f"--{name}"], metavar=metavar, help=help, envvar=variable, show_envvar=True, **options)


program = Group(
    rows_of("zhengce.cli", "commands.csv"),
    open_groups=("read", "judge", "ops"),
    help="政策: crawl, read and store Chinese policy documents, so that every value can be cited.",
    callback=load_settings,
    params=[
        _setting("data", "DIR", "Folder of database and archive. Default: data.", type=PATH),
        _setting("database", "URL", "SQLAlchemy URL; without it SQLite in the data folder."),
        _setting("config", "FILE", "Settings. Default: zhengce.toml, if there is one.", type=PATH),
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
