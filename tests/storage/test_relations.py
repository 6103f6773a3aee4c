"""What documents do to one another: resolved to held documents, kept when those change, told as changes."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.record import Citation, Evidence, PolicyDocument, Relation, RelationKind, Stage
from storage import changes
from storage.changes import Change
from storage.crawl import pages
from storage.database import Database
from storage.documents import queries
from storage.relations import status
from storage.relations.life import read_life
from storage.relations.resolving import Candidate, resolve
from storage.schema import agencies, citations, documents
from tests.storage.keeping import save
from tests.storage.making import BODIES, document, moment
from tests.tables import from_table

OLD = document(
    url="https://www.miit.gov.cn/old.html",
    title="闸板生产管理办法",
    issued_title=None,
    document_number="工信部装〔2015〕8号",
    document_number_as_printed="工信部装〔2015〕8号",
    written_on=date(2015, 3, 1),
    published_on=date(2015, 3, 5),
    published_at=None,
    effective_on=date(2015, 5, 1),
    body="第一条 闸板要结实，生产单位应当保证质量。\n第二条 本办法自2015年5月1日起施行。",
    attachments=(),
    cites=(),
)
NEW = replace(
    OLD,
    url="https://www.miit.gov.cn/new.html",
    title="闸板生产和销售管理办法",
    document_number="工信部装〔2022〕9号",
    document_number_as_printed="工信部装〔2022〕9号",
    written_on=date(2022, 6, 1),
    published_on=date(2022, 6, 3),
    effective_on=date(2022, 8, 1),
    body="第一条 销售闸板的单位应当登记。\n第二条 本办法自2022年8月1日起施行，《闸板生产管理办法》同时废止。",
    relations=(
        Relation("repeals", "闸板生产管理办法", None, date(2022, 8, 1), words="《闸板生产管理办法》同时废止。"),
        Relation("based_on", "中华人民共和国闸板法", words="根据《中华人民共和国闸板法》，制定本办法。"),
    ),
)
DRAFT = replace(
    OLD,
    url="https://www.miit.gov.cn/draft.html",
    title="公开征求对《闸板生产和销售管理办法（征求意见稿）》的意见",
    issued_title="闸板生产和销售管理办法（征求意见稿）",
    stage="draft",
    document_number=None,
    document_number_as_printed=None,
    written_on=None,
    published_on=date(2021, 9, 1),
    effective_on=None,
    body="为了规范闸板的销售，我部起草了征求意见稿，现公开征求意见。",
    relations=(Relation("draft_of", "闸板生产和销售管理办法", words="《闸板生产和销售管理办法（征求意见稿）》"),),
)


def told(database: Database) -> list[tuple[str, int, int | None]]:
    with database.read() as connection:
        return [(change.kind, change.document_id, change.other_id) for change in changes.after(connection, 0)]


def of_change(change: Change) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields of a change, and what others do to its document."""
    fields = dict(change.fields or {})
    return fields, fields.pop("events", {"new": []})["new"]


def done(database: Database) -> list[tuple[int, list[tuple[str, int, str | None]]]]:
    """What the log tells that others do to held documents: kind, who does it, the part."""
    with database.read() as connection:
        every = [(change.document_id, of_change(change)[1]) for change in changes.after(connection, 0)]
    return [(held, [(one["kind"], one["said_by"], one["part"]) for one in events]) for held, events in every if events]


def of(database: Database, document_id: int) -> queries.StoredDocument:
    with database.read() as connection:
        found = queries.by_id(connection, document_id)
    assert found is not None
    return found


def statuses(database: Database, document_id: int, *days: date) -> list[str | None]:
    """The status on these days, as SQL and as Python say it."""
    found = []
    with database.read() as connection:
        for day in days:
            query = sa.select(status.expression(day)).where(documents.c.id == document_id)
            said = connection.execute(query).scalar_one()
            assert said == status.standing(connection, document_id, day).status
            found.append(said)
    return found


