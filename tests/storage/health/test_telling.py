"""What `zhengce health` says of documents that others have, and its words: lines, details, JSON, exit codes."""

import json
import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.extraction import Entry
from parsers.grammar.agencies import AGENCIES
from parsers.record import Attachment, IssuingBody
from parsers.registry.closed_sites import closed_sites
from scrapers.run import baselines, process
from storage import health
from storage.crawl import pages, runs
from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.crawl.stop_reason import StopReason
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.health import Health, Normal, Problem, Watched, backlog
from storage.schema import files
from tests.command_line import zhengce
from tests.conftest import Sample
from tests.storage.health.crawls import DAY, HOUR, MIIT, NOW, column, crawled, judged, kinds
from tests.storage.making import BODIES, document, entry, moment
from zhengce.notifications import message as words
from zhengce.sample import SOURCES

# Pages and documents


def moved(database: Database, title: str, *, days: int, **values: Any) -> None:
    """A document on gov.cn alone, published so many days ago."""
    record = document(
        source="state_council",
        url=f"https://www.gov.cn/zhengce/zhengceku/202611/content_{abs(hash(title)) % 10**7}.htm",
        title=title,
        document_number=None,
        document_number_as_printed=None,
        issued_title=None,
        published_on=(NOW - days * DAY).date(),
        published_at=None,
        evidence={},
        **values,
    )
    with database.write() as opened:
        saving.save(opened, record, None, entry(record), NOW - days * DAY)


def miit(database: Database, now: datetime = NOW) -> Health:
    watched = [MIIT, Watched("state_council", ())]
    with database.read() as opened:
        return health.check(opened, watched, now)[0]


def test_of_every_source_it_is_told_what_gov_cn_shows_and_its_own_lists_never_did(database: Database) -> None:
    """Whatever sources there are: a source bears the id of its body."""
    sources = baselines.watched(process.sources())
    names = [source.name for source in sources if source.name != "state_council"]
    for name in names:
        with database.write() as opened:
            runs.finish(
                opened, runs.begin(opened, name, now=NOW - HOUR), runs.RunFacts("finished", StopReason.FINISHED), NOW
            )
        body = IssuingBody(name, AGENCIES[name].zh_short, AGENCIES[name].zh_short, None, None)
        moved(database, f"{body.name}关于开展{AGENCIES[name].en_name}工作的通知", days=9, issuing_bodies=(body,))
    with database.read() as opened:
        found = {one.source: kinds(one).count("missed") for one in health.check(opened, sources, NOW)}
    assert found == {"state_council": 0, **dict.fromkeys(names, 1)}


@pytest.mark.parametrize(
    ("days", "values"),
    [
        (3, {}),  # its own site may follow
        (200, {}),  # says nothing of a list that stops now
        (9, {"issuing_bodies": (BODIES["cac"], BODIES["miit"])}),  # the first issuer is to print it
        (9, {"stage": "interpretation"}),
    ],
)
def test_documents_that_need_not_stand_on_the_ministrys_site_are_not_missed(
    database: Database, days: int, values: dict[str, Any]
) -> None:
    with database.write() as opened:
        crawled(opened, HOUR)
    moved(database, "工业和信息化部关于开展第二项工作的通知", days=days, **values)
    assert miit(database).ok


@pytest.mark.parametrize(("since", "told"), [("2026-11-20", []), ("2026-11-01", ["missed"])])
def test_a_document_from_before_the_day_back_to_which_the_lists_are_walked_is_not_missed(
    database: Database, since: str, told: list[str]
) -> None:
    with database.write() as opened:
        crawled(opened, 2 * HOUR, state={"since": since})
        crawled(opened, HOUR, state={"since": since})
    moved(database, "工业和信息化部关于开展第三项工作的通知", days=9)
    assert kinds(miit(database)) == told


def test_pages_that_failed_before_and_were_not_asked_again_are_still_told(database: Database) -> None:
    row = Entry("https://www.miit.gov.cn/art/1.html", "关于做好一项工作的通知", date(2026, 11, 1))
    with database.write() as opened:
        pages.failed(opened, "miit", row.url, row, f"{row.url}: status 500", NOW - 3 * DAY)
        crawled(opened, HOUR)
    [problem] = miit(database).problems
    assert problem.kind == "pages failing"
    assert problem.what == f"1 page could not be read when last requested, such as {row.url}: status 500"
    assert problem.since == NOW - 3 * DAY


def test_pages_that_wait_for_days_to_be_looked_at_are_told_as_behind(database: Database) -> None:
    row = Entry("https://www.miit.gov.cn/art/1.html", "关于做好一项工作的通知", date(2026, 11, 1))
    with database.write() as opened:
        pages.pages_to_fetch(opened, "miit", [row], NOW - 4 * DAY)
        crawled(opened, HOUR)
    [problem] = miit(database).problems
    assert (problem.kind, problem.since) == ("behind", NOW - 4 * DAY)


# Words and whole crawls


def test_problems_of_one_kind_share_a_line_and_the_worst_comes_first(connection: Connection) -> None:
    names = ("通知", "公告", "令", "解读", "规划")
    watched = Watched("miit", tuple(Normal(name) for name in names))
    states = {name: column({"listing": ["challenge", "a script"]}) for name in names}
    states["规划"] = column({"notices": {"missing page": [1, "404"]}})
    crawled(connection, HOUR, columns=states)
    [line] = words.lines([judged(connection, watched)])
    assert line == (
        "miit  WANTING  challenge since 2026-11-24 in 通知、公告、令 and 1 more column; "
        "missing page since 2026-11-24 in 规划"
    )
    late = Health("mot", (Problem("late", "no crawl for 3 days; twice its cadence"),))
    assert [*words.lines([late])] == ["mot  WANTING  late: no crawl for 3 days"]


