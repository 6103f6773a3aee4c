"""What a document weighs in a brief, the tables behind it, and its keywords."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from parsers.grammar.agencies import AGENCIES, NAMES
from parsers.record import IssuingBody, PolicyDocument
from storage.database import Database
from storage.documents.filters import Filters
from storage.documents.writing import saving
from storage.schema import keywords as table
from storage.search import frequencies
from tests.tables import from_table
from tests.zhengce.holding import NOW, hold, invented
from tests.zhengce.shelf import ICT_PLAN, keep, revised
from tests.zhengce.test_brief import FIRST, LAST, LETTER, group, made, shelf
from zhengce.brief import ranking
from zhengce.brief.gathering import GROUPS
from zhengce.search import keywords, segmentation, snippets
from zhengce.search.results import find

# What a document weighs in a brief, and the tables behind it


# What a document weighs, by each of the four tables


BODY = IssuingBody("miit", "工业和信息化部", "工业和信息化部")


@pytest.mark.parametrize(("number", "points"), [(1, 0), (2, 5), (3, 5), (4, 8), (9, 8), (10, 12), (30, 12)])
def test_the_more_bodies_join_the_more_it_weighs(number: int, points: int) -> None:
    alone, joined = (ranking.weight(invented(issuing_bodies=(BODY,) * several)) for several in (1, number))
    assert joined - alone == points


@from_table
def test_the_higher_the_body_the_more_it_weighs(body: str | None, points: int) -> None:
    record = invented(issuing_bodies=(IssuingBody(body, "某机关", "某机关"),), document_type=None)
    assert ranking.weight(record) == points


def test_every_body_of_a_level_stands_in_the_table() -> None:
    assert set(ranking.LEVELS) <= set(AGENCIES)


@pytest.mark.parametrize(
    ("units", "is_light"), [(("办公厅",), True), (("办公厅", "办公厅"), True), (("办公厅", None), False)]
)
def test_offices_weigh_less_than_their_ministries_where_none_signs_itself(
    units: tuple[str | None, ...], is_light: bool
) -> None:
    offices = invented(issuing_bodies=tuple(replace(BODY, unit=unit) for unit in units))
    alike = invented(issuing_bodies=(BODY,) * len(units))
    assert ranking.weight(offices) - ranking.weight(alike) == (ranking.INSIDE_OFFICE if is_light else 0)


@from_table
def test_what_only_forwards_approves_or_appoints_is_known(
    title: str, kind: str | None, issued: str | None, body: str, passes_on: bool
) -> None:
    bodies = (IssuingBody(body, "样例", "样例", "Example", None),)
    assert ranking.only_passes_on(title, kind, issued, bodies) == passes_on


# Each point of the weight: of a kind of document alone, of one that another issues, and of the other tables


PLAIN = {"title": "某事", "issued_title": None, "issuing_bodies": (BODY,), "stage": "final"}


def points(**values: object) -> int:
    """What a document weighs beyond its body."""
    return ranking.weight(invented(**{**PLAIN, **values})) - 30


@from_table
def test_a_kind_of_document_has_its_points(kinds: str, worth: int) -> None:
    assert {kind: points(document_type=kind) for kind in kinds.split()} == dict.fromkeys(kinds.split(), worth)


@from_table
def test_what_a_document_issues_counts_whole_what_it_approves_half_and_what_it_lists_a_quarter(
    own: str, issued: str, worth: int
) -> None:
    assert points(document_type=own, issued_title=issued) == worth


@pytest.mark.parametrize("words", ["十三五", "十四五", "十五五"])
def test_a_part_of_a_five_year_plan_has_six_points_once(words: str) -> None:
    assert points(document_type=None, title=f"“{words}”某事") == 6
    assert points(document_type=None, title=f"“{words}”某事", issued_title=f"“{words}”某某") == 6
    assert points(document_type=None, title="“十二五”某事") == 0


def test_who_signs_for_a_body_and_who_is_not_named_count() -> None:
    office = IssuingBody("miit", "工业和信息化部", "工业和信息化部", unit="办公厅")
    assert points(document_type=None, issuing_bodies=(office,)) == -6
    assert points(document_type=None, issuing_bodies=(BODY, office)) == 5
    assert points(document_type=None, issuing_bodies_complete=False) == 5


# Keywords say what a document is about: nouns that fill it, rare elsewhere, never boilerplate


BATTERIES = invented(
    title="关于印发《锂离子电池行业规范条件》的通知",
    body="工业和信息化部要求各省、自治区、直辖市认真贯彻落实。锂离子电池企业应当提高锂离子电池能量密度。\n"
    "电解液和隔膜的能量密度由企业检测，有关部门加强管理。特此通知。",
)
RAPE = invented(title="关于油菜种植的意见", body="油菜由农户登记。各地区要加强落实，油菜不得在公路上晾晒，油菜籽另计。")


def words(database: Database, *records: PolicyDocument) -> list[tuple[str, ...]]:
    ids = hold(database, *records)
    keywords.refresh(database, NOW)
    with database.read() as connection:
        found = keywords.of(connection, ids)
    return [found.get(document_id, ()) for document_id in ids]


def test_keywords_say_what_a_document_is_about(database: Database) -> None:
    batteries, rape = words(database, BATTERIES, RAPE)
    assert batteries[0] == "锂离子电池"
    assert rape[0] == "油菜"


def test_boilerplate_bodies_and_numerals_are_no_keywords(database: Database) -> None:
    for found in words(database, BATTERIES, RAPE):
        assert found
        assert not [word for word in found if word in segmentation.BOILERPLATE or word in NAMES or len(word) < 2]


@pytest.mark.sqlite_alone
def test_a_word_of_every_document_becomes_boilerplate(database: Database) -> None:
    many = [
        invented(title=f"关于{word}登记的通知", body=f"{word}的风帆登记，{word}归港，{word}出海。")
        for word in "渔船 货轮 快艇 游艇 帆船 驳船 渡轮 油轮 拖轮 客轮".split()
    ]
    many += [invented(title=f"关于{n}号码头的通知", body=f"第{n}号码头的风帆。") for n in range(40)]
    found = words(database, *many)
    assert not [some for some in found if "风帆" in some]
    assert "货轮" in found[1]


def test_only_new_and_revised_documents_are_read(database: Database) -> None:
    hold(database, BATTERIES, RAPE)
    assert keywords.refresh(database, NOW) == 2
    assert keywords.refresh(database, NOW) == 0
    later = NOW + timedelta(hours=1)
    hold(database, replace(RAPE, body="园里的蜜蜂要登记，蜜蜂不得搬走。"), now=later)
    assert keywords.refresh(database, later + timedelta(minutes=1)) == 1
    with database.read() as connection:
        assert connection.execute(sa.select(table).where(table.c.word == "蜜蜂")).first() is not None
    assert keywords.refresh(database, NOW, again=True) == 2


def test_a_text_that_a_newer_parser_reads_otherwise_gets_other_keywords(database: Database) -> None:
    hold(database, BATTERIES)
    keywords.refresh(database, NOW)
    later = NOW + timedelta(hours=1)
    with database.write() as connection:
        saving.save(connection, replace(BATTERIES, body="蜜蜂要登记。"), None, None, later, kind="reparsed")
    assert keywords.refresh(database, later + timedelta(minutes=1)) == 1


def counted(database: Database) -> tuple[int, int, int]:
    """The texts that were counted, and those that hold 油菜 and 蜜蜂."""
    with database.read() as connection:
        total, holding = frequencies.of(connection, ["油菜", "蜜蜂", "从来没有"])
    assert holding.keys() <= {"油菜", "蜜蜂"}
    return total, holding.get("油菜", 0), holding.get("蜜蜂", 0)


@pytest.mark.sqlite_alone
def test_each_text_is_counted_once_a_reading_and_all_anew_when_asked(database: Database) -> None:
    hold(database, BATTERIES, RAPE)
    for _ in range(2):
        keywords.refresh(database, NOW)
        assert counted(database) == (2, 1, 0)
    later = NOW + timedelta(hours=1)
    hold(database, replace(RAPE, body="园里的蜜蜂要登记，蜜蜂不得搬走。"), now=later)
    keywords.refresh(database, later + timedelta(minutes=1))
    assert counted(database) == (3, 2, 1)  # 油菜 still stands in the title
    keywords.refresh(database, NOW, again=True)
    assert counted(database) == (2, 1, 1)


def test_a_database_whose_texts_were_never_counted_counts_all_of_them(database: Database) -> None:
    hold(database, BATTERIES, RAPE)
    keywords.refresh(database, NOW)
    with database.write() as connection:
        frequencies.forget(connection)
    assert keywords.refresh(database, NOW) == 0
    hold(database, invented(title="关于蜜蜂登记的通知", body="蜜蜂要登记。"))
    assert keywords.refresh(database, NOW) == 1
    assert counted(database) == (3, 1, 1)


@pytest.mark.sqlite_alone
def test_the_order_and_number_of_batches_change_no_keyword(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [
        invented(title=f"关于{word}登记的通知", body=f"{word}归港，{word}出海。") for word in ("渔船", "货轮", "油轮")
    ]
    whole = words(database, BATTERIES, RAPE, *many)
    monkeypatch.setattr(keywords, "BATCH", 1)
    assert keywords.refresh(database, NOW, again=True) == 5
    with database.read() as connection:
        assert list(keywords.of(connection, range(1, 6)).values()) == whole


def test_documents_are_filtered_by_keyword(database: Database) -> None:
    words(database, BATTERIES, RAPE)
    with database.read() as connection:
        found = find(connection, None, Filters(keywords=("锂离子电池",))).found
        nothing = find(connection, None, Filters(keywords=("锂离子电池", "蜜蜂"))).found
    assert [item.document.record.title for item in found] == [BATTERIES.title]
    assert nothing == []


@pytest.mark.parametrize("name", ["terms.txt", "boilerplate.txt"])
def test_the_word_lists_hold_each_word_once(name: str) -> None:
    found = segmentation._lines(name)
    assert len(found) == len(set(found)) > 100
    assert not [word for word in found if word != word.strip() or " " in word]


# In which order a brief shows its documents, and which moments still belong to its period


__all__ = ["shelf"]


def test_groups_follow_one_another_as_a_newsletter_needs_them() -> None:
    order = ["new", "drafts", "entering_into_force", "repealed_or_replaced", "suspended_or_amended", "became_final"]
    order += ["revised_or_withdrawn", "just_after", "undated", "passing_on"]
    assert list(GROUPS) == order


def test_of_one_weight_the_newer_comes_first(shelf: Database) -> None:
    days = [FIRST, LAST, FIRST + timedelta(days=3)]
    found = [
        replace(LETTER, url=f"https://www.miit.gov.cn/x{n}.html", title=f"关于第{n}号园区的通知", published_on=day)
        for n, day in enumerate(days)
    ]
    keep(shelf, *found)
    assert group(made(shelf), "new") == [found[1].title, found[2].title, found[0].title]


def test_what_enters_into_force_comes_by_its_day_and_not_by_weight(shelf: Database) -> None:
    early = replace(LETTER, published_on=date(2020, 1, 1), effective_on=FIRST)
    weighty = replace(ICT_PLAN, published_on=date(2020, 1, 1), effective_on=LAST)
    keep(shelf, weighty, early)
    assert group(made(shelf), "entering_into_force") == [early.title, weighty.title]


@pytest.mark.parametrize(("days", "shown"), [(1, True), (2, True), (3, False)])
def test_a_repost_is_shown_up_to_two_days_after_the_period(shelf: Database, days: int, shown: bool) -> None:
    late = {"source": "state_council", "published_on": LAST + timedelta(days=days)}
    keep(shelf, replace(LETTER, url="https://www.gov.cn/1.htm", **late))  # type: ignore[arg-type]
    assert group(made(shelf), "just_after") == [LETTER.title] * shown


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2021, 10, 27, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2021, 10, 27, 16, tzinfo=UTC), True),
        (datetime(2021, 11, 23, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2021, 11, 23, 16, tzinfo=UTC), False),
    ],
)
def test_days_of_a_brief_begin_and_end_in_china(shelf: Database, moment: datetime, inside: bool) -> None:
    old = replace(ICT_PLAN, published_on=date(2020, 1, 1), written_on=None)
    keep(shelf, old, when=datetime(2020, 1, 2, tzinfo=UTC))
    keep(shelf, revised(old), when=moment)
    assert group(made(shelf), "revised_or_withdrawn") == [old.title] * inside


def test_a_passage_has_at_most_300_characters_and_a_document_three_of_them() -> None:
    assert (snippets.LONGEST, snippets.MOST) == (300, 3)
    far_apart = ("闸板" + "一" * 200 + "。\n") * 5
    assert len(snippets.passages(far_apart, ["闸板"])) == 3


def test_a_passage_begins_with_its_sentence_ends_with_its_line_and_cuts_no_year() -> None:
    def shown(text: str) -> str:
        [passage] = snippets.passages(text, ["闸板"])
        return "".join(piece.text for piece in passage)

    assert shown("甲事已毕。乙事用闸板。") == "乙事用闸板。"
    assert shown("乙事用闸板\n丙事不用") == "乙事用闸板"
    assert shown("闸板" + "一" * 34 + "2025年" + "一" * 40).endswith("2025…")