def test_a_later_document_ends_a_held_one_and_the_change_is_told(database: Database) -> None:
    save(database, OLD)
    save(database, NEW, 1)
    assert told(database) == [("new", 1, None), ("new", 2, None), ("related", 1, 2)]
    old = of(database, 1)
    assert (old.ended_on, old.ended_by, old.ended_as) == (date(2022, 8, 1), 2, "repealed")
    with database.read() as connection:
        fields, (event,) = of_change(changes.after(connection, 2)[0])
        assert fields == {
            "status": {"old": "in_force", "new": "repealed"},
            "ended_on": {"old": None, "new": "2022-08-01"},
            "ended_by": {"old": None, "new": 2},
        }
        named = {name: event[name] for name in ("kind", "day", "document_id", "document_number", "words", "part")}
        assert named == {
            "kind": "repealed_by",
            "day": "2022-08-01",
            "document_id": 2,
            "document_number": NEW.document_number,
            "words": "《闸板生产管理办法》同时废止。",
            "part": None,
        }
        ended = status.standing(connection, 1, date(2023, 1, 1))
    assert (ended.since, ended.words, ended.rule, ended.document_id) == (
        date(2022, 8, 1),
        "《闸板生产管理办法》同时废止。",
        "repeals",
        2,
    )
    assert [(item.kind, item.document_id) for item in of(database, 2).record.relations] == [
        ("repeals", 1),
        ("based_on", None),  # not held: it stays as printed
    ]


def suspending(day: date, kind: RelationKind, name: str, **values: Any) -> PolicyDocument:
    """A notice that suspends or resumes OLD, or does something else to it, from its own day on."""
    words = f"自{day}起，暂停实施《闸板生产管理办法》。"
    return replace(
        OLD,
        url=f"https://www.miit.gov.cn/{name}.html",
        title=f"关于{name}闸板生产管理办法的通知",
        document_number=f"工信部装〔{day.year}〕{day.month}号",
        document_number_as_printed=None,
        written_on=day,
        published_on=day,
        effective_on=day,
        body=words,
        relations=(Relation(kind, OLD.title, OLD.document_number, day, words=words, **values),),
    )


def test_a_document_is_suspended_for_the_days_that_another_one_names(database: Database) -> None:
    save(database, OLD)
    save(database, suspending(date(2016, 3, 1), "suspends", "暂停", duration="6个月"), 1)
    save(database, suspending(date(2016, 9, 1), "suspends", "继续暂停", until=date(2017, 9, 1)), 2)
    days = (date(2016, 2, 29), date(2016, 3, 1), date(2016, 9, 1), date(2017, 9, 1), date(2017, 9, 2))
    assert statuses(database, 1, *days) == ["in_force", "suspended", "suspended", "suspended", "in_force"]
    with database.read() as connection:
        both = [of_change(change)[0] for change in changes.after(connection, 0) if change.kind == "related"]
        (first, second) = both
        found = status.standing(connection, 1, date(2017, 1, 1))
        life = read_life(connection, 1, date(2017, 1, 1))
    assert first == {
        "status": {"old": "in_force", "new": "in_force"},  # it is over today
        "suspended_on": {"old": None, "new": "2016-03-01"},
        "suspended_until": {"old": None, "new": "2016-09-01"},
        "suspended_by": {"old": None, "new": 2},
    }
    assert second == {
        "status": {"old": "in_force", "new": "in_force"},
        "suspended_until": {"old": "2016-09-01", "new": "2017-09-01"},
        "suspended_by": {"old": 2, "new": 3},
    }
    assert (found.status, found.since, found.until, found.document_id) == (
        "suspended",
        date(2016, 3, 1),
        date(2017, 9, 1),
        3,
    )
    assert [(event.kind, event.day, event.until) for event in life.line()][1:] == [
        ("suspended_by", date(2016, 3, 1), None),
        ("suspended_by", date(2016, 9, 1), date(2017, 9, 1)),
    ]
    save(database, suspending(date(2017, 2, 1), "resumes", "恢复"), 3)
    assert statuses(database, 1, date(2017, 1, 31), date(2017, 2, 1)) == ["suspended", "in_force"]
    assert done(database) == [
        *((1, [("suspended_by", 2, None)]), (1, [("suspended_by", 3, None)]), (1, [("resumed_by", 4, None)])),
    ]
    assert told(database)[-1] == ("related", 1, 4)  # not by who suspended it


def test_an_extended_document_expires_later(database: Database) -> None:
    save(database, replace(OLD, repealed_on=date(2018, 4, 30)))
    save(database, suspending(date(2018, 2, 1), "extends", "延长", duration="2年"), 1)
    assert statuses(database, 1, date(2018, 5, 1), date(2020, 4, 30), date(2020, 5, 1)) == [
        *("in_force", "in_force", "expired")
    ]
    with database.read() as connection:
        [change] = [change.fields for change in changes.after(connection, 0) if change.kind == "related"]
        found = status.standing(connection, 1, date(2020, 5, 1))
        assert queries.by_id(connection, 1).status(date(2019, 1, 1)) == "in_force"  # type: ignore[union-attr]
    assert change is not None
    assert change["extended_until"] == {"old": None, "new": "2020-04-30"}
    assert (found.since, found.rule, found.document_id) == (date(2020, 5, 1), "extends", 2)
    save(database, replace(suspending(date(2018, 2, 1), "extends", "延长"), relations=()), 2)  # it says so no more
    assert statuses(database, 1, date(2019, 1, 1)) == ["expired"]


