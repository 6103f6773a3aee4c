"""The table of bodies after a crawl, an upgrade and a reparse, and what it decides."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

import zhengce.sample as samples
from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody, Relation
from pipelines import agencies
from pipelines.reparse.reparse import reparse
from scrapers.run import process
from storage import schema
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.documents.queries import select
from tests.command_line import zhengce
from tests.storage.keeping import save
from tests.storage.making import document

CBIRC, NFRA, MIIT = (
    IssuingBody(body, AGENCIES[body].zh_short, AGENCIES[body].zh_short, AGENCIES[body].en_name, AGENCIES[body].abbr)
    for body in ("cbirc", "nfra", "miit")
)
RULE = document(
    source="nfra",
    url="https://www.nfra.gov.cn/old.html",
    title="闸板租赁公司管理办法",
    issued_title=None,
    subject=None,
    document_type="办法",
    document_number="银保监会令2020年第3号",
    document_number_as_printed=None,
    issuing_bodies=(CBIRC,),
    written_on=date(2020, 3, 1),
    published_on=date(2020, 3, 5),
    published_at=None,
    effective_on=date(2020, 5, 1),
    body="第一条 闸板要结实，租赁公司应当保证质量。\n第二条 本办法自2020年5月1日起施行。",
    attachments=(),
    cites=(),
)
REPEAL = replace(
    RULE,
    url="https://www.nfra.gov.cn/new.html",
    title="闸板租赁和销售管理办法",
    document_number="国家金融监督管理总局令2024年第6号",
    issuing_bodies=(NFRA,),
    written_on=date(2024, 6, 1),
    published_on=date(2024, 6, 3),
    effective_on=date(2024, 8, 1),
    body="第一条 租赁闸板的公司应当登记。\n第二条 本办法自2024年8月1日起施行，《闸板租赁公司管理办法》同时废止。",
    relations=(
        Relation("repeals", "闸板租赁公司管理办法", None, date(2024, 8, 1), words="《闸板租赁公司管理办法》同时废止。"),
    ),
)


def ids_in(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(connection.execute(sa.select(schema.agencies.c.id)).scalars())


def status_of_rule(database: Database) -> str | None:
    with database.read() as connection:
        [rule] = (one for one in select(connection, Filters()) if one.record.title == RULE.title)
    return rule.status(date(2025, 1, 1))


def crawl(data: Path) -> None:
    url = f"sqlite:///{data / 'zhengce.db'}"
    process.crawl(["nda"], database_url=url, data_dir=data, replay=samples.SAMPLE)


def test_a_crawl_fills_the_table(tmp_path: Path) -> None:
    crawl(tmp_path)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    assert ids_in(database) == sorted(AGENCIES)
    database.close()


def test_an_upgrade_fills_the_table(tmp_path: Path) -> None:
    assert zhengce("db", "upgrade", data=tmp_path).returncode == 0
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    assert ids_in(database) == sorted(AGENCIES)
    database.close()


def test_a_reparse_fills_the_table_and_a_dry_run_does_not(database: Database, tmp_path: Path) -> None:
    reparse(database, tmp_path, processes=1, dry_run=True)
    assert ids_in(database) == []
    reparse(database, tmp_path, processes=1)
    assert ids_in(database) == sorted(AGENCIES)


def test_a_rule_that_a_successor_repealed_before_the_table_was_filled_is_repealed_then(database: Database) -> None:
    save(database, RULE)
    save(database, REPEAL, 1)
    assert status_of_rule(database) == "in_force"
    agencies.fill(database)
    assert status_of_rule(database) == "repealed"


def test_a_rule_that_a_successor_repeals_is_repealed_at_once(database: Database) -> None:
    agencies.fill(database)
    save(database, RULE)
    save(database, REPEAL, 1)
    assert status_of_rule(database) == "repealed"


def test_one_of_two_successors_repeals(database: Database) -> None:
    """The rules of AQSIQ went to SAMR and to GACC."""
    agencies.fill(database)
    aqsiq, gacc = (
        replace(CBIRC, id=body, name=AGENCIES[body].zh_short, as_printed=AGENCIES[body].zh_short)
        for body in ("aqsiq", "gacc")
    )
    save(database, replace(RULE, issuing_bodies=(aqsiq,)))
    save(database, replace(REPEAL, issuing_bodies=(gacc,)), 1)
    assert status_of_rule(database) == "repealed"


def test_a_body_that_succeeded_nobody_repeals_nothing_of_another(database: Database) -> None:
    save(database, RULE)
    save(database, replace(REPEAL, issuing_bodies=(MIIT,)), 1)
    agencies.fill(database)
    assert status_of_rule(database) == "in_force"
