"""The newsletter, and the drafts of its entries."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import parsel
import pytest
from docx.shared import Mm

from parsers.record import IssuingBody, Target
from storage.database import Database, open_database
from storage.editing import edits, issues, rows
from storage.editing.edits import Subject
from storage.editing.undo import undo
from storage.translations import queries
from storage.translations.queries import Translation
from storage.translations.texts import Text
from tests.command_line import Result, zhengce
from tests.storage.making import BODIES
from tests.tables import from_table
from tests.zhengce.holding import EDITOR
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep, policy
from zhengce.english.statements import aim_bullet, bound_bullet
from zhengce.english.titles.shown import LEGEND, MARK, key_of
from zhengce.newsletter.drafts import Draft, DraftLine, drafts
from zhengce.newsletter.editing import write_fields
from zhengce.newsletter.issue import Entry, gather_newsletter
from zhengce.newsletter.lines import accept, add, addable, lines_of
from zhengce.newsletter.stories import count_marks

# Picked documents become the block of a newsletter, in Markdown, HTML and Word, and nothing in them runs


BLOCK = (
    f"Policy name: Plan for the ICT Industry ({ICT_PLAN.title}) (Link)",
    "Issuing body: MIIT",
    "Date: November 16, 2021",
)
PATENTS, FEES = "专利拥有量由6.3件提高到12件，比2020年增加〔5.7〕件。", "使用费由319亿元提高到350亿元，增加40亿元。"
TARGETS = (
    Target("专利拥有量", 12.0, "12", "件", 2025, "level", baseline=6.3, baseline_year=2020, words=PATENTS),
    Target("专利拥有量", 5.7, "〔5.7〕", "件", 2025, "change", direction="increase", words=PATENTS),
    Target("使用费", 350.0, "350", "亿元", 2025, "level", baseline=319.0, words=FEES),
    Target("使用费", 40.0, "40", "亿元", 2025, "change", direction="increase", words=FEES),
)
LINE = "October 29: CAC drafts <script>rules</script> (CAC notice (CN); Example Times (EN))"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("newsletter")
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN, replace(IPR_PLAN, targets=TARGETS, body=f"{PATENTS}\n{FEES}"), DATA_DRAFT)
    database.close()
    for words in (
        ("annotate", "1", "--title-en", "Plan for the ICT Industry"),
        ("annotate", "3", "--link", "https://news.example.com/a?b=1&c=2", "--link-title", "Example Times"),
        ("issues", "add", "3", "--worth-noting", "--line", "CAC drafts <script>rules</script>"),
        ("issues", "add", "2", "--line", "Patents", "--summary", "More patents, fewer <fees>."),
        ("issues", "add", "1", "--position", "1", "--figures", "- one [x]\n\ntwo", "--comment", "First.\nSecond."),
    ):
        assert zhengce(*words, data=tmp_path).returncode == 0
    return tmp_path


def exported(data: Path, name: str) -> Path:
    assert zhengce("issues", "export", str(data / name), data=data).returncode == 0
    return data / name


def entries(data: Path) -> list[Entry]:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.read() as connection:
        found = gather_newsletter(connection).entries
    database.close()
    return found


def test_an_issue_has_its_documents_in_order_with_their_lines(data: Path) -> None:
    assert [entry.written.document_id for entry in entries(data)] == [1, 2, 3]
    assert (entries(data)[0].figures, entries(data)[0].closing) == (("- one [x]",), "two")


def test_a_backup_has_the_whole_issue(data: Path) -> None:
    assert zhengce("db", "backup", str(data / "copy.db"), data=data).returncode == 0
    restored = data / "restored"
    restored.mkdir()
    (data / "copy.db").rename(restored / "zhengce.db")
    assert entries(data) == entries(restored)
    assert len(entries(restored)) == 3


def test_markdown_has_the_block_and_shows_what_was_written_as_text(data: Path) -> None:
    text = exported(data, "month.md").read_text("utf-8")
    assert f"Plan for the ICT Industry ({ICT_PLAN.title}) ([Link](<{ICT_PLAN.url}>))  \nIssuing body: MIIT  \n" in text
    assert "Issuing body: State Council  \nDate: October 28, 2021" in text
    assert r"- - one \[x\]" in text
    assert r"CAC drafts \<script\>rules\</script\> ([CAC notice](<" in text


def test_word_is_written_on_a4_or_in_a_template_of_ones_own(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = docx.Document(str(exported(data, "month.docx")))
    sizes = plain.sections[0].page_width, plain.sections[0].page_height
    assert [round(size.mm) for size in sizes if size] == [210, 297]
    house = docx.Document()
    house.sections[0].page_width = Mm(170)
    house.add_paragraph("The letterhead of the house")
    house.styles["Quote"].delete()
    house.save(str(data / "house.docx"))
    words = ("issues", "export", str(data / "own.docx"))
    monkeypatch.setenv("ZHENGCE_TEMPLATE", str(data / "house.docx"))
    assert zhengce(*words, data=data).returncode == 0
    own = docx.Document(str(data / "own.docx"))
    assert own.sections[0].page_width == house.sections[0].page_width
    assert own.paragraphs[0].text == "The letterhead of the house"
    monkeypatch.setenv("ZHENGCE_TEMPLATE", "absent.docx")
    assert "ZHENGCE_TEMPLATE: expected a file .docx" in zhengce(*words, data=data).stderr


def test_figures_are_one_of_each_indicator(data: Path) -> None:
    (plan,) = (entry for entry in entries(data) if entry.written.document_id == 2)
    assert plan.figures == (
        f"Increase patents held from 6.3 (2020) to 12 by 2025 {MARK}",
        f"Increase use fees from CNY 31.9 billion to CNY 35 billion by 2025 {MARK}",
    )


def test_html_and_word_have_the_same_words_and_links(data: Path) -> None:
    page = parsel.Selector(exported(data, "month.html").read_text("utf-8"))
    shown = [" ".join(p.css("::text").getall()) for p in page.css("p, li")]
    assert page.css("script").get() is None
    assert any("More patents, fewer <fees>." in words for words in shown)
    assert f"{BLOCK[0]} {BLOCK[1]} {BLOCK[2]}" in [text.replace("( Link )", "(Link)") for text in shown]
    assert page.css("li:last-child a::attr(href)").getall()[-1] == "https://news.example.com/a?b=1&c=2"
    word = docx.Document(str(exported(data, "month.docx")))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "\n".join(BLOCK) in texts
    assert any("More patents, fewer <fees>." in words for words in texts)
    assert texts[-1] == LINE
    links = [link.address for paragraph in word.paragraphs for link in paragraph.hyperlinks]
    assert links == [ICT_PLAN.url, IPR_PLAN.url, DATA_DRAFT.url, "https://news.example.com/a?b=1&c=2"]


@from_table
def test_wrong_usage_gets_one_line_and_changes_nothing(data: Path, words: tuple[str, ...], said: str) -> None:
    before = entries(data)
    refused: Result = zhengce(*words, data=data)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert entries(data) == before


def test_a_document_is_put_aside_once(data: Path) -> None:
    before = entries(data)
    assert zhengce("issues", "remove", "2", data=data).returncode == 0
    assert entries(data) == [entry for entry in before if entry.written.document_id != 2]
    again: Result = zhengce("issues", "remove", "2", data=data)
    assert (again.returncode, again.stderr) == (2, "zhengce: issues remove: document 2 is not in the current issue\n")


def test_an_issue_has_free_entries_emphasis_and_links_and_marks_what_a_machine_wrote(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.write() as connection:
        number = issues.add_issue(connection, "November <2021>", EDITOR, day=date(2021, 11, 30))
        top, _, own = (one.id for one in issues.find_issue(connection, number).sections)  # type: ignore[union-attr]
        story = issues.add_entry(connection, top, 2, EDITOR)
        late, early = (issues.add_entry(connection, own, None, EDITOR) for _ in range(2))
        texts = {
            ("issue", number, "introduction"): "What *mattered* & [why](https://why.example/?a=1&b=2).",
            ("entry", story, "comment"): "It is **new**: [j](javascript:alert(1)) <b>bold</b>\nSecond.",
            ("entry", late, "line"): "Late ([Sina](https://sina.example) (CN))",
            ("entry", late, "day"): "2021-11-28",
            ("entry", early, "line"): "Early",
            ("entry", early, "day"): "2021-11-01",
        }
        for (kind, one, field), value in texts.items():
            rows.write(connection, kind, one, field, value, EDITOR)  # type: ignore[arg-type]
        rows.write(connection, "section", own, "by_day", True, EDITOR)
    database.close()
    shown = zhengce("issues", "show", str(number), data=data).stdout
    assert shown.startswith(
        "# November \\<2021\\>\n\nNovember 30, 2021\n\nWhat *mattered* & [why](<https://why.example/"
    )
    assert "It is **new**: \\[j\\](javascript:alert(1)) \\<b\\>bold\\</b\\>\n\nSecond.\n" in shown
    assert shown.index("- November 1: Early") < shown.index("- November 28: Late ([Sina](<https://sina.example>) (CN))")
    assert f"◇ ({IPR_PLAN.title}) ([Link]" in shown
    assert shown.endswith(f"\n\n{LEGEND}.\n")
    assert "## Worth noting" not in shown  # which has no entry
    for name in ("issue.html", "issue.docx"):
        assert zhengce("issues", "export", str(data / name), str(number), data=data).returncode == 0
    page = parsel.Selector((data / "issue.html").read_text("utf-8"))
    assert page.css("p em::text, p strong::text").getall() == ["mattered", "At a glance:", "Comment:", "new"]
    assert page.css("a::attr(href)").get() == "https://why.example/?a=1&b=2"
    assert not page.css("a[href^=javascript], p b b")
    word = docx.Document(str(data / "issue.docx"))
    assert [one.text for one in word.paragraphs[:2]] == ["November <2021>", "November 30, 2021"]
    assert {run.text for one in word.paragraphs for run in one.runs if run.italic} == {"mattered"}
    row = [str(number), "2021-11-30", "3", "draft", "November", "<2021>"]
    assert zhengce("issues", "list", data=data).stdout.splitlines()[2].split() == row
    refused = zhengce("issues", "show", "99", data=data)
    assert (refused.returncode, refused.stderr) == (2, "zhengce: issues: there is no issue 99\n")


# A draft says in English what stands in the document, beside its Chinese, and nothing else; a person's word stays


USERS = "到2025年，5G用户普及率由15%提高到56%，单位产品能耗比2020年下降10%以上，梯次衔接度达到30%。"
TARGETS_OF_DRAFTS = (
    Target("5G用户普及率", 56.0, "56", "%", 2025, "level", baseline=15.0, baseline_year=2020, words=USERS),
    Target("单位产品能耗", 10.0, "10", "%", 2025, "change", ">=", direction="decrease", words=USERS),
    Target("梯次衔接度", 30.0, "30", "%", 2025, "level", words=USERS),
    Target("基站数", 26.0, "26", "万个", 2025, "level", words="到2025年，基站数达到26万个。"),
)
AIM, BOUND, DEMAND = "为规范数据出境活动，制定本办法。", "评估结果有效期二年。", "引导企业减少单纯扩大产能的项目。"
PLAN = policy(
    "某部关于印发“十四五”信息通信行业发展规划的通知",
    "https://www.miit.gov.cn/plan.html",
    issued_title="“十四五”信息通信行业发展规划",
    issuing_bodies=(BODIES["miit"], BODIES["ndrc"], BODIES["mot"]),
    effective_on=date(2022, 1, 1),
    targets=TARGETS_OF_DRAFTS,
    body="\n".join([AIM, USERS, BOUND, DEMAND]),
)
DRAFT = policy(
    "数据安全管理办法（征求意见稿）",
    "https://www.cac.gov.cn/draft.html",
    stage="draft",
    issuing_bodies=(BODIES["cac"],),
    comments_due_on=date(2021, 12, 18),
    body="征求意见。",
)
OTHERS = (
    policy(
        "国务院关于“十四五”信息通信行业发展规划的批复",
        "https://www.gov.cn/a.html",
        document_type="批复",
        issued_title="“十四五”信息通信行业发展规划",
        issuing_bodies=(BODIES["state_council"],),
    ),
    policy(
        "关于甲壬或癸乙的意见",
        "https://www.gov.cn/b.html",
        document_type="意见",
        issuing_bodies=(IssuingBody(None, "甲乙丙", "甲乙丙", None, None),),
        issuing_bodies_complete=False,
    ),
    policy("数据安全管理办法", "https://www.gov.cn/c.html", document_type="办法", issuing_bodies=()),
)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(opened, PLAN, DRAFT, *OTHERS)
    return opened


def drafted(database: Database, number: int = 1) -> Draft:
    with database.read() as connection:
        return drafts(connection, [number])[number]


def hold(database: Database, chinese: str, english: str) -> None:
    """What a model made of a sentence."""
    text = Text("sentence", chinese)
    made = Translation("sentence", chinese, text.key, "model", english, "tiny", "0", datetime.now(UTC))
    with database.write() as connection:
        queries.store_translation(connection, made)


def test_a_draft_says_who_issued_what_and_the_heaviest_figures_bounds_and_aims(database: Database) -> None:
    found = drafted(database)
    assert found.story.text == (
        "The Ministry of Industry and Information Technology (MIIT) and two other bodies issued the 14th Five-Year Plan"
        " for the Development of the Information and Communication Industry. In force from January 1, 2022."
    )
    assert found.line.text.startswith("MIIT and two other bodies issue the 14th Five-Year Plan")
    assert [(one.text, one.chinese, one.place) for one in found.bullets] == [
        ("Increase the 5G user penetration rate from 15% (2020) to 56% by 2025", USERS, "paragraph 2"),
        ("Reduce energy consumption per unit of product by at least 10% by 2025", USERS, "paragraph 2"),
        ("30% by 2025: “梯次衔接度”", USERS, "paragraph 2"),
        ("Assessment results: valid for 2 years", BOUND, "paragraph 3"),
        ("Stated aim: regulating data export activities", AIM, "paragraph 1"),
    ]  # 基站数 is of a sentence that does not stand there


@from_table
def test_who_issued_what_is_said_of_drafts_approvals_and_what_has_no_english(
    database: Database, number: int, story: str
) -> None:
    assert drafted(database, number).story.text == story


def test_the_model_says_what_the_rules_cannot_unless_its_numbers_differ(database: Database) -> None:
    hold(database, DEMAND, "Guide firms to have fewer projects that only add capacity.")
    hold(database, USERS, "By 2025 the user penetration rate reaches 65%.")
    hold(database, BOUND, "The result of an assessment holds for two years.")
    said = [one.text for one in drafted(database).bullets]
    assert said[2:] == [
        "30% by 2025: “梯次衔接度”",
        "The result of an assessment holds for two years.",
        "Stated aim: regulating data export activities",
        "Guide firms to have fewer projects that only add capacity.",
    ]


@from_table
def test_a_bound_is_said_with_its_unit_or_quoted_or_left_out(chinese: str, english: str | None) -> None:
    assert bound_bullet(chinese) == english


def test_an_aim_is_said_where_its_english_reads_well() -> None:
    assert aim_bullet("为推动煤电行业清洁低碳转型，现就有关事项通知如下。") == (
        "Stated aim: promoting the clean and low-carbon transformation of the coal-fired power industry"
    )
    assert aim_bullet("为某某癸壬，制定本办法。") is None


def test_accepted_and_edited_lines_are_a_persons_and_outlive_other_drafts(database: Database) -> None:
    with database.write() as connection:
        issues.add_document(connection, 1, "top", EDITOR)
        issues.add_document(connection, 2, "worth_noting", EDITOR)
        newsletter = gather_newsletter(connection)
        story, line = newsletter.entries
        assert all(one.is_marked for one in (*lines_of(story, "top"), *lines_of(line, "worth_noting")))
        first, *rest = story.figures
        own = first.removesuffix(f" {MARK}")
        accept(connection, line, "worth_noting", EDITOR)
        edited = {"entry-1-summary": story.summary.replace("two other bodies", f"its sisters {'x' * 3}")}
        edited["entry-1-figures"] = "\n".join([own, *rest])
        assert not write_fields(connection, gather_newsletter(connection), edited, EDITOR, {}).refused
    keep(database, replace(PLAN, targets=TARGETS_OF_DRAFTS[1:2]))  # another draft
    with database.write() as connection:
        story, line = gather_newsletter(connection).entries
        assert story.figures == (own, *rest)
        assert MARK not in story.summary
        assert "its sisters xxx issued" in story.summary
        assert line.english
        assert (count_marks("worth_noting", line), line.english.is_machine) == (0, True)  # the title is not printed
        shown = lines_of(story, "top")
        assert [one.is_marked for one in shown] == [False, False, True, True, True, True]
        assert shown[0].source == story.draft.story if story.draft else False
        last = edits.of_subjects(connection, [Subject("entry", "1")])
        for edit in (one for one in reversed(last) if one.field in ("summary", "figures")):
            undo(connection, edit.id, EDITOR)
        assert rows.value_of(connection, "entry", 1, "figures") is None


def test_a_bullet_that_is_not_printed_is_added_by_a_person(database: Database) -> None:
    with database.write() as connection:
        issues.add_document(connection, 1, "worth_noting", EDITOR)
        (entry,) = gather_newsletter(connection).entries
        bullet = addable(entry, "worth_noting")[0]
        add(connection, entry, "worth_noting", key_of(bullet.text), EDITOR)
        (entry,) = gather_newsletter(connection).entries
        assert entry.text("line").endswith(f"; {bullet.text} {MARK}")
        assert bullet not in addable(entry, "worth_noting")


def test_every_form_of_an_issue_has_the_draft_with_its_mark(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        issues.add_document(connection, 1, "top", EDITOR)
        issues.add_document(connection, 2, "worth_noting", EDITOR)
    database.close()
    paths = [tmp_path / f"month.{ending}" for ending in ("md", "html", "docx")]
    for path in paths:
        assert zhengce("issues", "export", str(path), data=tmp_path).returncode == 0
    word = "\n".join(one.text for one in docx.Document(str(paths[2])).paragraphs)
    for text in (paths[0].read_text("utf-8").replace("◇", MARK), paths[1].read_text("utf-8"), word):
        assert f"In force from January 1, 2022. {MARK}" in text
        assert f"from 15% (2020) to 56% by 2025 {MARK}" in text
        assert f"December 18, 2021. {MARK}" not in text
        assert f"Data Security Management for comment {MARK}" in text
    draft = entries(tmp_path)[0].draft
    assert draft
    assert draft.bullets[0] == DraftLine(
        "Increase the 5G user penetration rate from 15% (2020) to 56% by 2025", USERS, "paragraph 2"
    )