def test_a_postponed_document_takes_effect_later(database: Database) -> None:
    save(database, OLD)
    save(database, suspending(date(2015, 4, 1), "postpones", "延期", until=date(2015, 9, 1)), 1)
    assert statuses(database, 1, date(2015, 6, 1), date(2015, 9, 1)) == ["not_yet_in_force", "in_force"]
    with database.read() as connection:
        found = status.standing(connection, 1, date(2015, 6, 1))
    assert (found.since, found.rule, found.document_id) == (date(2015, 9, 1), "postpones", 2)


def test_the_suspension_of_a_part_is_a_status_of_its_own_and_says_which(database: Database) -> None:
    save(database, OLD)
    part = suspending(date(2016, 3, 1), "suspends", "暂停", part="第二条", until=date(2016, 9, 1))
    save(database, part, 1)
    assert statuses(database, 1, date(2016, 4, 1), date(2016, 9, 2)) == ["partly_suspended", "in_force"]
    with database.read() as connection:
        life = read_life(connection, 1, date(2016, 4, 1))
    assert (life.standing.part, life.standing.until, life.standing.document_id) == ("第二条", date(2016, 9, 1), 2)
    assert life.standing.words == part.relations[0].words
    events = life.events
    assert [(event.kind, event.part, event.until) for event in events if event.part] == [
        ("suspended_by", "第二条", date(2016, 9, 1))
    ]
    assert done(database) == [(1, [("suspended_by", 2, "第二条")])]
    save(database, replace(part, relations=(*part.relations, *NEW.relations[1:])), 2)  # it names one more document
    assert told(database)[-1] == ("revised", 2, None)
    assert done(database) == [(1, [("suspended_by", 2, "第二条")])]  # once


def test_the_order_of_finding_does_not_matter(database: Database) -> None:
    save(database, NEW)
    save(database, OLD, 1)
    old = of(database, 2)
    assert (old.ended_on, old.ended_by, old.ended_as) == (date(2022, 8, 1), 1, "repealed")
    assert told(database) == [("new", 1, None), ("new", 2, None)]  # new once, with what is known of it


@pytest.mark.both_engines
def test_a_status_is_a_function_of_the_data_and_the_day(database: Database) -> None:
    save(database, OLD)
    save(database, NEW, 1)
    save(
        database,
        replace(
            OLD,
            url="https://www.miit.gov.cn/x.html",
            title="另一件关于堤坝的通知",
            body="堤坝",
            document_number="工信部装〔2019〕1号",
            repealed_on=date(2020, 12, 31),
        ),
        2,
    )
    assert statuses(database, 1, date(2015, 4, 30), date(2015, 5, 1), date(2022, 7, 31), date(2022, 8, 1)) == [
        "not_yet_in_force",
        "in_force",
        "in_force",
        "repealed",
    ]
    assert statuses(database, 3, date(2020, 12, 31), date(2021, 1, 1)) == ["in_force", "expired"]
    with database.read() as connection:
        today = connection.execute(sa.text("SELECT id, status, repealed_on FROM policies ORDER BY id")).all()
    assert [(row.id, row.status, str(row.repealed_on)) for row in today] == [
        (1, "repealed", "2022-08-01"),
        (2, "in_force", "None"),
        (3, "expired", "2020-12-31"),
    ]


def test_nothing_is_said_where_nothing_says_it(database: Database) -> None:
    save(database, replace(OLD, effective_on=None))
    save(database, replace(OLD, url="https://www.miit.gov.cn/n.html", title="堤坝简报", stage="news", body="堤坝"), 1)
    assert statuses(database, 1, date(2030, 1, 1)) == [None]
    assert statuses(database, 2, date(2030, 1, 1)) == [None]


def test_a_withdrawn_page_changes_no_status(database: Database) -> None:
    save(database, OLD)
    save(database, NEW, 1)
    with database.write() as connection:
        pages.gone(connection, "miit", NEW.url, "404", moment(2))
        pages.gone(connection, "miit", OLD.url, "404", moment(2))
    assert statuses(database, 1, date(2023, 1, 1)) == ["repealed"]


def test_an_edit_that_takes_the_words_back_takes_the_ending_back(database: Database) -> None:
    save(database, OLD)
    save(database, NEW, 1)
    save(
        database,
        replace(NEW, relations=NEW.relations[1:], body=NEW.body.replace("，《闸板生产管理办法》同时废止", "")),
        2,
    )
    assert statuses(database, 1, date(2023, 1, 1)) == ["in_force"]
    assert told(database)[-1] == ("related", 1, None)


