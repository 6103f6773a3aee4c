"""The brief of a period: every policy once, in its group, with its reasons; nothing rewritten, no clock in it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy.engine import Connection

from parsers.record import Attachment, Relation, Target
from storage.crawl.pages import gone
from storage.database import Database
from storage.documents.filters import Filters
from storage.editing.annotations import set_title
from tests.storage.making import BODIES, EDITOR
from tests.zhengce.holding import read_file
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, NOON, keep, policy, revised
from zhengce.brief import blocks, gathering, items, parts
from zhengce.brief.gathering import Brief, GroupKey
from zhengce.brief.items import Item

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "brief.schema.json").read_text())
DESCRIBED = jsonschema.Draft202012Validator(SCHEMA)
FIRST, LAST = date(2021, 10, 28), date(2021, 11, 23)

LETTER = policy("工业和信息化部办公厅关于做好通信保障工作的通知", "https://www.miit.gov.cn/1.html", published_on=LAST)
RULES = policy(
    "工业互联网安全管理办法",
    "https://www.miit.gov.cn/2.html",
    document_type="办法",
    published_on=date(2021, 9, 1),
    effective_on=date(2021, 11, 1),
)


PLAN_FILE = "https://www.miit.gov.cn/plan.pdf"


def test_the_plan_in_an_attached_file_is_quoted_with_its_page(database: Database) -> None:
    link = Attachment(f"附件：{ICT_PLAN.issued_title}.pdf", PLAN_FILE)
    form = Attachment("申报表", "https://www.miit.gov.cn/form.docx")
    keep(database, replace(ICT_PLAN, body="为推动发展，现将规划印发给你们。", attachments=(form, link)))
    with database.write() as connection:
        read_file(connection, form.url, "到2025年，填表人数达到9人。")
        read_file(
            connection,
            PLAN_FILE,
            "总体要求",
            "一、目标\n到2025年，5G用户普及率达到56%。为推动发展，现将规划印发给你们。",
        )
    found = made(database)
    [line] = found.groups["new"]
    [target] = line.item.aims
    assert (target.text, target.shown_place) == ("到2025年，5G用户普及率达到56%。", "attachment 2, page 2, paragraph 2")
    assert [quote.place for quote in line.item.opening] == []  # the notice only hands the plan over
    DESCRIBED.validate(json.loads(blocks.render(found, "json")))
    assert "(attachment 2, page 2, paragraph 2)" in blocks.render(found, "markdown")


def made(
    database: Database,
    first: date = FIRST,
    last: date = LAST,
    filters: Filters | None = None,
    limit: int | None = None,
) -> Brief:
    with database.read() as connection:
        return gathering.gather(connection, first, last, filters, limit)


def group(found: Brief, key: GroupKey) -> list[str]:
    return [line.item.record.title for line in found.groups[key]]


@pytest.mark.both_engines
def test_documents_stand_in_their_groups_the_weightiest_first_on_both_databases(database: Database) -> None:
    keep(database, LETTER, ICT_PLAN, IPR_PLAN, DATA_DRAFT, RULES)
    found = made(database)
    assert group(found, "new") == [IPR_PLAN.title, ICT_PLAN.title, LETTER.title]
    assert group(found, "drafts") == [DATA_DRAFT.title]
    assert group(found, "entering_into_force") == [RULES.title]
    assert group(found, "revised_or_withdrawn") == group(found, "undated") == group(found, "just_after") == []


@pytest.mark.both_engines
def test_a_brief_of_a_search_has_what_it_finds_and_says_so_on_both_databases(database: Database) -> None:
    asked = replace(
        ICT_PLAN, title="《信息通信规划》解读", url="https://www.miit.gov.cn/3.html", stage="interpretation"
    )
    keep(database, LETTER, ICT_PLAN, IPR_PLAN, DATA_DRAFT, asked)
    with database.read() as connection:
        found = gathering.gather(connection, FIRST, LAST, Filters(sources=("miit",)), query="通信")
        refused = gathering.gather(connection, FIRST, LAST, query="风筝")
        blank = gathering.gather(connection, FIRST, LAST, Filters(sources=("miit",)), query=" 　")
    assert group(found, "new") == [ICT_PLAN.title, LETTER.title]
    assert (group(found, "drafts"), found.left_out) == ([], {"interpretation": 1})
    told = json.loads(blocks.render(found, "json"))
    DESCRIBED.validate(told)
    assert told["filters"] == {"query": "通信", "sources": ["miit"]}
    assert blocks.summary(found).startswith(
        "Of query: 通信; sources: miit. 2 new documents; left out: 1 interpretation."
    )
    assert not any(refused.groups.values())
    assert json.loads(blocks.render(blank, "json"))["filters"] == {"sources": ["miit"]}


def test_a_letter_of_an_office_is_not_its_ministrys_own(database: Database) -> None:
    keep(database, replace(LETTER, issuing_bodies=(replace(BODIES["miit"], unit="办公厅"),)))
    said = "工业和信息化部办公厅 · Ministry of Industry and Information Technology (MIIT), General Office"
    for form in ("markdown", "html"):
        assert said in blocks.render(made(database), form)


def test_both_ends_of_the_period_belong_to_it(database: Database) -> None:
    keep(database, IPR_PLAN, LETTER)
    assert group(made(database, FIRST + timedelta(days=1), LAST - timedelta(days=1)), "new") == []
    assert len(group(made(database, FIRST, LAST), "new")) == 2


def test_a_document_stands_whole_once_and_is_referred_to_elsewhere(database: Database) -> None:
    keep(database, replace(ICT_PLAN, effective_on=date(2021, 11, 20)))
    keep(database, revised(replace(ICT_PLAN, effective_on=date(2021, 11, 20))), when=NOON - timedelta(days=2))
    found = made(database)
    assert [(key, line.whole_in) for key, lines in found.groups.items() for line in lines] == [
        ("new", "new"),
        ("entering_into_force", "new"),
        ("revised_or_withdrawn", "new"),
    ]
    text = blocks.render(found, "markdown")
    assert text.count("### 1. 14th Five-Year Plan for the ") == text.count(f"\n{ICT_PLAN.title}\n") == 1
    assert "in force from Nov 20, 2021" in text
    assert "edited, as a crawl found on Nov 22, 2021: body (see “New documents”" in text
    documents = [line["document"] for one in found.to_dict()["groups"] for line in one["documents"]]
    assert [document is None for document in documents] == [False, True, True]


def test_what_was_withdrawn_or_ceases_is_said_with_its_day(database: Database) -> None:
    keep(database, RULES, replace(LETTER, published_on=date(2020, 1, 1), repealed_on=date(2021, 10, 31)))
    with database.write() as connection:
        gone(connection, "miit", RULES.url, "404", NOON - timedelta(days=3))
    found = made(database)
    said = {line.item.record.title: blocks.events(line, found) for line in found.groups["revised_or_withdrawn"]}
    assert said == {
        RULES.title: ["in force from Nov 1, 2021", "taken off its site, as a crawl found on Nov 21, 2021"],
        LETTER.title: ["ceases to have effect on Oct 31, 2021"],
    }


def test_what_we_do_to_ourselves_is_no_revision(database: Database) -> None:
    keep(database, RULES)
    keep(database, replace(RULES, topic="通信"), kind="reparsed", when=NOON - timedelta(days=2))
    assert group(made(database), "revised_or_withdrawn") == []


def test_drafts_still_open_follow_those_of_the_period_by_their_deadline(database: Database) -> None:
    late, soon, over, unknown = (
        replace(DATA_DRAFT, url=f"https://www.cac.gov.cn/{n}.htm", title=f"关于《第{n}号数据办法（征求意见稿）》的通知",
                issued_title=f"第{n}号数据办法（征求意见稿）", published_on=date(2021, 10, 1), comments_due_on=due)
        for n, due in enumerate((date(2021, 12, 1), FIRST, FIRST - timedelta(days=1), None), 7)
    )  # fmt: skip
    keep(database, late, soon, over, unknown, DATA_DRAFT)
    assert group(made(database), "drafts") == [DATA_DRAFT.title, soon.title, late.title]
    text = blocks.render(made(database), "markdown")
    assert "Oct 29, 2021 · CAC · Draft for comment, until Nov 28, 2021" in text


def test_without_a_day_of_publication_the_day_of_writing_places_it_and_that_is_said(database: Database) -> None:
    keep(database, replace(LETTER, published_on=None, written_on=date(2021, 11, 1)))
    (line,) = made(database).groups["new"]
    assert line.item.to_dict()["placed_by"] == "written_on"
    assert "no day printed; placed here by the day of writing" in dict(parts.facts(line.item))["Published"]


def test_without_any_day_a_document_is_apart_by_the_day_on_which_it_was_first_seen(database: Database) -> None:
    keep(database, replace(LETTER, published_on=None), when=NOON - timedelta(days=2))
    found = made(database)
    assert group(found, "new") == []
    assert group(found, "undated") == [LETTER.title]
    assert group(made(database, date(2021, 11, 23), date(2021, 11, 30)), "undated") == []


def test_a_repost_just_after_the_period_is_shown_apart_if_no_page_is_the_issuers(database: Database) -> None:
    elsewhere: dict[str, Any] = {"source": "state_council", "published_on": LAST + timedelta(days=1)}
    repost = replace(LETTER, url="https://www.gov.cn/1.htm", **elsewhere)
    own = replace(IPR_PLAN, **elsewhere)
    late = replace(LETTER, url="https://www.gov.cn/3.htm", title="工业和信息化部关于别的工作的通知",
                   source="state_council", published_on=LAST + timedelta(days=3))  # fmt: skip
    keep(database, repost, own, late)
    assert group(made(database), "just_after") == [LETTER.title]


def test_a_document_on_the_site_of_a_ministry_that_was_added_is_no_repost(database: Database) -> None:
    keep(database, policy("水利部关于做好有关工作的通知", "https://www.mwr.gov.cn/1.html", source="mwr",
                       issuing_bodies=(BODIES["mwr"],), published_on=LAST + timedelta(days=1)))  # fmt: skip
    assert group(made(database), "just_after") == []


def test_interpretations_are_counted_and_left_out_unless_asked_for(database: Database) -> None:
    keep(database, ICT_PLAN, replace(LETTER, stage="interpretation", title="《规划》解读", document_type=None))
    found = made(database)
    assert group(found, "new") == [ICT_PLAN.title]
    assert found.left_out == {"interpretation": 1}
    asked = made(database, filters=Filters(stages=("interpretation",)))
    assert group(asked, "new") == ["《规划》解读"]


def test_what_only_forwards_approves_or_appoints_stands_at_the_end(database: Database) -> None:
    reply = replace(
        IPR_PLAN, title="国务院关于“十四五”样例规划的批复", url="https://www.gov.cn/9.htm", document_type="批复"
    )
    forwards = replace(
        LETTER, title="工业和信息化部办公厅关于转发《样例规范》的通知", url="https://www.miit.gov.cn/9.html"
    )
    keep(database, reply, forwards, LETTER)
    found = made(database)
    assert (group(found, "new"), group(found, "passing_on")) == ([LETTER.title], [reply.title, forwards.title])
    for form in ("markdown", "html"):
        *_, last = re.split(r"\n## |<h2[^>]*>", blocks.render(found, form))
        assert last.startswith("Only forward, approve or appoint (2)")
    DESCRIBED.validate(json.loads(blocks.render(found, "json")))


def test_hashes_stand_in_the_json_alone(database: Database) -> None:
    keep(database, ICT_PLAN)
    found = made(database)
    assert "sha256:" not in blocks.render(found, "markdown") + blocks.render(found, "html", "http://127.0.0.1:8000")
    assert "sha256:" in blocks.render(found, "json")


def test_filters_hold_for_every_group(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT, RULES)
    found = made(database, filters=Filters(issuers=("miit",)))
    assert group(found, "new") == [ICT_PLAN.title]
    assert group(found, "drafts") == []
    assert group(found, "entering_into_force") == [RULES.title]
    assert made(database, filters=Filters(stages=("draft",))).to_dict()["filters"] == {"stages": ["draft"]}


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("first", "last"), [(date.min, LAST), (FIRST, date(9999, 12, 30)), (date.min, date.max), (date.max, date.max)]
)
def test_a_period_may_reach_to_the_ends_of_the_calendar(first: date, last: date, database: Database) -> None:
    undated = policy("没有日期的通知", "https://www.miit.gov.cn/9.html", published_on=None, written_on=None)
    keep(database, ICT_PLAN, undated)
    found = made(database, first, last)
    for form in blocks.FORMATS:
        assert blocks.render(found, form, None)
    assert group(found, "new") == ([ICT_PLAN.title] if first <= FIRST else [])
    assert group(found, "undated") == ([undated.title] if first <= NOON.date() <= last else [])
    assert group(found, "just_after") == []


def test_incomplete_bodies_are_never_shown_as_all(database: Database) -> None:
    keep(database, replace(ICT_PLAN, issuing_bodies_complete=False))
    (line,) = made(database).groups["new"]
    assert dict(parts.facts(line.item))["Issued by"].endswith("; and others, whom the page does not name")


def test_the_same_database_gives_the_same_brief(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT, RULES, LETTER)
    for form in blocks.FORMATS:
        assert blocks.render(made(database), form) == blocks.render(made(database), form)


def test_documents_of_one_weight_and_day_are_in_order_of_their_ids(database: Database) -> None:
    alike = [
        replace(LETTER, url=f"https://www.miit.gov.cn/x{n}.html", title=f"关于做好第{n}号园区设施改造的通知")
        for n in range(5)
    ]
    keep(database, *reversed(alike))
    assert [line.item.id for line in made(database).groups["new"]] == [1, 2, 3, 4, 5]


def test_the_json_follows_its_published_schema(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT, RULES, replace(LETTER, published_on=None))
    keep(database, revised(RULES), when=NOON - timedelta(days=2))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    for base in (None, "http://127.0.0.1:8000"):
        validator.validate(json.loads(blocks.render(made(database), "json", base)))
    validator.validate(json.loads(blocks.render(made(database, date(1990, 1, 1), date(1990, 1, 2)), "json")))


def test_every_document_has_its_live_and_its_archived_link(database: Database) -> None:
    keep(database, ICT_PLAN)
    (line,) = made(database).groups["new"]
    found = line.item.to_dict("http://127.0.0.1:8000/")
    assert found["url"] == ICT_PLAN.url
    assert found["archive_url"] == "http://127.0.0.1:8000/archive/1"
    assert found["archived"]["digest"] == "sha256:" + "ab" * 32
    assert (found["archived"]["file"], type(found["archived"]["offset"])) == ("zhengce-20211124.warc.gz", int)
    page = blocks.render(made(database), "html", "http://127.0.0.1:8000/")
    assert 'href="http://127.0.0.1:8000/archive/1"' in page
    assert f'href="{ICT_PLAN.url}"' in page


def test_what_a_page_prints_is_never_markup(database: Database) -> None:
    evil = "<script>alert(1)</script>[x](javascript:alert(1)) *粗* `x` 的通知"
    keep(database, replace(LETTER, title=evil, url="javascript:alert(1)", body="现将<b>办法</b>印发给你们。"))
    page, text = blocks.render(made(database), "html"), blocks.render(made(database), "markdown")
    assert "<script" not in page
    assert "<b>" not in page
    assert 'href="javascript' not in page
    assert "\\<script\\>alert(1)\\</script\\>\\[x\\](javascript:alert(1)) \\*粗\\* \\`x\\` 的通知" in text


def test_an_editors_title_survives_reparsing_and_shows_in_every_format(database: Database) -> None:
    (plan,) = keep(database, ICT_PLAN)
    with database.write() as connection:
        set_title(connection, plan, "14th Five-Year Plan for the ICT Industry", EDITOR)
    keep(database, replace(ICT_PLAN, topic="通信"), kind="reparsed", when=NOON + timedelta(days=1))
    for form in blocks.FORMATS:
        assert "14th Five-Year Plan for the ICT Industry" in blocks.render(made(database), form)


def test_a_limit_keeps_the_first_of_each_group(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    cut = made(database, limit=1)
    assert group(cut, "new") == [IPR_PLAN.title]
    assert group(cut, "drafts") == [DATA_DRAFT.title]


def test_a_limit_leaves_the_counts_true_and_says_how_many_are_not_shown(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, LETTER, DATA_DRAFT)
    cut = made(database, limit=1)
    assert blocks.summary(cut).startswith("3 new documents, 2 of them not shown; 1 draft for comment.")
    for form in ("markdown", "html"):
        text = blocks.render(cut, form)
        assert "New documents (3)" in text
        assert "2 more documents of this group not shown (--limit)." in text
        assert "not shown" not in blocks.render(made(database), form)
    found = cut.to_dict()
    DESCRIBED.validate(found)
    assert [one["not_shown"] for one in found["groups"]] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_only_the_texts_of_what_is_shown_are_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, replace(LETTER, effective_on=LAST), DATA_DRAFT)
    read: list[int] = []
    load = items.load

    def spy(connection: Connection, ids: Sequence[int]) -> Iterator[Item]:
        read.extend(ids)
        return load(connection, ids)

    monkeypatch.setattr(items, "load", spy)
    assert made(database, limit=1)
    assert sorted(read) == [2, 3, 4]  # the third is whole in the group of what enters into force


def test_a_short_brief_says_in_english_what_is_known_and_leads_to_the_page(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN)
    brief = made(database)
    short, full = (blocks.render(brief, "markdown", is_full=is_full) for is_full in (False, True))
    assert [line for line in short.splitlines() if line.startswith(">")] == []
    assert f"[page](<{ICT_PLAN.url}>)" in short
    assert re.search(r"^- .*[A-Za-z]{4}", short, re.M)
    quotations = [block for block in full.split("\n\n") if block.startswith("> ")]
    assert quotations
    assert [block for block in quotations if not re.match(r"> [^\n]*[A-Za-z]{4}", block)] == []


def test_one_document_is_counted_in_the_singular(database: Database) -> None:
    keep(database, IPR_PLAN, DATA_DRAFT)
    assert blocks.summary(made(database)).startswith("1 new document; 1 draft for comment.")


def test_a_document_that_a_limit_cuts_from_its_group_stands_whole_in_the_next(database: Database) -> None:
    keep(database, IPR_PLAN, replace(LETTER, effective_on=LAST))
    (line,) = made(database, limit=1).groups["entering_into_force"]
    assert (line.item.record.title, line.whole_in) == (LETTER.title, "entering_into_force")


def test_quotations_are_verbatim_with_their_paragraph(database: Database) -> None:
    keep(database, IPR_PLAN)
    (line,) = made(database).groups["new"]
    found: dict[str, Any] = line.item.to_dict()
    for quote in found["opening"] + found["aims"]:
        assert quote["text"] in IPR_PLAN.body.split("\n")[quote["paragraph"] - 1]
    text = blocks.render(made(database), "markdown")
    assert re.search(r"^> 到2025年，有关指标提高到12件。 \(paragraph 2\)$", text, re.MULTILINE)


def test_what_another_document_ends_in_the_period_is_shown_with_its_words(database: Database) -> None:
    ends = Relation("repeals", RULES.title, None, date(2021, 11, 20), words=f"《{RULES.title}》同时废止。")
    keep(database, RULES, replace(LETTER, relations=(ends,), effective_on=date(2021, 11, 20)))
    found = made(database)
    (line,) = found.groups["repealed_or_replaced"]
    assert line.item.record.title == RULES.title
    assert blocks.events(line, found) == [
        "in force from Nov 1, 2021",
        f"repealed from Nov 20, 2021 by 《{LETTER.title}》 (document 2): “《{RULES.title}》同时废止。”",
    ]
    DESCRIBED.validate(json.loads(blocks.render(found, "json")))
    for form in ("markdown", "html"):
        assert "Repealed or replaced in the period (1)" in blocks.render(found, form)


def test_a_draft_that_became_final_in_the_period_is_shown_with_the_days_between(database: Database) -> None:
    name = "数据出境安全评估办法"
    of_draft = Relation("draft_of", name, words=f"《{name}（征求意见稿）》")
    final = policy(
        name, "https://www.cac.gov.cn/final.htm", source="cac", document_type="办法", published_on=LAST, body="第一条"
    )
    draft = replace(DATA_DRAFT, relations=(of_draft,), published_on=date(2021, 10, 29))
    keep(database, draft, replace(final, issuing_bodies=DATA_DRAFT.issuing_bodies))
    found = made(database)
    (line,) = found.groups["became_final"]
    assert blocks.events(line, found) == [
        f"became 《{name}》 (document 2), published Nov 23, 2021, 25 days after it was put out"
    ]
    DESCRIBED.validate(json.loads(blocks.render(found, "json")))


def test_the_figures_of_a_plan_stand_above_its_words_in_english(database: Database) -> None:
    aim = Target(
        *("5G用户普及率", 56, "56", "%", 2025, "level"),
        baseline=15,
        baseline_year=2020,
        words="5G用户普及率（%）\t15\t56",
        place="attachment 1, page 6, paragraph 6",
    )
    keep(database, replace(ICT_PLAN, targets=tuple(replace(aim, year=2025 + later) for later in range(13))))
    found = made(database)
    for form in ("markdown", "html"):
        text = blocks.render(found, form)
        assert text.count("(5G用户普及率): from 15% (2020) to 56% by 20") == parts.MOST["figures"]
        assert text.count("◇" if form == "markdown" else "machine, unreviewed") >= parts.MOST["figures"]
        assert "attachment 1, page 6, paragraph 6" in text
        assert "1 more." in text
    [line] = found.groups["new"]
    assert len(line.item.to_dict()["targets"]) == 13


def test_a_bound_stands_in_a_row_in_english(database: Database) -> None:
    text = "第一条 处理者应当每年至少开展1次风险评估。\n第二条 评估应当在45个工作日内完成。"
    keep(database, replace(RULES, body=text))
    with database.read() as connection:
        [item] = items.load(connection, [1])
    assert [(one.name, one.value) for one in parts.row(item).figures] == [("", "Within 45 working days")]


def test_known_words_are_terms_and_not_every_word_of_two_characters() -> None:
    known = parts.known_terms("推动应用场景开放，加强知识产权保护。")
    assert known == "Known words: application scenario · intellectual property protection [machine, unreviewed]"