def health_of(crawled: Sample, names: Collection[str], folder: Path) -> list[Health]:
    """Health after the crawl of a bundled recording, of a copy of what it stored."""
    copy = shutil.copy(crawled.folder / "zhengce.db", folder)
    database = open_database(f"sqlite:///{copy}", upgrade=False)
    with database.read() as opened:
        watched = [one for one in baselines.watched(process.sources()) if one.name in names]
        found = health.check(opened, watched, datetime.now(UTC))
    database.close()
    return found


def test_a_source_that_the_sample_lacks_is_not_wanting(sample: Sample, tmp_path: Path) -> None:
    found = {one.source: one for one in health_of(sample, process.source_names(), tmp_path)}
    lacking = found.keys() - set(SOURCES)
    assert lacking
    assert {words.well(found[name]) for name in lacking if found[name].ok} == {"not in the sample, and never crawled"}
    assert all(one.ok for one in found.values())


def test_after_the_bad_day_every_trouble_is_named(bad_day: Sample, tmp_path: Path) -> None:
    found = {one.source: sorted(set(kinds(one))) for one in health_of(bad_day, SOURCES, tmp_path)}
    assert found == {
        **{name: [] for name in SOURCES},
        "state_council": ["empty listing"],
        "miit": ["challenge"],
        "ndrc": ["missing page", "no answer"],
        "mot": ["challenge", "stopped"],
    }


# The command and its page


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """A data folder in which MIIT blocked the last crawl and the others were never crawled."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as opened:
        seen = {"listing": ["blocked", "https://www.miit.gov.cn/: blocked with status 403"]}
        crawled(opened, timedelta(0), columns={"文件发布·通知": column(seen)})
    database.close()
    return tmp_path


def test_the_command_prints_a_line_a_source_and_exits_with_1(blocked: Path) -> None:
    result = zhengce("health", data=blocked)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines if line.split()[1] == "WANTING"] == process.source_names()
    assert [line.split()[0] for line in lines if line.split()[1] == "closed"] == list(closed_sites())


def test_a_named_source_is_told_in_detail_and_in_json(blocked: Path) -> None:
    assert (
        "· 文件发布·通知: https://www.miit.gov.cn/: blocked with status 403"
        in zhengce("health", "miit", data=blocked).stdout
    )
    [told] = json.loads(zhengce("health", "miit", "--format", "json", data=blocked).stdout)
    assert told["ok"] is False
    assert told["problems"][0]["kind"] == "blocked"


def test_notify_without_an_address_is_wrong_usage(blocked: Path) -> None:
    result = zhengce("health", "--notify", data=blocked)
    assert result.returncode == 2
    assert "notifications.webhooks" in result.stderr


def test_every_kind_of_problem_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [kind for kind in get_args(health.ProblemKind) if f"| `{kind}` |" not in text] == []
    assert set(get_args(health.Trouble)) <= set(get_args(health.ProblemKind))


def test_files_by_state_are_told_and_are_no_problem_of_a_source() -> None:
    found = Health("miit", files={"ok": 5, "scan": 1})
    assert [*words.details(found)] == []
    assert [*words.files_by_state(found)] == ["  files: 5 ok, 1 scan"]


# What `zhengce health` says of the attached files of a source


def publish(database: Database, *states: str | None, **values: Any) -> None:
    """Holds a document with a file of each of these states, a day after the other; None: it was never read."""
    links = tuple(Attachment("附件", f"https://www.miit.gov.cn/{place}.pdf", None) for place in range(len(states)))
    with database.write() as connection:
        saving.save(connection, replace(document(), attachments=links), None, None, moment(0))
        for place, state in enumerate(states):
            row = {"state": state, "published_on": date(2026, 1, 1) + timedelta(days=place), **values}
            connection.execute(sa.update(files).where(files.c.id == place + 1).values(row))


def told(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        found = backlog.find_problems(
            connection, "miit", (), crawled_at=moment(0), patience=timedelta(days=1), now=moment(0), start=None
        )
        return [(one.kind, one.what) for one in found]


def test_files_are_counted_by_state(database: Database) -> None:
    publish(database, "ok", "ok", "scan", None, None)
    with database.write() as connection:
        connection.execute(sa.update(files).where(files.c.id == 5).values(skip_reason="of another body"))
    with database.read() as connection:
        assert backlog.count_files(connection, "miit") == {"left": 1, "ok": 2, "scan": 1, "waiting": 1}
        assert backlog.count_files(connection, "ndrc") == {}


def test_a_file_that_cannot_be_had_is_told_for_a_fortnight(database: Database) -> None:
    publish(database, None, failures=1, failed_why="https://www.miit.gov.cn/0.pdf: 404, no such page")
    said = "1 file could not be had when last requested, such as https://www.miit.gov.cn/0.pdf: 404, no such page"
    assert told(database) == [("files failing", said)]
    with database.write() as connection:
        connection.execute(sa.update(files).values(failures=FAILED_A_FORTNIGHT + 1))
    assert told(database) == []