def test_a_reparse_tells_it_as_reparsed(database: Database) -> None:
    save(database, OLD)
    save(database, replace(NEW, relations=()), 1)
    save(database, NEW, 2, kind="reparsed")
    assert told(database)[2:] == [("reparsed", 2, None), ("reparsed", 1, 2)]


@pytest.mark.parametrize(
    ("why", "relation", "owner"),
    [
        ("a part of it is repealed", {"part": "第三条"}, {}),
        ("only a draft says so", {}, {"stage": "draft", "title": "闸板生产和销售管理办法（征求意见稿）"}),
        ("another body's document has that title", {}, {"issuing_bodies": (BODIES["mwr"],)}),
        ("it is older than the document", {}, {"published_on": date(2014, 1, 1), "written_on": date(2014, 1, 1)}),
        ("its own day is not known", {"date": None}, {"published_on": None, "written_on": None, "effective_on": None}),
        ("another number is meant", {"document_number": "工信部装〔2012〕3号"}, {}),
    ],
)
def test_a_document_is_not_ended_where(
    why: str, relation: dict[str, Any], owner: dict[str, Any], database: Database
) -> None:
    save(database, OLD)
    save(database, replace(NEW, relations=(replace(NEW.relations[0], **relation),), **owner), 1)
    assert statuses(database, 1, date(2023, 1, 1)) == ["in_force"], why


def test_a_number_decides_even_against_the_words_of_a_title(database: Database) -> None:
    save(database, replace(OLD, issuing_bodies=(BODIES["mwr"],), document_number="水装〔2015〕8号"))
    named = replace(NEW.relations[0], document_number="水装〔2015〕8号", title="闸板办法")
    save(database, replace(NEW, relations=(named, replace(named, kind="replaces"))), 1)
    assert statuses(database, 1, date(2023, 1, 1)) == ["replaced"]


def test_of_two_editions_the_last_before_it_is_ended(database: Database) -> None:
    older = replace(
        OLD,
        url="https://www.miit.gov.cn/older.html",
        document_number="工信部装〔2005〕7号",
        written_on=date(2005, 1, 1),
        published_on=date(2005, 1, 5),
        effective_on=date(2005, 2, 1),
        body="第一条 闸门用的闸板每年要检查一次，由专人负责记录。\n第二条 本办法自2005年2月1日起施行。",
    )
    save(database, OLD)
    save(database, older, 1)
    save(database, NEW, 2)
    assert [item.ended_by for item in (of(database, 1), of(database, 2))] == [3, None]


def test_a_successor_ends_what_its_predecessor_issued(database: Database) -> None:
    with database.write() as connection:
        row = {"id": "old_ministry", "name_full": "闸板部", "name": "闸板部", "aliases": "", "prefixes": ""}
        connection.execute(sa.insert(agencies).values(**row, successor="miit"))
    before = replace(BODIES["miit"], id="old_ministry", name="闸板部", as_printed="闸板部")
    save(database, replace(OLD, issuing_bodies=(before,), document_number=None))
    save(database, NEW, 1)
    assert of(database, 1).ended_by == 2


def test_a_draft_becomes_the_first_final_after_it(database: Database) -> None:
    save(database, DRAFT)
    save(database, NEW, 1)
    later = replace(
        NEW,
        url="https://www.miit.gov.cn/later.html",
        document_number="工信部装〔2024〕1号",
        written_on=date(2024, 6, 1),
        published_on=date(2024, 6, 3),
        body="第一条 闸板的进口单位应当备案，并接受检查和监督。",
        relations=(),
    )
    save(database, later, 2)
    draft = of(database, 1)
    assert (draft.final_id, draft.status(date(2025, 1, 1))) == (2, "draft")
    assert ("related", 1, 2) in told(database)
    assert [kind for kind, *_ in told(database)].count("related") == 1


def test_a_document_that_is_merged_takes_what_it_said_with_it(database: Database) -> None:
    save(database, OLD)
    save(database, NEW, 1)
    elsewhere = replace(
        NEW, source="state_council", url="https://www.gov.cn/new.htm", published_on=date(2022, 6, 4), relations=()
    )
    save(database, elsewhere, 2)
    assert told(database)[-1][0] == "merged"
    assert of(database, 1).ended_by == 2
    assert statuses(database, 1, date(2023, 1, 1)) == ["repealed"]


def test_what_ended_a_document_follows_a_merge_of_what_ended_it(database: Database) -> None:
    named = replace(NEW.relations[0], document_number=OLD.document_number)
    apart = replace(
        NEW,
        url="https://www.mot.gov.cn/n.html",
        source="mot",
        document_number=None,
        title="闸板新办法",
        written_on=None,
        body=f"{NEW.body}\n第三条 另行规定的内容请见有关通知，由各地结合实际执行。",
        relations=(named,),
    )
    save(database, OLD)
    save(database, apart, 1)
    assert of(database, 1).ended_by == 2
    save(database, replace(NEW, relations=(named,)), 2)
    ended_by = of(database, 1).ended_by
    assert ended_by is not None
    assert of(database, ended_by).id == ended_by


def test_a_ministrys_draft_becomes_what_the_state_council_issues(database: Database) -> None:
    save(database, DRAFT)
    save(database, replace(NEW, issuing_bodies=(BODIES["mwr"],), document_number=None, source="mwr"), 1)
    assert of(database, 1).final_id is None
    order = replace(NEW, url="https://www.gov.cn/o.htm", source="state_council", relations=())
    save(database, replace(order, issuing_bodies=(BODIES["state_council"],), document_number="国令第9号"), 2)
    assert of(database, 1).final_id == 3


@from_table
def test_a_sites_own_table_says_the_status(
    validity: Any, effective_on: date | None, expected: str | None, database: Database
) -> None:
    words = {"validity": Evidence("table: 时效性", "全文有效")}
    save(database, replace(OLD, validity=validity, effective_on=effective_on, evidence=words))
    assert statuses(database, 1, date(2025, 1, 1)) == [expected]
    with database.read() as connection:
        [(said,)] = connection.execute(sa.text("SELECT status FROM policies")).all()
    assert said == expected


@from_table
def test_a_draft_and_its_final_document_name_one_instrument(
    draft: str, final: str, is_one: bool, database: Database
) -> None:
    out = Relation("draft_of", draft, words=f"《{draft}（征求意见稿）》")
    save(database, replace(DRAFT, title=f"公开征求对《{draft}（征求意见稿）》的意见", relations=(out,)))
    save(database, replace(NEW, title=final, relations=()), 1)
    assert (of(database, 1).final_id == 2) is is_one


@from_table
def test_a_title_alone_means_another_bodys_document_only_where_that_can_be(
    kind: RelationKind, lead: str, title: str, means_it: bool
) -> None:
    day = date(2021, 9, 1)
    owner = Candidate(1, f"{title}（征求意见稿）", "final", None, day, frozenset({"miit"}), "miit", frozenset())
    one = Candidate(2, title, "final", None, day, frozenset({lead}), lead, frozenset({"key"}))
    named = SimpleNamespace(title=title, document_number=None, title_key="key")
    assert resolve(kind, named, owner, [one]) == (2 if means_it else None)


@from_table
def test_how_a_document_ends_is_by_the_act_and_the_name_of_what_ends_it(
    database: Database, title: str, kind: RelationKind, stage: Stage, status_then: str
) -> None:
    save(database, OLD)
    relation = Relation(kind, OLD.title, OLD.document_number, date(2022, 8, 1), words="停止。")
    save(database, replace(NEW, title=title, stage=stage, relations=(relation,)), 1)
    assert statuses(database, 1, date(2022, 7, 31), date(2022, 8, 1)) == ["in_force", status_then]


@pytest.mark.both_engines
def test_the_last_day_of_a_suspension_is_that_which_was_known_on_the_day(database: Database) -> None:
    save(database, OLD)
    save(database, suspending(date(2016, 3, 1), "suspends", "暂停", duration="90天"), 1)
    save(database, suspending(date(2016, 5, 20), "suspends", "继续暂停", duration="1年"), 2)
    with database.read() as connection:
        then = [status.standing(connection, 1, day) for day in (date(2016, 4, 1), date(2016, 6, 1))]
    assert [(one.document_id, one.until) for one in then] == [(2, date(2016, 5, 30)), (3, date(2017, 5, 20))]


@pytest.mark.both_engines
@pytest.mark.parametrize("is_first", [True, False])
def test_a_citation_points_to_the_held_document_that_it_means(database: Database, is_first: bool) -> None:
    cites = (Citation(None, OLD.title), Citation(OLD.document_number), Citation(None, "闸板安全规定"))
    citing = replace(NEW, relations=(), cites=cites)
    for one in (OLD, citing) if is_first else (citing, OLD):
        save(database, one)
    query = sa.select(citations.c.cited_id).order_by(citations.c.position)
    with database.read() as connection:
        old = 1 if is_first else 2
        assert connection.execute(query).scalars().all() == [old, old, None]
